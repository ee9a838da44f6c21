//! Many queries of all kinds, and many tasks on few connections. The bench `endurance` does the same for longer and tells
//! how much memory and time that takes.

use super::mixed::{KINDS, prepare, step};
use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Tasks on fewer connections: all come to their end, none much later than the others.
#[tokio::test]
async fn many_queries_by_many_tasks_on_few_connections() -> Result<()> {
    const TASKS: u64 = 16;
    const ROUNDS: u64 = 3;

    let Database { client: direct, url } = fresh!();
    prepare(&direct).await?;
    let mark = if url.contains('?') { '&' } else { '?' };
    // SQLite has one writer, and waits for its turn without order.
    let limits =
        if IS_POSTGRES { "connection_limit=5&pool_timeout=180" } else { "connection_limit=1&pool_timeout=180" };
    let db = db::Client::connect(&format!("{url}{mark}{limits}")).await?;
    let done: Arc<Vec<AtomicU64>> = Arc::new((0..TASKS).map(|_| AtomicU64::new(0)).collect());
    let tasks: Vec<_> = (0..TASKS)
        .enumerate()
        .map(|(index, task)| {
            let (db, done) = (db.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                for number in 0..KINDS * ROUNDS {
                    step(&db, task, number).await?;
                    done[index].fetch_add(1, Ordering::Relaxed);
                    let counts = done.iter().map(|count| count.load(Ordering::Relaxed));
                    let (least, most) = counts.fold((u64::MAX, 0), |(least, most), c| (least.min(c), most.max(c)));
                    assert!(least > 0 || most < KINDS, "one is at step {most}, another has not had its turn");
                }
                Ok::<_, nicol::Error>(())
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no task panics")?;
    }
    let pool = db.health().await?.pool;
    assert_eq!((pool.busy, pool.waiting), (0, 0));
    assert_eq!(direct.genre().count().filter(genre::name().starts_with("t")).await?, 0, "nothing was left behind");
    assert_eq!(direct.member().count().await?, 50);
    Ok(())
}
