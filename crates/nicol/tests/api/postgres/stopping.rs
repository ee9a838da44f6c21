//! The server is told to stop while something is under way: "smart" (57P03 to those who come) and "fast" (57P01 to all).

use nicol::{Error, Result};
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use super::db::{self, genre};

/// A genre called `slow` is held up when its transaction is committed.
const SLOW_COMMIT: &str = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                           IF NEW.name = 'slow' THEN PERFORM pg_sleep(600); END IF; RETURN NULL; END $$; \
                           CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON \"Genre\" DEFERRABLE INITIALLY DEFERRED \
                           FOR EACH ROW EXECUTE FUNCTION slow()";

/// A server of its own, and a client of a database with tables, which has so many connections at most.
async fn served(limit: usize) -> Option<(Server, db::Client)> {
    let server = Server::start(&[])?;
    let url = format!("{}&connection_limit={limit}", server.database("stopping"));
    let db = db::Client::connect(&url).await.expect("the server is there");
    db.execute_raw(include_str!("schema.sql"), ()).await.expect("the tables can be made");
    db.execute_raw(SLOW_COMMIT, ()).await.expect("the trigger can be made");
    Some((server, db))
}

async fn add(db: &db::Client, name: &str) -> Result<()> {
    db.genre().create(genre::New { name }).await.map(drop)
}

/// Who is in the middle of something brings it to its end, and that is kept; who comes is told, and comes again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_nobody_is_connected_any_more() -> Result<()> {
    let Some((server, db)) = served(2).await else { return Ok(()) };
    let tx = db.begin().await?;
    add(&tx, "before").await?;
    server.stop_when_alone();
    let words = "shutting down";
    // The pool has room for a second connection.
    let refused = add(&db, "refused").await.unwrap_err();
    assert_eq!(refused.code(), Some("P1001"), "{refused}");
    assert!(refused.message().contains(words), "{refused}");
    let in_a_transaction = db.transact(async |tx| add(tx, "refused").await).await.unwrap_err();
    assert_eq!(in_a_transaction.code(), Some("P1001"), "{in_a_transaction}");
    add(&tx, "within").await?;
    tx.commit().await?;
    // The connection that came back goes on too.
    add(&db, "after").await?;
    assert_eq!(pool(&db).await?, (1, 0), "those that were refused have no place");
    tokio::task::block_in_place(|| {
        server.stop();
        server.resume();
    });
    assert_eq!(names(&db).await?, ["before", "within", "after"]);
    db.transact(async |tx| add(tx, "again").await).await
}

/// The places of the pool that are taken, and those that are in use.
async fn pool(db: &db::Client) -> Result<(usize, usize)> {
    let pool = db.health().await?.pool;
    Ok((pool.size, pool.busy))
}

async fn names(db: &db::Client) -> Result<Vec<String>> {
    db.genre().find_many().order_by(genre::id().asc()).select(genre::name()).await
}

/// At once, in each phase of a transaction: an error with a code, nothing is kept, and the pool heals.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_once() -> Result<()> {
    let Some((server, db)) = served(2).await else { return Ok(()) };
    let stop = || tokio::task::block_in_place(|| server.stop());
    let is_closed = |phase: &str, error: &Error| {
        assert_eq!(error.code(), Some("P1017"), "{phase}: {error}");
    };
    let phases = [
        "before BEGIN is sent",
        "between two statements",
        "in a statement",
        "before COMMIT",
        "in COMMIT",
        "in a batch that commits",
        "in a statement that commits itself",
        "between two parts of a stream",
    ];
    // Prepared, and not yet.
    for phase in phases.into_iter().flat_map(|phase| [phase, phase]) {
        match phase {
            "before BEGIN is sent" => {
                let tx = db.begin().await?;
                stop();
                is_closed(phase, &add(&tx, "lost").await.unwrap_err());
                assert_eq!(tx.commit().await.unwrap_err().code(), Some("P2028"));
            }
            "between two statements" => {
                let error = db
                    .transact(async |tx| {
                        add(tx, "lost").await?;
                        stop();
                        add(tx, "lost too").await
                    })
                    .await;
                is_closed(phase, &error.unwrap_err());
            }
            "in a statement" => {
                let running = tokio::spawn({
                    let db = db.clone();
                    async move {
                        db.transact(async |tx| {
                            add(tx, "lost").await?;
                            tx.execute_raw("SELECT pg_sleep(601)", ()).await
                        })
                        .await
                    }
                });
                until_async("it runs", async || server.is_running("pg_sleep(601)")).await;
                stop();
                is_closed(phase, &running.await.expect("no panic").unwrap_err());
            }
            "before COMMIT" => {
                let tx = db.begin().await?;
                add(&tx, "lost").await?;
                stop();
                is_closed(phase, &tx.commit().await.unwrap_err());
            }
            "in COMMIT" => {
                let tx = tokio::spawn({
                    let db = db.clone();
                    async move { db.transact(async |tx| add(tx, "slow").await).await }
                });
                until_async("it commits", async || server.is_running("COMMIT")).await;
                stop();
                let error = tx.await.expect("no panic").unwrap_err();
                is_closed(phase, &error);
                assert!(error.message().contains("is not known"), "{error}");
            }
            "in a batch that commits" => {
                let batch = tokio::spawn({
                    let db = db.clone();
                    async move {
                        let add = |name| db.genre().create(genre::New { name });
                        db.batch((add("lost"), add("slow"))).await
                    }
                });
                until_async("it commits", async || server.is_running("Genre")).await;
                stop();
                is_closed(phase, &batch.await.expect("no panic").unwrap_err());
            }
            "in a statement that commits itself" => {
                let running = tokio::spawn({
                    let db = db.clone();
                    async move { add(&db, "slow").await }
                });
                until_async("it commits", async || server.is_running("Genre")).await;
                stop();
                is_closed(phase, &running.await.expect("no panic").unwrap_err());
            }
            _ => {
                let name: Vec<String> = (0..20).map(|number| format!("s{number}")).collect();
                db.batch(name.iter().map(|name| db.genre().create(genre::New { name })).collect::<Vec<_>>()).await?;
                let mut stream = db.genre().find_many().stream().chunk_size(5);
                assert!(stream.try_next().await?.is_some());
                stop();
                let error = loop {
                    match stream.next().await.expect("an error comes before the end") {
                        Ok(_) => {}
                        Err(error) => break error,
                    }
                };
                is_closed(phase, &error);
                drop(stream);
            }
        }
        // Nobody is there.
        let away = add(&db, "nobody").await.unwrap_err();
        assert!(matches!(away.code(), Some("P1001" | "P1017")), "{phase}: {away}");
        tokio::task::block_in_place(|| server.resume());
        // The first one that asks is served.
        let kept = db.genre().count().await.unwrap_or_else(|error| panic!("{phase}: {error}"));
        assert_eq!(kept, if phase.contains("stream") { 20 } else { 0 }, "{phase}");
        db.genre().delete_many().await?;
        db.transact(async |tx| add(tx, "there").await).await?;
        assert_eq!(names(&db).await?, ["there"], "{phase}");
        db.genre().delete_many().await?;
        assert_eq!(pool(&db).await?.1, 0, "{phase}");
    }
    Ok(())
}
