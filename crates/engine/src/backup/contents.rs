//! What is in a database, as far as a backup of it can be compared.

use std::collections::BTreeMap;

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_driver::admin::Connection;

use crate::error::Result;

/// Tables, as SQL names them, with the numbers of their rows.
pub(super) type Counts = BTreeMap<String, u64>;

/// Ordinary tables of the user's, those of extensions left out: a backup holds their rows only in part.
const TABLES_OF_POSTGRES: &str = "\
    SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' \
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d \
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1, 2";

/// Virtual tables are left out: what keeps their rows are tables of their own.
const TABLES_OF_SQLITE: &str = "\
    SELECT 'main', name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
    AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY 2";

/// The tables, as SQL names them.
async fn tables(connection: &Connection) -> Result<Vec<String>> {
    let sql = match connection.dialect() {
        Dialect::Sqlite => TABLES_OF_SQLITE,
        _ => TABLES_OF_POSTGRES,
    };
    let rows = connection.query_text(sql).await?.rows;
    Ok(rows
        .iter()
        .filter_map(|row| match row.as_slice() {
            [Some(schema), Some(table)] => Some(format!("{}.{}", quoted(schema), quoted(table))),
            _ => None,
        })
        .collect())
}

/// Counts the rows of all tables.
pub(super) async fn counts(connection: &Connection) -> Result<Counts> {
    let tables = tables(connection).await?;
    let only = if connection.dialect() == Dialect::Sqlite { "" } else { "ONLY " };
    let queries: Vec<String> = tables.iter().map(|table| format!("SELECT count(*) FROM {only}{table}")).collect();
    let mut counts = Counts::new();
    let texts: Vec<&str> = queries.iter().map(String::as_str).collect();
    for (table, answer) in tables.into_iter().zip(connection.query_text_all(&texts).await) {
        let count = answer?.rows.first().and_then(|row| row.first()?.as_deref()?.parse().ok());
        counts.insert(table, count.unwrap_or(0));
    }
    Ok(counts)
}

/// What is not alike in a backup and what it was made of.
pub(super) fn differences(original: &Counts, copy: &Counts) -> Option<String> {
    let tables: std::collections::BTreeSet<&String> = original.keys().chain(copy.keys()).collect();
    let differing: Vec<String> = tables
        .into_iter()
        .filter(|table| original.get(*table) != copy.get(*table))
        .map(|table| {
            let rows = |counts: &Counts| counts.get(table).map_or("is missing".to_owned(), |n| format!("has {n} rows"));
            format!("{table} {}, and in the backup it {}", rows(original), rows(copy))
        })
        .collect();
    (!differing.is_empty()).then(|| differing.join("; "))
}

#[cfg(test)]
mod tests {
    use super::{Counts, differences};

    #[test]
    fn a_backup_that_lacks_something_is_told() {
        let counts = |list: &[(&str, u64)]| list.iter().map(|(t, n)| ((*t).to_owned(), *n)).collect::<Counts>();
        assert_eq!(differences(&counts(&[("a", 1)]), &counts(&[("a", 1)])), None);
        assert_eq!(
            differences(&counts(&[("a", 1), ("b", 2)]), &counts(&[("a", 0)])).as_deref(),
            Some("a has 1 rows, and in the backup it has 0 rows; b has 2 rows, and in the backup it is missing")
        );
    }
}
