use super::pairs::TablePair;
use super::primary_keys::{self, KeyChange};
use super::{Differ, foreign_keys, indexes, redefine};
use crate::ids::IndexId;
use crate::steps::{AlterTable, CreateIndex, Step, TableChange, TypeChange};

/// Tables that come, go, and change.
pub(super) fn steps(differ: &Differ<'_>, steps: &mut Vec<Step>) {
    created(differ, steps);
    dropped(differ, steps);
    for pair in differ.table_pairs.iter().filter(|pair| !pair.is_redefined) {
        if differ.capabilities.alter_columns {
            foreign_keys::steps(differ, pair, steps);
        }
        indexes::steps(differ, pair, steps);
        let changes = changes(differ, pair);
        if !changes.is_empty() {
            steps.push(Step::AlterTable(AlterTable { tables: pair.tables, changes }));
        }
    }
    redefine::steps(differ, steps);
}

/// Foreign keys come after all tables, where they are not part of the table's own definition.
fn created(differ: &Differ<'_>, steps: &mut Vec<Step>) {
    for &id in &differ.tables.created {
        let table = differ.to.table_at(id);
        steps.push(Step::CreateTable(id));
        if differ.capabilities.alter_columns {
            steps.extend(foreign_keys::all(id, table).map(Step::AddForeignKey));
        }
        steps.extend((0..table.indexes.len()).map(|position| {
            let index = IndexId { table: id, position };
            Step::CreateIndex(CreateIndex { index, table_from: None, is_recreated: false })
        }));
    }
}

fn dropped(differ: &Differ<'_>, steps: &mut Vec<Step>) {
    let redefines = differ.table_pairs.iter().any(|pair| pair.is_redefined);
    for &id in &differ.tables.dropped {
        let table = differ.from.table_at(id);
        if differ.capabilities.alter_columns {
            steps.extend(foreign_keys::all(id, table).map(Step::DropForeignKey));
        } else if redefines {
            // A table made anew may take the name of such an index, as Prisma does it. Those of constraints go with theirs.
            let loose = (0..table.indexes.len()).filter(|i| !indexes::is_fixed(differ, &table.indexes[*i]));
            steps.extend(loose.map(|position| Step::DropIndex(IndexId { table: id, position })));
        }
        steps.push(Step::DropTable(id));
    }
}

fn changes(differ: &Differ<'_>, pair: &TablePair) -> Vec<TableChange> {
    let (from, to) = (differ.from.table_at(pair.tables.from), differ.to.table_at(pair.tables.to));
    let key = primary_keys::change(differ, pair);
    let mut changes = Vec::new();
    if key == KeyChange::Replaced && from.primary_key.is_some() {
        changes.push(TableChange::DropPrimaryKey);
    }
    if key == KeyChange::Renamed {
        changes.push(TableChange::RenamePrimaryKey);
    }
    changes.extend(pair.dropped_columns.iter().map(|i| TableChange::DropColumn(*i)));
    changes.extend(pair.created_columns.iter().map(|i| TableChange::AddColumn(*i)));
    changes.extend(pair.columns.iter().filter(|c| c.change.any()).map(|c| match c.change.ty {
        Some(TypeChange::NotCastable) => TableChange::RecreateColumn(*c),
        _ => TableChange::AlterColumn(*c),
    }));
    if key == KeyChange::Replaced && to.primary_key.is_some() {
        changes.push(TableChange::AddPrimaryKey);
    }
    changes
}
