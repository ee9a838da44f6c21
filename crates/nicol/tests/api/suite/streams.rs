//! Results that are read as they are asked for.

use super::*;
use nicol::{RawRow, RowStream};
use std::pin::{Pin, pin};

/// The numbers from 1 to the parameter.
const NUMBERS: &str = if IS_POSTGRES {
    "SELECT n::bigint AS n FROM generate_series(1, $1::int) n"
} else {
    "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?1) SELECT n FROM s WHERE n <= ?1"
};

async fn all<T>(mut stream: RowStream<T>) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await? {
        rows.push(row);
    }
    assert!(stream.next().await.is_none(), "the end stays the end");
    Ok(rows)
}

/// A client whose pool has one connection.
async fn alone(url: &str) -> Result<db::Client> {
    let joint = if url.contains('?') { '&' } else { '?' };
    db::Client::connect(&format!("{url}{joint}connection_limit=1&pool_timeout=5")).await
}

async fn genres(db: &db::Client, count: i64) -> Result<()> {
    let sql = format!("INSERT INTO \"Genre\" (\"name\") SELECT 'g' || n FROM ({NUMBERS}) AS numbers");
    db.execute_raw(&sql, (count,)).await.map(drop)
}

nicol::shape! {
    #[derive(Debug)]
    struct Reader: db::member { name, loans { days } }
}

#[tokio::test]
async fn the_same_records_as_without_a_stream() -> Result<()> {
    let Database { client: db, .. } = library!();
    macro_rules! same {
        ($query:expr) => {
            for size in [1, 2, 1000] {
                let streamed = all($query.stream().chunk_size(size)).await?;
                assert_eq!(format!("{streamed:?}"), format!("{:?}", $query.await?), "{size} at a time");
            }
        };
    }
    let members = || db.member().find_many().order_by(member::id().asc());
    same!(members());
    same!(members().filter(member::points().gt(10)));
    same!(members().filter(member::points().gt(1000)));
    same!(members().select((member::id(), member::name())));
    same!(members().include(member::card()).include(member::loans().include(loan::book())));
    same!(members().include(member::sponsor()).include(member::reviews().take(1)));
    same!(members().shape::<Reader>());
    same!(members().skip(1).take(1));
    same!(members().take(0));
    same!(members().take(-2).include(member::loans()));
    same!(members().cursor(member::email().eq("bob@x.org")));
    let reviews = || db.review().find_many().order_by(review::id().asc());
    same!(reviews().distinct(review::book_id()));
    same!(reviews().distinct(review::book_id()).skip(1).take(1).include(review::member()));
    same!(db.book().find_many().order_by(book::reviews().count().desc()).order_by(book::id().asc()));
    Ok(())
}

#[tokio::test]
async fn raw_rows_as_structs_tuples_and_themselves() -> Result<()> {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Line {
        n: i64,
    }
    let Database { client: db, .. } = fresh!();
    let lines: Vec<Line> = all(db.stream_raw(NUMBERS, (5000,))).await?;
    assert_eq!((lines.len(), lines.last()), (5000, Some(&Line { n: 5000 })));
    let tuples: Vec<(i64,)> = all(db.stream_raw(NUMBERS, (3,)).chunk_size(1)).await?;
    assert_eq!(tuples, [(1,), (2,), (3,)]);
    let rows: Vec<RawRow> = all(db.stream_rows(NUMBERS, (3,)).chunk_size(2)).await?;
    assert_eq!(rows.iter().map(|row| row.get("n")).collect::<Result<Vec<i64>>>()?, [1, 2, 3]);
    assert_eq!(all(db.stream_raw::<i64>(NUMBERS, (0,))).await?, [0; 0]);
    assert_eq!(db.pool_state().busy, 0);
    Ok(())
}

