//! Making sets of other sets.

use nicol_query::set::Set;

/// Only these rows, in this order.
pub(super) fn keep(set: &Set, rows: &[u32]) -> Set {
    let mut kept = Set::new(set.width);
    kept.cells.reserve(rows.len() * set.width);
    for &row in rows {
        append_row(&mut kept, set, row as usize);
    }
    kept
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
