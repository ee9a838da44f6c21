use super::*;
use nicol::{Having, count};

#[tokio::test]
async fn counts() -> Result<()> {
    let Database { client: db, .. } = library!();
    assert_eq!(db.member().count().await?, 3);
    assert_eq!(db.member().count().filter(member::points().gt(10)).await?, 2);
    assert_eq!(db.member().count().filter(member::points().gt(99)).await?, 0);
    assert_eq!(db.member().count().take(2).await?, 2);
    assert_eq!(db.member().count().skip(1).await?, 2);
    Ok(())
}

#[tokio::test]
async fn aggregates() -> Result<()> {
    let Database { client: db, .. } = library!();
    let (all, named, sum, average, least, most) = db
        .member()
        .aggregate((
            count(),
            member::nickname().count(),
            member::points().sum(),
            member::points().avg(),
            member::points().min(),
            member::name().max(),
        ))
        .await?;
    assert_eq!((all, named, sum, average), (3, 0, Some(60), Some(20.0)));
    assert_eq!((least, most.as_deref()), (Some(10), Some("Cyril")));
    let (all, sum) = db.member().aggregate((count(), member::points().sum())).filter(member::points().gt(99)).await?;
    assert_eq!((all, sum), (0, None));
    assert_eq!(db.member().aggregate(member::balance().sum()).await?, Some(nicol::Decimal::ZERO));
    Ok(())
}

#[tokio::test]
async fn groups() -> Result<()> {
    let Database { client: db, .. } = library!();
    let by_book: Vec<(String, (i64, Option<f64>))> = db
        .review()
        .group_by(review::book_id(), (count(), review::stars().avg()))
        .order_by(review::book_id().asc())
        .await?;
    assert_eq!(by_book, [("b1".to_owned(), (2, Some(4.0))), ("b2".to_owned(), (1, Some(4.0)))]);
    let more_than_one = db.review().group_by(review::book_id(), count()).having(review::id().count().gt(1)).await?;
    assert_eq!(more_than_one, [("b1".to_owned(), 2)]);
    let only_b2 = db
        .review()
        .group_by((review::book_id(), review::stars()), count())
        .having(Having::of(review::book_id().eq("b2")))
        .await?;
    assert_eq!(only_b2, [(("b2".to_owned(), 4), 1)]);
    let by_sum = db
        .review()
        .group_by(review::book_id(), review::stars().sum())
        .order_by(review::stars().sum().desc())
        .take(1)
        .await?;
    assert_eq!(by_sum, [("b1".to_owned(), Some(8))]);
    Ok(())
}
