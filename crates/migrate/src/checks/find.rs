use super::columns::{added, altered, recreated, redefined};
use super::{Check, Danger, Place, obstacles, unsaid};
use crate::Plan;
use crate::ids::{self, Pair};
use crate::sql::lost_when_redefined;
use crate::steps::{AlterTable, RedefineTable, Rename, Step, TableChange};

/// What is to be looked at before a plan runs, step by step.
#[must_use]
pub fn checks(plan: &Plan) -> Vec<Check> {
    let mut checks = Vec::new();
    for (step, what) in plan.steps.iter().enumerate() {
        let mut dangers = Vec::new();
        match what {
            Step::DropTable(id) => {
                dangers.push(Danger::DropTable(Place { table: plan.from.table_at(*id).name.clone(), column: None }));
                unsaid::dropped(plan, *id, &mut dangers);
            }
            Step::AlterTable(alter) => {
                alter_table(plan, alter, &mut dangers);
                unsaid::altered(plan, alter, &mut dangers);
            }
            Step::DropForeignKey(id) => unsaid::foreign_key(plan, *id, &mut dangers),
            Step::RedefineTables(tables) => tables.iter().for_each(|table| redefine(plan, table, &mut dangers)),
            Step::CreateIndex(create) => {
                let index = ids::index(&plan.to, create.index);
                if let Some(table) = create.table_from
                    && index.is_unique
                {
                    let tables = Pair::new(table, create.index.table);
                    let columns = index.columns.iter().map(|c| c.target.column().map(str::to_owned));
                    if let (None, Some(columns)) = (&index.predicate, columns.collect::<Option<Vec<_>>>()) {
                        dangers.extend(obstacles::unique(plan, tables, &columns));
                    }
                    if !create.is_recreated || obstacles::may_repeat(plan, tables, index) {
                        let columns = index.columns.iter().filter_map(|c| c.target.column());
                        dangers.push(Danger::AddUnique {
                            table: Place { table: plan.from.table_at(table).name.clone(), column: None },
                            columns: columns.map(str::to_owned).collect(),
                        });
                    }
                }
            }
            Step::AlterEnum(alter) if !alter.dropped.is_empty() => {
                dangers.push(Danger::DropEnumValues {
                    name: plan.from.enumeration(alter.enums.from).name.name.clone(),
                    values: alter.dropped.clone(),
                });
                unsaid::recreated_enum(plan, alter, &mut dangers);
                dangers.extend(obstacles::used(plan, alter));
            }
            Step::AddForeignKey(id) => dangers.extend(obstacles::orphans(plan, *id)),
            _ => {}
        }
        dangers.retain(|danger| !is_of_turned_table(plan, danger));
        checks.extend(dangers.into_iter().map(|danger| Check { step, danger }));
    }
    checks
}

/// The key of a join table whose columns change places is over the same rows as before.
fn is_of_turned_table(plan: &Plan, danger: &Danger) -> bool {
    let (Danger::DropPrimaryKey(at) | Danger::AddUnique { table: at, .. }) = danger else { return false };
    plan.steps.iter().any(|step| {
        matches!(step, Step::Rename(Rename::JoinColumns(pair)) if plan.from.table_at(pair.from).name == at.table)
    })
}

fn alter_table(plan: &Plan, alter: &AlterTable, dangers: &mut Vec<Danger>) {
    let from = plan.from.table_at(alter.tables.from);
    let to = plan.to.table_at(alter.tables.to);
    for change in &alter.changes {
        match change {
            TableChange::DropPrimaryKey => {
                dangers.push(Danger::DropPrimaryKey(Place { table: from.name.clone(), column: None }));
            }
            TableChange::DropColumn(i) => {
                dangers.push(Danger::DropColumn(super::columns::place(from, &from.columns[*i])))
            }
            TableChange::AddColumn(i) => {
                dangers.extend(added(from, &to.columns[*i]));
                dangers.extend(obstacles::added(plan, from, &to.columns[*i]));
            }
            TableChange::AlterColumn(pair) => altered(plan, from, to, pair, dangers),
            TableChange::RecreateColumn(pair) => dangers.push(recreated(from, to, pair)),
            TableChange::AddPrimaryKey => {
                let columns = to.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
                dangers.extend(obstacles::unique(plan, alter.tables, &columns));
            }
            TableChange::RenamePrimaryKey => {}
        }
    }
}

fn redefine(plan: &Plan, table: &RedefineTable, dangers: &mut Vec<Danger>) {
    let from = plan.from.table_at(table.tables.from);
    let to = plan.to.table_at(table.tables.to);
    if table.drops_primary_key {
        dangers.push(Danger::DropPrimaryKey(Place { table: from.name.clone(), column: None }));
    }
    dangers.extend(table.added_columns.iter().filter_map(|i| added(from, &to.columns[*i])));
    dangers.extend(
        table.dropped_columns.iter().map(|i| Danger::DropColumn(super::columns::place(from, &from.columns[*i]))),
    );
    let what = lost_when_redefined(plan, table);
    if !what.is_empty() {
        dangers.push(Danger::LoseUnsaid { table: Place { table: from.name.clone(), column: None }, what });
    }
    dangers.extend(obstacles::new_uniques(plan, table.tables));
    dangers.extend(obstacles::filled(plan, table));
    dangers.extend(obstacles::new_keys(plan, table.tables));
    for pair in &table.columns {
        redefined(plan, from, to, pair, dangers);
    }
}
