//! All that a request can say, said in Rust; `docs/rust-client.md` lists it from here.

use super::*;
use nicol::{
    Change, Having, Json, LoadStrategy, New as _, all, any, by_key, connect_or_create, count, create, not, parent,
};

#[tokio::test]
async fn conditions_on_values() -> Result<()> {
    let Database { client: db, .. } = library!();
    let bob = || member::email().eq("bob@x.org");
    db.member()
        .update(bob())
        .set(member::nickname(), "Bob")
        .set(member::settings(), Json::from_iter([("lines", Json::from(vec!["ab", "cd"])), ("n", Json::from(5))]))
        .await?;
    db.member().update(member::email().eq("cy@y.org")).set(member::settings(), Json::Null).await?;
    let filters = [
        (member::name().eq("Ada"), 1),
        (member::name().ne("Ada"), 2),
        (member::name().in_(["Ada", "Bob"]), 2),
        (member::name().not_in(["Ada", "Bob"]), 1),
        (member::points().lt(20), 1),
        (member::points().lte(20), 2),
        (member::points().gt(20), 1),
        (member::points().gte(20), 2),
        (member::points().between(10, 20), 2),
        (member::name().contains("y"), 1),
        (member::name().starts_with("A"), 1),
        (member::name().ends_with("b"), 1),
        (member::nickname().is_null(), 2),
        (member::nickname().is_not_null(), 1),
        (member::nickname().eq(None::<&str>), 2),
        // Other columns of the record.
        (member::name().eq_field(member::nickname()), 1),
        (member::name().ne_field(member::nickname()), 0),
        (member::points().lt_field(member::id()), 0),
        (member::points().lte_field(member::id()), 0),
        (member::points().gt_field(member::id()), 3),
        (member::points().gte_field(member::id()), 3),
        // SQLite's LIKE takes upper and lower case as equal.
        (member::email().contains_field(member::name()), if IS_POSTGRES { 0 } else { 2 }),
        (member::email().starts_with_field(member::nickname()), if IS_POSTGRES { 0 } else { 1 }),
        (member::name().ends_with_field(member::nickname()), 1),
        // Json: SQL's null, JSON's null, both; the whole document, and parts of it.
        (member::settings().is_null(), 1),
        (member::settings().eq(Json::Null), 1),
        (member::settings().is_null().or(member::settings().eq(Json::Null)), 2),
        (member::settings().path(["n"]).eq(Json::from(5)), 1),
        (member::settings().path(["lines", "0"]).string_contains("b"), 1),
        (member::settings().path(["lines", "0"]).string_starts_with("a"), 1),
        (member::settings().path(["lines", "0"]).string_ends_with("b"), 1),
        (member::settings().path(["lines"]).array_starts_with(Json::from("ab")), 1),
        (member::settings().path(["lines"]).array_ends_with(Json::from("cd")), 1),
        // Together.
        (member::points().gt(5).and(member::points().lt(15)), 1),
        (member::name().eq("Ada").or(member::name().eq("Bob")), 2),
        (!member::points().gt(15), 1),
        (not(member::points().gt(15)), 1),
        (all([member::points().gt(5), member::points().lt(15)]), 1),
        (any([member::name().eq("Ada"), member::name().eq("Bob")]), 2),
        // Related records.
        (member::loans().some(loan::days().gt(7)), 1),
        (member::loans().every(loan::days().gt(7)), 2),
        (member::loans().none(loan::days().gt(7)), 2),
        (member::sponsor().is(member::name().eq("Ada")), 1),
        (member::sponsor().is_not(member::name().eq("Ada")), 2),
        (member::sponsor().is_null(), 2),
        (member::card().is_not_null(), 1),
    ];
    for (filter, expected) in filters {
        assert_eq!(db.member().count().filter(filter.clone()).await?, expected, "{filter:?}");
    }
    Ok(())
}

