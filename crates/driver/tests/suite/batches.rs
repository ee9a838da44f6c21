//! Several statements in one round trip, and how often statements are prepared.

use std::sync::{Arc, Mutex};

use nicol_driver::{Code, Connection, Observer, Query, QueryEvent, Settings};
use nicol_query::value::CellType;

use crate::support::{BIGINT, Database, INT, TEXT, Value, count, int, one, run, text};

const TABLE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)";

/// Statements with their values.
struct Batch(Vec<(&'static str, Vec<Value>, &'static [CellType])>);

impl Batch {
    async fn run(
        &self,
        c: &Connection,
        in_transaction: bool,
    ) -> Result<Vec<nicol_driver::Outcome>, nicol_driver::Error> {
        let params: Vec<Vec<_>> =
            self.0.iter().map(|(_, values, _)| values.iter().map(Value::param).collect()).collect();
        let queries: Vec<Query<'_>> =
            self.0.iter().zip(&params).map(|((sql, _, columns), params)| Query { sql, params, columns }).collect();
        if in_transaction { c.batch_in_transaction(None, &queries).await } else { c.batch(&queries, false).await }
    }
}

const INSERT: &str = "INSERT INTO t VALUES ($1, $2)";

async fn outcomes_come_in_order(database: &Database) {
    let c = database.connect().await;
    c.execute_script(TABLE).await.unwrap();
    let batch = Batch(vec![
        (INSERT, vec![int(1), text("a")], &[]),
        ("INSERT INTO t VALUES ($1, $2) RETURNING id, name", vec![int(2), text("b")], &[INT, TEXT]),
        ("UPDATE t SET name = 'c'", vec![], &[]),
        ("SELECT name FROM t ORDER BY id", vec![], &[TEXT]),
    ]);
    for in_transaction in [true, false] {
        c.execute_script("DELETE FROM t").await.unwrap();
        let outcomes = batch.run(&c, in_transaction).await.unwrap();
        assert_eq!(outcomes.iter().map(|o| o.rows.rows()).collect::<Vec<_>>(), [0, 1, 0, 2]);
        assert_eq!(outcomes[..3].iter().map(|o| o.affected).collect::<Vec<_>>(), [1, 1, 2]);
        assert_eq!(outcomes[1].rows.cell(0, 1), Some(&b"b"[..]));
        assert_eq!(outcomes[3].rows.cell(1, 0), Some(&b"c"[..]));
        assert!(!c.in_transaction());
    }
    assert!(Batch(vec![]).run(&c, true).await.unwrap().is_empty());
}

async fn a_transaction_keeps_all_or_nothing(database: &Database) {
    let c = database.connect().await;
    c.execute_script(TABLE).await.unwrap();
    // Fails in the database.
    let batch = Batch(vec![
        (INSERT, vec![int(1), text("a")], &[]),
        (INSERT, vec![int(1), text("again")], &[]),
        (INSERT, vec![int(2), text("b")], &[]),
    ]);
    let error = batch.run(&c, true).await.unwrap_err();
    assert_eq!((error.code(), error.statement()), (Code::P2002, Some(1)));
    assert_eq!(count(&c, "t").await, 0);
    // Fails before it gets there: the value does not fit. (SQLite takes any.)
    if c.dialect() == nicol_catalog::Dialect::Sqlite {
        return;
    }
    let batch = Batch(vec![
        (INSERT, vec![int(1), text("a")], &[]),
        (
            "UPDATE t SET id = CAST($1 AS INTEGER)",
            vec![Value::new(nicol_model::ScalarType::Bytes, b"x").into_list()],
            &[],
        ),
        (INSERT, vec![int(2), text("b")], &[]),
    ]);
    let error = batch.run(&c, true).await.unwrap_err();
    assert_eq!((error.code(), error.statement()), (Code::P2023, Some(1)));
    assert_eq!(count(&c, "t").await, 0);
    assert!(!c.in_transaction());
    run(&c, INSERT, &[int(3), text("c")], &[]).await.unwrap();
    assert_eq!(count(&c, "t").await, 1);
}

impl Value {
    /// A list that no `integer` takes.
    fn into_list(self) -> Self {
        crate::support::list(self.cell.scalar, &[self.bytes])
    }
}

async fn large_batches_do_not_stall(database: &Database) {
    let c = database.connect().await;
    c.execute_script(TABLE).await.unwrap();
    let name = "n".repeat(1000);
    let inserts = (0..500).map(|i| (INSERT, vec![int(i), text(&name)], &[][..]));
    let reads = (0..20).map(|_| ("SELECT id, name FROM t", vec![], &[INT, TEXT][..]));
    let outcomes = Batch(inserts.chain(reads).collect()).run(&c, true).await.unwrap();
    assert_eq!(outcomes.len(), 520);
    assert!(outcomes[500..].iter().all(|o| o.rows.rows() == 500));
}

#[derive(Default)]
struct Log(Mutex<Vec<(String, usize, bool)>>);

impl Observer for Log {
    fn statement(&self, event: &QueryEvent<'_>) {
        self.0.lock().unwrap().push((event.sql.to_owned(), event.params.len(), event.error.is_some()));
    }
}

