//! The Nicol client for Rust applications.
#![warn(missing_docs)]

pub use nicol_client::typed::{
    Aggregate, Aggregates, Arity, Change, Changes, Field, Filter, Groups, Having, Include, Insensitive, IntoFilter,
    JsonPath, Key, Link, Many, Model, New, One, Opt, Order, Pick, Query, Rel, RelatedCount, Row, Select, Shape, Table,
    Unique, all, any, connect, connect_or_create, count, create, not, parent,
};
pub use nicol_client::value::{Arg, Cell, Label, Value};
pub use nicol_client::{
    Builder, ClientType, Error, Handle, Health, Isolation, LogEvent, LogLevel, Options, Params, RawArg, RawRow,
    RawValue, Result, Tx, Url, shape,
};

/// What queries do: the first type of a [`Query`].
pub mod kinds {
    pub use nicol_client::typed::{
        Aggregated, Count, Create, CreateMany, CreateManyAndReturn, Delete, DeleteMany, FindFirst, FindFirstOrThrow,
        FindMany, FindUnique, FindUniqueOrThrow, GroupBy, HasArgs, HasData, HasFilter, HasLimit, Update, UpdateMany,
        UpdateManyAndReturn, Upsert,
    };
}

/// `DateTime`: a point in time, in microseconds.
pub use jiff::Timestamp as DateTime;
/// `Decimal`.
pub use rust_decimal::Decimal;
/// `Json`.
pub use serde_json::Value as Json;

#[doc(hidden)]
pub use nicol_client::__private;
