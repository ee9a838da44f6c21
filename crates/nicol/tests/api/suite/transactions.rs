use super::*;
use nicol::Isolation;
use nicol_testkit::wait::until_async;
use std::time::Duration;

async fn add(db: &db::Client, name: &str) -> Result<()> {
    db.genre().create(genre::New { name }).await.map(drop)
}

async fn names(db: &db::Client) -> Result<Vec<String>> {
    db.genre().find_many().order_by(genre::name().asc()).select(genre::name()).await
}

#[tokio::test]
async fn commit_and_rollback() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let made = db
        .transact(async |tx| {
            add(tx, "a").await?;
            add(tx, "b").await?;
            tx.genre().count().await
        })
        .await?;
    assert_eq!(made, 2);
    let failed: Result<()> = db
        .transact(async |tx| {
            add(tx, "c").await?;
            add(tx, "a").await
        })
        .await;
    assert!(failed.unwrap_err().is_unique_violation());
    assert_eq!(names(&db).await?, ["a", "b"]);
    Ok(())
}

#[derive(Debug)]
enum AppError {
    Database(#[expect(dead_code, reason = "shown by Debug")] nicol::Error),
    Refused,
}

impl From<nicol::Error> for AppError {
    fn from(error: nicol::Error) -> Self {
        Self::Database(error)
    }
}

#[tokio::test]
async fn own_errors() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let refused: Result<(), AppError> = db
        .try_transact(async |tx| {
            add(tx, "a").await?;
            Err(AppError::Refused)
        })
        .await;
    assert!(matches!(refused, Err(AppError::Refused)));
    assert_eq!(names(&db).await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn nesting() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    db.transact(async |tx| {
        add(tx, "outer").await?;
        let inner: Result<()> = tx
            .transact(async |tx| {
                add(tx, "lost").await?;
                add(tx, "outer").await
            })
            .await;
        assert!(inner.is_err());
        tx.transact(async |tx| add(tx, "inner").await).await
    })
    .await?;
    assert_eq!(names(&db).await?, ["inner", "outer"]);
    Ok(())
}

#[tokio::test]
async fn guards() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let mut tx = db.begin().await?;
    add(&tx, "a").await?;
    let inner = tx.begin().await?;
    add(&inner, "b").await?;
    inner.rollback().await?;
    tx.commit().await?;
    assert_eq!(names(&db).await?, ["a"]);
    let tx = db.begin().await?;
    add(&tx, "c").await?;
    drop(tx);
    assert_eq!(names(&db).await?, ["a"]);
    Ok(())
}

#[tokio::test]
async fn dropped_and_panicking() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let is_added = tokio::sync::Notify::new();
    let endless = db.transact(async |tx| {
        add(tx, "a").await?;
        is_added.notify_one();
        std::future::pending::<Result<()>>().await
    });
    tokio::select! {
        done = endless => panic!("it does not end: {done:?}"),
        () = is_added.notified() => {}
    }
    assert_eq!(names(&db).await?, [""; 0]);

    let shared = db.clone();
    let panicked = tokio::spawn(async move {
        shared
            .transact(async |tx| {
                add(tx, "b").await?;
                if names(tx).await?.len() == 1 {
                    panic!("on purpose");
                }
                Ok(())
            })
            .await
    });
    assert!(panicked.await.is_err_and(|e| e.is_panic()));
    assert_eq!(names(&db).await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn after_the_end() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let kept = db.transact(async |tx| Ok(tx.clone())).await?;
    let error = add(&kept, "a").await.unwrap_err();
    assert_eq!(error.code(), Some("P2028"));
    assert!(error.message().contains("was committed"), "{error}");
    Ok(())
}

#[tokio::test]
async fn time_limit() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let expired: Result<()> = db
        .tx_options()
        .timeout(Duration::from_secs(1))
        .transact(async |tx| {
            for number in 0.. {
                add(tx, &number.to_string()).await?;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Ok(())
        })
        .await;
    let error = expired.unwrap_err();
    assert_eq!((error.code(), error.meta()["operation"].as_str()), (Some("P2028"), Some("query")), "{error}");
    assert_eq!(error.meta()["timeout"], 1000);
    assert_eq!(names(&db).await?, [""; 0]);
    Ok(())
}

