//! Reading results: from cells to rows, without a value in between.

use std::sync::Arc;

use nicol_query::set::Set;
use smallvec::SmallVec;

use super::Select;
use crate::error::{Error, Result};
use crate::value::{Cell, CellError};

/// What a plan brought.
#[derive(Debug)]
pub struct Rows {
    /// One for each slot of the plan.
    pub sets: SmallVec<[Set; 1]>,
    /// Where the parts of records are in them.
    pub layout: Arc<Layout>,
    /// How many rows were changed.
    pub changed: u64,
}

/// Where the parts of a record are, in the order of the selection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// The record's set.
    pub slot: u16,
    /// Its cells' places; `None` if they stand in order.
    pub columns: Option<Box<[u16]>>,
    /// Of the related records.
    pub children: Box<[Self]>,
}

/// A place in a result: a row, and the next cell and the next related records of it.
#[derive(Debug)]
pub struct Cursor<'r> {
    sets: &'r [Set],
    layout: &'r Layout,
    set: &'r Set,
    row: usize,
    cell: usize,
    child: usize,
    /// Of the cells that [`Cursor::column`] read, the first.
    error: Option<Error>,
}

impl Rows {
    fn cursor(&self) -> Result<Cursor<'_>> {
        Cursor::new(&self.sets, &self.layout)
    }

    /// All records.
    pub(crate) fn many<S: Select>(&self) -> Result<Vec<S::Out>> {
        let Some(set) = self.sets.get(usize::from(self.layout.slot)) else { return Ok(Vec::new()) };
        let mut cursor = self.cursor()?;
        if set.order.is_empty() {
            (0..set.rows()).map(|row| cursor.read::<S>(row)).collect()
        } else {
            set.order.iter().map(|&row| cursor.read::<S>(row as usize)).collect()
        }
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.sets.get(usize::from(self.layout.slot)).map_or(0, Set::rows)
    }

    /// The bytes that the records' cells take, with those of related records.
    pub(crate) fn size(&self) -> usize {
        self.sets.iter().map(|set| set.bytes.len()).sum()
    }

    /// The record at a place.
    pub(crate) fn at<S: Select>(&self, place: usize) -> Result<S::Out> {
        let set = self.sets.get(usize::from(self.layout.slot)).ok_or_else(Error::torn)?;
        let row = set.order.get(place).map_or(place, |&row| row as usize);
        self.cursor()?.read::<S>(row)
    }

    /// The first record.
    pub(crate) fn first<S: Select>(&self) -> Result<Option<S::Out>> {
        let Some(set) = self.sets.get(usize::from(self.layout.slot)) else { return Ok(None) };
        let first = match set.order.first() {
            Some(&row) => row as usize,
            None if set.rows() == 0 => return Ok(None),
            None => 0,
        };
        self.cursor()?.read::<S>(first).map(Some)
    }
}

impl<'r> Cursor<'r> {
    fn new(sets: &'r [Set], layout: &'r Layout) -> Result<Self> {
        let set = sets.get(usize::from(layout.slot)).ok_or_else(Error::torn)?;
        Ok(Self { sets, layout, set, row: 0, cell: 0, child: 0, error: None })
    }

    fn read<S: Select>(&mut self, row: usize) -> Result<S::Out> {
        (self.row, self.cell, self.child) = (row, 0, 0);
        S::decode(self)
    }

    /// The next cell.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "each call has its own type")]
    pub fn next<T: Cell>(&mut self) -> Result<T> {
        let column = match &self.layout.columns {
            None => self.cell,
            Some(columns) => usize::from(*columns.get(self.cell).ok_or_else(Error::torn)?),
        };
        if column >= self.set.width {
            return Err(Error::torn());
        }
        match T::decode(self.set.cell(self.row, column)) {
            Ok(value) => {
                self.cell += 1;
                Ok(value)
            }
            Err(error) => Err(self.bad_cell(error)),
        }
    }

    /// The next cell of a row. Rows are built without a way out after each of their columns, which generated code
    /// would pay for in compile time: an error waits until `row_done` asks for it.
    #[inline]
    pub fn column<T: Cell>(&mut self) -> T {
        self.next().unwrap_or_else(|error| self.keep(error))
    }

    #[cold]
    fn keep<T: Cell>(&mut self, error: Error) -> T {
        self.error.get_or_insert(error);
        T::absent()
    }

    /// The first error of the columns.
    pub(crate) fn row_done<T>(&mut self, row: T) -> Result<T> {
        match self.error.take() {
            None => Ok(row),
            Some(error) => Err(error),
        }
    }

    #[cold]
    fn bad_cell(&self, error: CellError) -> Error {
        Error::cell(error, self.cell)
    }

    /// The next related records: a cursor over them, and their rows.
    fn children(&mut self) -> Result<(Self, Children<'r>)> {
        let layout = self.layout.children.get(self.child).ok_or_else(Error::torn)?;
        self.child += 1;
        let cursor = Cursor::new(self.sets, layout)?;
        let span = cursor.set.spans.get(self.row).cloned().unwrap_or(0..0);
        let rows = Children { order: &cursor.set.order, next: span.start, end: span.end };
        Ok((cursor, rows))
    }

    pub(crate) fn many<S: Select>(&mut self) -> Result<Vec<S::Out>> {
        let (mut cursor, rows) = self.children()?;
        rows.map(|row| cursor.read::<S>(row)).collect()
    }

    pub(crate) fn optional<S: Select>(&mut self) -> Result<Option<S::Out>> {
        let (mut cursor, mut rows) = self.children()?;
        rows.next().map(|row| cursor.read::<S>(row)).transpose()
    }

    pub(crate) fn one<S: Select>(&mut self) -> Result<S::Out> {
        let part = self.child;
        self.optional::<S>()?.ok_or_else(|| Error::missing_related(part))
    }
}

/// The rows that belong to one parent.
#[derive(Debug)]
struct Children<'r> {
    order: &'r [u32],
    next: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.next >= self.end {
            return None;
        }
        let place = self.next as usize;
        self.next += 1;
        Some(self.order.get(place).map_or(place, |&row| row as usize))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end.saturating_sub(self.next) as usize;
        (left, Some(left))
    }
}
