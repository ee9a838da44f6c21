//! The pool heals: after restarts, killed backends, a failover, and changes of the tables under prepared statements.

use nicol::{Result, connect};
use nicol_testkit::between::Relay;
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use super::db::{self, card, genre, member};
use super::{Database, database};

const SCHEMA: &str = include_str!("schema.sql");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restart_in_the_middle_of_everything() -> Result<()> {
    let Some(server) = Server::start(&[]) else { return Ok(()) };
    let url = format!("{}&connection_limit=3", server.database("restart"));
    let db = db::Client::connect(&url).await?;
    db.execute_raw(SCHEMA, ()).await?;
    db.genre().create(genre::New { name: "kept" }).await?;
    // One in a statement, one in a transaction between statements, one idle.
    let running = tokio::spawn({
        let db = db.clone();
        async move { db.execute_raw("SELECT pg_sleep(600)", ()).await }
    });
    let tx = db.begin().await?;
    tx.genre().create(genre::New { name: "lost" }).await?;
    db.genre().count().await?;
    until_async("it runs", async || server.is_running("pg_sleep(600)")).await;
    tokio::task::block_in_place(|| {
        server.stop();
        server.resume();
    });
    assert_eq!(running.await.expect("no panic").unwrap_err().code(), Some("P1017"));
    let late = tx.genre().create(genre::New { name: "late" }).await.unwrap_err();
    assert_eq!(late.code(), Some("P1017"), "{late}");
    assert_eq!(tx.commit().await.unwrap_err().code(), Some("P2028"));
    for _ in 0..5 {
        assert_eq!(db.genre().find_many().select(genre::name()).await?, ["kept"]);
    }
    assert_eq!(db.health().await?.pool.busy, 0);
    Ok(())
}

#[tokio::test]
async fn after_a_killed_backend() -> Result<()> {
    let Some(Database { client: killer, url }) = database("killed").await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&connection_limit=1")).await?;
    let pid = async |db: &db::Client| -> Result<i32> {
        let pids: Vec<i32> = db.query_raw("SELECT pg_backend_pid()", ()).await?;
        Ok(pids[0])
    };
    let tx = db.begin().await?;
    tx.genre().create(genre::New { name: "lost" }).await?;
    let victim = pid(&tx).await?;
    killer.execute_raw("SELECT pg_terminate_backend($1)", (victim,)).await?;
    let error = tx.genre().count().await.unwrap_err();
    assert_eq!(error.code(), Some("P1017"), "{error}");
    drop(tx);
    assert_eq!(db.genre().count().await?, 0);
    assert_ne!(pid(&db).await?, victim);
    Ok(())
}

/// A standby takes over: who still speaks with the old server, which may only be read now, finds the way.
#[tokio::test]
async fn after_a_failover() -> Result<()> {
    let (Some(old), Some(new)) = (Server::start(&[]), Server::start(&[])) else { return Ok(()) };
    for server in [&old, &new] {
        server.psql("postgres", "CREATE DATABASE app");
        db::Client::connect(&server.url("app")).await?.execute_raw(SCHEMA, ()).await?;
    }
    let (direct, other) = (old.url("app"), new.url("app"));
    let relay = Relay::start(&old);
    let db = db::Client::connect(&format!("{}&connection_limit=2", relay.url(&direct))).await?;
    db.genre().create(genre::New { name: "on the old one" }).await?;
    let (one, two) = (db.begin().await?, db.begin().await?);
    drop((one, two));
    assert_eq!(db.health().await?.pool.size, 2);
    // The connections stay, and the old server refuses to write.
    old.psql("postgres", "ALTER SYSTEM SET default_transaction_read_only = on; SELECT pg_reload_conf()");
    let is_read_only = async |db: &db::Client| -> Result<bool> {
        let setting: Vec<String> = db.query_raw("SHOW default_transaction_read_only", ()).await?;
        Ok(setting == ["on"])
    };
    // Each of their processes hears of it by a signal, and looks before it reads a statement.
    until_async("both sessions may only read", async || {
        let (one, two) = (db.begin().await.expect("a connection"), db.begin().await.expect("another one"));
        is_read_only(&one).await.expect("it answers") && is_read_only(&two).await.expect("it answers")
    })
    .await;
    assert_eq!(db.health().await?.pool.size, 2);
    relay.lead_to(&new);
    let mut refused = 0;
    let name = "on the new one";
    until_async("it is written to the new one", async || match db.genre().create(genre::New { name }).await {
        Ok(_) => true,
        Err(error) => {
            assert!(error.message().contains("25006"), "{error}");
            refused += 1;
            assert!(refused <= 2, "no connection that was refused is used again");
            false
        }
    })
    .await;
    let names = db::Client::connect(&other).await?.genre().find_many().select(genre::name()).await?;
    assert_eq!(names, [name]);
    // The old one is gone altogether.
    relay.cut_all();
    until_async("it goes on", async || db.genre().count().await.is_ok_and(|count| count == 1)).await;
    Ok(())
}

