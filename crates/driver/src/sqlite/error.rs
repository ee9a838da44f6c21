//! SQLite's errors to ours. Its texts are always English and are part of its interface in practice.

use std::path::Path;

use rusqlite::ffi;

use crate::text::Misfit;
use crate::{Code, Constraint, Error, ServerError};

pub(crate) fn map(error: &rusqlite::Error) -> Error {
    let (code, message, position) = match error {
        rusqlite::Error::SqliteFailure(e, message) => {
            (e.extended_code, message.clone().unwrap_or_else(|| e.to_string()), None)
        }
        rusqlite::Error::SqlInputError { error, msg, sql, offset } => {
            let at = usize::try_from(*offset).ok().and_then(|at| sql.get(..at));
            (error.extended_code, msg.clone(), at.and_then(|before| u32::try_from(before.chars().count() + 1).ok()))
        }
        rusqlite::Error::MultipleStatement => return several(),
        other => return Error::new(Code::P2039, format!("SQLite reports an error: {other}.")),
    };
    let server = ServerError {
        code: code.to_string(),
        severity: "ERROR".to_owned(),
        message: message.clone(),
        position,
        ..ServerError::default()
    };
    explain(code, &message).with_server(server)
}

fn explain(code: i32, message: &str) -> Error {
    // One space stands before the names: others are of the names themselves.
    let list = |prefix: &str| message.strip_prefix(prefix).map(|rest| rest.strip_prefix(' ').unwrap_or(rest));
    match (code, code & 0xff) {
        (ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID, _) => {
            let named = list("UNIQUE constraint failed:").unwrap_or_default();
            if let Some(index) = named.strip_prefix("index '").and_then(|i| i.strip_suffix('\'')) {
                return Error::new(Code::P2002, format!("A record with the same values of the index `{index}` exists already. Use other values."))
                    .with_constraint(Constraint::Index(index.to_owned()));
            }
            let (table, fields) = columns(named);
            let place = table.as_ref().map_or_else(String::new, |t| format!(" in the table `{t}`"));
            Error::new(Code::P2002, format!("A record with the same values (`{}`) exists already{place}. Use other values.", fields.join("`, `")))
                .with_constraint(Constraint::Fields(fields))
                .with_table(table)
        }
        (ffi::SQLITE_CONSTRAINT_NOTNULL, _) => {
            let (table, fields) = columns(list("NOT NULL constraint failed:").unwrap_or_default());
            let place = table.as_ref().map_or_else(String::new, |t| format!(" of the table `{t}`"));
            let column = fields.first().cloned();
            Error::new(Code::P2011, format!("NULL is not allowed in the column `{}`{place}. Give it a value.", fields.join("`, `")))
                .with_constraint(Constraint::Fields(fields))
                .with_table(table)
                .with_column(column)
        }
        (ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER, _) if message.starts_with("FOREIGN KEY") => Error::new(
            Code::P2003,
            "A foreign key does not hold: a record that is referred to is missing, or is still referred to. Write it first, \
             or remove what refers to it.",
        )
        .with_constraint(Constraint::ForeignKey),
        (ffi::SQLITE_CONSTRAINT_DATATYPE, _) | (_, ffi::SQLITE_MISMATCH) => {
            Error::new(Code::P2007, format!("A value does not fit its column: {message}. Correct the value."))
        }
        (_, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => Error::new(
            Code::P1008,
            "The SQLite database is locked: another connection or program holds it. Try again, keep transactions short, or \
             raise `socket_timeout` in the connection URL.",
        )
        .with_meta("context", message),
        (_, ffi::SQLITE_INTERRUPT) => Error::new(Code::P1008, "A statement was cancelled before it was done. Run it again.")
            .with_meta("context", message),
        (_, ffi::SQLITE_FULL) => Error::new(
            Code::P2039,
            "The SQLite database cannot grow: the disk is full, or the database has reached its `max_page_count`. The \
             statement had no effect. Make room and run it again.",
        ),
        (_, ffi::SQLITE_READONLY | ffi::SQLITE_PERM | ffi::SQLITE_AUTH) => Error::new(
            Code::P1010,
            format!("The SQLite database may not be written: {message}. Check the rights of the file and of its folder."),
        ),
        (_, ffi::SQLITE_CANTOPEN) => Error::new(
            Code::P1003,
            format!("The SQLite database cannot be opened: {message}. Check the path in the connection URL and the rights of its folder."),
        ),
        (_, ffi::SQLITE_NOTADB) => not_a_database(""),
        (_, ffi::SQLITE_CORRUPT) => Error::new(
            Code::P2039,
            format!("The SQLite database is damaged: {message}. Restore it from a backup, or save what is left with `sqlite3 FILE .recover`."),
        ),
        (_, ffi::SQLITE_IOERR) => Error::new(Code::P2039, format!("The SQLite database cannot be read or written: {message}. Check the disk: its room, and the rights and limits of files.")),
        _ => by_text(message),
    }
}

fn by_text(message: &str) -> Error {
    if let Some(table) = message.strip_prefix("no such table: ") {
        return Error::new(
            Code::P2021,
            format!("The table `{table}` does not exist in the database. Run the migrations, or correct the schema."),
        )
        .with_table(Some(table.to_owned()));
    }
    let unknown = message
        .strip_prefix("no such column: ")
        .map(|c| c.split(" - ").next().unwrap_or(c))
        .or_else(|| message.split_once(" has no column named ").map(|(_, column)| column));
    if let Some(column) = unknown {
        let column = column.trim_matches('"');
        return Error::new(
            Code::P2022,
            format!("The column `{column}` does not exist in the database. Run the migrations, or correct the schema."),
        )
        .with_column(Some(column.to_owned()));
    }
    Error::new(Code::P2039, format!("SQLite reports an error: {message}."))
}

/// `User.email, User.name` as the table and its columns.
fn columns(list: &str) -> (Option<String>, Vec<String>) {
    let mut table = None;
    let columns = list
        .split(", ")
        .map(|one| match one.split_once('.') {
            Some((of, column)) => {
                table.get_or_insert_with(|| of.to_owned());
                column.to_owned()
            }
            None => one.to_owned(),
        })
        .collect();
    (table, columns)
}

/// An error met while opening a file.
pub(super) fn opening(error: &rusqlite::Error, path: &Path) -> Error {
    let named = |e: Error| {
        e.with_meta(
            "database_file_name",
            path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        )
        .with_meta("database_file_path", path.display().to_string())
    };
    let code = match error {
        rusqlite::Error::SqliteFailure(e, _) => e.extended_code & 0xff,
        _ => 0,
    };
    if code == ffi::SQLITE_NOTADB {
        return named(not_a_database(&format!(" {}", path.display())));
    }
    named(map(error))
}

fn not_a_database(path: &str) -> Error {
    Error::new(Code::P1003, format!("The file{path} is not a SQLite database. Correct the path in the connection URL."))
}

fn several() -> Error {
    Error::new(Code::P2010, "Several statements were given where one is expected. Run them one by one.")
}

pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
}

/// A value that does not fit, on its way in.
pub(super) fn refused(misfit: &Misfit) -> Error {
    match misfit {
        Misfit::NotA(..) => {
            Error::new(Code::P2007, format!("A value does not fit its column: {misfit}. Correct the value."))
                .with_meta("database_error", misfit.to_string())
        }
        _ => self::misfit(misfit),
    }
}

/// A value that does not fit, on its way out.
pub(crate) fn misfit(misfit: &Misfit) -> Error {
    match misfit {
        Misfit::OutOfRange(..) | Misfit::TooLarge(..) => Error::new(
            Code::P2020,
            format!("A value does not fit its column: {misfit}. Use a smaller value, or a larger type."),
        ),
        Misfit::NotA(..) | Misfit::NoWay(..) => Error::new(
            Code::P2023,
            format!(
                "A value does not fit its column: {misfit}. Correct the value in the database, or the type in the schema."
            ),
        ),
    }
}
