//! How long 32 tasks wait for each other on 10 connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nicol::Result;
use tokio::task::JoinHandle;

use crate::{POSTGRES, Place, SQLITE};

const TASKS: u64 = 32;
const CONNECTIONS: u32 = 10;

pub(crate) async fn postgres(seconds: u64) -> Result<()> {
    let place = Place::postgres(CONNECTIONS);
    let db = crate::postgres::set_up(&place.url, POSTGRES).await?;
    let is_over = Arc::default();
    watch("PostgreSQL", CONNECTIONS, seconds, &is_over, crate::postgres::take_turns(&db, TASKS, &is_over)).await
}

pub(crate) async fn sqlite(seconds: u64) -> Result<()> {
    let place = Place::sqlite(1);
    let db = crate::sqlite::set_up(&place.url, SQLITE).await?;
    let is_over = Arc::default();
    watch("SQLite", 1, seconds, &is_over, crate::sqlite::take_turns(&db, TASKS, &is_over)).await
}

async fn watch(
    name: &str,
    connections: u32,
    seconds: u64,
    is_over: &Arc<AtomicBool>,
    tasks: Vec<JoinHandle<Result<Vec<u32>>>>,
) -> Result<()> {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    is_over.store(true, Ordering::Relaxed);
    let (mut all, mut each) = (Vec::new(), Vec::new());
    for task in tasks {
        let times = task.await.expect("no task panics")?;
        each.push(times.len());
        all.extend(times);
    }
    all.sort_unstable();
    // In hundredths.
    let at = |share: usize| f64::from(all[(all.len() - 1) * share / 100]) / 1000.0;
    let (least, most) = (each.iter().min().copied().unwrap_or(0), each.iter().max().copied().unwrap_or(0));
    println!("{name}: {TASKS} tasks on {connections} connections for {seconds} s: {} steps", all.len());
    println!("  milliseconds a step: p50 {:.2}, p99 {:.2}, most {:.2}", at(50), at(99), at(100));
    println!("  steps of a task: least {least}, most {most}");
    Ok(())
}
