//! What hangs on a column and has no words in a schema: it goes with the column, or the database refuses the change.

use nicol_catalog::{Dependent, DependentKind, Table, TableId};

use super::{Danger, Place};
use crate::Plan;
use crate::steps::{AlterEnum, AlterTable, Step, TableChange};
use crate::{ids, reading};

/// Dangers of a table that is altered in place.
pub(super) fn altered(plan: &Plan, alter: &AlterTable, dangers: &mut Vec<Danger>) {
    let from = plan.from.table_at(alter.tables.from);
    let mut lost = Vec::new();
    for change in &alter.changes {
        match change {
            TableChange::DropColumn(i) => {
                let column = &from.columns[*i].name;
                lost.extend(lost_with(plan, alter, from, column, false));
                refused(plan, from, column, Vec::new(), dangers);
            }
            TableChange::RecreateColumn(pair) => {
                let column = &from.columns[pair.columns.from];
                lost.extend(lost_with(plan, alter, from, &column.name, true));
                if column.comment.is_some() {
                    lost.push(format!("COMMENT ON COLUMN {}", column.name));
                }
                refused(plan, from, &column.name, Vec::new(), dangers);
            }
            TableChange::AlterColumn(pair) if pair.change.ty.is_some() => {
                let column = &from.columns[pair.columns.from];
                let theirs = &plan.to.table_at(alter.tables.to).columns[pair.columns.to];
                refused(plan, from, &column.name, reading::of_type(plan, from, column, theirs), dangers);
            }
            _ => {}
        }
    }
    lost.extend(lost_of_indexes(plan, alter.tables.to, from));
    let mut what: Vec<String> = Vec::new();
    for one in lost {
        if !what.contains(&one) {
            what.push(one);
        }
    }
    if !what.is_empty() {
        dangers.push(Danger::LoseWithColumn { table: Place { table: from.name.clone(), column: None }, what });
    }
}

/// Dangers of a table that goes: views and functions keep it.
pub(super) fn dropped(plan: &Plan, table: TableId, dangers: &mut Vec<Danger>) {
    let table = plan.from.table_at(table);
    let is_view =
        |d: &&Dependent| d.table == table.name && matches!(d.kind, DependentKind::View | DependentKind::Function);
    let by = words(plan.from.dependents.iter().filter(is_view));
    if !by.is_empty() {
        dangers.push(Danger::Refused { of: Place { table: table.name.clone(), column: None }, by });
    }
}

/// Dangers of an enum that is made anew: its columns change their type.
pub(super) fn recreated_enum(plan: &Plan, alter: &AlterEnum, dangers: &mut Vec<Danger>) {
    for table in &plan.from.tables {
        let is_of_it = |c: &&nicol_catalog::Column| c.ty == nicol_catalog::ColumnType::Enum(alter.enums.from);
        for column in table.columns.iter().filter(is_of_it) {
            let by = reading::of_enum(plan, table, &column.name, alter.enums.from).map(|(found, _)| found);
            let by = by.filter(|found| {
                !alter.makes_way(plan, table, &found.name) && !reading::is_dropped(plan, table, &found.name)
            });
            refused(plan, table, &column.name, by.collect(), dangers);
        }
    }
}

/// A foreign key that is dropped and added: the schema does not say that it is deferrable.
pub(super) fn foreign_key(plan: &Plan, id: ids::ForeignKeyId, dangers: &mut Vec<Danger>) {
    let table = plan.from.table_at(id.table);
    let key = &table.foreign_keys[id.position];
    let comes_back = |step: &Step| match step {
        Step::AddForeignKey(new) => {
            let found = plan.to.table_at(new.table);
            found.name.name == table.name.name && found.foreign_keys[new.position].columns == key.columns
        }
        _ => false,
    };
    if key.is_deferrable && plan.steps.iter().any(comes_back) {
        let name = key.name.as_deref().unwrap_or_default();
        let what = vec![format!("CONSTRAINT {name} DEFERRABLE")];
        dangers.push(Danger::LoseWithColumn { table: Place { table: table.name.clone(), column: None }, what });
    }
}

