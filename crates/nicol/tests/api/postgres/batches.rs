//! Batches, where only PostgreSQL can tell: round trips, conflicts, limits of time.

use super::db::{self, genre, member};
use super::{Database, database};
use nicol::{Isolation, Result};
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;
use nicol_testkit::wire::Proxy;
use std::time::Duration;

#[tokio::test]
async fn round_trips() -> Result<()> {
    let (Some(Database { url, .. }), Some(server)) = (database("trips").await, Server::shared()) else { return Ok(()) };
    let proxy = Proxy::start(server.socket_dir()).expect("sockets can be made");
    let db = db::Client::connect(&format!("{}&connection_limit=1", proxy.url(server.socket_dir(), &url))).await?;
    let add = |name: String| db.genre().create(genre::New { name: &name });
    let rename = |from: &str, to: &str| db.genre().update(genre::name().eq(from)).set(genre::name(), to);
    for warm in [false, true] {
        let names: Vec<String> = (0..50).map(|number| format!("{warm} {number}")).collect();
        drop(proxy.take());
        // Nothing has to be looked at before the commit.
        db.batch(names.iter().cloned().map(add).collect::<Vec<_>>()).await?;
        let all = proxy.take();
        db.batch((db.genre().count(), db.genre().find_unique(genre::name().eq("a")), db.member().find_many())).await?;
        let reads = proxy.take();
        // Whether there was a record to change is known before the commit.
        db.batch((rename(&names[0], "x"), rename("x", &names[0]))).await?;
        let checked = proxy.take();
        db.isolation(Isolation::Serializable).batch((db.genre().count(), db.member().count())).await?;
        let level = proxy.take();
        if !warm {
            continue;
        }
        let seen = [&all, &reads, &checked, &level].map(|counts| (counts.statements, counts.control, counts.trips));
        assert_eq!(seen, [(50, 0, 1), (3, 0, 1), (2, 2, 2), (2, 2, 1)], "{checked:?} {level:?}");
    }
    Ok(())
}

async fn rename(db: &db::Client, name: &str) -> Result<()> {
    db.genre().update(genre::id().eq(1)).set(genre::name(), name).await.map(drop)
}

/// How many sessions of the database wait for a lock.
async fn waiting(watch: &db::Client) -> i64 {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    watch.query_raw::<i64>(sql, ()).await.expect("it answers")[0]
}

#[tokio::test]
async fn a_conflict_is_tried_again_if_that_was_asked_for() -> Result<()> {
    let Some(Database { client: db, .. }) = database("batch_conflict").await else { return Ok(()) };
    db.genre().create(genre::New { name: "a" }).await?;
    for (times, is_done) in [(1, false), (2, true)] {
        let other = db.begin().await?;
        rename(&other, "other").await?;
        let batch = tokio::spawn({
            let db = db.clone();
            async move {
                let update = db.genre().update(genre::id().eq(1)).set(genre::name(), "mine");
                db.isolation(Isolation::RepeatableRead).retry_batch(times, (db.genre().count(), update)).await
            }
        });
        until_async("it waits for the other one", async || waiting(&db).await == 1).await;
        other.commit().await?;
        match batch.await.expect("no panic") {
            Ok((count, genre)) => assert!(is_done && count == 1 && genre.name == "mine"),
            Err(error) => {
                assert!(!is_done, "{error}");
                assert_eq!((error.code(), error.query_index()), (Some("P2034"), Some(1)), "{error}");
            }
        }
    }
    Ok(())
}

/// The limit of time ends the server's work, of one that brings its commit along too.
#[tokio::test]
async fn a_limit_of_time() -> Result<()> {
    let Some(Database { client: db, .. }) = database("batch_late").await else { return Ok(()) };
    db.genre().create(genre::New { name: "a" }).await?;
    let other = db.tx_options().timeout(Duration::from_secs(180)).begin().await?;
    rename(&other, "other").await?;
    let short = || db.tx_options().timeout(Duration::from_millis(200));
    let change = |name: &'static str| db.genre().update_many().set(genre::name(), name);
    let one = db.genre().update(genre::id().eq(1)).set(genre::name(), "late");
    for late in [
        short().batch((change("late"), change("late"))).await.map(drop),
        short().batch((db.genre().create(genre::New { name: "b" }), one)).await.map(drop),
        short().batch((change("late"),)).await.map(drop),
    ] {
        let error = late.unwrap_err();
        assert_eq!((error.code(), error.meta()["timeout"].as_u64()), (Some("P2028"), Some(200)), "{error}");
    }
    until_async("nobody waits", async || waiting(&db).await == 0).await;
    other.rollback().await?;
    assert_eq!(db.genre().find_many().select(genre::name()).await?, ["a"]);
    assert_eq!(db.health().await?.pool.busy, 0);
    Ok(())
}

