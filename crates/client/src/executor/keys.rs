//! Keys of rows: which rows have which values in some columns.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use nicol_query::set::Set;
use smallvec::SmallVec;

/// The values of a row in some columns. `None` inside is NULL.
pub(super) type Key<'s> = SmallVec<[Option<&'s [u8]>; 1]>;

/// The values of a row; `None` if one is NULL.
pub(super) fn key<'s>(set: &'s Set, row: usize, columns: &[u16]) -> Option<Key<'s>> {
    columns.iter().map(|&column| set.cell(row, usize::from(column)).map(Some)).collect()
}

/// The values of a row, NULLs too.
pub(super) fn key_with_nulls<'s>(set: &'s Set, row: usize, columns: &[u16]) -> Key<'s> {
    columns.iter().map(|&column| set.cell(row, usize::from(column))).collect()
}

/// The first row of each distinct key, those with NULLs left out.
pub(super) fn distinct(set: &Set, columns: &[u16]) -> Vec<u32> {
    let mut seen = HashMap::with_capacity(set.rows());
    let mut rows = Vec::with_capacity(set.rows());
    for row in 0..set.rows() {
        if let Some(key) = key(set, row, columns)
            && let Entry::Vacant(entry) = seen.entry(key)
        {
            entry.insert(());
            rows.push(u32::try_from(row).unwrap_or(u32::MAX));
        }
    }
    rows
}
