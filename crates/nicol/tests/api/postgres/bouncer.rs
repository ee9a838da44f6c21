//! Behind PgBouncer itself, in transaction mode, with fewer server connections than clients.

use std::sync::Arc;
use std::time::Duration;

use nicol::{Isolation, Result};
use nicol_testkit::pgbouncer::PgBouncer;
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use super::db::{self, book, genre, loan, member};
use super::pooler::round;
use super::{Database, database};

const PARAMETER: &str = "&pgbouncer=true";

/// A database with its tables, and a PgBouncer with two server connections before it.
async fn bounced(label: &str, settings: &[&str]) -> Option<(Database, PgBouncer)> {
    let database = database(label).await?;
    let bouncer = PgBouncer::start(Server::shared()?, 2, settings)?;
    Some((database, bouncer))
}

fn server() -> &'static Server {
    Server::shared().expect("there is a database")
}

/// Whose process of the server answers.
async fn backend(db: &db::Client) -> Result<i32> {
    Ok(db.query_raw("SELECT pg_backend_pid()", ()).await?[0])
}

/// Twenty clients, of which two can be served at once.
async fn twenty(label: &str, parameters: &str, settings: &[&str]) -> Result<()> {
    const CLIENTS: usize = 20;
    const ROUNDS: usize = 4;
    let Some((Database { client: direct, url }, bouncer)) = bounced(label, settings).await else { return Ok(()) };
    direct.genre().create(genre::New { name: "shared" }).await?;
    let url = Arc::new(format!("{}&connection_limit=1{parameters}", bouncer.url(&url)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let url = Arc::clone(&url);
            tokio::spawn(async move {
                let db = db::Client::connect(&url).await?;
                let mut backends = Vec::new();
                for number in 0..ROUNDS {
                    round(&db, client, number).await?;
                    backends.push(backend(&db).await?);
                }
                Ok::<_, nicol::Error>(backends)
            })
        })
        .collect();
    let mut backends = std::collections::BTreeSet::new();
    let mut moved = 0;
    for client in clients {
        let of_client = client.await.expect("no client panics")?;
        moved += usize::from(of_client.iter().any(|pid| *pid != of_client[0]));
        backends.extend(of_client);
    }
    assert_eq!(backends.len(), 2, "the server connections of the pool, and no others");
    assert!(moved > 0, "no client was moved between them");
    let all = i64::try_from(CLIENTS * ROUNDS).expect("few");
    assert_eq!(direct.member().count().await?, all);
    assert_eq!(direct.loan().count().filter(loan::days().eq(2)).await?, all);
    assert_eq!(direct.book().count().filter(book::genres().some(genre::name().eq("shared"))).await?, all);
    Ok(())
}

#[tokio::test]
async fn twenty_with_the_parameter() -> Result<()> {
    twenty("bounced", PARAMETER, &[]).await
}

/// Whoever forgets it is helped: lost statements are noticed, and then nothing is prepared any more.
#[tokio::test]
async fn twenty_without_the_parameter() -> Result<()> {
    twenty("bounced_unprepared", "", &[]).await
}

/// From 1.21 on it can keep track of prepared statements itself: then nothing is lost.
#[tokio::test]
async fn twenty_where_it_prepares_statements() -> Result<()> {
    let Some((_, bouncer)) = bounced("bounced_version", &[]).await else { return Ok(()) };
    if bouncer.version() < (1, 21) {
        return Ok(());
    }
    twenty("bounced_prepared", "", &["max_prepared_statements = 100"]).await
}

