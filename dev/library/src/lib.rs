//! A library with members, books and loans: the generated client that the examples in the documentation of `nicol` and
//! `nicol-client` use. It is that of the schema `crates/nicol/tests/api/postgres/schema.prisma`.

#[rustfmt::skip]
#[path = "../../../crates/nicol/tests/api/postgres/db/mod.rs"]
mod db;

pub use db::*;
