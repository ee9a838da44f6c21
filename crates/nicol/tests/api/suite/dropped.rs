//! Futures that are dropped at any of their pauses.

use super::*;
use nicol::{create, parent};
use nicol_testkit::wait::until_async;
use std::pin::pin;
use std::task::Poll;

/// Polls a future so many times, and drops it. What it came to, if it was done.
async fn polled<T>(times: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut polls = 0;
    std::future::poll_fn(|context| {
        if polls == times {
            return Poll::Ready(None);
        }
        polls += 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Drops the operation after each number of polls, until it comes to its end, and looks at what is left.
async fn dropped_everywhere(all: i64, operation: impl AsyncFn(&db::Client) -> Result<()>) -> Result<()> {
    let Database { client: direct, url } = fresh!();
    let mark = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{mark}connection_limit=2&pool_timeout=180&socket_timeout=180");
    let warm = db::Client::connect(&url).await?;
    operation(&warm).await?;
    clear(&direct).await?;
    for is_warm in [true, false] {
        let mut dropped = 0;
        for times in 0.. {
            let db = if is_warm { warm.clone() } else { db::Client::builder().url(&url).connect_lazy()? };
            let done = polled(times, operation(&db)).await;
            dropped += usize::from(done.is_none());
            let is_done = done.transpose()?.is_some();
            whoever_was_given_up_has_ended(&db, &direct).await?;
            // All or nothing.
            let left = rows(&direct).await?;
            assert!(left == all || (left == 0 && !is_done), "{times}: {left} rows");
            clear(&direct).await?;
            // The same client goes on, with all of its connections.
            let one = db.begin().await?;
            if IS_POSTGRES {
                // SQLite has one writer at a time.
                db.begin().await?.rollback().await?;
            }
            one.rollback().await?;
            operation(&db).await?;
            assert_eq!(rows(&direct).await?, all, "{times}");
            clear(&direct).await?;
            let pool = db.health().await?.pool;
            assert_eq!((pool.busy, pool.waiting), (0, 0), "{times}");
            if is_done {
                break;
            }
        }
        eprintln!("dropped after each of {dropped} polls");
        // A connection's thread on SQLite may be done before its job is asked for.
        assert!(dropped > usize::from(IS_POSTGRES));
    }
    Ok(())
}

async fn rows(db: &db::Client) -> Result<i64> {
    Ok(db.genre().count().await? + db.member().count().await? + db.book().count().await? + db.review().count().await?)
}

async fn clear(db: &db::Client) -> Result<()> {
    for table in ["Review", "Book", "members", "Genre"] {
        db.execute_raw(&format!("DELETE FROM \"{table}\""), ()).await?;
    }
    Ok(())
}

/// Waits for the end of an operation that was dropped.
async fn whoever_was_given_up_has_ended(db: &db::Client, direct: &db::Client) -> Result<()> {
    if IS_POSTGRES {
        return nothing_is_open(direct).await;
    }
    // The thread of its connection may still be at it. The same client gets the connection that came back last, after
    // what was begun on it.
    let one: Vec<i64> = db.query_raw("SELECT 1", ()).await?;
    assert_eq!(one, [1]);
    Ok(())
}

/// Nobody else has a lock in this database, or a transaction.
async fn nothing_is_open(db: &db::Client) -> Result<()> {
    let open = "SELECT (SELECT count(*) FROM pg_locks l WHERE l.pid <> pg_backend_pid() AND l.database = \
                (SELECT oid FROM pg_database WHERE datname = current_database())) + (SELECT count(*) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle')";
    until_async("nothing is open", async || {
        let open: Vec<i64> = db.query_raw(open, ()).await.expect("the server answers");
        open == [0]
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn a_read() -> Result<()> {
    dropped_everywhere(1, async |db: &db::Client| {
        db.genre().create(genre::New { name: "g" }).await?;
        db.genre().find_many().include(genre::books()).await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_nested_write() -> Result<()> {
    dropped_everywhere(3, async |db: &db::Client| {
        let book = create(book::New { title: "T", pages: 1 });
        db.member()
            .create(member::New { email: "a@x.org", name: "A" })
            .with(member::reviews().create([review::New { stars: 1, member: parent(), book }]))
            .await
            .map(drop)
    })
    .await
}

#[tokio::test]
async fn a_transaction() -> Result<()> {
    dropped_everywhere(3, async |db: &db::Client| {
        db.transact(async |tx| {
            tx.genre().create(genre::New { name: "first" }).await?;
            tx.transact(async |tx| tx.genre().create(genre::New { name: "second" }).await.map(drop)).await?;
            tx.member().create(member::New { email: "a@x.org", name: "A" }).await.map(drop)
        })
        .await
    })
    .await
}

#[tokio::test]
async fn a_batch() -> Result<()> {
    dropped_everywhere(3, async |db: &db::Client| {
        let member = member::New { email: "a@x.org", name: "A" };
        let add = |name: &'static str| db.genre().create(genre::New { name });
        db.batch((add("first"), db.member().create(member), add("second"))).await.map(drop)
    })
    .await
}

/// A query in the middle needs several round trips.
#[tokio::test]
async fn a_batch_in_parts() -> Result<()> {
    dropped_everywhere(4, async |db: &db::Client| {
        let member =
            db.member().create(member::New { email: "a@x.org", name: "A" }).with(member::reviews().create([
                review::New { stars: 1, member: parent(), book: create(book::New { title: "T", pages: 1 }) },
            ]));
        let update = db.genre().update(genre::name().eq("first")).set(genre::name(), "renamed");
        db.batch((db.genre().create(genre::New { name: "first" }), member, update)).await.map(drop)
    })
    .await
}