/// One client with several connections, all that it can do, at once.
#[tokio::test]
async fn all_that_a_client_can_do() -> Result<()> {
    for (label, parameter) in [("bounced_all", PARAMETER), ("bounced_all_unprepared", "")] {
        let Some((Database { client: direct, url }, bouncer)) = bounced(label, &[]).await else { return Ok(()) };
        let fill = r#"INSERT INTO "Genre" ("name") SELECT 'g' || n FROM generate_series(1, 1000) n"#;
        direct.execute_raw(fill, ()).await?;
        let db = db::Client::connect(&format!("{}&connection_limit=5{parameter}", bouncer.url(&url))).await?;
        // What prepared statements may cost a transaction without the parameter, `retry` makes up for.
        for number in 0..5 {
            let email = format!("{number}@x.org");
            let (made, counted, genres) = db
                .batch((
                    db.member().create(member::New { email: &email, name: "A" }).set(member::points(), number),
                    db.member().count().filter(member::email().eq(&email)),
                    db.genre().find_many().take(3),
                ))
                .await?;
            assert_eq!((made.points, counted, genres.len()), (number, 1, 3));
            let levelled =
                db.isolation(Isolation::Serializable).retry_batch(5, (db.member().count(), db.loan().count()));
            assert_eq!(levelled.await?, (i64::from(number) + 1, 0));
            // Settings of a transaction are its own.
            let level = db.tx_options().isolation(Isolation::RepeatableRead);
            let level = level.retry(5, async |tx: &db::Client| {
                let levels: Vec<String> = tx.query_raw("SHOW transaction_isolation", ()).await?;
                Ok((levels[0].clone(), backend(tx).await?, backend(tx).await?))
            });
            let (level, one, other) = level.await?;
            assert_eq!((level.as_str(), one), ("repeatable read", other), "a transaction stays where it is");
            let raw: Vec<(String, i32)> =
                db.query_raw("SELECT name, points FROM members WHERE email = $1", (&email,)).await?;
            assert_eq!(raw, [("A".to_owned(), number)]);
            let error = db.member().create(member::New { email: &email, name: "twice" }).await.unwrap_err();
            assert!(error.is_unique_violation(), "{error}");
        }
        // A stream holds one of the two, others go on meanwhile.
        let mut stream = db.genre().find_many().include(genre::books()).stream().chunk_size(100);
        let mut rows = 0;
        while stream.try_next().await?.is_some() {
            if rows % 100 == 0 {
                assert_eq!(db.genre().count().await?, 1000);
            }
            rows += 1;
        }
        assert_eq!(rows, 1000);
        let mut stream = db.stream_rows("SELECT * FROM \"Genre\" ORDER BY id", ()).chunk_size(300);
        for _ in 0..500 {
            assert!(stream.try_next().await?.is_some());
        }
        drop(stream);
        // A transaction that is dropped in the middle leaves nothing behind, and nobody waits for it.
        for _ in 0..3 {
            let tx = db.begin().await?;
            tx.genre().find_first().await.ok();
            drop(tx);
        }
        let dropped = db.begin().await?;
        if let Err(error) = dropped.genre().create(genre::New { name: "dropped" }).await {
            assert_eq!(error.code(), Some("P2034"), "{error}");
        }
        drop(dropped);
        assert_eq!(db.genre().count().await?, 1000);
        let held = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
        assert_eq!(direct.query_raw::<i64>(held, ()).await?, [0]);
    }
    Ok(())
}

/// What is given up is cancelled on the server, through the pooler, and hits nobody else.
#[tokio::test]
async fn a_dropped_future() -> Result<()> {
    let Some((Database { client: direct, url }, bouncer)) = bounced("bounced_drop", &[]).await else { return Ok(()) };
    let db = db::Client::connect(&format!("{}&connection_limit=4{PARAMETER}", bouncer.url(&url))).await?;
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
                AND query LIKE '%pg_sleep(60_)%' AND pid <> pg_backend_pid()";
    for statement in ["SELECT pg_sleep(601)", "SELECT pg_sleep(602)"] {
        let running = tokio::spawn({
            let db = db.clone();
            async move { db.execute_raw(statement, ()).await }
        });
        until_async("it runs", async || {
            assert!(!running.is_finished(), "it ended");
            direct.query_raw::<i64>(busy, ()).await.expect("an answer") == [1]
        })
        .await;
        running.abort();
        until_async("it is over", async || direct.query_raw::<i64>(busy, ()).await.expect("an answer") == [0]).await;
    }
    for _ in 0..20 {
        assert_eq!(db.genre().count().await?, 0);
    }
    Ok(())
}

/// It ends and comes back: who was in the middle of something is told, and the next one goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart() -> Result<()> {
    let Some((Database { url, .. }, bouncer)) = bounced("bounced_restart", &[]).await else { return Ok(()) };
    for parameter in [PARAMETER, ""] {
        let db = db::Client::connect(&format!("{}&connection_limit=3{parameter}", bouncer.url(&url))).await?;
        let running = tokio::spawn({
            let db = db.clone();
            async move { db.execute_raw("SELECT pg_sleep(603)", ()).await }
        });
        let tx = db.begin().await?;
        tx.genre().create(genre::New { name: "lost" }).await?;
        until_async("it runs", async || server().is_running("pg_sleep(603)")).await;
        tokio::task::block_in_place(|| bouncer.stop());
        let away = db.genre().count().await.unwrap_err();
        assert!(matches!(away.code(), Some("P1001" | "P1017")), "{away}");
        tokio::task::block_in_place(|| bouncer.resume());
        assert_eq!(running.await.expect("no panic").unwrap_err().code(), Some("P1017"));
        let late = tx.genre().create(genre::New { name: "late" }).await.unwrap_err();
        assert_eq!(late.code(), Some("P1017"), "{late}");
        assert_eq!(tx.commit().await.unwrap_err().code(), Some("P2028"));
        for _ in 0..5 {
            assert_eq!(db.genre().count().await?, 0);
        }
        assert_eq!(db.health().await?.pool.busy, 0);
        // PostgreSQL doesn't look whether anybody waits for it.
        server()
            .psql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%sleep(603)'");
    }
    Ok(())
}

