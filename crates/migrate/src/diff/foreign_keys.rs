use nicol_catalog::{ForeignKey, Table, TableId};

use super::pairs::TablePair;
use super::primary_keys::KeyChange;
use super::{Differ, indexes, names, primary_keys};
use crate::ids::{ForeignKeyId, Pair};
use crate::sayable;
use crate::steps::{ColumnPair, Step};

/// What becomes of the foreign keys of a table that stays.
pub(super) struct ForeignKeyChanges {
    pub(super) kept: Vec<Pair<usize>>,
    pub(super) created: Vec<usize>,
    pub(super) dropped: Vec<usize>,
}

/// Matches foreign keys by definition, first those of the same name. A second one of the same definition stays.
pub(super) fn changes(differ: &Differ<'_>, pair: &TablePair) -> ForeignKeyChanges {
    let (from, to) = (differ.from.table_at(pair.tables.from), differ.to.table_at(pair.tables.to));
    let mut free: Vec<usize> = (0..to.foreign_keys.len()).collect();
    let mut partner: Vec<Option<usize>> = vec![None; from.foreign_keys.len()];
    for by_name in [true, false] {
        for (i, key) in from.foreign_keys.iter().enumerate() {
            if partner[i].is_some() {
                continue;
            }
            let found = free.iter().position(|j| {
                let wanted = &to.foreign_keys[*j];
                (!by_name || wanted.name == key.name) && same(differ, pair, key, wanted)
            });
            partner[i] = found.map(|place| free.remove(place));
        }
    }
    let is_left_alone = |key: &ForeignKey| {
        let is_twin = to.foreign_keys.iter().any(|wanted| same(differ, pair, key, wanted));
        is_twin || !free.iter().any(|j| to.foreign_keys[*j].columns == key.columns) && is_unsayable(differ, pair, key)
    };
    ForeignKeyChanges {
        kept: partner.iter().enumerate().filter_map(|(i, j)| Some(Pair::new(i, (*j)?))).collect(),
        dropped: (0..from.foreign_keys.len())
            .filter(|i| partner[*i].is_none() && !is_left_alone(&from.foreign_keys[*i]))
            .collect(),
        created: free,
    }
}

/// A key that no relation can stand for, over columns that stay: that it isn't wanted says nothing. Where tables are made
/// anew, this one's is found in the plan by [`left_alone`].
fn is_unsayable(differ: &Differ<'_>, pair: &TablePair, key: &ForeignKey) -> bool {
    let from = differ.from.table_at(pair.tables.from);
    let stays = |name: &String| {
        from.columns.iter().position(|c| c.name == *name).is_some_and(|i| pair.column_from(i).is_some())
    };
    let target_stays = !differ.tables.dropped.iter().any(|id| differ.from.table_at(*id).name == key.referenced_table);
    target_stays && key.columns.iter().all(stays) && !sayable::is_relation(differ.from, from, key)
}

/// The keys that stay although nothing wanted is like them.
pub(super) fn left_alone(differ: &Differ<'_>, pair: &TablePair) -> Vec<usize> {
    let ForeignKeyChanges { kept, dropped, .. } = changes(differ, pair);
    let all = 0..differ.from.table_at(pair.tables.from).foreign_keys.len();
    all.filter(|i| !dropped.contains(i) && kept.iter().all(|pair| pair.from != *i)).collect()
}

fn same(differ: &Differ<'_>, pair: &TablePair, from: &ForeignKey, to: &ForeignKey) -> bool {
    names::same(differ.from, &from.referenced_table, differ.to, &to.referenced_table)
        && from.columns == to.columns
        && from.referenced_columns == to.referenced_columns
        && from.on_delete == to.on_delete
        && from.on_update == to.on_update
        && columns_stay(differ, pair, from)
}

/// Whether the columns keep their types.
fn columns_stay(differ: &Differ<'_>, pair: &TablePair, key: &ForeignKey) -> bool {
    let from = differ.from.table_at(pair.tables.from);
    let is_of_key = |c: &&ColumnPair| key.columns.contains(&from.columns[c.columns.from].name);
    pair.columns.iter().filter(is_of_key).all(|c| c.change.ty.is_none())
}

/// Pushes the steps of a table that is altered in place.
pub(super) fn steps(differ: &Differ<'_>, pair: &TablePair, steps: &mut Vec<Step>) {
    let ForeignKeyChanges { kept, created, dropped } = changes(differ, pair);
    let (from, to) = (differ.from.table_at(pair.tables.from), differ.to.table_at(pair.tables.to));
    let ours = |position| ForeignKeyId { table: pair.tables.from, position };
    let theirs = |position| ForeignKeyId { table: pair.tables.to, position };
    steps.extend(created.into_iter().map(|i| Step::AddForeignKey(theirs(i))));
    steps.extend(dropped.into_iter().map(|i| Step::DropForeignKey(ours(i))));
    for keys in kept {
        let (a, b) = (&from.foreign_keys[keys.from], &to.foreign_keys[keys.to]);
        if loses_its_key(differ, a) {
            steps.push(Step::DropForeignKey(ours(keys.from)));
            steps.push(Step::AddForeignKey(theirs(keys.to)));
        } else if differ.capabilities.rename_indexes && !may_have_any_name(differ, pair, from) && renamed(a, b) {
            steps.push(Step::RenameForeignKey(Pair::new(ours(keys.from), theirs(keys.to))));
        }
    }
}

fn renamed(from: &ForeignKey, to: &ForeignKey) -> bool {
    matches!((&from.name, &to.name), (Some(a), Some(b)) if a != b)
}

/// Foreign keys of join tables may, unless the table gets another name itself.
fn may_have_any_name(differ: &Differ<'_>, pair: &TablePair, table: &Table) -> bool {
    !differ.renamed.contains(&pair.tables)
        && table.columns.len() == 2
        && table.column("A").is_some()
        && table.column("B").is_some()
}

/// Whether the unique key that a foreign key rests on goes for a while: the database would refuse to drop it.
fn loses_its_key(differ: &Differ<'_>, key: &ForeignKey) -> bool {
    let Some(pair) = differ.table_pairs.iter().find(|pair| {
        let table = differ.from.table_at(pair.tables.from);
        names::same(differ.from, &table.name, differ.from, &key.referenced_table)
    }) else {
        return false;
    };
    let table = differ.from.table_at(pair.tables.from);
    let is_over = |columns: &[&str]| {
        columns.len() == key.referenced_columns.len()
            && key.referenced_columns.iter().all(|c| columns.contains(&c.as_str()))
    };
    let rests_on_primary_key = table
        .primary_key
        .as_ref()
        .is_some_and(|primary| is_over(&primary.columns.iter().map(String::as_str).collect::<Vec<_>>()));
    let recreated = pair.columns.iter().any(|c| {
        pair.is_recreated(c.columns.to) && key.referenced_columns.contains(&table.columns[c.columns.from].name)
    });
    if recreated || rests_on_primary_key {
        return recreated || primary_keys::change(differ, pair) == KeyChange::Replaced;
    }
    indexes::changes(differ, pair.tables).dropped.into_iter().any(|i| {
        let index = &table.indexes[i];
        index.is_unique && is_over(&index.columns.iter().filter_map(|c| c.target.column()).collect::<Vec<_>>())
    })
}

/// Foreign keys of a table, all of them.
pub(super) fn all(table: TableId, found: &Table) -> impl Iterator<Item = ForeignKeyId> + use<> {
    (0..found.foreign_keys.len()).map(move |position| ForeignKeyId { table, position })
}
