//! The data model: what remains of a schema once it is right.
//!
//! Small, immutable, ids instead of names, no source text and no spans. `schema` lowers into it;
//! `query` plans from it; generated clients carry it in its byte form ([`bytes`]), so an
//! application never compiles or runs the schema parser.
//!
//! Left out are ignored models and fields and `Unsupported` fields: no client can see them.

pub mod base64;
pub mod bytes;
pub mod calendar;
mod data_model;
mod default;
pub mod names;
mod scalar;

pub use data_model::{
    Arity, Composite, CompositeId, DataModel, Enum, EnumId, EnumValue, Field, FieldId, FieldKind, Flavour,
    HiddenKeyField, HiddenUnique, JoinTable, Model, ModelId, NativeType, Provider, ReferentialAction, Relation,
    RelationId, RelationMode, RelationSide, UniqueCriterion,
};
pub use default::{DefaultFunction, DefaultValue, Literal};
pub use scalar::ScalarType;