/// The server behind it restarts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_the_server() -> Result<()> {
    let Some(server) = Server::start(&[]) else { return Ok(()) };
    let Some(bouncer) = PgBouncer::start(&server, 2, &["server_login_retry = 0"]) else { return Ok(()) };
    let url = server.database("behind");
    db::Client::connect(&url).await?.execute_raw(include_str!("schema.sql"), ()).await?;
    let db = db::Client::connect(&format!("{}&connection_limit=3{PARAMETER}", bouncer.url(&url))).await?;
    let tx = db.begin().await?;
    tx.genre().create(genre::New { name: "lost" }).await?;
    tokio::task::block_in_place(|| server.stop());
    let late = tx.genre().create(genre::New { name: "late" }).await.unwrap_err();
    assert_eq!(late.code(), Some("P1017"), "{late}");
    assert!(tx.commit().await.is_err());
    tokio::task::block_in_place(|| server.resume());
    until_async("it goes on", async || match db.genre().count().await {
        Ok(count) => {
            assert_eq!(count, 0);
            true
        }
        Err(error) => {
            assert!(matches!(error.code(), Some("P1001" | "P1017")), "{error}");
            false
        }
    })
    .await;
    Ok(())
}

/// What we say when we come is what it takes as it is delivered; what it doesn't take is named, with what to do.
#[tokio::test]
async fn parameters_of_the_start() -> Result<()> {
    let Some((Database { url, .. }, bouncer)) = bounced("bounced_start", &[]).await else { return Ok(()) };
    let through = bouncer.url(&url);
    let taken =
        "&schema=public&application_name=ours&connect_timeout=30&socket_timeout=60&sslmode=prefer&pgbouncer=true";
    let db = db::Client::connect(&format!("{through}{taken}")).await?;
    let name: Vec<String> = db.query_raw("SHOW application_name", ()).await?;
    assert_eq!(name, ["ours"]);
    drop(db);
    let options = format!("{through}&options=-c%20geqo%3Doff");
    let error = db::Client::connect(&options).await.unwrap_err();
    assert!(error.message().contains("`options`") && error.message().contains("ignore_startup_parameters"), "{error}");
    // As it says.
    let bouncer = PgBouncer::start(server(), 2, &["ignore_startup_parameters = options"]).expect("it was there");
    let db = db::Client::connect(&format!("{}&options=-c%20geqo%3Doff{PARAMETER}", bouncer.url(&url))).await?;
    assert_eq!(db.genre().count().await?, 0);
    Ok(())
}

/// Its own errors have codes that say whose fault it is.
#[tokio::test]
async fn errors_of_its_own() -> Result<()> {
    let settings = ["max_client_conn = 3", "query_wait_timeout = 1"];
    let Some((Database { url, .. }, bouncer)) = bounced("bounced_errors", &settings).await else { return Ok(()) };
    let through = format!("{}{PARAMETER}", bouncer.url(&url));
    let db = db::Client::connect(&format!("{through}&connection_limit=3")).await?;
    let (one, two) = (db.begin().await?, db.begin().await?);
    assert_eq!((one.genre().count().await?, two.genre().count().await?), (0, 0));
    // Both of the server's connections are taken, by whoever has them for longer than it lets others wait.
    let error = db.genre().count().await.unwrap_err();
    assert_eq!(error.code(), Some("P1008"), "{error}");
    assert!(error.message().contains("default_pool_size"), "{error}");
    one.rollback().await?;
    two.rollback().await?;
    assert_eq!(db.genre().count().await?, 0);
    // No more clients are let in.
    let held = (db.begin().await?, db.begin().await?, db.begin().await?);
    let error = db::Client::connect(&through).await.unwrap_err();
    assert_eq!(error.code(), Some("P2037"), "{error}");
    assert!(error.message().contains("max_client_conn"), "{error}");
    drop(held);
    Ok(())
}

/// It is paused for a while, as before a restart of the server: who asks waits, or goes away.
#[tokio::test]
async fn a_pause() -> Result<()> {
    let Some((Database { url, .. }, bouncer)) = bounced("bounced_pause", &[]).await else { return Ok(()) };
    let through = format!("{}{PARAMETER}", bouncer.url(&url));
    let db = db::Client::connect(&format!("{through}&connection_limit=2")).await?;
    assert_eq!(db.genre().count().await?, 0);
    bouncer.tell(server(), "PAUSE");
    let waiting = tokio::spawn({
        let db = db.clone();
        async move { db.genre().create(genre::New { name: "late" }).await }
    });
    until_async("it waits", async || {
        let clients = bouncer.tell(server(), "SHOW CLIENTS");
        clients.lines().filter(|line| line.contains("|waiting|")).count() == 1
    })
    .await;
    let impatient = db.genre().create(genre::New { name: "given up" });
    assert!(tokio::time::timeout(Duration::from_millis(10), impatient).await.is_err());
    bouncer.tell(server(), "RESUME");
    assert_eq!(waiting.await.expect("no panic")?.name, "late");
    assert_eq!(db.genre().count().filter(genre::name().eq("late")).await?, 1);
    assert_eq!(db.health().await?.pool.busy, 0);
    Ok(())
}
