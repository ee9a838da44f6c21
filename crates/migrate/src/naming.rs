//! A name for a migration that was given none.

use nicol_catalog::Table;

use crate::Plan;
use crate::history::slug;
use crate::ids;
use crate::steps::{AlterTable, RedefineTable, Rename, Step, TableChange};

/// A name after the first step, such as `create_user` or `add_phone_to_user`. A schema that has to be made for the
/// rest gives no name, if there is a rest. `migration` for a plan without steps.
#[must_use]
pub fn default_name(plan: &Plan) -> String {
    let tells = |step: &&Step| !matches!(step, Step::CreateNamespace(_));
    let step = plan.steps.iter().find(tells).or_else(|| plan.steps.first());
    let name = step.map(|step| slug(&of_step(plan, step))).unwrap_or_default();
    if name.is_empty() { "migration".to_owned() } else { name }
}

fn of_step(plan: &Plan, step: &Step) -> String {
    let (from, to) = (&plan.from, &plan.to);
    let table_from = |id| &from.table_at(id).name.name;
    match step {
        Step::CreateNamespace(name) => format!("create schema {name}"),
        Step::Rename(rename) => of_rename(plan, rename),
        Step::DropExtension(i) => format!("drop extension {}", from.extensions[*i].name),
        Step::CreateExtension(i) => format!("create extension {}", to.extensions[*i].name),
        Step::AlterExtension(pair) => format!("alter extension {}", to.extensions[pair.to].name),
        Step::DropView(i) => format!("drop view {}", from.views[*i].name.name),
        Step::CreateEnum(id) => format!("create enum {}", to.enumeration(*id).name.name),
        Step::AlterEnum(alter) => {
            let name = &to.enumeration(alter.enums.to).name.name;
            match (alter.created.as_slice(), alter.dropped.as_slice()) {
                ([value], []) => format!("add {value} to {name}"),
                ([], [value]) => format!("remove {value} from {name}"),
                _ => format!("alter enum {name}"),
            }
        }
        Step::DropForeignKey(id) => {
            let key = ids::foreign_key(from, *id);
            format!("drop {} foreign key from {}", key.columns.join(" "), table_from(id.table))
        }
        Step::DropIndex(id) => format!("drop index {}", ids::index(from, *id).name),
        Step::AlterTable(alter) => of_table(plan, alter),
        Step::DropTable(id) => format!("drop {}", table_from(*id)),
        Step::DropEnum(id) => format!("drop enum {}", from.enumeration(*id).name.name),
        Step::CreateTable(id) => format!("create {}", to.table_at(*id).name.name),
        Step::RedefineTables(tables) => tables.first().map(|table| of_redefined(plan, table)).unwrap_or_default(),
        Step::CreateIndex(create) => format!("create index {}", ids::index(to, create.index).name),
        Step::RenameForeignKey(pair) => {
            format!("rename foreign key of {}", table_from(pair.from.table))
        }
        Step::AddForeignKey(id) => {
            let key = ids::foreign_key(to, *id);
            format!("add {} foreign key to {}", key.columns.join(" "), to.table_at(id.table).name.name)
        }
        Step::RenameIndex(pair) | Step::RedefineIndex(pair) => {
            format!("rename index {}", ids::index(from, pair.from).name)
        }
    }
}

fn of_rename(plan: &Plan, rename: &Rename) -> String {
    let (from, to) = (&plan.from, &plan.to);
    let (old, new) = match rename {
        Rename::Table(pair) | Rename::JoinColumns(pair) => {
            (&from.table_at(pair.from).name.name, &to.table_at(pair.to).name.name)
        }
        Rename::Column(pair) => (&ids::column(from, pair.from).name, &ids::column(to, pair.to).name),
        Rename::Enum(pair) => (&from.enumeration(pair.from).name.name, &to.enumeration(pair.to).name.name),
        Rename::Value(pair) => (
            &from.enumeration(pair.from.enumeration).values[pair.from.position],
            &to.enumeration(pair.to.enumeration).values[pair.to.position],
        ),
        Rename::Sequence { from, to } => (&from.name, &to.name),
    };
    format!("rename {old} to {new}")
}

fn of_table(plan: &Plan, alter: &AlterTable) -> String {
    let from = plan.from.table_at(alter.tables.from);
    let to = plan.to.table_at(alter.tables.to);
    let added = first_column(
        to,
        alter.changes.iter().filter_map(|c| match c {
            TableChange::AddColumn(i) => Some(*i),
            _ => None,
        }),
    );
    let dropped = first_column(
        from,
        alter.changes.iter().filter_map(|c| match c {
            TableChange::DropColumn(i) => Some(*i),
            _ => None,
        }),
    );
    let altered = first_column(
        to,
        alter.changes.iter().filter_map(|c| match c {
            TableChange::AlterColumn(pair) | TableChange::RecreateColumn(pair) => Some(pair.columns.to),
            _ => None,
        }),
    );
    columns(to, added, dropped, altered).unwrap_or_else(|| format!("alter {} primary key", to.name.name))
}

fn of_redefined(plan: &Plan, table: &RedefineTable) -> String {
    let from = plan.from.table_at(table.tables.from);
    let to = plan.to.table_at(table.tables.to);
    let added = first_column(to, table.added_columns.iter().copied());
    let dropped = first_column(from, table.dropped_columns.iter().copied());
    let altered = first_column(to, table.columns.iter().filter(|c| c.change.any()).map(|c| c.columns.to));
    columns(to, added, dropped, altered).unwrap_or_else(|| format!("alter {}", to.name.name))
}

fn first_column(table: &Table, mut positions: impl Iterator<Item = usize>) -> Option<&str> {
    positions.next().map(|i| table.columns[i].name.as_str())
}

fn columns(table: &Table, added: Option<&str>, dropped: Option<&str>, altered: Option<&str>) -> Option<String> {
    let table = &table.name.name;
    Some(match (added, dropped, altered) {
        (Some(column), ..) => format!("add {column} to {table}"),
        (None, Some(column), _) => format!("drop {column} from {table}"),
        (None, None, Some(column)) => format!("alter {column} in {table}"),
        (None, None, None) => return None,
    })
}