async fn every_statement_is_reported(database: &Database) {
    let log = Arc::new(Log::default());
    let settings = Settings { observer: Some(Arc::clone(&log) as Arc<dyn Observer>), ..Settings::default() };
    let c = Connection::connect(&database.url(), &settings).await.unwrap();
    c.execute_script(TABLE).await.unwrap();
    run(&c, INSERT, &[int(1), text("a")], &[]).await.unwrap();
    run(&c, INSERT, &[int(1), text("a")], &[]).await.unwrap_err();
    c.begin(None).await.unwrap();
    run(&c, INSERT, &[int(2), text("b")], &[]).await.unwrap();
    c.commit().await.unwrap();
    let seen: Vec<_> = log.0.lock().unwrap().clone();
    assert_eq!(seen[1], (INSERT.to_owned(), 2, false));
    assert_eq!(seen[2], (INSERT.to_owned(), 2, true));
    assert!(seen[3].0.starts_with("BEGIN"));
    assert_eq!((seen[4].0.as_str(), seen[5].0.as_str()), (INSERT, "COMMIT"));
}

async fn a_changed_table_does_not_break_what_is_prepared(database: &Database) {
    let c = database.connect().await;
    c.execute_script(TABLE).await.unwrap();
    run(&c, INSERT, &[int(1), text("a")], &[]).await.unwrap();
    for cells in [&[INT, TEXT][..], &[BIGINT][..], &[INT, TEXT]] {
        assert_eq!(run(&c, "SELECT * FROM t", &[], cells).await.unwrap().rows.width, cells.len());
    }
    c.execute_script("ALTER TABLE t ADD COLUMN more TEXT DEFAULT 'm'").await.unwrap();
    let rows = run(&c, "SELECT * FROM t", &[], &[INT, TEXT, TEXT]).await.unwrap().rows;
    assert_eq!(rows.cell(0, 2), Some(&b"m"[..]));
}

crate::on_both!(
    outcomes_come_in_order,
    a_transaction_keeps_all_or_nothing,
    large_batches_do_not_stall,
    every_statement_is_reported,
    a_changed_table_does_not_break_what_is_prepared,
);

#[tokio::test]
async fn statements_are_prepared_once_and_few_are_kept() {
    let Some(database) = crate::support::postgres("prepared") else { return };
    let url = database.url_with("statement_cache_size=3");
    let c = Connection::connect(&url, &Settings::default()).await.unwrap();
    let known = "SELECT count(*) FROM pg_prepared_statements";
    for _ in 0..5 {
        one(&c, "SELECT 1", &[], INT).await.unwrap();
    }
    assert_eq!(one(&c, known, &[], BIGINT).await.unwrap().unwrap()[7], 2, "that and the counting itself");
    for i in 0..10 {
        one(&c, &format!("SELECT {i} + 1"), &[], INT).await.unwrap();
    }
    assert_eq!(one(&c, known, &[], BIGINT).await.unwrap().unwrap()[7], 3);
    // Somebody throws them all away.
    c.execute_script("DEALLOCATE ALL").await.unwrap();
    one(&c, known, &[], BIGINT).await.unwrap();
}

