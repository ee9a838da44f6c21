//! Behind a pooler that changes the server's connection between transactions.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nicol::{Result, connect, create, parent};
use nicol_testkit::between::Pooler;
use nicol_testkit::postgres::Server;

use super::db::{self, book, genre, loan, member, review};
use super::{Database, database};

const CLIENTS: usize = 8;
const ROUNDS: usize = 12;

/// What a client does in a round. Whatever is read is compared with what was written.
pub(super) async fn round(db: &db::Client, client: usize, round: usize) -> Result<()> {
    let name = format!("{client}-{round}");
    let email = format!("{name}@x.org");
    // A nested write, and a read over several statements.
    let new = review::New { stars: 4, member: parent(), book: create(book::New { title: &name, pages: 7 }) };
    let made = db
        .member()
        .create(member::New { email: &email, name: &name })
        .with(member::reviews().create([new]))
        .include(member::reviews())
        .await?;
    assert_eq!((made.0.name.as_str(), made.1.len()), (name.as_str(), 1));
    let (read, reviews, loans) = db
        .member()
        .find_unique(member::email().eq(&email))
        .include(member::reviews())
        .include(member::loans())
        .await?
        .expect("it was made");
    assert_eq!((read, reviews, loans), (made.0.clone(), made.1.clone(), vec![]));
    // One statement each.
    db.member().update(member::id().eq(made.0.id)).with(member::points().increment(3)).await?;
    let points = db.member().find_unique(member::id().eq(made.0.id)).select(member::points()).await?;
    assert_eq!(points, Some(3));
    let book_id = &made.1[0].book_id;
    let link = genre::books().connect([book::id().eq(book_id)]);
    db.genre().upsert(genre::name().eq("shared"), genre::New { name: "shared" }, link).await?;
    // A transaction that must stay together, retried where a prepared statement was lost under it.
    let id = made.0.id;
    db.retry(5, async |tx: &db::Client| {
        tx.loan()
            .create(loan::New { days: 1, member: connect(member::id().eq(id)), book: connect(book::id().eq(book_id)) })
            .await?;
        let nested =
            tx.transact(async |tx| tx.loan().update_many().set(loan::days(), 2).filter(loan::member_id().eq(id)).await);
        assert_eq!(nested.await?, 1);
        let days = tx.loan().find_many().filter(loan::member_id().eq(id)).select(loan::days()).await?;
        assert_eq!(days, [2]);
        Ok(())
    })
    .await?;
    let rows: Vec<(String, i64)> = db
        .query_raw("SELECT m.name, count(*) FROM members m JOIN \"Loan\" l ON l.\"memberId\" = m.id WHERE m.id = $1 GROUP BY 1", (id,))
        .await?;
    assert_eq!(rows, [(name, 1)]);
    let error = db.member().create(member::New { email: &email, name: "twice" }).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    Ok(())
}

async fn behind_a_pooler(label: &str, parameters: &str) -> Result<()> {
    let Some(Database { client: direct, url }) = database(label).await else { return Ok(()) };
    let pooler = Pooler::start(Server::shared().expect("there is a database"), 2);
    let url = format!("{}&connection_limit=1{parameters}", pooler.url(&url));
    direct.genre().create(genre::New { name: "shared" }).await?;
    let done = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (url, done) = (url.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                let db = db::Client::connect(&url).await?;
                for number in 0..ROUNDS {
                    round(&db, client, number).await?;
                    done.fetch_add(1, Ordering::AcqRel);
                }
                Ok::<_, nicol::Error>(())
            })
        })
        .collect();
    for client in clients {
        client.await.expect("no client panics")?;
    }
    let all = i64::try_from(CLIENTS * ROUNDS).expect("few");
    assert_eq!(direct.member().count().await?, all);
    assert_eq!(direct.loan().count().filter(loan::days().eq(2)).await?, all);
    assert_eq!(direct.book().count().filter(book::genres().some(genre::name().eq("shared"))).await?, all);
    let (transactions, moves) = pooler.transactions();
    // How many is a matter of chance; that there are some is what the test is about.
    assert!(moves > CLIENTS, "{moves} of {transactions} transactions ran elsewhere than the one before");
    let held: Vec<i64> = direct
        .query_raw(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'",
            (),
        )
        .await?;
    assert_eq!(held, [0]);
    Ok(())
}

#[tokio::test]
async fn with_the_parameter() -> Result<()> {
    behind_a_pooler("pooled", "&pgbouncer=true").await
}

/// Whoever forgets it is helped: lost statements are noticed, and then nothing is prepared any more.
#[tokio::test]
async fn without_the_parameter() -> Result<()> {
    behind_a_pooler("unpooled", "").await
}

#[tokio::test]
async fn what_a_pooler_refuses_is_told() -> Result<()> {
    let Some(Database { url, .. }) = database("refusing").await else { return Ok(()) };
    let pooler = Pooler::start(Server::shared().expect("there is a database"), 2);
    let error = db::Client::connect(&format!("{}&options=-c%20geqo%3Doff", pooler.url(&url))).await.unwrap_err();
    assert!(error.code() == Some("P1013") && error.message().contains("`options`"), "{error}");
    Ok(())
}
