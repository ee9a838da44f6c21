//! Workflows on real databases: a private PostgreSQL server, SQLite files.

mod backup;
mod baseline;
mod carriage;
mod checks;
mod deploy;
mod dev;
#[path = "../../../migrate/tests/diff/differences/mod.rs"]
mod differences;
mod down;
mod faults;
mod findings;
mod forgotten;
#[path = "../../../migrate/tests/diff/generate.rs"]
mod generate;
mod histories;
mod hostile;
mod ledger;
mod leftovers;
mod live;
mod long;
#[path = "../../../migrate/tests/diff/mutate.rs"]
mod mutate;
mod push;
mod reset;
mod rivals;
mod scripts;
#[cfg(unix)]
mod server;
mod shadow;
mod squash;
mod support;
mod survival;
mod tenants;
mod unseen;
mod unusual;
