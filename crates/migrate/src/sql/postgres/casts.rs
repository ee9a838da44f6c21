//! Casts that must be written out, because PostgreSQL doesn't do them by itself when a type changes.

use nicol_catalog::{Column, ColumnArity, ColumnType, PostgresType as Pg};

use super::columns::column_type;
use super::names::Names;
use crate::sql::quoting::identifier;

/// The expression after `USING`, where one is needed. Prisma writes none, and its statement then always fails.
pub(super) fn using(names: &Names<'_>, from: &Column, to: &Column) -> Option<String> {
    let column = identifier(&to.name);
    let cast = |middle: &str| Some(format!("{column}::{middle}::{}", column_type(names, to)));
    if from.arity != ColumnArity::List && to.arity == ColumnArity::List {
        return Some(match from.arity {
            ColumnArity::Nullable => format!("array_remove(ARRAY[{column}], NULL)"),
            ColumnArity::Required | ColumnArity::List => format!("ARRAY[{column}]"),
        });
    }
    if matches!(from.ty, ColumnType::Unsupported(_)) != matches!(to.ty, ColumnType::Unsupported(_)) {
        // A text needs no help.
        let is_text = matches!(to.ty, ColumnType::Postgres(Pg::Text | Pg::VarChar(_) | Pg::Char(_)));
        let list = if to.arity == ColumnArity::List { "[]" } else { "" };
        return if is_text { None } else { cast(&format!("TEXT{list}")) };
    }
    let is_list = to.arity == ColumnArity::List;
    let (ColumnType::Postgres(from), ColumnType::Postgres(to)) = (&from.ty, &to.ty) else { return None };
    let brackets = if is_list { "[]" } else { "" };
    match (from, to) {
        (Pg::Citext, Pg::Text | Pg::VarChar(_) | Pg::Char(_)) => None,
        (Pg::Citext, _) => cast(&format!("TEXT{brackets}")),
        (Pg::Money, Pg::SmallInt | Pg::Integer | Pg::BigInt | Pg::Real | Pg::DoublePrecision) => {
            cast(&format!("NUMERIC{brackets}"))
        }
        (Pg::Timestamp(_), Pg::Timetz(_)) => cast(&format!("TIMESTAMPTZ{brackets}")),
        _ => None,
    }
}
