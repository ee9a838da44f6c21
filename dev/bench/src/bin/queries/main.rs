//! Figures of queries: the generated client beside tokio-postgres by hand, in turns, on a private server.
//!
//! ```sh
//! cargo run --release -p nicol-bench --bin queries
//! cargo run --release -p nicol-bench --bin queries -- --only ours find_unique 100000 1   # for a profiler: 1 thread
//! ```
//!
//! Microseconds: the median of all calls, the quartiles of the ratios of rounds, the CPU time that this process uses
//! for a call. Both have one connection for each call in flight; by hand there is no pool, and statements are prepared
//! before the clock starts.
//!
//! Where client and server run decides more than what they do: whether an answer comes from the same core or from
//! another one that may be asleep. So both are pinned, in each way in turn; the last table is what the scheduler makes
//! of it.

mod contest;
mod contestant;
#[rustfmt::skip]
mod db;
mod placement;

use std::sync::Arc;

use contest::Call;
use contestant::{ByHand, Generated};
use nicol_testkit::postgres::Server;
use placement::Placement;

const IN_FLIGHT: usize = 16;

fn main() {
    let Some(server) = Server::shared() else {
        eprintln!("This needs the programs of a PostgreSQL server: install PostgreSQL, or set NICOL_POSTGRES_BIN.");
        std::process::exit(1);
    };
    let url = server.database("queries");
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.as_slice() {
        [] => {
            runtime(2).block_on(set_up(&url));
            for placement in Placement::all() {
                if let Err(error) = placement.take(server) {
                    println!("\n{placement}: not measured: {error}");
                    continue;
                }
                contest::print_head(placement);
                let threads = placement.threads();
                runtime(threads).block_on(async { tokio::spawn(compare(url.clone())).await }).expect("the calls work");
            }
            println!("\nMicroseconds; to be reached: a ratio of 1.15.");
        }
        [only, who, call, count, threads] if only == "--only" => {
            let Some(call) = Call::ALL.into_iter().find(|c| c.name() == call) else { usage() };
            let (Ok(count), Ok(threads)) = (count.parse(), threads.parse()) else { usage() };
            let is_ours = who == "ours";
            let alone = async move {
                set_up(&url).await;
                let mut times = if is_ours {
                    contest::calls(call, Arc::new(Generated::connect(&url, 1).await), 0, count).await
                } else {
                    contest::calls(call, Arc::new(ByHand::connect(&url).await), 0, count).await
                };
                println!("median {:.2} microseconds", contest::quantile(&mut times, 0.5));
            };
            runtime(threads).block_on(async { tokio::spawn(alone).await }).expect("the calls work");
        }
        _ => usage(),
    }
}

fn usage() -> ! {
    eprintln!("usage: queries [--only ours|by-hand find_unique|create COUNT THREADS]");
    std::process::exit(2);
}

fn runtime(threads: usize) -> tokio::runtime::Runtime {
    let made = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    made.expect("threads can be started")
}

async fn set_up(url: &str) {
    let client = db::Client::connect(url).await.expect("the server is there");
    client.execute_raw(include_str!("schema.sql"), ()).await.expect("the table can be made");
}

async fn compare(url: String) {
    let by_hand = [Arc::new(ByHand::connect(&url).await)];
    let ours = [Arc::new(Generated::connect(&url, 1).await)];
    for call in Call::ALL {
        contest::compare(call, &by_hand, &ours).await;
    }
    let mut by_hand = Vec::new();
    for _ in 0..IN_FLIGHT {
        by_hand.push(Arc::new(ByHand::connect(&url).await));
    }
    let pool = Generated::connect(&url, IN_FLIGHT).await;
    let ours: Vec<_> = (0..IN_FLIGHT).map(|_| Arc::new(pool.clone())).collect();
    for call in Call::ALL {
        contest::compare(call, &by_hand, &ours).await;
    }
}
