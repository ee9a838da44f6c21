//! What SQLite stores to canonical values. Any column can hold any kind of value, so all that make sense are read.

use nicol_model::{ScalarType, calendar};
use nicol_query::value::CellType;
use rusqlite::types::ValueRef;

use crate::text::{self, Misfit, decimal};

/// Appends a cell; `false` for NULL.
pub(super) fn cell(cell: CellType, value: ValueRef<'_>, out: &mut Vec<u8>) -> Result<bool, Misfit> {
    if matches!(value, ValueRef::Null) {
        return Ok(false);
    }
    if cell.is_list {
        return Err(Misfit::NoWay("a SQLite value".to_owned(), format!("list of {}", cell.scalar)));
    }
    match (cell.scalar, value) {
        (ScalarType::Int, ValueRef::Integer(i)) => {
            let narrow = i32::try_from(i).map_err(|_| Misfit::out_of_range(&i.to_string(), "Int"))?;
            out.extend_from_slice(&narrow.to_be_bytes());
        }
        (ScalarType::BigInt, ValueRef::Integer(i)) => out.extend_from_slice(&i.to_be_bytes()),
        (ScalarType::Boolean, ValueRef::Integer(i)) => out.push(u8::from(i != 0)),
        (ScalarType::Boolean, ValueRef::Real(r)) => out.push(u8::from(r != 0.0)),
        (ScalarType::Float, ValueRef::Real(r)) => out.extend_from_slice(&r.to_be_bytes()),
        #[expect(clippy::cast_precision_loss, reason = "a whole number in a float column")]
        (ScalarType::Float, ValueRef::Integer(i)) => out.extend_from_slice(&(i as f64).to_be_bytes()),
        (ScalarType::Decimal, ValueRef::Real(r)) => {
            let shown = real(r);
            let plain = decimal::plain(&shown).ok_or_else(|| Misfit::not_a(&shown, "Decimal"))?;
            out.extend_from_slice(plain.as_bytes());
        }
        (ScalarType::DateTime, value) => out.extend_from_slice(&time(value)?.to_be_bytes()),
        (ScalarType::String | ScalarType::Json, ValueRef::Text(bytes)) => {
            // Whoever wrote the file may have put anything into it.
            text::read_str(bytes)?;
            out.extend_from_slice(bytes);
        }
        (ScalarType::Bytes, ValueRef::Blob(bytes) | ValueRef::Text(bytes)) => out.extend_from_slice(bytes),
        (scalar, ValueRef::Text(bytes)) => text::to_scalar(scalar, text::read_str(bytes)?, out)?,
        (scalar, ValueRef::Integer(i)) => text::to_scalar(scalar, &i.to_string(), out)?,
        // What SQLite makes of whole numbers that grow beyond 64 bits.
        (scalar @ (ScalarType::Int | ScalarType::BigInt), ValueRef::Real(r)) if r.is_finite() && r.abs() > 9.2e18 => {
            return Err(Misfit::out_of_range(&real(r), scalar.name()));
        }
        (scalar, ValueRef::Real(r)) => text::to_scalar(scalar, &real(r), out)?,
        (ScalarType::String | ScalarType::Json, ValueRef::Blob(bytes)) => {
            text::read_str(bytes)?;
            out.extend_from_slice(bytes);
        }
        (scalar, ValueRef::Blob(_)) => return Err(Misfit::NoWay("BLOB".to_owned(), scalar.name().to_owned())),
        (_, ValueRef::Null) => return Ok(false),
    }
    Ok(true)
}

/// Microseconds since 1970 of a stored time: a number is milliseconds, a text any usual spelling.
pub(super) fn time(value: ValueRef<'_>) -> Result<i64, Misfit> {
    match value {
        ValueRef::Integer(ms) => ms.checked_mul(1000).ok_or_else(|| Misfit::out_of_range(&ms.to_string(), "DateTime")),
        #[expect(clippy::cast_possible_truncation, reason = "saturates; milliseconds written as a real")]
        ValueRef::Real(ms) => Ok((ms * 1000.0).round() as i64),
        ValueRef::Text(bytes) => {
            let written = text::read_str(bytes)?;
            calendar::parse(written)
                .or_else(|| written.trim().parse::<i64>().ok().and_then(|ms| ms.checked_mul(1000)))
                .ok_or_else(|| Misfit::not_a(written, "DateTime"))
        }
        ValueRef::Blob(_) => Err(Misfit::NoWay("BLOB".to_owned(), ScalarType::DateTime.name().to_owned())),
        ValueRef::Null => Err(Misfit::NoWay("NULL".to_owned(), ScalarType::DateTime.name().to_owned())),
    }
}

/// The shortest digits of a number.
pub(super) fn real(value: f64) -> String {
    let mut shown = String::new();
    text::push_float(&mut shown, value);
    shown
}
