//! Rows of createMany, from one piece a row to one list of values a column.

use nicol_model::FieldId;

use super::Request;
use super::token::op;
use super::write::ColumnWriteKind;
use crate::ast::{Param, RowGroup};
use crate::value::ListWriter;

/// The columns of a row and their values; `None` is NULL.
pub type Cells = Vec<(FieldId, Option<Vec<u8>>)>;

/// Collects rows and groups those that set the same columns.
#[derive(Debug, Default)]
pub struct RowSet {
    groups: Vec<Group>,
    rows: i32,
}

#[derive(Debug)]
struct Group {
    fields: Vec<FieldId>,
    positions: Vec<i32>,
    /// For each field, each row: its value.
    values: Vec<Vec<Option<Vec<u8>>>>,
}

/// A row that is not made of plain column writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a row of createMany may only set columns to values")]
pub struct NotARow;

impl RowSet {
    /// No rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.unsigned_abs() as usize
    }

    /// Whether there is no row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds a row: a piece of [`Request::set`] and the like. Of two writes to one column the last holds.
    ///
    /// # Errors
    /// If the piece holds anything else.
    pub fn push(&mut self, piece: &Request) -> Result<(), NotARow> {
        let mut cells: Vec<(FieldId, Option<&[u8]>)> = Vec::with_capacity(piece.shape.len());
        let mut values = piece.values();
        for &token in &piece.shape {
            let kind = ColumnWriteKind::ALL.get((token >> 16 & 0xff) as usize);
            if token >> 24 != op::WRITE_COLUMN {
                return Err(NotARow);
            }
            let field = FieldId(u16::try_from(token & 0xffff).unwrap_or_default());
            let value = match kind {
                Some(ColumnWriteKind::Set) => Some(values.next().ok_or(NotARow)?),
                Some(ColumnWriteKind::SetNull) => None,
                Some(ColumnWriteKind::SetJsonNull) => Some(&b"null"[..]),
                _ => return Err(NotARow),
            };
            match cells.iter_mut().find(|(f, _)| *f == field) {
                Some(cell) => cell.1 = value,
                None => cells.push((field, value)),
            }
        }
        self.push_cells(cells.into_iter().map(|(field, value)| (field, value.map(<[u8]>::to_vec))).collect());
        Ok(())
    }

    /// Adds a row: its columns, each once, and their values; `None` is NULL.
    pub fn push_cells(&mut self, mut cells: Cells) {
        cells.sort_by_key(|(field, _)| *field);
        let same = |g: &Group| g.fields.iter().eq(cells.iter().map(|(f, _)| f));
        let index = self.groups.iter().rposition(same).unwrap_or_else(|| {
            let fields: Vec<FieldId> = cells.iter().map(|(f, _)| *f).collect();
            self.groups.push(Group { values: vec![Vec::new(); fields.len()], positions: Vec::new(), fields });
            self.groups.len() - 1
        });
        let group = &mut self.groups[index];
        group.positions.push(self.rows);
        for (column, (_, value)) in group.values.iter_mut().zip(cells) {
            column.push(value);
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// Gives rows the columns that they leave out and others set, where `absent` knows what these hold; `None` in it is
    /// NULL. See [`crate::rows::fill`].
    pub(crate) fn fill(&mut self, absent: impl Fn(FieldId) -> Option<Option<Vec<u8>>>) {
        if self.groups.len() < 2 {
            return;
        }
        let mut all: Vec<FieldId> = self.groups.iter().flat_map(|g| g.fields.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let known: Vec<(FieldId, Option<Vec<u8>>)> = all.into_iter().filter_map(|f| Some((f, absent(f)?))).collect();
        let mut rows: Vec<(i32, Cells)> = Vec::new();
        for group in std::mem::take(&mut self.groups) {
            let mut columns: Vec<_> = group.values.into_iter().map(Vec::into_iter).collect();
            for position in group.positions {
                let mut cells: Cells =
                    group.fields.iter().copied().zip(columns.iter_mut().filter_map(Iterator::next)).collect();
                let given = cells.len();
                for (field, value) in &known {
                    if !cells[..given].iter().any(|(f, _)| f == field) {
                        cells.push((*field, value.clone()));
                    }
                }
                rows.push((position, cells));
            }
        }
        rows.sort_by_key(|(position, _)| *position);
        self.rows = 0;
        for (_, cells) in rows {
            self.push_cells(cells);
        }
    }

    /// The groups as a part of a tree; `param` keeps a value and numbers it.
    ///
    /// # Errors
    /// Those of `param`.
    pub fn into_groups<E>(self, mut param: impl FnMut(Vec<u8>) -> Result<Param, E>) -> Result<Vec<RowGroup>, E> {
        let mut out = Vec::with_capacity(self.groups.len());
        for group in self.groups {
            let mut bytes = Vec::new();
            let mut list = ListWriter::new(&mut bytes);
            group.positions.iter().for_each(|p| list.push_value(p));
            let positions = param(bytes)?;
            let mut columns = Vec::with_capacity(group.fields.len());
            for (field, values) in group.fields.into_iter().zip(group.values) {
                let mut bytes = Vec::new();
                let mut list = ListWriter::new(&mut bytes);
                values.iter().for_each(|v| list.push(v.as_deref()));
                columns.push((field, param(bytes)?));
            }
            out.push(RowGroup { positions, columns });
        }
        Ok(out)
    }

    /// Writes the groups into a request.
    pub fn write(&self, out: &mut Request) {
        for group in &self.groups {
            out.rows(group.positions.iter().copied());
            for (field, values) in group.fields.iter().zip(&group.values) {
                let mut bytes = Vec::new();
                let mut list = ListWriter::new(&mut bytes);
                for value in values {
                    list.push(value.as_deref());
                }
                out.raw_value(&bytes);
                out.rows_column(*field);
            }
        }
    }
}
