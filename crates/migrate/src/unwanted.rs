//! What a plan drops for no other reason than that the wanted schema does not have it, and that nobody may have meant to.

use nicol_catalog::{Index, Table, TableId};

use crate::Plan;
use crate::ids::{self, Pair};
use crate::steps::{Rename, Step};

/// An index that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnwantedIndex {
    /// Its table, as the plan finds it.
    pub table: String,
    /// Its name.
    pub index: String,
}

/// The indexes of tables and columns that stay which the plan drops, and makes no others in their place: somebody took
/// them out of the schema, or they were made by hand and never were in it.
#[must_use]
pub fn indexes(plan: &Plan) -> Vec<UnwantedIndex> {
    let mut found = Vec::new();
    let plan = &plan.after_renames();
    // The index of a join table follows its columns.
    let trades_columns =
        |table| plan.steps.iter().any(|s| matches!(s, Step::Rename(Rename::JoinColumns(pair)) if pair.from == table));
    let mut look = |tables: Pair<TableId>, index: &Index| {
        let (from, to) = (plan.from.table_at(tables.from), plan.to.table_at(tables.to));
        if !is_replaced(index, to) && !trades_columns(tables.from) {
            found.push(UnwantedIndex { table: from.name.name.clone(), index: index.name.clone() });
        }
    };
    for step in &plan.steps {
        match step {
            Step::DropIndex(id) => {
                if let Some(to) = partner(plan, id.table) {
                    look(Pair::new(id.table, to), ids::index(&plan.from, *id));
                }
            }
            Step::RedefineTables(tables) => {
                for table in tables {
                    let all = plan.from.table_at(table.tables.from).indexes.iter().enumerate();
                    all.filter(|(i, _)| !table.unsaid_indexes.contains(i)).for_each(|(_, i)| look(table.tables, i));
                }
            }
            _ => {}
        }
    }
    found
}

/// The table that a table is afterwards; none if it goes.
fn partner(plan: &Plan, table: TableId) -> Option<TableId> {
    let (from, to) = (&plan.from, &plan.to);
    let name = &from.table_at(table).name;
    let is_it =
        |wanted: &Table| wanted.name.name == name.name && to.namespace_of(&wanted.name) == from.namespace_of(name);
    ids::tables(to).find(|(_, wanted)| is_it(wanted)).map(|(id, _)| id)
}

/// Whether it goes for another reason, or in another form stays.
fn is_replaced(index: &Index, to: &Table) -> bool {
    let names = |index: &Index| -> Vec<Option<String>> {
        index.columns.iter().map(|c| c.target.column().map(str::to_owned)).collect()
    };
    let columns = names(index);
    let is_key = |key: &[String]| columns.iter().flatten().eq(key);
    columns.iter().flatten().any(|name| to.column(name).is_none())
        || to.indexes.iter().any(|wanted| wanted.name == index.name || names(wanted) == columns)
        || to.primary_key.as_ref().is_some_and(|key| is_key(&key.columns))
}
