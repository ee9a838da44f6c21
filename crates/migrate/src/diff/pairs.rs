use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use nicol_catalog::{Catalog, EnumId, QualifiedName, TableId};

use super::DiffOptions;
use crate::ids::{self, Pair};
use crate::steps::{ColumnPair, TypeChange};

/// Objects of one kind, told apart by name.
pub(crate) struct Matched<Id> {
    /// On both sides, in the order of `from`.
    pub(crate) pairs: Vec<Pair<Id>>,
    /// Only wanted.
    pub(crate) created: Vec<Id>,
    /// Only there.
    pub(crate) dropped: Vec<Id>,
}

/// A table on both sides.
pub(super) struct TablePair {
    pub(super) tables: Pair<TableId>,
    /// In the order of `from`.
    pub(super) columns: Vec<ColumnPair>,
    pub(super) created_columns: Vec<usize>,
    pub(super) dropped_columns: Vec<usize>,
    /// The table is made anew, where it can't be altered.
    pub(super) is_redefined: bool,
}

impl TablePair {
    /// The pair of a column of `from`.
    pub(super) fn column_from(&self, position: usize) -> Option<&ColumnPair> {
        self.columns.iter().find(|c| c.columns.from == position)
    }

    /// Whether a column of `to` is dropped and made anew.
    pub(super) fn is_recreated(&self, position: usize) -> bool {
        self.columns.iter().any(|c| c.columns.to == position && c.change.ty == Some(TypeChange::NotCastable))
    }
}

pub(super) fn tables(from: &Catalog, to: &Catalog, options: &DiffOptions) -> Matched<TableId> {
    let listed = |catalog| {
        let all = ids::tables(catalog).map(|(id, table)| (id, &table.name));
        all.filter(|(_, name)| !options.ignores_table(catalog, name)).collect()
    };
    matched(from, listed(from), to, listed(to))
}

pub(super) fn enums(from: &Catalog, to: &Catalog, options: &DiffOptions) -> Matched<EnumId> {
    fn listed<'a>(catalog: &'a Catalog, options: &DiffOptions) -> Named<'a, EnumId> {
        let all = (0u32..).map(EnumId).zip(catalog.enums.iter().map(|e| &e.name));
        all.filter(|(_, name)| !options.ignores_enum(catalog, name)).collect()
    }
    matched(from, listed(from, options), to, listed(to, options))
}

type Named<'a, Id> = Vec<(Id, &'a QualifiedName)>;

fn matched<Id: Copy + Eq + Hash>(
    from: &Catalog,
    ours: Named<'_, Id>,
    to: &Catalog,
    theirs: Named<'_, Id>,
) -> Matched<Id> {
    let by_name: HashMap<_, _> =
        theirs.iter().map(|(id, name)| ((to.namespace_of(name), name.name.as_str()), *id)).collect();
    let (mut pairs, mut dropped) = (Vec::new(), Vec::new());
    for (id, name) in ours {
        match by_name.get(&(from.namespace_of(name), name.name.as_str())) {
            Some(wanted) => pairs.push(Pair::new(id, *wanted)),
            None => dropped.push(id),
        }
    }
    let found: HashSet<Id> = pairs.iter().map(|p| p.to).collect();
    let created = theirs.iter().map(|(id, _)| *id).filter(|id| !found.contains(id)).collect();
    Matched { pairs, created, dropped }
}
