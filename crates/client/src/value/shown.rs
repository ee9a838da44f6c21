//! Values for serialisation, without their types: a generated row is a table of names and values, and everything that
//! serialises it is compiled once for each serialiser, not once for each model.

use std::fmt;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Value;
use super::enumeration::Place;
use crate::typed::Model;

/// A value as serde is to see it.
pub enum Shown<'v> {
    /// `Boolean`
    Boolean(bool),
    /// `Int`
    Int(i32),
    /// `BigInt`
    BigInt(i64),
    /// `Float`
    Float(f64),
    /// `String`
    Text(&'v str),
    /// The value of an enum, and its name.
    Enum(Place, &'static str),
    /// `Decimal`
    Decimal(&'v Decimal),
    /// `DateTime`
    DateTime(&'v Timestamp),
    /// `Json`
    Json(&'v serde_json::Value),
    /// `Bytes`
    Bytes(&'v [u8]),
    /// An optional value that is there.
    Some(&'v dyn Show),
    /// One that is not there.
    None,
    /// A list.
    List(&'v dyn Elements),
}

/// A column without its type: what rows are printed, compared and serialised by.
pub trait Show {
    /// As serde is to see it.
    fn show(&self) -> Shown<'_>;

    /// As `{:?}` is to print it.
    fn debug(&self) -> &dyn fmt::Debug;
}

/// The elements of a list.
pub trait Elements {
    /// All of them, in order.
    fn each(&self) -> Box<dyn ExactSizeIterator<Item = &dyn Show> + '_>;
}

/// The columns of a row: the name in the schema and that of the struct's field.
pub type Columns = &'static [(&'static str, &'static str)];

/// Serialises a row as a struct.
///
/// # Errors
/// The serialiser's.
pub fn serialize_row<M: Model, S: Serializer>(row: &M, serializer: S) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_struct(M::NAME, M::COLUMNS.len())?;
    for (place, (name, _)) in M::COLUMNS.iter().enumerate() {
        fields.serialize_field(name, &row.cell(place).show())?;
    }
    fields.end()
}

/// Prints a row as a derived `Debug` does.
///
/// # Errors
/// The formatter's.
pub fn debug_row<M: Model>(row: &M, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut fields = f.debug_struct(name);
    for (place, (_, name)) in M::COLUMNS.iter().enumerate() {
        fields.field(name, row.cell(place).debug());
    }
    fields.finish()
}

/// Whether two rows are equal in all columns.
pub fn same_row<M: Model>(a: &M, b: &M) -> bool {
    (0..M::COLUMNS.len()).all(|place| a.cell(place).show() == b.cell(place).show())
}

impl PartialEq for Shown<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::BigInt(a), Self::BigInt(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Enum(a, _), Self::Enum(b, _)) => a == b,
            (Self::Decimal(a), Self::Decimal(b)) => a == b,
            (Self::DateTime(a), Self::DateTime(b)) => a == b,
            (Self::Json(a), Self::Json(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Some(a), Self::Some(b)) => a.show() == b.show(),
            (Self::None, Self::None) => true,
            (Self::List(a), Self::List(b)) => a.each().map(Show::show).eq(b.each().map(Show::show)),
            _ => false,
        }
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Boolean(value) => serializer.serialize_bool(value),
            Self::Int(value) => serializer.serialize_i32(value),
            Self::BigInt(value) => serializer.serialize_i64(value),
            Self::Float(value) => serializer.serialize_f64(value),
            Self::Text(value) | Self::Enum(_, value) => serializer.serialize_str(value),
            Self::Decimal(value) => Serialize::serialize(value, serializer),
            Self::DateTime(value) => value.serialize(serializer),
            Self::Json(value) => value.serialize(serializer),
            // As `Vec<u8>` does, so that serde's own types read it.
            Self::Bytes(value) => value.serialize(serializer),
            Self::Some(value) => serializer.serialize_some(&value.show()),
            Self::None => serializer.serialize_none(),
            Self::List(list) => serializer.collect_seq(list.each().map(Show::show)),
        }
    }
}

impl<T: Value> Show for T {
    fn show(&self) -> Shown<'_> {
        self.shown()
    }

    fn debug(&self) -> &dyn fmt::Debug {
        self
    }
}

impl<T: Value> Show for Option<T> {
    fn show(&self) -> Shown<'_> {
        self.as_ref().map_or(Shown::None, |value| Shown::Some(value))
    }

    fn debug(&self) -> &dyn fmt::Debug {
        self
    }
}

impl<T: Value> Show for Vec<T> {
    fn show(&self) -> Shown<'_> {
        Shown::List(self)
    }

    fn debug(&self) -> &dyn fmt::Debug {
        self
    }
}

impl Show for Vec<u8> {
    fn show(&self) -> Shown<'_> {
        Shown::Bytes(self)
    }

    fn debug(&self) -> &dyn fmt::Debug {
        self
    }
}

impl Show for Option<Vec<u8>> {
    fn show(&self) -> Shown<'_> {
        self.as_ref().map_or(Shown::None, |value| Shown::Some(value))
    }

    fn debug(&self) -> &dyn fmt::Debug {
        self
    }
}

impl Show for Vec<Vec<u8>> {
    fn show(&self) -> Shown<'_> {
        Shown::List(self)
    }

    fn debug(&self) -> &dyn fmt::Debug {
        self
    }
}

impl<T: Show> Elements for Vec<T> {
    fn each(&self) -> Box<dyn ExactSizeIterator<Item = &dyn Show> + '_> {
        Box::new(self.iter().map(|element| element as &dyn Show))
    }
}