#[tokio::test]
async fn reads() -> Result<()> {
    let Database { client: db, .. } = library!();
    let ids = async |orders: [nicol::Order<db::Member>; 2]| {
        let mut query = db.member().find_many();
        for order in orders {
            query = query.order_by(order);
        }
        query.select(member::id()).await
    };
    let id = || member::id().asc();
    assert_eq!(ids([member::points().asc(), id()]).await?, [2, 3, 1]);
    assert_eq!(ids([member::points().desc(), id()]).await?, [1, 3, 2]);
    assert_eq!(ids([member::sponsor_id().asc_nulls_first(), id()]).await?, [1, 3, 2]);
    assert_eq!(ids([member::sponsor_id().asc_nulls_last(), id()]).await?, [2, 1, 3]);
    assert_eq!(ids([member::sponsor_id().desc_nulls_first(), id()]).await?, [1, 3, 2]);
    assert_eq!(ids([member::sponsor_id().desc_nulls_last(), id()]).await?, [2, 1, 3]);
    assert_eq!(ids([member::loans().count().desc(), id()]).await?, [1, 2, 3]);
    Ok(())
}

#[tokio::test]
async fn pages_and_selections() -> Result<()> {
    let Database { client: db, .. } = library!();
    let loans = db
        .loan()
        .find_many()
        .order_by(loan::member().by(member::name().asc()))
        .order_by(loan::book_id().asc())
        .cursor(loan::member_id_book_id(1, "b1"))
        .skip(1)
        .take(5)
        .await?;
    assert_eq!(loans.len(), 1);
    let last = db.member().find_many().order_by(member::id().asc()).take(-1).await?;
    assert_eq!(last[0].name, "Cyril");
    let first = db.review().find_many().distinct(review::book_id()).order_by(review::id().asc()).await?;
    assert_eq!(first.len(), 2);

    let ada = db.member().find_unique(member::id().eq(1).and(member::active().eq(true))).await?;
    assert!(ada.is_some());
    assert_eq!(db.member().find_unique_or_throw(member::id().eq(9)).await.unwrap_err().code(), Some("P2025"));
    assert_eq!(db.member().find_unique(member::id().eq(9)).or_throw().await.unwrap_err().code(), Some("P2025"));
    let none = db.member().find_first_or_throw().filter(member::id().eq(9)).await;
    assert_eq!(none.unwrap_err().code(), Some("P2025"));
    assert!(db.member().find_first().order_by(member::id().asc()).await?.is_some());

    let read: Vec<(db::Member, i64, Vec<(db::Review, db::Book)>)> = db
        .member()
        .find_many()
        .order_by(member::id().asc())
        .include(member::loans().count().filter(loan::days().gt(7)))
        .include(
            member::reviews()
                .filter(review::stars().gt(3))
                .order_by(review::id().desc())
                .take(1)
                .include(review::book()),
        )
        .await?;
    assert_eq!((read[0].1, read[0].2.len()), (1, 1));
    let picked: Vec<(i32, i64, Vec<i32>)> = db
        .member()
        .find_many()
        .order_by(member::id().asc())
        .select((member::id(), member::loans().count(), member::reviews().select(review::stars())))
        .await?;
    assert_eq!(picked[0], (1, 2, vec![5]));
    Ok(())
}

#[tokio::test]
async fn related_records_in_one_statement_or_in_several() -> Result<()> {
    let Database { client, url } = library!();
    drop(client);
    let db = db::Client::builder().url(url).metrics(true).connect().await?;
    let statements = || db.metrics().statement_durations.count();
    let query = || {
        let loans = member::loans().order_by(loan::days().asc()).include(loan::book());
        db.member().find_many().order_by(member::id().asc()).include(member::card()).include(loans)
    };
    let before = statements();
    let joined = query().load_strategy(LoadStrategy::Join).await?;
    let of_join = statements() - before;
    let separate = query().load_strategy(LoadStrategy::Query).await?;
    let of_query = statements() - before - of_join;
    assert_eq!(joined, separate);
    assert_eq!(joined[0].2.iter().map(|(_, book)| book.title.as_str()).collect::<Vec<_>>(), ["Alpha", "Beta"]);
    // SQLite has no lateral joins.
    assert_eq!((of_join, of_query), (if IS_POSTGRES { 1 } else { 4 }, 4));

    // What is written is returned in either way.
    for strategy in [LoadStrategy::Join, LoadStrategy::Query] {
        let changed = db.member().update(member::email().eq("ada@x.org")).set(member::points(), 31);
        let (ada, loans) = changed.include(member::loans()).load_strategy(strategy).await?;
        assert_eq!((ada.points, loans.len()), (31, 2));
    }
    Ok(())
}

