//! Values of the schema language: strings and defaults.

use std::fmt::Write as _;

use nicol_catalog::{Column, ColumnArity, ColumnType, Default, EnumId, PostgresType as Pg};
use nicol_model::base64;

use super::context::Context;

/// A string literal.
pub(super) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What `@default(…)` holds; `None` without a default in the database.
pub(super) fn default(context: &Context<'_>, column: &Column) -> Option<String> {
    if column.identity.is_some() {
        return Some("autoincrement()".to_owned());
    }
    let default = column.default.as_ref()?;
    match value(context, &column.ty, column.arity, default) {
        Some(text) => Some(text),
        None => sql(&column.ty, default).map(|sql| format!("dbgenerated({})", string(&sql))),
    }
}

/// A value that the language can write.
fn value(context: &Context<'_>, ty: &ColumnType, arity: ColumnArity, default: &Default) -> Option<String> {
    match default {
        // Prisma reads these constants as expressions only, and so would see a difference for ever.
        Default::Text(_) if *ty == ColumnType::Postgres(Pg::Uuid) && arity != ColumnArity::List => None,
        Default::Text(text) | Default::Json(text) => Some(string(text)),
        Default::Number(digits) => Some(digits.clone()),
        Default::Boolean(value) => Some(value.to_string()),
        Default::Bytes(bytes) => {
            let mut text = String::new();
            base64::encode(bytes, &mut text);
            Some(string(&text))
        }
        Default::EnumValue(label) => {
            let ColumnType::Enum(id) = ty else { return Some(string(label)) };
            enum_value(context, *id, label)
        }
        Default::List(items) => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| match item {
                    Default::DateTime(text) => rfc3339(text).map(|text| string(&text)),
                    item => value(context, ty, arity, item),
                })
                .collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Default::Now => Some("now()".to_owned()),
        Default::DateTime(_) | Default::Expression(_) | Default::Unknown | Default::MadeByClient => None,
    }
}

fn enum_value(context: &Context<'_>, id: EnumId, label: &str) -> Option<String> {
    let found = context.enum_of(id)?;
    let place = found.found.values.iter().position(|v| v == label)?;
    found.values.get(place).cloned()
}

/// The default in the database's language.
fn sql(ty: &ColumnType, default: &Default) -> Option<String> {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    match default {
        Default::Expression(e) => Some(e.source.clone()),
        Default::Text(text) | Default::DateTime(text) | Default::EnumValue(text) => match cast(ty) {
            Some(cast) => Some(format!("{}::{cast}", quoted(text))),
            None => Some(quoted(text)),
        },
        Default::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| sql(ty, item)).collect();
            Some(format!("ARRAY[{}]", items?.join(", ")))
        }
        _ => None,
    }
}

/// The type of a constant, as PostgreSQL prints it.
const fn cast(ty: &ColumnType) -> Option<&'static str> {
    let ColumnType::Postgres(ty) = ty else { return None };
    Some(match ty {
        Pg::Uuid => "uuid",
        Pg::Timestamp(_) => "timestamp without time zone",
        Pg::Timestamptz(_) => "timestamp with time zone",
        Pg::Date => "date",
        Pg::Time(_) => "time without time zone",
        Pg::Timetz(_) => "time with time zone",
        _ => return None,
    })
}

/// PostgreSQL's text of a date and time as the language writes it: `2020-01-01 10:00:00+02` is
/// `2020-01-01T10:00:00+02:00`. `None` for anything else.
fn rfc3339(text: &str) -> Option<String> {
    let (date, time) = text.split_once(' ').unwrap_or((text, "00:00:00"));
    let is_digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let mut parts = date.split('-');
    let is_date = is_digits(parts.next()?, 4) && is_digits(parts.next()?, 2) && is_digits(parts.next()?, 2);
    if !is_date || parts.next().is_some() {
        return None;
    }
    let (clock, offset) = match time.find(['+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    let offset = match offset.len() {
        3 => format!("{offset}:00"),
        _ => offset.to_owned(),
    };
    Some(format!("{date}T{clock}{offset}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        assert_eq!(string("it's \"q\" \\ a\nb\t\u{1}"), r#""it's \"q\" \\ a\nb\t\u0001""#);
    }

    #[test]
    fn times() {
        assert_eq!(rfc3339("2020-01-01 10:00:00.5+02").as_deref(), Some("2020-01-01T10:00:00.5+02:00"));
        assert_eq!(rfc3339("2020-01-01 10:00:00").as_deref(), Some("2020-01-01T10:00:00Z"));
        assert_eq!(rfc3339("2020-01-01").as_deref(), Some("2020-01-01T00:00:00Z"));
        assert_eq!(rfc3339("infinity"), None);
    }
}
