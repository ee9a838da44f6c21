//! SQLite.

mod redefine;
mod renames;
mod tables;
mod unsaid;

use nicol_catalog::Column;

pub(crate) use tables::default;
pub(super) use unsaid::of as unsaid;

use super::quoting::identifier;
use crate::Plan;
use crate::ids::{self, IndexId};
use crate::steps::{AlterTable, Step, TableChange};

pub(super) fn step(plan: &Plan, step: &Step) -> Vec<String> {
    match step {
        Step::Rename(rename) => renames::rename(plan, rename),
        Step::DropView(i) => vec![format!("DROP VIEW {}", identifier(&plan.from.views[*i].name.name))],
        Step::DropIndex(id) => vec![drop_index(plan, *id)],
        Step::AlterTable(alter) => alter_table(plan, alter),
        Step::DropTable(id) => vec![
            "PRAGMA foreign_keys=off".to_owned(),
            format!("DROP TABLE {}", identifier(&plan.from.table_at(*id).name.name)),
            "PRAGMA foreign_keys=on".to_owned(),
        ],
        Step::CreateTable(id) => {
            let table = plan.to.table_at(*id);
            vec![tables::create(table, &table.name.name, &tables::Extras::default())]
        }
        Step::RedefineTables(redefined) => redefine::statements(plan, redefined),
        Step::CreateIndex(create) => vec![create_index(plan, create.index)],
        Step::RedefineIndex(pair) => vec![drop_index(plan, pair.from), create_index(plan, pair.to)],
        // No schemas, extensions, enum types or renames of keys here, and foreign keys belong to their tables.
        Step::CreateNamespace(_)
        | Step::DropExtension(_)
        | Step::CreateExtension(_)
        | Step::AlterExtension(_)
        | Step::CreateEnum(_)
        | Step::AlterEnum(_)
        | Step::DropEnum(_)
        | Step::DropForeignKey(_)
        | Step::AddForeignKey(_)
        | Step::RenameForeignKey(_)
        | Step::RenameIndex(_) => Vec::new(),
    }
}

fn drop_index(plan: &Plan, id: IndexId) -> String {
    format!("DROP INDEX {}", identifier(&ids::index(&plan.from, id).name))
}

fn create_index(plan: &Plan, id: IndexId) -> String {
    tables::create_index(plan.to.table_at(id.table), ids::index(&plan.to, id))
}

/// Only columns come this way; for all else the table is made anew.
fn alter_table(plan: &Plan, alter: &AlterTable) -> Vec<String> {
    let table = plan.to.table_at(alter.tables.to);
    let added = alter.changes.iter().filter_map(|change| match change {
        TableChange::AddColumn(i) => Some(&table.columns[*i]),
        _ => None,
    });
    added
        .map(|column| {
            format!("ALTER TABLE {} ADD COLUMN {}", identifier(&table.name.name), tables::column(table, column))
        })
        .collect()
}

pub(super) fn column_type_text(column: &Column) -> String {
    tables::column_type(&column.ty).to_owned()
}
