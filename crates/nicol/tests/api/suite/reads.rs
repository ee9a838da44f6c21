use super::*;
use nicol::{DateTime, Filter, all, any, not};

fn names(members: &[db::Member]) -> Vec<&str> {
    members.iter().map(|m| m.name.as_str()).collect()
}

async fn found(db: &db::Client, filter: impl nicol::IntoFilter<db::Member>) -> Result<String> {
    let members = db.member().find_many().filter(filter).order_by(member::name().asc()).await?;
    Ok(names(&members).join(","))
}

#[tokio::test]
async fn unique_records() -> Result<()> {
    let Database { client: db, .. } = library!();
    let ada = db.member().find_unique(member::email().eq("ada@x.org")).await?.expect("Ada is there");
    assert_eq!((ada.name.as_str(), ada.points, ada.rank), ("Ada", 30, db::Rank::Regular));
    assert_eq!((ada.active, ada.visits, ada.nickname, ada.weight), (true, 0, None, None));
    assert!(ada.joined_at <= DateTime::now());

    assert_eq!(db.member().find_unique(member::id().eq(999)).await?, None);
    let error = db.member().find_unique_or_throw(member::id().eq(999)).await.unwrap_err();
    assert_eq!((error.code(), error.meta()["modelName"].as_str()), (Some("P2025"), Some("Member")));
    let error = db.member().find_unique(member::id().eq(999)).or_throw().await.unwrap_err();
    assert!(error.is_not_found());

    // More conditions beside the unique one.
    let unique = || member::email().eq("ada@x.org");
    assert!(db.member().find_unique(unique().and(member::points().gt(29))).await?.is_some());
    assert!(db.member().find_unique(unique().and(member::points().gt(30))).await?.is_none());

    // By several fields.
    let loan = db.loan().find_unique(loan::member_id_book_id(ada.id, "b2")).await?.expect("the loan is there");
    assert_eq!(loan.days, 14);
    let review = db.review().find_unique(review::author(ada.id, "b1")).await?.expect("the review is there");
    assert_eq!((review.stars, review.text), (5, None));
    Ok(())
}

#[tokio::test]
async fn first_and_many() -> Result<()> {
    let Database { client: db, .. } = library!();
    let first = db.member().find_first().order_by(member::points().desc()).await?.expect("there are members");
    assert_eq!(first.name, "Ada");
    assert!(db.member().find_first().filter(member::points().gt(99)).await?.is_none());
    assert!(db.member().find_first_or_throw().filter(member::points().gt(99)).await.unwrap_err().is_not_found());

    let by_points = || db.member().find_many().order_by(member::points().asc());
    assert_eq!(names(&by_points().await?), ["Bob", "Cyril", "Ada"]);
    assert_eq!(names(&by_points().take(2).await?), ["Bob", "Cyril"]);
    assert_eq!(names(&by_points().skip(1).take(1).await?), ["Cyril"]);
    assert_eq!(names(&by_points().take(-2).await?), ["Cyril", "Ada"]);
    assert_eq!(names(&by_points().take(0).await?), [""; 0]);
    let from = member::email().eq("cy@y.org");
    assert_eq!(names(&by_points().cursor(from.clone()).await?), ["Cyril", "Ada"]);
    assert_eq!(names(&by_points().cursor(from).skip(1).await?), ["Ada"]);
    let reviews = db.review().find_many().distinct(review::book_id()).order_by(review::id().asc()).await?;
    assert_eq!(reviews.iter().map(|r| r.stars).collect::<Vec<_>>(), [5, 4]);
    Ok(())
}

