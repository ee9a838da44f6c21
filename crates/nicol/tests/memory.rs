//! How much memory streams take, in a process that does nothing else: a million rows, which are more than ten times what
//! it may grow by.
#![cfg(target_os = "linux")]

#[rustfmt::skip]
#[path = "api/postgres/db/mod.rs"]
mod postgres;
#[rustfmt::skip]
#[path = "api/sqlite/db/mod.rs"]
mod sqlite;

use nicol::Result;
use nicol_testkit::postgres::Server;

const ROWS: i64 = 1_000_000;
/// Far more than a part takes, and far less than all rows (200 MB as they travel).
const MAY_GROW: usize = 40 << 20;

/// What the process holds, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").expect("Linux tells");
    let pages: usize = pages.split(' ').nth(1).and_then(|n| n.parse().ok()).expect("a number");
    pages * 4096
}

/// Fails as soon as the process has grown.
struct Watch(usize);

impl Watch {
    fn look(&self, row: i64) {
        if row % 1000 == 0 {
            let grown = resident().saturating_sub(self.0);
            assert!(grown < MAY_GROW, "{} MB more after {row} rows", grown >> 20);
        }
    }
}

macro_rules! million {
    ($db:ident, $client:expr, $numbers:expr) => {{
        use $db::{genre, review};
        let db: &$db::Client = $client;
        // What stays: the plan, buffers.
        let mut first = db.genre().find_many().include(genre::books()).stream();
        while first.try_next().await?.is_some() {}

        let watch = Watch(resident());
        let wide = format!("SELECT n, '{}' || n AS text FROM ({}) AS numbers", "x".repeat(200), $numbers);
        let mut rows = db.stream_raw::<(i64, String)>(&wide, ());
        let (mut count, mut sum) = (0, 0);
        while let Some((n, text)) = rows.try_next().await? {
            assert!(text.len() > 200);
            (count, sum) = (count + 1, sum + n);
            watch.look(count);
        }
        assert_eq!((count, sum), (ROWS, ROWS * (ROWS + 1) / 2));

        let fill = format!(
            "INSERT INTO \"Genre\" (\"name\") SELECT '{}' || n FROM ({}) AS numbers",
            "x".repeat(100),
            $numbers
        );
        db.execute_raw(&fill, ()).await?;
        let watch = Watch(resident());
        let ordered = db.genre().find_many().filter(genre::name().starts_with("x")).order_by(genre::id().asc());
        let mut stream =
            ordered.include(genre::books().include($db::book::reviews().filter(review::stars().gt(1)))).stream();
        let (mut count, mut last) = (0, 0);
        while let Some((genre, books)) = stream.try_next().await? {
            assert!(genre.id > last && books.is_empty());
            (count, last) = (count + 1, genre.id);
            watch.look(count);
        }
        assert_eq!(count, ROWS);
    }};
}

#[tokio::test]
async fn a_million_rows_in_flat_memory() -> Result<()> {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("nicol-memory.db");
    let _ = std::fs::remove_file(&file);
    std::fs::File::create(&file).expect("files can be made there");
    let db = sqlite::Client::connect(&format!("file:{}", file.display())).await?;
    db.execute_raw(include_str!("api/sqlite/schema.sql"), ()).await?;
    let numbers =
        format!("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {ROWS}) SELECT n FROM s");
    million!(sqlite, &db, numbers);
    drop(db);
    let _ = std::fs::remove_file(&file);

    let Some(server) = Server::shared() else { return Ok(()) };
    let db = postgres::Client::connect(&server.database("memory")).await?;
    db.execute_raw(include_str!("api/postgres/schema.sql"), ()).await?;
    let numbers = format!("SELECT n::bigint AS n FROM generate_series(1, {ROWS}) n");
    million!(postgres, &db, numbers);
    Ok(())
}
