//! Values and requests that nobody should send: each is an error with a code, or is kept as it is; the client goes on.

use super::*;
use nicol::{DateTime, Filter, Json, all, any};
use serde_json::json;

/// Nothing is in use, and the next query is answered.
async fn goes_on(db: &db::Client) -> Result<()> {
    let names: Vec<i32> = db.query_raw("SELECT 7", ()).await?;
    assert_eq!(names, [7]);
    let pool = db.health().await?.pool;
    assert_eq!((pool.busy, pool.waiting), (0, 0));
    Ok(())
}

fn ada() -> nicol::Unique<db::Member> {
    member::email().eq("ada@x.org")
}

/// SQLite would take a negative LIMIT for none, and change all.
#[tokio::test]
async fn negative_counts() -> Result<()> {
    let Database { client: db, .. } = library!();
    let before = db.member().find_many().order_by(member::id().asc()).await?;
    let is_refused = |error: nicol::Error, argument: &str| {
        assert_eq!(error.code(), Some("P2019"), "{error}");
        assert!(error.message().contains(argument), "{error}");
    };
    is_refused(db.member().find_many().skip(-1).await.unwrap_err(), "`skip`");
    is_refused(db.member().find_many().include(member::loans().skip(-1)).await.unwrap_err(), "`skip`");
    is_refused(db.member().count().skip(i64::MIN).await.unwrap_err(), "`skip`");
    is_refused(db.member().update_many().limit(-1).set(member::points(), 0).await.unwrap_err(), "`limit`");
    is_refused(db.member().update_many().limit(-1).set(member::points(), 0).returning().await.unwrap_err(), "`limit`");
    is_refused(db.member().delete_many().limit(-1).await.unwrap_err(), "`limit`");
    let both = (db.member().count(), db.member().delete_many().limit(-1));
    is_refused(db.batch(both).await.unwrap_err(), "`limit`");
    assert_eq!(db.member().find_many().order_by(member::id().asc()).await?, before);
    goes_on(&db).await
}

#[tokio::test]
async fn numbers_that_are_none() -> Result<()> {
    let Database { client: db, .. } = library!();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, f64::MAX, f64::MIN_POSITIVE, 5e-324] {
        let written = db.member().update(ada()).set(member::weight(), number).await;
        if number.is_nan() && !IS_POSTGRES {
            // SQLite would make a NULL of it.
            assert_eq!(written.unwrap_err().code(), Some("P2007"));
            assert_eq!(
                db.member().count().filter(member::weight().lt(number)).await.unwrap_err().code(),
                Some("P2007")
            );
            continue;
        }
        let weight = written?.weight.expect("it is a number");
        // SQLite keeps a zero as a whole number.
        let is_same = weight.to_bits() == number.to_bits() || (weight == number && !IS_POSTGRES);
        assert!(is_same || (weight.is_nan() && number.is_nan()), "{weight} for {number}");
        let read = db.member().find_unique(ada()).select(member::weight()).await?.flatten();
        assert_eq!(read.map(f64::is_nan), Some(number.is_nan()));
        assert_eq!(db.member().count().filter(member::weight().eq(number)).await?, 1, "{number}");
        assert_eq!(db.member().count().filter(member::weight().in_([number, 1.0])).await?, 1, "{number}");
    }
    goes_on(&db).await
}

