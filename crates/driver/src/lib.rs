//! Connections, pools, transactions and prepared statements, one module per database.
//!
//! This crate runs statements and returns rows, nothing else. Values go in and come out in the one binary form of
//! [`nicol_query::value`]; rows are [`nicol_query::set::Set`]s. It knows nothing of models, plans or migrations.
//!
//! - [`DatabaseUrl`]: connection strings with Prisma's parameters.
//! - [`Pool`], [`PooledConnection`], [`Transaction`]: what the client runs plans on.
//! - [`Query`], [`Param`], [`Outcome`]: a statement and what it brought; [`raw`]: statements whose columns nobody knows.
//! - [`admin`]: one plain connection for migrations: scripts, catalogue rows as text, locks, databases.
//! - [`Error`]: what went wrong, with Prisma's code and `meta`.

pub mod admin;
mod cancel;
mod comment;
mod connection;
mod cursor;
mod describe;
mod error;
mod health;
mod observe;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
pub mod raw;
mod settings;
#[cfg(feature = "spans")]
mod span;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod text;
mod transaction;
mod url;

pub use cancel::{GivenUp, given_up};
pub use comment::commented;
pub use connection::Connection;
pub use cursor::Cursor;
pub use describe::{DescribedColumn, DescribedParameter, DescribedType, Description};
pub use error::{Code, Constraint, Error, ServerError};
pub use health::Health;
pub use observe::{Observer, QueryEvent};
pub use pool::{Pool, PoolState, PooledConnection};
#[cfg(unix)]
pub use settings::Adopt;
pub use settings::{AskPassword, Asking, Dial, Dialling, Settings, Tls, Transport};
pub use statement::{Judge, Judgment, Outcome, Param, Query};
pub use transaction::{Isolation, Transaction};
pub use url::{
    Binding, DatabaseUrl, Host, LibpqVariables, PostgresUrl, SqlitePath, SqliteUrl, SslAccept, SslMode, UrlWarning,
};

#[cfg(not(any(feature = "postgres", feature = "sqlite")))]
compile_error!("nicol-driver needs at least one of the features `postgres` and `sqlite`");
