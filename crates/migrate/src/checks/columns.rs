//! Dangers of changes of one column.

use nicol_catalog::{Catalog, Column, ColumnArity, Default, Table};

use super::{Danger, Place, obstacles};
use crate::Plan;
use crate::sql::column_type_text;
use crate::steps::{ColumnPair, TypeChange};

pub(super) fn place(table: &Table, column: &Column) -> Place {
    Place { table: table.name.clone(), column: Some(column.name.clone()) }
}

/// Whether the database itself fills the column in rows that are there.
fn is_filled(column: &Column) -> bool {
    let has_default = !matches!(column.default, None | Some(Default::MadeByClient | Default::Unknown));
    column.arity != ColumnArity::Required || has_default || column.counts()
}

/// A column that comes.
pub(super) fn added(table: &Table, column: &Column) -> Option<Danger> {
    if is_filled(column) {
        return None;
    }
    let place = place(table, column);
    Some(match column.default {
        Some(Default::MadeByClient) => Danger::AddRequiredColumnMadeByClient(place),
        _ => Danger::AddRequiredColumn(place),
    })
}

/// A column that goes and comes back.
pub(super) fn recreated(from: &Table, to: &Table, pair: &ColumnPair) -> Danger {
    let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
    let place = place(from, ours);
    if is_filled(theirs) {
        Danger::RecreateColumn(place)
    } else if ours.arity == ColumnArity::Nullable {
        Danger::AddRequiredColumn(place)
    } else {
        Danger::RecreateRequiredColumn(place)
    }
}

/// A column that changes in place. A default that comes with it doesn't fill the NULLs that are there.
pub(super) fn altered(plan: &Plan, from: &Table, to: &Table, pair: &ColumnPair, dangers: &mut Vec<Danger>) {
    let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
    // A found list column may hold NULL, whatever its arity says.
    if pair.change.arity && theirs.arity == ColumnArity::Required {
        dangers.push(Danger::MakeRequired(place(from, ours)));
    }
    cast(plan, from, to, pair, dangers);
}

/// A column that is copied into the table made anew. NULLs get the default, where there is one.
pub(super) fn redefined(plan: &Plan, from: &Table, to: &Table, pair: &ColumnPair, dangers: &mut Vec<Danger>) {
    let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
    if ours.arity == ColumnArity::Nullable && !is_filled(theirs) {
        dangers.push(Danger::MakeRequired(place(from, ours)));
    }
    cast(plan, from, to, pair, dangers);
}

fn cast(plan: &Plan, from: &Table, to: &Table, pair: &ColumnPair, dangers: &mut Vec<Danger>) {
    let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
    let text = |catalog: &Catalog, column: &Column| column_type_text(plan, catalog, column);
    match pair.change.ty {
        Some(TypeChange::Risky | TypeChange::NotCastable) => {
            dangers.push(Danger::RiskyCast {
                column: place(from, ours),
                from_type: text(&plan.from, ours),
                to_type: text(&plan.to, theirs),
            });
            dangers.extend(obstacles::misfits(plan, from, to, pair));
        }
        Some(TypeChange::Safe) | None => {}
    }
}
