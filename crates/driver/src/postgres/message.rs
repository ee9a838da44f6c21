//! The messages of PostgreSQL's protocol, version 3, as far as they are needed once a connection is open.
//! (PostgreSQL's manual, "Message Formats".)

use crate::text::Misfit;
use crate::{Code, Error, ServerError};

pub(super) const COMMAND_COMPLETE: u8 = b'C';
pub(super) const COPY_BOTH: u8 = b'W';
pub(super) const COPY_IN: u8 = b'G';
pub(super) const COPY_OUT: u8 = b'H';
pub(super) const DATA_ROW: u8 = b'D';
pub(super) const EMPTY_QUERY: u8 = b'I';
pub(super) const ERROR: u8 = b'E';
pub(super) const NOTICE: u8 = b'N';
pub(super) const NOTIFICATION: u8 = b'A';
pub(super) const NO_DATA: u8 = b'n';
pub(super) const PARAMETER_DESCRIPTION: u8 = b't';
pub(super) const PARAMETER_STATUS: u8 = b'S';
pub(super) const READY_FOR_QUERY: u8 = b'Z';
pub(super) const ROW_DESCRIPTION: u8 = b'T';

/// The longest message that a server takes: what it allocates for it at once. (`MaxAllocSize` in PostgreSQL's
/// `memutils.h`.)
pub(super) const LONGEST: usize = 0x3fff_fff0;

/// The format of values on the wire.
const TEXT: u8 = 0;
const BINARY: u8 = 1;

/// A message: its length is filled in when `body` has written it.
fn framed<E>(out: &mut Vec<u8>, tag: u8, body: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
    let start = out.len();
    out.extend_from_slice(&[tag, 0, 0, 0, 0]);
    match body(out) {
        Ok(()) => {
            let len = u32::try_from(out.len() - start - 1).unwrap_or(u32::MAX);
            out[start + 1..start + 5].copy_from_slice(&len.to_be_bytes());
            Ok(())
        }
        Err(error) => {
            out.truncate(start);
            Err(error)
        }
    }
}

fn text(out: &mut Vec<u8>, text: &str) -> Result<(), Error> {
    if text.contains('\0') {
        return Err(Error::new(
            Code::P2010,
            "A statement holds a NUL character, which PostgreSQL cannot take. Remove it from the SQL text.",
        ));
    }
    out.extend_from_slice(text.as_bytes());
    out.push(0);
    Ok(())
}

/// Prepares a statement whose parameters' types the server finds itself.
pub(super) fn parse(out: &mut Vec<u8>, name: &str, sql: &str) -> Result<(), Error> {
    framed(out, b'P', |out| {
        text(out, name)?;
        text(out, sql)?;
        out.extend_from_slice(&0i16.to_be_bytes());
        Ok(())
    })
}

/// Asks what parameters and columns a prepared statement has.
pub(super) fn describe_statement(out: &mut Vec<u8>, name: &str) {
    named(out, b'D', b'S', name);
}

/// Asks what columns the unnamed portal has.
pub(super) fn describe_portal(out: &mut Vec<u8>) {
    named(out, b'D', b'P', "");
}

/// Asks what columns a portal has.
pub(super) fn describe_named_portal(out: &mut Vec<u8>, portal: &str) {
    named(out, b'D', b'P', portal);
}

/// Ends a portal. One that is not there any more is no error.
pub(super) fn close_portal(out: &mut Vec<u8>, portal: &str) {
    named(out, b'C', b'P', portal);
}

/// Forgets a prepared statement.
pub(super) fn close_statement(out: &mut Vec<u8>, name: &str) {
    named(out, b'C', b'S', name);
}

fn named(out: &mut Vec<u8>, tag: u8, kind: u8, name: &str) {
    let done: Result<(), std::convert::Infallible> = framed(out, tag, |out| {
        out.push(kind);
        out.extend_from_slice(name.as_bytes());
        out.push(0);
        Ok(())
    });
    let Ok(()) = done;
}

/// How parameters travel.
#[derive(Clone, Copy)]
pub(super) enum Formats<'f> {
    Text,
    Binary,
    /// Those that are true as text.
    Each(&'f [bool]),
}

