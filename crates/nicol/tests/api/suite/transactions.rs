use super::*;
use nicol::Isolation;
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
            add(tx, "a").await?;
            tokio::time::sleep(Duration::from_millis(1500)).await;
            add(tx, "b").await
        })
        .await;
    let error = expired.unwrap_err();
    assert_eq!((error.code(), error.meta()["operation"].as_str()), (Some("P2028"), Some("query")), "{error}");
    assert_eq!(error.meta()["timeout"], 1000);
    assert_eq!(names(&db).await?, [""; 0]);
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
