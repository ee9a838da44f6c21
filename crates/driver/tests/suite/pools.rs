//! Limits, fairness, and what happens when connections die.

use std::sync::Arc;
use std::time::{Duration, Instant};

use nicol_driver::{Code, Pool, PoolState};
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;
use tokio::sync::Mutex;

use crate::support::{Database, INT, TEXT, count, int, one, run};

async fn an_exhausted_pool_says_so_in_time(database: &Database) {
    let pool = database.pool("connection_limit=2&pool_timeout=1");
    let (_a, b) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    let began = Instant::now();
    let error = pool.get().await.unwrap_err();
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
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
    let pool = database.pool("connection_limit=1&pool_timeout=180");
    let only = pool.get().await.unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut waiting = Vec::new();
    for i in 0..5 {
        let (shared, order) = (pool.clone(), Arc::clone(&order));
        waiting.push(tokio::spawn(async move {
            let _connection = shared.get().await.unwrap();
            order.lock().await.push(i);
        }));
        until_waiting(&pool, i + 1).await;
    }
    drop(only);
    for task in waiting {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().await, [0, 1, 2, 3, 4]);
}

/// Lets other tasks run until so many of them wait for a connection.
async fn until_waiting(pool: &Pool, number: usize) {
    until_async(&format!("{number} wait"), async || pool.state().waiting == number).await;
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
    let server = Server::shared().filter(|_| !database.url.starts_with("file:"));
    let endless = if server.is_some() {
        "SELECT pg_sleep(300), 'nobody waits'"
    } else {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    };
    let pool = database.pool("connection_limit=1&pool_timeout=180");
    let connection = pool.get().await.unwrap();
    let is_running = || server.is_some_and(|server| server.is_running(endless));
    let running = async {
        match server {
            Some(_) => until_async("it runs", async || is_running()).await,
            // Nobody can be asked whether it does.
            None => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    };
    tokio::select! {
        done = run(&connection, endless, &[], &[]) => panic!("it does not end: {done:?}"),
        () = running => {}
    }
    drop(connection);
    // The next one is not kept waiting, nor hit by the cancellation.
    for _ in 0..20 {
        let c = pool.get().await.unwrap();
        one(&c, "SELECT 'x'", &[], TEXT).await.unwrap();
    }
    until_async("the server has stopped as well", async || !is_running()).await;
}

async fn who_gives_up_waiting_takes_no_place(database: &Database) {
    let pool = database.pool("connection_limit=1&pool_timeout=180");
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
    until_waiting(&pool, 1).await;
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
    let pool = database.pool("connection_limit=1&pool_timeout=180");
    let only = pool.get().await.unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { pool.get().await.map(drop) }
    });
    until_waiting(&pool, 1).await;
    pool.close();
    assert_eq!(waiting.await.unwrap().unwrap_err().code(), Code::P1017);
    one(&only, "SELECT 'x'", &[], TEXT).await.unwrap();
    drop(only);
    assert_eq!(pool.state().size, 0, "what was in use is closed when it comes back");
}

async fn a_transaction_that_nobody_owns_ends_with_its_use(database: &Database) {
    let pool = database.pool("connection_limit=1");
    pool.get().await.unwrap().execute_script("CREATE TABLE t (id INTEGER PRIMARY KEY)").await.unwrap();
    for i in 0..50 {
        pool.get().await.unwrap().execute_raw("BEGIN", &[]).await.unwrap();
        let c = pool.get().await.unwrap();
        assert!(!c.in_transaction());
        run(&c, "INSERT INTO t VALUES ($1)", &[int(i)], &[]).await.unwrap();
    }
    // As after the end of the process.
    pool.close();
    assert_eq!(count(&database.connect().await, "t").await, 50);
}