/// `more` would go with the column, but is in the way of its change.
fn refused(plan: &Plan, table: &Table, column: &str, more: Vec<&Dependent>, dangers: &mut Vec<Danger>) {
    let keeps = |d: &&Dependent| !d.kind.goes_with_column();
    let by = words(of(plan, table, column).filter(keeps).chain(more));
    if by.is_empty() {
        return;
    }
    let of = Place { table: table.name.clone(), column: Some(column.to_owned()) };
    dangers.push(Danger::Refused { of, by });
}

fn words<'d>(found: impl Iterator<Item = &'d Dependent>) -> Vec<String> {
    let mut by: Vec<String> = found.map(|d| format!("{} {}", d.kind.word(), d.name)).collect();
    by.sort();
    by.dedup();
    by
}

fn of<'p>(plan: &'p Plan, table: &'p Table, column: &'p str) -> impl Iterator<Item = &'p Dependent> {
    plan.from.dependents.iter().filter(move |d| d.table == table.name && d.column == column)
}

/// What the database drops with a column. What reads no other column has nothing left to say, unless the column comes
/// back.
fn lost_with(plan: &Plan, alter: &AlterTable, table: &Table, column: &str, comes_back: bool) -> Vec<String> {
    let goes = |name: &str| {
        let is_this = |i: usize| table.columns[i].name == name;
        alter.changes.iter().any(|change| matches!(change, TableChange::DropColumn(i) if is_this(*i)))
    };
    let reads_more = |found: &Dependent| {
        let is_other =
            |d: &&Dependent| d.table == found.table && d.kind == found.kind && d.name == found.name && !goes(&d.column);
        plan.from.dependents.iter().any(|d| is_other(&d))
    };
    of(plan, table, column)
        .filter(|d| d.kind.goes_with_column() && (comes_back || reads_more(d)))
        .filter(|d| d.kind != DependentKind::Index || !is_in_plan(plan, alter, table, &d.name))
        .map(|d| shown(plan, d))
        .collect()
}

/// Whether the steps drop the index, or the schema holds it.
fn is_in_plan(plan: &Plan, alter: &AlterTable, table: &Table, name: &str) -> bool {
    let is_dropped = |step: &Step| match step {
        Step::DropIndex(id) => id.table == alter.tables.from && table.indexes[id.position].name == name,
        _ => false,
    };
    plan.to.table_at(alter.tables.to).indexes.iter().any(|index| index.name == name)
        || plan.steps.iter().any(is_dropped)
}

fn shown(plan: &Plan, found: &Dependent) -> String {
    let object = plan.from.opaque.iter().find(|o| o.name.name == found.name && o.table.as_ref() == Some(&found.table));
    let definition = object.and_then(|o| o.definition.as_deref());
    match (found.kind, definition) {
        (DependentKind::Constraint, Some(definition)) => format!("CONSTRAINT {} {definition}", found.name),
        (DependentKind::Index, Some(definition)) => definition.to_owned(),
        (kind, _) => format!("{} {}", kind.word().to_uppercase(), found.name),
    }
}

/// What indexes that come back with their columns don't bring with them.
fn lost_of_indexes(plan: &Plan, table: TableId, from: &Table) -> Vec<String> {
    let created = plan.steps.iter().filter_map(|step| match step {
        Step::CreateIndex(create) if create.is_recreated && create.index.table == table => {
            Some(ids::index(&plan.to, create.index))
        }
        _ => None,
    });
    let mut lost = Vec::new();
    for index in created {
        let Some(found) = from.indexes.iter().find(|i| i.name == index.name) else { continue };
        if !found.include.is_empty() {
            lost.push(format!("INDEX {} INCLUDE ({})", found.name, found.include.join(", ")));
        }
        if found.nulls_not_distinct {
            lost.push(format!("INDEX {} NULLS NOT DISTINCT", found.name));
        }
    }
    lost
}