/// Requests in JSON, each with the code of its error: none if it does not fit the schema.
#[tokio::test]
async fn values_that_do_not_fit() -> Result<()> {
    let Database { client: db, .. } = library!();
    let ada = json!({ "email": "ada@x.org" });
    let refused = async |data: Json| {
        let request = json!({ "model": "Member", "action": "update", "args": { "where": ada, "data": data } });
        db.run_json(&request).await.expect_err(&format!("{data}"))
    };
    let mut codes = Vec::new();
    for data in [
        json!({ "points": 2_147_483_648_i64 }),
        json!({ "points": -2_147_483_649_i64 }),
        json!({ "points": 1e30 }),
        json!({ "points": 1.5 }),
        json!({ "points": "1" }),
        json!({ "points": { "increment": 2_147_483_648_i64 } }),
        json!({ "points": { "$type": "Int", "value": "x" } }),
        json!({ "visits": "9223372036854775808" }),
        json!({ "visits": 1e300 }),
        json!({ "visits": { "$type": "BigInt", "value": "-9223372036854775809" } }),
        json!({ "balance": "abc" }),
        json!({ "balance": { "$type": "Decimal", "value": "1e999999999" } }),
        json!({ "weight": "NaN" }),
        json!({ "joinedAt": "2024-02-30T00:00:00Z" }),
        json!({ "joinedAt": "2024-13-01T00:00:00Z" }),
        json!({ "joinedAt": "yesterday" }),
        json!({ "joinedAt": "" }),
        json!({ "joinedAt": 1_700_000_000 }),
        json!({ "joinedAt": { "$type": "DateTime", "value": "99999999-01-01T00:00:00Z" } }),
        json!({ "photo": { "$type": "Bytes", "value": "not base64!" } }),
        json!({ "rank": "NOBODY" }),
        json!({ "rank": "patron\u{0}" }),
        json!({ "active": "yes" }),
        json!({ "active": 1 }),
        json!({ "email": null }),
        json!({ "id": { "nothing": 1 } }),
        json!({ "'; DROP TABLE members; --": 1 }),
    ] {
        let error = refused(data.clone()).await;
        assert!(
            matches!(error.code(), None | Some("P2007" | "P2019" | "P2020" | "P2023" | "P2033")),
            "{data}: {error}"
        );
        codes.push(error.code().map(str::to_owned));
    }
    eprintln!("{codes:?}");
    for page in
        [json!({ "take": 1e300 }), json!({ "take": i64::MAX }), json!({ "skip": i64::MAX }), json!({ "skip": -1 })]
    {
        let request = json!({ "model": "Member", "action": "findMany", "args": page });
        let result = db.run_json(&request).await;
        assert!(
            result.is_err() || page == json!({ "take": i64::MAX }) || page == json!({ "skip": i64::MAX }),
            "{page}: {result:?}"
        );
    }
    assert_eq!(db.member().find_unique(member::email().eq("ada@x.org")).or_throw().await?.points, 30);
    goes_on(&db).await
}

#[tokio::test]
async fn times_at_the_ends() -> Result<()> {
    let Database { client: db, .. } = library!();
    for time in [DateTime::MIN, DateTime::MAX, DateTime::UNIX_EPOCH] {
        match db.member().update(ada()).set(member::joined_at(), time).await {
            // Prisma's dates have milliseconds.
            Ok(member) => assert_eq!(member.joined_at.as_millisecond(), time.as_millisecond()),
            // Before what PostgreSQL's calendar begins with; rounded up, it is beyond what Rust's type can hold.
            Err(error) => assert!(matches!(error.code(), Some("P2039" | "P2023")), "{time}: {error}"),
        }
    }
    goes_on(&db).await
}

/// PostgreSQL keeps no NUL in texts; SQLite does.
#[tokio::test]
async fn nul_in_texts() -> Result<()> {
    let Database { client: db, .. } = library!();
    let nul = "a\0b";
    let in_json = Json::from(nul);
    if IS_POSTGRES {
        let code = |result: Result<()>| result.unwrap_err().code().map(str::to_owned);
        let wanted = Some("P2039".to_owned());
        assert_eq!(code(db.member().update(ada()).set(member::name(), nul).await.map(drop)), wanted);
        assert_eq!(code(db.member().update(ada()).set(member::settings(), in_json).await.map(drop)), wanted);
        assert_eq!(code(db.member().find_many().filter(member::name().contains(nul)).await.map(drop)), wanted);
        assert_eq!(code(db.member().find_many().filter(member::name().in_(["x", nul])).await.map(drop)), wanted);
        assert_eq!(code(db.genre().create_many([genre::New { name: nul }]).await.map(drop)), wanted);
        let raw = db.query_rows("SELECT $1::text", (nul,)).await.map(drop);
        assert_eq!(code(raw), Some("P2010".to_owned()));
    } else {
        let member = db.member().update(ada()).set(member::name(), nul).set(member::settings(), &in_json).await?;
        assert_eq!((member.name.as_str(), member.settings), (nul, Some(in_json)));
        assert_eq!(db.member().count().filter(member::name().eq(nul)).await?, 1);
        assert_eq!(db.member().count().filter(member::name().in_(["x", nul])).await?, 1);
        assert_eq!(db.genre().create_many([genre::New { name: nul }]).await?, 1);
    }
    let statement = db.query_rows("SELECT 'a\0b'", ()).await.map(drop).unwrap_err();
    assert_eq!(statement.code(), Some("P2010"), "{statement}");
    goes_on(&db).await
}

