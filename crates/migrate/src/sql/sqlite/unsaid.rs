//! What no schema can say of a table, when the table is made anew: what can be made again is, the rest is named.

use nicol_catalog::{Column, Index, IndexTarget, OpaqueKind, OpaqueObject, Table, TableNote};

use super::tables::{Extras, column_type, foreign_key};
use crate::Plan;
use crate::introspect::sqlite::index_names;
use crate::sql::quoting::identifier;
use crate::steps::{ColumnPair, RedefineTable};

/// What becomes of it.
pub(crate) struct Unsaid {
    /// What the new table has, too.
    pub(super) extras: Extras,
    /// Statements that make it again: indexes, then triggers.
    pub(crate) comes_back: Vec<String>,
    /// What goes, in words of SQL.
    pub(crate) lost: Vec<String>,
}

pub(crate) fn of(plan: &Plan, redefined: &RedefineTable) -> Unsaid {
    let from = plan.from.table_at(redefined.tables.from);
    let to = plan.to.table_at(redefined.tables.to);
    let mut gone: Vec<&str> =
        from.columns.iter().map(|c| c.name.as_str()).filter(|name| to.column(name).is_none()).collect();
    // A generated column goes with what it is made from.
    let generated: Vec<_> = opaque(plan, from).filter(|o| is_generated(from, o)).collect();
    while let Some(lost) = generated.iter().find(|o| {
        let names = |column: &&str| o.definition.as_deref().is_some_and(|sql| index_names(sql, column));
        !gone.contains(&o.name.name.as_str()) && gone.iter().any(names)
    }) {
        gone.push(&lost.name.name);
    }
    let stands = |sql: &str| !gone.iter().any(|column| index_names(sql, column));
    let mut unsaid = Unsaid { extras: Extras::default(), comes_back: Vec::new(), lost: Vec::new() };
    for index in redefined.unsaid_indexes.iter().map(|i| &from.indexes[*i]) {
        match definition(plan, from, index) {
            Some(sql) if stands(sql) => unsaid.comes_back.push(sql.to_owned()),
            _ => unsaid.lost.push(format!("INDEX {}", index.name)),
        }
    }
    let keys = redefined.unsaid_foreign_keys.iter().map(|i| &from.foreign_keys[*i]);
    unsaid.extras.constraints.extend(keys.map(foreign_key));
    for object in opaque(plan, from) {
        match object.kind {
            OpaqueKind::Trigger => unsaid.comes_back.extend(object.definition.clone()),
            OpaqueKind::Constraint | OpaqueKind::Other => {
                if !is_kept(object, from, redefined, to, &stands, &mut unsaid.extras) {
                    unsaid.lost.push(object.definition.as_ref().unwrap_or(&object.name.name).clone());
                }
            }
            OpaqueKind::Index | OpaqueKind::Policy | OpaqueKind::Function => {}
        }
    }
    unsaid
}

/// Whether the new table can have it; if so, it is put among what that has.
fn is_kept(
    object: &OpaqueObject,
    from: &Table,
    redefined: &RedefineTable,
    to: &Table,
    stands: &dyn Fn(&str) -> bool,
    extras: &mut Extras,
) -> bool {
    let name = &object.name.name;
    match (object.kind, &object.definition) {
        (OpaqueKind::Constraint, Some(check)) => {
            let is_named = name != check;
            extras.constraints.extend(stands(check).then(|| match is_named {
                true => format!("CONSTRAINT {} {check}", identifier(name)),
                false => check.clone(),
            }));
            stands(check)
        }
        (OpaqueKind::Constraint, None) => {
            let Some((column, collation)) = name.rsplit_once(" COLLATE ") else { return false };
            if !from.columns.iter().any(|c| c.name.eq_ignore_ascii_case(column) && to.column(&c.name).is_some()) {
                // It goes with its column.
                return true;
            }
            let keeps_type = |pair: &&ColumnPair| {
                from.columns[pair.columns.from].name.eq_ignore_ascii_case(column) && pair.change.ty.is_none()
            };
            let Some(pair) = redefined.columns.iter().find(keeps_type) else { return false };
            extras.collations.push((to.columns[pair.columns.to].name.clone(), collation.to_owned()));
            true
        }
        (_, Some(definition)) if is_generated(from, object) => {
            extras.columns.extend(stands(definition).then(|| definition.clone()));
            stands(definition)
        }
        (_, Some(options)) => {
            let options: Vec<String> = options.split(',').map(|o| o.trim().to_uppercase()).collect();
            let is_possible = options.iter().all(|option| takes(to, option));
            if is_possible {
                extras.options = options;
            }
            is_possible
        }
        _ => false,
    }
}

fn is_generated(table: &Table, object: &OpaqueObject) -> bool {
    object.kind == OpaqueKind::Other && table.notes.contains(&TableNote::GeneratedColumn(object.name.name.clone()))
}

/// Whether a table, as a schema has it made, can have an option.
fn takes(table: &Table, option: &str) -> bool {
    match option {
        "STRICT" => {
            let is_strict =
                |c: &Column| matches!(column_type(&c.ty), "INTEGER" | "INT" | "REAL" | "TEXT" | "BLOB" | "ANY");
            table.columns.iter().all(is_strict)
        }
        "WITHOUT ROWID" => table.primary_key.is_some() && !table.columns.iter().any(Column::counts),
        _ => false,
    }
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
