//! The mixed queries of the client's tests on SQLite.

#[rustfmt::skip]
#[path = "../../../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
pub(crate) mod db;
#[path = "../../../../../crates/nicol/tests/api/suite/mixed.rs"]
pub(crate) mod mixed;

crate::workload!();
