//! Rows of createMany, from one piece a row to one list of values a column.

use nicol_model::FieldId;

use super::Request;
use super::token::op;
use super::write::ColumnWriteKind;
use crate::value::ListWriter;

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
        cells.sort_by_key(|(field, _)| *field);
        let same = |g: &Group| g.fields.iter().eq(cells.iter().map(|(f, _)| f));
        let index = self.groups.iter().rposition(same).unwrap_or_else(|| {
            let fields: Vec<FieldId> = cells.iter().map(|(f, _)| *f).collect();
            self.groups.push(Group { values: vec![Vec::new(); fields.len()], positions: Vec::new(), fields });
            self.groups.len() - 1
        });
        let group = &mut self.groups[index];
        group.positions.push(self.rows);
        for (column, (_, value)) in group.values.iter_mut().zip(&cells) {
            column.push(value.map(<[u8]>::to_vec));
        }
        self.rows = self.rows.saturating_add(1);
        Ok(())
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
