//! PostgreSQL.

mod alter;
mod casts;
mod columns;
mod enums;
mod extensions;
mod indexes;
mod names;
mod renames;
mod sequences;
mod tables;

use nicol_catalog::{Catalog, Column, QualifiedName};

pub(crate) use sequences::serial_name;

use super::quoting::identifier;
use crate::Plan;
use crate::ids;
use crate::steps::Step;
use names::Names;

/// What stands before the names of the schema of something that is there.
pub(super) fn prefix(plan: &Plan, name: &QualifiedName) -> String {
    Names::of(plan).prefix(plan.found(), name)
}

/// The name of something that is there.
pub(super) fn from_name(plan: &Plan, name: &QualifiedName) -> String {
    format!("{}{}", prefix(plan, name), identifier(&name.name))
}

/// The name of a table that comes.
pub(super) fn to_name(plan: &Plan, name: &QualifiedName) -> String {
    Names::of(plan).to(name)
}

pub(super) fn step(plan: &Plan, step: &Step) -> Vec<String> {
    let names = Names::of(plan);
    match step {
        Step::Rename(rename) => renames::rename(&names, rename),
        Step::CreateNamespace(name) => vec![format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(name))],
        Step::DropExtension(i) => vec![format!("DROP EXTENSION {}", identifier(&plan.from.extensions[*i].name))],
        Step::CreateExtension(i) => vec![extensions::create(&plan.to.extensions[*i])],
        Step::AlterExtension(pair) => extensions::alter(&plan.from.extensions[pair.from], &plan.to.extensions[pair.to]),
        Step::DropView(i) => {
            let view = &plan.from.views[*i];
            let kind = if view.is_materialised { "MATERIALIZED VIEW" } else { "VIEW" };
            vec![format!("DROP {kind} {}", names.from(&view.name))]
        }
        Step::CreateEnum(id) => vec![enums::create(&names, *id)],
        Step::AlterEnum(alter) => enums::alter(&names, alter),
        Step::DropForeignKey(id) => {
            let table = names.from(&plan.from.table_at(id.table).name);
            let key = ids::foreign_key(&plan.from, *id);
            vec![format!("ALTER TABLE {table} DROP CONSTRAINT {}", indexes::constraint_name(key.name.as_deref()))]
        }
        Step::DropIndex(id) => vec![indexes::drop(&names, *id)],
        Step::AlterTable(alter) => alter::table(&names, alter),
        Step::DropTable(id) => vec![format!("DROP TABLE {}", names.from(&plan.from.table_at(*id).name))],
        Step::DropEnum(id) => vec![format!("DROP TYPE {}", names.from(&plan.from.enumeration(*id).name))],
        Step::CreateTable(id) => vec![tables::create(&names, *id)],
        // PostgreSQL alters tables in place.
        Step::RedefineTables(_) => Vec::new(),
        Step::CreateIndex(create) => vec![indexes::create(&names, create.index)],
        Step::RenameForeignKey(pair) => {
            let table = names.to(&plan.to.table_at(pair.to.table).name);
            let from = ids::foreign_key(&plan.from, pair.from);
            let to = ids::foreign_key(&plan.to, pair.to);
            vec![format!(
                "ALTER TABLE {table} RENAME CONSTRAINT {} TO {}",
                indexes::constraint_name(from.name.as_deref()),
                indexes::constraint_name(to.name.as_deref())
            )]
        }
        Step::AddForeignKey(id) => vec![tables::add_foreign_key(&names, *id)],
        Step::RenameIndex(pair) => vec![indexes::rename(&names, *pair)],
        Step::RedefineIndex(pair) => vec![indexes::drop(&names, pair.from), indexes::create(&names, pair.to)],
    }
}

pub(super) fn column_type_text(plan: &Plan, catalog: &Catalog, column: &Column) -> String {
    columns::column_type_in(&Names::of(plan), catalog, column)
}

pub(super) fn default_text(plan: &Plan, column: &Column) -> Option<String> {
    columns::default(&Names::of(plan), column)
}
