//! Distinct, skip and take in memory, where the database can't.

use std::collections::HashSet;

use nicol_query::plan::Page;
use nicol_query::set::Set;

use super::keys::key_with_nulls;
use super::params::Input;
use crate::error::Result;

/// The rows of a list that a page leaves.
pub(super) fn trim(set: &Set, mut rows: Vec<u32>, page: &Page, input: &Input<'_>) -> Result<Vec<u32>> {
    if !page.distinct.is_empty() {
        let mut seen = HashSet::with_capacity(rows.len());
        rows.retain(|&row| seen.insert(key_with_nulls(set, row as usize, &page.distinct)));
    }
    let skip = page.skip.map_or(Ok(0), |param| input.count(param))?.min(rows.len());
    rows.drain(..skip);
    if let Some(take) = page.take {
        rows.truncate(input.count(take)?);
    }
    if page.first_only {
        rows.truncate(1);
    }
    if page.reverse {
        rows.reverse();
    }
    Ok(rows)
}