/// None of it is anything but a text, wherever it stands.
#[tokio::test]
async fn sql_in_every_string() -> Result<()> {
    let Database { client: db, .. } = library!();
    for evil in [
        "'; DROP TABLE members; --",
        "\"; DROP TABLE members; --",
        "\\'; DROP TABLE members; --",
        "$1; DROP TABLE members",
        "a' OR '1'='1",
        "%' OR 1=1 --",
        "{\"a\": \"'}",
        "} , {a,\"b\\",
        "\u{2028}\u{feff}\u{202e}'--",
        "/* ' \" */ ; --",
        "E'\\x27'",
        "\u{1f469}\u{200d}\u{1f680}''\"\"``",
    ] {
        let member = db
            .member()
            .update(ada())
            .set(member::name(), evil)
            .set(member::nickname(), evil)
            .set(member::settings(), json!({ evil: { "k": evil, "l": [evil] } }))
            .await?;
        assert_eq!((member.name.as_str(), member.nickname.as_deref()), (evil, Some(evil)));
        for (number, filter) in [
            member::name().eq(evil),
            member::name().contains(evil),
            member::name().starts_with(evil),
            member::name().in_([evil, "other"]),
            member::nickname().ne("x").and(member::name().ends_with(evil)),
            member::settings().path([evil, "k"]).eq(Json::from(evil)),
            member::settings().path([evil, "k"]).string_contains(evil),
            member::settings().eq(json!({ evil: { "k": evil, "l": [evil] } })),
        ]
        .into_iter()
        .enumerate()
        {
            // SQLite's paths have a syntax of their own, in which not every key can be said.
            match db.member().count().filter(filter).await {
                // As in Prisma, backslashes and wildcards in a pattern are the database's.
                Ok(count) => assert!(
                    count == 1 || (!IS_POSTGRES && number >= 5) || (evil.contains('\\') && (1..7).contains(&number)),
                    "{evil}: {number}"
                ),
                Err(error) => {
                    assert!(error.code().is_some(), "{error}");
                    assert!((!IS_POSTGRES && number >= 5) || evil.ends_with('\\'), "{evil}: {number}: {error}");
                }
            }
        }
        let marker = if IS_POSTGRES { "$1" } else { "?1" };
        let raw: Vec<String> = db.query_raw(&format!("SELECT CAST({marker} AS TEXT)"), (evil,)).await?;
        assert_eq!(raw, [evil]);
        db.genre().create_many([genre::New { name: evil }]).await?;
        assert_eq!(db.genre().delete_many().filter(genre::name().eq(evil)).await?, 1);
        for request in [
            json!({ "model": evil, "action": "findMany", "args": {} }),
            json!({ "model": "Member", "action": evil, "args": {} }),
            json!({ "model": "Member", "action": "findMany", "args": { "where": { evil: 1 } } }),
            json!({ "model": "Member", "action": "findMany", "args": { "orderBy": { "name": evil } } }),
            json!({ "model": "Member", "action": "findMany", "args": { "select": { evil: true } } }),
            json!({ "model": "Member", "action": "groupBy", "args": { "by": [evil] } }),
            json!({ "model": "Member", "action": "findMany", "args": { "distinct": [evil] } }),
        ] {
            db.run_json(&request).await.expect_err(&format!("{request}"));
        }
    }
    assert_eq!(db.member().count().await?, 3);
    goes_on(&db).await
}

#[tokio::test]
async fn a_million_elements() -> Result<()> {
    let Database { client: db, .. } = library!();
    let million: Vec<i32> = (2..1_000_002).collect();
    assert_eq!(db.member().count().filter(member::id().in_(million.clone())).await?, 2);
    assert_eq!(db.member().count().filter(member::id().not_in(million)).await?, 1);
    goes_on(&db).await
}

