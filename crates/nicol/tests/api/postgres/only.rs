//! What only PostgreSQL has: lists, case-insensitive filters, native types.

use super::db::{self, book, member, sample};
use super::{Database, database};
use nicol::{DateTime, Json, New as _, Result};

async fn sample_row(db: &db::Client) -> Result<db::Sample> {
    db.sample()
        .create(sample::New { code: "S1" })
        .set(sample::tags(), ["a", "b\"c"])
        .set(sample::numbers(), vec![3, 1, 2])
        .set(sample::ranks(), [db::Rank::Patron, db::Rank::Guest])
        .set(sample::blobs(), vec![vec![1u8], vec![]])
        .set(sample::day(), "2024-05-06T00:00:00Z".parse::<DateTime>().expect("a time"))
        .set(sample::moment(), "2024-05-06T07:08:09.123456Z".parse::<DateTime>().expect("a time"))
        .set(sample::small(), 7)
        .set(sample::data(), Json::from_iter([("name", Json::from("Ada")), ("tags", Json::from(vec!["x", "y"]))]))
        .await
}

#[tokio::test]
async fn lists() -> Result<()> {
    let Some(Database { client: db, .. }) = database("lists").await else { return Ok(()) };
    let made = sample_row(&db).await?;
    assert_eq!(made.tags, ["a", "b\"c"]);
    assert_eq!((made.numbers.as_slice(), made.blobs.as_slice()), (&[3, 1, 2][..], &[vec![1u8], vec![]][..]));
    assert_eq!(made.ranks, [db::Rank::Patron, db::Rank::Guest]);
    let empty = db.sample().create(sample::New { code: "S2" }).await?;
    assert_eq!(empty.tags, [""; 0]);

    let codes = async |filter: nicol::Filter<db::Sample>| {
        db.sample().find_many().filter(filter).order_by(sample::code().asc()).select(sample::code()).await
    };
    assert_eq!(codes(sample::tags().has("a")).await?, ["S1"]);
    assert_eq!(codes(sample::numbers().has_every([1, 2])).await?, ["S1"]);
    assert_eq!(codes(sample::numbers().has_some([9, 2])).await?, ["S1"]);
    assert_eq!(codes(sample::numbers().has_every([1, 9])).await?, [""; 0]);
    assert_eq!(codes(sample::ranks().has(db::Rank::Patron)).await?, ["S1"]);
    assert_eq!(codes(sample::numbers().eq(vec![3, 1, 2])).await?, ["S1"]);
    assert_eq!(codes(sample::tags().is_empty(false)).await?, ["S1"]);

    assert_eq!(codes(sample::tags().is_null()).await?, ["S2"]);
    assert_eq!(codes(sample::code().in_field(sample::tags())).await?, [""; 0]);
    assert_eq!(codes(sample::code().not_in_field(sample::tags())).await?, ["S1"]);
    assert_eq!(codes(sample::tags().has_field(sample::code())).await?, [""; 0]);
    assert_eq!(codes(sample::tags().has_every_field(sample::tags())).await?, ["S1"]);
    assert_eq!(codes(sample::tags().has_some_field(sample::tags())).await?, ["S1"]);
    assert_eq!(codes(sample::tags().eq_field(sample::tags())).await?, ["S1"]);

    let id = || sample::id().eq(&made.id);
    let after = db.sample().update(id()).with(sample::numbers().push([4, 5])).await?;
    assert_eq!(after.numbers, [3, 1, 2, 4, 5]);
    let after = db.sample().update(id()).set(sample::tags(), Vec::<String>::new()).await?;
    assert!(after.tags.is_empty());

    let rows = ["S3", "S4"].map(|code| sample::New { code }.set(sample::tags(), [code, "x,{}"]));
    let made = db.sample().create_many(rows).returning().await?;
    assert_eq!(made[1].tags, ["S4", "x,{}"]);
    Ok(())
}

