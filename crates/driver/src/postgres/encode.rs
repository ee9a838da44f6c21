//! Canonical values to the binary form that the server expects for a parameter.

use std::net::IpAddr;

use bytes::BufMut;
use nicol_model::{ScalarType, calendar};
use nicol_query::value::ListReader;

use super::wire::{DAY_MICROS, EPOCH_DAYS, EPOCH_MICROS, Wire};
use super::{message, numeric};
use crate::Param;
use crate::text::{self, Misfit, decimal};

/// Appends a parameter's value as the server expects it; `false` is NULL.
#[inline]
pub(super) fn encode(param: &Param<'_>, wire: &Wire, out: &mut Vec<u8>) -> Result<bool, Misfit> {
    let Some(value) = param.value else { return Ok(false) };
    if value.len() > message::LONGEST {
        return Err(Misfit::too_large(value.len(), message::LONGEST));
    }
    let cell = param.cell;
    if !cell.is_list && wire.is_same(cell.scalar) {
        out.extend_from_slice(value);
    } else {
        convert(param, value, wire, out)?;
    }
    Ok(true)
}

fn convert(param: &Param<'_>, value: &[u8], wire: &Wire, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let cell = param.cell;
    match wire {
        Wire::Unknown => {
            let mut written = String::new();
            text::from_cell(cell, value, &mut written)?;
            out.put_slice(written.as_bytes());
        }
        Wire::Array { element, wire } if cell.is_list => array(*element, wire, cell.scalar, value, out)?,
        // An array literal.
        Wire::Array { element, wire } if cell.scalar == ScalarType::String => {
            let list = parse_array(text::read_str(value)?)
                .ok_or_else(|| Misfit::NoWay("String".to_owned(), "array".to_owned()))?;
            array(*element, wire, ScalarType::String, &list, out)?;
        }
        // A whole list as one text or JSON value.
        Wire::Text if cell.is_list => {
            let mut written = String::new();
            text::from_cell(cell, value, &mut written)?;
            out.put_slice(written.as_bytes());
        }
        wire if cell.is_list || matches!(wire, Wire::Array { .. }) => {
            let list = if cell.is_list { "list" } else { cell.scalar.name() };
            return Err(Misfit::NoWay(list.to_owned(), wire.name().to_owned()));
        }
        wire => scalar(wire, cell.scalar, value, out)?,
    }
    Ok(())
}

/// `array_recv`'s form: dimensions, whether there are NULLs, the elements' type, size and first index, elements.
fn array(element: u32, wire: &Wire, from: ScalarType, list: &[u8], out: &mut Vec<u8>) -> Result<(), Misfit> {
    let elements = ListReader::new(list);
    let count = elements.remaining();
    out.put_i32(i32::from(count > 0));
    let has_null = out.len();
    out.put_i32(0);
    out.put_u32(element);
    if count == 0 {
        return Ok(());
    }
    out.put_i32(i32::try_from(count).map_err(|_| Misfit::out_of_range("the list's length", "array"))?);
    out.put_i32(1);
    for value in elements {
        match value {
            None => {
                out[has_null + 3] = 1;
                out.put_i32(-1);
            }
            Some(value) => {
                let start = out.len();
                out.put_i32(0);
                scalar(wire, from, value, out)?;
                let len =
                    i32::try_from(out.len() - start - 4).map_err(|_| Misfit::out_of_range("the element", "array"))?;
                out[start..start + 4].copy_from_slice(&len.to_be_bytes());
            }
        }
    }
    Ok(())
}

fn scalar(wire: &Wire, from: ScalarType, value: &[u8], out: &mut Vec<u8>) -> Result<(), Misfit> {
    if wire.is_same(from) {
        out.put_slice(value);
        return Ok(());
    }
    match (wire, from) {
        (_, ScalarType::Int) if is_number(wire) => integer(wire, i64::from(text::read_i32(value)?), out),
        (_, ScalarType::BigInt) if is_number(wire) => integer(wire, text::read_i64(value)?, out),
        (Wire::Float4, ScalarType::Float) => float4(text::read_f64(value)?, out),
        (Wire::Timestamp | Wire::Date | Wire::Time | Wire::TimeTz, ScalarType::DateTime) => {
            time(wire, text::read_i64(value)?, out)
        }
        (Wire::Jsonb, ScalarType::Json) => {
            out.put_u8(1);
            out.put_slice(value);
            Ok(())
        }
        // They are the text, as with node-postgres, which Prisma 7 sends them by.
        (Wire::Text, ScalarType::Bytes) => {
            out.put_slice(value);
            Ok(())
        }
        (Wire::Bytea, ScalarType::String) => {
            let written = text::read_str(value)?;
            match written.strip_prefix("\\x").and_then(text::parse_hex) {
                Some(bytes) => out.put_slice(&bytes),
                None => out.put_slice(value),
            }
            Ok(())
        }
        _ => {
            let mut written = String::new();
            text::from_scalar(from, value, &mut written)?;
            from_text(wire, &written, out)
        }
    }
}

