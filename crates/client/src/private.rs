//! What generated code and `shape!` need beside the public names.

pub use crate::handle::StaticModel;
pub use crate::typed::{Arity, Compound, Cursor, Nested, NestedShape, Pick, Piece, Record, Related, Select, Shape};
pub use crate::value::{Buffer, CellError};
pub use nicol_model::ScalarType;
pub use serde;
pub use serde::de::Error as DeError;
pub use serde::ser::SerializeStruct;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
