use nicol_driver::{Code, Isolation};
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use crate::support::{Database, TEXT, bigint, count, int, one, run, text};

const TABLE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)";

async fn commit_keeps_and_rollback_undoes(database: &Database) {
    let pool = database.pool("connection_limit=2");
    let plain = pool.get().await.unwrap();
    plain.execute_script(TABLE).await.unwrap();
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("a")], &[]).await.unwrap();
    assert!(tx.in_transaction());
    assert_eq!(count(&plain, "t").await, 0, "nobody else sees it before the commit");
    tx.commit().await.unwrap();
    assert_eq!(count(&plain, "t").await, 1);

    let tx = pool.begin(Some(Isolation::Serializable)).await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(2), text("b")], &[]).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(count(&plain, "t").await, 1);
}

async fn a_dropped_transaction_is_rolled_back_at_once(database: &Database) {
    let pool = database.pool("connection_limit=2");
    let plain = pool.get().await.unwrap();
    plain.execute_script(TABLE).await.unwrap();
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("a")], &[]).await.unwrap();
    drop(tx);
    // Nobody has used its connection since, and still its locks are gone: the same key can be written.
    run(&plain, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("b")], &[]).await.unwrap();
    let again = pool.get().await.unwrap();
    assert!(!again.in_transaction());
    assert_eq!(one(&again, "SELECT name FROM t", &[], TEXT).await.unwrap().unwrap(), b"b");
}

async fn savepoints_nest(database: &Database) {
    let pool = database.pool("connection_limit=2");
    pool.get().await.unwrap().execute_script(TABLE).await.unwrap();
    let mut tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("outer")], &[]).await.unwrap();
    tx.savepoint().await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(2), text("inner")], &[]).await.unwrap();
    tx.savepoint().await.unwrap();
    assert_eq!(tx.open_savepoints(), 2);
    let failed = run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("again")], &[]).await.unwrap_err();
    assert_eq!(failed.code(), Code::P2002);
    tx.rollback_to_savepoint().await.unwrap();
    // Good again after an error.
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(3), text("more")], &[]).await.unwrap();
    tx.release_savepoint().await.unwrap();
    assert_eq!(tx.release_savepoint().await.unwrap_err().code(), Code::P2028);
    tx.commit().await.unwrap();
    let plain = pool.get().await.unwrap();
    assert_eq!(count(&plain, "t").await, 3);
    assert_eq!(one(&plain, "SELECT sum(id) FROM t", &[], crate::support::BIGINT).await.unwrap(), bigint(6).bytes);
}

async fn what_a_statement_has_ended_does_not_go_on(database: &Database) {
    let pool = database.pool("connection_limit=1");
    pool.get().await.unwrap().execute_script(TABLE).await.unwrap();
    for end in ["ROLLBACK", "COMMIT"] {
        let tx = pool.begin(None).await.unwrap();
        tx.execute_raw(end, &[]).await.unwrap();
        let late = run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("late")], &[]).await.unwrap_err();
        assert_eq!(late.code(), Code::P2028, "{late}");
        assert_eq!(tx.commit().await.unwrap_err().code(), Code::P2028);
        let mut tx = pool.begin(None).await.unwrap();
        tx.execute_raw(end, &[]).await.unwrap();
        // A savepoint would open a transaction of its own on SQLite.
        assert_eq!(tx.savepoint().await.unwrap_err().code(), Code::P2028);
        assert_eq!(tx.rollback().await.unwrap_err().code(), Code::P2028, "what was committed cannot be undone");
    }
    let plain = pool.get().await.unwrap();
    run(&plain, "INSERT INTO t VALUES ($1, $2)", &[int(2), text("own")], &[]).await.unwrap();
    assert_eq!(count(&plain, "t").await, 1);
}

/// The connection says that it is in a transaction as soon as BEGIN is answered, and that it is not after the end.
async fn what_is_asked_at_once_is_known(database: &Database) {
    let c = database.connect().await;
    c.execute_script(TABLE).await.unwrap();
    for i in 0..300 {
        c.begin(None).await.unwrap();
        assert!(c.in_transaction());
        let params = [int(i), text("x")];
        let params: Vec<_> = params.iter().map(|value| value.param()).collect();
        let insert = nicol_driver::Query { sql: "INSERT INTO t VALUES ($1, $2)", params: &params, columns: &[] };
        c.batch_in_transaction(None, &[insert]).await.unwrap();
        c.rollback().await.unwrap();
        assert!(!c.in_transaction());
    }
    assert_eq!(count(&c, "t").await, 0);
}

