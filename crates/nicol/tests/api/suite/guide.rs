//! The code of docs/rust-client.md, as it stands there.

use super::*;
use nicol::{Change, parent};

#[rustfmt::skip]
async fn guide(url: &str) -> Result<[usize; 6]> {
    let db = db::Client::connect(url).await?;

    let ada = db
        .member()
        .create(member::New { email: "ada@example.org", name: "Ada" })
        .set(member::points(), 30)
        .await?;

    // Nested records. `parent()` stands for the record that they are nested in.
    let card = card::New { number: "A-1", member: parent() };
    let bob = db
        .member()
        .create(member::New { email: "bob@example.org", name: "Bob" })
        .with(member::card().create(card))
        .with(member::sponsor().connect(member::id().eq(ada.id)))
        .await?;

    // Many at once: the number of rows, or with `returning` the rows.
    let books = db
        .book()
        .create_many([book::New { title: "The Prism", pages: 7 }, book::New { title: "Optics", pages: 130 }])
        .returning()
        .await?;

    let loan = loan::New {
        days: 14,
        member: connect(member::id().eq(bob.id)),
        book: connect(book::id().eq(&books[0].id)),
    };
    db.loan().create(loan).await?;

    let found = db.member().find_unique(member::email().eq("ada@example.org")).await?;
    let ada = found.expect("just made");
    let bob = db.member().find_unique(member::id().eq(bob.id)).or_throw().await?;

    // Filters are values: keep them, combine them, make them at run time.
    let mut filters = vec![member::points().gte(0), member::name().insensitive().contains("A")];
    filters.push(member::nickname().is_null());
    let page: Vec<db::Member> = db
        .member()
        .find_many()
        .filter(nicol::all(filters))
        .order_by(member::points().desc())
        .order_by(member::id().asc())
        .skip(0)
        .take(20)
        .await?;

    // A page by number, and the one after a record that was seen: nothing moves when records are added before it.
    let third = db.member().find_many().order_by(member::id().asc()).skip(40).take(20).await?;
    let next = db.member().find_many().order_by(member::id().asc()).cursor(member::id().eq(ada.id)).skip(1).take(20).await?;
    let last = db.member().find_many().order_by(member::id().asc()).take(-2).await?; // the last two, in that order
    println!("{} {} {}", third.len(), next.len(), last.len());

    // Through relations.
    let readers = member::loans().some(loan::book().is(book::title().starts_with("The")));
    let readers = db.member().count().filter(readers).await?;

    for (member, card, loans) in db
        .member()
        .find_many()
        .include(member::card())
        .include(member::loans().filter(loan::days().lt(30)).take(5).include(loan::book()))
        .await?
    {
        println!("{}: card {:?}", member.name, card.map(|card| card.number));
        for (loan, book) in loans {
            println!("  {} for {} days", book.title, loan.days);
        }
    }
    let names: Vec<(i32, String)> = db.member().find_many().select((member::id(), member::name())).await?;

    // A named result, where a tuple is not enough.
    nicol::shape! { struct Reader: db::member { name, card { number }, loan_count: i64 = member::loans().count() } }
    let by_name: Vec<Reader> = db.member().find_many().shape::<Reader>().await?;

    // Without generated code: the option of Prisma's clients.
    let model = std::sync::Arc::new(db.data_model().clone());
    let handle = nicol::Builder::<nicol::Handle>::new(model, nicol::Url::Env("DATABASE_URL"))
        .url(url)
        .omit("Member", ["email", "balance"]) // or `omit_json`, of `{"member": {"email": true, "balance": true}}`
        .connect()
        .await?;
    let request = serde_json::json!({ "model": "Member", "action": "findMany", "args": { "include": { "card": true } } });
    println!("{}", handle.run_json(&request).await?);

    // PostgreSQL: words of this language, found by an index.
    let db = db::Client::builder().url(url).search_config("english").connect().await?;

    // SQLite: times are compared by what they mean, in whatever form they are stored. Or `?dates=mixed` in the URL.
    let mixed = db::Client::builder().url(url).mixed_dates(true).connect().await?;
    let newest = mixed.member().find_first().order_by(member::joined_at().desc()).select(member::name()).await?;
    println!("{newest:?}");

    let ada = db
        .member()
        .update(member::id().eq(ada.id))
        .set(member::nickname(), "Countess")
        .with(member::points().increment(5))
        .await?;

    // What a request leaves open: a list of changes.
    let wanted: Option<&str> = None;
    let mut changes: Vec<Change<db::Member>> = vec![member::nickname().set_null()];
    changes.extend(wanted.map(|name| member::name().set(name)));
    db.member().update(member::id().eq(ada.id)).with(changes).await?;

    db.member().update_many().filter(member::points().lt(100)).set(member::active(), false).await?;

    let upserted = db
        .member()
        .upsert(
            member::email().eq("eve@example.org"),
            member::New { email: "eve@example.org", name: "Eve" },
            [member::points().increment(1)],
        )
        .await?;
    db.member().delete(member::id().eq(upserted.id)).await?;

    // Committed on `Ok`; rolled back on `Err`, panic and drop. Inside of it, `tx` is a client.
    let loan = db
        .transact(async |tx| {
            let book = tx.book().create(book::New { title: "Light", pages: 40 }).await?;
            let borrower = connect(member::id().eq(ada.id));
            tx.loan().create(loan::New { days: 7, member: borrower, book: connect(book::id().eq(&book.id)) }).await
        })
        .await?;

    // How it is run: what it sees of others, how long it waits for a connection and how long it may take, and that it is tried
    // again, three times in all, while it ends in a write conflict or a deadlock (P2034).
    let limit = std::time::Duration::from_secs(10);
    let lent = db
        .tx_options()
        .isolation(nicol::Isolation::Serializable)
        .max_wait(limit)
        .timeout(limit)
        .retry(3, async |tx| {
            let lent = tx.loan().count().await?;
            tx.member().update(member::id().eq(ada.id)).with(member::points().increment(1)).await?;
            Ok(lent)
        })
        .await?;

    // A transaction inside of another is a savepoint: what fails in there is undone alone.
    let (taken, added) = db
        .transact(async |tx| {
            let taken = tx.transact(async |tx| tx.genre().create(genre::New { name: "optics" }).await).await?;
            let again = tx.transact(async |tx| tx.genre().create(genre::New { name: "optics" }).await).await;
            let added = tx.genre().create(genre::New { name: "light" }).await?;
            assert!(again.is_err_and(|error| error.is_unique_violation()));
            Ok((taken, added))
        })
        .await?;
    println!("{lent} {} {}", taken.name, added.name);

    // Several queries as one transaction, without a closure: they travel together, and all are kept or none.
    let (renamed, members, books) = db
        .batch((
            db.member().update(member::id().eq(ada.id)).set(member::name(), "Ada L."),
            db.member().count(),
            db.book().find_many().order_by(book::title().asc()).take(3),
        ))
        .await?;
    println!("{} {members} {}", renamed.name, books.len());

    let tx = db.begin().await?;
    tx.loan().delete(loan::member_id_book_id(loan.member_id, &loan.book_id)).await?;
    tx.commit().await?; // dropped without it, it is rolled back

    let rich: Vec<(String, i32)> =
        db.query_raw(r#"SELECT "name", "points" FROM "members" WHERE "points" > $1"#, (10,)).await?;
    db.execute_raw(r#"UPDATE "members" SET "points" = 0 WHERE "points" > $1"#, (1000,)).await?;

    // Any number of rows in flat memory: they are read some at a time, as they are asked for.
    let mut stream = db.member().find_many().order_by(member::id().asc()).include(member::loans()).stream();
    let mut lent = 0;
    while let Some((_member, loans)) = stream.try_next().await? {
        lent += loans.len();
    }
    let mut titles = db.stream_raw::<String>(r#"SELECT "title" FROM "Book" WHERE "pages" > $1"#, (10,)).chunk_size(500);
    while let Some(title) = titles.next().await {
        println!("{} ({lent} loans)", title?);
    }

    // Errors have Prisma's codes and meta.
    match db.member().create(member::New { email: "ada@example.org", name: "Again" }).await {
        Err(error) if error.is_unique_violation() => println!("{error} {:?}", error.meta()),
        Err(error) if error.code() == Some("P1001") => println!("the server is away"),
        other => drop(other?),
    }
    let health = db.health().await?;
    println!("answers in {:?}", health.latency);

    // What happens: events as Prisma's, slow statements, numbers.
    let watched: db::Client = db::Client::builder()
        .url(url)
        .print_log([nicol::LogLevel::Warn, nicol::LogLevel::Error])
        .on_log(|event| println!("{} {:?} {}", event.level.name(), event.duration, event.message))
        .slow_query(std::time::Duration::from_millis(200))
        .metrics(true)
        .connect()
        .await?;
    watched.member().count().await?;
    let metrics = watched.metrics();
    println!("{} busy, p99 {:?}", metrics.pool.busy, metrics.operation_durations.quantile(0.99));
    println!("{}", metrics.with_label("app", "library").prometheus());
    Ok([page.len(), usize::try_from(readers).unwrap_or(0), names.len(), by_name.len(), rich.len(), bob.name.len()])
}

#[tokio::test]
async fn the_guide_runs() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    drop(client);
    assert_eq!(guide(&url).await?, [1, 1, 2, 2, 1, 3]);
    Ok(())
}

#[test]
fn the_guide_is_the_document() {
    let document = include_str!("../../../../../docs/rust-client.md");
    let blocks = document.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next());
    let documented: Vec<&str> = blocks.flat_map(str::lines).filter(|line| !line.is_empty()).collect();
    let source = include_str!("guide.rs");
    let code =
        source.split("usize; 6]> {\n").nth(1).and_then(|rest| rest.split("    Ok([page").next()).expect("the function");
    let code: Vec<&str> =
        code.lines().filter(|line| !line.is_empty()).map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    assert_eq!(code, documented);
}
