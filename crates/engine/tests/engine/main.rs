//! Workflows on real databases: a private PostgreSQL server, SQLite files.

mod deploy;
mod dev;
mod histories;
mod push;
mod support;
