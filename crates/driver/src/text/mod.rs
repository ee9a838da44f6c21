//! Canonical values (`nicol_query::value`) as text and back: the way between types that have no shorter one.

#![cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "SQLite needs fewer of them"))]

pub(crate) mod decimal;

use std::fmt::Write;

use nicol_model::{ScalarType, calendar};
use nicol_query::value::{CellType, ListReader};

/// Why a value cannot become one of another type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Misfit {
    #[error("the value {0} is out of range for type {1}")]
    OutOfRange(String, String),
    #[error("the value has {0} bytes, and the database takes {1} at most")]
    TooLarge(usize, usize),
    #[error("\"{0}\" is not a value of type {1}")]
    NotA(String, String),
    #[error("a value of type {0} cannot be turned into type {1}")]
    NoWay(String, String),
}

impl Misfit {
    pub(crate) fn not_a(text: &str, target: &str) -> Self {
        Self::NotA(shorten(text), target.to_owned())
    }

    /// What PostgreSQL calls it.
    pub(crate) fn sqlstate(&self) -> &'static str {
        match self {
            Self::OutOfRange(..) => "22003",
            Self::TooLarge(..) => "54000",
            Self::NotA(_, target) if target.starts_with("date") || target.starts_with("time") => "22007",
            Self::NotA(..) | Self::NoWay(..) => "22P02",
        }
    }

    pub(crate) const fn too_large(bytes: usize, most: usize) -> Self {
        Self::TooLarge(bytes, most)
    }

    pub(crate) fn out_of_range(text: &str, target: &str) -> Self {
        Self::OutOfRange(shorten(text), target.to_owned())
    }
}

/// The first characters of a text, for a message.
fn shorten(text: &str) -> String {
    const MAX: usize = 60;
    if text.chars().count() <= MAX { text.to_owned() } else { text.chars().take(MAX).chain(['…']).collect() }
}

/// Reads a number of fixed size from the start of a canonical value.
macro_rules! fixed {
    ($name:ident, $type:ty, $what:literal) => {
        pub(crate) fn $name(bytes: &[u8]) -> Result<$type, Misfit> {
            bytes
                .try_into()
                .map(<$type>::from_be_bytes)
                .map_err(|_| Misfit::NotA(format!("{} bytes", bytes.len()), $what.to_owned()))
        }
    };
}
fixed!(read_i16, i16, "Int");
fixed!(read_i32, i32, "Int");
fixed!(read_u32, u32, "Int");
fixed!(read_i64, i64, "BigInt");
fixed!(read_f32, f32, "Float");
fixed!(read_f64, f64, "Float");

pub(crate) fn read_str(bytes: &[u8]) -> Result<&str, Misfit> {
    std::str::from_utf8(bytes).map_err(|_| Misfit::not_a("bytes", "String"))
}

/// A single canonical value as text, in the spelling that PostgreSQL reads for its types.
pub(crate) fn from_scalar(scalar: ScalarType, bytes: &[u8], out: &mut String) -> Result<(), Misfit> {
    match scalar {
        ScalarType::String | ScalarType::Json | ScalarType::Decimal => out.push_str(read_str(bytes)?),
        ScalarType::Boolean => out.push_str(if bytes.first() == Some(&1) { "true" } else { "false" }),
        ScalarType::Int => push(out, read_i32(bytes)?),
        ScalarType::BigInt => push(out, read_i64(bytes)?),
        ScalarType::Float => push_float(out, read_f64(bytes)?),
        ScalarType::DateTime => calendar::write(read_i64(bytes)?, calendar::Style::Server, out),
        ScalarType::Bytes => {
            out.push_str("\\x");
            push_hex(out, bytes);
        }
    }
    Ok(())
}

/// A value of any canonical type as text; lists as PostgreSQL's array literals.
pub(crate) fn from_cell(cell: CellType, bytes: &[u8], out: &mut String) -> Result<(), Misfit> {
    if !cell.is_list {
        return from_scalar(cell.scalar, bytes, out);
    }
    out.push('{');
    let mut element = String::new();
    for (i, value) in ListReader::new(bytes).enumerate() {
        if i > 0 {
            out.push(',');
        }
        match value {
            None => out.push_str("NULL"),
            Some(value) => {
                element.clear();
                from_scalar(cell.scalar, value, &mut element)?;
                out.push('"');
                for c in element.chars() {
                    if matches!(c, '"' | '\\') {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out.push('"');
            }
        }
    }
    out.push('}');
    Ok(())
}

/// A text as a single canonical value.
pub(crate) fn to_scalar(scalar: ScalarType, text: &str, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let not = || Misfit::not_a(text, scalar.name());
    match scalar {
        ScalarType::String | ScalarType::Json => out.extend_from_slice(text.as_bytes()),
        ScalarType::Boolean => out.push(u8::from(parse_bool(text).ok_or_else(not)?)),
        ScalarType::Int => {
            let value = integer(text).ok_or_else(not)?;
            let value = i32::try_from(value).map_err(|_| Misfit::out_of_range(text, scalar.name()))?;
            out.extend_from_slice(&value.to_be_bytes());
        }
        ScalarType::BigInt => out.extend_from_slice(&integer(text).ok_or_else(not)?.to_be_bytes()),
        ScalarType::Float => out.extend_from_slice(&parse_float(text).ok_or_else(not)?.to_be_bytes()),
        ScalarType::Decimal => out.extend_from_slice(decimal::plain(text).ok_or_else(not)?.as_bytes()),
        ScalarType::DateTime => {
            out.extend_from_slice(&calendar::parse(text).ok_or_else(not)?.to_be_bytes());
        }
        ScalarType::Bytes => match text.strip_prefix("\\x") {
            Some(digits) => out.extend_from_slice(&parse_hex(digits).ok_or_else(not)?),
            None => out.extend_from_slice(text.as_bytes()),
        },
    }
    Ok(())
}

pub(crate) fn push(out: &mut String, value: impl std::fmt::Display) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "{value}");
}

/// The shortest digits that read back as the same number.
pub(crate) fn push_float(out: &mut String, value: f64) {
    if value.is_finite() {
        push(out, value);
    } else if value.is_nan() {
        out.push_str("NaN");
    } else {
        out.push_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    }
}

pub(crate) fn push_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for b in bytes {
        out.push(char::from(DIGITS[usize::from(b >> 4)]));
        out.push(char::from(DIGITS[usize::from(b & 15)]));
    }
}

pub(crate) fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks_exact(2).map(|p| p[0] << 4 | p[1]).collect())
}

pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" | "yes" | "on" => Some(true),
        "false" | "f" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

pub(crate) fn parse_float(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// An integer, also written as `3.0` or `1e3`.
pub(crate) fn integer(text: &str) -> Option<i64> {
    if let Ok(value) = text.trim().parse() {
        return Some(value);
    }
    let plain = decimal::plain(text)?;
    let whole = match plain.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => &plain,
    };
    whole.parse().ok()
}
