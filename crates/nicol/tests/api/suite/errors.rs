use super::*;

#[tokio::test]
async fn unique_violations() -> Result<()> {
    let Database { client: db, .. } = library!();
    let error = db.member().create(member::New { email: "ada@x.org", name: "Again" }).await.unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.code(), Some("P2002"));
    assert_eq!(error.meta()["modelName"], "Member");
    assert_eq!(error.meta()["target"], serde_json_list(&["email"]), "{:?}", error.meta());
    // Who prints an error with its sources says everything once.
    assert!(error.database().is_some() && std::error::Error::source(&error).is_none(), "{error}");
    let error = db
        .review()
        .create(review::New { stars: 1, member: connect(member::id().eq(1)), book: connect(book::id().eq("b1")) })
        .await
        .unwrap_err();
    assert_eq!(error.meta()["target"], serde_json_list(&["memberId", "bookId"]));
    Ok(())
}

fn serde_json_list(fields: &[&str]) -> nicol::Json {
    fields.iter().map(|&field| nicol::Json::from(field)).collect()
}

#[tokio::test]
async fn foreign_keys() -> Result<()> {
    let Database { client: db, .. } = library!();
    let error = db.book().delete(book::id().eq("b1")).await.unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(error.meta()["modelName"], "Book");
    assert!(error.message().ends_with("(In `delete` of `Book`.)"), "{error}");
    // SQLite does not tell which key it was.
    let field_name = if IS_POSTGRES { "Loan_bookId_fkey (index)" } else { "foreign key" };
    assert_eq!(error.meta()["field_name"], field_name);
    // To connect to what is not there is no violation but a missing record.
    let error = db.card().create(card::New { number: "9", member: connect(member::id().eq(999)) }).await.unwrap_err();
    assert_eq!(error.code(), Some("P2025"), "{error}");
    for error in [error, db.member().delete(member::id().eq(999)).await.unwrap_err()] {
        let (what, next) = error.message().split_once(". ").expect("what happened, and what to do");
        assert!(what.starts_with("There is no record of `Member`") && next.starts_with("Correct "), "{error}");
        assert!(error.message().ends_with('.'), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_parent_without_a_record_around() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let error = db.card().create(card::New { number: "1", member: nicol::parent() }).await.unwrap_err();
    assert_eq!((error.code(), &error.meta()["path"]), (Some("P2012"), &nicol::Json::from("Card.memberId")));
    for part in ["`Card.memberId`", "connect `Card.member`", "`parent()`", "nested"] {
        assert!(error.message().contains(part), "{part}: {error}");
    }
    // A column that no relation has.
    let args = serde_json::json!({ "model": "Member", "action": "create", "args": { "data": {} } });
    let error = db.run_json(&args).await.unwrap_err();
    assert!(!error.message().contains("parent"), "{error}");
    Ok(())
}

#[tokio::test]
async fn out_of_range() -> Result<()> {
    let Database { client: db, .. } = library!();
    db.member().update(member::id().eq(1)).set(member::points(), 7).await?;
    let grow = db.member().update(member::id().eq(1)).with(member::points().multiply(i32::MAX)).await.unwrap_err();
    assert_eq!(grow.code(), Some("P2020"), "{grow}");
    assert_eq!(db.member().find_unique(member::id().eq(1)).or_throw().await?.points, 7, "nothing has changed");
    if IS_POSTGRES {
        return Ok(());
    }
    // SQLite keeps every whole number of 64 bits in any column: what does not fit is found when it is read.
    db.execute_raw(r#"UPDATE "members" SET "points" = 3000000000 WHERE "id" = 1"#, ()).await?;
    let error = db.member().find_unique(member::id().eq(1)).await.unwrap_err();
    assert_eq!(error.code(), Some("P2020"), "{error}");
    assert!(error.to_string().contains("3000000000"), "{error}");
    assert!(error.message().contains("`findUnique` of `Member`, the column `points`"), "{error}");
    let points = db.member().find_unique(member::id().eq(1)).select((member::id(), member::name())).await?;
    assert!(points.is_some(), "the other columns can be read");
    db.execute_raw(r#"UPDATE "members" SET "visits" = 9223372036854775807, "points" = 1 WHERE "id" = 1"#, ()).await?;
    assert_eq!(db.member().find_unique(member::id().eq(1)).or_throw().await?.visits, i64::MAX);
    Ok(())
}

#[tokio::test]
async fn no_connection() -> Result<()> {
    if IS_POSTGRES {
        let error = db::Client::connect("postgresql://u:secret@127.0.0.1:1/x?connect_timeout=2").await.unwrap_err();
        assert_eq!(error.code(), Some("P1001"));
        assert!(!format!("{error} {error:?}").contains("secret"));
        let error = db::Client::connect("file:x.db").await.unwrap_err();
        assert_eq!(error.code(), Some("P1013"));
    } else {
        let error = db::Client::connect("postgresql://u:secret@127.0.0.1:1/x").await.unwrap_err();
        assert_eq!(error.code(), Some("P1013"));
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
    let error = db::Client::connect("what://is.this").await.unwrap_err();
    assert_eq!(error.code(), Some("P1013"));
    Ok(())
}

#[tokio::test]
async fn a_value_that_the_schema_does_not_have() -> Result<()> {
    let Database { client: db, .. } = library!();
    if IS_POSTGRES {
        db.execute_raw(r#"ALTER TYPE "Rank" ADD VALUE 'FOUNDER'"#, ()).await?;
    }
    db.execute_raw(r#"UPDATE "members" SET "rank" = 'FOUNDER' WHERE "name" = 'Ada'"#, ()).await?;
    let ada = db.member().find_unique(member::email().eq("ada@x.org")).or_throw().await?;
    assert!(matches!(ada.rank, db::Rank::Unknown(label) if label.as_str() == "FOUNDER"));
    assert_eq!(db.member().find_many().filter(member::rank().eq(ada.rank)).await?.len(), 1);
    Ok(())
}
