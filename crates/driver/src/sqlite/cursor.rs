//! Statements that are stepped through some rows at a time, between other jobs of their connection's thread.

use std::collections::HashMap;
use std::mem;

use nicol_query::set::Set;
use nicol_query::value::CellType;
use rusqlite::types::Value;
use rusqlite::{Connection, Statement};

use super::bind::OwnedQuery;
use super::{error, execute, raw};
use crate::Error;
use crate::cursor::{Fetched, gone};
use crate::raw::{RawRows, RawType};

/// The number of a cursor: used once per connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CursorId(pub(super) u64);

/// The statements of a connection that are under way.
#[derive(Default)]
pub(crate) struct Cursors<'c>(HashMap<CursorId, Running<'c>>);

struct Running<'c> {
    statement: Statement<'c>,
    /// What its columns become; those of a raw statement follow their values.
    columns: Columns,
}

enum Columns {
    Known(Vec<CellType>),
    Raw(Vec<(String, Option<RawType>)>),
}

impl<'c> Cursors<'c> {
    /// Starts a statement, and brings its first rows.
    pub(super) fn open(
        &mut self,
        connection: &'c Connection,
        id: CursorId,
        query: &OwnedQuery,
        is_raw: bool,
        rows: u32,
    ) -> Result<Fetched, Error> {
        execute::check_blank(&query.sql)?;
        // Not from the cache: it is this cursor's alone.
        let mut statement = connection.prepare(&query.sql).map_err(|e| error::map(&e))?;
        execute::bind(&mut statement, query)?;
        let columns = if is_raw {
            Columns::Raw(raw::declared(&statement))
        } else {
            execute::check_width(statement.column_count(), query.columns.len())?;
            Columns::Known(query.columns.clone())
        };
        self.0.insert(id, Running { statement, columns });
        self.fetch(id, rows)
    }

    /// Brings the next rows. At the end, or after an error, the statement is gone.
    pub(super) fn fetch(&mut self, id: CursorId, rows: u32) -> Result<Fetched, Error> {
        let Some(mut running) = self.0.remove(&id) else { return Err(gone()) };
        let fetched = running.fetch(rows)?;
        if !fetched.is_done {
            self.0.insert(id, running);
        }
        Ok(fetched)
    }

    pub(super) fn close(&mut self, id: CursorId) {
        self.0.remove(&id);
    }

    pub(super) fn close_all(&mut self) {
        self.0.clear();
    }
}

impl Running<'_> {
    fn fetch(&mut self, limit: u32) -> Result<Fetched, Error> {
        match &self.columns {
            Columns::Known(cells) => {
                let mut set = Set::new(cells.len());
                let stepped = step(&mut self.statement, limit, |row| execute::read_row(row, cells, &mut set));
                let is_done = stepped.map_err(|e| e.of(&self.statement))?;
                Ok(Fetched { rows: RawRows { columns: Vec::new(), rows: set, affected: 0 }, is_done })
            }
            Columns::Raw(declared) => {
                let mut values: Vec<Value> = Vec::new();
                let stepped = step(&mut self.statement, limit, |row| raw::take(row, declared.len(), &mut values));
                let is_done = stepped.map_err(|e| e.of(&self.statement))?;
                let (columns, rows) = raw::typed(declared.clone(), &values)?;
                Ok(Fetched { rows: RawRows { columns, rows, affected: 0 }, is_done })
            }
        }
    }
}

/// Why a row could not be had.
enum Failure {
    Sqlite(rusqlite::Error),
    /// The column, and what is wrong with it.
    Cell(execute::BadCell),
}

impl Failure {
    fn of(self, statement: &Statement<'_>) -> Error {
        match self {
            Self::Sqlite(error) => error::map(&error),
            Self::Cell((column, misfit)) => {
                error::misfit(&misfit).with_column(statement.column_name(column).ok().map(str::to_owned))
            }
        }
    }
}

/// Steps over at most so many rows (0: all); whether the statement has ended.
fn step(
    statement: &mut Statement<'_>,
    limit: u32,
    mut read: impl FnMut(&rusqlite::Row<'_>) -> Result<(), execute::BadCell>,
) -> Result<bool, Failure> {
    let mut rows = statement.raw_query();
    let mut count = 0;
    loop {
        match rows.next() {
            Ok(Some(row)) => read(row).map_err(Failure::Cell)?,
            Ok(None) => return Ok(true),
            Err(error) => return Err(Failure::Sqlite(error)),
        }
        count += 1;
        if count == limit {
            // Dropped, it would go back to the first row. It holds nothing but a reference.
            mem::forget(rows);
            return Ok(false);
        }
    }
}