/// Many rows at once, and many values that are no list.
#[tokio::test]
async fn many_rows_and_many_values() -> Result<()> {
    let Database { client: db, .. } = library!();
    let names: Vec<String> = (0..20_000).map(|number| format!("g{number}")).collect();
    let made = db.genre().create_many(names.iter().map(|name| genre::New { name: name.as_str() })).await?;
    assert_eq!(made, 20_000);
    // More filters than a request can number.
    let each = |count: i32| any((0..count).map(|id| member::id().eq(id)));
    assert_eq!(db.member().count().filter(each(1000)).await?, 3);
    let error = db.member().count().filter(each(70_000)).await.unwrap_err();
    assert!(matches!(error.code(), Some("P2029")), "{error}");
    goes_on(&db).await
}

#[tokio::test]
async fn deep_nesting() -> Result<()> {
    let Database { client: db, .. } = library!();
    let is_refused = |error: &nicol::Error| error.code() == Some("P2019") && error.message().contains("deeper than");

    // A chain is no nesting, however long.
    let chain = |count: i32, join: fn(Filter<db::Member>, Filter<db::Member>) -> Filter<db::Member>| {
        (0..count).fold(member::id().gt(0), |filter, id| join(filter, member::id().ne(-id - 1)))
    };
    assert_eq!(db.member().count().filter(chain(3000, Filter::and)).await?, 3);
    assert_eq!(db.member().count().filter(chain(3000, Filter::or)).await?, 3);
    for depth in [100, 10_000] {
        let not = (0..depth).fold(member::id().gt(0), |filter, _| !filter);
        let related = (0..depth).fold(member::id().gt(0), |filter, _| member::sponsor().is(filter));
        let mixed = (0..depth).fold(member::id().gt(0), |filter, _| all([any([filter]), member::id().gt(0)]));
        for (number, filter) in [not, related, mixed].into_iter().enumerate() {
            match db.member().count().filter(filter).await {
                Ok(count) => assert!(depth == 100 && count == if number == 1 { 0 } else { 3 }, "{number} {count}"),
                Err(error) => assert!(is_refused(&error) || depth == 100, "{number} {depth}: {error}"),
            }
            goes_on(&db).await?;
        }
    }
    // No deeper, or building it would overflow the stack of this test.
    for depth in [100, 400] {
        let nested = |leaf: Json, wrap: fn(Json, i32) -> Json| (0..depth).fold(leaf, wrap);
        let find = |args: Json| json!({ "model": "Member", "action": "findMany", "args": args });
        for (number, request) in [
            find(json!({ "where": nested(json!({ "id": 1 }), |inner, _| json!({ "NOT": inner })) })),
            find(json!({ "where": nested(json!({ "id": 1 }), |inner, _| json!({ "AND": [inner] })) })),
            find(json!({ "where": nested(json!({ "id": 1 }), |inner, _| json!({ "sponsor": { "is": inner } })) })),
            find(json!({ "where": { "id": nested(json!({ "equals": 1 }), |inner, _| json!({ "not": inner })) } })),
            find(json!({ "include": nested(json!({ "card": true }), |inner, _| json!({ "sponsor": { "include": inner } })) })),
            find(json!({ "orderBy": nested(json!({ "id": "asc" }), |inner, _| json!({ "sponsor": inner })) })),
            find(json!({ "where": { "settings": { "equals": nested(json!(1), |inner, _| json!([inner])) } } })),
            json!({ "model": "Member", "action": "create", "args": { "data": nested(
                json!({ "email": "deep@x.org", "name": "deep" }),
                |inner, level| json!({ "email": level.to_string(), "name": "d", "sponsor": { "create": inner } })
            ) } }),
            nested(json!(1), |inner, _| json!({ "model": inner })),
        ]
        .into_iter()
        .enumerate()
        {
            let result = db.run_json(&request).await;
            // SQLite takes fewer levels and joins.
            match &result {
                Err(error) => assert!(is_refused(error) || number == 8 || (depth == 100 && error.code().is_some())),
                Ok(_) => assert_eq!(depth, 100, "{number}"),
            }
            goes_on(&db).await?;
        }
    }
    let mut value = Json::from(1);
    for _ in 0..1000 {
        value = Json::Array(vec![value]);
    }
    if let Err(error) = db.member().update(ada()).set(member::settings(), value).await {
        assert!(error.code().is_some(), "{error}");
    }
    goes_on(&db).await
}