async fn a_statement_that_is_given_up(database: &Database) {
    let server = Server::shared().filter(|_| !database.url.starts_with("file:"));
    let pool = database.pool("connection_limit=1");
    pool.get().await.unwrap().execute_script(TABLE).await.unwrap();
    let endless = if server.is_some() {
        "INSERT INTO t SELECT 7, pg_sleep(600)::text || 'given up in a transaction'"
    } else {
        "WITH RECURSIVE n(i) AS (SELECT 7 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT i, 'x' FROM n"
    };
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("one")], &[]).await.unwrap();
    let is_running = async || match server {
        Some(server) => server.is_running(endless),
        // What finds no room in memory goes into the file.
        None => std::fs::metadata(database.url.trim_start_matches("file:")).unwrap().len() > 1_000_000,
    };
    tokio::select! {
        done = run(&tx, endless, &[], &[]) => panic!("it does not end: {done:?}"),
        () = until_async("it runs", is_running) => {}
    }
    let late = run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(2), text("two")], &[]).await.unwrap_err();
    assert_eq!(late.code(), Code::P2028, "{late}");
    assert_eq!(tx.commit().await.unwrap_err().code(), Code::P2028);
    let plain = pool.get().await.unwrap();
    assert_eq!(count(&plain, "t").await, 0);
    run(&plain, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("one")], &[]).await.unwrap();
}

crate::on_both!(
    commit_keeps_and_rollback_undoes,
    a_dropped_transaction_is_rolled_back_at_once,
    savepoints_nest,
    what_a_statement_has_ended_does_not_go_on,
    what_is_asked_at_once_is_known,
    a_statement_that_is_given_up,
    commit_travels_with_the_last_statements,
);

#[tokio::test]
async fn a_transaction_with_a_statement_that_took_too_long_is_not_committed() {
    let Some(database) = crate::support::postgres("slow_tx") else { return };
    let pool = database.pool("connection_limit=1&socket_timeout=1");
    pool.get().await.unwrap().execute_script(TABLE).await.unwrap();
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("one")], &[]).await.unwrap();
    assert_eq!(run(&tx, "SELECT pg_sleep(600)", &[], &[]).await.unwrap_err().code(), Code::P1008);
    let error = tx.commit().await.unwrap_err();
    assert_eq!(error.code(), Code::P2028, "{error}");
    assert!(error.message().contains("P1008"), "the cause is told: {error}");
    let tx = pool.begin(None).await.unwrap();
    assert_eq!(run(&tx, "SELECT pg_sleep(600)", &[], &[]).await.unwrap_err().code(), Code::P1008);
    tx.rollback().await.unwrap();
    assert_eq!(count(&pool.get().await.unwrap(), "t").await, 0);
}

#[tokio::test]
async fn sqlite_rolls_back_by_itself_and_nothing_goes_on() {
    let database = crate::support::sqlite();
    let pool = database.pool("connection_limit=1");
    let script = "CREATE TRIGGER no_bad BEFORE INSERT ON t WHEN NEW.name = 'bad'
        BEGIN SELECT RAISE(ROLLBACK, 'no bad'); END;";
    pool.get().await.unwrap().execute_script(&format!("{TABLE}; {script}")).await.unwrap();
    let insert = "INSERT INTO t VALUES ($1, $2)";
    for bad in [insert, "INSERT OR ROLLBACK INTO t VALUES ($1, CASE $2 WHEN 'bad' THEN NULL END)"] {
        let tx = pool.begin(None).await.unwrap();
        run(&tx, insert, &[int(1), text("one")], &[]).await.unwrap();
        let cause = run(&tx, bad, &[int(2), text("bad")], &[]).await.unwrap_err();
        let late = run(&tx, insert, &[int(3), text("two")], &[]).await.unwrap_err();
        assert_eq!(late.code(), Code::P2028);
        assert!(late.message().contains(cause.message()), "the cause is told: {late}");
        assert_eq!(tx.commit().await.unwrap_err().code(), Code::P2028);
        let tx = pool.begin(None).await.unwrap();
        run(&tx, bad, &[int(2), text("bad")], &[]).await.unwrap_err();
        tx.rollback().await.unwrap();
        assert_eq!(count(&pool.get().await.unwrap(), "t").await, 0);
    }
}

