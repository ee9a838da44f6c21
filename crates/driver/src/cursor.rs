//! Statements whose rows are fetched some at a time.

#[cfg(feature = "postgres")]
use crate::postgres;
use crate::raw::RawRows;
#[cfg(feature = "sqlite")]
use crate::sqlite;
use crate::{Code, Error};

/// A statement that is under way in a transaction: [`crate::Connection::fetch`] brings its next rows. Other statements may
/// run between two fetches, but only on its own connection it can go on.
///
/// Dropping it ends nothing: [`crate::Connection::close_cursor`] does, and so does the end of the transaction.
#[derive(Debug)]
pub struct Cursor {
    pub(crate) place: Place,
    /// For reports.
    pub(crate) sql: String,
    pub(crate) is_raw: bool,
    pub(crate) is_done: bool,
}

/// Where the statement waits.
#[derive(Debug)]
pub(crate) enum Place {
    #[cfg(feature = "postgres")]
    Postgres(Box<postgres::Portal>),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::CursorId),
}

impl Cursor {
    /// Whether all rows were fetched.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.is_done
    }
}

/// What one fetch brought.
pub(crate) struct Fetched {
    pub(crate) rows: RawRows,
    pub(crate) is_done: bool,
}

#[cold]
pub(crate) fn not_in_transaction() -> Error {
    Error::new(
        Code::P2028,
        "Rows can be fetched some at a time in a transaction only, and none is open on this connection. Start one first.",
    )
}

/// A cursor that was ended meanwhile, or is one of another connection.
#[cold]
#[cfg(feature = "sqlite")]
pub(crate) fn gone() -> Error {
    Error::new(
        Code::P2028,
        "The stream can't go on: the transaction that it reads in has ended. Read it to its end before that.",
    )
}
