//! Default values.

use std::fmt;

use nicol_model::{DefaultFunction, DefaultValue, Literal, ScalarType};
use nicol_schema::ir::FieldKind;

use super::json::Json;

pub(super) fn write(kind: &FieldKind, value: &DefaultValue, out: &mut Json<'_>) -> fmt::Result {
    match value {
        DefaultValue::Literal(value) => literal(kind, value, out),
        DefaultValue::List(values) => out.list(values, |out, value| literal(kind, value, out)),
        DefaultValue::Function(value) => function(value, out),
    }
}

fn function(value: &DefaultFunction, out: &mut Json<'_>) -> fmt::Result {
    let plain = |name: &str, number: Option<u8>, out: &mut Json<'_>| {
        out.raw("{\"name\":\"")?;
        out.raw(name)?;
        out.raw("\",\"args\":[")?;
        if let Some(number) = number {
            out.raw(&number.to_string())?;
        }
        out.raw("]}")
    };
    match value {
        DefaultFunction::Autoincrement => plain("autoincrement", None, out),
        DefaultFunction::Now => plain("now", None, out),
        DefaultFunction::Cuid(version) => plain("cuid", Some(*version), out),
        DefaultFunction::Uuid(version) => plain("uuid", Some(*version), out),
        DefaultFunction::Nanoid(length) => plain("nanoid", *length, out),
        DefaultFunction::Ulid => plain("ulid", None, out),
        DefaultFunction::Sequence => plain("sequence", None, out),
        DefaultFunction::Auto => plain("auto", None, out),
        DefaultFunction::Dbgenerated(expression) => {
            out.raw("{\"name\":\"dbgenerated\",\"args\":")?;
            out.strings(expression.as_deref())?;
            out.raw("}")
        }
    }
}

fn literal(kind: &FieldKind, value: &Literal, out: &mut Json<'_>) -> fmt::Result {
    match (kind, value) {
        (FieldKind::Scalar(ScalarType::BigInt), Literal::Number(digits)) => match digits.parse::<i64>() {
            Ok(number) => out.string(&number.to_string()),
            Err(_) => out.string(digits),
        },
        (FieldKind::Scalar(ScalarType::Int), Literal::Number(digits)) => match digits.parse::<i64>() {
            Ok(number) => out.raw(&number.to_string()),
            Err(_) => out.raw(digits),
        },
        (FieldKind::Scalar(ScalarType::DateTime), Literal::String(text)) => out.string(&moment(text)),
        // A JSON number, even of a Decimal.
        (_, Literal::Number(digits)) => match approximation(digits).and_then(serde_json::Number::from_f64) {
            Some(number) => out.raw(&printed(&number)),
            None => out.raw(digits),
        },
        (_, Literal::String(text) | Literal::Enum(text)) => out.string(text),
        (_, Literal::Boolean(value)) => out.boolean(*value),
    }
}

/// The number that Prisma takes for a decimal one: its digits, times a power of ten. 10.2 becomes 10.200000000000001.
fn approximation(text: &str) -> Option<f64> {
    let (digits, scale) = match text.split_once('.') {
        Some((whole, fraction)) => (format!("{whole}{fraction}"), i32::try_from(fraction.len()).ok()?),
        None => (text.to_owned(), 0),
    };
    let digits: f64 = digits.parse().ok()?;
    // Its integers know no negative zero.
    Some((digits + 0.0) * 10_f64.powi(-scale))
}

/// Prisma writes powers of ten without a plus sign: `1e17`.
fn printed(number: &serde_json::Number) -> String {
    number.to_string().replace("e+", "e")
}

/// A moment as RFC 3339 in the form that Prisma prints: `T`, an offset in digits, a fraction of 0, 3, 6 or 9 digits.
fn moment(text: &str) -> String {
    let is_complete = text.len() > 19 && text.is_ascii();
    if !is_complete {
        return text.to_owned();
    }
    let (date, time, rest) = (&text[..10], &text[11..19], &text[19..]);
    let digits = rest.strip_prefix('.').map_or("", |fraction| {
        let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        &fraction[..end]
    });
    let offset = &rest[if digits.is_empty() { 0 } else { digits.len() + 1 }..];
    let mut nanoseconds: String = digits.chars().take(9).collect();
    while nanoseconds.len() < 9 {
        nanoseconds.push('0');
    }
    let fraction = match nanoseconds.trim_end_matches('0').len() {
        0 => String::new(),
        1..=3 => format!(".{}", &nanoseconds[..3]),
        4..=6 => format!(".{}", &nanoseconds[..6]),
        _ => format!(".{nanoseconds}"),
    };
    let offset = if matches!(offset, "Z" | "z" | "-00:00") { "+00:00" } else { offset };
    format!("{date}T{time}{fraction}{offset}")
}

#[cfg(test)]
mod tests {
    use super::{approximation, printed};

    #[test]
    fn numbers_are_printed_as_the_engine_prints_them() {
        let print = |text| printed(&serde_json::Number::from_f64(approximation(text).unwrap()).unwrap());
        let cases = [
            ("100000000000000000", "1e17"),
            ("12345678901234567890123", "1.2345678901234568e22"),
            ("0.0000001", "1e-7"),
            ("10.2", "10.200000000000001"),
            ("-0", "0.0"),
            ("007.50", "7.5"),
        ];
        for (text, expected) in cases {
            assert_eq!(print(text), expected, "{text}");
        }
    }
}
