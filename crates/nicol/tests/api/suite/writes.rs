use super::*;
use nicol::{Change, DateTime, Decimal, Json, New as _, Row, connect_or_create, create, parent};

#[tokio::test]
async fn every_type_comes_back_as_it_went() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let joined: DateTime = "2024-02-29T12:34:56.789Z".parse().expect("a time");
    let settings = Json::from_iter([("a", Json::from(vec![1, 2])), ("b", Json::Null)]);
    let made = db
        .member()
        .create(member::New { email: "é@x.org", name: "it's \"quoted\" \\ ☕" })
        .set(member::rank(), db::Rank::Guest)
        .set(member::points(), i32::MIN)
        .set(member::balance(), "-12345.678".parse::<Decimal>().expect("a number"))
        .set(member::weight(), 1.5e-7)
        .set(member::visits(), i64::MAX)
        .set(member::active(), false)
        .set(member::settings(), &settings)
        .set(member::photo(), vec![0u8, 255, 10])
        .set(member::joined_at(), joined)
        .await?;
    assert_eq!((made.points, made.visits, made.active), (i32::MIN, i64::MAX, false));
    assert_eq!(made.balance.to_string(), "-12345.678");
    assert_eq!((made.weight, made.settings.as_ref(), made.joined_at), (Some(1.5e-7), Some(&settings), joined));
    assert_eq!(made.photo.as_deref(), Some(&[0u8, 255, 10][..]));
    let read = db.member().find_unique(member::id().eq(made.id)).await?;
    assert_eq!(read.as_ref(), Some(&made));
    // It is found by each of its values.
    for filter in [
        member::name().eq(&made.name),
        member::points().eq(made.points),
        member::balance().eq(made.balance),
        member::weight().eq(made.weight),
        member::visits().eq(made.visits),
        member::joined_at().eq(joined),
        member::photo().eq(vec![0u8, 255, 10]),
        member::rank().eq(db::Rank::Guest),
    ] {
        assert_eq!(db.member().find_many().filter(filter.clone()).await?.len(), 1, "{filter:?}");
    }
    Ok(())
}

#[tokio::test]
async fn defaults() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let before = DateTime::now();
    let book = db.book().create(book::New { title: "T", pages: 1 }).await?;
    assert!(book.id.len() == 25 && book.id.starts_with('c'), "{}", book.id);
    assert_eq!(book.r#type, "novel");
    let member = db.member().create(member::New { email: "a@x.org", name: "A" }).await?;
    assert!(member.updated_at.duration_since(before).as_secs() < 60);
    let card = db.card().create(card::New { number: "1", member: connect(member::id().eq(member.id)) }).await?;
    assert_eq!((card.id.len(), card.member_id), (36, member.id));
    Ok(())
}

#[tokio::test]
async fn updates() -> Result<()> {
    let Database { client: db, .. } = library!();
    let ada = || member::email().eq("ada@x.org");
    let before = db.member().find_unique(ada()).or_throw().await?;
    let after = db
        .member()
        .update(ada())
        .set(member::nickname(), "Countess")
        .with(member::points().increment(5))
        .with(member::visits().decrement(3))
        .await?;
    assert_eq!((after.nickname.as_deref(), after.points, after.visits), (Some("Countess"), 35, -3));
    assert!(after.updated_at >= before.updated_at);
    let changes: Vec<Change<db::Member>> = vec![member::points().multiply(2), member::nickname().set_null()];
    let after = db.member().update(ada()).with(changes).await?;
    assert_eq!((after.nickname, after.points), (None, 70));
    let points = db.member().update(ada()).with(member::points().divide(7)).select(member::points()).await?;
    assert_eq!(points, 10);

    let error = db.member().update(member::id().eq(999)).set(member::name(), "X").await.unwrap_err();
    assert_eq!(error.code(), Some("P2025"));

    let changed = db.member().update_many().filter(member::points().lte(10)).set(member::name(), "Same").await?;
    assert_eq!(changed, 2);
    let rows = db.member().update_many().set(member::active(), false).returning().await?;
    assert!(rows.len() == 3 && rows.iter().all(|m| !m.active));
    Ok(())
}

