//! The mixed queries of the client's tests on PostgreSQL.

#[rustfmt::skip]
#[path = "../../../../../crates/nicol/tests/api/postgres/db/mod.rs"]
pub(crate) mod db;
#[path = "../../../../../crates/nicol/tests/api/suite/mixed.rs"]
pub(crate) mod mixed;

crate::workload!();
