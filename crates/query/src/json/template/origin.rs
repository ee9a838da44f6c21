//! What the values of a request were made of.

use nicol_model::{EnumId, Field, FieldKind, ScalarType};
use serde_json::Value as Json;

/// The type that a value is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::json) enum Kind {
    Scalar(ScalarType),
    Enum(EnumId),
}

impl Kind {
    /// That of a column's values, or of the elements of its lists.
    pub(in crate::json) const fn of(field: &Field) -> Option<Self> {
        match field.kind {
            FieldKind::Scalar(scalar) => Some(Self::Scalar(scalar)),
            FieldKind::Enum(id) => Some(Self::Enum(id)),
            FieldKind::Composite(_) | FieldKind::Relation(..) => None,
        }
    }
}

/// How a value was made of what stands in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::json) enum How {
    /// Of a value.
    One(Kind),
    /// Of a list of values.
    List(Kind),
    /// A list of one value.
    OnlyElement(Kind),
    /// The amount of a whole number, which is negative or not.
    Amount { is_negative: bool },
    /// The numbers of the rows of a list of rows.
    Positions,
    /// A column of a list of rows, by the number of its key.
    Column { key: usize, kind: Kind, is_nullable: bool },
}

/// What a value was made of, and how. The place is that in memory: it is compared, never read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::json) struct Origin {
    pub(in crate::json) place: usize,
    pub(in crate::json) how: How,
}

impl Origin {
    pub(in crate::json) fn new(value: &Json, how: How) -> Self {
        Self { place: place(value), how }
    }

    /// Whether it is this value.
    pub(in crate::json) fn is_of(&self, value: &Json) -> bool {
        self.place == place(value)
    }

    /// A value of a field's type.
    pub(in crate::json) fn one(field: &Field, value: &Json) -> Option<Self> {
        Kind::of(field).map(|kind| Self::new(value, How::One(kind)))
    }

    /// A list of values of a field's type, or of one.
    pub(in crate::json) fn list(field: &Field, value: &Json) -> Option<Self> {
        let kind = Kind::of(field)?;
        Some(Self::new(value, if value.is_array() { How::List(kind) } else { How::OnlyElement(kind) }))
    }
}

/// Where a value stands in memory.
pub(super) fn place(value: &Json) -> usize {
    std::ptr::from_ref(value).addr()
}
