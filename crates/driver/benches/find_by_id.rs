//! A row by its key, prepared: the driver beside tokio-postgres and rusqlite used by hand, in turns on one server.
//!
//! `cargo bench -p nicol-driver` prints microseconds a call (median of rounds) and the ratio to the hand-written floor.

use std::hint::black_box;
use std::time::Instant;

use nicol_driver::{Connection, DatabaseUrl, Param, Pool, Query, Settings};
use nicol_model::ScalarType;
use nicol_query::value::CellType;
use nicol_testkit::postgres::Server;

const ROWS: i32 = 10_000;
const ROUNDS: usize = 31;
const CALLS: i32 = 500;
const CELLS: [CellType; 4] = [
    CellType::one(ScalarType::Int),
    CellType::one(ScalarType::String),
    CellType::one(ScalarType::BigInt),
    CellType::one(ScalarType::DateTime),
];

fn main() {
    for threads in [1, 2] {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build().unwrap();
        println!("{threads} worker thread(s)");
        runtime.block_on(async {
            tokio::spawn(postgres()).await.unwrap();
            tokio::spawn(sqlite()).await.unwrap();
        });
    }
}

/// Which key comes next: all over the table.
fn key(i: i32) -> i32 {
    (i * 7919) % ROWS + 1
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn report(name: &str, times: Vec<f64>, floor: f64) -> f64 {
    let time = median(times);
    println!("  {name:<34} {time:7.2} us   x{:.3}", time / if floor > 0.0 { floor } else { time });
    time
}

async fn ours(connection: &Connection, sql: &str, key: i32) -> i64 {
    let key = key.to_be_bytes();
    let params = [Param { cell: CELLS[0], value: Some(&key) }];
    let rows = connection.run(&Query { sql, params: &params, columns: &CELLS }).await.unwrap().rows;
    let name = String::from_utf8(rows.cell(0, 1).unwrap().to_vec()).unwrap();
    black_box(name);
    i64::from_be_bytes(rows.cell(0, 3).unwrap().try_into().unwrap())
}

async fn postgres() {
    let Some(server) = Server::shared() else { return };
    let text = server.database("bench");
    let url = DatabaseUrl::parse(&text, None).unwrap();
    let connection = Connection::connect(&url, &Settings::default()).await.unwrap();
    let setup = format!(
        "CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL, size bigint NOT NULL, at timestamp(3) NOT NULL);
         INSERT INTO t SELECT i, 'name ' || i, i, now() FROM generate_series(1, {ROWS}) i; ANALYZE t"
    );
    connection.execute_script(&setup).await.unwrap();
    let pool = Pool::new(url, Settings::default()).unwrap();
    let sql = "SELECT id, name, size, at FROM t WHERE id = $1";

    let mut config: tokio_postgres::Config = "user=postgres".parse().unwrap();
    config.host_path(server.socket_dir()).dbname(database(&text));
    let (client, driver) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(driver);
    let statement = client.prepare(sql).await.unwrap();

    let (mut floor, mut one, mut pooled) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS + 2 {
        let began = Instant::now();
        for i in 0..CALLS {
            let row = client.query_one(&statement, &[&key(i)]).await.unwrap();
            let (id, name, size): (i32, String, i64) = (row.get(0), row.get(1), row.get(2));
            let at: std::time::SystemTime = row.get(3);
            black_box((id, name, size, at));
        }
        let first = began.elapsed();
        let began = Instant::now();
        for i in 0..CALLS {
            black_box(ours(&connection, sql, key(i)).await);
        }
        let second = began.elapsed();
        let began = Instant::now();
        for i in 0..CALLS {
            let connection = pool.get().await.unwrap();
            black_box(ours(&connection, sql, key(i)).await);
        }
        let third = began.elapsed();
        if round >= 2 {
            for (times, time) in [(&mut floor, first), (&mut one, second), (&mut pooled, third)] {
                times.push(time.as_secs_f64() * 1e6 / f64::from(CALLS));
            }
        }
    }
    let floor = report("tokio-postgres by hand", floor, 0.0);
    report("driver, one connection", one, floor);
    report("driver, through the pool", pooled, floor);
}

fn database(url: &str) -> &str {
    let name = url.split('?').next().unwrap_or(url);
    name.rsplit('/').next().unwrap_or(name)
}

async fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    let by_hand = rusqlite::Connection::open(&path).unwrap();
    let setup = format!(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, size BIGINT NOT NULL, at DATETIME NOT NULL);
         INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
         SELECT i, 'name ' || i, i, 1700000000000 FROM n"
    );
    by_hand.execute_batch(&setup).unwrap();
    let url = DatabaseUrl::parse(&format!("file:{}", path.display()), None).unwrap();
    let connection = Connection::connect(&url, &Settings::default()).await.unwrap();
    let sql = "SELECT id, name, size, at FROM t WHERE id = ?1";
    let (mut floor, mut one) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + 2 {
        let began = Instant::now();
        for i in 0..CALLS {
            let mut statement = by_hand.prepare_cached(sql).unwrap();
            let row: (i32, String, i64, i64) =
                statement.query_row([key(i)], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).unwrap();
            black_box(row);
        }
        let first = began.elapsed();
        let began = Instant::now();
        for i in 0..CALLS {
            black_box(ours(&connection, sql, key(i)).await);
        }
        let second = began.elapsed();
        if round >= 2 {
            floor.push(first.as_secs_f64() * 1e6 / f64::from(CALLS));
            one.push(second.as_secs_f64() * 1e6 / f64::from(CALLS));
        }
    }
    let floor = report("rusqlite by hand, blocking", floor, 0.0);
    report("driver", one, floor);
}