#[tokio::test]
async fn aggregates_and_groups() -> Result<()> {
    let Database { client: db, .. } = library!();
    let all = db
        .review()
        .aggregate((
            count(),
            review::text().count(),
            review::stars().sum(),
            review::stars().avg(),
            review::stars().min(),
            review::stars().max(),
        ))
        .order_by(review::id().asc())
        .cursor(review::id().eq(1))
        .skip(0)
        .take(10)
        .await?;
    assert_eq!(all, (3, 0, Some(12), Some(4.0), Some(3), Some(5)));
    let groups = async |having: Having<db::Review>| -> Result<usize> {
        let groups = db
            .review()
            .group_by(review::book_id(), count())
            .filter(review::stars().gt(0))
            .having(having)
            .order_by(review::book_id().asc())
            .skip(0)
            .take(10)
            .await?;
        Ok(groups.len())
    };
    for (having, expected) in [
        (review::stars().count().eq(2), 1),
        (review::stars().count().ne(2), 1),
        (review::stars().sum().in_([8, 9]), 1),
        (review::stars().sum().not_in([8, 9]), 1),
        (review::stars().avg().lt(4.0), 0),
        (review::stars().avg().lte(4.0), 2),
        (review::stars().min().gt(3), 1),
        (review::stars().max().gte(5), 1),
        (review::stars().max().between(4, 5), 2),
        (review::text().max().is_null(), 2),
        (review::text().max().is_not_null(), 0),
        (review::text().max().contains("good"), 0),
        (Having::of(review::book_id().eq("b1")), 1),
        (review::stars().sum().gt(4).and(review::stars().count().gt(1)), 1),
        (review::stars().sum().gt(5).or(review::stars().count().eq(1)), 2),
        (!review::stars().sum().gt(5), 1),
    ] {
        assert_eq!(groups(having.clone()).await?, expected, "{having:?}");
    }
    let by_count = db.review().group_by(review::book_id(), count()).order_by(review::id().count().desc()).await?;
    assert_eq!(by_count[0], ("b1".to_owned(), 2));
    Ok(())
}

#[tokio::test]
async fn writes() -> Result<()> {
    let Database { client: db, .. } = library!();
    // Both forms of data: by relations, and by the columns of their keys.
    let new = review::New { stars: 1, member: connect(member::id().eq(3)), book: connect(book::id().eq("b1")) };
    assert_eq!(db.review().create(new).await?.member_id, 3);
    let new = review::New { stars: 1, member: by_key(), book: by_key() };
    let made = db.review().create(new.set(review::member_id(), 3).set(review::book_id(), "b2")).await?;
    assert_eq!((made.member_id, made.book_id.as_str()), (3, "b2"));
    assert_eq!(db.review().update(review::id().eq(made.id)).set(review::book_id(), "b3").await?.book_id, "b3");
    let foreign = review::New { stars: 1, member: by_key(), book: connect(book::id().eq("b1")) };
    let error = db.review().create(foreign.set(review::member_id(), 99)).await.unwrap_err();
    assert!(error.is_foreign_key_violation() || error.code() == Some("P2025"), "{error}");

    let created = review::New {
        stars: 5,
        member: create(member::New { email: "d@x.org", name: "D" }),
        book: connect_or_create(book::id().eq("b9"), book::New { title: "New", pages: 1 }.set(book::id(), "b9")),
    };
    assert_eq!(db.review().create(created).await?.book_id, "b9");

    let names = ["x", "y"].map(|name| genre::New { name });
    assert_eq!(db.genre().create_many(names).await?, 2);
    let made = db.genre().create_many([genre::New { name: "z" }]).returning().await?;
    assert_eq!(made[0].name, "z");
    let again = ["z", "q"].map(|name| genre::New { name });
    assert_eq!(db.genre().create_many(again).skip_duplicates().await?, 1);

    let changed = db.review().update_many().filter(review::stars().gt(0)).set(review::text(), "t").limit(1).await?;
    assert_eq!(changed, 1);
    let changed = db.review().update_many().with(review::stars().increment(1)).limit(2).returning().await?;
    assert_eq!(changed.len(), 2);
    assert_eq!(db.review().delete_many().filter(review::stars().gt(0)).limit(1).await?, 1);

    let numbers: [Change<db::Member>; 4] = [
        member::points().increment(2),
        member::visits().decrement(2),
        member::weight().multiply(2.0),
        member::points().divide(2),
    ];
    for change in numbers {
        db.member().update(member::id().eq(1)).with(change).await?;
    }
    let upserted = db
        .member()
        .upsert(member::id().eq(1), member::New { email: "n", name: "N" }, [member::points().set(7)])
        .select(member::points())
        .await?;
    assert_eq!(upserted, 7);
    db.card().delete(card::number().eq("A-1")).await?;
    Ok(())
}