#[tokio::test]
async fn a_batch_with_an_isolation_level() {
    for parameters in ["", "pgbouncer=true"] {
        let Some(database) = crate::support::postgres("isolation") else { return };
        let c = Connection::connect(&database.url_with(parameters), &Settings::default()).await.unwrap();
        c.execute_script(&format!("{TABLE}; ALTER TABLE t ADD CHECK (id < 100)")).await.unwrap();
        let level = Query { sql: "SELECT current_setting('transaction_isolation')", params: &[], columns: &[TEXT] };
        let good = Query { sql: "INSERT INTO t VALUES (1, 'a')", params: &[], columns: &[] };
        let bad = Query { sql: "INSERT INTO t VALUES (100, 'a')", params: &[], columns: &[] };
        let serializable = Some(nicol_driver::Isolation::Serializable);
        let outcomes = c.batch_in_transaction(serializable, &[level, good]).await.unwrap();
        assert_eq!(outcomes[0].rows.cell(0, 0), Some(&b"serializable"[..]));
        let error = c.batch_in_transaction(serializable, &[level, bad, good]).await.unwrap_err();
        assert_eq!((error.sqlstate(), error.statement()), (Some("23514"), Some(1)));
        assert_eq!(count(&c, "t").await, 1, "the connection is good, and out of the transaction");
        c.begin(None).await.unwrap();
        c.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_deferred_constraint_fails_a_whole_batch() {
    for parameters in ["", "pgbouncer=true"] {
        let Some(database) = crate::support::postgres("deferred") else { return };
        let c = Connection::connect(&database.url_with(parameters), &Settings::default()).await.unwrap();
        c.execute_script("CREATE TABLE d (id int PRIMARY KEY, up int REFERENCES d DEFERRABLE INITIALLY DEFERRED)")
            .await
            .unwrap();
        let orphan = Query { sql: "INSERT INTO d VALUES (1, 2)", params: &[], columns: &[] };
        let parent = Query { sql: "INSERT INTO d VALUES (2, NULL)", params: &[], columns: &[] };
        let error = c.batch_in_transaction(None, &[orphan]).await.unwrap_err();
        assert_eq!((error.code(), error.statement()), (Code::P2003, None));
        assert_eq!(count(&c, "d").await, 0);
        c.batch_in_transaction(None, &[orphan, parent]).await.unwrap();
        assert_eq!(count(&c, "d").await, 2);
    }
}

/// A statement of a batch that stands for itself fails: the others have run.
#[tokio::test]
async fn each_statement_of_a_loose_batch_stands_for_itself() {
    let Some(database) = crate::support::postgres("loose") else { return };
    let c = database.connect().await;
    c.execute_script(TABLE).await.unwrap();
    let batch = Batch(vec![
        (INSERT, vec![int(1), text("a")], &[]),
        (INSERT, vec![int(1), text("again")], &[]),
        (INSERT, vec![int(2), text("b")], &[]),
    ]);
    let error = batch.run(&c, false).await.unwrap_err();
    assert_eq!((error.code(), error.statement()), (Code::P2002, Some(1)));
    assert_eq!(count(&c, "t").await, 2);
}

/// Of two statements on one connection the first is given up: the second doesn't get its answer, nor is it hit by the
/// cancellation. It doesn't run.
#[tokio::test]
async fn an_answer_that_nobody_wants_is_nobody_elses() {
    let Some(database) = crate::support::postgres("given_up") else { return };
    let setup = database.connect().await;
    setup.execute_script("CREATE TABLE n AS SELECT generate_series(1, 20000) AS i").await.unwrap();
    for pause in [0, 1, 200, 2000, 20_000] {
        let c = database.connect().await;
        let slow = run(&c, "SELECT i, repeat('x', 100) FROM n WHERE pg_sleep(0.0002) IS NOT NULL", &[], &[INT, TEXT]);
        let pause = std::time::Duration::from_micros(pause);
        let (given_up, next) = tokio::join!(tokio::time::timeout(pause, slow), one(&c, "SELECT 'mine'", &[], TEXT));
        assert!(given_up.is_err());
        assert_eq!(next.unwrap_err().code(), Code::P1017);
        assert!(c.is_broken(), "the pool throws it away");
    }
}

#[tokio::test]
async fn copy_is_refused_and_the_connection_goes_on() {
    let Some(database) = crate::support::postgres("copy") else { return };
    let c = database.connect().await;
    c.execute_script(TABLE).await.unwrap();
    c.execute_script("COPY t FROM STDIN").await.unwrap_err();
    run(&c, "COPY t FROM STDIN", &[], &[]).await.unwrap_err();
    run(&c, "COPY t TO STDOUT", &[], &[]).await.unwrap_err();
    one(&c, "SELECT 'x'", &[], TEXT).await.unwrap();
    assert!(!c.is_broken());
}

/// Values of types that only the server can read travel as text, beside others in binary form.
#[tokio::test]
async fn parameters_of_any_type() {
    let Some(database) = crate::support::postgres("any_type") else { return };
    let c = database.connect().await;
    c.execute_script("CREATE TYPE pair AS (a int, b text); CREATE DOMAIN small AS int CHECK (VALUE < 9)")
        .await
        .unwrap();
    let sql = "SELECT ($1::pair).a + $2::small, ($3::point)[0]::text, $4::small[]";
    let list = crate::support::list(nicol_model::ScalarType::Int, &[Some(4i32.to_be_bytes().to_vec())]);
    let columns = [INT, TEXT, CellType::list(nicol_model::ScalarType::Int)];
    let outcome = run(&c, sql, &[text("(3,x)"), int(4), text("(1.5,2)"), list.clone()], &columns).await.unwrap();
    let row: Vec<_> = (0..3).map(|i| outcome.rows.cell(0, i).unwrap().to_vec()).collect();
    assert_eq!(row, [7i32.to_be_bytes().to_vec(), b"1.5".to_vec(), list.bytes.unwrap()]);
}

#[tokio::test]
async fn nothing_stays_prepared_behind_pgbouncer() {
    let Some(database) = crate::support::postgres("pgbouncer") else { return };
    let url = database.url_with("pgbouncer=true");
    let c = Connection::connect(&url, &Settings::default()).await.unwrap();
    c.execute_script(TABLE).await.unwrap();
    let batch = Batch(vec![
        (INSERT, vec![int(1), text("a")], &[]),
        (
            "SELECT id, name FROM t WHERE id = $1 AND name = ANY($2)",
            vec![int(1), crate::support::list(nicol_model::ScalarType::String, &[Some(b"a".to_vec())])],
            &[INT, TEXT],
        ),
    ]);
    let outcomes = batch.run(&c, true).await.unwrap();
    assert_eq!((outcomes[0].affected, outcomes[1].rows.cell(0, 1)), (1, Some(&b"a"[..])));
    assert_eq!(count(&c, "pg_prepared_statements").await, 0);
}
