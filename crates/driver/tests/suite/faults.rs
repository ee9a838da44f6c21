//! Faults at the edges of transactions, and values that are too large.

use nicol_driver::{Code, Isolation, Param, Query};
use nicol_model::ScalarType;
use nicol_query::value::CellType;
use nicol_testkit::between::Relay;
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use crate::support::{Database, TEXT, bigint, count, int, one, run, text};

const TABLE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO t VALUES ($1, $2)";

/// Where a COMMIT does not come back in time, nobody knows what has become of the transaction: the error says so, however
/// the COMMIT was sent. The connection is not used again, and the server's work is stopped.
#[tokio::test]
async fn a_commit_that_takes_longer_than_the_limit() {
    let (Some(database), Some(server)) = (crate::support::postgres("slow_commit"), Server::shared()) else { return };
    let watch = database.connect().await;
    let words = "'slow commit'";
    let setup = format!(
        "{TABLE}; CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_sleep(600), {words}; RETURN NULL; END $$; \
         CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()"
    );
    watch.execute_script(&setup).await.unwrap();
    // All at once: each takes as long as the limit.
    let pool = database.pool("connection_limit=5&socket_timeout=10");
    let values = |id| [int(id), text("x")];
    let alone = async {
        let tx = pool.begin(None).await.unwrap();
        run(&tx, INSERT, &values(1), &[]).await.unwrap();
        tx.commit().await.unwrap_err()
    };
    let with_the_last = async {
        let tx = pool.begin(None).await.unwrap();
        run(&tx, INSERT, &values(2), &[]).await.unwrap();
        let values = values(3);
        let params: Vec<Param<'_>> = values.iter().map(|value| value.param()).collect();
        tx.commit_with(&[Query { sql: INSERT, params: &params, columns: &[] }]).await.unwrap_err()
    };
    let with_all = async {
        let tx = pool.begin(Some(Isolation::RepeatableRead)).await.unwrap();
        let values = values(4);
        let params: Vec<Param<'_>> = values.iter().map(|value| value.param()).collect();
        tx.commit_with(&[Query { sql: INSERT, params: &params, columns: &[] }]).await.unwrap_err()
    };
    // A statement that commits itself, and several that do.
    let by_itself = async { run(&pool.get().await.unwrap(), INSERT, &values(5), &[]).await.unwrap_err() };
    let together = async {
        let values = values(6);
        let params: Vec<Param<'_>> = values.iter().map(|value| value.param()).collect();
        let insert = Query { sql: INSERT, params: &params, columns: &[] };
        pool.get().await.unwrap().batch_in_transaction(None, &[insert]).await.unwrap_err()
    };
    let (one, two, three, four, five) = tokio::join!(alone, with_the_last, with_all, by_itself, together);
    for error in [four, five] {
        assert_eq!(error.code(), Code::P1008, "{error}");
        assert!(error.message().contains("may have been done all the same"), "{error}");
    }
    for error in [one, two, three] {
        assert_eq!((error.code(), error.meta()["time"].as_f64()), (Code::P1008, Some(10.0)), "{error}");
        assert!(error.message().contains("Whether the transaction was committed is not known"), "{error}");
    }
    assert_eq!(pool.state().size, 0, "their state is not known");
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' \
                AND pid <> pg_backend_pid()";
    until_async("the server works for nobody", async || {
        self::one(&watch, busy, &[], crate::support::BIGINT).await.unwrap() == bigint(0).bytes
    })
    .await;
    // They were cancelled in time, this time.
    assert_eq!(count(&watch, "t").await, 0);
    assert_eq!(count(&pool.get().await.unwrap(), "t").await, 0);
    assert!(!server.is_running(words));
}

/// A statement that is given up is cancelled until the server has answered it: once, as a rule, but one that the server had
/// not read yet needs another one.
#[tokio::test]
async fn as_many_cancellations_as_are_needed() {
    let (Some(database), Some(server)) = (crate::support::postgres("needed"), Server::shared()) else { return };
    let watch = database.connect().await;
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let mut counts = [0, 0];
    for is_late in [true, false] {
        for number in 0..10 {
            let relay = Relay::start(server);
            let url = format!("{}&statement_cache_size=0", relay.url(&database.url));
            let url = nicol_driver::DatabaseUrl::parse(&url, None).unwrap();
            let c = nicol_driver::Connection::connect(&url, &Default::default()).await.unwrap();
            let sql = format!("SELECT pg_sleep(600), 'needed {is_late} {number}'");
            if is_late {
                relay.hold_back();
                // Polled once: it is sent.
                let sent = tokio::time::timeout(std::time::Duration::ZERO, run(&c, &sql, &[], &[TEXT, TEXT])).await;
                assert!(sent.is_err());
            } else {
                tokio::select! {
                    done = run(&c, &sql, &[], &[TEXT, TEXT]) => panic!("it does not end: {done:?}"),
                    () = until_async("it runs", async || server.is_running(&sql)) => {}
                }
            }
            drop(c);
            until_async("its session is over", async || {
                one(&watch, others, &[], crate::support::BIGINT).await.unwrap() == bigint(0).bytes
            })
            .await;
            let count = relay.cancellations();
            assert!(count > 0, "{sql}");
            counts[usize::from(is_late)] += count;
        }
    }
    // However slow the server is, it is not at each of them. (One that looks at the signal only when the statement has come
    // needs one cancellation for that, too.)
    assert!(counts[0] < 30 && counts[1] > 10, "{counts:?}");
}

