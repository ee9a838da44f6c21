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

use nicol_model::{ScalarType, calendar};
use smallvec::SmallVec;

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

/// Where bytes of values go: `Vec<u8>` or a small vector.
pub trait Sink {
    /// Appends bytes.
    fn put(&mut self, bytes: &[u8]);
    /// How many bytes there are.
    fn position(&self) -> usize;
    /// Overwrites bytes from `at` on.
    fn patch(&mut self, at: usize, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    #[inline]
    fn position(&self) -> usize {
        self.len()
    }

    #[inline]
    fn patch(&mut self, at: usize, bytes: &[u8]) {
        self[at..at + bytes.len()].copy_from_slice(bytes);
    }
}

impl<const N: usize> Sink for SmallVec<[u8; N]> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    #[inline]
    fn position(&self) -> usize {
        self.len()
    }

    #[inline]
    fn patch(&mut self, at: usize, bytes: &[u8]) {
        self[at..at + bytes.len()].copy_from_slice(bytes);
    }
}

/// A value that can be written in the binary form.
pub trait Encode {
    /// Appends the bytes.
    fn encode(&self, out: &mut impl Sink);

    /// Whether the value is NULL; only elements of lists may be.
    #[inline]
    fn is_null(&self) -> bool {
        false
    }
}

macro_rules! encode_numbers {
    ($($t:ty),*) => {$(
        impl Encode for $t {
            #[inline]
            fn encode(&self, out: &mut impl Sink) {
                out.put(&self.to_be_bytes());
            }
        }
    )*};
}

encode_numbers!(i32, i64, f64);

impl Encode for bool {
    #[inline]
    fn encode(&self, out: &mut impl Sink) {
        out.put(&[u8::from(*self)]);
    }
}

impl Encode for str {
    #[inline]
    fn encode(&self, out: &mut impl Sink) {
        out.put(self.as_bytes());
    }
}

impl Encode for String {
    #[inline]
    fn encode(&self, out: &mut impl Sink) {
        out.put(self.as_bytes());
    }
}

impl Encode for [u8] {
    #[inline]
    fn encode(&self, out: &mut impl Sink) {
        out.put(self);
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    #[inline]
    fn encode(&self, out: &mut impl Sink) {
        (**self).encode(out);
    }

    #[inline]
    fn is_null(&self) -> bool {
        (**self).is_null()
    }
}

impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn encode(&self, out: &mut impl Sink) {
        if let Some(value) = self {
            value.encode(out);
        }
    }

    #[inline]
    fn is_null(&self) -> bool {
        self.as_ref().is_none_or(T::is_null)
    }
}

/// Writes a list of values: [`ListWriter::new`], [`ListWriter::push`] for each element, done.
/// The count is kept right after every push.
#[derive(Debug)]
pub struct ListWriter<'b, S: Sink = Vec<u8>> {
    out: &'b mut S,
    start: usize,
    count: u32,
}

impl<'b, S: Sink> ListWriter<'b, S> {
    /// Starts a list at the end of `out`.
    #[inline]
    pub fn new(out: &'b mut S) -> Self {
        let start = out.position();
        out.put(&0u32.to_be_bytes());
        Self { out, start, count: 0 }
    }

    /// How many elements it has so far.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    #[inline]
    fn counted(&mut self) {
        self.count += 1;
        self.out.patch(self.start, &self.count.to_be_bytes());
    }

    /// Adds an element; `None` is NULL.
    #[inline]
    pub fn push(&mut self, element: Option<&[u8]>) {
        self.counted();
        match element {
            None => self.out.put(&(-1i32).to_be_bytes()),
            Some(bytes) => {
                let len = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
                self.out.put(&len.to_be_bytes());
                self.out.put(bytes);
            }
        }
    }

