use nicol_catalog::{PrimaryKey, Table};

use super::Differ;
use super::pairs::TablePair;

/// What becomes of a primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyChange {
    /// Nothing.
    Kept,
    /// Same columns, another name.
    Renamed,
    /// What is there goes, if there is one; what is wanted comes, if one is.
    Replaced,
}

pub(super) fn change(differ: &Differ<'_>, pair: &TablePair) -> KeyChange {
    let (from, to) = (differ.from.table_at(pair.tables.from), differ.to.table_at(pair.tables.to));
    match (&from.primary_key, &to.primary_key) {
        (None, None) => KeyChange::Kept,
        (Some(a), Some(b)) if a.columns == b.columns => {
            if differ.capabilities.alter_columns && columns_change(pair, from, b) {
                KeyChange::Replaced
            } else if differ.capabilities.named_keys && renamed(a, b) {
                KeyChange::Renamed
            } else {
                KeyChange::Kept
            }
        }
        _ => KeyChange::Replaced,
    }
}

/// Whether a table that is made anew loses the key that it has: also a key of the same columns is another one when their
/// types change.
pub(super) fn is_dropped(differ: &Differ<'_>, pair: &TablePair) -> bool {
    let from = differ.from.table_at(pair.tables.from);
    let Some(key) = &from.primary_key else { return false };
    let is_in_key = |i: usize| key.columns.contains(&from.columns[i].name);
    change(differ, pair) == KeyChange::Replaced
        || pair.columns.iter().any(|c| c.change.ty.is_some() && is_in_key(c.columns.from))
}

fn renamed(from: &PrimaryKey, to: &PrimaryKey) -> bool {
    matches!((&from.name, &to.name), (Some(a), Some(b)) if a != b)
}

/// Whether a column of the key changes its type. Prisma then drops the key and makes it anew. Not so for columns that
/// count by themselves (there Prisma's statement fails), and only because of their type.
fn columns_change(pair: &TablePair, from: &Table, key: &PrimaryKey) -> bool {
    pair.columns.iter().any(|c| {
        let column = &from.columns[c.columns.from];
        let counts = column.counts() && !c.change.identity && !pair.is_recreated(c.columns.to);
        c.change.ty.is_some() && !counts && key.columns.contains(&column.name)
    })
}
