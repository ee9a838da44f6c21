//! The driver against real databases: one suite, run on PostgreSQL and on SQLite, and what only one of them has.

#[path = "suite/support.rs"]
mod support;

#[path = "suite/admin.rs"]
mod admin;
#[path = "suite/batches.rs"]
mod batches;
#[path = "suite/connecting.rs"]
mod connecting;
#[path = "suite/errors.rs"]
mod errors;
#[path = "suite/faults.rs"]
mod faults;
#[path = "suite/pools.rs"]
mod pools;
#[path = "suite/raws.rs"]
mod raws;
#[path = "suite/transactions.rs"]
mod transactions;
#[path = "suite/values.rs"]
mod values;
