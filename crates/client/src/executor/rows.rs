//! Making sets of other sets.

use nicol_query::plan::TreePart;
use nicol_query::set::Set;
use nicol_query::value::read_int;

use crate::error::{Error, Result};

/// Only these rows, in this order.
pub(super) fn keep(set: &Set, rows: &[u32]) -> Set {
    let mut kept = Set::new(set.width);
    kept.cells.reserve(rows.len() * set.width);
    for &row in rows {
        append_row(&mut kept, set, row as usize);
    }
    kept
}

/// The rows of each part, of rows whose first cell is the number of the part that they are of.
pub(super) fn split(rows: &Set, parts: &[TreePart]) -> Result<Vec<Set>> {
    let mut sets: Vec<Set> = parts.iter().map(|part| Set::new(usize::from(part.width))).collect();
    for row in 0..rows.rows() {
        let number = rows.cell(row, 0).and_then(read_int).and_then(|number| usize::try_from(number).ok());
        let number = number.filter(|number| *number < parts.len()).ok_or_else(Error::torn)?;
        let (part, set) = (&parts[number], &mut sets[number]);
        let first = row * rows.width + usize::from(part.first);
        let cells = rows.cells.get(first..first + set.width).ok_or_else(Error::torn)?;
        // They stand side by side.
        let (mut start, mut end) = (u32::MAX, 0);
        for &(at, len) in cells {
            if let Ok(len) = u32::try_from(len) {
                (start, end) = (start.min(at), end.max(at + len));
            }
        }
        let moved = u32::try_from(set.bytes.len()).unwrap_or(u32::MAX);
        if start < end {
            set.bytes.extend_from_slice(rows.bytes.get(start as usize..end as usize).ok_or_else(Error::torn)?);
        }
        let place = |&(at, len): &(u32, i32)| if len > 0 { (at - start + moved, len) } else { (moved, len) };
        set.cells.extend(cells.iter().map(place));
    }
    Ok(sets)
}

/// Adds the rows of another set.
pub(super) fn append(set: &mut Set, other: &Set) {
    if set.width == 0 {
        set.width = other.width;
    }
    for row in 0..other.rows() {
        append_row(set, other, row);
    }
}

fn append_row(set: &mut Set, from: &Set, row: usize) {
    for column in 0..from.width {
        set.push_with(|bytes| match from.cell(row, column) {
            None => false,
            Some(cell) => {
                bytes.extend_from_slice(cell);
                true
            }
        });
    }
}
