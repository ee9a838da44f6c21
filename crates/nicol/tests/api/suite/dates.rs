//! Columns of times in which SQLite holds numbers and texts side by side. (The schema is one of Prisma 6: numbers are its own
//! form. `cases/query/mixed_dates` is the same for Prisma 7.)

use super::*;
use nicol::DateTime;

/// What COMPAT.md says brings a column to the form of Prisma 6.
const TO_NUMBERS: &str = r#"UPDATE "members" SET "joinedAt" = CAST(strftime('%s', "joinedAt") AS INTEGER) * 1000
    + CAST(substr(strftime('%f', "joinedAt"), 4) AS INTEGER) WHERE typeof("joinedAt") = 'text'"#;

#[tokio::test]
async fn mixed_forms_are_read_and_compared_once_they_are_one() -> Result<()> {
    if IS_POSTGRES {
        return Ok(());
    }
    let Database { client: db, .. } = library!();
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

    let after = async |text: &str| {
        let query = db.member().find_many().filter(member::joined_at().gt(time(text)));
        query.order_by(member::joined_at().asc()).select(member::name()).await
    };
    // Any text is greater than any number, whatever it says.
    assert_eq!(after("2030-01-01T00:00:00Z").await?, ["Cyril", "Bob"]);
    assert_eq!(db.execute_raw(TO_NUMBERS, ()).await?, 2);
    assert_eq!(after("2030-01-01T00:00:00Z").await?, [""; 0]);
    assert_eq!(after("2020-01-01T00:00:00Z").await?, ["Ada", "Cyril"]);
    assert_eq!(after("2019-01-01T00:00:00Z").await?, ["Bob", "Ada", "Cyril"]);
    let times = db.member().find_many().order_by(member::id().asc()).select(member::joined_at()).await?;
    assert_eq!(times, expected);
    Ok(())
}
