//! Limits, fairness, and what happens when connections die.

use std::sync::Arc;
use std::time::{Duration, Instant};

use nicol_driver::{Code, PoolState};
use nicol_testkit::postgres::Server;
use tokio::sync::Mutex;

use crate::support::{Database, INT, TEXT, count, int, one, run};

async fn an_exhausted_pool_says_so_in_time(database: &Database) {
    let pool = database.pool("connection_limit=2&pool_timeout=1");
    let (_a, b) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    let began = Instant::now();
    let error = pool.get().await.unwrap_err();
    assert!((0.9..2.5).contains(&began.elapsed().as_secs_f64()), "{:?}", began.elapsed());
    assert_eq!(error.code(), Code::P2024);
    assert_eq!(error.meta()["timeout"], 1);
    assert_eq!(error.meta()["connection_limit"], 2);
    assert_eq!(pool.state(), PoolState { limit: 2, size: 2, idle: 0, busy: 2, waiting: 0 });
    drop(b);
    assert_eq!(pool.state(), PoolState { limit: 2, size: 2, idle: 1, busy: 1, waiting: 0 });
    pool.get().await.unwrap();
    let error = pool.get_within(Some(Duration::ZERO)).await;
    assert!(error.is_ok(), "one is free at once");
}

async fn who_waits_longest_comes_first(database: &Database) {
    let pool = database.pool("connection_limit=1&pool_timeout=10");
    let only = pool.get().await.unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut waiting = Vec::new();
    for i in 0..5 {
        let (pool, order) = (pool.clone(), Arc::clone(&order));
        let before = i;
        waiting.push(tokio::spawn(async move {
            let _connection = pool.get().await.unwrap();
            order.lock().await.push(i);
        }));
        while waiting.len() > before && database_waits(&waiting, i).await {}
    }
    drop(only);
    for task in waiting {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().await, [0, 1, 2, 3, 4]);
}

/// Lets the task of number `i` run until it waits for a connection.
async fn database_waits(tasks: &[tokio::task::JoinHandle<()>], i: usize) -> bool {
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!tasks[i].is_finished(), "there is no connection to be had");
    false
}

async fn connections_are_used_again(database: &Database) {
    let pool = database.pool("connection_limit=3");
    for i in 0..10 {
        let c = pool.get().await.unwrap();
        assert_eq!(one(&c, "SELECT CAST($1 AS INTEGER)", &[int(i)], INT).await.unwrap(), int(i).bytes);
    }
    assert_eq!(pool.state().size, 1);
    pool.close();
    assert_eq!(pool.get().await.unwrap_err().code(), Code::P1017);
}