crate::on_both!(
    a_transaction_that_nobody_owns_ends_with_its_use,
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
    let (Some(database), Some(server)) = (crate::support::postgres("killed"), Server::shared()) else { return };
    let pool = database.pool("connection_limit=2");
    let (victim, killer) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    let pid = one(&victim, "SELECT pg_backend_pid()", &[], INT).await.unwrap().unwrap();
    let pid = i32::from_be_bytes(pid.try_into().unwrap());
    // While a statement runs on it.
    let slow = tokio::spawn(async move {
        let error = run(&victim, "SELECT pg_sleep(300), 'killed'", &[], &[]).await.unwrap_err();
        assert!(victim.is_broken());
        error
    });
    until_async("it runs", async || server.is_running("pg_sleep(300), 'killed'")).await;
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
    let pid = [int(i32::from_be_bytes(pid.try_into().unwrap()))];
    drop(victim);
    run(&killer, "SELECT pg_terminate_backend($1)", &pid, &[]).await.unwrap();
    let is_there = "SELECT count(*)::int FROM pg_stat_activity WHERE pid = $1";
    until_async("it is gone", async || one(&killer, is_there, &pid, INT).await.unwrap() == int(0).bytes).await;
    let healed = pool.get().await.unwrap();
    assert!(!healed.is_broken());
    one(&healed, "SELECT 'x'", &[], TEXT).await.unwrap();
}

/// The runtime's only thread is blocked, or the process was frozen: nothing has looked at the socket since.
#[tokio::test]
async fn a_backend_killed_while_the_runtime_is_blocked_is_not_handed_out() {
    let (Some(database), Some(server)) = (crate::support::postgres("killed_blocked"), Server::shared()) else { return };
    let pool = database.pool("connection_limit=1");
    let connection = pool.get().await.unwrap();
    let pid = one(&connection, "SELECT pg_backend_pid()", &[], INT).await.unwrap().unwrap();
    let pid = i32::from_be_bytes(pid.try_into().unwrap());
    drop(connection);
    server.psql("postgres", &format!("SELECT pg_terminate_backend({pid}, 60000)"));
    one(&pool.get().await.unwrap(), "SELECT 'x'", &[], TEXT).await.unwrap();
    assert_eq!(pool.turnover(), (2, 1));
}

/// After so short a pause nobody looks whether the server is still there: who gets the connection finds out.
#[tokio::test]
async fn a_backend_killed_a_moment_ago() {
    let Some(database) = crate::support::postgres("killed_now") else { return };
    let pool = database.pool("connection_limit=1");
    let killer = database.connect().await;
    let mut refused = 0;
    for _ in 0..20 {
        let victim = pool.get().await.unwrap();
        let pid = one(&victim, "SELECT pg_backend_pid()", &[], INT).await.unwrap().unwrap();
        let pid = int(i32::from_be_bytes(pid.try_into().unwrap()));
        run(&killer, "SELECT pg_terminate_backend($1)", std::slice::from_ref(&pid), &[]).await.unwrap();
        let gone = "SELECT count(*)::int FROM pg_stat_activity WHERE pid = $1";
        while one(&killer, gone, std::slice::from_ref(&pid), INT).await.unwrap() != int(0).bytes {}
        drop(victim);
        // Whether it was looked at depends on how fast this comes; either it works or it is said what happened.
        if let Err(error) = one(&pool.get().await.unwrap(), "SELECT 'x'", &[], TEXT).await {
            assert_eq!(error.code(), Code::P1017, "{error}");
            refused += 1;
        }
        one(&pool.get().await.unwrap(), "SELECT 'x'", &[], TEXT).await.unwrap();
    }
    eprintln!("{refused} of 20 found out by themselves");
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
    until_async("nobody gets a dead connection", async || {
        pool.get().await.is_err_and(|error| error.code() == Code::P1001)
    })
    .await;
    server.resume();
    for _ in 0..3 {
        let c = pool.get().await.unwrap();
        one(&c, "SELECT 'x'", &[], TEXT).await.unwrap();
    }
}

#[tokio::test]
async fn a_statement_that_takes_too_long() {
    let Some(database) = crate::support::postgres("slow") else { return };
    let pool = database.pool("connection_limit=1&socket_timeout=3");
    let error = {
        let c = pool.get().await.unwrap();
        let error = run(&c, "SELECT pg_sleep(300)", &[], &[]).await.unwrap_err();
        assert!(c.is_broken());
        error
    };
    assert_eq!((error.code(), error.meta()["time"].as_f64()), (Code::P1008, Some(3.0)));
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
