//! Transactions that get in each other's way, and those whose time is over while the server works.

use super::db::{self, genre};
use super::{Database, database};
use nicol::{Isolation, Result};
use nicol_testkit::wait::until_async;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Barrier;

async fn two() -> Option<Database> {
    let database = database("api").await?;
    for name in ["a", "b"] {
        database.client.genre().create(genre::New { name }).await.expect("it can be made");
    }
    Some(database)
}

async fn rename(db: &db::Client, id: i32, name: &str) -> Result<()> {
    db.genre().update(genre::id().eq(id)).set(genre::name(), name).await.map(drop)
}

#[tokio::test]
async fn a_conflict_is_tried_again_as_often_as_was_asked_for() -> Result<()> {
    let Some(Database { client: db, .. }) = two().await else { return Ok(()) };
    for (conflicts, times, expected) in [(0, 1, 1), (1, 3, 2), (2, 3, 3), (9, 3, 3), (9, 1, 1), (9, 0, 1)] {
        let tries = AtomicU32::new(0);
        let done = db
            .isolation(Isolation::RepeatableRead)
            .retry(times, async |tx: &db::Client| {
                let number = tries.fetch_add(1, Ordering::Relaxed);
                tx.genre().count().await?;
                if number < conflicts {
                    // Somebody else is faster.
                    rename(&db, 1, &format!("other {number}")).await?;
                }
                rename(tx, 1, "mine").await
            })
            .await;
        assert_eq!(tries.into_inner(), expected, "{conflicts} conflicts, {times} times");
        let code = done.err().and_then(|error| error.code().map(str::to_owned));
        assert_eq!(code.as_deref(), (conflicts >= expected).then_some("P2034"));
    }
    // Nothing else is tried again.
    let tries = AtomicU32::new(0);
    let error = db
        .retry(5, async |tx: &db::Client| {
            tries.fetch_add(1, Ordering::Relaxed);
            tx.genre().create(genre::New { name: "b" }).await
        })
        .await
        .unwrap_err();
    assert!(error.is_unique_violation() && tries.into_inner() == 1);
    Ok(())
}

#[tokio::test]
async fn a_deadlock_is_tried_again() -> Result<()> {
    let Some(Database { client: db, .. }) = two().await else { return Ok(()) };
    let (both, tries) = (Barrier::new(2), AtomicU32::new(0));
    let crossing = async |first: i32, second: i32, name: &str| {
        let options = db.tx_options().timeout(Duration::from_secs(120));
        let is_first = AtomicU32::new(0);
        options
            .retry(5, async |tx: &db::Client| {
                tries.fetch_add(1, Ordering::Relaxed);
                rename(tx, first, &format!("{name} {first}")).await?;
                if is_first.fetch_add(1, Ordering::Relaxed) == 0 {
                    both.wait().await;
                }
                rename(tx, second, &format!("{name} {second}")).await
            })
            .await
    };
    let (one, other) = tokio::join!(crossing(1, 2, "x"), crossing(2, 1, "y"));
    one?;
    other?;
    assert!(tries.into_inner() >= 3, "one of them was tried again");
    Ok(())
}

/// Statements of other sessions that run, and their transactions that are open.
async fn at_work(watch: &db::Client) -> i64 {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
               AND state <> 'idle'";
    watch.query_raw::<i64>(sql, ()).await.expect("it answers")[0]
}

#[tokio::test]
async fn a_time_limit_ends_the_servers_work() -> Result<()> {
    let Some(Database { client: watch, url }) = two().await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&connection_limit=1")).await?;
    let error = db
        .tx_options()
        .timeout(Duration::from_millis(300))
        .transact(async |tx| {
            rename(tx, 1, "lost").await?;
            tx.execute_raw("SELECT pg_sleep(3600)", ()).await
        })
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.meta()["timeout"].as_u64()), (Some("P2028"), Some(300)), "{error}");
    until_async("the server works for nobody", async || at_work(&watch).await == 0).await;
    assert_eq!(db.genre().count().filter(genre::name().eq("lost")).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_dropped_transaction_ends_the_servers_work() -> Result<()> {
    let Some(Database { client: watch, url }) = two().await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&connection_limit=1")).await?;
    let endless = db.transact(async |tx| {
        rename(tx, 1, "lost").await?;
        tx.execute_raw("SELECT pg_sleep(3600)", ()).await
    });
    let asleep = async {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
        until_async("it sleeps", async || watch.query_raw::<i64>(sql, ()).await.expect("it answers") == [1]).await;
    };
    tokio::select! {
        done = endless => panic!("it does not end: {done:?}"),
        () = asleep => {}
    }
    until_async("the server works for nobody", async || at_work(&watch).await == 0).await;
    assert_eq!(db.genre().count().filter(genre::name().eq("lost")).await?, 0);
    Ok(())
}
