//! Several queries as one transaction.

use super::*;
use nicol::{Batch, Isolation, by_key, create, parent};

async fn names_of(db: &db::Client) -> Result<Vec<String>> {
    db.genre().find_many().order_by(genre::name().asc()).select(genre::name()).await
}

#[tokio::test]
async fn results_come_as_the_queries_were_given() -> Result<()> {
    let Database { client: db, .. } = library!();
    // In their order: each sees what those before it wrote.
    let (before, made, after, ada, missing, changed, stars) = db
        .batch((
            db.genre().count(),
            db.genre().create(genre::New { name: "art" }),
            db.genre().find_many().order_by(genre::name().asc()).select(genre::name()),
            db.member().update(member::email().eq("ada@x.org")).with(member::points().increment(1)),
            db.member().find_unique(member::email().eq("nobody")),
            db.book().update_many().set(book::pages(), 1),
            db.review().aggregate((nicol::count(), review::stars().max())),
        ))
        .await?;
    assert_eq!((before, made.name.as_str(), after.len()), (2, "art", 3));
    assert_eq!((ada.points, missing, changed, stars), (31, None, 3, (3, Some(5))));

    let lists: Vec<Vec<String>> = db
        .batch(vec![db.genre().find_many().select(genre::name()), db.genre().find_many().select(genre::name()).take(1)])
        .await?;
    assert_eq!([lists[0].len(), lists[1].len()], [3, 1]);
    let [first, second] = db.batch(["b3", "b1"].map(|id| db.book().find_unique_or_throw(book::id().eq(id)))).await?;
    assert_eq!((first.title.as_str(), second.title.as_str()), ("Gamma", "Alpha"));
    Ok(())
}

/// Queries of more than one statement, between others.
#[tokio::test]
async fn queries_that_need_several_statements() -> Result<()> {
    let Database { client: db, .. } = library!();
    let review = review::New { stars: 1, member: parent(), book: create(book::New { title: "New", pages: 1 }) };
    let (first, (member, reviews), nested, upserted, deleted, rows, last) = db
        .batch((
            db.review().count(),
            db.member().find_unique_or_throw(member::email().eq("ada@x.org")).include(member::reviews()),
            db.member()
                .create(member::New { email: "d@x.org", name: "D" })
                .with(member::reviews().create([review]))
                .include(member::reviews().include(review::book())),
            db.genre().upsert(genre::name().eq("crime"), genre::New { name: "crime" }, [genre::name().set("thrill")]),
            db.card().delete(card::number().eq("A-1")).include(card::member()),
            db.genre().create_many([genre::New { name: "x" }, genre::New { name: "y" }]).returning(),
            db.review().count(),
        ))
        .await?;
    assert_eq!((first, reviews.len(), last), (3, 1, 4));
    assert_eq!((nested.1[0].1.title.as_str(), upserted.name.as_str(), deleted.1), ("New", "thrill", member));
    assert_eq!(rows.len(), 2);
    Ok(())
}

#[tokio::test]
async fn all_or_nothing_and_which_it_was() -> Result<()> {
    let Database { client: db, .. } = library!();
    let add = |name: &'static str| db.genre().create(genre::New { name });
    let missing = || db.member().update(member::email().eq("nobody")).set(member::points(), 1);
    let with_card = || {
        let card = card::New { number: "A-1", member: parent() };
        db.member().create(member::New { email: "e@x.org", name: "E" }).with(member::card().create(card))
    };
    let none = db.genre().find_many().filter(genre::name().eq("none"));

    // What the database refuses; what is missing; a query of several statements; the first and the last; the first of
    // two that fail, even if its rows are looked at after the other's statement has run.
    let cases: [(&str, nicol::Error, usize); 6] = [
        ("P2002", db.batch((add("a"), add("crime"), add("b"))).await.map(drop).unwrap_err(), 1),
        ("P2025", db.batch((add("a"), none, missing(), add("b"))).await.map(drop).unwrap_err(), 2),
        ("P2002", db.batch((add("a"), with_card(), add("b"))).await.map(drop).unwrap_err(), 1),
        ("P2002", db.batch(vec![add("crime"), add("b")]).await.map(drop).unwrap_err(), 0),
        ("P2025", db.batch((add("a"), missing(), add("crime"))).await.map(drop).unwrap_err(), 1),
        ("P2002", db.batch((add("a"), add("crime"), missing())).await.map(drop).unwrap_err(), 1),
    ];
    for (place, (code, error, index)) in cases.into_iter().enumerate() {
        assert_eq!((error.code(), error.query_index()), (Some(code), Some(index)), "{place}: {error}");
        assert!(error.to_string().contains(&format!("Query {index} of the batch")), "{error}");
        assert!(error.meta().contains_key("modelName"), "{error:#?}");
    }
    // One that makes no sense is told of before anything is sent.
    let without_keys = review::New { stars: 1, member: by_key(), book: by_key() };
    let error = db.batch((add("a"), db.review().create(without_keys))).await.map(drop).unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2012"), Some(1)), "{error}");
    let error = db.batch((add("crime"),)).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2002"), Some(0)));
    assert_eq!(names_of(&db).await?, ["crime", "science"]);
    assert_eq!(db.member().count().await?, 3);
    // Not of a batch.
    assert_eq!(add("crime").await.unwrap_err().query_index(), None);
    // The client goes on.
    db.batch((add("a"), add("b"))).await?;
    assert_eq!(names_of(&db).await?, ["a", "b", "crime", "science"]);
    Ok(())
}

