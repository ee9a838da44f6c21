use nicol_catalog::{ColumnType, EnumId};

use super::Differ;
use crate::ids::{ColumnId, Pair, tables};
use crate::steps::{AlterEnum, EnumUse, Step};

/// Enum types that come and go, and those whose values do. The order of values is no difference.
pub(super) fn steps(differ: &Differ<'_>, steps: &mut Vec<Step>) {
    steps.extend(differ.enums.created.iter().map(|id| Step::CreateEnum(*id)));
    steps.extend(differ.enums.dropped.iter().map(|id| Step::DropEnum(*id)));
    for enums in &differ.enums.pairs {
        let from = &differ.from.enumeration(enums.from).values;
        let to = &differ.to.enumeration(enums.to).values;
        let missing = |list: &[String], other: &[String]| -> Vec<String> {
            list.iter().filter(|value| !other.contains(value)).cloned().collect()
        };
        let (created, dropped) = (missing(to, from), missing(from, to));
        if !created.is_empty() || !dropped.is_empty() {
            let uses = uses(differ, *enums);
            steps.push(Step::AlterEnum(AlterEnum { enums: *enums, created, dropped, uses, readers: Vec::new() }));
        }
    }
}

/// The columns that are of the type now.
fn uses(differ: &Differ<'_>, enums: Pair<EnumId>) -> Vec<EnumUse> {
    let mut uses = Vec::new();
    for (table, found) in tables(differ.from) {
        for (position, column) in found.columns.iter().enumerate() {
            if column.ty == ColumnType::Enum(enums.from) {
                let from = ColumnId { table, position };
                uses.push(EnumUse { from, to: stays_as(differ, enums, from) });
            }
        }
    }
    uses
}

fn stays_as(differ: &Differ<'_>, enums: Pair<EnumId>, from: ColumnId) -> Option<ColumnId> {
    let pair = differ.table_pairs.iter().find(|pair| pair.tables.from == from.table)?;
    let position = pair.column_from(from.position)?.columns.to;
    let column = &differ.to.table_at(pair.tables.to).columns[position];
    let stays = column.ty == ColumnType::Enum(enums.to) && !pair.is_recreated(position);
    stays.then_some(ColumnId { table: pair.tables.to, position })
}
