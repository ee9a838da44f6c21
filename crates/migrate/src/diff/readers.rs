//! What compares columns with values of an enum that is made anew: PostgreSQL takes no other type under it. So checks and
//! exclusions go before and come back after; the new type has the old one's name, and their text means it. Indexes of columns
//! that go anyway go before.

use nicol_catalog::script::{Word, words};
use nicol_catalog::{ColumnType, DependentKind, Dialect, EnumId, Table, TableId};

use crate::Plan;
use crate::ids::{self, IndexId};
use crate::introspect::postgres::array_literal;
use crate::reading;
use crate::steps::{AlterEnum, EnumReader, Step};

/// Finds them, and drops indexes that go anyway before the first enum is made anew.
pub(super) fn settle(plan: &mut Plan) {
    let remade: Vec<(usize, AlterEnum)> = plan
        .steps
        .iter()
        .enumerate()
        .filter_map(|(at, step)| match step {
            Step::AlterEnum(alter) if !alter.dropped.is_empty() => Some((at, alter.clone())),
            _ => None,
        })
        .collect();
    let Some(first) = remade.first().map(|(at, _)| *at) else { return };
    let mut early = Vec::new();
    for (at, mut alter) in remade {
        for (id, table) in ids::tables(&plan.from) {
            alter.readers.extend(of_table(plan, &alter, id, table, &mut early));
        }
        plan.steps[at] = Step::AlterEnum(alter);
    }
    for index in early {
        let drop = Step::DropIndex(index);
        plan.steps.retain(|step| *step != drop);
        plan.steps.insert(first, drop);
    }
}

fn of_table(plan: &Plan, alter: &AlterEnum, id: TableId, table: &Table, early: &mut Vec<IndexId>) -> Vec<EnumReader> {
    let is_of_it = |column: &str| is_of(table, column, alter.enums.from);
    let mut readers: Vec<EnumReader> = Vec::new();
    for column in table.columns.iter().filter(|column| is_of_it(&column.name)) {
        for (found, text) in reading::of_enum(plan, table, &column.name, alter.enums.from) {
            let is_index = found.kind == DependentKind::Index;
            if let Some(index) = dropped_index(plan, id, &found.name).filter(|_| is_index) {
                if !early.contains(&index) {
                    early.push(index);
                }
                continue;
            }
            if readers.iter().any(|reader| reader.name == found.name) {
                continue;
            }
            let columns: Vec<&str> = reading::columns_of(plan, found).filter(|name| is_of_it(name)).collect();
            let stay = |name: &&&str| alter.uses.iter().any(|u| u.to.is_some() && is_at(plan, u.from, id, name));
            let staying = columns.iter().filter(stay).count();
            // What makes an index is not known to the last word (collations, parameters): one that stays is in the way.
            let comes_back = staying == columns.len() && !is_index;
            let goes = staying == 0 && columns.iter().all(|name| goes(plan, table, name));
            if goes || comes_back && !names_one(&text, &alter.dropped) {
                readers.push(EnumReader { table: id, name: found.name.clone(), is_index, comes_back });
            }
        }
    }
    readers
}

fn is_of(table: &Table, column: &str, id: EnumId) -> bool {
    table.column(column).is_some_and(|column| column.ty == ColumnType::Enum(id))
}

fn is_at(plan: &Plan, column: ids::ColumnId, table: TableId, name: &str) -> bool {
    column.table == table && ids::column(&plan.from, column).name == name
}

/// Whether a column goes, alone or with its table.
fn goes(plan: &Plan, table: &Table, column: &str) -> bool {
    let is_same = |wanted: &&Table| {
        wanted.name.name == table.name.name && plan.to.namespace_of(&wanted.name) == plan.from.namespace_of(&table.name)
    };
    plan.to.tables.iter().find(is_same).is_none_or(|wanted| wanted.column(column).is_none())
}

fn dropped_index(plan: &Plan, table: TableId, name: &str) -> Option<IndexId> {
    plan.steps.iter().find_map(|step| match step {
        Step::DropIndex(id) if id.table == table && ids::index(&plan.from, *id).name == name => Some(*id),
        _ => None,
    })
}

/// Whether a text has one of these values as a literal, or in one of an array.
fn names_one(text: &str, values: &[String]) -> bool {
    words(Dialect::Postgres, text).filter_map(Word::text_literal).any(|literal| {
        let elements = array_literal(&literal).unwrap_or_default();
        std::iter::once(&literal).chain(&elements).any(|one| values.contains(one))
    })
}

#[cfg(test)]
mod tests {
    use super::names_one;

    #[test]
    fn values_are_named_by_whole_literals() {
        let names = |text: &str| names_one(text, &["A".to_owned(), "it's".to_owned()]);
        assert!(names("(kind = 'A'::\"E\")") && names("kind = 'it''s'::\"E\"") && names("kinds @> '{B,A}'::\"E\"[]"));
        assert!(!names("kind = 'AB'::\"E\"") && !names("kinds @> '{AB,\"B A\"}'::\"E\"[]") && !names("\"A\" > 0"));
    }
}
