//! Databases: their dialects, what each version can do, their types, and the in-memory picture of one.
//!
//! One [`Catalog`] serves both sides of a diff: what a schema wants, and what was found in a
//! database. Planners ask [`Capabilities`]; only renderers and type maps match on [`Dialect`].

mod capabilities;
mod catalog;
mod dialect;
pub mod names;
mod types;

pub use capabilities::Capabilities;
pub use catalog::{
    Catalog, Column, ColumnArity, Default, EnumId, EnumType, Expression, Extension, ForeignKey, ForeignKeyAction,
    Identity, Index, IndexAlgorithm, IndexColumn, IndexTarget, NullsOrder, OpaqueKind, OpaqueObject, PrimaryKey,
    QualifiedName, Sequence, SortOrder, Table, TableId, TableNote, View,
};
pub use dialect::Dialect;
pub use types::{ColumnType, PostgresType, SqliteType, TypeArgument};
