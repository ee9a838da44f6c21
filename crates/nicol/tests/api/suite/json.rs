use super::*;
use nicol::Json;

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON")
}

/// How many members have settings that match.
async fn count(db: &db::Client, filter: nicol::Filter<db::Member>) -> Result<u64> {
    db.member().count().filter(filter).await.map(|count| count.unsigned_abs())
}

#[tokio::test]
async fn whole_values() -> Result<()> {
    let Database { client: db, .. } = library!();
    let ada = || db.member().update(member::email().eq("ada@x.org"));
    ada().set(member::settings(), json(r#"{"a":1}"#)).await?;
    assert_eq!(count(&db, member::settings().eq(json(r#"{"a":1}"#))).await?, 1);
    assert_eq!(count(&db, member::settings().eq(json("[1]"))).await?, 0);
    assert_eq!(count(&db, member::settings().is_null()).await?, 2);
    // JSON's null is a value.
    ada().set(member::settings(), Json::Null).await?;
    assert_eq!(count(&db, member::settings().is_null()).await?, 2);
    let found = db.member().find_unique(member::email().eq("ada@x.org")).or_throw().await?;
    assert_eq!(found.settings, Some(Json::Null));
    ada().with(member::settings().set_null()).await?;
    assert_eq!(count(&db, member::settings().is_null()).await?, 3);
    Ok(())
}

#[tokio::test]
async fn paths() -> Result<()> {
    let Database { client: db, .. } = library!();
    let settings =
        r#"{"theme":"Dark","size":12,"wide":true,"tags":["x",{"deep":{"er":"y"}}],"a.b":1,"it\"s":2,"$ref":3}"#;
    db.member().update(member::email().eq("ada@x.org")).set(member::settings(), json(settings)).await?;
    db.member().update(member::email().eq("bob@x.org")).set(member::settings(), json(r#"{"theme":"light"}"#)).await?;
    let at = |path: &[&str]| member::settings().path(path.iter().copied());
    let is = async |path: &[&str], value: &str| count(&db, at(path).eq(json(value))).await;
    assert_eq!(is(&["theme"], r#""Dark""#).await?, 1);
    assert_eq!(is(&["theme"], r#""dark""#).await?, 0);
    assert_eq!(is(&["size"], "12").await?, 1);
    assert_eq!(is(&["wide"], "true").await?, 1);
    assert_eq!(is(&["tags", "0"], r#""x""#).await?, 1);
    assert_eq!(is(&["tags", "-2"], r#""x""#).await?, 1);
    assert_eq!(is(&["tags", "1", "deep", "er"], r#""y""#).await?, 1);
    assert_eq!(is(&["a.b"], "1").await?, 1);
    assert_eq!(is(&["it\"s"], "2").await?, 1);
    assert_eq!(is(&["$ref"], "3").await?, 1);
    assert_eq!(is(&["nothing", "here"], "1").await?, 0);
    assert_eq!(is(&[], r#"{"theme":"light"}"#).await?, 1);

    assert_eq!(count(&db, at(&["theme"]).ne(json(r#""Dark""#))).await?, 1);
    assert_eq!(count(&db, at(&["theme"]).string_starts_with("D")).await?, 1);
    assert_eq!(count(&db, at(&["theme"]).string_contains("igh")).await?, 1);
    assert_eq!(count(&db, at(&["theme"]).string_ends_with("k")).await?, 1);
    assert_eq!(count(&db, at(&["tags"]).array_starts_with(json(r#""x""#))).await?, 1);
    assert_eq!(count(&db, at(&["theme"]).string_contains("ig").or(at(&["size"]).eq(json("12")))).await?, 2);
    if IS_POSTGRES {
        assert_eq!(count(&db, at(&["size"]).gt(json("11"))).await?, 1);
        assert_eq!(count(&db, at(&["size"]).lte(json("11"))).await?, 0);
        assert_eq!(count(&db, at(&["tags"]).array_contains(json(r#"["x"]"#))).await?, 1);
        assert_eq!(count(&db, at(&["theme"]).insensitive().string_contains("DAR")).await?, 1);
    } else {
        // SQLite's own text.
        assert_eq!(is(&["$.tags[1].deep.er"], r#""y""#).await?, 1);
        let error = count(&db, at(&["size"]).gt(json("11"))).await.unwrap_err();
        assert!(error.message().contains("JSON"), "{error}");
    }
    Ok(())
}
