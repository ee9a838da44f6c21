//! Cells from the wire to canonical values.

use std::net::{Ipv4Addr, Ipv6Addr};

use nicol_model::{ScalarType, calendar};
use nicol_query::value::{CellType, ListWriter};

use super::message::Body;
use super::numeric;
use super::wire::{DAY_MICROS, EPOCH_DAYS, EPOCH_MICROS, Wire};
use crate::text::{self, Misfit};

/// How the cells of a column become canonical. Chosen once per prepared statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decoder {
    /// The bytes are the same.
    Copy,
    /// A short way for the most frequent type whose bytes differ.
    Timestamp,
    Scalar(Wire, ScalarType),
    List(Box<Decoder>),
}

impl Decoder {
    pub(super) fn new(wire: &Wire, cell: CellType) -> Result<Self, Misfit> {
        match (wire, cell.is_list) {
            (Wire::Array { wire, .. }, true) => Ok(Self::List(Box::new(Self::new(wire, CellType::one(cell.scalar))?))),
            (Wire::Unknown, _) | (Wire::Array { .. }, false) => {
                Err(Misfit::NoWay(wire.name().to_owned(), cell.scalar.name().to_owned()))
            }
            (_, true) => Err(Misfit::NoWay(wire.name().to_owned(), format!("list of {}", cell.scalar))),
            (Wire::Timestamp, false) if cell.scalar == ScalarType::DateTime => Ok(Self::Timestamp),
            (wire, false) if wire.is_same(cell.scalar) => Ok(Self::Copy),
            (wire, false) => Ok(Self::Scalar(wire.clone(), cell.scalar)),
        }
    }

