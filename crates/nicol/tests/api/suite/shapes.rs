use super::*;

nicol::shape! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Shelf: super::db::book {
        title,
        r#type,
        good_reviews: i64 = super::book::reviews().count().filter(super::review::stars().gt(3)),
        pages,
        both: (i32, i64) = (super::book::pages(), super::book::loans().count()),
        genres(.order_by(genre::name().asc())) { name },
        reviews(.order_by(review::stars().desc()).take(1)): Best {
            stars,
            member { name, sponsor { name }, card { number } },
        },
        loans,
    }
}

#[tokio::test]
async fn a_tree_with_names() -> Result<()> {
    let Database { client: db, .. } = library!();
    let shelves: Vec<Shelf> = db.book().find_many().order_by(book::id().asc()).shape::<Shelf>().await?;
    assert_eq!(shelves.len(), 3);
    let alpha = &shelves[0];
    assert_eq!((alpha.title.as_str(), alpha.r#type.as_str(), alpha.pages), ("Alpha", "novel", 100));
    assert_eq!((alpha.good_reviews, alpha.both), (1, (100, 1)));
    assert_eq!(alpha.genres[0].name, "crime");
    assert_eq!(alpha.loans.len(), 1);
    let best: &Best = &alpha.reviews[0];
    assert_eq!((best.stars, best.member.name.as_str()), (5, "Ada"));
    assert!(best.member.sponsor.is_none());
    assert_eq!(best.member.card.as_ref().map(|c| c.number.as_str()), Some("A-1"));
    assert_eq!(shelves[1].reviews[0].member.sponsor.as_ref().map(|s| s.name.as_str()), Some("Ada"));
    assert!(shelves[2].reviews.is_empty());
    Ok(())
}

#[tokio::test]
async fn inside_a_function_and_a_selection() -> Result<()> {
    nicol::shape! { struct Name: super::db::member { name } }
    let Database { client: db, .. } = library!();
    let least = 4;
    let rows = db
        .book()
        .find_unique(book::id().eq("b1"))
        .select((
            book::title(),
            book::reviews().filter(review::stars().gt(least)).select(review::member().shape::<Name>()),
        ))
        .await?
        .expect("the book is there");
    assert_eq!((rows.0.as_str(), rows.1[0].name.as_str()), ("Alpha", "Ada"));
    Ok(())
}
