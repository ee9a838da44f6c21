//! What the client tells of its work.

use super::*;
use nicol::LogLevel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Told = Arc<Mutex<Vec<(LogLevel, String, String, Option<String>)>>>;

/// A builder of a client that writes its log into a list: level, target, message, params.
fn logged(url: &str) -> (nicol::Builder<db::Client>, Told) {
    let told = Told::default();
    let log = Arc::clone(&told);
    let builder = db::Client::builder().url(url).on_log(move |event| {
        assert!(event.timestamp.elapsed().is_ok(), "written in the past");
        let params = event.params.map(str::to_owned);
        let one = (event.level, event.target.to_owned(), event.message.to_owned(), params);
        log.lock().expect("nobody panics with it").push(one);
    });
    (builder, told)
}

fn of(told: &Told, level: LogLevel) -> Vec<(String, String, Option<String>)> {
    let told = told.lock().expect("nobody panics with it");
    told.iter()
        .filter(|one| one.0 == level)
        .cloned()
        .map(|(_, target, message, params)| (target, message, params))
        .collect()
}

#[tokio::test]
async fn events_of_all_levels() -> Result<()> {
    let Database { url, client, .. } = library!();
    drop(client);
    let joint = if url.contains('?') { '&' } else { '?' };
    let (builder, told) = logged(&format!("{url}{joint}conection_limit=3"));
    let db = builder.connect().await?;
    let info = of(&told, LogLevel::Info);
    assert!(info.len() == 1 && info[0].1.contains("A pool of"), "{info:?}");
    let warnings = of(&told, LogLevel::Warn);
    assert!(warnings.len() == 1 && warnings[0].1.contains("conection_limit"), "{warnings:?}");

    db.member().find_unique(member::email().eq("ada@x.org")).await?;
    let queries = of(&told, LogLevel::Query);
    assert!(
        queries.iter().any(|(target, sql, params)| target == "nicol" && sql.starts_with("SELECT") && params.is_none())
    );
    assert_eq!(of(&told, LogLevel::Error).len(), 0);

    // Each error is told of once: by its statement, or, where no statement failed, by its request.
    let missing = db.member().find_unique(member::email().eq("nobody")).or_throw().await.unwrap_err();
    assert_eq!(missing.code(), Some("P2025"));
    db.genre().create(genre::New { name: "crime" }).await.unwrap_err();
    let errors = of(&told, LogLevel::Error);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!((errors[0].0.as_str(), errors[0].1.as_str()), ("member.findUniqueOrThrow", missing.message()));
    assert!(errors.iter().all(|(.., params)| params.is_none()));
    Ok(())
}

#[tokio::test]
async fn slow_statements() -> Result<()> {
    let Database { url, client, .. } = library!();
    drop(client);
    // An hour: none is. No time at all: each is.
    let (builder, told) = logged(&url);
    let db = builder.slow_query(Duration::from_secs(3600)).connect().await?;
    db.member().find_unique(member::email().eq("ada@x.org")).await?;
    assert_eq!(of(&told, LogLevel::Warn), []);
    for with_params in [false, true] {
        let (builder, told) = logged(&url);
        let db = builder.slow_query(Duration::ZERO).log_params(with_params).connect().await?;
        db.member().find_unique(member::email().eq("ada@x.org")).await?;
        let slow = of(&told, LogLevel::Warn);
        let (_, message, params) = slow.iter().find(|(_, message, _)| message.contains("members")).expect("the query");
        assert!(message.contains(" ms") && !message.contains("ada@x.org"), "{message}");
        assert_eq!(params.as_ref().is_some_and(|params| params.contains("ada@x.org")), with_params);
    }
    Ok(())
}

#[tokio::test]
async fn metrics() -> Result<()> {
    let Database { url, client, .. } = library!();
    // Not asked for: the pool's numbers only.
    let metrics = client.metrics();
    assert_eq!((metrics.operations, metrics.statement_durations.count()), (0, 0));
    assert!(metrics.pool.size > 0 && metrics.connections_opened > 0, "{metrics:?}");
    drop(client);

    let joint = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{joint}connection_limit=1");
    let db = db::Client::builder().url(url).metrics(true).connect().await?;
    db.member().find_many().include(member::loans()).await?;
    db.query_raw::<i64>("SELECT 1", ()).await?;
    db.execute_raw(r#"DELETE FROM "Review""#, ()).await?;
    let metrics = db.metrics();
    assert_eq!((metrics.operations, metrics.operations_active), (3, 0));
    assert!(metrics.operation_durations.count() == 3 && metrics.statement_durations.count() >= 3, "{metrics:?}");
    assert_eq!((metrics.connections_opened, metrics.connections_closed), (1, 0));
    assert_eq!((metrics.pool.busy, metrics.pool.idle, metrics.pool.waiting), (0, 1, 0));
    assert!(metrics.operation_durations.sum() >= metrics.statement_durations.sum(), "{metrics:?}");
    assert_eq!(metrics.connection_waits.count(), 4, "of `connect` and of three operations");

    // One that has to wait.
    let tx = db.begin().await?;
    let waiting = tokio::spawn({
        let db = db.clone();
        async move { db.genre().count().await }
    });
    nicol_testkit::wait::until_async("it waits", async || {
        let metrics = db.metrics();
        (metrics.pool.waiting, metrics.operations_active, metrics.pool.busy) == (1, 1, 1)
    })
    .await;
    tx.rollback().await?;
    assert_eq!(waiting.await.expect("no panic")?, 2);
    let metrics = db.metrics();
    assert!(metrics.connection_waits.sum() > Duration::ZERO && metrics.connection_waits.quantile(1.0).is_some());

    let text = metrics.with_label("app", "a \"shop\"").prometheus();
    for line in [
        "# TYPE prisma_client_queries_total counter",
        "prisma_client_queries_total{app=\"a \\\"shop\\\"\"} 4",
        "prisma_pool_connections_open{app=\"a \\\"shop\\\"\"} 1",
        "prisma_client_queries_duration_histogram_ms_bucket{app=\"a \\\"shop\\\"\",le=\"+Inf\"} 4",
        "prisma_client_queries_duration_histogram_ms_count{app=\"a \\\"shop\\\"\"} 4",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    let json = db.metrics().json();
    assert_eq!(json["counters"][0]["value"], 4, "{json}");
    assert_eq!(json["histograms"][0]["value"]["count"], 4, "{json}");
    Ok(())
}

/// A stream is an operation, from its first row until it has ended or is dropped.
#[tokio::test]
async fn metrics_of_streams() -> Result<()> {
    let Database { url, client, .. } = library!();
    drop(client);
    let db = db::Client::builder().url(url).metrics(true).connect().await?;
    let numbers = |db: &db::Client| {
        let metrics = db.metrics();
        (metrics.operations, metrics.operations_active, metrics.operation_durations.count())
    };
    let mut stream = db.member().find_many().include(member::loans()).stream().chunk_size(1);
    let mut raw = db.stream_raw::<String>(r#"SELECT "name" FROM "members""#, ()).chunk_size(1);
    assert_eq!(numbers(&db), (0, 0, 0), "nobody has asked for a row");
    assert!(stream.try_next().await?.is_some());
    assert_eq!(numbers(&db), (1, 1, 0));
    assert!(raw.try_next().await?.is_some());
    assert_eq!(numbers(&db), (2, 2, 0));
    while stream.try_next().await?.is_some() {}
    assert_eq!(numbers(&db), (2, 1, 1), "one has ended");
    drop(raw);
    assert_eq!(numbers(&db), (2, 0, 2), "the other one was dropped");
    Ok(())
}
