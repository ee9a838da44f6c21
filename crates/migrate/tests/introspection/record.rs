//! Runs the queries of an introspection and records the answers.

use nicol_catalog::Dialect;
use nicol_migrate::introspect::{self, RecordedRows, Scope};
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::postgres::Server;

/// Stands for NULL in psql's output.
pub(crate) const NULL: &str = "\u{2400}";

/// The database of a URL from [`Server::database`].
pub(crate) fn database_name(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}

pub(crate) fn postgres(server: &Server, database: &str, scope: &Scope) -> RecordedRows {
    let mut rows = RecordedRows::new(Dialect::Postgres, scope);
    for query in introspect::postgres::queries(scope) {
        let csv = server.psql(database, &format!("\\pset format csv\n\\pset null {NULL}\n{};\n", query.sql));
        rows.record(query.name, read_csv(&csv));
    }
    rows
}

pub(crate) fn sqlite(setup: &str) -> Result<RecordedRows, Failed> {
    let connection = rusqlite::Connection::open_in_memory()?;
    connection.execute_batch(setup)?;
    sqlite_rows(&connection)
}

pub(crate) fn sqlite_rows(connection: &rusqlite::Connection) -> Result<RecordedRows, Failed> {
    let mut rows = RecordedRows::new(Dialect::Sqlite, &Scope::DefaultSchema);
    for query in introspect::sqlite::queries() {
        match answer(connection, &query.sql) {
            Ok(answer) => rows.record(query.name, answer),
            Err(_) if query.may_fail => rows.record(query.name, Vec::new()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(rows)
}

fn answer(connection: &rusqlite::Connection, sql: &str) -> rusqlite::Result<Vec<Vec<Option<String>>>> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    statement.query_map([], |row| (0..columns).map(|i| row.get(i)).collect())?.collect()
}

pub(crate) fn read_csv(text: &str) -> Vec<Vec<Option<String>>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        let mut cell = String::new();
        if chars.next_if_eq(&'"').is_some() {
            while let Some(c) = chars.next() {
                if c != '"' {
                    cell.push(c);
                } else if chars.next_if_eq(&'"').is_some() {
                    cell.push('"');
                } else {
                    break;
                }
            }
        } else {
            while let Some(c) = chars.next_if(|c| *c != ',' && *c != '\n') {
                cell.push(c);
            }
        }
        row.push((cell != NULL).then_some(cell));
        if chars.next() != Some(',') {
            rows.push(std::mem::take(&mut row));
        }
    }
    rows
}