#[tokio::test]
async fn sqlite_without_room_and_nothing_goes_on() {
    let database = crate::support::sqlite();
    let pool = database.pool("connection_limit=1");
    pool.get().await.unwrap().execute_script(&format!("{TABLE}; PRAGMA max_page_count = 20")).await.unwrap();
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("one")], &[]).await.unwrap();
    let full = run(&tx, "INSERT INTO t VALUES ($1, hex(zeroblob(1000000)))", &[int(2)], &[]).await.unwrap_err();
    assert!(full.is_disk(), "{full}");
    // Whether SQLite has rolled back or not: what is acknowledged from here on is kept, and nothing is half done.
    let went_on = run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(3), text("two")], &[]).await;
    let committed = tx.commit().await;
    assert_eq!(went_on.is_ok(), committed.is_ok());
    assert_eq!(count(&pool.get().await.unwrap(), "t").await, if committed.is_ok() { 2 } else { 0 });
}

#[tokio::test]
async fn a_commit_that_cannot_be_says_why() {
    let Some(database) = crate::support::postgres("why") else { return };
    let pool = database.pool("connection_limit=2");
    let setup = "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0)";
    pool.get().await.unwrap().execute_script(setup).await.unwrap();
    let first = pool.begin(Some(Isolation::RepeatableRead)).await.unwrap();
    count(&first, "t").await;
    run(&pool.get().await.unwrap(), "UPDATE t SET n = 1", &[], &[]).await.unwrap();
    run(&first, "UPDATE t SET n = 2", &[], &[]).await.unwrap_err();
    // Somebody has overlooked the conflict; it is still one, so that all of it can be run again.
    let error = first.commit().await.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES (1, 1)", &[], &[]).await.unwrap_err();
    let error = tx.commit().await.unwrap_err();
    assert_eq!(error.code(), Code::P2028);
    assert!(error.message().contains("P2002"), "{error}");
}

#[tokio::test]
async fn a_failed_level_can_be_left() {
    let Some(database) = crate::support::postgres("level") else { return };
    let pool = database.pool("connection_limit=1");
    pool.get().await.unwrap().execute_script(TABLE).await.unwrap();
    let mut tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES (1, 'outer')", &[], &[]).await.unwrap();
    tx.savepoint().await.unwrap();
    run(&tx, "INSERT INTO t VALUES (2, 'inner')", &[], &[]).await.unwrap();
    run(&tx, "INSERT INTO t VALUES (1, 'again')", &[], &[]).await.unwrap_err();
    let error = tx.release_savepoint().await.unwrap_err();
    assert_eq!(error.code(), Code::P2028, "{error}");
    assert!(error.message().contains("P2002"), "{error}");
    assert_eq!(tx.open_savepoints(), 0);
    run(&tx, "INSERT INTO t VALUES (3, 'outer')", &[], &[]).await.unwrap();
    tx.commit().await.unwrap();
    let sum = one(&pool.get().await.unwrap(), "SELECT sum(id) FROM t", &[], crate::support::BIGINT).await;
    assert_eq!(sum.unwrap(), bigint(4).bytes);
}

#[tokio::test]
async fn a_failed_transaction_does_not_commit_in_silence() {
    let Some(database) = crate::support::postgres("failed") else { return };
    let pool = database.pool("connection_limit=1");
    pool.get().await.unwrap().execute_script(TABLE).await.unwrap();
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO t VALUES ($1, $2)", &[int(1), text("a")], &[]).await.unwrap();
    run(&tx, "SELECT 1 / 0", &[], &[]).await.unwrap_err();
    assert_eq!(tx.commit().await.unwrap_err().code(), Code::P2028);
    let plain = pool.get().await.unwrap();
    assert!(!plain.in_transaction());
    assert_eq!(count(&plain, "t").await, 0);
}

#[tokio::test]
async fn a_deferred_constraint_fails_at_the_commit() {
    let Some(database) = crate::support::postgres("deferred") else { return };
    let pool = database.pool("connection_limit=1");
    let script = "CREATE TABLE p (id int PRIMARY KEY);
        CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)";
    pool.get().await.unwrap().execute_script(script).await.unwrap();
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "INSERT INTO c VALUES (1)", &[], &[]).await.unwrap();
    assert_eq!(tx.commit().await.unwrap_err().code(), Code::P2003);
    assert_eq!(count(&pool.get().await.unwrap(), "c").await, 0);
}

#[tokio::test]
async fn a_write_conflict_asks_for_another_try() {
    let Some(database) = crate::support::postgres("conflict") else { return };
    let pool = database.pool("connection_limit=2");
    let setup = "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0)";
    pool.get().await.unwrap().execute_script(setup).await.unwrap();
    let first = pool.begin(Some(Isolation::RepeatableRead)).await.unwrap();
    let second = pool.begin(Some(Isolation::RepeatableRead)).await.unwrap();
    count(&first, "t").await;
    count(&second, "t").await;
    run(&first, "UPDATE t SET n = 1", &[], &[]).await.unwrap();
    first.commit().await.unwrap();
    let error = run(&second, "UPDATE t SET n = 2", &[], &[]).await.unwrap_err();
    assert_eq!(error.code(), Code::P2034);
    assert!(error.is_retryable());
}

