use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{error, meaning};
use crate::{Code, Error, SqlitePath, SqliteUrl};

/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 500;

/// Opens a database that exists. Its journal mode and all else that is kept in the file stay as they are.
pub(crate) fn open(url: &SqliteUrl) -> Result<Connection, Error> {
    let connection = match &url.path {
        SqlitePath::Memory => Connection::open_in_memory().map_err(|e| error::map(&e))?,
        SqlitePath::File(path) => {
            check(path)?;
            let access =
                if url.is_read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
            Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
                .map_err(|e| error::opening(&e, path))?
        }
    };
    connection.busy_timeout(url.busy_timeout.unwrap_or(Duration::ZERO)).map_err(|e| error::map(&e))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if url.mixed_dates {
        meaning::add_time_of(&connection)?;
    }
    connection.execute_batch("PRAGMA foreign_keys = ON").map_err(|e| error::map(&e))?;
    if let SqlitePath::File(path) = &url.path {
        // The first look into the file: that it is a database, and may be read.
        connection
            .query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))
            .or_else(|e| if error::is_busy(&e) { Ok(()) } else { Err(error::opening(&e, path)) })?;
    }
    Ok(connection)
}

fn check(path: &Path) -> Result<(), Error> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(unusable(path, "is a folder. Correct the path in the connection URL.")),
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(unusable(
            path,
            "does not exist. Correct the path in the connection URL, or create the database with `nicol migrate dev` or \
             `nicol db push`.",
        )),
        Err(e) => {
            let text = e.to_string();
            let why = text.split(" (os error").next().unwrap_or_default();
            Err(unusable(
                path,
                &format!("cannot be opened ({why}). Check the path in the connection URL, and its rights."),
            ))
        }
    }
}

fn unusable(path: &Path, why: &str) -> Error {
    Error::new(Code::P1003, format!("The SQLite database {} {why}", path.display()))
        .with_meta("database_file_name", path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default())
        .with_meta("database_file_path", path.display().to_string())
}