#[tokio::test]
async fn it_is_a_stream_that_can_be_sent_away() -> Result<()> {
    fn of<T>(stream: impl futures_core::Stream<Item = Result<T>> + Send + Unpin + 'static) -> impl Send {
        stream
    }
    fn made(db: &db::Client) -> RowStream<(db::Genre, Vec<db::Book>)> {
        db.genre().find_many().include(genre::books()).stream()
    }
    let Database { client: db, .. } = library!();
    drop(of(made(&db)));
    assert_eq!(db.pool_state().busy, 0, "nothing runs before it is asked for");
    let mut stream = made(&db);
    let first = std::future::poll_fn(|cx| futures_core::Stream::poll_next(Pin::new(&mut stream), cx)).await;
    assert_eq!(first.expect("a genre")?.0.name, "crime");
    let rest = tokio::spawn(async move { all(stream).await }).await.expect("no panic")?;
    assert_eq!(rest.len(), 1);
    Ok(())
}

#[tokio::test]
async fn dropped_in_the_middle() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    genres(&client, 1000).await?;
    let db = alone(&url).await?;
    for read in [0, 1, 10, 25] {
        let mut stream = db.genre().find_many().include(genre::books()).stream().chunk_size(10);
        for _ in 0..read {
            assert!(stream.try_next().await?.is_some());
        }
        drop(stream);
        // The only connection is there again, and clean.
        assert_eq!(db.genre().count().await?, 1000);
        db.genre().create(genre::New { name: &format!("after {read}") }).await?;
        db.genre().delete(genre::name().eq(format!("after {read}"))).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_error_in_the_middle() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    drop(client);
    let db = alone(&url).await?;
    let sql = if IS_POSTGRES {
        "SELECT 1 / (500 - n) FROM generate_series(1, 1000) n".to_owned()
    } else {
        // The one number that has no absolute value.
        format!(
            "SELECT abs(CASE n WHEN 500 THEN -9223372036854775807 - 1 ELSE n END) FROM ({})",
            NUMBERS.replace("?1", "1000")
        )
    };
    for _ in 0..2 {
        let mut stream = db.stream_raw::<i64>(&sql, ()).chunk_size(10);
        let mut count = 0;
        let error = loop {
            match stream.next().await {
                Some(Ok(_)) => count += 1,
                Some(Err(error)) => break error,
                None => panic!("an error was expected"),
            }
        };
        assert_eq!((count, error.code()), (490, Some("P2010")), "{error}");
        assert!(stream.next().await.is_none());
        assert_eq!(db.genre().count().await?, 0);
    }
    let mut stream = db.stream_raw::<String>(NUMBERS, (10,));
    assert_eq!(stream.next().await.expect("a row").unwrap_err().code(), Some("P2023"));
    assert!(stream.next().await.is_none());
    assert_eq!(
        db.stream_raw::<i64>("SELECT nothing FROM nowhere", ()).try_next().await.unwrap_err().code(),
        Some("P2010")
    );
    let error = db.book().find_many().take(-1).skip(-1).stream().try_next().await;
    assert_eq!(
        format!("{error:?}"),
        format!("{:?}", db.book().find_many().take(-1).skip(-1).await.map(|_| None::<db::Book>))
    );
    assert_eq!(db.genre().count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn in_a_transaction() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    genres(&db, 30).await?;
    db.transact(async |tx| {
        tx.genre().create(genre::New { name: "inside" }).await?;
        let sorted = || tx.genre().find_many().order_by(genre::id().asc());
        // Two at once, with other queries in between.
        let mut one = sorted().include(genre::books()).stream().chunk_size(4);
        let mut other = sorted().select(genre::name()).stream().chunk_size(3);
        let mut seen = 0;
        while let Some((genre, _)) = one.try_next().await? {
            assert_eq!(other.try_next().await?.as_ref(), Some(&genre.name));
            assert_eq!(tx.genre().find_unique(genre::id().eq(genre.id)).await?, Some(genre));
            seen += 1;
        }
        assert_eq!(seen, 31);
        assert_eq!(other.try_next().await?, None);
        // One that is left, and a level around another one.
        let mut left = sorted().stream().chunk_size(2);
        assert!(left.try_next().await?.is_some());
        tx.transact(async |tx| {
            let mut inner = tx.genre().find_many().stream().chunk_size(2);
            assert!(inner.try_next().await?.is_some());
            Ok(())
        })
        .await?;
        assert!(left.try_next().await?.is_some() && left.try_next().await?.is_some());
        drop(left);
        tx.genre().delete(genre::name().eq("inside")).await
    })
    .await?;
    assert_eq!(db.genre().count().await?, 30);
    let undone: Result<()> = db
        .transact(async |tx| {
            let mut stream = tx.genre().find_many().stream().chunk_size(2);
            assert!(stream.try_next().await?.is_some());
            drop(stream);
            tx.genre().delete_many().await?;
            Err(nicol::Error::new("P2025", "on purpose"))
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(db.genre().count().await?, 30);
    Ok(())
}

#[tokio::test]
async fn after_its_transaction() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    genres(&db, 10).await?;
    let begun = db
        .transact(async |tx| {
            let mut stream = tx.genre().find_many().stream().chunk_size(2);
            assert!(stream.try_next().await?.is_some() && stream.try_next().await?.is_some());
            Ok(stream)
        })
        .await?;
    let error = all(begun).await.unwrap_err();
    assert_eq!(error.code(), Some("P2028"), "{error}");
    // It kept nothing open.
    db.genre().delete_many().await?;
    Ok(())
}

#[tokio::test]
async fn what_a_raw_stream_writes_is_kept_if_it_is_read_to_its_end() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    drop(client);
    let db = alone(&url).await?;
    let sql = format!("INSERT INTO \"Genre\" (\"name\") SELECT 'g' || n FROM ({NUMBERS}) AS numbers RETURNING \"id\"");
    let mut stream = db.stream_raw::<i64>(&sql, (50,)).chunk_size(10);
    for _ in 0..30 {
        assert!(stream.try_next().await?.is_some());
    }
    drop(stream);
    assert_eq!(db.genre().count().await?, 0);
    assert_eq!(all(db.stream_raw::<i64>(&sql, (50,)).chunk_size(10)).await?.len(), 50);
    assert_eq!(db.genre().count().await?, 50);
    let error = all(db.stream_raw::<i64>(&sql, (50,))).await.unwrap_err();
    assert_eq!(error.code(), Some("P2010"), "the names are there already: {error}");
    assert_eq!(db.genre().count().await?, 50);
    Ok(())
}

#[tokio::test]
async fn each_stream_has_a_connection_of_its_own() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    genres(&client, 100).await?;
    let joint = if url.contains('?') { '&' } else { '?' };
    let db = db::Client::connect(&format!("{url}{joint}connection_limit=2&pool_timeout=1")).await?;
    let streamed = || db.genre().find_many().order_by(genre::id().asc()).stream().chunk_size(7);
    let (mut one, mut other) = (streamed(), streamed());
    for _ in 0..10 {
        assert_eq!(one.try_next().await?, other.try_next().await?);
    }
    assert_eq!(db.pool_state().busy, 2);
    assert_eq!(streamed().try_next().await.unwrap_err().code(), Some("P2024"));
    assert_eq!((all(one).await?.len(), all(other).await?.len()), (90, 90));
    assert_eq!(db.pool_state().busy, 0);
    // The connection goes back with the last part, not with the last row.
    let mut last = db.genre().find_many().stream().chunk_size(1000);
    assert!(last.try_next().await?.is_some());
    assert_eq!(db.pool_state().busy, 0);
    Ok(())
}

#[tokio::test]
async fn given_up_while_the_database_works() -> Result<()> {
    let Database { url, client: watch, .. } = fresh!();
    let db = alone(&url).await?;
    let endless =
        "WITH RECURSIVE s(n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM s) SELECT n FROM s WHERE n < 3";
    let mut stream = db.stream_raw::<i64>(endless, ()).chunk_size(2);
    assert_eq!(stream.try_next().await?, Some(1));
    assert_eq!(stream.try_next().await?, Some(2));
    {
        let mut next = pin!(stream.try_next());
        let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(next.as_mut().poll(cx).is_pending())).await;
        assert!(polled, "there is no third row");
        // Its end is not waited for.
    }
    drop(stream);
    assert_eq!(db.genre().count().await?, 0);
    if IS_POSTGRES {
        nicol_testkit::wait::until_async("nothing runs any more", async || {
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND state <> 'idle' AND pid <> pg_backend_pid()";
            watch.query_raw::<i64>(sql, ()).await.expect("it answers") == [0]
        })
        .await;
    }
    Ok(())
}
