//! Scripts of several statements.

use nicol_catalog::Dialect;
use nicol_catalog::script::{Statement, replacing_renames, statements, words};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

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
        let ran = match !replacing.is_empty() && copies_rows(text) {
            true => copy(connection, text),
            false => connection.prepare(text).and_then(step),
        };
        if let Err(e) = ran {
            return (completed, Err(error::map(&e).placed_at(sql[..offset].chars().count())));
        }
        completed += 1;
    }
    (completed, Ok(()))
}

fn step(mut statement: rusqlite::Statement<'_>) -> rusqlite::Result<()> {
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(())
}

/// `INSERT … SELECT`.
fn copies_rows(statement: &str) -> bool {
    let mut words = words(Dialect::Sqlite, statement);
    words.next().is_some_and(|first| first.is("INSERT")) && words.any(|word| word.is("SELECT"))
}

/// Fills the table that is to take another one's place. SQLite takes a quoted name that it does not know for a text: a column that
/// is not there any more (another branch has renamed it) would fill every row with its name. That is an error, if there are rows.
fn copy(connection: &Connection, text: &str) -> rusqlite::Result<()> {
    let names = |only: bool| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, !only);
    let as_it_was = connection.db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML)?;
    names(true)?;
    let strict = connection.prepare(text);
    names(!as_it_was)?;
    let no_name = match strict {
        Ok(statement) => return step(statement),
        Err(error) => error,
    };
    step(connection.prepare(text)?)?;
    if connection.changes() == 0 { Ok(()) } else { Err(no_name) }
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
