//! The connection is lost at any message that either side sends.

use nicol::{New, Result, create, parent};
use nicol_testkit::between::{Cut, Relay};
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use super::db::{self, book, genre, member, review};
use super::{Database, database};

fn review() -> impl New<Model = db::Review> {
    review::New { stars: 1, member: parent(), book: create(book::New { title: "T", pages: 1 }) }
}

/// A transaction with all that can stand in one: statements, a nested write, a nested transaction.
async fn transaction(db: &db::Client) -> Result<()> {
    db.transact(async |tx| {
        tx.genre().create(genre::New { name: "first" }).await?;
        tx.member()
            .create(member::New { email: "a@x.org", name: "A" })
            .with(member::reviews().create([review()]))
            .await?;
        tx.transact(async |tx| tx.genre().create(genre::New { name: "second" }).await.map(drop)).await?;
        assert_eq!(tx.genre().count().await?, 2);
        Ok(())
    })
    .await
}

/// A nested write in a transaction of its own.
async fn nested_write(db: &db::Client) -> Result<()> {
    db.member()
        .create(member::New { email: "a@x.org", name: "A" })
        .with(member::reviews().create([review()]))
        .await
        .map(drop)
}

/// How many rows there are: all that an operation writes, or none.
async fn rows(db: &db::Client) -> Result<i64> {
    Ok(db.genre().count().await? + db.member().count().await? + db.book().count().await? + db.review().count().await?)
}

/// Cuts at each message in turn, from the first of the handshake to the last, and looks at what is left.
async fn cut_everywhere(label: &str, all: i64, operation: impl AsyncFn(&db::Client) -> Result<()>) -> Result<()> {
    let (Some(Database { client: direct, url }), Some(server)) = (database(label).await, Server::shared()) else {
        return Ok(());
    };
    let relay = Relay::start(server);
    let through = format!("{}&connection_limit=1", relay.url(&url));
    let warm = db::Client::connect(&through).await?;
    operation(&warm).await?;
    clear(&direct).await?;
    let (mut codes, mut tries) = (std::collections::BTreeMap::new(), 0);
    // One that has connected and prepared everything, and one that does so under way.
    type Side = fn(usize) -> Cut;
    for (side, is_warm) in [(Cut::Request as Side, true), (Cut::Answer, true), (Cut::Answer, false)] {
        for at in 0.. {
            let db = if is_warm { warm.clone() } else { db::Client::builder().url(&through).connect_lazy()? };
            relay.cut(side(at));
            let result = operation(&db).await;
            let was_cut = relay.mend();
            let (is_ok, kept) = (result.is_ok(), rows(&direct).await?);
            if let Err(error) = result {
                let code = error.code().expect("it has a code").to_owned();
                assert!(matches!(code.as_str(), "P1001" | "P1017" | "P2028"), "{:?} {error}", side(at));
                *codes.entry(code).or_insert(0) += 1;
            }
            // The server ends the transaction when it sees that the connection is gone.
            no_transaction_is_open(&direct).await?;
            let in_the_end = rows(&direct).await?;
            assert!(in_the_end == 0 || in_the_end == all, "{:?}: {in_the_end} of {all}", side(at));
            assert!(!is_ok || kept == all, "{:?}: it says that it is done, but {kept} rows are there", side(at));
            // The same client goes on.
            clear(&direct).await?;
            operation(&db).await?;
            assert_eq!(rows(&direct).await?, all, "{:?}", side(at));
            let pool = db.health().await?.pool;
            assert_eq!((pool.size, pool.busy, pool.waiting), (1, 0, 0), "{:?}", side(at));
            clear(&direct).await?;
            tries += 1;
            if !was_cut {
                break;
            }
        }
    }
    eprintln!("{label}: cut at {tries} places: {codes:?}");
    assert_eq!(codes.values().sum::<i32>() + 3, tries, "whoever was cut off is told: {codes:?}");
    Ok(())
}

async fn clear(db: &db::Client) -> Result<()> {
    db.execute_raw("DELETE FROM \"Review\"; DELETE FROM \"Book\"; DELETE FROM members; DELETE FROM \"Genre\"", ())
        .await?;
    Ok(())
}

/// Nothing of the database is locked by anybody else, and nobody is in a transaction.
async fn no_transaction_is_open(db: &db::Client) -> Result<()> {
    let open = "SELECT (SELECT count(*) FROM pg_locks l WHERE l.pid <> pg_backend_pid() AND l.database = \
                (SELECT oid FROM pg_database WHERE datname = current_database())) + (SELECT count(*) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle')";
    until_async("no transaction is open", async || {
        let open: Vec<i64> = db.query_raw(open, ()).await.expect("the server answers");
        open == [0]
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn in_a_transaction() -> Result<()> {
    cut_everywhere("cut_transaction", 5, transaction).await
}

#[tokio::test]
async fn in_a_nested_write() -> Result<()> {
    cut_everywhere("cut_nested", 3, nested_write).await
}

#[tokio::test]
async fn in_a_single_statement() -> Result<()> {
    cut_everywhere("cut_single", 1, async |db: &db::Client| {
        db.genre().create(genre::New { name: "only" }).await.map(drop)
    })
    .await
}

#[tokio::test]
async fn in_a_batch() -> Result<()> {
    cut_everywhere("cut_batch", 3, async |db: &db::Client| {
        let add = |name: &'static str| db.genre().create(genre::New { name });
        db.batch([add("first"), add("second"), add("third")]).await.map(drop)
    })
    .await
}

/// A query in the middle needs several round trips.
#[tokio::test]
async fn in_a_batch_of_parts() -> Result<()> {
    cut_everywhere("cut_batch_parts", 4, async |db: &db::Client| {
        let member =
            db.member().create(member::New { email: "a@x.org", name: "A" }).with(member::reviews().create([review()]));
        let update = db.genre().update(genre::name().eq("first")).set(genre::name(), "renamed");
        db.batch((db.genre().create(genre::New { name: "first" }), member, update)).await.map(drop)
    })
    .await
}
