//! What the generator's `omit` leaves out of records: here the column `pin` of cards.

use super::*;
use nicol::New as _;
use serde_json::json;

async fn card_with_pin(db: &db::Client) -> Result<db::Card> {
    let card = card::New { number: "P-1", member: connect(member::email().eq("bob@x.org")) };
    db.card().create(card.set(card::pin(), "1234")).await
}

#[tokio::test]
async fn records_don_t_have_it_and_who_selects_it_gets_it() -> Result<()> {
    let Database { client: db, .. } = library!();
    let made = card_with_pin(&db).await?;
    let db::Card { id, number, member_id } = made.clone();
    assert_eq!(number, "P-1");
    assert!(!format!("{made:?}").contains("1234"));
    assert_eq!(serde_json::to_value(&made).expect("a row"), json!({"id": id, "number": "P-1", "memberId": member_id}));

    // Every way to get a record, at every level.
    let unique = || card::number().eq("P-1");
    assert_eq!(db.card().find_unique(unique()).or_throw().await?, made);
    assert_eq!(db.card().find_first().filter(card::pin().eq("1234")).or_throw().await?, made);
    let members = db.member().find_many().filter(member::id().eq(member_id)).include(member::card()).await?;
    assert_eq!(members[0].1.as_ref(), Some(&made));
    let (card, owner) =
        db.card().find_unique(unique()).include(card::member().include(member::card())).or_throw().await?;
    assert_eq!((&card, owner.1.as_ref()), (&made, Some(&made)));
    assert_eq!(db.card().update(unique()).set(card::pin(), "5678").await?, made);
    let returned = db.card().update_many().filter(card::number().eq("P-1")).set(card::pin(), "9").returning();
    assert_eq!(returned.await?.as_slice(), std::slice::from_ref(&made));
    let mut stream = db.card().find_many().filter(card::number().eq("P-1")).include(card::member()).stream();
    assert_eq!(stream.try_next().await?.map(|(card, _)| card), Some(made.clone()));

    // Asked for.
    assert_eq!(db.card().find_unique(unique()).select(card::pin()).await?, Some(Some("9".to_owned())));
    nicol::shape! { struct WithPin: db::card { number, pin } }
    let shaped = db.card().find_unique(unique()).shape::<WithPin>().or_throw().await?;
    assert_eq!((shaped.number.as_str(), shaped.pin.as_deref()), ("P-1", Some("9")));
    let owner = db.member().find_many().select((member::name(), member::card().select(card::pin())));
    let owners = owner.filter(member::id().eq(member_id)).await?;
    assert_eq!(owners, [("Bob".to_owned(), Some(Some("9".to_owned())))]);
    assert_eq!(db.card().delete(unique()).await?, made);
    Ok(())
}

#[tokio::test]
async fn requests_without_types_leave_it_out_too() -> Result<()> {
    let Database { client: db, .. } = library!();
    card_with_pin(&db).await?;
    let ask = async |args: serde_json::Value| {
        let request = json!({"model": "Card", "action": "findUnique", "args": args});
        let answer: serde_json::Value = serde_json::from_str(&db.run_json(&request).await?).expect("JSON");
        Ok::<_, nicol::Error>(answer["pin"].clone())
    };
    assert_eq!(ask(json!({"where": {"number": "P-1"}})).await?, json!(null));
    assert_eq!(ask(json!({"where": {"number": "P-1"}, "omit": {"pin": false}})).await?, json!("1234"));
    assert_eq!(ask(json!({"where": {"number": "P-1"}, "select": {"pin": true}})).await?, json!("1234"));

    let request = json!({"modelName": "Member", "action": "findMany", "query": {"arguments": {"where": {"name": "Bob"}},
        "selection": {"$scalars": true, "card": {"selection": {"$scalars": true}}}}});
    let answer = db.run_json(&request).await?;
    assert!(answer.contains("P-1") && !answer.contains("1234"), "{answer}");
    Ok(())
}

/// A client without types has the option itself.
#[tokio::test]
async fn a_client_without_types_says_what_it_leaves_out() -> Result<()> {
    let Database { client, url } = library!();
    let model = || std::sync::Arc::new(client.data_model().clone());
    let builder = || nicol::Builder::<nicol::Handle>::new(model(), nicol::Url::Env("DATABASE_URL")).url(&url);
    let db = builder().omit("Member", ["email"]).omit("Card", ["number", "pin"]).connect().await?;
    let request = json!({"model": "Member", "action": "findFirst", "args": {"where": {"name": "Ada"}, "include": {"card": true}}});
    let answer = db.run_json(&request).await?;
    assert!(answer.contains("Ada") && !answer.contains("ada@x.org") && !answer.contains("A-1"), "{answer}");
    let db = builder().omit_json(&json!({"card": {"pin": true}})).connect().await?;
    assert!(db.run_json(&request).await?.contains("A-1"));

    let error = builder().omit("Membr", ["email"]).connect().await.unwrap_err();
    assert!(error.message().contains("did you mean `Member`"), "{error}");
    let error = builder().omit_json(&json!({"member": {"emil": true}})).connect().await.unwrap_err();
    assert!(error.message().contains("did you mean `email`"), "{error}");
    Ok(())
}
