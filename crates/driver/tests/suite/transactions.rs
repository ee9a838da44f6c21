use nicol_driver::{Code, Isolation};

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

crate::on_both!(commit_keeps_and_rollback_undoes, a_dropped_transaction_is_rolled_back_at_once, savepoints_nest,);

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
