//! Whether two columns have the same default.

use nicol_catalog::{Column, Default};

use crate::introspect::constant_text;

/// Rules: Prisma's, except where the note says otherwise. Sequences are no defaults here: see
/// [`nicol_catalog::Column::identity`].
pub(super) fn same(from: &Column, to: &Column) -> bool {
    same_default(from.default.as_ref().filter(in_database), to.default.as_ref().filter(in_database))
}

fn in_database(default: &&Default) -> bool {
    !matches!(default, Default::MadeByClient)
}

fn same_default(from: Option<&Default>, to: Option<&Default>) -> bool {
    match (from, to) {
        // Whatever the database has is what is wanted.
        (_, Some(Default::Unknown)) | (None, None) => true,
        (None, Some(_)) | (Some(_), None) => false,
        (Some(from), Some(to)) => same_value(from, to),
    }
}

fn same_value(from: &Default, to: &Default) -> bool {
    match (from, to) {
        // Servers print times in ways that depend on the session; two constants are taken to be equal.
        (Default::DateTime(_), Default::DateTime(_)) => true,
        (Default::Json(a), Default::Json(b)) => same_json(a, b),
        (Default::Number(a), Default::Number(b)) => same_number(a, b),
        (Default::List(a), Default::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b)),
        // A label and a text are written alike: where there are no enum types, the one becomes the other.
        (Default::Text(a) | Default::EnumValue(a), Default::Text(b) | Default::EnumValue(b)) => a == b,
        // `db pull` writes a constant that it has no literal for as an expression.
        (Default::DateTime(text), Default::Expression(e)) | (Default::Expression(e), Default::DateTime(text)) => {
            constant_text(&e.source).as_ref() == Some(text)
        }
        (Default::Text(text), Default::Expression(e)) | (Default::Expression(e), Default::Text(text)) => {
            e.source.contains("::") && constant_text(&e.source).as_ref() == Some(text)
        }
        (Default::Expression(a), Default::Expression(b)) => a.source.to_lowercase() == b.source.to_lowercase(),
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
