//! Generated enums: what differs between them is a table and one function; all else is here, compiled once.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;

use nicol_model::ScalarType;
use serde::de::{self, Deserializer, Unexpected, Visitor};

use super::{Buffer, CellError, Label, Shown, Value};

/// A generated enum: the values of the schema, and [`UNKNOWN`](Self::UNKNOWN) for those that only the database has.
pub trait Enum: Copy + fmt::Debug + 'static {
    /// All values of the schema, in its order.
    const VALUES: Values<Self>;

    /// The value for a label that the schema does not have.
    const UNKNOWN: fn(Label) -> Self;

    /// Which value this is.
    fn place(self) -> Place;
}

/// Each value of an enum with its names in the schema and in the database.
pub type Values<E> = &'static [(E, &'static str, &'static str)];

/// Which value of an enum it is. They are ordered as in the schema, unknown ones after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The value with this place in the schema.
    Known(u16),
    /// One that the schema, when the client was generated, did not have.
    Unknown(Label),
}

/// The name in the schema; of an unknown value that in the database.
pub fn name<E: Enum>(value: E) -> &'static str {
    names(value).0
}

fn names<E: Enum>(value: E) -> (&'static str, &'static str) {
    match value.place() {
        Place::Known(place) => E::VALUES.get(usize::from(place)).map_or(("", ""), |(_, name, stored)| (name, stored)),
        Place::Unknown(label) => (label.as_str(), label.as_str()),
    }
}

/// In the order of the schema.
pub fn compare<E: Enum>(a: E, b: E) -> Ordering {
    a.place().cmp(&b.place())
}

/// The name of the newtype as which [`deserialize`] asks for an enum: rows of raw queries answer it with the label, as
/// bytes. To all others a newtype is what it holds.
pub(crate) const LABEL: &str = "$nicol::Label";

/// Reads the name in the schema, and from a row of a raw query what the database calls it. Other text is refused: it comes
/// from outside, and labels of unknown values are kept.
///
/// # Errors
/// The enum has no value with this name.
pub fn deserialize<'de, E: Enum, D: Deserializer<'de>>(deserializer: D) -> Result<E, D::Error> {
    deserializer.deserialize_newtype_struct(LABEL, Named(PhantomData))
}

struct Named<E>(PhantomData<E>);

impl<'de, E: Enum> Visitor<'de> for Named<E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of")?;
        for (place, (_, name, _)) in E::VALUES.iter().enumerate() {
            write!(f, "{} `{name}`", if place > 0 { "," } else { "" })?;
        }
        Ok(())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<E, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<X: de::Error>(self, name: &str) -> Result<E, X> {
        let found = E::VALUES.iter().find(|(_, known, _)| *known == name);
        found.map(|(value, ..)| *value).ok_or_else(|| X::invalid_value(Unexpected::Str(name), &self))
    }

    fn visit_bytes<X: de::Error>(self, label: &[u8]) -> Result<E, X> {
        E::read(label).map_err(|_| X::invalid_value(Unexpected::Bytes(label), &self))
    }
}

impl<E: Enum> Value for E {
    const SCALAR: ScalarType = ScalarType::String;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        match E::VALUES.iter().find(|(.., stored)| stored.as_bytes() == bytes) {
            Some((value, ..)) => Ok(*value),
            None => Label::read(bytes).map(E::UNKNOWN),
        }
    }

    fn write(&self, out: &mut Buffer) {
        out.extend_from_slice(names(*self).1.as_bytes());
    }

    fn absent() -> Self {
        (E::UNKNOWN)(Label::NONE)
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Enum(self.place(), name(*self))
    }
}

/// Writes the name.
///
/// # Errors
/// The formatter's.
pub fn display<E: Enum>(value: E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.pad(name(value))
}
