//! How the client keeps: memory over a million mixed queries, and the turns of many tasks on few connections.
//!
//! ```sh
//! cargo run --release -p nicol-bench --bin endurance                      # both, on both databases
//! cargo run --release -p nicol-bench --bin endurance -- memory postgres 1000000
//! cargo run --release -p nicol-bench --bin endurance -- turns postgres 60
//! ```
//!
//! The queries are those of `crates/nicol/tests/api/suite/mixed.rs`: reads, writes, nested ones, transactions, errors,
//! futures that are dropped, 4096 shapes of one query and 30,000 texts of raw ones, so that plans and prepared statements
//! come and go. The first tenth warms everything up; what is resident after that is compared with the end.
#![allow(clippy::duplicate_mod, reason = "the queries are compiled once for each database, with its client")]

mod memory;
mod postgres;
mod sqlite;
mod turns;

use std::path::Path;

use nicol_testkit::postgres::Server;

/// What both databases do in the same way, each with its client.
#[macro_export]
macro_rules! workload {
    () => {
        use std::sync::Arc;
        use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
        use std::time::Instant;

        /// A client, of a database in which everything is made.
        pub(crate) async fn set_up(url: &str, schema: &str) -> nicol::Result<db::Client> {
            let client = db::Client::connect(url).await?;
            client.execute_raw(schema, ()).await?;
            mixed::prepare(&client).await?;
            Ok(client)
        }

        /// Runs steps until so many queries were made; counts them in `done` as it goes on.
        pub(crate) fn run(
            db: &db::Client,
            tasks: u64,
            queries: u64,
            done: &Arc<AtomicU64>,
        ) -> Vec<tokio::task::JoinHandle<nicol::Result<()>>> {
            let start = |task| {
                let (db, done) = (db.clone(), Arc::clone(done));
                tokio::spawn(async move {
                    let mut number = 0;
                    while done.load(Ordering::Relaxed) < queries {
                        let made = mixed::step(&db, task, number).await?;
                        done.fetch_add(made, Ordering::Relaxed);
                        number += 1;
                    }
                    Ok(())
                })
            };
            (0..tasks).map(start).collect()
        }

        /// Runs steps until it is over, each task by itself: how long each step took, in microseconds.
        pub(crate) fn take_turns(
            db: &db::Client,
            tasks: u64,
            is_over: &Arc<AtomicBool>,
        ) -> Vec<tokio::task::JoinHandle<nicol::Result<Vec<u32>>>> {
            let start = |task| {
                let (db, is_over) = (db.clone(), Arc::clone(is_over));
                tokio::spawn(async move {
                    let (mut number, mut times) = (0, Vec::new());
                    while !is_over.load(Ordering::Relaxed) {
                        let began = Instant::now();
                        mixed::step(&db, task, number).await?;
                        times.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
                        number += 1;
                    }
                    Ok(times)
                })
            };
            (0..tasks).map(start).collect()
        }
    };
}

pub(crate) const POSTGRES: &str = include_str!("../../../../../crates/nicol/tests/api/postgres/schema.sql");
pub(crate) const SQLITE: &str = include_str!("../../../../../crates/nicol/tests/api/sqlite/schema.sql");

/// A database to run on. SQLite's file is in memory if the system has such a folder: it is not the disk that is measured.
pub(crate) struct Place {
    pub(crate) url: String,
    _folder: Option<tempfile::TempDir>,
}

impl Place {
    fn postgres(limit: u32) -> Self {
        let Some(server) = Server::shared() else {
            eprintln!("This needs the programs of a PostgreSQL server: install PostgreSQL, or set NICOL_POSTGRES_BIN.");
            std::process::exit(1);
        };
        let url = format!("{}&connection_limit={limit}&pool_timeout=600", server.database("endurance"));
        Self { url, _folder: None }
    }

    fn sqlite(limit: u32) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a temporary folder");
        let file = folder.path().join("endurance.db");
        std::fs::File::create(&file).expect("a file in a new folder");
        let url = format!("file:{}?connection_limit={limit}&pool_timeout=600&socket_timeout=600", file.display());
        Self { url, _folder: Some(folder) }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().unwrap_or_else(|_| usage());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("threads can be started");
    let done = match args.as_slice() {
        [] => runtime.block_on(async {
            memory::postgres(1_000_000).await?;
            memory::sqlite(1_000_000).await?;
            turns::postgres(60).await?;
            turns::sqlite(60).await
        }),
        ["memory", "postgres", queries] => runtime.block_on(memory::postgres(number(queries))),
        ["memory", "sqlite", queries] => runtime.block_on(memory::sqlite(number(queries))),
        ["turns", "postgres", seconds] => runtime.block_on(turns::postgres(number(seconds))),
        ["turns", "sqlite", seconds] => runtime.block_on(turns::sqlite(number(seconds))),
        _ => usage(),
    };
    if let Err(error) = done {
        eprintln!("a query failed: {error:#?}");
        std::process::exit(1);
    }
}

fn usage() -> ! {
    eprintln!("usage: endurance [memory postgres|sqlite QUERIES | turns postgres|sqlite SECONDS]");
    std::process::exit(2);
}
