//! What generated code and `shape!` need beside the public names.

pub use crate::handle::StaticModel;
pub use crate::typed::{Arity, Compound, Cursor, Nested, NestedShape, Pick, Piece, Record, Related, Select, Shape};
pub use crate::value::enumeration::{Enum, Place, Values, compare, deserialize, display, name};
pub use crate::value::shown::{Columns, Show, debug_row, same_row, serialize_row};
pub use serde;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a selected part of a `shape!` becomes; `part` is never made.
///
/// # Errors
/// Those of the part.
pub fn decode_as<P: crate::typed::Select>(_part: impl FnOnce() -> P, cursor: &mut Cursor<'_>) -> crate::Result<P::Out> {
    P::decode(cursor)
}