#[tokio::test]
async fn filters_on_scalars() -> Result<()> {
    let Database { client: db, .. } = library!();
    let db = &db;
    assert_eq!(found(db, member::name().eq("Ada")).await?, "Ada");
    assert_eq!(found(db, member::name().ne("Ada")).await?, "Bob,Cyril");
    assert_eq!(found(db, member::points().lt(20)).await?, "Bob");
    assert_eq!(found(db, member::points().lte(20)).await?, "Bob,Cyril");
    assert_eq!(found(db, member::points().between(15, 30)).await?, "Ada,Cyril");
    assert_eq!(found(db, member::points().in_([10, 30, 77])).await?, "Ada,Bob");
    assert_eq!(found(db, member::points().not_in([10, 30])).await?, "Cyril");
    assert_eq!(found(db, member::points().in_([0i32; 0])).await?, "");
    assert_eq!(found(db, member::points().not_in([0i32; 0])).await?, "Ada,Bob,Cyril");
    let owned = vec!["Ada".to_owned(), "Bob".to_owned()];
    assert_eq!(found(db, member::name().in_(&owned)).await?, "Ada,Bob");
    assert_eq!(found(db, member::email().contains("@x")).await?, "Ada,Bob");
    assert_eq!(found(db, member::name().starts_with("C")).await?, "Cyril");
    assert_eq!(found(db, member::email().ends_with("y.org")).await?, "Cyril");
    assert_eq!(found(db, member::visits().eq(0)).await?, "Ada,Bob,Cyril");
    assert_eq!(found(db, member::active().eq(false)).await?, "");
    assert_eq!(found(db, member::joined_at().lte(DateTime::now())).await?, "Ada,Bob,Cyril");
    assert_eq!(found(db, member::rank().eq(db::Rank::Patron)).await?, "Bob");
    assert_eq!(found(db, member::rank().in_([db::Rank::Patron, db::Rank::Guest])).await?, "Bob");
    assert_eq!(found(db, member::balance().gte(nicol::Decimal::ZERO)).await?, "Ada,Bob,Cyril");
    assert_eq!(found(db, member::nickname().is_null()).await?, "Ada,Bob,Cyril");
    assert_eq!(found(db, member::sponsor_id().is_not_null()).await?, "Bob");
    assert_eq!(found(db, member::nickname().eq(Option::<&str>::None)).await?, "Ada,Bob,Cyril");
    assert_eq!(found(db, member::points().eq_field(member::points())).await?, "Ada,Bob,Cyril");
    Ok(())
}

#[tokio::test]
async fn filters_are_values() -> Result<()> {
    let Database { client: db, .. } = library!();
    let db = &db;
    let ada_or_bob = member::name().eq("Ada").or(member::name().eq("Bob"));
    assert_eq!(found(db, ada_or_bob.clone()).await?, "Ada,Bob");
    assert_eq!(found(db, !ada_or_bob.clone()).await?, "Cyril");
    assert_eq!(found(db, ada_or_bob.clone() & member::points().gt(10)).await?, "Ada");
    assert_eq!(found(db, not(member::email().eq("ada@x.org")) | ada_or_bob).await?, "Ada,Bob,Cyril");
    let wanted: Vec<Filter<db::Member>> = ["A", "C"].iter().map(|&start| member::name().starts_with(start)).collect();
    assert_eq!(found(db, any(wanted.clone())).await?, "Ada,Cyril");
    assert_eq!(found(db, all(wanted)).await?, "");
    assert_eq!(found(db, any(Vec::<Filter<db::Member>>::new())).await?, "");
    let maybe = |name: Option<&str>| name.map(|name| member::name().eq(name));
    assert_eq!(found(db, maybe(None)).await?, "Ada,Bob,Cyril");
    assert_eq!(found(db, maybe(Some("Bob"))).await?, "Bob");
    Ok(())
}

#[tokio::test]
async fn filters_on_relations() -> Result<()> {
    let Database { client: db, .. } = library!();
    let db = &db;
    assert_eq!(found(db, member::loans().some(loan::days().gt(10))).await?, "Ada");
    assert_eq!(found(db, member::loans().none(loan::days().gt(0))).await?, "Bob,Cyril");
    assert_eq!(found(db, member::reviews().every(review::stars().gte(4))).await?, "Ada,Cyril");
    assert_eq!(found(db, member::sponsor().is(member::name().eq("Ada"))).await?, "Bob");
    assert_eq!(found(db, member::sponsor().is_not(member::name().eq("Ada"))).await?, "Ada,Cyril");
    assert_eq!(found(db, member::sponsor().is_null()).await?, "Ada,Cyril");
    assert_eq!(found(db, member::card().is_not_null()).await?, "Ada");
    let reads = member::reviews().some(review::book().is(book::genres().some(genre::name().eq("science"))));
    assert_eq!(found(db, reads).await?, "Bob");
    Ok(())
}

