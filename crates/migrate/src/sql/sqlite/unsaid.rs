//! What no schema can say of a table, when the table is made anew: what can be made again is, the rest is named.

use nicol_catalog::{Index, IndexTarget, OpaqueKind, OpaqueObject, Table, TableNote};

use crate::Plan;
use crate::introspect::sqlite::index_names;
use crate::steps::RedefineTable;

/// What becomes of it.
pub(crate) struct Unsaid {
    /// Statements that make it again: indexes, then triggers.
    pub(crate) comes_back: Vec<String>,
    /// What goes, in words of SQL.
    pub(crate) lost: Vec<String>,
}

pub(crate) fn of(plan: &Plan, redefined: &RedefineTable) -> Unsaid {
    let from = plan.from.table_at(redefined.tables.from);
    let dropped: Vec<_> = redefined.dropped_columns.iter().map(|i| &from.columns[*i].name).collect();
    let (mut comes_back, mut lost) = (Vec::new(), Vec::new());
    for index in redefined.unsaid_indexes.iter().map(|i| &from.indexes[*i]) {
        match definition(plan, from, index) {
            Some(sql) if !dropped.iter().any(|column| index_names(sql, column)) => comes_back.push(sql.to_owned()),
            _ => lost.push(format!("INDEX {}", index.name)),
        }
    }
    for object in opaque(plan, from) {
        match object.kind {
            OpaqueKind::Trigger => comes_back.extend(object.definition.clone()),
            OpaqueKind::Constraint | OpaqueKind::Other => {
                lost.push(object.definition.as_ref().unwrap_or(&object.name.name).clone());
            }
            OpaqueKind::Index | OpaqueKind::Policy | OpaqueKind::Function => {}
        }
    }
    lost.extend(from.notes.iter().filter_map(|note| match note {
        TableNote::GeneratedColumn(name) => Some(format!("{name} GENERATED ALWAYS")),
        _ => None,
    }));
    Unsaid { comes_back, lost }
}

/// The statement of a wanted index that is there with a collation, which the schema can't say.
pub(super) fn collated(plan: &Plan, from: &Table, wanted: &Index) -> Option<String> {
    let found = from.indexes.iter().find(|index| index.name == wanted.name)?;
    let targets = |index: &Index| -> Vec<IndexTarget> { index.columns.iter().map(|c| c.target.clone()).collect() };
    let is_same = found.is_unique == wanted.is_unique
        && targets(found) == targets(wanted)
        && found.predicate.is_none()
        && wanted.predicate.is_none();
    definition(plan, from, found).filter(|_| is_same).map(str::to_owned)
}

fn definition<'p>(plan: &'p Plan, table: &Table, index: &Index) -> Option<&'p str> {
    let found = opaque(plan, table).find(|o| o.kind == OpaqueKind::Index && o.name.name == index.name)?;
    found.definition.as_deref()
}

fn opaque<'p>(plan: &'p Plan, table: &Table) -> impl Iterator<Item = &'p OpaqueObject> {
    plan.from.opaque.iter().filter(|object| object.table.as_ref() == Some(&table.name))
}
