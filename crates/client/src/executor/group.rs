//! Which child rows belong to which parent row.

use std::collections::HashMap;
use std::ops::Range;

use nicol_query::plan::{Join, Page};
use nicol_query::set::Set;

use super::keys::{Key, key};
use super::page::trim;
use super::params::Input;
use super::rows::keep;
use crate::error::Result;

/// Groups children by parent: fills `spans` and `order` of the children. Within a group the order stays.
pub(super) fn group(parents: &Set, children: Set, join: &Join, page: Option<&Page>, input: &Input<'_>) -> Result<Set> {
    let groups = by_key(&children, &join.child_columns);
    let mut rows = Vec::with_capacity(children.rows());
    let mut spans: Vec<Range<u32>> = Vec::with_capacity(groups.lists.len());
    for list in &groups.lists {
        let start = index(rows.len());
        match page {
            None => rows.extend_from_slice(list),
            Some(page) => rows.extend(trim(&children, list.clone(), page, input)?),
        }
        spans.push(start..index(rows.len()));
    }
    let spans = (0..parents.rows())
        .map(|row| {
            let key = key(parents, row, &join.parent_columns)?;
            groups.of.get(&key).map(|&group| spans[group].clone())
        })
        .map(Option::unwrap_or_default)
        .collect();
    drop(groups);

    let is_whole = rows.len() == children.rows();
    let in_order = rows.iter().enumerate().all(|(place, &row)| place == row as usize);
    let mut children = match (is_whole, in_order) {
        (true, true) => children,
        (true, false) => Set { order: rows, ..children },
        // Rows that were left out must not be looked at again, by children of theirs for example.
        (false, _) => keep(&children, &rows),
    };
    children.spans = spans;
    Ok(children)
}

struct Groups<'s> {
    of: HashMap<Key<'s>, usize>,
    lists: Vec<Vec<u32>>,
}

fn by_key<'s>(set: &'s Set, columns: &[u16]) -> Groups<'s> {
    let mut groups = Groups { of: HashMap::new(), lists: Vec::new() };
    for row in 0..set.rows() {
        if let Some(key) = key(set, row, columns) {
            let next = groups.lists.len();
            let group = *groups.of.entry(key).or_insert(next);
            if group == next {
                groups.lists.push(Vec::new());
            }
            groups.lists[group].push(index(row));
        }
    }
    groups
}

fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