#[tokio::test]
async fn deletes() -> Result<()> {
    let Database { client: db, .. } = library!();
    let gone = db.review().delete(review::author(1, "b1")).include(review::member()).await?;
    assert_eq!((gone.0.stars, gone.1.name.as_str()), (5, "Ada"));
    assert_eq!(db.review().delete(review::id().eq(999)).await.unwrap_err().code(), Some("P2025"));
    assert_eq!(db.review().delete_many().filter(review::stars().lt(4)).await?, 1);
    assert_eq!(db.review().delete_many().await?, 1);
    assert_eq!(db.review().count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn upserts() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let upsert = || {
        db.member().upsert(
            member::email().eq("a@x.org"),
            member::New { email: "a@x.org", name: "A" }.set(member::points(), 1),
            [member::points().increment(10)],
        )
    };
    assert_eq!(upsert().await?.points, 1);
    assert_eq!(upsert().await?.points, 11);
    assert_eq!(db.member().count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn many_at_once() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let names: Vec<String> = (0..50).map(|i| format!("m{i}")).collect();
    let emails: Vec<String> = names.iter().map(|name| format!("{name}@x.org")).collect();
    let rows = names.iter().zip(&emails).map(|(name, email)| member::New { email, name });
    assert_eq!(db.member().create_many(rows).await?, 50);
    let unlike: Vec<Row<db::Member>> = vec![
        member::New { email: "u1", name: "U1" }.set(member::points(), 7),
        member::New { email: "u2", name: "U2" }.set(member::nickname(), "N").set(member::points(), 8),
        Row::new(member::New { email: "u3", name: "U3" }),
    ];
    let mut made = db.member().create_many(unlike).returning().select((member::email(), member::points())).await?;
    made.sort();
    assert_eq!(made, [("u1".to_owned(), 7), ("u2".to_owned(), 8), ("u3".to_owned(), 0)]);
    assert_eq!(db.member().create_many(Vec::<member::New>::new()).await?, 0);

    let book = db.book().create(book::New { title: "T", pages: 1 }).await?;
    let reviews = [1, 2].map(|id| review::New {
        stars: id,
        member: connect(member::id().eq(id)),
        book: connect(book::id().eq(&book.id)),
    });
    assert_eq!(db.review().create_many(reviews).await?, 2);
    assert_eq!(db.review().find_unique(review::author(2, &book.id)).or_throw().await?.stars, 2);
    let by_name =
        review::New { stars: 1, member: connect(member::email().eq("u1")), book: connect(book::id().eq(&book.id)) };
    let error = db.review().create_many([by_name]).await.unwrap_err();
    assert!(error.code().is_none() && error.message().contains("`member`"), "{error}");
    Ok(())
}

#[tokio::test]
async fn nested_creates() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let (loan, member, (book, genres)) = db
        .loan()
        .create(loan::New {
            days: 3,
            member: create(member::New { email: "a@x.org", name: "A" }),
            book: create(
                book::New { title: "B", pages: 10 }
                    .with(book::genres().create(["x", "y"].map(|name| genre::New { name }))),
            ),
        })
        .include(loan::member())
        .include(loan::book().include(book::genres().order_by(genre::name().asc())))
        .await?;
    assert_eq!((loan.member_id, &loan.book_id, member.name.as_str()), (member.id, &book.id, "A"));
    assert_eq!(genres.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(), ["x", "y"]);

    let (member, card, reviews) = db
        .member()
        .create(member::New { email: "b@x.org", name: "B" })
        .with(member::card().create(card::New { number: "7", member: parent() }))
        .with(member::reviews().create([1, 2].map(|stars| review::New {
            stars,
            member: parent(),
            book: if stars == 1 {
                connect(book::id().eq(&book.id))
            } else {
                create(book::New { title: "C", pages: 1 })
            },
        })))
        .include(member::card())
        .include(member::reviews().order_by(review::stars().asc()).include(review::book()))
        .await?;
    assert_eq!(card.map(|c| (c.number, c.member_id)), Some(("7".to_owned(), member.id)));
    let reviewed: Vec<_> = reviews.iter().map(|(r, b)| (r.stars, b.title.as_str())).collect();
    assert_eq!(reviewed, [(1, "B"), (2, "C")]);

    let outside = db.card().create(card::New { number: "8", member: parent() }).await.unwrap_err();
    assert_eq!(outside.code(), Some("P2012"), "{outside}");
    Ok(())
}

#[tokio::test]
async fn nested_changes() -> Result<()> {
    let Database { client: db, .. } = library!();
    let science = || genre::name().eq("science");
    let genres = async |id: &str| {
        let names = book::genres().order_by(genre::name().asc()).select(genre::name());
        db.book().find_unique(book::id().eq(id)).select(names).await
    };
    db.book().update(book::id().eq("b3")).with(book::genres().connect([science()])).await?;
    assert_eq!(genres("b3").await?, Some(vec!["science".to_owned()]));
    db.book()
        .update(book::id().eq("b3"))
        .with(book::genres().connect_or_create(genre::name().eq("new"), genre::New { name: "new" }))
        .with(book::genres().disconnect([science()]))
        .await?;
    assert_eq!(genres("b3").await?, Some(vec!["new".to_owned()]));
    db.book().update(book::id().eq("b3")).with(book::genres().set([science(), genre::name().eq("crime")])).await?;
    assert_eq!(genres("b3").await?, Some(vec!["crime".to_owned(), "science".to_owned()]));

    let ada = || member::email().eq("ada@x.org");
    db.member()
        .update(ada())
        .with(member::reviews().update(review::author(1, "b1"), [review::stars().set(1)]))
        .with(member::loans().update_many(loan::days().gt(10), [loan::days().set(11)]))
        .with(member::card().update([card::number().set("A-2")]))
        .await?;
    let (stars, number) = db
        .member()
        .find_unique(ada())
        .select((member::reviews().select(review::stars()), member::card().select(card::number())))
        .await?
        .expect("Ada is there");
    assert_eq!((stars, number.as_deref()), (vec![1], Some("A-2")));
    assert_eq!(db.loan().find_unique(loan::member_id_book_id(1, "b2")).or_throw().await?.days, 11);

    db.member()
        .update(ada())
        .with(member::loans().delete_many(loan::days().lt(10)))
        .with(member::reviews().upsert(
            review::author(1, "b3"),
            review::New { stars: 2, member: parent(), book: connect(book::id().eq("b3")) },
            [review::stars().set(9)],
        ))
        .with(member::card().delete())
        .await?;
    assert_eq!(db.loan().count().await?, 1);
    assert_eq!(db.card().count().await?, 0);
    assert_eq!(db.review().find_unique(review::author(1, "b3")).or_throw().await?.stars, 2);

    let bob = || member::email().eq("bob@x.org");
    db.member().update(bob()).with(member::sponsor().disconnect()).await?;
    assert_eq!(db.member().find_unique(bob()).or_throw().await?.sponsor_id, None);
    db.member()
        .update(bob())
        .with(
            member::sponsor()
                .connect_or_create(member::email().eq("new@x.org"), member::New { email: "new@x.org", name: "New" }),
        )
        .await?;
    let sponsor = db.member().find_unique(bob()).select(member::sponsor().select(member::name())).await?;
    assert_eq!(sponsor, Some(Some("New".to_owned())));
    Ok(())
}

#[tokio::test]
async fn links_that_create_what_is_missing() -> Result<()> {
    let Database { client: db, .. } = library!();
    for stars in [1, 2] {
        let title = format!("T{stars}");
        let new = book::New { title: &title, pages: 1 }.set(book::id(), "b9");
        let made = db
            .review()
            .create(review::New {
                stars,
                member: connect(member::id().eq(stars)),
                book: connect_or_create(book::id().eq("b9"), new),
            })
            .include(review::book())
            .await?;
        assert_eq!(made.1.title, "T1");
    }
    Ok(())
}
