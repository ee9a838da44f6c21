//! Jobs of a transaction, which SQLite may end by itself: after a full disk, an interrupted write, `OR ROLLBACK`,
//! `RAISE(ROLLBACK)` (SQLite's manual, "Response To Errors Within A Transaction"). What then came would be committed
//! statement by statement, so each job asks first.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::execute;
use crate::{Code, Error};

/// How the open transaction has ended before its time.
#[derive(Default)]
pub(super) struct Ending(Mutex<Option<How>>);

enum How {
    /// Rolled back with this error.
    Undone(Error),
    /// A statement that worked has done it: COMMIT or ROLLBACK.
    Asked,
}

impl Ending {
    fn lock(&self) -> MutexGuard<'_, Option<How>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    #[cold]
    fn refusal(&self) -> Error {
        let message = match &*self.lock() {
            Some(How::Undone(cause)) => format!(
                "The transaction cannot go on and is not committed: SQLite has rolled it back, because a statement in it \
                 failed ({cause}) Run all of it again."
            ),
            _ => "The transaction is over already: a statement in it, such as COMMIT or ROLLBACK, has ended it. Remove that \
                  statement, and end the transaction through its client."
                .to_owned(),
        };
        Error::new(Code::P2028, message)
    }
}

/// Runs a job of a transaction, if that is open.
pub(super) fn within<'c, T>(
    connection: &'c Connection,
    ending: &Ending,
    job: impl FnOnce(&'c Connection) -> Result<T, Error>,
) -> Result<T, Error> {
    if connection.is_autocommit() {
        return Err(ending.refusal());
    }
    let result = job(connection);
    if connection.is_autocommit() {
        *ending.lock() = Some(match &result {
            Ok(_) => How::Asked,
            Err(error) => How::Undone(error.clone()),
        });
    }
    result
}

/// Rolls the transaction back, unless that has happened already.
pub(super) fn roll_back(connection: &Connection, ending: &Ending) -> Result<(), Error> {
    if connection.is_autocommit() && matches!(&*ending.lock(), Some(How::Asked)) {
        return Err(ending.refusal());
    }
    execute::rollback(connection)
}

/// Ends a transaction that nobody owns.
pub(super) fn end_stray(connection: &Connection) -> Result<(), Error> {
    if !connection.is_autocommit() {
        crate::transaction::warn_of_stray();
    }
    execute::rollback(connection)
}
