//! What is resident while a million queries run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nicol::Result;
use tokio::task::JoinHandle;

use crate::{POSTGRES, Place, SQLITE};

const TASKS: u64 = 8;
const CONNECTIONS: u32 = 4;

pub(crate) async fn postgres(queries: u64) -> Result<()> {
    let place = Place::postgres(CONNECTIONS);
    let db = crate::postgres::set_up(&place.url, POSTGRES).await?;
    let done = Arc::default();
    watch("PostgreSQL", queries, &done, crate::postgres::run(&db, TASKS, queries, &done)).await
}

pub(crate) async fn sqlite(queries: u64) -> Result<()> {
    // One writer at a time: others would wait for its lock without order.
    let place = Place::sqlite(1);
    let db = crate::sqlite::set_up(&place.url, SQLITE).await?;
    let done = Arc::default();
    watch("SQLite", queries, &done, crate::sqlite::run(&db, TASKS, queries, &done)).await
}

/// Waits for the tasks, and prints what is resident after each tenth.
async fn watch(name: &str, queries: u64, done: &Arc<AtomicU64>, tasks: Vec<JoinHandle<Result<()>>>) -> Result<()> {
    println!("{name}: {queries} mixed queries by {TASKS} tasks");
    let began = Instant::now();
    let mut sizes = Vec::new();
    for tenth in 1..=10 {
        while done.load(Ordering::Relaxed) < queries * tenth / 10 && !tasks.iter().all(JoinHandle::is_finished) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        sizes.push(resident());
        println!("  after {:>8} queries: {:>6} kB resident", done.load(Ordering::Relaxed), resident());
    }
    for task in tasks {
        task.await.expect("no task panics")?;
    }
    let (warm, most) = (sizes[0], sizes.iter().copied().max().unwrap_or_default());
    println!(
        "  growth after the first tenth: {:+} kB at the end, {:+} kB at most; {:.0} queries a second",
        sizes[9].cast_signed() - warm.cast_signed(),
        most.cast_signed() - warm.cast_signed(),
        queries as f64 / began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// In kilobytes, as the system says it.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}