#[tokio::test]
async fn inside_of_a_transaction() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    db.transact(async |tx| {
        tx.genre().create(genre::New { name: "before" }).await?;
        // Made with another of its clients: it runs on the one that is asked.
        let (one, count) = tx.batch((db.genre().create(genre::New { name: "inside" }), tx.genre().count())).await?;
        assert_eq!((one.name.as_str(), count), ("inside", 2));
        // Its failure is its own.
        let error = tx
            .batch((tx.genre().create(genre::New { name: "lost" }), tx.genre().create(genre::New { name: "before" })))
            .await
            .unwrap_err();
        assert_eq!((error.code(), error.query_index()), (Some("P2002"), Some(1)), "{error}");
        let missing = tx.genre().update(genre::name().eq("nobody")).set(genre::name(), "x");
        let error = tx
            .batch((
                tx.genre().create(genre::New { name: "lost" }),
                missing,
                tx.genre().create(genre::New { name: "before" }),
            ))
            .await
            .unwrap_err();
        assert_eq!((error.code(), error.query_index()), (Some("P2025"), Some(1)), "{error}");
        tx.genre().create(genre::New { name: "after" }).await
    })
    .await?;
    assert_eq!(names_of(&db).await?, ["after", "before", "inside"]);
    // It goes with the transaction around it.
    let undone: Result<()> = db
        .transact(async |tx| {
            tx.batch([tx.genre().delete(genre::name().eq("before"))]).await?;
            Err(nicol::Error::invalid("changed my mind"))
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(names_of(&db).await?, ["after", "before", "inside"]);
    Ok(())
}

#[tokio::test]
async fn levels_limits_and_tasks() -> Result<()> {
    let Database { client: db, url } = fresh!();
    let level = db.isolation(Isolation::Serializable);
    let (made, count) = level.batch((db.genre().create(genre::New { name: "a" }), db.genre().count())).await?;
    assert_eq!((made.name.as_str(), count), ("a", 1));
    assert_eq!(db.isolation(Isolation::Serializable).batch((db.genre().count(),)).await?, (1,));
    let nothing: Vec<db::Genre> = db.batch(Vec::<nicol::Query<'_, nicol::kinds::Create, db::Genre>>::new()).await?;
    assert_eq!(nothing, []);
    // Its future can be sent to another thread, with what it borrows.
    let task = tokio::spawn({
        let db = db.clone();
        async move {
            let name = String::from("b");
            db.tx_options().retry_batch(3, vec![db.genre().create(genre::New { name: &name })]).await
        }
    });
    assert_eq!(task.await.expect("no panic")?.len(), 1);

    let other = db::Client::connect(&url).await?;
    let error = db.batch((db.genre().count(), other.genre().count())).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (None, Some(1)), "{error}");
    drop(other);

    let joint = if url.contains('?') { '&' } else { '?' };
    let one = db::Client::connect(&format!("{url}{joint}connection_limit=1")).await?;
    let held = one.begin().await?;
    let options = one.tx_options().max_wait(std::time::Duration::from_millis(50));
    let error = options.batch((one.genre().count(), one.genre().count())).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2028"), None), "{error}");
    // Of one query too.
    let options = one.tx_options().max_wait(std::time::Duration::from_millis(50));
    let error = options.batch((one.genre().count(),)).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2028"), None), "{error}");
    held.rollback().await?;
    assert_eq!(one.batch((one.genre().count(), one.genre().count())).await?, (2, 2));

    // Without a limit it waits as any query does.
    let hasty = db::Client::connect(&format!("{url}{joint}connection_limit=1&pool_timeout=1")).await?;
    let held = hasty.begin().await?;
    let error = hasty.batch((hasty.genre().count(), hasty.genre().count())).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2024"), None), "{error}");
    held.rollback().await?;
    Ok(())
}

/// Who only reads waits for nobody who writes.
#[tokio::test]
async fn reads_beside_a_writer() -> Result<()> {
    let Database { client: db, url } = library!();
    let writer = db.begin().await?;
    writer.genre().create(genre::New { name: "open" }).await?;
    let joint = if url.contains('?') { '&' } else { '?' };
    let reader = db::Client::connect(&format!("{url}{joint}socket_timeout=2")).await?;
    let read = || (reader.genre().count(), reader.member().find_many().include(member::reviews()));
    for (count, members) in [
        reader.batch(read()).await?,
        reader.tx_options().timeout(std::time::Duration::from_secs(60)).batch(read()).await?,
    ] {
        assert_eq!((count, members.len()), (2, 3));
    }
    // Raw ones too, and alone.
    let raw = || {
        reader.query_raw::<i64>(
            r#"-- how many
                                            SELECT count(*) FROM "Genre""#,
            (),
        )
    };
    assert_eq!(reader.batch((raw(), reader.member().count(), raw())).await?, (vec![2], 3, vec![2]));
    assert_eq!(reader.batch([raw()]).await?, [[2]]);
    writer.rollback().await
}

/// What reads and then writes sees what others have written before it, and does not fail for it: it takes its turn when it
/// begins. Whether raw SQL writes is the database's to say.
#[tokio::test]
async fn raw_writes_beside_a_writer() -> Result<()> {
    let Database { client: db, url } = library!();
    let joint = if url.contains('?') { '&' } else { '?' };
    let other = db::Client::connect(&format!("{url}{joint}socket_timeout=180")).await?;
    for (number, sql) in [
        r#"UPDATE "Genre" SET "name" = "name" || '!' WHERE "name" = 'crime' OR "name" = 'crime!' RETURNING 1"#,
        r#"WITH c AS (SELECT 1) INSERT INTO "Genre" ("name") SELECT 'raw' FROM c RETURNING 1"#,
    ]
    .into_iter()
    .enumerate()
    {
        let writer = db.begin().await?;
        writer.genre().create(genre::New { name: &format!("open {number}") }).await?;
        let begun = other.batch((other.genre().count(), other.query_rows(sql, ())));
        let (read, committed) = tokio::join!(begun, async {
            // The batch is sent meanwhile, however far that comes.
            tokio::task::yield_now().await;
            writer.commit().await
        });
        committed?;
        let (count, rows) = read?;
        assert_eq!(rows.len(), 1);
        if !IS_POSTGRES {
            assert_eq!(count, 3 + i64::try_from(number).expect("few"), "it began after the other one");
        }
    }
    Ok(())
}

/// Functions can give out parts of batches.
#[tokio::test]
async fn parts_made_by_functions() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    fn add<'c>(db: &'c db::Client, names: &[&str]) -> impl Batch<Out = Vec<db::Genre>> + use<'c> {
        names.iter().map(|name| db.genre().create(genre::New { name })).collect::<Vec<_>>()
    }
    let ((a, b), count) = db.batch(((add(&db, &["a"]), add(&db, &["b", "c"])), db.genre().count())).await?;
    assert_eq!((a.len(), b.len(), count), (1, 2, 3));
    Ok(())
}

