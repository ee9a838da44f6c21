//! From recorded catalogue rows to a [`Catalog`]: pure functions.
//!
//! A database module offers `queries`, the SQL that asks for everything at once, and `catalog`,
//! which reads the answers. Between them stands [`RecordedRows`]: text cells by query name. It is
//! what tests keep as fixtures and what the cache of replayed histories holds, so it has a format
//! version of its own.

mod numbers;
pub mod postgres;
mod rows;
mod scope;
mod sql_text;
pub mod sqlite;

pub use rows::{FORMAT, IntrospectError, RecordedRows, Row};
pub use scope::{Query, Scope};

use nicol_catalog::{Catalog, Dialect};

/// The table that holds the history of migrations. It belongs to the tool, so no catalog has it.
pub const HISTORY_TABLE: &str = "_prisma_migrations";

/// The queries that introspect a database of this dialect; `None` for those that are never read.
#[must_use]
pub fn queries(dialect: Dialect, scope: &Scope) -> Option<Vec<Query>> {
    match dialect {
        Dialect::Postgres => Some(postgres::queries(scope)),
        Dialect::Sqlite => Some(sqlite::queries()),
        Dialect::Cockroach => None,
    }
}

/// The text of an SQL expression that is a string literal, perhaps under casts: `2020-01-01` for
/// `'2020-01-01'::date`. So a constant that a schema writes as `dbgenerated("…")` can be compared with one found.
#[must_use]
pub fn constant_text(expression: &str) -> Option<String> {
    postgres::constant_text(expression)
}

/// Reads the answers to [`queries`] of the dialect they were recorded from.
///
/// # Errors
/// When the rows are not those of the queries, or of a dialect that is never read.
pub fn catalog(rows: &RecordedRows) -> Result<Catalog, IntrospectError> {
    match rows.dialect() {
        Dialect::Postgres => postgres::catalog(rows),
        Dialect::Sqlite => sqlite::catalog(rows),
        Dialect::Cockroach => Err(IntrospectError::Dialect("cockroachdb".to_owned())),
    }
}
