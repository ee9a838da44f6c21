//! Columns of times in which SQLite holds numbers and texts side by side. (The schema is one of Prisma 6: numbers are its own
//! form. `cases/query/mixed_dates` is the same for Prisma 7.)

use super::*;
use nicol::DateTime;

/// What docs/rust-client.md says brings a column to the form of Prisma 6, and to that of Prisma 7.
const TO_NUMBERS: &str = r#"UPDATE "members" SET "joinedAt" = coalesce(
  CAST(round((julianday("joinedAt") - 2440587.5) * 86400000.0) AS INTEGER), "joinedAt")
WHERE typeof("joinedAt") = 'text';"#;
const TO_TEXTS: &str = r#"UPDATE "members" SET "joinedAt" = coalesce(
  CASE typeof("joinedAt")
    WHEN 'text' THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', "joinedAt")
    ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', "joinedAt" / 1000.0, 'unixepoch')
  END, "joinedAt");"#;

#[tokio::test]
async fn mixed_forms_are_read_and_compared_once_they_are_one() -> Result<()> {
    if IS_POSTGRES {
        return Ok(());
    }
    let Database { client: db, url } = library!();
    let docs = include_str!("../../../../../docs/rust-client.md");
    assert!(docs.contains(TO_NUMBERS) && docs.contains(TO_TEXTS));
    let forms = [
        ("ada@x.org", "1577836800250"),
        ("bob@x.org", "'2020-01-01 00:00:00'"),
        ("cy@y.org", "'2019-12-31T23:00:00.250-02:00'"),
    ];
    for (email, value) in forms {
        let sql = format!(r#"UPDATE "members" SET "joinedAt" = {value} WHERE "email" = '{email}'"#);
        assert_eq!(db.execute_raw(&sql, ()).await?, 1);
    }
    let time = |text: &str| text.parse::<DateTime>().expect("a time");
    let times = db.member().find_many().order_by(member::id().asc()).select(member::joined_at()).await?;
    let expected = ["2020-01-01T00:00:00.250Z", "2020-01-01T00:00:00Z", "2020-01-01T01:00:00.250Z"].map(time);
    assert_eq!(times, expected);

    let after_by = async |db: &db::Client, text: &str| {
        let query = db.member().find_many().filter(member::joined_at().gt(time(text)));
        query.order_by(member::joined_at().asc()).select(member::name()).await
    };
    let after = async |text: &str| after_by(&db, text).await;
    // By what they mean, where that is asked for.
    for mixed in [
        db::Client::builder().url(&url).mixed_dates(true).connect().await?,
        db::Client::connect(&format!("{url}?dates=mixed")).await?,
    ] {
        assert_eq!(after_by(&mixed, "2030-01-01T00:00:00Z").await?, [""; 0]);
        assert_eq!(after_by(&mixed, "2020-01-01T00:00:00Z").await?, ["Ada", "Cyril"]);
        let latest = mixed.member().aggregate((member::joined_at().min(), member::joined_at().max())).await?;
        assert_eq!(latest, (Some(expected[1]), Some(expected[2])));
    }
    let wrong = db::Client::connect(&format!("{url}?dates=iso")).await.expect_err("no such value");
    assert_eq!(wrong.code(), Some("P1013"));
    // Any text is greater than any number, whatever it says.
    assert_eq!(after("2030-01-01T00:00:00Z").await?, ["Cyril", "Bob"]);
    assert_eq!(db.execute_raw(TO_NUMBERS, ()).await?, 2);
    assert_eq!(after("2030-01-01T00:00:00Z").await?, [""; 0]);
    assert_eq!(after("2020-01-01T00:00:00Z").await?, ["Ada", "Cyril"]);
    assert_eq!(after("2019-01-01T00:00:00Z").await?, ["Bob", "Ada", "Cyril"]);
    let times = async || db.member().find_many().order_by(member::id().asc()).select(member::joined_at()).await;
    assert_eq!(times().await?, expected);
    // As texts they are the same times again; what SQLite can't read stays as it is.
    db.execute_raw(TO_TEXTS, ()).await?;
    assert_eq!(times().await?, expected);
    let stored = r#"SELECT "joinedAt" || '' FROM "members" ORDER BY "id""#;
    let stored_texts: Vec<String> = db.query_raw(stored, ()).await?;
    assert_eq!(stored_texts[2], "2020-01-01T01:00:00.250+00:00");
    let sql = r#"UPDATE "members" SET "joinedAt" = '-000027-08-11T08:00:00.000+00:00' WHERE "name" = 'Bob'"#;
    db.execute_raw(sql, ()).await?;
    for statement in [TO_NUMBERS, TO_TEXTS] {
        db.execute_raw(statement, ()).await?;
        assert_eq!(times().await?, [expected[0], time("-000027-08-11T08:00:00Z"), expected[2]]);
    }
    Ok(())
}