    /// Adds an element.
    #[inline]
    pub fn push_value<V: Encode + ?Sized>(&mut self, value: &V) {
        if value.is_null() {
            return self.push(None);
        }
        self.counted();
        let start = self.out.position();
        self.out.put(&[0; 4]);
        value.encode(self.out);
        let len = i32::try_from(self.out.position() - start - 4).unwrap_or(i32::MAX);
        self.out.patch(start, &len.to_be_bytes());
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

/// Writes each list of a list as the text of a PostgreSQL array, so that rows of list columns can travel as one array
/// of text: `{1,2}`, `{"a \"b\"",NULL}`.
#[must_use]
pub fn array_literals(lists: &[u8], scalar: ScalarType) -> Vec<u8> {
    let mut out = Vec::with_capacity(lists.len());
    let mut writer = ListWriter::new(&mut out);
    let mut text = String::new();
    for list in ListReader::new(lists) {
        let Some(list) = list else {
            writer.push(None);
            continue;
        };
        text.clear();
        text.push('{');
        for (index, element) in ListReader::new(list).enumerate() {
            if index > 0 {
                text.push(',');
            }
            match element {
                None => text.push_str("NULL"),
                Some(bytes) => array_element(&mut text, bytes, scalar),
            }
        }
        text.push('}');
        writer.push(Some(text.as_bytes()));
    }
    out
}

/// A path into JSON as SQLite writes it, from the keys that PostgreSQL takes: `["a", "0"]` is `$."a"[0]`. A key of
/// digits is a place in an array, a negative one counts from its end. A path that is SQLite's text already (`$`,
/// `$.a`, `$[0]`, as the only key) stays as it is: that is what Prisma's requests have there.
pub fn sqlite_json_path(keys: &[u8]) -> Vec<u8> {
    let mut path = b"$".to_vec();
    let reader = ListReader::new(keys);
    let alone = reader.remaining() == 1;
    for key in reader.flatten() {
        if alone && (key == b"$" || key.starts_with(b"$.") || key.starts_with(b"$[")) {
            return key.to_vec();
        }
        let digits = key.strip_prefix(b"-").unwrap_or(key);
        if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) {
            path.extend_from_slice(if digits.len() < key.len() { b"[#-" } else { b"[" });
            path.extend_from_slice(digits);
            path.push(b']');
        } else {
            path.extend_from_slice(b".\"");
            for &byte in key {
                if matches!(byte, b'"' | b'\\') {
                    path.push(b'\\');
                }
                path.push(byte);
            }
            path.push(b'"');
        }
    }
    path
}

fn array_element(text: &mut String, bytes: &[u8], scalar: ScalarType) {
    use std::fmt::Write as _;

    text.push('"');
    // Writing to a string can't fail.
    let _ = match scalar {
        ScalarType::Boolean => text.write_str(if bytes == [1] { "t" } else { "f" }),
        ScalarType::Int => write!(text, "{}", read_int(bytes).unwrap_or_default()),
        ScalarType::BigInt => write!(text, "{}", read_big_int(bytes).unwrap_or_default()),
        ScalarType::Float => write!(text, "{}", read_float(bytes).unwrap_or_default()),
        ScalarType::DateTime => {
            // The form that PostgreSQL reads for every type of dates and times: with `T` none is a time of day.
            calendar::write(read_big_int(bytes).unwrap_or_default(), calendar::Style::Server, text);
            Ok(())
        }
        ScalarType::Bytes => {
            text.push_str("\\\\x");
            bytes.iter().try_for_each(|b| write!(text, "{b:02x}"))
        }
        ScalarType::Decimal | ScalarType::String | ScalarType::Json => {
            for c in String::from_utf8_lossy(bytes).chars() {
                if matches!(c, '"' | '\\') {
                    text.push('\\');
                }
                text.push(c);
            }
            Ok(())
        }
    };
    text.push('"');
}

/// Reads an Int.
#[must_use]
pub fn read_int(bytes: &[u8]) -> Option<i32> {
    Some(i32::from_be_bytes(bytes.try_into().ok()?))
}

/// Reads a BigInt or a DateTime.
#[must_use]
pub fn read_big_int(bytes: &[u8]) -> Option<i64> {
    Some(i64::from_be_bytes(bytes.try_into().ok()?))
}

/// Reads a Float.
#[must_use]
pub fn read_float(bytes: &[u8]) -> Option<f64> {
    Some(f64::from_be_bytes(bytes.try_into().ok()?))
}