#[tokio::test]
async fn includes() -> Result<()> {
    let Database { client: db, .. } = library!();
    let rows = db
        .member()
        .find_many()
        .order_by(member::name().asc())
        .include(member::sponsor())
        .include(member::loans().order_by(loan::days().desc()).include(loan::book().include(book::genres())))
        .include(member::reviews().count())
        .include(member::card())
        .await?;
    assert_eq!(rows.len(), 3);
    let (ada, sponsor, loans, reviews, card) = &rows[0];
    assert_eq!((ada.name.as_str(), sponsor, *reviews), ("Ada", &None, 1));
    assert_eq!(card.as_ref().map(|c| c.number.as_str()), Some("A-1"));
    let loans: Vec<(i32, &str, usize)> =
        loans.iter().map(|(loan, (book, genres))| (loan.days, book.title.as_str(), genres.len())).collect();
    assert_eq!(loans, [(14, "Beta", 2), (7, "Alpha", 1)]);
    let (bob, sponsor, loans, reviews, card) = &rows[1];
    assert_eq!((bob.name.as_str(), loans.len(), *reviews, card), ("Bob", 0, 2, &None));
    assert_eq!(sponsor.as_ref(), Some(ada));

    let cut = db
        .book()
        .find_many()
        .order_by(book::id().asc())
        .include(book::reviews().filter(review::stars().gt(3)).order_by(review::stars().desc()).take(1))
        .include(book::genres().filter(genre::name().eq("science")))
        .await?;
    let cut: Vec<(&str, Vec<i32>, usize)> = cut
        .iter()
        .map(|(book, reviews, genres)| (book.id.as_str(), reviews.iter().map(|r| r.stars).collect(), genres.len()))
        .collect();
    assert_eq!(cut, [("b1", vec![5], 0), ("b2", vec![4], 1), ("b3", vec![], 0)]);
    Ok(())
}

#[tokio::test]
async fn selections() -> Result<()> {
    let Database { client: db, .. } = library!();
    let names: Vec<String> = db.member().find_many().order_by(member::name().desc()).select(member::name()).await?;
    assert_eq!(names, ["Cyril", "Bob", "Ada"]);
    let (points, email) = db
        .member()
        .find_unique(member::email().eq("ada@x.org"))
        .select((member::points(), member::email()))
        .await?
        .expect("Ada is there");
    assert_eq!((points, email.as_str()), (30, "ada@x.org"));
    let rows: Vec<(String, Vec<(i32, String)>, i64)> = db
        .book()
        .find_many()
        .order_by(book::id().asc())
        .select((
            book::id(),
            book::reviews()
                .order_by(review::stars().asc())
                .select((review::stars(), review::member().select(member::name()))),
            book::genres().count().filter(genre::name().ne("crime")),
        ))
        .await?;
    let expected = [("b1", vec![(3, "Bob"), (5, "Ada")], 0), ("b2", vec![(4, "Bob")], 1), ("b3", vec![], 0)].map(
        |(id, reviews, count)| (id.to_owned(), reviews.into_iter().map(|(s, n)| (s, n.to_owned())).collect(), count),
    );
    assert_eq!(rows, expected);
    Ok(())
}

#[tokio::test]
async fn orders_by_relations() -> Result<()> {
    let Database { client: db, .. } = library!();
    let titles = |books: Vec<db::Book>| books.into_iter().map(|b| b.title).collect::<Vec<_>>();
    let by_reviews = db.book().find_many().order_by(book::reviews().count().desc()).order_by(book::id().asc()).await?;
    assert_eq!(titles(by_reviews), ["Alpha", "Beta", "Gamma"]);
    let by_member = db
        .review()
        .find_many()
        .order_by(review::member().by(member::name().desc()))
        .order_by(review::id().asc())
        .await?;
    assert_eq!(by_member.iter().map(|r| r.stars).collect::<Vec<_>>(), [3, 4, 5]);
    Ok(())
}

#[tokio::test]
async fn a_query_runs_once_and_only_when_awaited() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    drop(db.genre().create(genre::New { name: "never" }));
    assert_eq!(db.genre().count().await?, 0);
    let mut query = db.genre().create(genre::New { name: "once" });
    (&mut query).await?;
    assert_eq!(db.genre().count().await?, 1);
    Ok(())
}
