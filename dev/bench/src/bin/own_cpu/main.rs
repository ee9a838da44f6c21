//! Our own CPU for a query: the generated client, and tokio-postgres by hand, against a server in memory that answers
//! with canned bytes.
//!
//! ```sh
//! cargo run --release -p nicol-bench --bin own_cpu
//! ```
//!
//! From the call to the decoded struct, allocation included, statements prepared before; of that the server in memory
//! takes a part, which is shown by itself and not subtracted. Instructions are counted by valgrind, and are the same
//! from run to run; microseconds are the best of some rounds.

mod canned;
#[path = "../queries/contestant.rs"]
mod contestant;
#[rustfmt::skip]
#[path = "../queries/db/mod.rs"]
mod db;

use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use canned::{Answers, Connection};
use contestant::{ByHand, Contestant, Generated};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const WHO: [&str; 3] = ["server alone", "by hand", "ours"];
const CALLS: [&str; 2] = ["find_unique", "create"];
const ROUNDS: u32 = 20;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        [] => table(),
        ["--only", who, call, count] if WHO.contains(who) => {
            let Some(call) = CALLS.into_iter().find(|known| known == call) else { usage() };
            let Ok(count) = count.parse() else { usage() };
            run(who, call, 1, count);
        }
        _ => usage(),
    }
}

fn usage() -> ! {
    eprintln!("usage: own_cpu [--only \"server alone\"|\"by hand\"|ours find_unique|create COUNT]");
    std::process::exit(2);
}

fn table() {
    println!("{:<14}{:<16}{:>14}{:>14}{:>10}", "", "", "instructions", "microseconds", "ratio");
    for call in CALLS {
        let mut by_hand = None;
        for who in WHO {
            let count = instructions(who, call);
            let best = run(who, call, ROUNDS, 5_000);
            if who == "by hand" {
                by_hand = count;
            }
            let ratio = match (who, count, by_hand) {
                #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
                ("ours", Some(ours), Some(floor)) => format!("{:.3}", ours as f64 / floor as f64),
                _ => String::new(),
            };
            let count = count.map_or_else(|| "no valgrind".to_owned(), |count| count.to_string());
            println!("{call:<14}{who:<16}{count:>14}{best:>14.2}{ratio:>10}");
        }
    }
    println!("\nTo be reached: 5 microseconds for our own part of find_unique.");
}

/// Instructions of one call: the difference between many and few.
fn instructions(who: &str, call: &str) -> Option<u64> {
    const FEW: u64 = 1_000;
    const MANY: u64 = 5_000;
    let count = |calls: u64| {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe().ok()?)
            .args(["--only", who, call, &calls.to_string()])
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        text.lines().find_map(|line| line.split("Collected :").nth(1))?.trim().parse::<u64>().ok()
    };
    Some((count(MANY)? - count(FEW)?) / (MANY - FEW))
}

/// Microseconds of one call: the best round's mean.
fn run(who: &str, call: &'static str, rounds: u32, count: i32) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    let answers = Answers::new();
    runtime.block_on(async {
        match who {
            "ours" => {
                let dial = move || {
                    let connection = Connection::new(&answers);
                    async { Ok(connection) }
                };
                best(Arc::new(Generated::over(dial).await), call, rounds, count).await
            }
            "by hand" => best(Arc::new(ByHand::over(Connection::new(&answers)).await), call, rounds, count).await,
            _ => best(Arc::new(Server::over(Connection::new(&answers)).await), call, rounds, count).await,
        }
    })
}

async fn best<C: Contestant>(contestant: Arc<C>, call: &'static str, rounds: u32, count: i32) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..rounds {
        let contestant = Arc::clone(&contestant);
        // In a task, as queries are in applications.
        let round = tokio::spawn(async move {
            let began = Instant::now();
            for _ in 0..count {
                match call {
                    "find_unique" => contestant.find(7).await,
                    _ => contestant.create(7).await,
                }
            }
            began.elapsed()
        });
        let took = round.await.expect("the calls work");
        best = best.min(took.as_secs_f64() * 1e6 / f64::from(count));
    }
    best
}

/// Nobody between: the bytes of a request in, those of an answer out.
struct Server(tokio::sync::Mutex<Connection>);

impl Server {
    async fn over(mut connection: Connection) -> Self {
        let mut answer = [0; 4096];
        for request in [
            // Startup, Parse of each statement with Sync.
            &b"\0\0\0\x08\0\x03\0\0"[..],
            b"P\0\0\0\x0ff\0SELECT\0\0\0S\0\0\0\x04",
            b"P\0\0\0\x0fc\0INSERT\0\0\0S\0\0\0\x04",
        ] {
            connection.write_all(request).await.expect("memory takes it");
            assert!(connection.read(&mut answer).await.expect("memory gives it") > 0);
        }
        Self(tokio::sync::Mutex::new(connection))
    }

    async fn ask(&self, request: &[u8]) {
        let mut connection = self.0.lock().await;
        connection.write_all(request).await.expect("memory takes it");
        let mut answer = [0; 1024];
        let count = connection.read(&mut answer).await.expect("memory gives it");
        assert!(count > 100, "{count} bytes");
    }
}

/// Bind without values, Execute, Sync.
macro_rules! request {
    ($name:literal) => {
        concat!("B\0\0\0\x11\0", $name, "\0\0\x01\0\x01\0\0\0\x01\0\x01E\0\0\0\x09\0\0\0\0\0S\0\0\0\x04").as_bytes()
    };
}

impl Contestant for Server {
    async fn find(&self, _: i32) {
        self.ask(request!("f")).await;
    }

    async fn create(&self, _: i32) {
        self.ask(request!("c")).await;
    }
}
