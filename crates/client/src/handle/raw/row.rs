//! Rows of raw SQL.

use std::fmt;
use std::sync::Arc;

use nicol_driver::raw::{RawColumn, RawRows};
use serde::de::DeserializeOwned;

use super::de::{CellReader, RowReader};
use crate::error::{Error, Result};
use crate::value::readable::cell_json;

/// A row of raw SQL.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// for row in db.query_rows(r#"SELECT "name", "points" FROM "members""#, ()).await? {
///     println!("{:?}", row.columns().collect::<Vec<_>>());
///     let name: String = row.get("name")?;
///     let points: i32 = row.get_at(1)?;
///     let both: (String, i32) = row.read()?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RawRow {
    rows: Arc<RawRows>,
    row: usize,
}

impl RawRow {
    pub(super) const fn new(rows: Arc<RawRows>, row: usize) -> Self {
        Self { rows, row }
    }

    /// The columns' names, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.rows.columns.iter().map(|column| column.name.as_str())
    }

    /// The cells: name, type and bytes of each.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (&str, nicol_query::value::CellType, Option<&[u8]>)> {
        self.rows.columns.iter().enumerate().map(|(place, c)| (c.name.as_str(), c.cell(), self.cell(place)))
    }

    /// The value of a column, as whatever serde makes of it.
    ///
    /// # Errors
    /// P2023 if there is no such column, or its value does not fit the type.
    pub fn get<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        let place = self.rows.columns.iter().position(|c| c.name == column).ok_or_else(|| {
            let names: Vec<&str> = self.columns().collect();
            Error::new("P2023", format!("The rows have no column `{column}`; they have `{}`.", names.join("`, `")))
        })?;
        self.get_at(place)
    }

    /// The value of the column at a place.
    ///
    /// # Errors
    /// P2023 if there is no such column, or its value does not fit the type.
    pub fn get_at<T: DeserializeOwned>(&self, place: usize) -> Result<T> {
        let column = self.rows.columns.get(place).ok_or_else(|| {
            Error::new("P2023", format!("The rows have {} columns, and none at {place}.", self.rows.columns.len()))
        })?;
        T::deserialize(CellReader::new(column, self.cell(place))).map_err(|e| e.of(&column.name))
    }

    /// The whole row: a struct, a tuple, a map, or the value itself if there is one column.
    ///
    /// # Errors
    /// P2023 if it does not fit the type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(RowReader::new(self)).map_err(super::de::ReadError::into_error)
    }

    pub(super) fn column(&self, place: usize) -> Option<&RawColumn> {
        self.rows.columns.get(place)
    }

    pub(super) fn cell(&self, place: usize) -> Option<&[u8]> {
        self.rows.rows.cell(self.row, place)
    }
}

/// `{id: 1, email: "ada@example.org"}`: the row alone, though it shares what the statement brought with the others.
impl fmt::Debug for RawRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, cell, value) in self.cells() {
            let mut text = String::new();
            cell_json(&mut text, cell, value);
            map.entry(&format_args!("{name}"), &format_args!("{text}"));
        }
        map.finish()
    }
}
