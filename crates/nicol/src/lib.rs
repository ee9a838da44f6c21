//! The Nicol client for Rust applications.
//!
//! `nicol generate` writes a module (or a crate) from your `schema.prisma`; this crate is what that module calls and
//! what its types are made of. The generated module has a `Client`, one module for each model with its fields and
//! relations as functions, and the rows as plain structs.
//!
//! ```
//! # use library::{self as db, book, loan, member};
//! # use nicol::connect;
//! # async fn example(url: &str) -> nicol::Result<()> {
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
//! # Ok(())
//! # }
//! ```
//!
//! (A test compiles and runs this example on both databases.)
//!
//! More: [the tour](https://github.com/nicol-db/nicol/blob/main/docs/rust-client.md), with a table of everything that a request
//! can say, and [idioms of other crates](https://github.com/nicol-db/nicol/blob/main/docs/from-other-crates.md) (Diesel, SeaORM,
//! sqlx, prisma-client-rust) beside Nicol's.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `postgres` | yes | PostgreSQL 14 and later, with TLS |
//! | `sqlite` | yes | SQLite: the library of the system, or the one that another crate brings |
//! | `sqlite-bundled` | yes | SQLite, compiled in (`libsqlite3-sys` with its feature `bundled`); brings `sqlite` |
//! | `spans` | | spans of `tracing` for operations, transactions and statements, with OpenTelemetry's names |
//! | `migrate` | | the application applies its migrations itself, see `nicol::migrate`; brings both drivers |
//!
//! An application with one database says `nicol = { version = "..", default-features = false, features = ["sqlite-bundled"] }` and
//! links no driver for the other. A URL of a database whose feature is off is an error when the client is made.
//!
//! # Beside other database crates
//!
//! `libsqlite3-sys` may stand only once in a graph of dependencies. Nicol takes any `rusqlite` from 0.29 to 0.41, and cargo
//! chooses the one that goes with the `libsqlite3-sys` of your other crates: sqlx 0.7 to 0.9, SeaORM 0.12 to 2, Diesel
//! 2.1 to 2.3 and every `rusqlite` in that range are tested. If cargo keeps a newer one that is in the lock file already,
//! `cargo update -p rusqlite` lets it choose again.
#![warn(missing_docs)]

pub use nicol_client::typed::{
    Aggregate, Aggregates, Arity, Batch, Change, Changes, Field, Filter, Groups, Having, Include, Insensitive,
    IntoFilter, JsonPath, Key, Link, Many, Model, New, News, One, Opt, Order, Pick, Query, Rel, RelatedCount,
    Relevance, Row, Select, Shape, Table, Unique, all, any, by_key, connect, connect_or_create, count, create, not,
    parent,
};
pub use nicol_client::value::{Arg, Cell, Label, Value};
pub use nicol_client::{
    Builder, ClientType, Error, Handle, Histogram, LogEvent, LogLevel, Metrics, Options, Params, RawArg, RawQuery,
    RawRow, RawValue, Result, RowStream, Tx, Url, shape,
};

/// How the database answers.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let health: Health = db.health().await?;
/// println!("{:?}", health.latency);
/// # Ok(())
/// # }
/// ```
pub use nicol_client::Health;
/// How much transactions see of each other.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let books = db.isolation(Isolation::RepeatableRead).transact(async |tx| tx.book().count().await).await?;
/// # Ok(())
/// # }
/// ```
pub use nicol_client::Isolation;
/// Certificates in memory.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(ca: String) -> nicol::Result<()> {
/// let tls = Tls { authorities: Some(ca), server_name: Some("db.internal".to_owned()), ..Tls::default() };
/// let url = "postgresql://ada@10.0.0.7/library?sslmode=verify-full";
/// let db = db::Client::builder().url(url).tls(tls).connect().await?;
/// # Ok(())
/// # }
/// ```
pub use nicol_client::Tls;

/// How included records are read.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let query = db.member().find_many().include(member::loans().include(loan::book()));
/// let in_one_statement = query.load_strategy(LoadStrategy::Join).await?;
/// # Ok(())
/// # }
/// ```
pub use nicol_client::typed::LoadStrategy;

#[cfg(feature = "migrate")]
pub mod migrate;

/// What queries do: the first type of a [`Query`], and what they have to offer.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// use nicol::kinds::{FindMany, HasArgs};
///
/// fn first_ten<'c, K: HasArgs>(query: Query<'c, K, db::Member>) -> Query<'c, K, db::Member> {
///     query.order_by(member::id().asc()).take(10)
/// }
/// let query: Query<'_, FindMany, db::Member> = db.member().find_many();
/// let members: Vec<db::Member> = first_ten(query).await?;
/// # Ok(())
/// # }
/// ```
pub mod kinds {
    pub use nicol_client::typed::{
        Aggregated, Count, Create, CreateMany, CreateManyAndReturn, Delete, DeleteMany, FindFirst, FindFirstOrThrow,
        FindMany, FindUnique, FindUniqueOrThrow, GroupBy, HasArgs, HasCursor, HasData, HasDistinct, HasFilter,
        HasLimit, HasLoadStrategy, HasRows, Kind, OrThrow, Returning, Returns, Update, UpdateMany, UpdateManyAndReturn,
        Upsert,
    };
}

/// `DateTime`: a point in time, in microseconds.
///
/// It ends at 9999-12-30T22:00:00.999999999Z, a little before the `9999-12-31T23:59:59.999Z` that stands for "for ever" in many
/// databases. A row with such a time, or with PostgreSQL's `infinity`, is an error that names it (P2023). It can be read
/// as text: by `query_raw` into a `String`, or by `run_json`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let since: DateTime = "2026-01-01T00:00:00Z".parse().expect("a time");
/// let recent = db.member().find_many().filter(member::joined_at().gte(since)).await?;
/// # Ok(())
/// # }
/// ```
pub use jiff::Timestamp as DateTime;
/// `Decimal`: a number of up to 28 digits. More digits after the point are rounded when they are read; a number that is
/// larger than it holds is an error that names it.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let price: Decimal = "12.90".parse().expect("a number");
/// db.book().update_many().filter(book::price().gt(price)).with(book::price().set(price)).await?;
/// # Ok(())
/// # }
/// ```
pub use rust_decimal::Decimal;
/// `Json`. `Json::Null` is JSON's null; SQL's is `is_null()` in filters and `set_null()` in changes.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let settings = Json::from_iter([("theme", Json::from("dark"))]);
/// db.member().update(member::id().eq(1)).set(member::settings(), &settings).await?;
/// # Ok(())
/// # }
/// ```
pub use serde_json::Value as Json;

#[doc(hidden)]
pub use nicol_client::__private;