/// Without one it takes as long as it takes: longer than a transaction of a closure may. So does a list of requests in JSON.
#[tokio::test]
async fn no_limit_of_time() -> Result<()> {
    let Some(Database { client: db, .. }) = database("batch_slow").await else { return Ok(()) };
    let sleep = || db.query_raw::<i32>("SELECT 1 FROM pg_sleep(5.5)", ());
    let batch = async { db.batch((db.genre().create(genre::New { name: "a" }), sleep(), db.genre().count())).await };
    let list = r#"{"id":1,"action":"$transaction","args":[[
        {"action":"$queryRawUnsafe","args":["SELECT 1 AS one FROM pg_sleep(5.5)"]},
        {"model":"Genre","action":"create","args":{"data":{"name":"b"},"select":{"name":true}}}]]}"#;
    let (batch, answer) = tokio::join!(batch, nicol_client::lines::answer(nicol::ClientType::handle(&db), list));
    batch?;
    assert_eq!(answer, r#"{"id":1,"ok":[[{"one":1}],{"name":"b"}]}"#);
    assert_eq!(db.genre().count().await?, 2);
    Ok(())
}

/// A statement that fails for nothing in its values is not run again, even if something before it has to be looked at.
#[tokio::test]
async fn what_is_run_once() -> Result<()> {
    let Some(Database { client: db, .. }) = database("batch_once").await else { return Ok(()) };
    db.genre().create(genre::New { name: "a" }).await?;
    db.execute_raw("CREATE SEQUENCE runs", ()).await?;
    let tell = |state: &str| {
        let body = format!("BEGIN PERFORM nextval('runs'); RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END");
        format!("CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    };
    db.execute_raw(&tell("57014"), ()).await?;
    let trigger = "CREATE TRIGGER fail BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION fail()";
    db.execute_raw(trigger, ()).await?;
    // It goes on counting where a transaction was rolled back.
    let runs = async || -> Result<i64> { Ok(db.query_raw::<i64>("SELECT nextval('runs') - 1", ()).await?[0]) };
    let mut before = runs().await?;
    for (state, times) in [("57014", 1), ("40001", 1), ("40P01", 1), ("53200", 1), ("22003", 2), ("23514", 2)] {
        db.execute_raw(&tell(state), ()).await?;
        let checked = db.genre().update(genre::id().eq(1)).set(genre::name(), "b");
        let failing = db.member().create(member::New { email: "a@x.org", name: "A" });
        let error = db.batch((checked, failing)).await.unwrap_err();
        assert_eq!(
            (error.query_index(), error.database().and_then(|e| e.sqlstate())),
            (Some(1), Some(state)),
            "{error}"
        );
        let after = runs().await?;
        assert_eq!(after - before - 1, times, "{state}");
        before = after;
    }
    assert_eq!(db.genre().find_many().select(genre::name()).await?, ["a"]);
    Ok(())
}

/// The commit fails: no query did.
#[tokio::test]
async fn a_commit_that_fails() -> Result<()> {
    let Some(Database { client: db, .. }) = database("batch_deferred").await else { return Ok(()) };
    let sql = "ALTER TABLE members ADD COLUMN parent int REFERENCES members DEFERRABLE INITIALLY DEFERRED; \
               ALTER TABLE members ALTER COLUMN parent SET DEFAULT 77";
    db.execute_raw(sql, ()).await?;
    let add = |email: &'static str| db.member().create(member::New { email, name: "N" });
    let rename = || db.member().update(member::email().eq("a@x.org")).set(member::name(), "M");
    for failed in [
        db.batch((add("a@x.org"), add("b@x.org"))).await.map(drop),
        db.batch((add("a@x.org"), rename())).await.map(drop),
        db.isolation(Isolation::Serializable).batch((add("a@x.org"), add("b@x.org"))).await.map(drop),
    ] {
        let error = failed.unwrap_err();
        assert_eq!((error.code(), error.query_index()), (Some("P2003"), None), "{error}");
    }
    assert_eq!(db.member().count().await?, 0);
    Ok(())
}

/// What is prepared is stale: nothing was kept, so all of it is run again.
#[tokio::test]
async fn after_changed_tables() -> Result<()> {
    let Some(Database { client: direct, url }) = database("batch_changed").await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&connection_limit=1")).await?;
    for change in [
        "ALTER TABLE members ADD COLUMN more TEXT DEFAULT 'm'",
        "ALTER TABLE members ALTER COLUMN points TYPE BIGINT; ALTER TABLE members ALTER COLUMN points TYPE INTEGER",
        "ALTER TABLE members ALTER COLUMN name TYPE VARCHAR(100)",
        "DISCARD ALL",
    ] {
        for round in 0..3 {
            if round == 2 {
                let of = if change == "DISCARD ALL" { &db } else { &direct };
                of.execute_raw(change, ()).await?;
            }
            let add = db.member().create(member::New { email: "a@x.org", name: "A" });
            let change_it = db.member().update(member::email().eq("a@x.org")).with(member::points().increment(1));
            let (_, changed, read, gone) = db
                .batch((
                    add,
                    change_it,
                    db.member().find_unique(member::email().eq("a@x.org")).include(member::loans()),
                    db.member().delete_many(),
                ))
                .await?;
            assert_eq!((changed.points, gone), (1, 1));
            assert_eq!(read.expect("it was made").0, changed);
        }
    }
    Ok(())
}

/// Whatever a later statement fails with, one that did not find its record is told of first, as if they ran one by one.
#[tokio::test]
async fn the_first_that_fails_is_named() -> Result<()> {
    let Some(Database { client: db, .. }) = database("batch_first").await else { return Ok(()) };
    db.execute_raw(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         RAISE EXCEPTION 'failed' USING ERRCODE = NEW.name; END $$; \
         CREATE TRIGGER fail BEFORE INSERT ON \"Genre\" FOR EACH ROW EXECUTE FUNCTION fail()",
        (),
    )
    .await?;
    db.member().create(member::New { email: "there@x.org", name: "T" }).await?;
    let raise = |email: &str| db.member().update(member::email().eq(email)).with(member::points().increment(1));
    // Raised by a trigger: raise_exception, insufficient_privilege, with_check_option_violation, assert_failure, a missing
    // table, a syntax error in a function's body, a value and a constraint.
    for code in
        ["P0001", "42501", "44000", "P0004", "42P01", "42601", "22012", "23514", "2F002", "38000", "25001", "0A000"]
    {
        let add = || db.genre().create(genre::New { name: code });
        // Not prepared, then prepared; with the commit on its way, and before others.
        for _ in 0..2 {
            let error = db.batch((raise("missing@x.org"), add())).await.unwrap_err();
            assert_eq!((error.code(), error.query_index()), (Some("P2025"), Some(0)), "{code}: {error}");
            let error = db.batch((raise("there@x.org"), add(), db.genre().count())).await.unwrap_err();
            assert_eq!(
                (error.database().and_then(|database| database.sqlstate()), error.query_index()),
                (Some(code), Some(1)),
                "{code}: {error}"
            );
            let error = db.batch((db.genre().count(), db.member().count(), add())).await.unwrap_err();
            assert_eq!(
                (error.database().and_then(|database| database.sqlstate()), error.query_index()),
                (Some(code), Some(2)),
                "{code}: {error}"
            );
        }
    }
    // A conflict is one, whatever stands before it.
    let conflict = db.genre().create(genre::New { name: "40001" });
    let error = db.batch((raise("missing@x.org"), conflict)).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2034"), Some(1)), "{error}");
    assert_eq!(db.member().find_many().select(member::points()).await?, [0]);
    Ok(())
}
