//! How much alike two things are: 0 to 100.

use std::collections::HashMap;

use nicol_catalog::{Column, ColumnArity, ColumnType, EnumId, ForeignKey, Table};

/// Names, but for case and underscores: by the pairs of letters that they share.
pub(super) fn names(a: &str, b: &str) -> usize {
    let plain = |name: &str| -> Vec<char> {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (plain(a), plain(b));
    let contains = |long: &[char], short: &[char]| short.len() > 2 && long.windows(short.len()).any(|w| w == short);
    if a == b {
        return 100;
    }
    if contains(&a, &b) || contains(&b, &a) {
        return 80;
    }
    shared(a.windows(2), b.windows(2))
}

/// Twice what both have, of all that there is.
fn shared<T: std::hash::Hash + Eq>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> usize {
    let mut counts: HashMap<T, usize> = HashMap::new();
    let (mut all, mut both): (usize, usize) = (0, 0);
    for item in a {
        *counts.entry(item).or_default() += 1;
        all += 1;
    }
    for item in b {
        all += 1;
        if let Some(left) = counts.get_mut(&item).filter(|left| **left > 0) {
            *left -= 1;
            both += 2;
        }
    }
    (both * 100).checked_div(all).unwrap_or(0)
}

/// Lists of values, in any order.
pub(super) fn values(a: &[String], b: &[String]) -> usize {
    shared(a.iter(), b.iter())
}

/// Tables: by their columns, half of it by their types alone, and a little by their names.
pub(super) fn tables(a: &Table, b: &Table) -> usize {
    let columns = shared(
        a.columns.iter().map(|c| (c.name.as_str(), kind(c))),
        b.columns.iter().map(|c| (c.name.as_str(), kind(c))),
    );
    let kinds = shared(a.columns.iter().map(kind), b.columns.iter().map(kind));
    ((columns + kinds) * 35 + names(&a.name.name, &b.name.name) * 30) / 100
}

/// What a type is, but for which enum: that may have another name itself.
fn kind(column: &Column) -> (ColumnType, ColumnArity) {
    match &column.ty {
        ColumnType::Enum(_) => (ColumnType::Enum(EnumId(0)), column.arity),
        other => (other.clone(), column.arity),
    }
}

/// The foreign key that a column alone is.
pub(super) fn key_of<'t>(table: &'t Table, column: &Column) -> Option<&'t ForeignKey> {
    table.foreign_keys.iter().find(|key| key.columns == [column.name.as_str()])
}
