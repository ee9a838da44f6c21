//! Databases: their dialects, what each version can do, their types, the in-memory picture of one, and where the
//! statements of a script begin and end.
//!
//! One [`Catalog`] serves both sides of a diff: what a schema wants, and what was found in a
//! database. Planners ask [`Capabilities`]; only renderers and type maps match on [`Dialect`].

mod capabilities;
mod catalog;
mod dialect;
pub mod names;
pub mod script;
mod types;

pub use capabilities::Capabilities;
pub use catalog::{
    Catalog, Column, ColumnArity, Default, Dependent, DependentKind, EnumId, EnumType, Expression, Extension,
    ForeignKey, ForeignKeyAction, Identity, Index, IndexAlgorithm, IndexColumn, IndexTarget, NullsOrder, OpaqueKind,
    OpaqueObject, PrimaryKey, QualifiedName, Sequence, SortOrder, Table, TableId, TableNote, View,
};
pub use dialect::Dialect;
pub use types::{ColumnType, PostgresType, SqliteType, TypeArgument};
