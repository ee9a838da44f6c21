use nicol_catalog::{Column, ColumnArity, EnumId, QualifiedName};

use super::columns::default;
use super::identifier;
use super::names::Names;
use crate::ids::{self, ColumnId};
use crate::reading;
use crate::sql::quoting::text;
use crate::steps::{AlterEnum, EnumReader, EnumUse};

pub(super) fn create(names: &Names<'_>, id: EnumId) -> String {
    let wanted = names.plan.to.enumeration(id);
    create_as(&names.to(&wanted.name), &wanted.values)
}

fn create_as(name: &str, values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(|v| text(v)).collect();
    format!("CREATE TYPE {name} AS ENUM ({})", values.join(", "))
}

/// New values are added, at the end. PostgreSQL can't remove values, so then the type is made anew and its columns
/// are moved over, in a transaction of their own.
pub(super) fn alter(names: &Names<'_>, alter: &AlterEnum) -> Vec<String> {
    let from = names.plan.from.enumeration(alter.enums.from);
    if alter.dropped.is_empty() {
        let name = names.from(&from.name);
        return alter.created.iter().map(|value| format!("ALTER TYPE {name} ADD VALUE {}", text(value))).collect();
    }
    let to = names.plan.to.enumeration(alter.enums.to);
    let prefix = names.prefix(&names.plan.to, &to.name);
    let named = |suffix: &str| identifier(&format!("{}{suffix}", to.name.name));
    let new_type = format!("{prefix}{}", named("_new"));

    let mut statements = vec!["BEGIN".to_owned(), create_as(&new_type, &to.values)];
    statements.extend(alter.readers.iter().map(|reader| drop_reader(names, reader)));
    let with_default = with_default(names, alter);
    for column in &with_default {
        let (_, name) = place(names, column.from);
        let table = names.as_found(&names.plan.from.table_at(column.from.table).name);
        statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT"));
    }
    statements.extend(in_wanted_order(alter).into_iter().map(|column| retype(names, column, &new_type)));
    statements.push(format!("ALTER TYPE {prefix}{} RENAME TO {}", named(""), named("_old")));
    statements.push(format!("ALTER TYPE {new_type} RENAME TO {}", named("")));
    let old = QualifiedName { name: format!("{}_old", to.name.name), ..from.name.clone() };
    statements.push(format!("DROP TYPE {}", names.as_found(&old)));
    for column in &with_default {
        let (table, name) = place(names, column.from);
        if let Some(value) = wanted(names, column).and_then(|c| default(names, c)) {
            statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {value}"));
        }
    }
    statements.extend(alter.readers.iter().filter(|r| r.comes_back).filter_map(|reader| make_reader(names, reader)));
    statements.push("COMMIT".to_owned());
    statements
}

/// Columns whose default is in the way, in Prisma's order: those of tables that go, then by table and name.
fn with_default(names: &Names<'_>, alter: &AlterEnum) -> Vec<EnumUse> {
    let column = |u: &EnumUse| ids::column(&names.plan.from, u.from);
    let mut uses: Vec<_> = alter.uses.iter().filter(|u| column(u).default.is_some()).copied().collect();
    let stays = |u: &EnumUse| {
        let table = names.plan.from.table_at(u.from.table);
        names.plan.to.tables.iter().any(|wanted| names.to(&wanted.name) == names.from(&table.name))
    };
    uses.sort_by_key(|u| (stays(u), u.from.table, &column(u).name));
    uses
}

fn wanted<'a>(names: &Names<'a>, column: &EnumUse) -> Option<&'a Column> {
    column.to.map(|id| ids::column(&names.plan.to, id))
}

/// The columns that stay in the order of the wanted tables, then those that go.
fn in_wanted_order(alter: &AlterEnum) -> Vec<EnumUse> {
    let mut uses = alter.uses.clone();
    uses.sort_by_key(|u| (u.to.is_none(), u.to, u.from));
    uses
}

/// Moves a column over to the new type. One that goes, or gets another type afterwards, may hold values that the new
/// type doesn't have: it becomes text until then.
fn retype(names: &Names<'_>, column: EnumUse, new_type: &str) -> String {
    let (table, name) = place(names, column.from);
    let list = |c: &Column| if c.arity == ColumnArity::List { "[]" } else { "" };
    let brackets = list(ids::column(&names.plan.from, column.from));
    match column.to {
        Some(_) => format!(
            "ALTER TABLE {table} ALTER COLUMN {name} TYPE {new_type}{brackets} \
             USING ({name}::text::{new_type}{brackets})"
        ),
        None => format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE TEXT{brackets} USING ({name}::text{brackets})"),
    }
}

fn drop_reader(names: &Names<'_>, reader: &EnumReader) -> String {
    let table = &names.plan.from.table_at(reader.table).name;
    if reader.is_index {
        return format!("DROP INDEX {}{}", names.prefix(&names.plan.from, table), identifier(&reader.name));
    }
    format!("ALTER TABLE {} DROP CONSTRAINT {}", names.from(table), identifier(&reader.name))
}

fn make_reader(names: &Names<'_>, reader: &EnumReader) -> Option<String> {
    let table = names.plan.from.table_at(reader.table);
    let definition = reading::definition(names.plan, table, &reader.name)?;
    Some(format!("ALTER TABLE {} ADD CONSTRAINT {} {definition}", names.from(&table.name), identifier(&reader.name)))
}

fn place(names: &Names<'_>, column: ColumnId) -> (String, String) {
    let table = names.plan.from.table_at(column.table);
    (names.from(&table.name), identifier(&table.columns[column.position].name))
}
