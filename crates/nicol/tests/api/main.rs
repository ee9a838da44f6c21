//! The generated client against real databases: every test runs on SQLite and on a private PostgreSQL server.
//!
//! The clients in `sqlite/db` and `postgres/db` are generated from the schemas beside them; a test of `nicol-codegen` holds
//! them to that.

mod postgres;
mod sqlite;
