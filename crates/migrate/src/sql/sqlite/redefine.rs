//! Tables that are made anew: a new table is filled from the old one and takes its name.
//! Source: SQLite's documentation of `ALTER TABLE`, section 7, in the form that Prisma writes.

use nicol_catalog::{ColumnArity, Table};

use super::{tables, unsaid};
use crate::Plan;
use crate::sql::quoting::identifier;
use crate::steps::RedefineTable;

pub(super) fn statements(plan: &Plan, redefined: &[RedefineTable]) -> Vec<String> {
    let mut statements = vec!["PRAGMA defer_foreign_keys=ON".to_owned(), "PRAGMA foreign_keys=OFF".to_owned()];
    for table in redefined {
        one(plan, table, &mut statements);
    }
    statements.push("PRAGMA foreign_keys=ON".to_owned());
    statements.push("PRAGMA defer_foreign_keys=OFF".to_owned());
    statements
}

fn one(plan: &Plan, redefined: &RedefineTable, statements: &mut Vec<String>) {
    let from = plan.from.table_at(redefined.tables.from);
    let to = plan.to.table_at(redefined.tables.to);
    let new_name = format!("new_{}", to.name.name);
    let unsaid = unsaid::of(plan, redefined);
    statements.push(tables::create(to, &new_name, &unsaid.extras));
    statements.extend(copy(redefined, from, to, &new_name));
    statements.push(format!("DROP TABLE {}", identifier(&from.name.name)));
    statements.push(format!("ALTER TABLE {} RENAME TO {}", identifier(&new_name), identifier(&to.name.name)));
    statements.extend(
        to.indexes
            .iter()
            .map(|index| unsaid::collated(plan, from, index).unwrap_or_else(|| tables::create_index(to, index))),
    );
    // What hung on the old table went with it.
    statements.extend(unsaid.comes_back);
}

/// The rows, column by column, sorted by name. A column that takes no NULL any more gets its default in place of it.
fn copy(redefined: &RedefineTable, from: &Table, to: &Table, new_name: &str) -> Option<String> {
    let mut columns: Vec<(String, String)> = redefined
        .columns
        .iter()
        .map(|pair| {
            let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
            let name = identifier(&ours.name);
            let becomes_required = ours.arity == ColumnArity::Nullable && theirs.arity == ColumnArity::Required;
            let value = match tables::default(theirs) {
                Some(value) if becomes_required => format!("coalesce({name}, {value}) AS {name}"),
                _ => name.clone(),
            };
            (name, value)
        })
        .collect();
    if columns.is_empty() {
        return None;
    }
    columns.sort();
    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    Some(format!(
        "INSERT INTO {} ({}) SELECT {} FROM {}",
        identifier(new_name),
        names.join(", "),
        values.join(", "),
        identifier(&from.name.name)
    ))
}
