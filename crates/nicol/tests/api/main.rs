//! The generated client against real databases: every test runs on SQLite and on a private PostgreSQL server.
//!
//! The clients in `sqlite/db` and `postgres/db` are generated from the schemas beside them; a test of `nicol-codegen` holds
//! them to that.
#![allow(clippy::duplicate_mod, reason = "the suite is compiled once for each database, with its client")]
#![allow(clippy::type_complexity, reason = "the types of results are what is tested")]

mod postgres;
mod protocol;
mod sqlite;
