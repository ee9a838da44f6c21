//! Transactions: batches, closures and guards, savepoints inside, a limit of time, and rollback when a future is
//! dropped.

mod batch;
mod levels;
mod options;
mod session;
mod state;
mod tx;

pub use options::{ClientType, Options};
pub(super) use session::Session;
pub use tx::Tx;