/// Raw SQL between others.
#[tokio::test]
async fn raw_queries() -> Result<()> {
    let Database { client: db, .. } = library!();
    let add = |name: &'static str| db.genre().create(genre::New { name });
    let raise = r#"UPDATE "members" SET "points" = "points" + $1"#;
    let (made, changed, names, rows, count) = db
        .batch((
            add("art"),
            db.execute_raw(raise, (1,)),
            db.query_raw::<(String, i32)>(r#"SELECT "name", "points" FROM "members" ORDER BY "id""#, ()),
            db.query_rows(r#"SELECT "name" FROM "Genre" WHERE "name" = $1"#, ("art",)),
            db.genre().count(),
        ))
        .await?;
    assert_eq!((made.name.as_str(), changed, names[0].clone(), count), ("art", 3, ("Ada".to_owned(), 31), 3));
    assert_eq!(rows[0].get::<String>("name")?, "art");

    let error = db.batch((db.execute_raw(raise, (1,)), add("lost"), db.execute_raw("no SQL", ()))).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2010"), Some(2)), "{error}");
    let error = db.batch((db.execute_raw(raise, (1,)), add("art"))).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2002"), Some(1)), "{error}");
    // What it brought does not fit what was asked for: it has happened, which the error says.
    let error = db.batch((add("new"), db.query_raw::<i32>(r#"SELECT "name" FROM "Genre""#, ()))).await.unwrap_err();
    assert_eq!((error.code(), error.query_index()), (Some("P2023"), Some(1)), "{error}");
    assert!(error.message().contains("was run and kept"), "{error}");
    let points: Vec<i64> = db.query_raw(r#"SELECT sum("points") FROM "members""#, ()).await?;
    assert_eq!(
        (points[0], names_of(&db).await?),
        (63, vec!["art".to_owned(), "crime".into(), "new".into(), "science".into()])
    );

    // In a transaction, and alone.
    db.transact(async |tx| {
        let error = tx.batch((tx.execute_raw(raise, (1,)), tx.execute_raw("no SQL", ()))).await.unwrap_err();
        assert_eq!(error.query_index(), Some(1));
        tx.batch([tx.execute_raw(raise, (2,))]).await.map(drop)
    })
    .await?;
    assert_eq!(db.query_raw::<i64>(r#"SELECT sum("points") FROM "members""#, ()).await?, [69]);
    Ok(())
}
