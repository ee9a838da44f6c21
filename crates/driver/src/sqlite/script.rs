//! Scripts of several statements.

use nicol_catalog::Dialect;
use nicol_catalog::script::{Statement, statements};
use rusqlite::Connection;

use super::error;
use crate::Error;

/// Runs a script, statement by statement; rows are not looked at. An error's position is one in the script.
pub(crate) fn run(connection: &Connection, sql: &str) -> Result<(), Error> {
    for Statement { text, offset } in split(sql) {
        let step = || -> rusqlite::Result<()> {
            let mut statement = connection.prepare(text)?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        };
        step().map_err(|e| error::map(&e).placed_at(sql[..offset].chars().count()))?;
    }
    Ok(())
}

/// The statements of a script.
pub(crate) fn split(sql: &str) -> Vec<Statement<'_>> {
    statements(Dialect::Sqlite, sql)
}

/// Whether there is no statement in it.
pub(super) fn is_blank(sql: &str) -> bool {
    nicol_catalog::script::is_blank(Dialect::Sqlite, sql)
}
