//! From which numbers a database goes on counting, and what else stands in a file beside its tables.

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_driver::admin::Connection;

use crate::error::Result;
use crate::history::literal;

/// Something that is not where a new database, or the rows in it, have it by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    /// As people read it.
    pub(super) what: String,
    /// The same for the same next number.
    pub(super) state: String,
    /// What brings it there, behind the rows.
    pub(super) statements: Vec<String>,
}

/// What the names of positions begin with, among those of tables with rows.
const COUNTERS: [&str; 2] = ["the sequence ", "PRAGMA "];

/// What is said if two databases differ in what is called so, if that is no table.
pub(super) fn differs(what: &str) -> Option<String> {
    let is_counter = COUNTERS.iter().any(|start| what.starts_with(start));
    is_counter.then(|| match what.starts_with("PRAGMA ") {
        true => format!("{what} is another number"),
        false => format!("{what} goes on from another number"),
    })
}

/// All that there are.
pub(super) async fn positions(connection: &Connection) -> Result<Vec<Position>> {
    match connection.dialect() {
        Dialect::Sqlite => of_file(connection).await,
        Dialect::Postgres | Dialect::Cockroach => of_sequences(connection).await,
    }
}

async fn of_sequences(connection: &Connection) -> Result<Vec<Position>> {
    // A script is not told the schema that it runs in.
    let all = "SELECT CASE WHEN schemaname = pg_catalog.current_schema() THEN pg_catalog.quote_ident(sequencename) \
               ELSE pg_catalog.format('%I.%I', schemaname, sequencename) END, \
               pg_catalog.format('%I.%I', schemaname, sequencename), start_value, increment_by \
               FROM pg_catalog.pg_sequences WHERE schemaname <> '_nicol_keep' ORDER BY 1";
    let mut found = Vec::new();
    for row in connection.query_text(all).await?.rows {
        let [Some(name), Some(place), Some(start), Some(step)] = &row[..] else { continue };
        let sql = format!(
            "SELECT last_value, is_called, CASE WHEN is_called THEN last_value::numeric + {step} ELSE last_value END, \
             is_called OR last_value <> {start} FROM {place}"
        );
        let answer = connection.query_text(&sql).await?.rows;
        let Some([Some(last), Some(is_called), Some(next), Some(is_moved)]) = answer.first().map(Vec::as_slice) else {
            continue;
        };
        if is_moved.starts_with('f') {
            continue;
        }
        let called = if is_called.starts_with('t') { "" } else { ", false" };
        found.push(Position {
            what: format!("the sequence {name}"),
            state: next.clone(),
            statements: vec![format!("SELECT pg_catalog.setval({}, {last}{called})", literal(Dialect::Postgres, name))],
        });
    }
    Ok(found)
}

/// SQLite counts from the largest key, or from what it has noted, if that is more.
async fn of_file(connection: &Connection) -> Result<Vec<Position>> {
    let mut found = Vec::new();
    for pragma in ["user_version", "application_id"] {
        let answer = connection.query_text(&format!("PRAGMA {pragma}")).await?.rows;
        let number = answer.into_iter().flatten().flatten().next().unwrap_or_default();
        if !matches!(number.as_str(), "" | "0") {
            found.push(Position {
                what: format!("PRAGMA {pragma}"),
                statements: vec![format!("PRAGMA {pragma} = {number}")],
                state: number,
            });
        }
    }
    let has_counters = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'";
    if connection.query_text(has_counters).await?.rows.is_empty() {
        return Ok(found);
    }
    let all = "SELECT s.name, s.seq FROM sqlite_sequence s JOIN sqlite_master m ON m.type = 'table' AND m.name = s.name ORDER BY 1";
    for row in connection.query_text(all).await?.rows {
        let [Some(table), Some(seq)] = &row[..] else { continue };
        let sql = format!("SELECT {seq} > COALESCE(MAX(rowid), 0) FROM {}", quoted(table));
        let answer = connection.query_text(&sql).await?.rows;
        if answer.into_iter().flatten().flatten().next().as_deref() != Some("1") {
            continue;
        }
        let name = literal(Dialect::Sqlite, table);
        found.push(Position {
            what: format!("the sequence of {}", quoted(table)),
            state: seq.clone(),
            statements: vec![
                format!("DELETE FROM sqlite_sequence WHERE name = {name}"),
                format!("INSERT INTO sqlite_sequence (name, seq) VALUES ({name}, {seq})"),
            ],
        });
    }
    Ok(found)
}
