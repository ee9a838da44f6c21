//! Which foreign keys a schema has words for: those that `db pull` writes as relations, and that a diff may miss.

use std::collections::HashSet;

use nicol_catalog::{Catalog, ColumnType, ForeignKey, ForeignKeyAction, PostgresType as Pg, SqliteType, Table};
use nicol_model::ScalarType;

/// Whether a relation can stand for the key: it leads to a key of a table that is known, and the columns of both ends
/// have the same type in the language.
pub(crate) fn is_relation(catalog: &Catalog, table: &Table, key: &ForeignKey) -> bool {
    let Some(target) = catalog.table(&key.referenced_table) else { return false };
    is_key_of(target, &key.referenced_columns)
        && key.columns.len() == key.referenced_columns.len()
        && key.columns.iter().zip(&key.referenced_columns).all(|(here, there)| {
            matches!((table.column(here), target.column(there)), (Some(a), Some(b)) if is_same(&a.ty, &b.ty))
        })
        && actions_are_taken(catalog, table, key)
}

/// SQLite's schemas refuse `SetNull` where a column of the key is required.
fn actions_are_taken(catalog: &Catalog, table: &Table, key: &ForeignKey) -> bool {
    let is_null = |action| action == ForeignKeyAction::SetNull;
    let is_refused = catalog.dialect == nicol_catalog::Dialect::Sqlite
        && (is_null(key.on_delete) || is_null(key.on_update))
        && key
            .columns
            .iter()
            .any(|c| table.column(c).is_some_and(|column| column.arity == nicol_catalog::ColumnArity::Required));
    !is_refused
}

fn is_same(a: &ColumnType, b: &ColumnType) -> bool {
    match (a, b) {
        (ColumnType::Postgres(a), ColumnType::Postgres(b)) => postgres(*a) == postgres(*b),
        (ColumnType::Sqlite(a), ColumnType::Sqlite(b)) => sqlite(*a) == sqlite(*b),
        (a, b) => a == b,
    }
}

/// Whether the columns, in any order, are the primary key or a unique index.
fn is_key_of(table: &Table, columns: &[String]) -> bool {
    let wanted: HashSet<&str> = columns.iter().map(String::as_str).collect();
    let primary = table
        .primary_key
        .as_ref()
        .is_some_and(|k| k.columns.iter().map(String::as_str).collect::<HashSet<_>>() == wanted);
    primary || uniques(table).any(|found| found.iter().copied().collect::<HashSet<_>>() == wanted)
}

/// The columns of unique indexes that hold for all rows.
pub(crate) fn uniques(table: &Table) -> impl Iterator<Item = Vec<&str>> {
    table
        .indexes
        .iter()
        .filter(|i| i.is_unique && i.predicate.is_none())
        .filter_map(|index| index.columns.iter().map(|c| c.target.column()).collect())
}

/// The scalar of a column of PostgreSQL.
pub(crate) const fn postgres(ty: Pg) -> ScalarType {
    match ty {
        Pg::SmallInt | Pg::Integer | Pg::Oid => ScalarType::Int,
        Pg::BigInt => ScalarType::BigInt,
        Pg::Decimal(_) | Pg::Money => ScalarType::Decimal,
        Pg::Real | Pg::DoublePrecision => ScalarType::Float,
        Pg::Text
        | Pg::Citext
        | Pg::Inet
        | Pg::Uuid
        | Pg::Xml
        | Pg::VarChar(_)
        | Pg::Char(_)
        | Pg::Bit(_)
        | Pg::VarBit(_) => ScalarType::String,
        Pg::ByteA => ScalarType::Bytes,
        Pg::Boolean => ScalarType::Boolean,
        Pg::Timestamp(_) | Pg::Timestamptz(_) | Pg::Date | Pg::Time(_) | Pg::Timetz(_) => ScalarType::DateTime,
        Pg::Json | Pg::JsonB => ScalarType::Json,
    }
}

/// The scalar of a column of SQLite.
pub(crate) const fn sqlite(ty: SqliteType) -> ScalarType {
    match ty {
        SqliteType::Integer => ScalarType::Int,
        SqliteType::BigInt => ScalarType::BigInt,
        SqliteType::Real => ScalarType::Float,
        SqliteType::Decimal => ScalarType::Decimal,
        SqliteType::Text => ScalarType::String,
        SqliteType::Blob => ScalarType::Bytes,
        SqliteType::DateTime => ScalarType::DateTime,
        SqliteType::Boolean => ScalarType::Boolean,
        SqliteType::JsonB => ScalarType::Json,
    }
}
