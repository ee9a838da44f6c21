//! The one binary form of values: parameters of requests, cells of results.
//!
//! | type | bytes |
//! |---|---|
//! | Boolean | one, 0 or 1 |
//! | Int | `i32`, big-endian |
//! | BigInt | `i64`, big-endian |
//! | Float | `f64`, big-endian |
//! | Decimal | its digits as text: `-12.50`, no exponent; `NaN`, `Infinity`, `-Infinity` |
//! | String, enum | UTF-8; of an enum value the database's name |
//! | Json | JSON text |
//! | Bytes | as they are |
//! | DateTime | microseconds since 1970-01-01 UTC, `i64`, big-endian; dates at midnight, times on 1970-01-01 |
//! | list | count `u32`, then for each element its length `i32` (-1 for NULL) and its bytes, big-endian |
//!
//! Numbers are big-endian because PostgreSQL's are: most cells are copied as they come from the wire.

use nicol_model::ScalarType;

/// The type of a value in its binary form. Enums are strings here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CellType {
    pub scalar: ScalarType,
    pub is_list: bool,
}

impl CellType {
    /// A single value.
    #[must_use]
    pub const fn one(scalar: ScalarType) -> Self {
        Self { scalar, is_list: false }
    }

    /// A list of values.
    #[must_use]
    pub const fn list(scalar: ScalarType) -> Self {
        Self { scalar, is_list: true }
    }
}

/// Writes a list of values: [`ListWriter::new`], [`ListWriter::push`] for each element, done.
/// The count is kept right after every push.
#[derive(Debug)]
pub struct ListWriter<'b> {
    out: &'b mut Vec<u8>,
    start: usize,
    count: u32,
}

impl<'b> ListWriter<'b> {
    /// Starts a list at the end of `out`.
    pub fn new(out: &'b mut Vec<u8>) -> Self {
        let start = out.len();
        out.extend_from_slice(&0u32.to_be_bytes());
        Self { out, start, count: 0 }
    }

    /// Adds an element; `None` is NULL.
    pub fn push(&mut self, element: Option<&[u8]>) {
        self.count += 1;
        self.out[self.start..self.start + 4].copy_from_slice(&self.count.to_be_bytes());
        match element {
            None => self.out.extend_from_slice(&(-1i32).to_be_bytes()),
            Some(bytes) => {
                let len = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
                self.out.extend_from_slice(&len.to_be_bytes());
                self.out.extend_from_slice(bytes);
            }
        }
    }
}

/// Reads a list. Stops at bytes that are no list.
#[derive(Debug, Clone)]
pub struct ListReader<'b> {
    rest: &'b [u8],
    left: u32,
}

impl<'b> ListReader<'b> {
    /// A reader over the bytes of a list.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Self {
        match bytes.split_first_chunk::<4>() {
            Some((count, rest)) => Self { rest, left: u32::from_be_bytes(*count) },
            None => Self { rest: &[], left: 0 },
        }
    }

    /// How many elements are still to come.
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.left as usize
    }
}

impl<'b> Iterator for ListReader<'b> {
    type Item = Option<&'b [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let (len, rest) = self.rest.split_first_chunk::<4>()?;
        match usize::try_from(i32::from_be_bytes(*len)) {
            Err(_) => {
                self.rest = rest;
                Some(None)
            }
            Ok(len) => {
                let (element, rest) = rest.split_at_checked(len)?;
                self.rest = rest;
                Some(Some(element))
            }
        }
    }
}