    pub(super) fn decode(&self, raw: &[u8], out: &mut Vec<u8>) -> Result<(), Misfit> {
        match self {
            Self::Copy => out.extend_from_slice(raw),
            Self::Timestamp => out.extend_from_slice(&timestamp(raw)?.to_be_bytes()),
            Self::Scalar(wire, scalar) => decode_scalar(wire, *scalar, raw, out)?,
            Self::List(element) => {
                let mut values = elements(raw)?;
                let mut writer = ListWriter::new(out);
                let mut buffer = Vec::new();
                while !values.0.is_empty() {
                    match values.value().ok_or_else(|| Misfit::not_a("bytes", "array"))? {
                        None => writer.push(None),
                        Some(value) if **element == Self::Copy => writer.push(Some(value)),
                        Some(value) => {
                            buffer.clear();
                            element.decode(value, &mut buffer)?;
                            writer.push(Some(&buffer));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// What follows the head of an array (`array_send`).
fn elements(raw: &[u8]) -> Result<Body<'_>, Misfit> {
    let broken = || Misfit::not_a("bytes", "array");
    let mut body = Body(raw);
    match body.int4().ok_or_else(broken)? {
        // Whether there are NULLs, and the elements' type.
        0 => Ok(Body(body.0.get(8..).ok_or_else(broken)?)),
        // The size and the first index besides.
        1 => Ok(Body(body.0.get(16..).ok_or_else(broken)?)),
        several => Err(Misfit::NoWay(format!("an array of {several} dimensions"), "a list".to_owned())),
    }
}

fn decode_scalar(wire: &Wire, scalar: ScalarType, raw: &[u8], out: &mut Vec<u8>) -> Result<(), Misfit> {
    match (wire, scalar) {
        (Wire::Int2, ScalarType::Int) => out.extend_from_slice(&i32::from(text::read_i16(raw)?).to_be_bytes()),
        (Wire::Int2, ScalarType::BigInt) => out.extend_from_slice(&i64::from(text::read_i16(raw)?).to_be_bytes()),
        (Wire::Int4, ScalarType::BigInt) => out.extend_from_slice(&i64::from(text::read_i32(raw)?).to_be_bytes()),
        (Wire::Oid, ScalarType::BigInt) => out.extend_from_slice(&i64::from(text::read_u32(raw)?).to_be_bytes()),
        (Wire::Numeric, ScalarType::Decimal) => {
            numeric::to_text(raw, out).ok_or_else(|| Misfit::not_a("bytes", "numeric"))?;
        }
        (Wire::Jsonb, ScalarType::Json | ScalarType::String) => {
            out.extend_from_slice(raw.get(1..).unwrap_or_default());
        }
        (Wire::Date | Wire::Time | Wire::TimeTz, ScalarType::DateTime) => {
            out.extend_from_slice(&time(wire, raw)?.to_be_bytes());
        }
        _ => {
            // Of a `real` too: the shortest digits, so that 0.1 stays 0.1, as Prisma returns it.
            let mut shown = String::new();
            to_text(wire, raw, &mut shown)?;
            text::to_scalar(scalar, &shown, out)?;
        }
    }
    Ok(())
}

/// A point of time with its infinities, which stay the ends of the range.
#[inline]
pub(super) fn timestamp(raw: &[u8]) -> Result<i64, Misfit> {
    match text::read_i64(raw)? {
        infinite @ (i64::MAX | i64::MIN) => Ok(infinite),
        micros => micros
            .checked_add(EPOCH_MICROS)
            .ok_or_else(|| Misfit::out_of_range("a timestamp near the year 294276", "DateTime")),
    }
}

fn time(wire: &Wire, raw: &[u8]) -> Result<i64, Misfit> {
    match wire {
        Wire::Timestamp => timestamp(raw),
        Wire::Date => match text::read_i32(raw)? {
            i32::MAX => Ok(i64::MAX),
            i32::MIN => Ok(i64::MIN),
            days => (i64::from(days) + EPOCH_DAYS)
                .checked_mul(DAY_MICROS)
                .ok_or_else(|| Misfit::out_of_range("a date beyond the year 294246", "DateTime")),
        },
        // The offset of `timetz` is left out, as Prisma does.
        Wire::Time | Wire::TimeTz => text::read_i64(raw.get(..8).unwrap_or_default()),
        other => Err(Misfit::NoWay(other.name().to_owned(), "DateTime".to_owned())),
    }
}

/// A cell as text, spelt as the server would.
pub(super) fn to_text(wire: &Wire, raw: &[u8], out: &mut String) -> Result<(), Misfit> {
    match wire {
        Wire::Bool => out.push_str(if raw.first() == Some(&1) { "true" } else { "false" }),
        Wire::Int2 => text::push(out, text::read_i16(raw)?),
        Wire::Int4 => text::push(out, text::read_i32(raw)?),
        Wire::Int8 => text::push(out, text::read_i64(raw)?),
        Wire::Oid => text::push(out, text::read_u32(raw)?),
        Wire::Float4 => {
            let value = text::read_f32(raw)?;
            if value.is_finite() { text::push(out, value) } else { text::push_float(out, f64::from(value)) }
        }
        Wire::Float8 => text::push_float(out, text::read_f64(raw)?),
        Wire::Numeric => {
            let mut digits = Vec::new();
            numeric::to_text(raw, &mut digits).ok_or_else(|| Misfit::not_a("bytes", "numeric"))?;
            out.push_str(text::read_str(&digits)?);
        }
        Wire::Money => {
            let cents = text::read_i64(raw)?;
            let sign = if cents < 0 { "-" } else { "" };
            text::push(out, format_args!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100));
        }
        Wire::Text | Wire::Json => out.push_str(text::read_str(raw)?),
        Wire::Jsonb => out.push_str(text::read_str(raw.get(1..).unwrap_or_default())?),
        Wire::Char => match raw.first() {
            None | Some(0) => {}
            Some(byte) if byte.is_ascii() => out.push(char::from(*byte)),
            Some(byte) => text::push(out, format_args!("\\{byte:03o}")),
        },
        Wire::Uuid => {
            for (i, byte) in raw.iter().enumerate() {
                if matches!(i, 4 | 6 | 8 | 10) {
                    out.push('-');
                }
                text::push_hex(out, &[*byte]);
            }
        }
        Wire::Inet { .. } => inet(raw, out).ok_or_else(|| Misfit::not_a("bytes", "inet"))?,
        Wire::Bit => {
            let (count, bytes) = raw.split_at_checked(4).ok_or_else(|| Misfit::not_a("bytes", "bit"))?;
            let count = usize::try_from(text::read_i32(count)?).map_err(|_| Misfit::not_a("bytes", "bit"))?;
            let bits = bytes.iter().flat_map(|byte| (0..8).map(move |i| byte >> (7 - i) & 1 == 1));
            out.extend(bits.take(count).map(|bit| if bit { '1' } else { '0' }));
        }
        Wire::Bytea => {
            out.push_str("\\x");
            text::push_hex(out, raw);
        }
        Wire::Timestamp | Wire::Date | Wire::Time | Wire::TimeTz => {
            let mut shown = String::new();
            calendar::write(time(wire, raw)?, calendar::Style::Server, &mut shown);
            let shown = match wire {
                Wire::Date => shown.split(' ').next().unwrap_or_default(),
                Wire::Time | Wire::TimeTz => {
                    shown.split(' ').nth(1).and_then(|t| t.split('+').next()).unwrap_or_default()
                }
                _ => &shown,
            };
            out.push_str(shown);
        }
        Wire::Array { .. } | Wire::Unknown => return Err(Misfit::NoWay(wire.name().to_owned(), "text".to_owned())),
    }
    Ok(())
}

/// Family, bits, whether it is a `cidr`, length, address.
fn inet(raw: &[u8], out: &mut String) -> Option<()> {
    let [_, bits, is_cidr, len, address @ ..] = raw else { return None };
    let most = match len {
        4 => {
            let octets: [u8; 4] = address.try_into().ok()?;
            text::push(out, Ipv4Addr::from(octets));
            32
        }
        16 => {
            let octets: [u8; 16] = address.try_into().ok()?;
            text::push(out, Ipv6Addr::from(octets));
            128
        }
        _ => return None,
    };
    if *bits != most || *is_cidr == 1 {
        text::push(out, format_args!("/{bits}"));
    }
    Some(())
}
