//! Canonical values to what SQLite stores.

use std::fmt::Write;

use nicol_model::{Flavour, ScalarType, calendar};
use nicol_query::value::{CellType, ListReader};
use rusqlite::types::Value;

use crate::Query;
use crate::text::{self, Misfit, decimal};

/// The longest text or blob. (`SQLITE_MAX_LENGTH` in SQLite's "Limits".)
const LONGEST: usize = 1_000_000_000;

/// A statement that can go to another thread.
#[derive(Debug)]
pub(super) struct OwnedQuery {
    pub(super) sql: String,
    pub(super) params: Vec<Value>,
    pub(super) columns: Vec<CellType>,
}

impl OwnedQuery {
    pub(super) fn new(query: Query<'_>, flavour: Flavour) -> Result<Self, Misfit> {
        let params = query
            .params
            .iter()
            .map(|param| match param.value {
                None => Ok(Value::Null),
                Some(bytes) if bytes.len() > LONGEST => Err(Misfit::too_large(bytes.len(), LONGEST)),
                Some(bytes) if param.cell.is_list => list(param.cell.scalar, bytes, flavour).map(Value::Text),
                Some(bytes) => value(param.cell.scalar, bytes, flavour),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { sql: query.sql.to_owned(), params, columns: query.columns.to_vec() })
    }
}

fn value(scalar: ScalarType, bytes: &[u8], flavour: Flavour) -> Result<Value, Misfit> {
    Ok(match scalar {
        ScalarType::Boolean => Value::Integer(i64::from(bytes.first() == Some(&1))),
        ScalarType::Int => Value::Integer(i64::from(text::read_i32(bytes)?)),
        ScalarType::BigInt => Value::Integer(text::read_i64(bytes)?),
        // SQLite would make a NULL of it.
        ScalarType::Float => match text::read_f64(bytes)? {
            number if number.is_nan() => return Err(Misfit::not_a("NaN", "Float in SQLite")),
            number => Value::Real(number),
        },
        ScalarType::Decimal => number(text::read_str(bytes)?)?,
        ScalarType::String | ScalarType::Json => Value::Text(text::read_str(bytes)?.to_owned()),
        ScalarType::Bytes => Value::Blob(bytes.to_vec()),
        ScalarType::DateTime => match flavour {
            Flavour::Six => Value::Integer(text::read_i64(bytes)?.div_euclid(1000)),
            Flavour::Seven => Value::Text(iso(text::read_i64(bytes)?)),
        },
    })
}

/// SQLite's numbers are 64-bit integers and doubles: a decimal becomes the nearest of them, as with Prisma.
fn number(digits: &str) -> Result<Value, Misfit> {
    if let Ok(whole) = digits.parse() {
        return Ok(Value::Integer(whole));
    }
    if digits == "NaN" {
        return Err(Misfit::not_a(digits, "Decimal in SQLite"));
    }
    let plain = decimal::plain(digits).ok_or_else(|| Misfit::not_a(digits, "Decimal"))?;
    plain.parse().map(Value::Real).map_err(|_| Misfit::not_a(digits, "Decimal"))
}

/// As JavaScript's dates are written: with milliseconds, cut off.
fn iso(micros: i64) -> String {
    let mut out = String::new();
    calendar::write(micros.div_euclid(1000).saturating_mul(1000), calendar::Style::Iso, &mut out);
    out
}

/// A list as a JSON array, for `json_each`. Blobs become upper-case digits, as `hex()` writes them.
fn list(scalar: ScalarType, bytes: &[u8], flavour: Flavour) -> Result<String, Misfit> {
    let mut out = String::from("[");
    for (i, element) in ListReader::new(bytes).enumerate() {
        if i > 0 {
            out.push(',');
        }
        let Some(element) = element else {
            out.push_str("null");
            continue;
        };
        match value(scalar, element, flavour)? {
            Value::Null => out.push_str("null"),
            Value::Integer(integer) => text::push(&mut out, integer),
            // JSON has no infinities, but what is too large for a double reads as one.
            Value::Real(real) if real.is_infinite() => out.push_str(if real > 0.0 { "9e999" } else { "-9e999" }),
            Value::Real(real) => text::push(&mut out, format_args!("{real:?}")),
            Value::Text(written) => {
                out.push_str(&serde_json::Value::String(written).to_string());
            }
            Value::Blob(blob) => {
                out.push('"');
                for byte in blob {
                    let _ = write!(out, "{byte:02X}");
                }
                out.push('"');
            }
        }
    }
    out.push(']');
    Ok(out)
}
