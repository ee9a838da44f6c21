//! Tables that are made anew, where `ALTER TABLE` can do little.

use nicol_catalog::ColumnArity;

use super::pairs::TablePair;
use super::primary_keys::{self, KeyChange};
use super::{Differ, foreign_keys, indexes};
use crate::steps::{RedefineTable, Step};

/// Whether a change is more than an optional column that comes.
pub(super) fn is_needed(differ: &Differ<'_>, pair: &TablePair) -> bool {
    let (from, to) = (differ.from.table_at(pair.tables.from), differ.to.table_at(pair.tables.to));
    let keys = foreign_keys::changes(differ, pair);
    primary_keys::change(differ, pair) == KeyChange::Replaced
        || !pair.dropped_columns.is_empty()
        || pair.created_columns.iter().any(|i| to.columns[*i].arity == ColumnArity::Required)
        || pair.columns.iter().any(|c| c.change.any())
        || !keys.created.is_empty()
        || !keys.dropped.is_empty()
        || indexes::changes(differ, pair.tables).dropped.iter().any(|i| indexes::is_fixed(differ, &from.indexes[*i]))
}

pub(super) fn steps(differ: &Differ<'_>, steps: &mut Vec<Step>) {
    let tables: Vec<_> = differ
        .table_pairs
        .iter()
        .filter(|pair| pair.is_redefined)
        .map(|pair| RedefineTable {
            tables: pair.tables,
            added_columns: pair.created_columns.clone(),
            dropped_columns: pair.dropped_columns.clone(),
            columns: pair.columns.clone(),
            drops_primary_key: primary_keys::is_dropped(differ, pair),
            unsaid_indexes: indexes::left_alone(differ, pair.tables),
            unsaid_foreign_keys: foreign_keys::left_alone(differ, pair),
        })
        .collect();
    if !tables.is_empty() {
        steps.push(Step::RedefineTables(tables));
    }
}
