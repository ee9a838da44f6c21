//! Streams, where only PostgreSQL can tell.

use super::db::{self, genre};
use super::{Database, database};
use nicol::{Result, connect};

async fn filled() -> Option<Database> {
    let database = database("api").await?;
    let sql = r#"INSERT INTO "Genre" ("name") SELECT 'g' || n FROM generate_series(1, 1000) n"#;
    database.client.execute_raw(sql, ()).await.expect("they can be made");
    Some(database)
}

/// The backends of this database that are in a transaction.
const IN_TRANSACTION: &str = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                              AND state LIKE 'idle in transaction%'";

#[tokio::test]
async fn a_killed_backend_ends_it_and_the_pool_heals() -> Result<()> {
    let Some(Database { client: watch, url }) = filled().await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&connection_limit=1")).await?;
    let mut stream = db.genre().find_many().include(genre::books()).stream().chunk_size(10);
    assert!(stream.try_next().await?.is_some());
    let killed: Vec<bool> = watch.query_raw(&format!("SELECT pg_terminate_backend(pid) {IN_TRANSACTION}"), ()).await?;
    assert_eq!(killed, [true]);
    let error = loop {
        match stream.next().await.expect("an error comes before the end") {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), Some("P1017"), "{error}");
    assert!(stream.next().await.is_none());
    assert_eq!(db.genre().count().await?, 1000);
    Ok(())
}

#[tokio::test]
async fn all_that_it_reads_is_of_one_moment() -> Result<()> {
    let Some(Database { client: db, .. }) = filled().await else { return Ok(()) };
    let book = db.book().create(db::book::New { title: "A", pages: 1 }).await?;
    let last = db.genre().find_first().order_by(genre::id().desc()).await?.expect("there are some");
    db.genre().update(genre::id().eq(last.id)).with(genre::books().connect([db::book::id().eq(&book.id)])).await?;
    let all = db.genre().find_many().order_by(genre::id().asc()).include(genre::books());
    let mut stream = all.stream().chunk_size(100);
    let mut rows = vec![stream.try_next().await?.expect("the first")];
    // Far ahead of it, everything changes.
    db.book().delete_many().await?;
    db.genre().delete_many().filter(genre::id().gt(last.id - 500)).await?;
    while let Some(row) = stream.try_next().await? {
        rows.push(row);
    }
    assert_eq!(rows.len(), 1000);
    assert_eq!(rows.last(), Some(&(last, vec![book])));
    Ok(())
}