#[tokio::test]
async fn nested_writes_of_a_new_record() -> Result<()> {
    let Database { client: db, .. } = library!();
    let loans = ["b1", "b2"].map(|id| loan::New { days: 1, member: parent(), book: connect(book::id().eq(id)) });
    let changes: [Change<db::Member>; 4] = [
        member::card().create(card::New { number: "B-1", member: parent() }),
        member::sponsor().connect(member::id().eq(1)),
        member::sponsored().connect([member::id().eq(2)]),
        member::loans().create_many(loans),
    ];
    let made = db
        .member()
        .create(member::New { email: "e@x.org", name: "E" }.with(changes))
        .include(member::loans().count())
        .include(member::card())
        .await?;
    assert_eq!((made.1, made.2.map(|card| card.number).as_deref()), (2, Some("B-1")));
    let changes: [Change<db::Book>; 3] = [
        book::genres().connect([genre::name().eq("crime")]),
        book::genres().connect_or_create(genre::name().eq("art"), genre::New { name: "art" }),
        book::genres().create([genre::New { name: "poetry" }]),
    ];
    let made = db
        .book()
        .create(book::New { title: "T", pages: 1 }.with(changes))
        .include(book::genres().order_by(genre::name().asc()).select(genre::name()))
        .await?;
    assert_eq!(made.1, ["art", "crime", "poetry"]);
    let card = card::New { number: "C-1", member: parent() };
    let change = member::card().connect_or_create(card::number().eq("C-1"), card);
    db.member().create(member::New { email: "f@x.org", name: "F" }).with(change).await?;
    assert_eq!(db.card().count().await?, 3);
    Ok(())
}