/// Binds values to a statement, as the unnamed portal; rows come back in binary form. `value` writes one and says `false`
/// for NULL.
#[inline]
pub(super) fn bind<T>(
    out: &mut Vec<u8>,
    name: &str,
    formats: Formats<'_>,
    values: impl ExactSizeIterator<Item = T>,
    value: impl FnMut(T, &mut Vec<u8>) -> Result<bool, Misfit>,
) -> Result<(), Misfit> {
    bind_portal(out, "", name, formats, values, value)
}

/// The same with a name for the portal: it stays until it is closed, or its transaction ends.
#[inline]
pub(super) fn bind_portal<T>(
    out: &mut Vec<u8>,
    portal: &str,
    name: &str,
    formats: Formats<'_>,
    values: impl ExactSizeIterator<Item = T>,
    mut value: impl FnMut(T, &mut Vec<u8>) -> Result<bool, Misfit>,
) -> Result<(), Misfit> {
    let count = u16::try_from(values.len())
        .map_err(|_| Misfit::out_of_range(&values.len().to_string(), "number of parameters"))?;
    let first = out.len();
    framed(out, b'B', |out| {
        out.extend_from_slice(portal.as_bytes());
        out.push(0);
        out.extend_from_slice(name.as_bytes());
        out.push(0);
        // One format for all parameters, or one for each.
        match formats {
            Formats::Text => out.extend_from_slice(&[0, 1, 0, TEXT]),
            Formats::Binary => out.extend_from_slice(&[0, 1, 0, BINARY]),
            Formats::Each(is_text) => {
                out.extend_from_slice(&count.to_be_bytes());
                is_text.iter().for_each(|is_text| out.extend_from_slice(&[0, if *is_text { TEXT } else { BINARY }]));
            }
        }
        out.extend_from_slice(&count.to_be_bytes());
        for one in values {
            let start = out.len();
            out.extend_from_slice(&(-1i32).to_be_bytes());
            if value(one, out)? {
                let len = out.len() - start - 4;
                let short = i32::try_from(len).ok().filter(|_| out.len() - first <= LONGEST);
                let short = short.ok_or_else(|| Misfit::too_large(out.len() - first, LONGEST))?;
                out[start..start + 4].copy_from_slice(&short.to_be_bytes());
            }
        }
        // One format for all columns.
        out.extend_from_slice(&[0, 1, 0, BINARY]);
        Ok(())
    })
}

/// Runs the unnamed portal to its end.
pub(super) fn execute(out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'E', 0, 0, 0, 9, 0, 0, 0, 0, 0]);
}

/// Runs a portal until it has brought so many rows; 0 is all of them.
pub(super) fn execute_some(out: &mut Vec<u8>, portal: &str, rows: u32) {
    let done: Result<(), std::convert::Infallible> = framed(out, b'E', |out| {
        out.extend_from_slice(portal.as_bytes());
        out.push(0);
        out.extend_from_slice(&rows.min(i32::MAX.cast_unsigned()).to_be_bytes());
        Ok(())
    });
    let Ok(()) = done;
}

pub(super) fn sync(out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'S', 0, 0, 0, 4]);
}

/// Runs statements as they are; rows come back as text.
pub(super) fn query(out: &mut Vec<u8>, sql: &str) -> Result<(), Error> {
    framed(out, b'Q', |out| text(out, sql))
}

pub(super) fn copy_fail(out: &mut Vec<u8>) {
    let _ = framed(out, b'f', |out| text(out, "rows for COPY cannot be sent here"));
}

pub(super) fn terminate(out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'X', 0, 0, 0, 4]);
}

/// Reads a message's body from its beginning.
pub(super) struct Body<'m>(pub(super) &'m [u8]);