fn is_number(wire: &Wire) -> bool {
    matches!(wire, Wire::Int2 | Wire::Int4 | Wire::Int8 | Wire::Oid | Wire::Float4 | Wire::Float8)
}

fn integer(wire: &Wire, value: i64, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let out_of_range = |_| Misfit::out_of_range(&value.to_string(), wire.name());
    match wire {
        Wire::Int2 => out.put_i16(i16::try_from(value).map_err(out_of_range)?),
        Wire::Int4 => out.put_i32(i32::try_from(value).map_err(out_of_range)?),
        Wire::Int8 => out.put_i64(value),
        Wire::Oid => out.put_u32(u32::try_from(value).map_err(out_of_range)?),
        #[expect(clippy::cast_precision_loss, reason = "a number for a float column; the server would round as well")]
        Wire::Float4 => out.put_f32(value as f32),
        #[expect(clippy::cast_precision_loss, reason = "as above")]
        Wire::Float8 => out.put_f64(value as f64),
        other => return Err(Misfit::NoWay("Int".to_owned(), other.name().to_owned())),
    }
    Ok(())
}

fn float4(value: f64, out: &mut Vec<u8>) -> Result<(), Misfit> {
    #[expect(clippy::cast_possible_truncation, reason = "the rounding is wanted, overflow is checked below")]
    let narrow = value as f32;
    if (narrow.is_infinite() && value.is_finite()) || (narrow == 0.0 && value != 0.0) {
        return Err(Misfit::out_of_range(&value.to_string(), "real"));
    }
    out.put_f32(narrow);
    Ok(())
}

fn time(wire: &Wire, micros: i64, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let out_of_range = || {
        let mut shown = String::new();
        calendar::write(micros, calendar::Style::Server, &mut shown);
        Misfit::out_of_range(&shown, wire.name())
    };
    let infinite = micros == i64::MAX || micros == i64::MIN;
    match wire {
        Wire::Timestamp if infinite => out.put_i64(micros),
        Wire::Timestamp => out.put_i64(micros.checked_sub(EPOCH_MICROS).ok_or_else(out_of_range)?),
        Wire::Date if infinite => out.put_i32(if micros > 0 { i32::MAX } else { i32::MIN }),
        Wire::Date => {
            let days = micros.div_euclid(DAY_MICROS) - EPOCH_DAYS;
            out.put_i32(i32::try_from(days).map_err(|_| out_of_range())?);
        }
        Wire::Time => out.put_i64(micros.rem_euclid(DAY_MICROS)),
        Wire::TimeTz => {
            out.put_i64(micros.rem_euclid(DAY_MICROS));
            out.put_i32(0);
        }
        other => return Err(Misfit::NoWay("DateTime".to_owned(), other.name().to_owned())),
    }
    Ok(())
}

/// Any text that the server's input function would take, as far as that has one meaning.
fn from_text(wire: &Wire, written: &str, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let not = || Misfit::not_a(written, wire.name());
    match wire {
        Wire::Bool => out.put_u8(u8::from(text::parse_bool(written).ok_or_else(not)?)),
        Wire::Int2 | Wire::Int4 | Wire::Int8 | Wire::Oid => {
            let value = match text::integer(written) {
                Some(value) => value,
                None if decimal::plain(written)
                    .is_some_and(|p| !p.contains('.') && p.ends_with(|c: char| c.is_ascii_digit())) =>
                {
                    return Err(Misfit::out_of_range(written, wire.name()));
                }
                None => return Err(not()),
            };
            integer(wire, value, out)?;
        }
        Wire::Float4 => float4(text::parse_float(written).ok_or_else(not)?, out)?,
        Wire::Float8 => out.put_f64(text::parse_float(written).ok_or_else(not)?),
        Wire::Numeric => {
            let mut binary = Vec::with_capacity(32);
            numeric::from_text(written, &mut binary)?;
            out.put_slice(&binary);
        }
        Wire::Money => out.put_i64(money(written)?),
        Wire::Text | Wire::Json => out.put_slice(written.as_bytes()),
        Wire::Jsonb => {
            out.put_u8(1);
            out.put_slice(written.as_bytes());
        }
        Wire::Char => match written.as_bytes() {
            [] => out.put_u8(0),
            [byte] => out.put_u8(*byte),
            _ => return Err(not()),
        },
        Wire::Uuid => out.put_slice(&uuid(written).ok_or_else(not)?),
        Wire::Inet { cidr } => inet(written, *cidr, out).ok_or_else(not)?,
        Wire::Bit => bits(written, out).ok_or_else(not)?,
        Wire::Bytea => match written.strip_prefix("\\x").and_then(text::parse_hex) {
            Some(bytes) => out.put_slice(&bytes),
            None => out.put_slice(written.as_bytes()),
        },
        Wire::Timestamp | Wire::Date | Wire::Time | Wire::TimeTz => {
            time(wire, calendar::parse(written).ok_or_else(not)?, out)?;
        }
        Wire::Array { .. } | Wire::Unknown => return Err(not()),
    }
    Ok(())
}