#[tokio::test]
async fn nested_writes_of_many() -> Result<()> {
    let Database { client: db, .. } = library!();
    let ada = async |changes: Vec<Change<db::Member>>| {
        let query = db.member().update(member::id().eq(1)).with(changes);
        let (_, mut found) = query.include(member::reviews().select((review::id(), review::stars()))).await?;
        found.sort_unstable();
        Ok::<_, nicol::Error>(found)
    };
    let new = |book: &str, stars: i32| review::New { stars, member: parent(), book: connect(book::id().eq(book)) };
    assert_eq!(ada(vec![member::reviews().create([new("b2", 1)])]).await?, [(1, 5), (4, 1)]);
    let twice = member::reviews().create_many([new("b2", 1), new("b3", 2)]);
    assert!(ada(vec![twice]).await.unwrap_err().is_unique_violation());
    let again = member::reviews().create_many_skip_duplicates([new("b2", 9), new("b3", 2)]);
    assert_eq!(ada(vec![again]).await?.iter().map(|(_, stars)| *stars).collect::<Vec<_>>(), [5, 1, 2]);
    assert_eq!(ada(vec![member::reviews().create_many(Vec::<review::New>::new())]).await?[0], (1, 5));
    let first = || review::id().eq(1);
    let changes = vec![
        member::reviews().update(first(), review::stars().set(4)),
        member::reviews().upsert(first(), new("b1", 1), review::stars().increment(1)),
        member::reviews().update_many(review::stars().lt(3), review::text().set("weak")),
    ];
    assert_eq!(ada(changes).await?[0], (1, 5));
    ada(vec![member::reviews().delete_many(review::text().eq("weak"))]).await?;
    assert_eq!(ada(vec![member::reviews().connect([review::id().eq(3)])]).await?, [(1, 5), (3, 4)]);
    assert_eq!(ada(vec![member::reviews().delete([first()])]).await?, [(3, 4)]);

    let genres = async |change: Change<db::Book>| {
        let (_, mut names) =
            db.book().update(book::id().eq("b1")).with(change).include(book::genres().select(genre::name())).await?;
        names.sort_unstable();
        Ok::<_, nicol::Error>(names)
    };
    assert_eq!(genres(book::genres().set([genre::name().eq("science")])).await?, ["science"]);
    assert_eq!(genres(book::genres().disconnect([genre::name().eq("science")])).await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn nested_writes_of_one() -> Result<()> {
    let Database { client: db, .. } = library!();
    let change = async |id: i32, change: Change<db::Member>| {
        let query = db.member().update(member::id().eq(id)).with(change);
        let (_, card, sponsor) = query.include(member::card()).include(member::sponsor()).await?;
        Ok::<_, nicol::Error>((card.map(|card| card.number), sponsor.map(|sponsor| sponsor.name)))
    };
    let new = |number| card::New { number, member: parent() };
    let number =
        |result: Result<(Option<String>, Option<String>)>| result.map(|(number, _)| number.unwrap_or_default());
    let set = |number: &str| card::number().set(number);
    assert_eq!(number(change(1, member::card().update(set("A-2"))).await)?, "A-2");
    assert_eq!(number(change(1, member::card().update_where(card::number().eq("A-2"), set("A-3"))).await)?, "A-3");
    let unlike = change(1, member::card().update_where(card::number().eq("A-2"), set("A-4"))).await;
    assert_eq!(unlike.unwrap_err().code(), Some("P2025"));
    assert_eq!(number(change(1, member::card().upsert(new("N"), set("A-5"))).await)?, "A-5");
    let upsert = member::card().upsert_where(card::number().eq("A-5"), new("N"), set("A-6"));
    assert_eq!(number(change(1, upsert).await)?, "A-6");
    assert_eq!(number(change(2, member::card().create(new("B"))).await)?, "B");
    let unlike = change(2, member::card().delete_where(card::number().eq("A-2"))).await;
    assert_eq!(unlike.unwrap_err().code(), Some("P2025"));
    assert_eq!(number(change(2, member::card().delete_where(card::number().eq("B"))).await)?, "");
    assert_eq!(number(change(1, member::card().delete()).await)?, "");

    assert_eq!(
        change(2, member::sponsor().disconnect_where(member::name().eq("Zoe"))).await?.1.as_deref(),
        Some("Ada")
    );
    assert_eq!(change(2, member::sponsor().disconnect_where(member::name().eq("Ada"))).await?.1, None);
    assert_eq!(change(2, member::sponsor().connect(member::id().eq(3))).await?.1.as_deref(), Some("Cyril"));
    assert_eq!(change(2, member::sponsor().disconnect()).await?.1, None);
    let new = member::New { email: "z@x.org", name: "Zoe" };
    let change_or_connect = member::sponsor().connect_or_create(member::email().eq("z@x.org"), new);
    assert_eq!(change(2, change_or_connect).await?.1.as_deref(), Some("Zoe"));

    // A relation that is never missing.
    let renamed = db
        .loan()
        .update(loan::member_id_book_id(1, "b1"))
        .with(loan::book().update(book::title().set("Omega")))
        .include(loan::book())
        .await?;
    assert_eq!(renamed.1.title, "Omega");
    Ok(())
}

#[tokio::test]
async fn what_is_printed_of_requests_holds_no_values() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let filter = || member::name().eq("Ada").and(member::points().gt(10));
    assert_eq!(format!("{:?}", filter()), "Filter<Member>(2 values)");
    assert_eq!(format!("{:?}", member::email().eq("ada@x.org")), "Unique<Member>(1 value)");
    assert_eq!(format!("{:?}", member::points().increment(5)), "Change<Member>(1 value)");
    assert_eq!(format!("{:?}", member::points().asc()), "Order<Member>(0 values)");
    assert_eq!(format!("{:?}", connect(book::id().eq("b1"))), "Connect<Book>(1 value)");
    let query = db.member().update_many().filter(filter()).set(member::points(), 7);
    let printed = r#"Query { model: "Member", action: "updateMany", values: 3, state: Built }"#;
    assert_eq!(format!("{query:?}"), printed);
    assert_eq!(query.await?, 0);
    Ok(())
}
