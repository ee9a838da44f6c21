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
    match (&from.ty, &to.ty) {
        (ColumnType::Unsupported(_), ColumnType::Unsupported(_)) => {}
        (ColumnType::Unsupported(ours), theirs) if is_assigned_from(base(ours), theirs) => return None,
        (ours, ColumnType::Unsupported(theirs)) if is_assigned_to(ours, base(theirs)) => return None,
        (ColumnType::Unsupported(_), _) | (_, ColumnType::Unsupported(_)) => {
            let list = if to.arity == ColumnArity::List { "[]" } else { "" };
            return cast(&format!("TEXT{list}"));
        }
        _ => {}
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

/// The name of a type without its arguments.
fn base(ty: &str) -> &str {
    ty.split('(').next().unwrap_or(ty).trim()
}

const OBJECTS: [&str; 11] = [
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
];

/// Whether values of a type that schemas have no word for are cast without being told so.
/// Source: PostgreSQL, `pg_cast`; a text takes whatever can be printed.
fn is_assigned_from(ours: &str, theirs: &ColumnType) -> bool {
    let ColumnType::Postgres(theirs) = theirs else { return false };
    match theirs {
        Pg::Text | Pg::VarChar(_) | Pg::Char(_) | Pg::Citext => true,
        Pg::Inet => ours.eq_ignore_ascii_case("cidr"),
        Pg::Time(_) => ours.eq_ignore_ascii_case("interval"),
        Pg::Integer | Pg::BigInt | Pg::Oid => is_one_of(ours, &OBJECTS),
        _ => false,
    }
}

/// The same for values that become such a type; `name` is a text, too.
fn is_assigned_to(ours: &ColumnType, theirs: &str) -> bool {
    if theirs.eq_ignore_ascii_case("name") {
        return true;
    }
    let ColumnType::Postgres(ours) = ours else { return false };
    match ours {
        Pg::Text | Pg::VarChar(_) => is_one_of(theirs, &["regclass", "\"char\""]),
        Pg::Char(_) => theirs == "\"char\"",
        Pg::Inet => theirs.eq_ignore_ascii_case("cidr"),
        Pg::Time(_) => theirs.eq_ignore_ascii_case("interval"),
        Pg::SmallInt | Pg::Integer | Pg::BigInt | Pg::Oid => is_one_of(theirs, &OBJECTS),
        _ => false,
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}