async fn many_at_once(database: &Database) {
    let pool = database.pool("connection_limit=4");
    pool.get().await.unwrap().execute_script("CREATE TABLE t (id INTEGER PRIMARY KEY)").await.unwrap();
    let tasks: Vec<_> = (0..100)
        .map(|i| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let c = pool.get().await.unwrap();
                run(&c, "INSERT INTO t VALUES ($1)", &[int(i)], &[]).await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(count(&pool.get().await.unwrap(), "t").await, 100);
    assert!(pool.state().size <= 4);
}

async fn a_statement_that_nobody_waits_for_is_cancelled(database: &Database) {
    let is_postgres = !database.url.starts_with("file:");
    let endless = if is_postgres {
        "SELECT pg_sleep(60)"
    } else {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    };
    let pool = database.pool("connection_limit=1&pool_timeout=5");
    let connection = pool.get().await.unwrap();
    let began = Instant::now();
    let given_up = tokio::time::timeout(Duration::from_millis(200), run(&connection, endless, &[], &[])).await;
    assert!(given_up.is_err());
    drop(connection);
    // The next one is not kept waiting, nor hit by the cancellation.
    for _ in 0..20 {
        let c = pool.get().await.unwrap();
        one(&c, "SELECT 'x'", &[], TEXT).await.unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    if is_postgres {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let c = pool.get().await.unwrap();
        let sql =
            "SELECT count(*)::int FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()
            AND datname = current_database() AND state = 'active'";
        assert_eq!(one(&c, sql, &[], INT).await.unwrap(), int(0).bytes, "the server has stopped as well");
    }
}

async fn who_gives_up_waiting_takes_no_place(database: &Database) {
    let pool = database.pool("connection_limit=1&pool_timeout=5");
    let only = pool.get().await.unwrap();
    let impatient = tokio::spawn({
        let pool = pool.clone();
        async move { tokio::time::timeout(Duration::from_millis(50), pool.get()).await.is_err() }
    });
    assert!(impatient.await.unwrap());
    assert_eq!(pool.state().waiting, 0);
    let patient = tokio::spawn({
        let pool = pool.clone();
        async move { pool.get().await.map(drop) }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(pool.state(), PoolState { limit: 1, size: 1, idle: 0, busy: 1, waiting: 1 });
    drop(only);
    patient.await.unwrap().unwrap();
    // Nor do those who are thrown away at the moment in which it is their turn.
    for i in 0..200 {
        let only = pool.get().await.unwrap();
        let waiting = tokio::spawn({
            let pool = pool.clone();
            async move { pool.get().await.map(drop) }
        });
        tokio::time::sleep(Duration::from_micros(i * 5)).await;
        let release = tokio::task::spawn_blocking(move || drop(only));
        waiting.abort();
        release.await.unwrap();
        let _ = waiting.await;
    }
    pool.get().await.unwrap();
    assert_eq!(pool.state(), PoolState { limit: 1, size: 1, idle: 1, busy: 0, waiting: 0 });
}

async fn closing_ends_the_waiting(database: &Database) {
    let pool = database.pool("connection_limit=1&pool_timeout=5");
    let only = pool.get().await.unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { pool.get().await.map(drop) }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    pool.close();
    assert_eq!(waiting.await.unwrap().unwrap_err().code(), Code::P1017);
    one(&only, "SELECT 'x'", &[], TEXT).await.unwrap();
    drop(only);
    assert_eq!(pool.state().size, 0, "what was in use is closed when it comes back");
}

crate::on_both!(
    an_exhausted_pool_says_so_in_time,
    who_waits_longest_comes_first,
    who_gives_up_waiting_takes_no_place,
    closing_ends_the_waiting,
    connections_are_used_again,
    many_at_once,
    a_statement_that_nobody_waits_for_is_cancelled,
);

#[tokio::test]
async fn a_killed_backend_heals() {
    let Some(database) = crate::support::postgres("killed") else { return };
    let pool = database.pool("connection_limit=2");
    let (victim, killer) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    let pid = one(&victim, "SELECT pg_backend_pid()", &[], INT).await.unwrap().unwrap();
    let pid = i32::from_be_bytes(pid.try_into().unwrap());
    // While a statement runs on it.
    let slow = tokio::spawn(async move {
        let error = run(&victim, "SELECT pg_sleep(10)", &[], &[]).await.unwrap_err();
        assert!(victim.is_broken());
        error
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    run(&killer, "SELECT pg_terminate_backend($1)", &[int(pid)], &[]).await.unwrap();
    assert_eq!(slow.await.unwrap().code(), Code::P1017);
    let healed = pool.get().await.unwrap();
    one(&healed, "SELECT 'x'", &[], TEXT).await.unwrap();
}

#[tokio::test]
async fn a_backend_killed_while_idle_is_not_handed_out() {
    let Some(database) = crate::support::postgres("killed_idle") else { return };
    let pool = database.pool("connection_limit=2");
    let (victim, killer) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    let pid = one(&victim, "SELECT pg_backend_pid()", &[], INT).await.unwrap().unwrap();
    drop(victim);
    run(&killer, "SELECT pg_terminate_backend($1)", &[int(i32::from_be_bytes(pid.try_into().unwrap()))], &[])
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let healed = pool.get().await.unwrap();
    assert!(!healed.is_broken());
    one(&healed, "SELECT 'x'", &[], TEXT).await.unwrap();
}

#[tokio::test]
async fn connections_do_not_grow_old() {
    let Some(database) = crate::support::postgres("old") else { return };
    for limit in ["max_idle_connection_lifetime=1", "max_connection_lifetime=1"] {
        let pool = database.pool(&format!("connection_limit=1&{limit}"));
        let mut pids = Vec::new();
        for _ in 0..2 {
            let c = pool.get().await.unwrap();
            pids.push(one(&c, "SELECT pg_backend_pid()", &[], INT).await.unwrap());
            drop(c);
            tokio::time::sleep(Duration::from_millis(1200)).await;
        }
        assert_ne!(pids[0], pids[1], "{limit}");
    }
}

#[tokio::test]
async fn a_restarted_server_is_found_again() {
    let Some(server) = Server::start(&[]) else { return };
    let database = server.database("restart");
    let url = nicol_driver::DatabaseUrl::parse(&format!("{database}&connection_limit=2"), None).unwrap();
    let pool = nicol_driver::Pool::new(url, Default::default()).unwrap();
    {
        let (_a, b) = (pool.get().await.unwrap(), pool.get().await.unwrap());
        one(&b, "SELECT 'x'", &[], TEXT).await.unwrap();
    }
    server.stop();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(pool.get().await.unwrap_err().code(), Code::P1001);
    server.resume();
    for _ in 0..3 {
        let c = pool.get().await.unwrap();
        one(&c, "SELECT 'x'", &[], TEXT).await.unwrap();
    }
}

#[tokio::test]
async fn a_statement_that_takes_too_long() {
    let Some(database) = crate::support::postgres("slow") else { return };
    let pool = database.pool("connection_limit=1&socket_timeout=1");
    let error = {
        let c = pool.get().await.unwrap();
        let error = run(&c, "SELECT pg_sleep(30)", &[], &[]).await.unwrap_err();
        assert!(c.is_broken());
        error
    };
    assert_eq!((error.code(), error.meta()["time"].as_f64()), (Code::P1008, Some(1.0)));
    one(&pool.get().await.unwrap(), "SELECT 'x'", &[], TEXT).await.unwrap();
}

#[tokio::test]
async fn a_database_in_memory_lives_as_long_as_its_pool() {
    let url = nicol_driver::DatabaseUrl::parse(":memory:", None).unwrap();
    let pool = nicol_driver::Pool::new(url, Default::default()).unwrap();
    pool.get().await.unwrap().execute_script("CREATE TABLE t (id INTEGER)").await.unwrap();
    assert_eq!(count(&pool.get().await.unwrap(), "t").await, 0);
    assert_eq!(pool.state().limit, 1);
}
