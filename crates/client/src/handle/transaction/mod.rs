//! Transactions: batches, closures and guards, savepoints inside, a limit of time, and rollback when a future is
//! dropped.

mod batch;
mod deadlines;
mod levels;
mod options;
mod session;
mod state;
mod tx;

pub(super) use deadlines::Deadlines;
pub use options::{ClientType, Options};
pub(super) use session::Session;
pub use tx::Tx;