#[tokio::test]
async fn dropped_it_leaves_nothing_open() -> Result<()> {
    let Some(Database { client: watch, url }) = filled().await else { return Ok(()) };
    let db = db::Client::connect(&url).await?;
    let mut streams = Vec::new();
    for _ in 0..3 {
        let mut stream = db.genre().find_many().stream().chunk_size(10);
        assert!(stream.try_next().await?.is_some());
        streams.push(stream);
    }
    let open = format!("SELECT count(*) {IN_TRANSACTION}");
    assert_eq!(watch.query_raw::<i64>(&open, ()).await?, [3]);
    drop(streams);
    // Nobody uses the connections again: the server heard of it at once.
    nicol_testkit::wait::until_async("no transaction is open", async || {
        watch.query_raw::<i64>(&open, ()).await.expect("it answers") == [0]
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn behind_a_pooler() -> Result<()> {
    let Some(Database { url, .. }) = filled().await else { return Ok(()) };
    let db = db::Client::connect(&format!("{url}&pgbouncer=true")).await?;
    let mut stream = db.genre().find_many().include(genre::books()).stream().chunk_size(300);
    let mut count = 0;
    while stream.try_next().await?.is_some() {
        count += 1;
    }
    assert_eq!(count, 1000);
    Ok(())
}

/// A table that has changed since a statement was prepared is no error (a statement of a stream never is).
#[tokio::test]
async fn a_changed_table() -> Result<()> {
    let Some(Database { client: db, .. }) = filled().await else { return Ok(()) };
    let sql = r#"SELECT * FROM "Genre""#;
    for change in ["ADD COLUMN more text", "DROP COLUMN more"] {
        let before = db.query_rows(sql, ()).await?.len();
        db.execute_raw(&format!(r#"ALTER TABLE "Genre" {change}"#), ()).await?;
        let mut stream = db.stream_rows(sql, ()).chunk_size(400);
        let mut count = 0;
        while stream.try_next().await?.is_some() {
            count += 1;
        }
        assert_eq!(count, before);
    }
    Ok(())
}

/// Statements that were planned for a stream's values, with a loan's foreign keys in between.
#[tokio::test]
async fn a_writing_transaction_around_it() -> Result<()> {
    let Some(Database { client: db, .. }) = filled().await else { return Ok(()) };
    let book = db.book().create(db::book::New { title: "A", pages: 1 }).await?;
    db.transact(async |tx| {
        let mut stream = tx.genre().find_many().select(genre::id()).stream().chunk_size(250);
        while let Some(id) = stream.try_next().await? {
            if id % 100 == 0 {
                let name = format!("copy of {id}");
                tx.genre().create(genre::New { name: &name }).await?;
            }
        }
        let member = tx.member().create(db::member::New { email: "a@x.org", name: "A" }).await?;
        let (member, book) = (connect(db::member::id().eq(member.id)), connect(db::book::id().eq(&book.id)));
        tx.loan().create(db::loan::New { days: 1, member, book }).await
    })
    .await?;
    assert_eq!(db.genre().count().await?, 1010);
    Ok(())
}

/// A client whose schema has the preview feature `relationJoins`: records come with all that belongs to them in one
/// statement. A stream reads them in parts all the same, and what belongs to them for each part.
#[tokio::test]
async fn where_relations_are_joined() -> Result<()> {
    let Some(Database { client: plain, url }) = filled().await else { return Ok(()) };
    let link = r#"INSERT INTO "Book" ("id", "title", "pages") SELECT 'b' || n, 'T' || n, n FROM generate_series(1, 10) n;
                  INSERT INTO "_BookToGenre" ("A", "B") SELECT b."id", g."id" FROM "Book" b, "Genre" g WHERE g."id" % 10 < 3"#;
    plain.execute_raw(link, ()).await?;
    let schema = include_str!("schema.prisma")
        .replace("\"fullTextSearchPostgres\"", "\"fullTextSearchPostgres\", \"relationJoins\"");
    let mut sources = nicol_diagnostics::Sources::default();
    sources.add(nicol_diagnostics::SourceFile::new("schema.prisma", schema));
    let model = nicol_schema::lower::data_model(&nicol_schema::load(&sources).schema.expect("a valid schema"));
    let model = nicol::__private::StaticModel::new(nicol_model::bytes::to_bytes(&model).leak());
    let statements = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&statements);
    let db: db::Client = nicol::Builder::generated(&model, nicol::Url::Env("NONE"))
        .url(&url)
        .on_log(move |event| {
            let is_read = event.level == nicol::LogLevel::Query && event.message.contains("SELECT");
            counted.fetch_add(usize::from(is_read), std::sync::atomic::Ordering::Relaxed);
        })
        .connect()
        .await?;
    let take = || statements.swap(0, std::sync::atomic::Ordering::Relaxed);
    fn query(
        db: &db::Client,
    ) -> nicol::Query<'_, nicol::kinds::FindMany, impl nicol::Select<Out = (db::Genre, Vec<(db::Book, Vec<db::Review>)>)>>
    {
        let books = genre::books().order_by(db::book::id().asc()).take(3).include(db::book::reviews());
        db.genre().find_many().order_by(genre::id().desc()).include(books)
    }
    take();
    let all = query(&db).await?;
    assert_eq!(take(), 1, "this client joins");
    let mut stream = query(&db).stream().chunk_size(100);
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await? {
        rows.push(row);
    }
    assert_eq!(rows, all);
    assert!(rows.iter().any(|(_, books)| books.len() == 3));
    let taken = take();
    assert!(taken >= 10, "{taken} statements: what is included is read for each part");
    Ok(())
}
