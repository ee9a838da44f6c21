use super::*;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The URL with one more parameter.
fn with(url: &str, parameter: &str) -> String {
    format!("{url}{}{parameter}", if url.contains('?') { '&' } else { '?' })
}

#[tokio::test]
async fn pool_size_from_the_url() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    drop(client);
    let db = db::Client::connect(&with(&url, "connection_limit=3")).await?;
    assert_eq!(db.health().await?.pool.limit, 3);
    Ok(())
}

#[tokio::test]
async fn pool_timeout_from_the_url() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    drop(client);
    let db = db::Client::connect(&with(&url, "connection_limit=1&pool_timeout=1")).await?;
    let held = db.begin().await?;
    let error = db.genre().count().await.unwrap_err();
    assert_eq!(error.code(), Some("P2024"), "{error}");
    assert_eq!(error.meta()["connection_limit"], 1, "{:?}", error.meta());
    assert_eq!(error.meta()["timeout"], 1, "{:?}", error.meta());
    held.rollback().await?;
    assert_eq!(db.genre().count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn connect_timeout_from_the_url() -> Result<()> {
    if !IS_POSTGRES {
        return Ok(());
    }
    // It accepts, and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = |seconds: u64| {
        let address = silent.local_addr().expect("it is bound");
        format!("postgresql://u@{address}/d?connect_timeout={seconds}")
    };
    let (short, long) = (url(1), url(600));
    tokio::select! {
        short = db::Client::connect(&short) => assert_eq!(short.unwrap_err().code(), Some("P1002")),
        _ = db::Client::connect(&long) => panic!("the one with more time gave up first"),
    }
    Ok(())
}

/// How long a statement may take: on SQLite that is how long it waits for another's lock.
#[tokio::test]
async fn socket_timeout_from_the_url() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    let (short, long) = (with(&url, "socket_timeout=1"), with(&url, "socket_timeout=600"));
    let short = db::Client::connect(&short).await?;
    let long = db::Client::connect(&long).await?;
    let id = client.genre().create(genre::New { name: "first" }).await?.id;
    let held = client.begin().await?;
    held.genre().update(genre::id().eq(id)).set(genre::name(), "held").await?;
    // Both wait for the same row, or the same file.
    let one = async { short.genre().update(genre::id().eq(id)).set(genre::name(), "short").await.map(drop) };
    let other = async { long.genre().update(genre::id().eq(id)).set(genre::name(), "long").await.map(drop) };
    tokio::pin!(other);
    tokio::select! {
        error = one => assert_eq!(error.unwrap_err().code(), Some("P1008")),
        early = &mut other => panic!("the one with more time ended first: {early:?}"),
    }
    held.rollback().await?;
    other.await
}

#[tokio::test]
async fn every_statement_is_logged_with_its_duration() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    drop(client);
    let seen: Arc<Mutex<Vec<(String, Option<String>, Duration, nicol::LogLevel)>>> = Arc::default();
    let log = Arc::clone(&seen);
    let db = db::Client::builder()
        .url(&url)
        .log_params(true)
        .on_log(move |event| {
            let mut log = log.lock().expect("nobody panics with it");
            log.push((event.sql.to_owned(), event.params.map(str::to_owned), event.duration, event.level));
        })
        .connect()
        .await?;
    db.genre().create(genre::New { name: "logged" }).await?;
    let failed = db.genre().create(genre::New { name: "logged" }).await.unwrap_err();
    assert!(failed.is_unique_violation());
    let seen = seen.lock().expect("nobody panics with it");
    let inserts: Vec<_> = seen.iter().filter(|(sql, ..)| sql.starts_with("INSERT")).collect();
    assert_eq!(inserts.len(), 2, "{seen:?}");
    for (sql, params, duration, _) in &inserts {
        assert!(sql.contains("Genre"), "{sql}");
        assert!(params.as_ref().is_some_and(|params| params.contains("logged")), "{params:?}");
        assert!(*duration > Duration::ZERO && *duration < Duration::from_secs(30), "{duration:?}");
    }
    assert_eq!((inserts[0].3, inserts[1].3), (nicol::LogLevel::Query, nicol::LogLevel::Error));
    Ok(())
}
