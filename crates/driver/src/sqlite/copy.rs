//! A database page by page, as SQLite's backup interface copies it: while others use it, and as it is at one moment.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::error::{self, map};
use super::open;
use crate::{Code, Error, SqliteUrl};

/// How many pages are copied before somebody may say that it is enough.
const PAGES: i32 = 1024;

/// Copies a database into a file, which is made if it is missing. What the file held is replaced in one transaction: by
/// all of the other database, or not at all.
pub(crate) fn copy(from: &SqliteUrl, to: &Path, is_given_up: &AtomicBool) -> Result<(), Error> {
    let source = open::open(from)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut target = Connection::open_with_flags(to, flags).map_err(|e| error::opening(&e, to))?;
    target.busy_timeout(from.busy_timeout.unwrap_or_default()).map_err(|e| map(&e))?;
    fit_pages(&source, &target).map_err(|e| map(&e))?;
    // A transaction of the reader's own: what others write meanwhile does not start the copy anew.
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_master").map_err(|e| map(&e))?;
    let backup = Backup::new(&source, &mut target).map_err(|e| map(&e))?;
    loop {
        match backup.step(PAGES).map_err(|e| map(&e))? {
            StepResult::Done => break,
            StepResult::More if is_given_up.load(Ordering::Relaxed) => {
                return Err(Error::new(Code::P1008, "The copy of the SQLite database was given up."));
            }
            StepResult::More => {}
            // Who has it was waited for.
            _ => {
                return Err(Error::new(
                    Code::P1008,
                    format!(
                        "The SQLite database {} is in use by another program, which did not let go of it. End that \
                         program, and try again.",
                        to.display()
                    ),
                ));
            }
        }
    }
    drop(backup);
    target.close().map_err(|(_, e)| map(&e))
}

/// A file with a write-ahead log can't get pages of another size.
fn fit_pages(source: &Connection, target: &Connection) -> rusqlite::Result<()> {
    let size = |of: &Connection| of.query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0));
    if size(source)? == size(target)? {
        return Ok(());
    }
    let mode: String = target.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    match mode.as_str() {
        "wal" => target.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())),
        _ => Ok(()),
    }
}