/// A statement is refused because the time is over, and the commit comes before whoever rolls back then.
#[tokio::test]
async fn nothing_is_kept_after_the_time_limit() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    for round in 0..20 {
        let tx = db.tx_options().timeout(Duration::from_millis(3)).begin().await?;
        let mut number = 0;
        let refused = loop {
            match add(&tx, &format!("{round} {number}")).await {
                Ok(()) => number += 1,
                Err(error) => break error,
            }
        };
        assert_eq!((refused.code(), refused.meta()["operation"].as_str()), (Some("P2028"), Some("query")), "{refused}");
        let error = tx.commit().await.unwrap_err();
        assert_eq!((error.code(), error.meta()["operation"].as_str()), (Some("P2028"), Some("commit")), "{error}");
        assert_eq!(names(&db).await?, [""; 0]);
    }
    Ok(())
}

#[tokio::test]
async fn no_free_connection() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    drop(client);
    let separator = if url.contains('?') { '&' } else { '?' };
    let one = db::Client::connect(&format!("{url}{separator}connection_limit=1")).await?;
    let held = one.begin().await?;
    let error = one.tx_options().max_wait(Duration::from_millis(50)).begin().await.map(drop).unwrap_err();
    assert_eq!(error.code(), Some("P2028"), "{error}");
    held.rollback().await?;
    one.begin().await?.rollback().await
}

#[tokio::test]
async fn isolation_levels_and_tasks() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let name = String::from("a");
    db.isolation(Isolation::Serializable).transact(async |tx| add(tx, &name).await).await?;
    db.retry(3, async |tx: &db::Client| add(tx, "b").await).await?;
    // The futures can be sent to other threads, with what they borrow.
    let shared = db.clone();
    let task = tokio::spawn(async move {
        let name = String::from("c");
        shared
            .transact(async |tx| {
                add(tx, &name).await?;
                tx.transact(async |tx| add(tx, "d").await).await
            })
            .await
    });
    task.await.expect("the task ends")?;
    assert_eq!(names(&db).await?, ["a", "b", "c", "d"]);
    Ok(())
}

/// What is written after a nested transaction was dropped stays, however soon that comes.
#[tokio::test]
async fn a_dropped_level_takes_nothing_else_along() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let mut tx = db.begin().await?;
    add(&tx, "before").await?;
    let inner = tx.begin().await?;
    add(&inner, "lost").await?;
    drop(inner);
    add(&tx, "after").await?;
    let mut inner = tx.begin().await?;
    add(&inner, "lost").await?;
    let innermost = inner.begin().await?;
    add(&innermost, "lost too").await?;
    drop(innermost);
    drop(inner);
    tx.commit().await?;
    assert_eq!(names(&db).await?, ["after", "before"]);
    db.transact(async |tx| {
        let has_added = tokio::sync::Notify::new();
        let endless = tx.transact(async |tx| {
            add(tx, "lost").await?;
            has_added.notify_one();
            std::future::pending::<Result<()>>().await
        });
        tokio::select! {
            done = endless => panic!("it does not end: {done:?}"),
            () = has_added.notified() => {}
        }
        tx.transact(async |tx| add(tx, "nested").await).await
    })
    .await?;
    assert_eq!(names(&db).await?, ["after", "before", "nested"]);
    Ok(())
}