/// A standby takes no serialisable transaction: BEGIN fails, and nothing of it runs by itself.
#[tokio::test]
async fn a_begin_that_is_refused() {
    let Some(server) = Server::start(&[]) else { return };
    server.psql("postgres", "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    server.stop();
    std::fs::write(server.socket_dir().join("data/standby.signal"), "").unwrap();
    server.resume();
    let url = format!("{}&connection_limit=1", server.url("postgres"));
    for cache in ["", "&statement_cache_size=0"] {
        let url = nicol_driver::DatabaseUrl::parse(&format!("{url}{cache}"), None).unwrap();
        let pool = nicol_driver::Pool::new(url, Default::default()).unwrap();
        assert_eq!(one(&pool.get().await.unwrap(), "SHOW in_hot_standby", &[], TEXT).await.unwrap().unwrap(), b"on");
        // Not prepared, then prepared.
        for _ in 0..2 {
            let tx = pool.begin(Some(Isolation::Serializable)).await.unwrap();
            for _ in 0..2 {
                let error = run(&tx, "SELECT id FROM t", &[], &[crate::support::INT]).await.unwrap_err();
                assert_eq!(error.sqlstate(), Some("0A000"), "{error}");
            }
            assert!(tx.execute_raw("SELECT 1", &[]).await.is_err());
            let params: Vec<Param<'_>> = Vec::new();
            let select = Query { sql: "SELECT id FROM t", params: &params, columns: &[crate::support::INT] };
            assert_eq!(tx.batch(&[select, select], false).await.unwrap_err().sqlstate(), Some("0A000"));
            assert_eq!(tx.commit_with(&[select]).await.unwrap_err().sqlstate(), Some("0A000"));
            // Others work, on the same connection.
            let tx = pool.begin(Some(Isolation::RepeatableRead)).await.unwrap();
            assert_eq!(count(&tx, "t").await, 0);
            tx.commit().await.unwrap();
            assert_eq!(pool.turnover(), (1, 0));
        }
        // What writes is refused, and the connection to a server that may only be read is not used again.
        let tx = pool.begin(None).await.unwrap();
        assert_eq!(run(&tx, INSERT, &[int(1), text("a")], &[]).await.unwrap_err().sqlstate(), Some("25006"));
        tx.rollback().await.unwrap();
        assert_eq!(pool.turnover(), (1, 1));
    }
}

/// The server ends between BEGIN being asked for and the first statement, which would take it along.
#[tokio::test]
async fn a_begin_that_finds_nobody() {
    let Some(database) = crate::support::postgres("begin_nobody") else { return };
    let killer = database.connect().await;
    killer.execute_script(TABLE).await.unwrap();
    let pool = database.pool("connection_limit=1");
    let pid = one(&pool.get().await.unwrap(), "SELECT pg_backend_pid()::text", &[], TEXT).await.unwrap().unwrap();
    let tx = pool.begin(Some(Isolation::Serializable)).await.unwrap();
    let pid = [text(std::str::from_utf8(&pid).unwrap())];
    run(&killer, "SELECT pg_terminate_backend($1::text::int)", &pid, &[]).await.unwrap();
    let is_there = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1::text::int";
    until_async("it is gone", async || {
        one(&killer, is_there, &pid, crate::support::BIGINT).await.unwrap() == bigint(0).bytes
    })
    .await;
    let error = run(&tx, INSERT, &[int(1), text("lost")], &[]).await.unwrap_err();
    assert_eq!(error.code(), Code::P1017, "{error}");
    // Nothing goes on by itself, and nothing is acknowledged.
    assert!(run(&tx, INSERT, &[int(2), text("lost")], &[]).await.is_err());
    assert!(tx.commit().await.is_err());
    assert_eq!(count(&killer, "t").await, 0);
    run(&pool.get().await.unwrap(), INSERT, &[int(3), text("kept")], &[]).await.unwrap();
    assert_eq!(count(&killer, "t").await, 1);
}

/// More than a message to the server, or a value of SQLite, can hold. (The memory is never touched: it is refused before.)
async fn a_value_that_is_too_large(database: &Database) {
    let large = vec![0u8; 0x3fff_fff1];
    let pool = database.pool("connection_limit=1");
    let c = pool.get().await.unwrap();
    c.execute_script(TABLE).await.unwrap();
    for scalar in [ScalarType::Bytes, ScalarType::String, ScalarType::Json] {
        let (id, param) = (int(1), Param { cell: CellType::one(scalar), value: Some(&large) });
        let params = [id.param(), param];
        let insert = Query { sql: INSERT, params: &params, columns: &[] };
        let small = [int(2), text("small")];
        let small: Vec<Param<'_>> = small.iter().map(|value| value.param()).collect();
        let fits = Query { sql: INSERT, params: &small, columns: &[] };
        for error in [
            c.run(&insert).await.map(drop),
            c.batch_in_transaction(None, &[fits, insert]).await.map(drop),
            c.execute_raw(INSERT, &params).await.map(drop),
            c.query_raw(INSERT, &params).await.map(drop),
        ] {
            let error = error.unwrap_err();
            assert!(error.message().contains(&large.len().to_string()), "{error}");
            assert!(matches!(error.code(), Code::P2020 | Code::P2007 | Code::P2010), "{error}");
        }
        assert_eq!(count(&c, "t").await, 0);
    }
    run(&c, INSERT, &[int(1), text("it goes on")], &[]).await.unwrap();
    drop(c);
    assert_eq!(pool.turnover(), (1, 0));
}

crate::on_both!(a_value_that_is_too_large,);
