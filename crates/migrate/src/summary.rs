//! A plan in words: what differs, object by object. The layout is that of Prisma's summaries.

use std::collections::BTreeMap;

use nicol_catalog::{Catalog, Column, ColumnArity, Default, Index, TableId};

use crate::Plan;
use crate::ids;
use crate::steps::{AlterTable, ColumnPair, Rename, Step, TableChange, TypeChange};

/// What there is to say about a plan that does nothing.
pub const NO_DIFFERENCE: &str = "No difference detected.";

/// The summary of a plan.
#[must_use]
pub fn summary(plan: &Plan) -> String {
    if plan.is_empty() {
        return NO_DIFFERENCE.to_owned();
    }
    let mut text = String::new();
    let found = &plan.after_renames();
    lists(found, &mut text);
    renamed(plan, &mut text);
    redefined(found, &mut text);
    enums(found, &mut text);
    tables(found, &mut text);
    text
}

fn lists(plan: &Plan, text: &mut String) {
    let (from, to) = (&plan.from, &plan.to);
    let mut group = |title: &str, name: &dyn Fn(&Step) -> Option<String>| {
        let names: Vec<_> = plan.steps.iter().filter_map(name).collect();
        if !names.is_empty() {
            text.push_str(&format!("\n{title}\n"));
            names.iter().for_each(|name| text.push_str(&format!("  - {name}\n")));
        }
    };
    group("[+] Added Schemas", &|s| match s {
        Step::CreateNamespace(name) => Some(name.clone()),
        _ => None,
    });
    group("[*] Changed extensions", &|s| match s {
        Step::AlterExtension(pair) => Some(to.extensions[pair.to].name.clone()),
        _ => None,
    });
    group("[-] Removed extensions", &|s| match s {
        Step::DropExtension(i) => Some(from.extensions[*i].name.clone()),
        _ => None,
    });
    group("[+] Added extensions", &|s| match s {
        Step::CreateExtension(i) => Some(to.extensions[*i].name.clone()),
        _ => None,
    });
    group("[+] Added enums", &|s| match s {
        Step::CreateEnum(id) => Some(to.enumeration(*id).name.name.clone()),
        _ => None,
    });
    group("[+] Added tables", &|s| match s {
        Step::CreateTable(id) => Some(to.table_at(*id).name.name.clone()),
        _ => None,
    });
    group("[-] Removed enums", &|s| match s {
        Step::DropEnum(id) => Some(from.enumeration(*id).name.name.clone()),
        _ => None,
    });
    group("[-] Removed tables", &|s| match s {
        Step::DropTable(id) => Some(from.table_at(*id).name.name.clone()),
        _ => None,
    });
    group("[-] Removed views", &|s| match s {
        Step::DropView(i) => Some(from.views[*i].name.name.clone()),
        _ => None,
    });
}

/// The only lines about what is there under its old name.
fn renamed(plan: &Plan, text: &mut String) {
    let (from, to) = (&plan.from, &plan.to);
    for step in &plan.steps {
        let Step::Rename(rename) = step else { continue };
        let line = match rename {
            Rename::Table(pair) => {
                format!("table `{}` to `{}`", from.table_at(pair.from).name.name, to.table_at(pair.to).name.name)
            }
            Rename::Column(pair) => format!(
                "column `{}` of the `{}` table to `{}`",
                ids::column(from, pair.from).name,
                from.table_at(pair.from.table).name.name,
                ids::column(to, pair.to).name
            ),
            Rename::JoinColumns(pair) => {
                format!(
                    "columns `A` and `B` of the `{}` table, each to the other's name",
                    to.table_at(pair.to).name.name
                )
            }
            Rename::Enum(pair) => {
                format!("enum `{}` to `{}`", from.enumeration(pair.from).name.name, to.enumeration(pair.to).name.name)
            }
            Rename::Value(pair) => format!(
                "variant `{}` of the `{}` enum to `{}`",
                from.enumeration(pair.from.enumeration).values[pair.from.position],
                from.enumeration(pair.from.enumeration).name.name,
                to.enumeration(pair.to.enumeration).values[pair.to.position]
            ),
            Rename::Sequence { from, to } => format!("sequence `{}` to `{}`", from.name, to.name),
        };
        text.push_str(&format!("\n[*] Renamed {line}\n"));
    }
}

fn redefined(plan: &Plan, text: &mut String) {
    for step in &plan.steps {
        if let Step::RedefineTables(tables) = step {
            for table in tables {
                text.push_str(&format!("\n[*] Redefined table `{}`\n", plan.to.table_at(table.tables.to).name.name));
            }
        }
    }
}

fn enums(plan: &Plan, text: &mut String) {
    let mut changed: BTreeMap<&str, String> = BTreeMap::new();
    for step in &plan.steps {
        let Step::AlterEnum(alter) = step else { continue };
        let lines = changed.entry(&plan.to.enumeration(alter.enums.to).name.name).or_default();
        alter.created.iter().for_each(|v| lines.push_str(&format!("  [+] Added variant `{v}`\n")));
        alter.dropped.iter().for_each(|v| lines.push_str(&format!("  [-] Removed variant `{v}`\n")));
    }
    for (name, lines) in changed {
        text.push_str(&format!("\n[*] Changed the `{name}` enum\n{lines}"));
    }
}

