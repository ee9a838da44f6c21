//! What a change of type means for the values of a column.

mod postgres;
mod sqlite;
mod text;

use nicol_catalog::{Catalog, Column, ColumnArity, ColumnType};

use super::names;
use crate::steps::TypeChange;

/// How the types of two columns differ; `None` if they don't.
pub(super) fn change(from_catalog: &Catalog, from: &Column, to_catalog: &Catalog, to: &Column) -> Option<TypeChange> {
    let is_list = |c: &Column| c.arity == ColumnArity::List;
    match (&from.ty, &to.ty) {
        (ColumnType::Enum(a), ColumnType::Enum(b)) => {
            let (a, b) = (from_catalog.enumeration(*a), to_catalog.enumeration(*b));
            if !names::same(from_catalog, &a.name, to_catalog, &b.name) {
                return Some(TypeChange::NotCastable);
            }
            match (is_list(from), is_list(to)) {
                (true, false) => Some(TypeChange::NotCastable),
                // Written with a cast that makes a list of each value.
                (false, true) => Some(TypeChange::Safe),
                _ => None,
            }
        }
        (ColumnType::Enum(_), _) | (_, ColumnType::Enum(_)) => Some(TypeChange::NotCastable),
        (ColumnType::Postgres(a), ColumnType::Postgres(b)) => match (is_list(from), is_list(to)) {
            (false, false) | (true, true) => postgres::change(*a, *b),
            (true, false) => Some(postgres::list_to_scalar(*b)),
            (false, true) => Some(TypeChange::NotCastable),
        },
        (ColumnType::Sqlite(a), ColumnType::Sqlite(b)) => sqlite::change(*a, *b),
        // The server spells types in its own way, so two spellings prove nothing.
        (ColumnType::Unsupported(_), ColumnType::Unsupported(_)) => {
            (is_list(from) != is_list(to)).then_some(TypeChange::NotCastable)
        }
        _ if is_list(from) != is_list(to) => Some(TypeChange::NotCastable),
        _ if is_list(from) != is_list(to) => Some(TypeChange::NotCastable),
        _ => Some(TypeChange::Risky),
    }
}
