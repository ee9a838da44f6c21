use nicol_catalog::{Column, Table, TableId};

use super::pairs::TablePair;
use super::{Differ, defaults, types};
use crate::ids::Pair;
use crate::steps::{ColumnChange, ColumnPair};

/// Matches the columns of two tables by name and compares them.
pub(super) fn table_pair(differ: &Differ<'_>, tables: Pair<TableId>) -> TablePair {
    let (from, to) = (differ.from.table_at(tables.from), differ.to.table_at(tables.to));
    let position = |columns: &[Column], name: &str| columns.iter().position(|c| c.name == name);
    let mut pair = TablePair {
        tables,
        columns: Vec::new(),
        created_columns: (0..to.columns.len())
            .filter(|i| position(&from.columns, &to.columns[*i].name).is_none())
            .collect(),
        dropped_columns: Vec::new(),
        is_redefined: false,
    };
    for (i, column) in from.columns.iter().enumerate() {
        match position(&to.columns, &column.name) {
            Some(wanted) => pair.columns.push(ColumnPair {
                columns: Pair::new(i, wanted),
                change: {
                    let mut change = change(differ, column, &to.columns[wanted]);
                    // SQLite lets a key be NULL, and a schema may say so of a table that clients leave out.
                    change.arity &= differ.capabilities.alter_columns || !(is_of_key(from, i) && is_of_key(to, wanted));
                    change
                },
            }),
            None => pair.dropped_columns.push(i),
        }
    }
    // Prisma's order of columns that come and go.
    pair.created_columns.sort_by(|a, b| to.columns[*a].name.cmp(&to.columns[*b].name));
    pair.dropped_columns.sort_by(|a, b| from.columns[*a].name.cmp(&from.columns[*b].name));
    pair
}

fn is_of_key(table: &Table, column: usize) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&table.columns[column].name))
}

fn change(differ: &Differ<'_>, from: &Column, to: &Column) -> ColumnChange {
    // A sequence by its name in `dbgenerated` is what was found, where the column counts by it.
    let says_sequence = defaults::says_sequence(from, to) || defaults::says_sequence(to, from);
    // What was found has no schema for granted.
    let says_number = differ.from.default_namespace.is_none() && defaults::says_number(from, to);
    ColumnChange {
        ty: types::change(differ.from, from, differ.to, to),
        arity: from.arity != to.arity,
        default: !says_sequence && !says_number && !defaults::same(from, to),
        // Where a table is made anew for every change, Prisma does not ask whether its key counts: a key declared INT
        // works like one declared INTEGER but for that.
        identity: !says_sequence && differ.capabilities.alter_columns && from.counts() != to.counts(),
    }
}