#[tokio::test]
async fn sqlite_refuses_other_isolation_levels() {
    let database = crate::support::sqlite();
    let pool = database.pool("");
    let error = pool.begin(Some(Isolation::ReadCommitted)).await.unwrap_err();
    assert_eq!(error.code(), Code::P2028);
}

#[tokio::test]
async fn several_raw_statements_in_a_transaction() {
    let Some(database) = crate::support::postgres("several") else { return };
    let pool = database.pool("connection_limit=1");
    pool.get().await.unwrap().execute_script(TABLE).await.unwrap();
    for cached in ["", "&statement_cache_size=0"] {
        let pool = database.pool(&format!("connection_limit=1{cached}"));
        let tx = pool.begin(None).await.unwrap();
        tx.execute_raw("INSERT INTO t VALUES (1, 'a;'); INSERT INTO t VALUES (2, 'b');", &[]).await.unwrap();
        assert_eq!(count(&tx, "t").await, 2);
        let error =
            tx.execute_raw("INSERT INTO t VALUES (3, 'c'); INSERT INTO t VALUES (1, 'd')", &[]).await.unwrap_err();
        assert_eq!(error.server().map(|server| server.code.as_str()), Some("23505"), "{error}");
        tx.rollback().await.unwrap();
    }
}

/// The first statement takes BEGIN along, prepared or not, alone or in a batch: an error of either spoils the transaction,
/// and none of them leads a life of its own.
#[tokio::test]
async fn begin_travels_with_the_first_statement() {
    let Some(database) = crate::support::postgres("first") else { return };
    let insert = "INSERT INTO t VALUES ($1, $2)";
    database.pool("connection_limit=1").get().await.unwrap().execute_script(TABLE).await.unwrap();
    for cache in ["", "&statement_cache_size=0"] {
        let pool = database.pool(&format!("connection_limit=1{cache}"));
        // Not prepared, then prepared.
        for round in 0..2 {
            let tx = pool.begin(Some(Isolation::Serializable)).await.unwrap();
            run(&tx, insert, &[int(round), text("a")], &[]).await.unwrap();
            let level = one(&tx, "SHOW transaction_isolation", &[], TEXT).await.unwrap();
            assert_eq!(level.unwrap(), b"serializable");
            tx.rollback().await.unwrap();
            let tx = pool.begin(None).await.unwrap();
            run(&tx, "INSERT INTO t VALUES (9, NULL)", &[], &[]).await.unwrap_err();
            assert!(tx.in_transaction());
            assert!(run(&tx, insert, &[int(8), text("late")], &[]).await.is_err(), "it has failed");
            assert_eq!(tx.commit().await.unwrap_err().code(), Code::P2028);
            let tx = pool.begin(None).await.unwrap();
            run(&tx, "SELECT nothing FROM t", &[], &[]).await.unwrap_err();
            assert_eq!(
                tx.commit().await.unwrap_err().code(),
                Code::P2028,
                "a statement that can't be prepared counts too"
            );
        }
        // An empty one is none.
        pool.begin(None).await.unwrap().commit().await.unwrap();
        drop(pool.begin(None).await.unwrap());
        let plain = pool.get().await.unwrap();
        assert!(!plain.in_transaction());
        assert_eq!(count(&plain, "t").await, 0);
    }
}

/// The last statements take COMMIT along: all is kept, or nothing, and the connection is clean for the next one.
async fn commit_travels_with_the_last_statements(database: &Database) {
    let pool = database.pool("connection_limit=1");
    pool.get().await.unwrap().execute_script(TABLE).await.unwrap();
    let insert = "INSERT INTO t VALUES ($1, $2)";
    // The first is not prepared yet; the last transaction has no other statement.
    for (round, is_last_alone) in [(0, false), (10, false), (20, true)] {
        let values = [int(round + 1), text("last")];
        let params: Vec<_> = values.iter().map(|value| value.param()).collect();
        let last = nicol_driver::Query { sql: insert, params: &params, columns: &[] };
        let tx = pool.begin(None).await.unwrap();
        if !is_last_alone {
            run(&tx, insert, &[int(round), text("first")], &[]).await.unwrap();
        }
        assert_eq!(tx.commit_with(&[last]).await.unwrap()[0].affected, 1);
        let tx = pool.begin(None).await.unwrap();
        if !is_last_alone {
            run(&tx, insert, &[int(round + 5), text("lost")], &[]).await.unwrap();
        }
        assert_eq!(tx.commit_with(&[last]).await.unwrap_err().code(), Code::P2002);
        assert!(!pool.get().await.unwrap().in_transaction());
    }
    assert_eq!(count(&pool.get().await.unwrap(), "t").await, 5);
}

