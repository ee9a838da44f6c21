use super::*;
use nicol::{DateTime, Decimal, Json, RawValue};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Standing {
    name: String,
    points: i64,
    nickname: Option<String>,
}

/// The placeholder of a parameter.
fn p(number: u32) -> String {
    if IS_POSTGRES { format!("${number}") } else { format!("?{number}") }
}

#[tokio::test]
async fn rows_into_structs_tuples_and_values() -> Result<()> {
    let Database { client: db, .. } = library!();
    let sql = format!(
        r#"SELECT "name", "points", "nickname" FROM "members" WHERE "points" > {} AND "name" <> {} ORDER BY "points""#,
        p(1),
        p(2)
    );
    let structs: Vec<Standing> = db.query_raw(&sql, (10, "Bob")).await?;
    assert_eq!(structs.len(), 2);
    assert_eq!(structs[0], Standing { name: "Cyril".to_owned(), points: 20, nickname: None });
    let tuples: Vec<(String, i32, Option<String>)> = db.query_raw(&sql, (10, "Bob")).await?;
    assert_eq!(tuples[1], ("Ada".to_owned(), 30, None));
    let maps: Vec<BTreeMap<String, Json>> = db.query_raw(&sql, vec![RawValue::new(25), RawValue::new("")]).await?;
    assert_eq!(maps[0]["name"], Json::from("Ada"));
    assert_eq!(maps[0]["nickname"], Json::Null);
    let values: Vec<Json> = db.query_raw(&sql, (25, "")).await?;
    assert_eq!(values[0]["points"], Json::from(30));
    let names: Vec<String> = db.query_raw(r#"SELECT "name" FROM "members" ORDER BY "name""#, ()).await?;
    assert_eq!(names, ["Ada", "Bob", "Cyril"]);

    let rows = db.query_rows(&sql, (25, "")).await?;
    assert_eq!(rows[0].columns().collect::<Vec<_>>(), ["name", "points", "nickname"]);
    assert_eq!(rows[0].get::<String>("name")?, "Ada");
    assert_eq!(rows[0].get_at::<i32>(1)?, 30);
    let error = rows[0].get::<i32>("name").unwrap_err();
    assert!(error.message().contains("`name`"), "{error}");
    assert!(rows[0].get::<i32>("nothing").is_err());
    Ok(())
}

/// In raw results enums have the database's names; from elsewhere they are read by the schema's.
#[tokio::test]
async fn enums() -> Result<()> {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Ranked {
        name: String,
        rank: db::Rank,
        other: Option<db::Rank>,
    }
    let Database { client: db, .. } = library!();
    db.member().update(member::email().eq("ada@x.org")).with(member::rank().set(db::Rank::Patron)).await?;
    let ranked: Vec<Ranked> =
        db.query_raw(r#"SELECT "name", "rank", NULL AS "other" FROM "members" WHERE "name" = 'Ada'"#, ()).await?;
    assert_eq!(ranked, [Ranked { name: "Ada".to_owned(), rank: db::Rank::Patron, other: None }]);
    let ranks: Vec<db::Rank> = db.query_raw(r#"SELECT "rank" FROM "members" ORDER BY "name""#, ()).await?;
    assert_eq!(ranks[0], db::Rank::Patron);
    let later: Vec<db::Rank> = db.query_raw("SELECT 'later' AS rank", ()).await?;
    assert!(matches!(later[0], db::Rank::Unknown(label) if label.as_str() == "later"), "{later:?}");
    assert!(db.query_raw::<db::Rank>("SELECT 1 AS rank", ()).await.is_err());

    assert_eq!(serde_json::from_str::<db::Rank>("\"PATRON\"").ok(), Some(db::Rank::Patron));
    let error = serde_json::from_str::<db::Rank>("\"patron\"").unwrap_err().to_string();
    assert!(error.contains("`PATRON`"), "{error}");
    Ok(())
}

#[tokio::test]
async fn values_of_all_types() -> Result<()> {
    let Database { client: db, .. } = library!();
    let time: DateTime = "2024-02-29T12:34:56.789Z".parse().expect("a time");
    let sql = format!(
        r#"UPDATE "members" SET "balance" = {}, "weight" = {}, "photo" = {}, "joinedAt" = {}, "nickname" = {} WHERE "name" = {}"#,
        p(1),
        p(2),
        p(3),
        p(4),
        p(5),
        p(6)
    );
    let balance: Decimal = "12.5".parse().expect("a number");
    let changed = db.execute_raw(&sql, (balance, 0.5, vec![1u8, 2], time, Option::<String>::None, "Ada")).await?;
    assert_eq!(changed, 1);
    let ada = db.member().find_unique(member::email().eq("ada@x.org")).or_throw().await?;
    assert_eq!((ada.balance, ada.weight, ada.joined_at), (balance, Some(0.5), time));
    assert_eq!(ada.photo.as_deref(), Some(&[1u8, 2][..]));
    Ok(())
}

#[tokio::test]
async fn what_goes_wrong() -> Result<()> {
    let Database { client: db, .. } = library!();
    let error = db.query_raw::<Json>("SELECT * FROM no_such_table", ()).await.unwrap_err();
    assert_eq!(error.code(), Some("P2010"));
    assert!(error.meta()["message"].as_str().is_some_and(|m| m.contains("no_such_table")), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn log_events() -> Result<()> {
    let Database { url, client, .. } = library!();
    drop(client);
    let seen: Arc<Mutex<Vec<(String, Option<String>)>>> = Arc::default();
    let log = Arc::clone(&seen);
    let logged = db::Client::builder()
        .url(&url)
        .log_params(true)
        .on_log(move |event| {
            let mut log = log.lock().expect("nobody panics with it");
            log.push((event.sql.to_owned(), event.params.map(str::to_owned)));
        })
        .connect()
        .await?;
    logged.member().find_unique(member::email().eq("ada@x.org")).await?;
    let seen = seen.lock().expect("nobody panics with it");
    let (sql, params) = seen.iter().find(|(sql, _)| sql.contains("members")).expect("the query was logged");
    assert!(sql.starts_with("SELECT"), "{sql}");
    assert!(params.as_ref().is_some_and(|p| p.contains("ada@x.org")), "{params:?}");
    Ok(())
}

#[tokio::test]
async fn health() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let health = db.health().await?;
    assert!(health.tries == 1 && !health.server_version.is_empty() && health.pool.limit > 0, "{health:?}");
    Ok(())
}

#[tokio::test]
async fn requests_in_json() -> Result<()> {
    let Database { client: db, .. } = library!();
    let request = serde_json::json!({
        "modelName": "Member",
        "action": "findUnique",
        "query": { "arguments": { "where": { "email": "ada@x.org" } }, "selection": { "name": true, "email": true } },
    });
    let name = db.member().find_unique(member::email().eq("ada@x.org")).await?.expect("she is there").name;
    let answer: Json = serde_json::from_str(&db.run_json(&request).await?).expect("JSON");
    assert_eq!(answer, serde_json::json!({ "findUnique": { "name": name, "email": "ada@x.org" } }));

    // In a transaction it is a part of it.
    let tx = db.begin().await?;
    let args = serde_json::json!({ "where": { "email": "ada@x.org" }, "data": { "email": "moved@x.org" } });
    tx.run_json(&serde_json::json!({ "model": "Member", "action": "update", "args": args })).await?;
    assert!(tx.member().find_unique(member::email().eq("ada@x.org")).await?.is_none());
    tx.rollback().await?;
    assert!(db.member().find_unique(member::email().eq("ada@x.org")).await?.is_some());

    let wrong = serde_json::json!({ "modelName": "Membr", "action": "findMany", "query": { "selection": {} } });
    let error = db.run_json(&wrong).await.expect_err("there is no such model");
    assert!(error.code().is_none() && error.message().contains("did you mean `Member`?"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_time_beyond_date_time_is_told_and_can_be_read_as_text() -> Result<()> {
    const FOR_EVER: &str = "9999-12-31T23:59:59.999Z";
    let Database { client: db, .. } = fresh!();
    let ordinary = db.book().create(book::New { title: "A", pages: 1 }).await?;
    let endless = db.book().create(book::New { title: "B", pages: 2 }).await?;
    let data = serde_json::json!({ "where": { "id": endless.id }, "data": { "printedAt": FOR_EVER } });
    db.run_json(&serde_json::json!({ "model": "Book", "action": "update", "args": data })).await?;

    let error = db.book().find_unique(book::id().eq(&endless.id)).await.unwrap_err();
    assert_eq!(error.code(), Some("P2023"));
    assert!(error.to_string().contains(FOR_EVER) && error.to_string().contains("query_raw"), "{error}");
    assert_eq!(db.book().find_unique(book::id().eq(&ordinary.id)).await?, Some(ordinary));

    let text: Vec<String> = db.query_raw(r#"SELECT "printed_at" FROM "Book" WHERE "pages" = 2"#, ()).await?;
    assert_eq!(text, [FOR_EVER]);
    let filter = serde_json::json!({ "where": { "printedAt": FOR_EVER }, "select": { "printedAt": true } });
    let json = db.run_json(&serde_json::json!({ "model": "Book", "action": "findMany", "args": filter })).await?;
    assert_eq!(json, format!(r#"[{{"printedAt":{{"$type":"DateTime","value":"{FOR_EVER}"}}}}]"#));
    let last = "9999-12-30T22:00:00Z".parse::<DateTime>().expect("a time");
    let book = db.book().update(book::id().eq(&endless.id)).set(book::printed_at(), last).await?;
    assert_eq!(book.printed_at, Some(last));
    Ok(())
}

#[tokio::test]
async fn a_row_is_printed_by_itself() -> Result<()> {
    let Database { client: db, .. } = library!();
    let sql = r#"SELECT "id", "name", "nickname" FROM "members" ORDER BY "id""#;
    let rows = db.query_rows(sql, ()).await?;
    assert_eq!(format!("{:?}", rows[0]), r#"{id: 1, name: "Ada", nickname: null}"#);
    assert_eq!(format!("{:#?}", rows[1]), "{\n    id: 2,\n    name: \"Bob\",\n    nickname: null,\n}");
    Ok(())
}

#[tokio::test]
async fn null_where_a_value_is_expected_is_named() -> Result<()> {
    #[derive(Debug, serde::Deserialize)]
    enum Word {
        #[serde(rename = "")]
        Empty,
    }

    #[derive(Debug, serde::Deserialize)]
    struct Member {
        #[allow(dead_code, reason = "it is only read")]
        nickname: String,
    }

    fn told<T: std::fmt::Debug>(done: Result<Vec<T>>, expected: &str) {
        let error = done.expect_err("there is no nickname");
        assert_eq!(error.code(), Some("P2023"));
        for part in ["`nickname`", "NULL", expected, "`Option`"] {
            assert!(error.message().contains(part), "{part}: {error}");
        }
    }

    let Database { client: db, .. } = library!();
    let sql = r#"SELECT "nickname" FROM "members""#;
    told(db.query_raw::<i32>(sql, ()).await, "i32");
    told(db.query_raw::<(String,)>(sql, ()).await, "a string");
    told(db.query_raw::<Member>(sql, ()).await, "a string");
    told(db.query_raw::<Word>(sql, ()).await, "enum Word");
    let _ = Word::Empty;
    let nicknames: Vec<Option<i32>> = db.query_raw(sql, ()).await?;
    assert_eq!(nicknames, [None, None, None]);
    Ok(())
}

#[tokio::test]
async fn decimals_have_no_zeros_at_the_end() -> Result<()> {
    let Database { client: db, .. } = fresh!();
    let number = |text: &str| text.parse::<Decimal>().expect("a number");
    let sql = if IS_POSTGRES {
        "SELECT 39.80::numeric(40, 20), 100::numeric(5, 2), -0.50, 'NaN'::numeric"
    } else {
        "SELECT 39.8, 100, -0.5, 'NaN'"
    };
    let rows: Vec<(Decimal, Decimal, Decimal, String)> = db.query_raw(sql, ()).await?;
    let (a, b, c, none) = &rows[0];
    assert_eq!([a, b, c].map(ToString::to_string), ["39.8", "100", "-0.5"]);
    assert_eq!((*a, none.as_str()), (number("39.8"), "NaN"));
    Ok(())
}
