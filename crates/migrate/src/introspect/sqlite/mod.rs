//! SQLite: `sqlite_schema` and the table-valued pragma functions.

mod ddl;
mod defaults;
mod tables;
mod types;

use nicol_catalog::{Catalog, Dialect};

use super::rows::{IntrospectError, RecordedRows};
use super::scope::Query;

/// The names of the answers.
const OBJECTS: &str = "objects";
const COLUMNS: &str = "columns";
const INDEXES: &str = "indexes";
const FOREIGN_KEYS: &str = "foreign_keys";
const VIEW_COLUMNS: &str = "view_columns";

/// The queries that read a SQLite database.
#[must_use]
pub fn queries() -> Vec<Query> {
    let mut queries: Vec<Query> =
        [(OBJECTS, OBJECTS_SQL), (COLUMNS, COLUMNS_SQL), (INDEXES, INDEXES_SQL), (FOREIGN_KEYS, FOREIGN_KEYS_SQL)]
            .into_iter()
            .map(|(name, sql)| Query::new(name, sql))
            .collect();
    // A view over a table that is gone can't be described, and SQLite then fails the whole statement.
    queries.push(Query { may_fail: true, ..Query::new(VIEW_COLUMNS, VIEW_COLUMNS_SQL) });
    queries
}

/// Whether a `CREATE INDEX` statement names the column, in a part or in its predicate.
pub(crate) fn index_names(statement: &str, column: &str) -> bool {
    ddl::index_names(statement, column)
}

/// Reads the answers to [`queries`].
///
/// # Errors
/// When the rows are not those of the queries.
pub fn catalog(rows: &RecordedRows) -> Result<Catalog, IntrospectError> {
    let mut catalog = Catalog::empty(Dialect::Sqlite);
    tables::read(rows, &mut catalog)?;
    Ok(catalog)
}

/// Columns: kind (`table`, `virtual`, `shadow`, `view`, `index`, `trigger`), name, table, statement, STRICT or
/// WITHOUT ROWID. The kind of a table is `pragma_table_list`'s.
const OBJECTS_SQL: &str = "
SELECT coalesce(l.type, m.type), m.name, m.tbl_name, m.sql, CAST(coalesce(l.strict OR l.wr, 0) AS TEXT)
FROM main.sqlite_schema m
LEFT JOIN pragma_table_list l ON m.type IN ('table', 'view') AND l.schema = 'main' AND l.name = m.name
ORDER BY m.name, m.type";

/// Columns: table, column, declared type, not null, default, place in the primary key, hidden.
const COLUMNS_SQL: &str = "
SELECT m.name, c.name, c.type, CAST(c.\"notnull\" AS TEXT), CAST(c.dflt_value AS TEXT), CAST(c.pk AS TEXT), CAST(c.hidden AS TEXT)
FROM main.sqlite_schema m JOIN pragma_table_xinfo(m.name, 'main') c
WHERE m.type = 'table'
ORDER BY m.name, c.cid";

/// Columns: table, index, unique, origin, column (NULL for an expression), descending. One row a key column.
/// The newest index comes first, as in Prisma.
const INDEXES_SQL: &str = "
SELECT m.name, i.name, CAST(i.\"unique\" AS TEXT), i.origin, x.name, CAST(x.desc AS TEXT)
FROM main.sqlite_schema m JOIN pragma_index_list(m.name, 'main') i JOIN pragma_index_xinfo(i.name, 'main') x
WHERE m.type = 'table' AND x.key = 1
ORDER BY m.name, i.seq, x.seqno";

/// Columns: table, key, column, referenced table, referenced column (NULL for the primary key's), ON DELETE, ON UPDATE.
const FOREIGN_KEYS_SQL: &str = "
SELECT m.name, CAST(f.id AS TEXT), f.\"from\", f.\"table\", f.\"to\", f.on_delete, f.on_update
FROM main.sqlite_schema m JOIN pragma_foreign_key_list(m.name, 'main') f
WHERE m.type = 'table'
ORDER BY m.name, f.id, f.seq";

/// Columns: view, column, declared type.
const VIEW_COLUMNS_SQL: &str = "
SELECT m.name, c.name, c.type
FROM main.sqlite_schema m JOIN pragma_table_xinfo(m.name, 'main') c
WHERE m.type = 'view'
ORDER BY m.name, c.cid";
