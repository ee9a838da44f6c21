//! Rows for serde.

use std::fmt;

use nicol_driver::raw::{RawColumn, RawType};
use nicol_model::{ScalarType, calendar};
use nicol_query::literal;
use nicol_query::value::{ListReader, read_big_int, read_float, read_int};
use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::RawRow;
use crate::error::Error;
use crate::value::enumeration::LABEL;

/// Why a row does not fit a type.
#[derive(Debug)]
pub(super) struct ReadError {
    message: String,
    column: Option<String>,
}

impl ReadError {
    pub(super) fn of(mut self, column: &str) -> Error {
        self.column.get_or_insert_with(|| column.to_owned());
        self.into_error()
    }

    pub(super) fn into_error(self) -> Error {
        let place = self.column.map(|name| format!(" (column `{name}`)")).unwrap_or_default();
        Error::new(
            "P2023",
            format!("A row of the raw query does not fit the type it is read as{place}: {}.", self.message),
        )
    }

    fn at(mut self, column: &str) -> Self {
        self.column.get_or_insert_with(|| column.to_owned());
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

impl serde::de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), column: None }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match found {
            // Only NULL is read as a unit.
            Unexpected::Unit => Self::custom(format_args!(
                "the value is NULL, and {expected} was expected; where NULL may stand, read an `Option`"
            )),
            _ => Self::custom(format_args!("invalid type: {found}, expected {expected}")),
        }
    }
}

/// A row: a map by names, a sequence by places, or the only value.
pub(super) struct RowReader<'r> {
    row: &'r RawRow,
    next: usize,
}

impl<'r> RowReader<'r> {
    pub(super) const fn new(row: &'r RawRow) -> Self {
        Self { row, next: 0 }
    }

    /// The only cell, for types that are no structs.
    fn only(&self) -> Result<CellReader<'r>, ReadError> {
        match (self.row.column(0), self.row.column(1)) {
            (Some(column), None) => Ok(CellReader::new(column, self.row.cell(0))),
            _ => Err(serde::de::Error::custom("a single value was asked for, but the rows have several columns")),
        }
    }

    /// The error of the only cell.
    fn of_only(&self, error: ReadError) -> ReadError {
        match self.row.column(0) {
            Some(column) => error.at(&column.name),
            None => error,
        }
    }
}

macro_rules! only_value {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            self.only()?.$method(visitor).map_err(|e| self.of_only(e))
        }
    )*};
}

impl<'de> Deserializer<'de> for RowReader<'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_map(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        // A list type is the value of a list column, or the row itself.
        match self.row.column(0) {
            Some(column) if self.row.column(1).is_none() && column.is_list => self.only()?.deserialize_seq(visitor),
            _ => visitor.visit_seq(self),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_seq(self)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_seq(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name == LABEL { self.only()?.label(visitor) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.only()?.deserialize_enum(name, variants, visitor).map_err(|e| self.of_only(e))
    }

    only_value! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option
    }

    forward_to_deserialize_any! { unit unit_struct map struct identifier ignored_any }
}

impl<'de> MapAccess<'de> for RowReader<'de> {
    type Error = ReadError;

    fn next_key_seed<K: serde::de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let Some(column) = self.row.column(self.next) else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(&column.name)).map(Some)
    }

    fn next_value_seed<V: serde::de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let Some(column) = self.row.column(self.next) else {
            return Err(serde::de::Error::custom("there are no more columns"));
        };
        let cell = self.row.cell(self.next);
        self.next += 1;
        seed.deserialize(CellReader::new(column, cell)).map_err(|e| e.at(&column.name))
    }
}

impl<'de> SeqAccess<'de> for RowReader<'de> {
    type Error = ReadError;

    fn next_element_seed<S: serde::de::DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, ReadError> {
        let Some(column) = self.row.column(self.next) else { return Ok(None) };
        let cell = self.row.cell(self.next);
        self.next += 1;
        seed.deserialize(CellReader::new(column, cell)).map(Some).map_err(|e| e.at(&column.name))
    }
}

/// A cell, or an element of a list.
#[derive(Clone, Copy)]
pub(super) struct CellReader<'r> {
    kind: RawType,
    is_list: bool,
    bytes: Option<&'r [u8]>,
}

impl<'r> CellReader<'r> {
    pub(super) const fn new(column: &RawColumn, bytes: Option<&'r [u8]>) -> Self {
        Self { kind: column.kind, is_list: column.is_list, bytes }
    }

    /// What the database calls the value of an enum.
    fn label<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.bytes {
            Some(label) if !self.is_list && self.kind.scalar() == ScalarType::String => {
                visitor.visit_borrowed_bytes(label)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn text(bytes: &'r [u8]) -> Result<&'r str, ReadError> {
        std::str::from_utf8(bytes).map_err(|_| serde::de::Error::custom("the text is not UTF-8"))
    }
}

impl<'r> IntoDeserializer<'r, ReadError> for CellReader<'r> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn damaged() -> ReadError {
    serde::de::Error::custom("the value is damaged")
}

impl<'de> Deserializer<'de> for CellReader<'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let Some(bytes) = self.bytes else { return visitor.visit_unit() };
        if self.is_list {
            let elements = ListReader::new(bytes).map(|bytes| Self { is_list: false, bytes, ..self });
            return visitor.visit_seq(SeqDeserializer::new(elements));
        }
        match self.kind.scalar() {
            ScalarType::Boolean => visitor.visit_bool(bytes == [1]),
            ScalarType::Int => visitor.visit_i32(read_int(bytes).ok_or_else(damaged)?),
            ScalarType::BigInt => visitor.visit_i64(read_big_int(bytes).ok_or_else(damaged)?),
            ScalarType::Float => visitor.visit_f64(read_float(bytes).ok_or_else(damaged)?),
            ScalarType::String => visitor.visit_borrowed_str(Self::text(bytes)?),
            // As in typed rows: PostgreSQL says as many zeros at the end as its type has digits.
            ScalarType::Decimal => match literal::decimal(Self::text(bytes)?) {
                Some(digits) => visitor.visit_string(digits),
                None => visitor.visit_borrowed_str(Self::text(bytes)?),
            },
            ScalarType::DateTime => {
                // Also a time that no `DateTime` holds can be read as a `String`.
                let mut time = String::new();
                calendar::write(read_big_int(bytes).ok_or_else(damaged)?, calendar::Style::Short, &mut time);
                visitor.visit_string(time)
            }
            ScalarType::Bytes => visitor.visit_borrowed_bytes(bytes),
            ScalarType::Json => {
                let mut json = serde_json::Deserializer::from_slice(bytes);
                json.deserialize_any(visitor).map_err(serde::de::Error::custom)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.bytes.is_none() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.bytes {
            // `Vec<u8>` asks for a sequence.
            Some(bytes) if !self.is_list && self.kind == RawType::Bytes => {
                visitor.visit_seq(SeqDeserializer::new(bytes.iter().copied()))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name == LABEL { self.label(visitor) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.bytes {
            Some(bytes) => visitor.visit_enum(StrDeserializer::new(Self::text(bytes)?)),
            None => visitor.visit_unit(),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct map struct identifier ignored_any
    }
}
