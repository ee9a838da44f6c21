//! Whether two columns have the same default.

use nicol_catalog::names::quoted;
use nicol_catalog::{Column, ColumnType, Default, Identity, PostgresType, SqliteType};

use super::expressions;
use crate::introspect::constant_text;

/// Rules: Prisma's, except where the note says otherwise. Sequences are no defaults here: see
/// [`nicol_catalog::Column::identity`].
pub(super) fn same(from: &Column, to: &Column) -> bool {
    let is_number = |default: &Default| match default {
        Default::Number(_) => true,
        Default::List(values) => matches!(values.first(), Some(Default::Number(_))),
        _ => false,
    };
    let numbers = [from, to].iter().all(|column| column.default.as_ref().is_some_and(is_number));
    if numbers && is_whole(&from.ty) != is_whole(&to.ty) {
        return false;
    }
    same_default(from.default.as_ref().filter(in_database), to.default.as_ref().filter(in_database))
}

/// Whether one column counts by a sequence, and the other's default is an expression that takes the next number of it.
pub(super) fn says_sequence(found: &Column, other: &Column) -> bool {
    let (Some(Identity::Sequence(sequence)), None) = (&found.identity, &other.identity) else { return false };
    let Some(Default::Expression(e)) = &other.default else { return false };
    let written = |name: &str| [name.to_owned(), quoted(name)];
    let mut names: Vec<String> = written(&sequence.name).into();
    for schema in sequence.namespace.iter().flat_map(|schema| written(schema)) {
        names.extend(written(&sequence.name).map(|name| format!("{schema}.{name}")));
    }
    names.iter().any(|name| expressions::same(&format!("nextval('{}')", name.replace('\'', "''")), &e.source))
}

/// Whether one default is a number, and the other one an expression that says no more: a database doesn't tell them apart.
pub(super) fn says_number(from: &Column, to: &Column) -> bool {
    let (Some(Default::Number(number)), Some(Default::Expression(e))) = (&from.default, &to.default) else {
        return false;
    };
    e.source.trim() == number
}

/// Whether a type holds whole numbers. The same digits mean another value in one that doesn't.
const fn is_whole(ty: &ColumnType) -> bool {
    matches!(
        ty,
        ColumnType::Postgres(PostgresType::SmallInt | PostgresType::Integer | PostgresType::BigInt | PostgresType::Oid)
            | ColumnType::Sqlite(SqliteType::Integer | SqliteType::BigInt)
    )
}

fn in_database(default: &&Default) -> bool {
    !matches!(default, Default::MadeByClient)
}

fn same_default(from: Option<&Default>, to: Option<&Default>) -> bool {
    match (from, to) {
        // Whatever the database has is what is wanted.
        (_, Some(Default::Unknown)) | (None, None) => true,
        (None, Some(_)) | (Some(_), None) => false,
        (Some(from), Some(to)) => same_value(from, to, false),
    }
}

fn same_value(from: &Default, to: &Default, is_in_list: bool) -> bool {
    match (from, to) {
        // Servers print times in ways that depend on the session; two constants are taken to be equal.
        (Default::DateTime(_), Default::DateTime(_)) => true,
        (Default::Json(a), Default::Json(b)) => same_json(a, b),
        (Default::Number(a), Default::Number(b)) => same_number(a, b),
        (Default::List(a), Default::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b, true))
        }
        // A label and a text are written alike: where there are no enum types, the one becomes the other.
        (Default::Text(a) | Default::EnumValue(a), Default::Text(b) | Default::EnumValue(b)) => a == b,
        (Default::DateTime(text), Default::Expression(e)) | (Default::Expression(e), Default::DateTime(text))
            if constant_text(&e.source).as_ref() == Some(text) =>
        {
            true
        }
        // In lists the server's types are not told apart.
        (Default::DateTime(_), Default::Text(_)) | (Default::Text(_), Default::DateTime(_)) if is_in_list => true,
        // The server prints constants of some types with a cast, and `db pull` writes them down so.
        (Default::DateTime(text) | Default::Text(text), Default::Expression(e))
        | (Default::Expression(e), Default::DateTime(text) | Default::Text(text)) => {
            e.source.contains("::") && expressions::same(&format!("'{}'", text.replace('\'', "''")), &e.source)
        }
        (Default::List(times), Default::Expression(e)) | (Default::Expression(e), Default::List(times)) => {
            e.source.starts_with("ARRAY[") && times.iter().all(|time| matches!(time, Default::DateTime(_)))
        }
        (Default::Now, Default::Expression(e)) | (Default::Expression(e), Default::Now) => {
            expressions::same("CURRENT_TIMESTAMP", &e.source) || expressions::same("now()", &e.source)
        }
        (Default::Expression(a), Default::Expression(b)) => {
            a.source.eq_ignore_ascii_case(&b.source) || expressions::same(&a.source, &b.source)
        }
        _ => from == to,
    }
}

fn same_json(a: &str, b: &str) -> bool {
    let parsed = |text| serde_json::from_str::<serde_json::Value>(text);
    match (parsed(a), parsed(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// Whether two numbers are equal but for zeros at their ends.
fn same_number(a: &str, b: &str) -> bool {
    significant(a) == significant(b)
}

fn significant(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}