/// A million elements there, back, and in a filter, in one record and beside others.
#[tokio::test]
async fn a_million_elements() -> Result<()> {
    let Some(Database { client: db, .. }) = database("million").await else { return Ok(()) };
    let million: Vec<i32> = (0..1_000_000).collect();
    let made = db.sample().create(sample::New { code: "M1" }).set(sample::numbers(), &million).await?;
    assert!(made.numbers == million, "{} numbers", made.numbers.len());
    let texts: Vec<String> = million.iter().map(|number| format!("t,{number}")).collect();
    let rows = ["M2", "M3"].map(|code| sample::New { code }.set(sample::tags(), &texts));
    assert_eq!(db.sample().create_many(rows).await?, 2);
    let read = db.sample().find_first().filter(sample::code().eq("M3")).await?.expect("it was made");
    assert!(read.tags == texts, "{} texts", read.tags.len());
    let same = sample::numbers().eq(&million).and(sample::numbers().has_every([5, 999_999]));
    assert_eq!(db.sample().count().filter(same).await?, 1);
    let grown = db.sample().update(sample::id().eq(&made.id)).with(sample::numbers().push(&million)).await?;
    assert_eq!((grown.numbers.len(), grown.numbers.last()), (2_000_000, Some(&999_999)));
    let set = db.sample().update(sample::id().eq(&made.id)).set(sample::numbers(), [7]).await?;
    assert_eq!(set.numbers, [7]);
    Ok(())
}

