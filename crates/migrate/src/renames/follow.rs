//! What follows a rename because Prisma makes its name of others: join tables of many-to-many relations, and sequences.
//! Keys, indexes and foreign keys follow by themselves: the diff renames those of the same definition.

use nicol_catalog::{Catalog, Identity, QualifiedName, TableId};

use super::unmatched::{ends, is_join, unmatched};
use super::{Renames, apply};
use crate::diff::DiffOptions;
use crate::ids::{ColumnId, Pair};
use crate::sql::serial_name;
use crate::steps::{Rename, Step};

pub(super) struct Followed {
    /// What was said, and the join tables.
    pub(super) renames: Renames,
    /// Join tables whose columns change places.
    pub(super) swapped: Vec<Pair<TableId>>,
}

/// The join tables between tables of which one is renamed: one goes and one comes between the same two.
pub(super) fn join_tables(from: &Catalog, to: &Catalog, options: &DiffOptions, said: &Renames) -> Followed {
    let left = unmatched(from, to, options, said);
    let renamed = apply::renamed(from, to, said);
    let name = |catalog: &Catalog, id: TableId| -> (Option<String>, String) {
        let name = &catalog.table_at(id).name;
        (catalog.namespace_of(name).map(str::to_owned), name.name.clone())
    };
    let named_ends = |catalog: &Catalog, id| ends(catalog, id).map(|ends| ends.map(|end| name(catalog, end)));
    let is_renamed = |id: TableId| {
        ends(from, id).is_some_and(|ends| ends.iter().any(|end| said.tables.iter().any(|pair| pair.from == *end)))
    };
    let gone: Vec<_> = left.tables.gone.iter().copied().filter(|id| is_join(from, *id) && is_renamed(*id)).collect();
    let new: Vec<_> = left.tables.new.iter().copied().filter(|id| is_join(to, *id)).collect();
    let is_turned = |pair: &Pair<TableId>| {
        let (ours, theirs) = (named_ends(&renamed, pair.from), named_ends(to, pair.to));
        is_join(from, pair.from) && ours != theirs && ours.map(|[a, b]| [b, a]) == theirs
    };
    let mut followed =
        Followed { renames: said.clone(), swapped: said.tables.iter().copied().filter(is_turned).collect() };
    for &ours in &gone {
        let Some([a, b]) = named_ends(&renamed, ours) else { continue };
        let reversed = [b.clone(), a.clone()];
        let straight = [a, b];
        let is_between =
            |catalog: &Catalog, id| named_ends(catalog, id).is_some_and(|ends| ends == straight || ends == reversed);
        let partners: Vec<_> = new.iter().copied().filter(|id| is_between(to, *id)).collect();
        let rivals = gone.iter().filter(|id| is_between(&renamed, **id)).count();
        // Of several relations between the same two tables it is not known which is which.
        let ([theirs], 1) = (partners.as_slice(), rivals) else { continue };
        let pair = Pair::new(ours, *theirs);
        followed.renames.tables.push(pair);
        followed.swapped.extend(Some(pair).filter(&is_turned));
    }
    followed
}

/// Lets the columns of join tables change places.
pub(super) fn swap_columns(catalog: &mut Catalog, followed: &Followed) {
    let swapped = |name: &mut String| match name.as_str() {
        "A" => "B".clone_into(name),
        "B" => "A".clone_into(name),
        _ => {}
    };
    for pair in &followed.swapped {
        let table = &mut catalog.tables[pair.from.0 as usize];
        table.columns.iter_mut().for_each(|c| swapped(&mut c.name));
        table.primary_key.iter_mut().flat_map(|key| &mut key.columns).for_each(swapped);
        table.foreign_keys.iter_mut().flat_map(|key| &mut key.columns).for_each(swapped);
        for column in table.indexes.iter_mut().flat_map(|index| &mut index.columns) {
            if let nicol_catalog::IndexTarget::Column(name) = &mut column.target {
                swapped(name);
            }
        }
    }
}

/// Sequences that have the name that a column gives them, and whose column or table gets another: old and new name.
pub(super) fn sequences(from: &Catalog, to: &Catalog, renames: &Renames) -> Vec<(QualifiedName, QualifiedName)> {
    let mut all = Vec::new();
    for (id, table) in crate::ids::tables(from) {
        let new_table = renames.tables.iter().find(|pair| pair.from == id).map(|pair| pair.to);
        for (position, column) in table.columns.iter().enumerate() {
            let column_id = ColumnId { table: id, position };
            let new_column = renames.columns.iter().find(|pair| pair.from == column_id).map(|pair| pair.to);
            if new_table.is_none() && new_column.is_none() {
                continue;
            }
            let Some(found) = sequence(from, table, column) else { continue };
            if found.name != serial_name(&table.name.name, &column.name) {
                continue;
            }
            let table_name = new_table.map_or(&table.name.name, |id| &to.table_at(id).name.name);
            let column_name = new_column.map_or(&column.name, |id| &to.table_at(id.table).columns[id.position].name);
            // It moves into another schema with its table.
            let namespace = match new_table {
                Some(id) => apply::written(from, to, &to.table_at(id).name).namespace,
                None => found.namespace.clone(),
            };
            let wanted = QualifiedName::new(namespace, serial_name(table_name, column_name));
            if wanted.name != found.name {
                all.push((found, wanted));
            }
        }
    }
    all
}

/// The sequence that a column owns.
fn sequence(from: &Catalog, table: &nicol_catalog::Table, column: &nicol_catalog::Column) -> Option<QualifiedName> {
    match column.identity.as_ref()? {
        Identity::Sequence(name) => Some(name.clone()),
        Identity::Auto if from.dialect == nicol_catalog::Dialect::Sqlite => None,
        Identity::Auto => {
            Some(QualifiedName::new(table.name.namespace.clone(), serial_name(&table.name.name, &column.name)))
        }
        Identity::AlwaysIdentity | Identity::ByDefaultIdentity => {
            let owner = (table.name.clone(), column.name.clone());
            from.sequences.iter().find(|s| s.owner.as_ref() == Some(&owner)).map(|s| s.name.clone())
        }
    }
}

/// The steps: tables, then what is in them.
pub(super) fn steps(followed: &Followed, sequences: Vec<(QualifiedName, QualifiedName)>) -> Vec<Step> {
    let Followed { renames, swapped } = followed;
    let enums = renames.enums.iter().map(|pair| Rename::Enum(*pair));
    let values = renames.values.iter().map(|pair| Rename::Value(*pair));
    let tables = renames.tables.iter().map(|pair| Rename::Table(*pair));
    let joins = swapped.iter().map(|pair| Rename::JoinColumns(*pair));
    let columns = renames.columns.iter().map(|pair| Rename::Column(*pair));
    let sequences = sequences.into_iter().map(|(from, to)| Rename::Sequence { from, to });
    enums.chain(values).chain(tables).chain(joins).chain(columns).chain(sequences).map(Step::Rename).collect()
}
