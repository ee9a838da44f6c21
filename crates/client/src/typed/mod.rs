//! The typed requests that generated code is made of.
//!
//! Everything here only writes numbers and bytes into a [`Request`](nicol_query::request::Request); types say what
//! may be joined with what and how rows are read. Nothing here runs anything.

mod aggregate;
mod batch;
mod change;
mod compound;
mod condition;
mod cursor;
mod field;
mod filter;
mod having;
mod kind;
mod link;
mod order;
mod piece;
mod query;
mod read;
mod record;
mod relation;
mod select;
mod table;

pub use aggregate::{Aggregate, Aggregates, CountAll, Groups, count};
pub use batch::{Batch, Brought, Gathered};
pub(crate) use batch::{Outcome, Part};
pub use change::{Change, Changes};
pub use compound::Compound;
pub use condition::{Insensitive, JsonPath};
pub use cursor::{Cursor, Layout, Rows};
pub use field::{Field, Key, KeyKind, Plain, Uniq};
pub use filter::{Filter, IntoFilter, Unique, all, any, not};
pub use having::Having;
pub use kind::{
    Aggregated, Count, Create, CreateMany, CreateManyAndReturn, Delete, DeleteMany, FindFirst, FindFirstOrThrow,
    FindMany, FindUnique, FindUniqueOrThrow, GroupBy, HasArgs, HasCursor, HasData, HasDistinct, HasFilter, HasLimit,
    HasLoadStrategy, HasRows, Kind, OrThrow, Returning, Returns, Update, UpdateMany, UpdateManyAndReturn, Upsert,
};
pub use nicol_query::ast::LoadStrategy;

pub use link::{Link, by_key, connect, connect_or_create, create, parent};
pub use order::{Order, Relevance};
pub use piece::Piece;
pub(crate) use piece::Records;
pub use query::Query;
pub use read::{Include, Pick, Push};
pub use record::{AsList, AsOne, New, News, Record, Row};
pub use relation::{Arity, CanBeMissing, CanFilter, Many, One, Opt, Rel, Related, RelatedCount, ToMany, ToOne};
pub use select::{Model, Nested, NestedShape, Select, Shape};
pub use table::Table;
