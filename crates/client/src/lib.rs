//! The runtime of generated Rust clients: typed requests, the executor of plans, transactions, raw SQL, health.
//!
//! Applications use it through the crate `nicol`.
#![warn(missing_docs)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod cache;
mod error;
mod executor;
mod handle;
mod ids;
pub mod lines;
mod shape;
pub mod typed;
pub mod value;

pub use error::{Error, Result};
#[doc(hidden)]
pub use handle::Answer;
pub use handle::{
    Builder, ClientType, Handle, Health, Histogram, Isolation, LogEvent, LogLevel, Metrics, Options, Params, RawArg,
    RawQuery, RawRow, RawValue, RowStream, Tls, Tx, Url,
};
#[cfg(unix)]
#[doc(hidden)]
pub use nicol_driver::{Adopt, Transport};
#[doc(hidden)]
pub use nicol_query::json::{Call, Learned, Packed, Template};
#[doc(hidden)]
pub use nicol_query::slots::Slots;