#[tokio::test]
async fn one_level_at_a_time() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let tx = db.begin().await?;
    let outer: db::Client = (*tx).clone();
    let inner = outer.begin().await?;
    let of_inner: db::Client = (*inner).clone();
    add(&inner, "inner").await?;
    // It would be undone together with the nested one.
    assert_eq!(add(&tx, "outer").await.unwrap_err().code(), Some("P2028"));
    assert_eq!(outer.begin().await.map(drop).unwrap_err().code(), Some("P2028"));
    inner.commit().await?;
    // It would be kept although its transaction is over.
    assert_eq!(add(&of_inner, "late").await.unwrap_err().code(), Some("P2028"));
    add(&tx, "outer").await?;
    tx.commit().await?;
    assert_eq!(names(&db).await?, ["inner", "outer"]);

    let tx = db.begin().await?;
    let outer: db::Client = (*tx).clone();
    let inner = outer.begin().await?;
    add(&inner, "lost").await?;
    assert_eq!(tx.commit().await.unwrap_err().code(), Some("P2028"), "a nested one is open");
    assert_eq!(inner.commit().await.unwrap_err().code(), Some("P2028"));
    assert_eq!(names(&db).await?, ["inner", "outer"]);
    Ok(())
}

/// Success is what the database has kept: PostgreSQL keeps nothing of a transaction in which a statement failed.
#[tokio::test]
async fn an_overlooked_error() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let done: Result<()> = db
        .transact(async |tx| {
            add(tx, "a").await?;
            assert!(add(tx, "a").await.unwrap_err().is_unique_violation());
            Ok(())
        })
        .await;
    match done {
        Ok(()) => assert_eq!(names(&db).await?, ["a"]),
        Err(error) => {
            assert_eq!(error.code(), Some("P2028"), "{error}");
            assert!(error.message().contains("P2002"), "the cause is told: {error}");
            assert_eq!(names(&db).await?, [""; 0]);
            add(&db, "a").await?;
        }
    }
    // In a nested transaction only that is lost, and what is around it goes on.
    let mut kept = vec!["a".to_owned(), "after".to_owned(), "before".to_owned()];
    db.transact(async |tx| {
        add(tx, "before").await?;
        let nested: Result<()> = tx
            .transact(async |tx| {
                add(tx, "nested").await?;
                assert!(add(tx, "a").await.is_err());
                Ok(())
            })
            .await;
        if nested.is_ok() {
            kept.push("nested".to_owned());
        }
        add(tx, "after").await
    })
    .await?;
    assert_eq!(names(&db).await?, kept);
    Ok(())
}

#[tokio::test]
async fn a_statement_that_is_given_up() -> Result<()> {
    let Database { url, client: db } = fresh!();
    let watch = db::Client::connect(&url).await?;
    let endless = if IS_POSTGRES {
        "SELECT pg_sleep(600)"
    } else {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO Genre (name) SELECT 'genre ' || i FROM n"
    };
    let is_running = async || {
        if IS_POSTGRES {
            let sql =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
            return watch.query_raw::<i64>(sql, ()).await.expect("it answers") == [1];
        }
        // What finds no room in memory goes into the file.
        std::fs::metadata(url.trim_start_matches("file:")).expect("it is there").len() > 1_000_000
    };
    let done: Result<()> = db
        .transact(async |tx| {
            add(tx, "a").await?;
            tokio::select! {
                done = tx.execute_raw(endless, ()) => panic!("it does not end: {done:?}"),
                () = until_async("it runs", is_running) => {}
            }
            Ok(())
        })
        .await;
    assert_eq!(done.unwrap_err().code(), Some("P2028"));
    assert_eq!(names(&db).await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn a_raw_begin_stays_alone() -> Result<()> {
    let Database { url, client: db } = fresh!();
    for name in ["a", "b", "c"] {
        db.execute_raw("BEGIN", ()).await?;
        add(&db, name).await?;
    }
    db.close();
    assert_eq!(names(&db::Client::connect(&url).await?).await?, ["a", "b", "c"]);
    Ok(())
}

/// No task waits for the time limit of a transaction that is over.
#[tokio::test]
async fn no_timer_stays() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let hour = Duration::from_secs(3600);
    for end in 0..30 {
        let tx = db.tx_options().timeout(hour).begin().await?;
        match end % 3 {
            0 => tx.commit().await?,
            1 => tx.rollback().await?,
            _ => drop(tx),
        }
    }
    // They end when it is their turn; if one stays, this never does.
    while tasks() > before {
        tokio::task::yield_now().await;
    }
    Ok(())
}