#[tokio::test]
async fn native_types() -> Result<()> {
    let Some(Database { client: db, .. }) = database("native").await else { return Ok(()) };
    let made = sample_row(&db).await?;
    assert_eq!(made.id.len(), 36);
    assert_eq!(made.day.map(|d| d.to_string()).as_deref(), Some("2024-05-06T00:00:00Z"));
    assert_eq!(made.moment.map(|d| d.to_string()).as_deref(), Some("2024-05-06T07:08:09.123456Z"));
    assert_eq!(db.sample().find_unique(sample::id().eq(&made.id)).await?.as_ref(), Some(&made));
    assert_eq!(db.sample().find_many().filter(sample::small().eq(7)).await?.len(), 1);
    assert_eq!(db.sample().find_many().filter(sample::moment().eq(made.moment)).await?.len(), 1);
    assert_eq!(db.sample().find_many().filter(sample::id().in_([&made.id])).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn insensitive_filters() -> Result<()> {
    let Some(Database { client: db, .. }) = database("insensitive").await else { return Ok(()) };
    db.member().create(member::New { email: "Ada@X.org", name: "ADA" }).await?;
    let count = async |filter: nicol::Filter<db::Member>| db.member().count().filter(filter).await;
    assert_eq!(count(member::name().insensitive().eq("ada")).await?, 1);
    assert_eq!(count(member::name().eq("ada")).await?, 0);
    assert_eq!(count(member::email().insensitive().contains("@x")).await?, 1);
    assert_eq!(count(member::email().insensitive().starts_with("ADA")).await?, 1);
    assert_eq!(count(member::name().insensitive().in_(["aDa", "bob"])).await?, 1);
    assert_eq!(count(member::email().insensitive().starts_with_field(member::name())).await?, 1);
    assert_eq!(count(member::email().insensitive().eq_field(member::name())).await?, 0);
    Ok(())
}

#[tokio::test]
async fn parts_of_json() -> Result<()> {
    let Some(Database { client: db, .. }) = database("json").await else { return Ok(()) };
    sample_row(&db).await?;
    for (filter, expected) in [
        (sample::data().path(["tags"]).array_contains(Json::from(vec!["x"])), 1),
        (sample::data().path(["tags"]).array_contains(Json::from(vec!["z"])), 0),
        (sample::data().path(["name"]).insensitive().string_contains("DA"), 1),
        (sample::data().path(["name"]).lt(Json::from("B")), 1),
        (sample::data().path(["name"]).gte(Json::from("B")), 0),
        (sample::data().path(["name"]).string_contains_field(sample::code()), 0),
        (sample::data().path(["name"]).eq_field(sample::data()), 0),
        (sample::data().json().eq_field(sample::data()), 1),
        (sample::data().json().array_contains(Json::from(vec!["x"])), 0),
    ] {
        assert_eq!(db.sample().count().filter(filter.clone()).await?, expected, "{filter:?}");
    }
    Ok(())
}

#[tokio::test]
async fn full_text_search() -> Result<()> {
    let Some(Database { client: db, .. }) = database("search").await else { return Ok(()) };
    let titles = ["The white whale", "The white horse and a white dog", "Optics"];
    db.book().create_many(titles.map(|title| book::New { title, pages: 1 })).await?;
    let found = async |search: &str| {
        db.book()
            .find_many()
            .filter(book::title().search(search))
            .order_by(book::title().relevance("white").or(book::r#type()).desc())
            .select(book::title())
            .await
    };
    assert_eq!(found("white & whale").await?, [titles[0]]);
    assert_eq!(found("white").await?, [titles[1], titles[0]]);
    let last = db.book().find_first().order_by(book::title().relevance("white").asc()).or_throw().await?;
    assert_eq!(last.title, "Optics");
    Ok(())
}

/// With a configuration that is known, `search` is the expression that indexes are made of.
#[tokio::test]
async fn full_text_search_by_indexes() -> Result<()> {
    let Some(Database { client: db, url }) = database("search_index").await else { return Ok(()) };
    db.execute_raw(
        r#"INSERT INTO "Book" ("id", "title", "type", "pages")
           SELECT n::text, CASE n WHEN 7 THEN 'White whales' ELSE 'Optics ' || n END, CASE n WHEN 8 THEN 'whale' ELSE 'novel' END, 1
           FROM generate_series(1, 3000) AS n"#,
        (),
    )
    .await?;
    db.execute_raw(r#"CREATE INDEX by_title ON "Book" USING gin (to_tsvector('english', "title"))"#, ()).await?;
    db.execute_raw(r#"CREATE INDEX by_type ON "Book" USING gin (to_tsvector('english', "type"))"#, ()).await?;
    db.execute_raw(r#"ANALYZE "Book""#, ()).await?;
    drop(db);

    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = std::sync::Arc::clone(&told);
    let keep = move |event: &nicol::LogEvent<'_>| {
        log.lock().expect("nobody panics with it").push(event.sql.to_owned());
    };
    let last = || told.lock().expect("nobody panics with it").pop().expect("a statement");
    let builder = db::Client::builder().url(&url).search_config("english").on_log(keep);
    let db = builder.connect().await?;
    // How the server runs a statement with these values: planned for them, and for any.
    let explain = async |sql: &str, values: &str| {
        db.transact(async |tx| {
            let mut plans = String::new();
            tx.execute_raw(&format!("PREPARE searched AS {sql}"), ()).await?;
            for mode in ["force_custom_plan", "force_generic_plan"] {
                tx.execute_raw(&format!("SET LOCAL plan_cache_mode = {mode}"), ()).await?;
                let explained = format!("EXPLAIN (COSTS OFF) EXECUTE searched({values})");
                plans += &tx.query_raw::<String>(&explained, ()).await?.join("\n");
            }
            tx.execute_raw("DEALLOCATE searched", ()).await?;
            Ok(plans)
        })
        .await
    };

    // English has no plural here, whatever the database's own configuration.
    let whales = || db.book().find_many().filter(book::title().search("whale")).select(book::id());
    assert_eq!(whales().await?, ["7"]);
    let plans = explain(&last(), "'whale'").await?;
    assert_eq!(plans.matches("Index Scan on by_title").count(), 2, "{plans}");
    assert!(!plans.contains("Seq Scan"), "{plans}");

    // Several columns: each by its own index.
    let either = book::title().search("white & whale").or(book::r#type().search("whales"));
    assert_eq!(db.book().find_many().filter(either).order_by(book::id().asc()).select(book::id()).await?, ["7", "8"]);
    let plans = explain(&last(), "'white & whale', 'whales'").await?;
    assert_eq!(plans.matches("Index Scan on by_title").count(), 2, "{plans}");
    assert_eq!(plans.matches("Index Scan on by_type").count(), 2, "{plans}");
    assert!(!plans.contains("Seq Scan"), "{plans}");

    // The URL can say it too; without either, no index can serve.
    let joint = if url.contains('?') { '&' } else { '?' };
    let by_url = db::Client::connect(&format!("{url}{joint}search_config=simple")).await?;
    assert_eq!(by_url.book().count().filter(book::title().search("whale")).await?, 0);
    assert_eq!(by_url.book().count().filter(book::title().search("whales")).await?, 1);
    let unknown = db::Client::connect(&format!("{url}{joint}search_config=klingon")).await?;
    let error = unknown.book().count().filter(book::title().search("whale")).await.unwrap_err();
    assert!(error.message().contains("klingon"), "{error}");
    Ok(())
}

/// Texts that PostgreSQL has types of their own for are searched as texts, with and without a configuration.
#[tokio::test]
async fn full_text_search_in_native_types() -> Result<()> {
    let Some(Database { client: db, url }) = database("search_types").await else { return Ok(()) };
    db.execute_raw(
        r#"CREATE TABLE "Odd" ("id" INT PRIMARY KEY, "ip" INET, "bits" BIT(4), "some" VARBIT, "page" XML, "code" CHAR(9));
           INSERT INTO "Odd" VALUES (1, '10.0.0.1', B'1010', B'101', '<a>fox</a>', 'fox'), (2, NULL, NULL, NULL, NULL, NULL)"#,
        (),
    )
    .await?;
    let schema = r#"
        datasource db {
          provider = "postgresql"
        }
        generator client {
          provider        = "prisma-client-js"
          previewFeatures = ["fullTextSearchPostgres"]
        }
        model Odd {
          id   Int     @id
          ip   String? @db.Inet
          bits String? @db.Bit(4)
          some String? @db.VarBit
          page String? @db.Xml
          code String? @db.Char(9)
        }
    "#;
    let mut sources = nicol_diagnostics::Sources::default();
    sources.add(nicol_diagnostics::SourceFile::new("schema.prisma", schema));
    let schema = nicol_schema::load(&sources).schema.expect("a valid schema");
    let model = std::sync::Arc::new(nicol_schema::lower::data_model(&schema));
    for config in [None, Some("english")] {
        let mut builder =
            nicol::Builder::<nicol::Handle>::new(model.clone(), nicol::Url::Env("DATABASE_URL")).url(&url);
        if let Some(config) = config {
            builder = builder.search_config(config);
        }
        let handle = builder.connect().await?;
        let words = [("ip", "10.0.0.1"), ("bits", "1010"), ("some", "101"), ("page", "fox"), ("code", "fox")];
        for (column, word) in words {
            for (condition, expected) in [
                (serde_json::json!({ column: { "search": word } }), r#"[{"id":1}]"#),
                (serde_json::json!({ "NOT": { column: { "search": word } } }), r#"[{"id":2}]"#),
            ] {
                let args = serde_json::json!({ "where": condition, "select": { "id": true } });
                let request = serde_json::json!({ "model": "Odd", "action": "findMany", "args": args });
                assert_eq!(handle.run_json(&request).await?, expected, "{column} {config:?}");
            }
        }
    }
    Ok(())
}

/// A transaction pooler hands out server connections on which others have set their search path.
#[tokio::test]
async fn tables_are_those_of_the_urls_schema_whatever_the_search_path() -> Result<()> {
    let Some(Database { client, url }) = database("tenants").await else { return Ok(()) };
    client
        .execute_raw(&format!("CREATE SCHEMA other; SET search_path = other;\n{}", include_str!("schema.sql")), ())
        .await?;
    drop(client);
    for (schema, parameters) in [("public", ""), ("other", "schema=other&"), ("other", "schema=other&pgbouncer=true&")]
    {
        let mark = if url.contains('?') { '&' } else { '?' };
        let db = db::Client::connect(&format!("{url}{mark}{parameters}connection_limit=1")).await?;
        let own_path: Vec<String> = db.query_raw("SELECT current_schema()::text", ()).await?;
        assert_eq!(own_path, [schema], "raw SQL has the schema of the URL");
        db.execute_raw("SET search_path = nowhere", ()).await?;
        let email = format!("of {schema} {parameters}");
        let made = db
            .member()
            .create(member::New { email: &email, name: &email })
            .set(member::rank(), db::Rank::Patron)
            .await?;
        let patrons = member::rank().eq(db::Rank::Patron).and(member::name().eq(&email));
        assert_eq!(db.member().find_many().filter(patrons).await?, [made]);
        let count: Vec<i64> = db.query_raw(&format!("SELECT count(*) FROM {schema}.members"), ()).await?;
        assert_eq!(count, [db.member().count().await?], "{parameters}");
    }
    Ok(())
}

#[tokio::test]
async fn a_value_that_is_none_of_its_type_is_told_with_its_request() -> Result<()> {
    let Some(Database { client: db, .. }) = database("no_uuid").await else { return Ok(()) };
    let error = db.sample().find_unique(sample::id().eq("not-a-uuid")).await.unwrap_err();
    assert_eq!((error.code(), &error.meta()["modelName"]), (Some("P2007"), &Json::from("Sample")));
    for part in ["\"not-a-uuid\"", "uuid", "(In `findUnique` of `Sample`.)"] {
        assert!(error.message().contains(part), "{part}: {error}");
    }
    Ok(())
}
