//! Scripts that move what they drop to the schema `_nicol_keep`, on SQLite to a file beside the database, where the way back
//! finds it. They are plain SQL, so that Prisma's deploy runs them, too.

use std::collections::HashSet;

use nicol_catalog::names::with_suffix;
use nicol_catalog::{Catalog, ColumnType, Dialect, QualifiedName, Table};

use super::quoting::{identifier, text};
use crate::Plan;
use crate::ids;
use crate::steps::{Step, TableChange};

/// The schema for what was dropped; on SQLite the name of the file for it, while a script has it attached: Prisma would see it
/// in the database.
pub const KEEP: &str = nicol_catalog::script::KEPT;

/// The script of a plan, between the statements that open and close what it keeps things in.
pub(super) fn opened(plan: &Plan, script: String) -> String {
    if plan.to.dialect != Dialect::Sqlite || !script.contains(&identifier(KEEP)) {
        return script;
    }
    format!("-- KeepDropped\n{};\n\n{script}\n-- KeepDropped\n{};\n", attach(), detach())
}

/// Opens the file beside a SQLite database, whatever that is called.
pub(crate) fn attach() -> String {
    format!(
        "ATTACH (SELECT CASE file WHEN '' THEN ':memory:' ELSE file || '.kept' END FROM pragma_database_list \
         WHERE name = 'main') AS {}",
        identifier(KEEP)
    )
}

pub(crate) fn detach() -> String {
    format!("DETACH {}", identifier(KEEP))
}

/// A table of the file gets what a query of columns gives.
fn copied(name: String, columns: &[String], table: &Table) -> Vec<String> {
    let place = format!("{}.{}", identifier(KEEP), identifier(&name));
    let columns: Vec<_> = columns.iter().map(|c| identifier(c)).collect();
    vec![
        format!("DROP TABLE IF EXISTS {place}"),
        format!("CREATE TABLE {place} AS SELECT {} FROM {}", columns.join(", "), identifier(&table.name.name)),
    ]
}

/// SQLite: copies of what a step drops.
fn kept_on_sqlite(plan: &Plan, step: &Step, stamp: &str) -> Vec<String> {
    let from = plan.found();
    match step {
        Step::DropTable(id) => {
            let table = from.table_at(*id);
            let columns: Vec<_> = table.columns.iter().map(|c| c.name.clone()).collect();
            copied(format!("{}__{stamp}", table.name.name), &columns, table)
        }
        Step::RedefineTables(redefined) => {
            let mut statements = Vec::new();
            for one in redefined {
                let (table, wanted) = (from.table_at(one.tables.from), plan.to.table_at(one.tables.to));
                let stays = |at: usize| one.columns.iter().any(|pair| pair.columns.from == at);
                let Some(key) = &table.primary_key else { continue };
                // Rows are found again by their key.
                if key.columns.iter().any(|c| wanted.column(c).is_none()) {
                    continue;
                }
                for (_, column) in table.columns.iter().enumerate().filter(|(at, _)| !stays(*at)) {
                    if !key.columns.contains(&column.name) {
                        let columns: Vec<_> = key.columns.iter().chain([&column.name]).cloned().collect();
                        let name = format!("{}__{}__{stamp}", table.name.name, column.name);
                        let (on, index) = (identifier(&name), identifier(&format!("{name}_key")));
                        statements.extend(copied(name, &columns, table));
                        let keys: Vec<_> = key.columns.iter().map(|c| identifier(c)).collect();
                        let place = identifier(KEEP);
                        statements.push(format!("CREATE INDEX {place}.{index} ON {on} ({})", keys.join(", ")));
                    }
                }
            }
            statements
        }
        _ => Vec::new(),
    }
}