/// Under each table's name what changes about it; also indexes and foreign keys of tables that come or go.
fn tables(plan: &Plan, text: &mut String) {
    let mut changed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    fn name(catalog: &Catalog, table: TableId) -> &str {
        &catalog.table_at(table).name.name
    }
    for step in &plan.steps {
        match step {
            Step::AlterTable(alter) => {
                changed.entry(name(&plan.to, alter.tables.to)).or_default().extend(table_lines(plan, alter));
            }
            Step::DropForeignKey(id) => {
                let columns = ids::foreign_key(&plan.from, *id).columns.join(", ");
                let lines = changed.entry(name(&plan.from, id.table)).or_default();
                lines.push(format!("[-] Removed foreign key on columns ({columns})"));
            }
            Step::AddForeignKey(id) => {
                let columns = ids::foreign_key(&plan.to, *id).columns.join(", ");
                let lines = changed.entry(name(&plan.to, id.table)).or_default();
                lines.push(format!("[+] Added foreign key on columns ({columns})"));
            }
            Step::RenameForeignKey(pair) => {
                let (a, b) = (ids::foreign_key(&plan.from, pair.from), ids::foreign_key(&plan.to, pair.to));
                let lines = changed.entry(name(&plan.to, pair.to.table)).or_default();
                lines.push(renamed_line("foreign key", a.name.as_deref(), b.name.as_deref()));
            }
            Step::DropIndex(id) => {
                let line = index_line("[-] Removed", ids::index(&plan.from, *id));
                changed.entry(name(&plan.from, id.table)).or_default().push(line);
            }
            Step::CreateIndex(create) => {
                let line = index_line("[+] Added", ids::index(&plan.to, create.index));
                changed.entry(name(&plan.to, create.index.table)).or_default().push(line);
            }
            Step::RenameIndex(pair) | Step::RedefineIndex(pair) => {
                let (a, b) = (ids::index(&plan.from, pair.from), ids::index(&plan.to, pair.to));
                let lines = changed.entry(name(&plan.to, pair.to.table)).or_default();
                lines.push(renamed_line("index", Some(&a.name), Some(&b.name)));
            }
            _ => {}
        }
    }
    for (name, lines) in changed {
        text.push_str(&format!("\n[*] Changed the `{name}` table\n"));
        lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    }
}

fn renamed_line(what: &str, from: Option<&str>, to: Option<&str>) -> String {
    format!("[*] Renamed {what} `{}` to `{}`", from.unwrap_or_default(), to.unwrap_or_default())
}

fn index_line(verb: &str, index: &Index) -> String {
    let unique = if index.is_unique { "unique " } else { "" };
    let columns: Vec<_> = index.columns.iter().map(|c| c.target.column().unwrap_or("expression")).collect();
    format!("{verb} {unique}index on columns ({})", columns.join(", "))
}

fn table_lines(plan: &Plan, alter: &AlterTable) -> Vec<String> {
    let from = plan.from.table_at(alter.tables.from);
    let to = plan.to.table_at(alter.tables.to);
    let key =
        |table: &nicol_catalog::Table| table.primary_key.as_ref().map(|k| k.columns.join(", ")).unwrap_or_default();
    let line = |change: &TableChange| match change {
        TableChange::DropPrimaryKey => format!("[-] Dropped the primary key on columns ({})", key(from)),
        TableChange::AddPrimaryKey => format!("[+] Added primary key on columns ({})", key(to)),
        TableChange::RenamePrimaryKey => {
            let name =
                |t: &nicol_catalog::Table| t.primary_key.as_ref().and_then(|k| k.name.clone()).unwrap_or_default();
            format!("[*] Renamed the primary key `{}` to `{}`", name(from), name(to))
        }
        TableChange::DropColumn(i) => format!("[-] Removed column `{}`", from.columns[*i].name),
        TableChange::AddColumn(i) => format!("[+] Added column `{}`", to.columns[*i].name),
        TableChange::AlterColumn(pair) => {
            let column = &to.columns[pair.columns.to];
            format!(
                "[*] Altered column `{}` ({})",
                column.name,
                differences(&from.columns[pair.columns.from], column, pair)
            )
        }
        TableChange::RecreateColumn(pair) => {
            let column = &to.columns[pair.columns.to];
            let differences = differences(&from.columns[pair.columns.from], column, pair);
            format!("[*] Column `{}` would be dropped and recreated ({differences})", column.name)
        }
    };
    alter.changes.iter().map(line).collect()
}

fn differences(from: &Column, to: &Column, pair: &ColumnPair) -> String {
    let mut parts = Vec::new();
    let change = &pair.change;
    if change.arity {
        parts.push(format!("changed from {} to {}", arity(from.arity), arity(to.arity)));
    }
    if change.ty.is_some_and(|ty| matches!(ty, TypeChange::Safe | TypeChange::Risky | TypeChange::NotCastable)) {
        parts.push("type changed".to_owned());
    }
    if change.default {
        parts.push(format!("default changed from {} to {}", default(from), default(to)));
    }
    if change.identity {
        let verb = if to.counts() { "became" } else { "is no longer" };
        parts.push(format!("column {verb} autoincrementing"));
    }
    parts.join(", ")
}

const fn arity(arity: ColumnArity) -> &'static str {
    match arity {
        ColumnArity::Required => "Required",
        ColumnArity::Nullable => "Nullable",
        ColumnArity::List => "List",
    }
}

fn default(column: &Column) -> String {
    column.default.as_ref().map_or_else(|| "none".to_owned(), |value| format!("`{}`", value_text(value)))
}

fn value_text(value: &Default) -> String {
    match value {
        Default::Text(text) | Default::EnumValue(text) | Default::DateTime(text) | Default::Json(text) => text.clone(),
        Default::Number(digits) => digits.clone(),
        Default::Boolean(value) => value.to_string(),
        Default::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Default::List(values) => format!("[{}]", values.iter().map(value_text).collect::<Vec<_>>().join(", ")),
        Default::Now => "now()".to_owned(),
        Default::Expression(expression) => expression.source.clone(),
        Default::Unknown => "dbgenerated()".to_owned(),
        Default::MadeByClient => "made by the client".to_owned(),
    }
}
