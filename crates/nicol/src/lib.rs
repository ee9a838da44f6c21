//! The Nicol client for Rust applications.
//!
//! `nicol generate` writes a module (or a crate) from your `schema.prisma`; this crate is what that module calls and
//! what its types are made of. The generated module has a `Client`, one module for each model with its fields and
//! relations as functions, and the rows as plain structs.
//!
//! ```ignore
//! let db = db::Client::connect(url).await?;
//!
//! // A new record: what is required in the literal, all else by `set` and `with`.
//! let ada = db
//!     .member()
//!     .create(member::New { email: "ada@example.org", name: "Ada" })
//!     .set(member::points(), 30)
//!     .await?;
//!
//! // Filters are values; they go through relations.
//! let readers = member::loans().some(loan::book().is(book::title().starts_with("The")));
//! let found: Vec<db::Member> =
//!     db.member().find_many().filter(readers).order_by(member::name().asc()).take(10).await?;
//!
//! // Each `include` adds one element to the tuple; `select` reads nothing but what it names.
//! for (member, loans) in db.member().find_many().include(member::loans().include(loan::book())).await? {
//!     println!("{} has {} books", member.name, loans.len());
//! }
//! let names: Vec<(i32, String)> = db.member().find_many().select((member::id(), member::name())).await?;
//!
//! // Committed on `Ok`, rolled back on `Err`, panic and drop.
//! db.transact(async |tx| {
//!     let book = tx.book().create(book::New { title: "The Prism", pages: 7 }).await?;
//!     let borrower = connect(member::id().eq(ada.id));
//!     tx.loan().create(loan::New { days: 14, member: borrower, book: connect(book::id().eq(&book.id)) }).await
//! })
//! .await?;
//!
//! // Errors have Prisma's codes.
//! match db.member().create(member::New { email: "ada@example.org", name: "Again" }).await {
//!     Err(error) if error.is_unique_violation() => println!("{} {:?}", error, error.meta()),
//!     other => drop(other?),
//! }
//! ```
//!
//! (A test compiles and runs this example on both databases.)
//!
//! # Features
//! - `postgres`, `sqlite`: the databases that the client can connect to; both are on by default. An application with one
//!   of them says `nicol = { version = "..", default-features = false, features = ["sqlite"] }` and links no driver for
//!   the other.
//! - `migrate`: the application applies its migrations itself, see [`migrate`](crate::migrate). Off by default.
#![warn(missing_docs)]

pub use nicol_client::typed::{
    Aggregate, Aggregates, Arity, Change, Changes, Field, Filter, Groups, Having, Include, Insensitive, IntoFilter,
    JsonPath, Key, Link, Many, Model, New, One, Opt, Order, Pick, Query, Rel, RelatedCount, Row, Select, Shape, Table,
    Unique, all, any, connect, connect_or_create, count, create, not, parent,
};
pub use nicol_client::value::{Arg, Cell, Label, Value};
pub use nicol_client::{
    Builder, ClientType, Error, Handle, Health, Histogram, Isolation, LogEvent, LogLevel, Metrics, Options, Params,
    RawArg, RawRow, RawValue, Result, RowStream, Tx, Url, shape,
};

#[cfg(feature = "migrate")]
pub mod migrate;

/// What queries do: the first type of a [`Query`].
pub mod kinds {
    pub use nicol_client::typed::{
        Aggregated, Count, Create, CreateMany, CreateManyAndReturn, Delete, DeleteMany, FindFirst, FindFirstOrThrow,
        FindMany, FindUnique, FindUniqueOrThrow, GroupBy, HasArgs, HasData, HasFilter, HasLimit, Update, UpdateMany,
        UpdateManyAndReturn, Upsert,
    };
}

/// `DateTime`: a point in time, in microseconds.
///
/// It ends at 9999-12-30T22:00:00.999999999Z, a little before the `9999-12-31T23:59:59.999Z` that stands for "for ever" in many
/// databases. A row with such a time, or with PostgreSQL's `infinity`, is an error that names it (P2023). It can be read
/// as text: by `query_raw` into a `String`, or by `run_json`.
pub use jiff::Timestamp as DateTime;
/// `Decimal`.
pub use rust_decimal::Decimal;
/// `Json`.
pub use serde_json::Value as Json;

#[doc(hidden)]
pub use nicol_client::__private;