impl<'m> Body<'m> {
    pub(super) fn int2(&mut self) -> Option<i16> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(i16::from_be_bytes(*bytes))
    }

    pub(super) fn int4(&mut self) -> Option<i32> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(i32::from_be_bytes(*bytes))
    }

    pub(super) fn oid(&mut self) -> Option<u32> {
        self.int4().map(i32::cast_unsigned)
    }

    /// A text that ends in NUL.
    pub(super) fn text(&mut self) -> Option<&'m [u8]> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let (text, rest) = self.0.split_at(end);
        self.0 = rest.get(1..)?;
        Some(text)
    }

    /// A value with its length before it; `Some(None)` is NULL.
    #[inline]
    pub(super) fn value(&mut self) -> Option<Option<&'m [u8]>> {
        let Ok(len) = usize::try_from(self.int4()?) else { return Some(None) };
        let (value, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(Some(value))
    }
}

/// The names and types of a RowDescription.
pub(super) fn columns(body: &[u8]) -> Option<Vec<(String, u32)>> {
    let mut body = Body(body);
    let count = body.int2()?;
    (0..count)
        .map(|_| {
            let name = String::from_utf8_lossy(body.text()?).into_owned();
            // Its table and place there.
            let (_, _) = (body.oid()?, body.int2()?);
            let oid = body.oid()?;
            // The type's size and modifier, the format.
            let (_, _, _) = (body.int2()?, body.int4()?, body.int2()?);
            Some((name, oid))
        })
        .collect()
}

/// Which columns of which tables those of a RowDescription are.
pub(super) fn origins(body: &[u8]) -> Option<Vec<Option<(u32, i16)>>> {
    let mut body = Body(body);
    let count = body.int2()?;
    (0..count)
        .map(|_| {
            body.text()?;
            let (table, column) = (body.oid()?, body.int2()?);
            // Its type, that one's size and modifier, the format.
            let (_, _, _, _) = (body.oid()?, body.int2()?, body.int4()?, body.int2()?);
            Some((table != 0).then_some((table, column)))
        })
        .collect()
}

/// The types of a ParameterDescription.
pub(super) fn parameters(body: &[u8]) -> Option<Vec<u32>> {
    let mut body = Body(body);
    let count = body.int2()?.cast_unsigned();
    (0..count).map(|_| body.oid()).collect()
}

/// The number at the end of a command's tag: `INSERT 0 1`, `SELECT 7`.
#[inline]
pub(super) fn affected(body: &[u8]) -> u64 {
    let tag = body.strip_suffix(b"\0").unwrap_or(body);
    let mut number: u64 = 0;
    let mut place = 1;
    for byte in tag.iter().rev().take_while(|byte| byte.is_ascii_digit()) {
        number = number.wrapping_add(place * u64::from(byte - b'0'));
        place = place.wrapping_mul(10);
    }
    number
}

/// What an ErrorResponse says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Complaint {
    pub(super) server: ServerError,
    /// The server's function that complained: it has the same name in every language.
    pub(super) routine: String,
    /// The connection ends.
    pub(super) is_fatal: bool,
}

fn is_fatal(severity: &str) -> bool {
    matches!(severity, "FATAL" | "PANIC")
}

pub(super) fn complaint(body: &[u8]) -> Complaint {
    let mut complaint = Complaint::default();
    let mut body = Body(body);
    while let Some((&field, rest)) = body.0.split_first().filter(|(field, _)| **field != 0) {
        body.0 = rest;
        let Some(text) = body.text() else { break };
        let text = String::from_utf8_lossy(text).into_owned();
        let server = &mut complaint.server;
        match field {
            // It may be in any language; what a server says in English comes after it. PgBouncer has nothing else.
            b'S' => {
                complaint.is_fatal = is_fatal(&text);
                server.severity = text;
            }
            b'V' => complaint.is_fatal = is_fatal(&text),
            b'C' => server.code = text,
            b'M' => server.message = text,
            b'D' => server.detail = Some(text),
            b'H' => server.hint = Some(text),
            b'P' => server.position = text.parse().ok(),
            b'W' => server.context = Some(text),
            b's' => server.schema = Some(text),
            b't' => server.table = Some(text),
            b'c' => server.column = Some(text),
            b'd' => server.data_type = Some(text),
            b'n' => server.constraint = Some(text),
            b'R' => complaint.routine = text,
            _ => {}
        }
    }
    complaint
}