#[tokio::test]
async fn a_deferred_constraint_fails_at_the_commit_that_travels() {
    let Some(database) = crate::support::postgres("deferred_last") else { return };
    let pool = database.pool("connection_limit=1");
    let script = "CREATE TABLE p (id int PRIMARY KEY);
        CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)";
    pool.get().await.unwrap().execute_script(script).await.unwrap();
    for _ in 0..2 {
        let tx = pool.begin(None).await.unwrap();
        run(&tx, "INSERT INTO c VALUES (1)", &[], &[]).await.unwrap();
        let last = nicol_driver::Query { sql: "INSERT INTO p VALUES (2)", params: &[], columns: &[] };
        assert_eq!(tx.commit_with(&[last]).await.unwrap_err().code(), Code::P2003);
        let plain = pool.get().await.unwrap();
        assert!(!plain.in_transaction());
        assert_eq!((count(&plain, "c").await, count(&plain, "p").await), (0, 0));
    }
}

/// Half of a transaction is never committed: not when one of the last statements can't even be written.
#[tokio::test]
async fn a_last_statement_that_does_not_fit_commits_nothing() {
    let Some(database) = crate::support::postgres("misfit_last") else { return };
    let pool = database.pool("connection_limit=1");
    let script = "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE s (n smallint)";
    pool.get().await.unwrap().execute_script(script).await.unwrap();
    for id in [1, 10] {
        let tx = pool.begin(None).await.unwrap();
        run(&tx, "INSERT INTO t VALUES ($1)", &[int(id)], &[]).await.unwrap();
        let values = [int(id + 1), int(70_000)];
        let params: Vec<_> = values.iter().map(|value| value.param()).collect();
        let query = |sql, params| nicol_driver::Query { sql, params, columns: &[] };
        let last = [query("INSERT INTO t VALUES ($1)", &params[..1]), query("INSERT INTO s VALUES ($1)", &params[1..])];
        assert_eq!(tx.commit_with(&last).await.unwrap_err().code(), Code::P2020);
        let plain = pool.get().await.unwrap();
        assert!(!plain.in_transaction());
        assert_eq!((count(&plain, "t").await, count(&plain, "s").await), (0, 0));
    }
}

/// An attempt in a transaction that has failed says what PostgreSQL says of any statement there.
#[tokio::test]
async fn an_attempt_in_a_failed_transaction() {
    let Some(database) = crate::support::postgres("attempt_failed") else { return };
    let pool = database.pool("connection_limit=1");
    let query = nicol_driver::Query { sql: "SELECT 1", params: &[], columns: &[] };
    let judge: nicol_driver::Judge<'_> = &|_| nicol_driver::Judgment::SaysNothing;
    pool.get().await.unwrap().attempt(&query, judge).await.unwrap();
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "SELECT 1 / 0", &[], &[]).await.unwrap_err();
    let error = tx.attempt(&query, judge).await.unwrap_err();
    assert_eq!(error.server().map(|server| server.code.as_str()), Some("25P02"), "{error}");
    tx.rollback().await.unwrap();
}

/// The first error is the cause of all that come after it in the transaction, and they name it.
#[tokio::test]
async fn what_comes_after_a_failed_statement_names_it() {
    let Some(database) = crate::support::postgres("after_a_failure") else { return };
    let pool = database.pool("connection_limit=1");
    let tx = pool.begin(None).await.unwrap();
    run(&tx, "SELECT 1 / 0", &[], &[]).await.unwrap_err();
    let select = nicol_driver::Query { sql: "SELECT 1", params: &[], columns: &[] };
    let raw = tx.query_raw("SELECT 2", &[]).await.unwrap_err();
    let batch = tx.batch(&[select, select], true).await.unwrap_err();
    for (error, code) in [(tx.run(&select).await.unwrap_err(), Code::P2039), (batch, Code::P2039), (raw, Code::P2010)] {
        assert_eq!((error.code(), error.sqlstate()), (code, Some("25P02")), "{error}");
        assert!(error.meta()["message"].as_str().is_some_and(|said| said.contains("aborted")), "{error}");
        for part in ["division by zero", "nested transaction"] {
            assert!(error.message().contains(part), "{part}: {error}");
        }
    }
    tx.rollback().await.unwrap();
}
