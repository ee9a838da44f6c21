//! What the rows that are there will have in the columns that are wanted.

use nicol_catalog::{Column, Default, TableId};

use crate::Plan;
use crate::ids::{self, ColumnId};
use crate::sql::{column_type_text, default_text, identifier};
use crate::steps::{RedefineTable, Step, TableChange};

/// Whether a column that comes has the same value in every row, and not NULL.
pub(super) fn is_constant(column: &Column) -> bool {
    let has_constant = match &column.default {
        None | Some(Default::MadeByClient | Default::Unknown) => false,
        Some(Default::Expression(expression)) => calls_only_plain_functions(&expression.source),
        Some(_) => true,
    };
    has_constant && !column.counts()
}

/// Whether an expression has the same value in each row of a statement, as far as that is known.
pub(super) fn calls_only_plain_functions(source: &str) -> bool {
    const PLAIN: [&str; 12] = [
        "lower", "upper", "now", "abs", "coalesce", "round", "trim", "length", "date", "datetime", "strftime", "concat",
    ];
    let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
    source.match_indices('(').all(|(at, _)| {
        let reversed: String = source[..at].trim_end().chars().rev().take_while(is_part).collect();
        let name: String = reversed.chars().rev().collect();
        name.is_empty() || PLAIN.contains(&name.to_ascii_lowercase().as_str())
    })
}

/// Whether the rows stay: a table that is made anew without any of its columns begins empty.
pub(super) fn keeps_rows(plan: &Plan, table: TableId) -> bool {
    let is_emptied = |redefined: &RedefineTable| redefined.tables.from == table && redefined.columns.is_empty();
    !plan.steps.iter().any(|step| matches!(step, Step::RedefineTables(all) if all.iter().any(is_emptied)))
}

/// What the rows that are there will have in a wanted column.
pub(super) enum Value {
    /// What a column has that is there; with its name, the value as SQL.
    Of(String, String),
    /// All the same.
    Constant(String),
    /// Numbers from one on.
    Counted,
    /// Each one that nobody else has.
    OfItsOwn,
    Null,
    Unknown,
}

pub(super) fn value_of_target(plan: &Plan, table: TableId, column: &Column) -> Value {
    value(plan, table, column, "target")
}

pub(super) fn value(plan: &Plan, table: TableId, column: &Column, alias: &str) -> Value {
    let sql = |name: &str| format!("{alias}.{}", identifier(name));
    match source(plan, table, &column.name) {
        Source::Kept(name) => Value::Of(name.clone(), sql(&name)),
        Source::Cast(name) => {
            let value = format!("{}::{}", sql(&name), column_type_text(plan, &plan.to, column));
            Value::Of(name, value)
        }
        Source::New if column.counts() => Value::Counted,
        Source::New => match &column.default {
            None | Some(Default::MadeByClient | Default::Unknown) => Value::Null,
            Some(_) if is_constant(column) => default_text(plan, column).map_or(Value::Unknown, Value::Constant),
            Some(Default::Expression(expression)) if expression.source.contains("uuid") => Value::OfItsOwn,
            Some(_) => Value::Unknown,
        },
    }
}

/// Where the values of a wanted column come from.
pub(super) enum Source {
    /// From the column of this name, as they are.
    Kept(String),
    /// From the column of this name, cast to another type.
    Cast(String),
    /// The column is new, or made anew.
    New,
}

pub(super) fn source(plan: &Plan, table: TableId, wanted: &str) -> Source {
    let Some(position) = plan.found().table_at(table).columns.iter().position(|c| c.name == wanted) else {
        return Source::New;
    };
    let name = ids::column(&plan.from, ColumnId { table, position }).name.clone();
    let changes = plan.steps.iter().flat_map(|step| match step {
        Step::AlterTable(alter) if alter.tables.from == table => alter.changes.as_slice(),
        _ => &[],
    });
    let mut source = Source::Kept(name.clone());
    for change in changes {
        match change {
            TableChange::RecreateColumn(pair) if pair.columns.from == position => source = Source::New,
            TableChange::AlterColumn(pair) if pair.columns.from == position && pair.change.ty.is_some() => {
                source = Source::Cast(name.clone());
            }
            _ => {}
        }
    }
    source
}
