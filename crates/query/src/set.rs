//! Rows as they come from a driver: one buffer of cells in the binary form of [`crate::value`].

use std::ops::Range;

/// The rows of one statement. For children of other rows, also which rows belong to which parent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set {
    /// Cells in a row.
    pub width: usize,
    /// For each cell, row by row: where its bytes start, and how many there are; -1 for NULL.
    pub cells: Vec<(u32, i32)>,
    pub bytes: Vec<u8>,
    /// For parent row `i`: the rows `spans[i]` of this set, in order. Empty for a set without parents.
    pub spans: Vec<Range<u32>>,
    /// The order of the rows, where it is not that of the cells (children grouped by parent).
    pub order: Vec<u32>,
}

impl Set {
    /// A set for rows of this many cells.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// How many rows there are.
    #[inline]
    #[must_use]
    pub fn rows(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    /// The bytes of a cell; `None` for NULL.
    #[inline]
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&[u8]> {
        let (start, len) = self.cells[row * self.width + column];
        let len = usize::try_from(len).ok()?;
        self.bytes.get(start as usize..start as usize + len)
    }

    /// Adds a cell at the end; `write` appends its bytes and says `false` for NULL.
    pub fn push_with(&mut self, write: impl FnOnce(&mut Vec<u8>) -> bool) {
        let start = self.bytes.len();
        let is_value = write(&mut self.bytes);
        self.push_written(start, is_value);
    }

    /// Adds a cell whose bytes were appended from `start` on, or NULL.
    #[inline]
    pub fn push_written(&mut self, start: usize, is_value: bool) {
        let len = if is_value { i32::try_from(self.bytes.len() - start).unwrap_or(i32::MAX) } else { -1 };
        self.cells.push((u32::try_from(start).unwrap_or(u32::MAX), len));
    }
}
