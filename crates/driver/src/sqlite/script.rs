//! Scripts of several statements.

use nicol_catalog::Dialect;
use nicol_catalog::script::{Statement, replacing_renames, statements};
use rusqlite::Connection;

use super::error;
use crate::Error;

/// Runs a script, statement by statement; rows are not looked at. An error's position is one in the script.
///
/// A table that takes the name of one that the script has dropped takes its place: views, triggers and foreign keys that
/// name it mean the new one from then on. SQLite looks for the old one in them, and refuses, unless it renames in its old
/// way. Source: SQLite's documentation of `ALTER TABLE`, section 7.
pub(crate) fn run(connection: &Connection, sql: &str) -> Result<(), Error> {
    run_counting(connection, sql).1
}

/// The same; says how many statements are done, too.
pub(crate) fn run_counting(connection: &Connection, sql: &str) -> (usize, Result<(), Error>) {
    let statements = split(sql);
    let replacing = replacing_renames(&statements);
    let mut completed = 0;
    for Statement { text, offset } in statements {
        let _old_way = replacing.contains(&offset).then(|| OldWay::begin(connection)).flatten();
        let step = || -> rusqlite::Result<()> {
            let mut statement = connection.prepare(text)?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        };
        if let Err(e) = step() {
            return (completed, Err(error::map(&e).placed_at(sql[..offset].chars().count())));
        }
        completed += 1;
    }
    (completed, Ok(()))
}

/// `PRAGMA legacy_alter_table` is on while this lives, if it was not on before.
struct OldWay<'c>(&'c Connection);

impl<'c> OldWay<'c> {
    fn begin(connection: &'c Connection) -> Option<Self> {
        let is_on = connection.pragma_query_value(None, "legacy_alter_table", |row| row.get::<_, bool>(0));
        if is_on.unwrap_or(true) {
            return None;
        }
        connection.pragma_update(None, "legacy_alter_table", true).ok().map(|()| Self(connection))
    }
}

impl Drop for OldWay<'_> {
    fn drop(&mut self) {
        // A flag of the connection: setting it can't fail.
        let _ = self.0.pragma_update(None, "legacy_alter_table", false);
    }
}

/// The statements of a script.
pub(crate) fn split(sql: &str) -> Vec<Statement<'_>> {
    statements(Dialect::Sqlite, sql)
}

/// Whether there is no statement in it.
pub(super) fn is_blank(sql: &str) -> bool {
    nicol_catalog::script::is_blank(Dialect::Sqlite, sql)
}