/// What a migration does to the tables and types of a client that runs.
const CHANGES: [&str; 6] = [
    "ALTER TABLE members ADD COLUMN more TEXT DEFAULT 'm'",
    "ALTER TABLE members ALTER COLUMN points TYPE BIGINT; ALTER TABLE members ALTER COLUMN points TYPE INTEGER",
    "ALTER TYPE \"Rank\" RENAME TO \"Rank_old\"; CREATE TYPE \"Rank\" AS ENUM ('GUEST', 'REGULAR', 'patron', 'MORE'); \
     ALTER TABLE members ALTER COLUMN rank DROP DEFAULT; \
     ALTER TABLE members ALTER COLUMN rank TYPE \"Rank\" USING rank::text::\"Rank\"; \
     ALTER TABLE members ALTER COLUMN rank SET DEFAULT 'REGULAR'; \
     ALTER TABLE \"Sample\" ALTER COLUMN ranks TYPE \"Rank\"[] USING ranks::text[]::\"Rank\"[]; DROP TYPE \"Rank_old\"",
    "ALTER TABLE members ALTER COLUMN name TYPE VARCHAR(100)",
    "ALTER TABLE \"Genre\" RENAME TO g; ALTER TABLE g RENAME TO \"Genre\"",
    "DISCARD ALL",
];

async fn use_all(db: &db::Client, number: usize) -> Result<()> {
    let email = format!("{number}@x.org");
    let patron = member::rank().eq(db::Rank::Patron);
    db.member().create(member::New { email: &email, name: "N" }).set(member::rank(), db::Rank::Patron).await?;
    assert!(db.member().find_many().filter(patron).await?.iter().any(|member| member.email == email));
    db.member().update(member::email().eq(&email)).with(member::points().increment(1)).await?;
    let (read, loans) =
        db.member().find_unique(member::email().eq(&email)).include(member::loans()).await?.expect("it was made");
    assert_eq!((read.points, loans.len()), (1, 0));
    db.member().delete(member::email().eq(&email)).await?;
    let all = db.query_rows("SELECT * FROM members WHERE email <> $1", (&email,)).await?;
    assert_eq!(all.len(), 0);
    Ok(())
}

#[tokio::test]
async fn after_changed_tables_and_types() -> Result<()> {
    let Some(Database { client: direct, url }) = database("changed").await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&connection_limit=1")).await?;
    let mut number = 0;
    for change in CHANGES {
        // Prepared before, and each statement the first one after.
        for _ in 0..2 {
            number += 1;
            use_all(&db, number).await?;
        }
        // On the same connection, or by somebody else.
        let of = if change == "DISCARD ALL" { &db } else { &direct };
        of.execute_raw(change, ()).await?;
        number += 1;
        use_all(&db, number).await.map_err(|error| panic!("after {change}: {error:#?}")).ok();
    }
    Ok(())
}

/// What was prepared compares an id with text, and goes on to do so: `uuid = text` is no operator. In each way that
/// statements have to the server.
#[tokio::test]
async fn after_a_changed_type_of_a_key() -> Result<()> {
    let Some(Database { client: direct, url }) = database("changed_key").await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&connection_limit=1")).await?;
    let member = db.member().create(member::New { email: "k@x.org", name: "K" }).await?;
    let made = card::New { number: "1", member: connect(member::id().eq(member.id)) };
    let id = db.card().create(made).await?.id;
    let number = || db.card().update(card::id().eq(&id)).with(card::number().set("1"));
    let nested = async |db: &db::Client| {
        let name = member::name().set("N");
        db.card().update(card::id().eq(&id)).with(card::number().set("2")).with(card::member().update([name])).await
    };
    let by = async |way| -> Result<()> {
        let find = || db.card().find_unique(card::id().eq(&id));
        match way {
            "a read" => assert!(find().include(card::member()).await?.is_some()),
            "reads" => drop(db.batch((find(), db.genre().count())).await?),
            "writes" => drop(db.batch((number(), db.genre().count())).await?),
            "an attempt" => drop(nested(&db).await?),
            _ => db.transact(async |tx| nested(tx).await.map(drop)).await?,
        }
        Ok(())
    };
    let ways = ["a read", "reads", "writes", "an attempt", "an attempt in a transaction"];
    for first in ways {
        for ty in ["uuid", "text"] {
            for way in ways {
                by(way).await?;
            }
            let alter = format!("ALTER TABLE \"Card\" ALTER COLUMN id TYPE {ty} USING id::{ty}");
            direct.execute_raw(&alter, ()).await?;
            by(first).await.map_err(|error| panic!("{first} after {ty}: {error:#?}")).ok();
        }
    }
    Ok(())
}

/// In a transaction the server refuses all that follows, so it is to be run again: P2034, which `retry` does.
#[tokio::test]
async fn after_changed_tables_in_transactions() -> Result<()> {
    let Some(Database { client: direct, url }) = database("changed_tx").await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&connection_limit=1")).await?;
    let mut number = 1000;
    let tries = std::sync::atomic::AtomicU32::new(0);
    for change in CHANGES {
        number += 1;
        use_all(&db, number).await?;
        let of = if change == "DISCARD ALL" { &db } else { &direct };
        of.execute_raw(change, ()).await?;
        number += 1;
        db.retry(3, async |tx: &db::Client| {
            tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            use_all(tx, number).await
        })
        .await
        .map_err(|error| panic!("after {change}: {error:#?}"))
        .ok();
    }
    eprintln!("{tries:?} tries of {} transactions", CHANGES.len());
    Ok(())
}