/// A step's statements, so that what they drop is kept. `stamp` tells the migrations apart.
pub(super) fn keeping(plan: &Plan, step: &Step, statements: Vec<String>, stamp: &str) -> Vec<String> {
    let from = plan.found();
    if plan.to.dialect == Dialect::Sqlite {
        return [kept_on_sqlite(plan, step, stamp), statements].concat();
    }
    match step {
        Step::DropTable(id) => table(plan, from, from.table_at(*id), stamp),
        Step::AlterTable(alter) => {
            let (table, wanted) = (from.table_at(alter.tables.from), plan.to.table_at(alter.tables.to));
            let mut kept = Vec::new();
            for change in &alter.changes {
                let position = match change {
                    TableChange::DropColumn(position) => *position,
                    TableChange::RecreateColumn(pair) => pair.columns.from,
                    _ => continue,
                };
                kept.extend(column(from, table, wanted, position, stamp));
            }
            kept.extend(statements);
            kept
        }
        _ => statements,
    }
}

/// The table itself moves, without its foreign keys and enum types, which others may drop.
fn table(plan: &Plan, from: &Catalog, table: &Table, stamp: &str) -> Vec<String> {
    let name = qualified(&table.name);
    let kept = with_suffix(table.name.name.clone(), &format!("__{stamp}"), Some(63));
    let dropped: HashSet<_> = plan
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::DropForeignKey(id) if from.table_at(id.table).name == table.name => {
                ids::foreign_key(from, *id).name.clone()
            }
            _ => None,
        })
        .collect();
    let keys = table.foreign_keys.iter().filter_map(|key| key.name.as_ref()).filter(|key| !dropped.contains(*key));
    let mut statements: Vec<_> =
        keys.map(|key| format!("ALTER TABLE {name} DROP CONSTRAINT {}", identifier(key))).collect();
    for column in table.columns.iter().filter(|c| matches!(c.ty, ColumnType::Enum(_))) {
        let (column, list) = (identifier(&column.name), if is_list(column) { "[]" } else { "" });
        statements.push(format!(
            "ALTER TABLE {name} ALTER COLUMN {column} DROP DEFAULT, ALTER COLUMN {column} SET DATA TYPE TEXT{list} \
             USING ({column}::TEXT{list})"
        ));
    }
    let place = format!("{}.{}", identifier(KEEP), identifier(&kept));
    statements.push(format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(KEEP)));
    statements.push(format!("DROP TABLE IF EXISTS {place}"));
    statements.push(format!("ALTER TABLE {name} SET SCHEMA {}", identifier(KEEP)));
    let moved = format!("{}.{}", identifier(KEEP), identifier(&table.name.name));
    statements.push(format!("ALTER TABLE {moved} RENAME TO {}", identifier(&kept)));
    statements
}

/// A copy of the column beside the primary key; nothing, if rows can't be found again by it.
fn column(from: &Catalog, table: &Table, wanted: &Table, position: usize, stamp: &str) -> Vec<String> {
    let column = &table.columns[position];
    let Some(key) = &table.primary_key else { return Vec::new() };
    if key.columns.contains(&column.name) || key.columns.iter().any(|c| wanted.column(c).is_none()) {
        return Vec::new();
    }
    let kept = with_suffix(format!("{}__{}", table.name.name, column.name), &format!("__{stamp}"), Some(63));
    let place = format!("{}.{}", identifier(KEEP), identifier(&kept));
    let keys: Vec<_> = key.columns.iter().map(|c| identifier(c)).collect();
    let keys = keys.join(", ");
    let name = identifier(&column.name);
    let value = match column.ty {
        ColumnType::Enum(_) if is_list(column) => format!("{name}::TEXT[] AS {name}"),
        ColumnType::Enum(_) => format!("{name}::TEXT AS {name}"),
        _ => name,
    };
    let what = serde_json::json!({ "table": table.name.name, "column": column.name, "key": key.columns });
    let _ = from;
    vec![
        format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(KEEP)),
        format!("DROP TABLE IF EXISTS {place}"),
        format!("CREATE TABLE {place} AS SELECT {keys}, {value} FROM {}", qualified(&table.name)),
        format!("ALTER TABLE {place} ADD PRIMARY KEY ({keys})"),
        format!("COMMENT ON TABLE {place} IS {}", text(&what.to_string())),
    ]
}

fn is_list(column: &nicol_catalog::Column) -> bool {
    column.arity == nicol_catalog::ColumnArity::List
}

fn qualified(name: &QualifiedName) -> String {
    match &name.namespace {
        Some(namespace) => format!("{}.{}", identifier(namespace), identifier(&name.name)),
        None => identifier(&name.name),
    }
}
