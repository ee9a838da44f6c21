//! Statements whose rows are fetched some at a time.

use nicol_query::value::CellType;

use crate::connection::spanned;
#[cfg(feature = "postgres")]
use crate::postgres;
use crate::raw::RawRows;
#[cfg(feature = "sqlite")]
use crate::sqlite;
use crate::{Code, Connection, Error, Param};

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

/// Statements whose rows are fetched some at a time.
impl Connection {
    /// Starts a statement in the open transaction, and brings its first rows: at most `rows` of them (0: all). Without
    /// `columns` it is a raw one: its columns come back with their names and types, which on SQLite may differ from fetch
    /// to fetch, as the values do.
    ///
    /// # Errors
    /// What the database says; P2028 if no transaction is open.
    pub async fn open_cursor(
        &self,
        sql: &str,
        params: &[Param<'_>],
        columns: Option<&[CellType]>,
        rows: u32,
    ) -> Result<(Cursor, RawRows), Error> {
        spanned!(self, of, sql, self.open_cursor_now(sql, params, columns, rows).await)
    }

    async fn open_cursor_now(
        &self,
        sql: &str,
        params: &[Param<'_>],
        columns: Option<&[CellType]>,
        rows: u32,
    ) -> Result<(Cursor, RawRows), Error> {
        let raw = |error: Error| if columns.is_none() { error.into_raw() } else { error };
        let (place, fetched) = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => c
                .open_cursor(sql, params, columns, rows)
                .await
                .map(|(portal, fetched)| (Place::Postgres(Box::new(portal)), fetched)),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(c) => {
                c.open_cursor(sql, params, columns, rows).await.map(|(id, fetched)| (Place::Sqlite(id), fetched))
            }
        }
        .map_err(raw)?;
        let is_raw = columns.is_none();
        Ok((Cursor { place, sql: sql.to_owned(), is_raw, is_done: fetched.is_done }, fetched.rows))
    }

    /// Brings the next rows of a statement: at most `rows` of them (0: all).
    ///
    /// # Errors
    /// What the database says: then the statement has ended. P2028 if its transaction is over.
    pub async fn fetch(&self, cursor: &mut Cursor, rows: u32) -> Result<RawRows, Error> {
        if cursor.is_done {
            return Ok(RawRows::default());
        }
        spanned!(self, of, &cursor.sql, self.fetch_now(cursor, rows).await)
    }

    async fn fetch_now(&self, cursor: &mut Cursor, rows: u32) -> Result<RawRows, Error> {
        // Whatever happens: nobody shall ask again, unless rows came.
        cursor.is_done = true;
        let fetched = match (self, &cursor.place) {
            #[cfg(feature = "postgres")]
            (Self::Postgres(c), Place::Postgres(portal)) => c.fetch(portal, &cursor.sql, rows).await,
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(c), Place::Sqlite(id)) => c.fetch(*id, &cursor.sql, rows).await,
            #[cfg(all(feature = "postgres", feature = "sqlite"))]
            _ => Err(gone()),
        };
        let fetched = fetched.map_err(|error| if cursor.is_raw { error.into_raw() } else { error })?;
        cursor.is_done = fetched.is_done;
        Ok(fetched.rows)
    }

    /// Ends a statement without waiting for that.
    pub fn close_cursor(&self, cursor: &Cursor) {
        match (self, &cursor.place) {
            #[cfg(feature = "postgres")]
            (Self::Postgres(c), Place::Postgres(portal)) => c.close_cursor(portal),
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(c), Place::Sqlite(id)) => c.close_cursor(*id),
            #[cfg(all(feature = "postgres", feature = "sqlite"))]
            _ => {}
        }
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