/// `money` counts hundredths here, as with every locale whose currency has cents; so does Prisma.
fn money(written: &str) -> Result<i64, Misfit> {
    let plain = decimal::plain(written).ok_or_else(|| Misfit::not_a(written, "money"))?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let out_of_range = || Misfit::out_of_range(written, "money");
    let thousandths: i128 = format!("{whole}{digits}").parse().map_err(|_| out_of_range())?;
    let half = if thousandths < 0 { -5 } else { 5 };
    i64::try_from((thousandths + half) / 10).map_err(|_| out_of_range())
}

/// In every spelling of `uuid_in`: with or without hyphens and braces.
fn uuid(written: &str) -> Option<[u8; 16]> {
    let inner = written.strip_prefix('{').map_or(Some(written), |rest| rest.strip_suffix('}'))?;
    let digits: String = inner.chars().filter(|c| *c != '-').collect();
    text::parse_hex(&digits)?.try_into().ok()
}

fn inet(written: &str, cidr: bool, out: &mut Vec<u8>) -> Option<()> {
    const IPV4: u8 = 2;
    const IPV6: u8 = 3;
    let (address, bits) = written.trim().split_once('/').map_or((written.trim(), None), |(a, b)| (a, Some(b)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |b| b.parse().ok().filter(|b| *b <= most))?;
    out.put_u8(if address.is_ipv4() { IPV4 } else { IPV6 });
    out.put_u8(bits);
    out.put_u8(u8::from(cidr));
    match address {
        IpAddr::V4(v4) => {
            out.put_u8(4);
            out.put_slice(&v4.octets());
        }
        IpAddr::V6(v6) => {
            out.put_u8(16);
            out.put_slice(&v6.octets());
        }
    }
    Some(())
}

fn bits(written: &str, out: &mut Vec<u8>) -> Option<()> {
    if !written.bytes().all(|b| b == b'0' || b == b'1') {
        return None;
    }
    out.put_i32(i32::try_from(written.len()).ok()?);
    for chunk in written.as_bytes().chunks(8) {
        out.put_u8(chunk.iter().enumerate().fold(0, |byte, (i, bit)| byte | (bit - b'0') << (7 - i)));
    }
    Some(())
}

/// A one-dimensional array literal (`{a,"b c",NULL}`) as a canonical list of strings.
fn parse_array(literal: &str) -> Option<Vec<u8>> {
    let inner = literal.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut list = Vec::new();
    let mut writer = nicol_query::value::ListWriter::new(&mut list);
    let mut chars = inner.chars().peekable();
    if inner.trim().is_empty() {
        return Some(list);
    }
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let mut element = String::new();
        if chars.next_if_eq(&'"').is_some() {
            loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => element.push(chars.next()?),
                    c => element.push(c),
                }
            }
            writer.push(Some(element.as_bytes()));
            while chars.next_if(|c| c.is_whitespace()).is_some() {}
        } else {
            while let Some(c) = chars.next_if(|c| *c != ',') {
                match c {
                    '{' | '}' | '"' => return None,
                    '\\' => element.push(chars.next()?),
                    c => element.push(c),
                }
            }
            let element = element.trim_end();
            writer.push((!element.eq_ignore_ascii_case("null")).then_some(element.as_bytes()));
        }
        match chars.next() {
            None => return Some(list),
            Some(',') => {}
            Some(_) => return None,
        }
    }
}
