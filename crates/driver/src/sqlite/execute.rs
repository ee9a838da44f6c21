//! Statements on the connection's thread.

use nicol_query::set::Set;
use nicol_query::value::CellType;
use rusqlite::{CachedStatement, Connection, Statement};

use super::bind::OwnedQuery;
use super::{error, read, script};
use crate::text::Misfit;
use crate::{Code, Error, Outcome};

/// A text without a statement in it: SQLite itself would take it for one.
pub(super) fn check_blank(sql: &str) -> Result<(), Error> {
    if script::is_blank(sql) { Err(Error::new(Code::P2010, "The statement is empty. Write one.")) } else { Ok(()) }
}

/// Prepares a statement and binds its values.
pub(super) fn prepare<'c>(connection: &'c Connection, query: &OwnedQuery) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(&query.sql).map_err(|e| error::map(&e))?;
    bind(&mut statement, query)?;
    Ok(statement)
}

/// Binds a statement's values.
pub(super) fn bind(statement: &mut Statement<'_>, query: &OwnedQuery) -> Result<(), Error> {
    let (expected, given) = (statement.parameter_count(), query.params.len());
    if expected != given {
        return Err(Error::new(
            Code::P2010,
            format!(
                "The statement has {expected} parameters, but {given} values were given. Give one value for each parameter."
            ),
        ));
    }
    for (i, value) in query.params.iter().enumerate() {
        statement.raw_bind_parameter(i + 1, value).map_err(|e| error::map(&e))?;
    }
    Ok(())
}

pub(super) fn run(connection: &Connection, query: &OwnedQuery) -> Result<Outcome, Error> {
    let mut statement = prepare(connection, query)?;
    let width = query.columns.len();
    if statement.column_count() < width {
        // `SELECT *` of a table that has got new columns since.
        statement.discard();
        statement = prepare(connection, query)?;
    }
    check_width(statement.column_count(), width)?;
    let is_read = statement.readonly();
    let mut set = Set::new(width);
    let mut failed = None;
    let mut rows = statement.raw_query();
    loop {
        match rows.next() {
            Ok(Some(row)) if failed.is_none() => {
                failed = read_row(row, &query.columns, &mut set).err();
                // What was written can't be told, so it must not stay: a write that is interrupted is undone. In a
                // transaction the caller undoes it.
                if failed.is_some() && !is_read && connection.is_autocommit() {
                    connection.get_interrupt_handle().interrupt();
                }
            }
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(_) if failed.is_some() => break,
            Err(e) => return Err(error::map(&e)),
        }
    }
    drop(rows);
    if let Some((column, misfit)) = failed {
        let name = statement.column_name(column).ok().map(str::to_owned);
        return Err(error::misfit(&misfit).with_column(name));
    }
    let affected = if is_read { 0 } else { changes(connection, &query.sql) };
    Ok(Outcome { rows: set, affected })
}

/// A result has at least the columns that are asked for.
pub(super) fn check_width(found: usize, wanted: usize) -> Result<(), Error> {
    if found >= wanted {
        return Ok(());
    }
    Err(Error::new(
        Code::P2023,
        format!(
            "A statement returned {found} columns where {wanted} were expected. This is a defect of Nicol: please report it."
        ),
    ))
}

/// The place of a cell that does not fit, and why.
pub(super) type BadCell = (usize, Misfit);

pub(super) fn read_row(row: &rusqlite::Row<'_>, cells: &[CellType], set: &mut Set) -> Result<(), BadCell> {
    for (at, cell) in cells.iter().enumerate() {
        let value = row.get_ref(at).map_err(|e| (at, Misfit::not_a(&e.to_string(), "column")))?;
        let mut result = Ok(false);
        set.push_with(|out| {
            result = read::cell(*cell, value, out);
            matches!(result, Ok(true))
        });
        result.map_err(|misfit| (at, misfit))?;
    }
    Ok(())
}

/// Runs statements in order, up to the first that fails; with `in_transaction` in one of their own, unless one is open.
pub(super) fn batch(
    connection: &Connection,
    queries: &[OwnedQuery],
    in_transaction: bool,
) -> Result<Vec<Outcome>, Error> {
    if !in_transaction || !connection.is_autocommit() {
        return run_all(connection, queries);
    }
    let only_reads = {
        let mut only_reads = true;
        for (i, query) in queries.iter().enumerate() {
            let statement = connection.prepare_cached(&query.sql).map_err(|e| error::map(&e).with_statement(i))?;
            only_reads &= statement.readonly();
        }
        only_reads
    };
    script::run(connection, if only_reads { "BEGIN" } else { "BEGIN IMMEDIATE" })?;
    match run_all(connection, queries) {
        Ok(outcomes) => commit(connection).map(|()| outcomes),
        Err(error) => {
            rollback(connection)?;
            Err(error)
        }
    }
}

fn run_all(connection: &Connection, queries: &[OwnedQuery]) -> Result<Vec<Outcome>, Error> {
    let one = |(i, query)| run(connection, query).map_err(|e| e.with_statement(i));
    queries.iter().enumerate().map(one).collect()
}

/// Runs a raw statement, or several without parameters.
pub(super) fn run_raw(connection: &Connection, query: &OwnedQuery) -> Result<u64, Error> {
    check_blank(&query.sql)?;
    if query.params.is_empty() && script::split(&query.sql).len() > 1 {
        script::run(connection, &query.sql)?;
        return Ok(0);
    }
    run(connection, query).map(|outcome| outcome.affected)
}

/// Whether a text is one statement that changes nothing. One that can't be prepared may do so when it can.
pub(super) fn only_reads(connection: &Connection, sql: &str) -> bool {
    script::split(sql).len() == 1 && connection.prepare(sql).is_ok_and(|statement| statement.readonly())
}

/// Commits, or rolls back if that fails (another process reads for too long).
pub(super) fn commit(connection: &Connection) -> Result<(), Error> {
    let result = script::run(connection, "COMMIT");
    if result.is_err() {
        rollback(connection)?;
    }
    result
}

/// Rolls back. Some errors (a full disk) have done so already.
pub(super) fn rollback(connection: &Connection) -> Result<(), Error> {
    if connection.is_autocommit() { Ok(()) } else { script::run(connection, "ROLLBACK") }
}

/// How many rows the statement that has just run changed. SQLite keeps the number of the last one that changed any, so
/// it counts only for those that can.
pub(super) fn changes(connection: &Connection, sql: &str) -> u64 {
    let word: String = without_comments(sql).chars().take_while(char::is_ascii_alphabetic).collect();
    match word.to_ascii_uppercase().as_str() {
        "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "WITH" => connection.changes(),
        _ => 0,
    }
}

/// The text from its first word on.
fn without_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    loop {
        let after = if let Some(comment) = rest.strip_prefix("--") {
            comment.split_once('\n').map(|(_, after)| after)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map(|(_, after)| after)
        } else {
            return rest;
        };
        rest = after.unwrap_or("").trim_start();
    }
}
