//! The column *Nicol* of docs/from-other-crates.md, run.

use super::*;
use nicol::{Change, Filter, Row, parent};

type Filters = Vec<Filter<db::Member>>;

#[tokio::test]
async fn reading() -> Result<()> {
    let Database { client: db, url } = library!();
    drop(db);
    let db = db::Client::connect(&url).await?;
    assert!(db.member().find_unique(member::id().eq(1)).await?.is_some());
    assert_eq!(db.member().find_unique_or_throw(member::id().eq(1)).await?.name, "Ada");
    assert_eq!(db.member().find_many().filter(member::points().gt(10)).await?.len(), 2);
    assert!(db.member().find_first().order_by(member::name().asc()).await?.is_some());
    assert_eq!(db.member().find_unique(member::email().eq("a@x.org")).await?, None);
    let mut filters: Filters = vec![
        member::name().eq("Ada").or(member::points().gt(10)),
        member::name().contains("d"),
        member::id().in_([1, 2]),
        member::nickname().is_null(),
        nicol::not(member::points().gt(1000)),
        member::loans().some(loan::days().gt(7)),
    ];
    if IS_POSTGRES {
        filters.push(member::name().insensitive().contains("D"));
    }
    assert_eq!(db.member().find_many().filter(nicol::all(filters)).await?.len(), 1);
    let either = [member::id().eq(1), member::id().eq(2)];
    assert_eq!(db.member().count().filter(nicol::any(either)).await?, 2);
    assert!(db.member().find_many().order_by(member::id().asc()).skip(40).take(20).await?.is_empty());
    let after = db.member().find_many().order_by(member::id().asc()).cursor(member::id().eq(2)).skip(1).await?;
    assert_eq!(after.len(), 1);
    let names: Vec<(i32, String)> = db.member().find_many().select((member::id(), member::name())).await?;
    assert_eq!(names.len(), 3);
    nicol::shape! { struct Reader: db::member { name, card { number } } }
    let readers: Vec<Reader> = db.member().find_many().order_by(member::id().asc()).shape::<Reader>().await?;
    assert_eq!(readers[0].card.as_ref().map(|card| card.number.as_str()), Some("A-1"), "{}", readers[0].name);
    assert_eq!(db.member().count().filter(member::active().eq(true)).await?, 3);
    let (most, average) = db.member().aggregate((member::points().max(), member::points().avg())).await?;
    assert_eq!((most, average), (Some(30), Some(20.0)));
    assert_eq!(db.member().group_by(member::active(), nicol::count()).await?, [(true, 3)]);
    assert_eq!(db.member().count().filter(member::rank().eq(db::Rank::Patron)).await?, 1);
    Ok(())
}

#[tokio::test]
async fn relations() -> Result<()> {
    let Database { client: db, .. } = library!();
    let loans: Vec<(db::Loan, db::Book)> = db.loan().find_many().include(loan::book()).await?;
    assert_eq!(loans.len(), 2);
    let members: Vec<(db::Member, Vec<db::Loan>)> = db.member().find_many().include(member::loans()).await?;
    assert_eq!(members.len(), 3);
    let deeper = member::loans().order_by(loan::days().desc()).take(3).include(loan::book());
    assert_eq!(db.member().find_many().include(deeper).await?.len(), 3);
    let counted = db.member().find_many().include(member::loans().count()).await?;
    assert_eq!(counted.iter().map(|(_, count)| count).sum::<i64>(), 2);
    db.book().update(book::id().eq("b3")).with(book::genres().connect([genre::name().eq("crime")])).await?;
    Ok(())
}

#[tokio::test]
async fn writing() -> Result<()> {
    let Database { client: db, .. } = library!();
    db.member().create(member::New { email: "a@x.org", name: "A" }).set(member::points(), 3).await?;
    let sponsor: Change<db::Member> = member::sponsor().connect(member::id().eq(1));
    let new = Row::new(member::New { email: "b@x.org", name: "B" }).with(sponsor);
    db.member().create(new).with(member::card().create(card::New { number: "A-9", member: parent() })).await?;
    assert_eq!(db.genre().create_many(["x", "y"].map(|name| genre::New { name })).await?, 2);
    let again = db.genre().create_many(["x", "y"].map(|name| genre::New { name })).skip_duplicates().await?;
    assert_eq!(again, 0);
    let upserted = db
        .member()
        .upsert(
            member::email().eq("a@x.org"),
            member::New { email: "a@x.org", name: "A" },
            member::points().increment(1),
        )
        .await?;
    assert_eq!(upserted.points, 4);
    db.member().update(member::id().eq(1)).set(member::name(), "B").await?;
    let name = Some("C");
    let mut changes: Vec<Change<db::Member>> = Vec::new();
    changes.extend(name.map(|name| member::name().set(name)));
    let after = db.member().update(member::id().eq(1)).with(changes).with(member::points().increment(1)).await?;
    assert_eq!((after.name.as_str(), after.points), ("C", 31));
    db.member().update_many().filter(member::points().lt(5)).set(member::active(), false).await?;
    db.loan().delete_many().filter(loan::days().gt(99)).await?;
    Ok(())
}

#[tokio::test]
async fn all_else() -> Result<()> {
    let Database { client: db, url } = library!();
    db.transact(async |tx| tx.genre().create(genre::New { name: "t" }).await).await?;
    let (made, all) = db.batch((db.genre().create(genre::New { name: "u" }), db.genre().count())).await?;
    assert_eq!((made.name.as_str(), all), ("u", 4));
    db.isolation(nicol::Isolation::Serializable)
        .transact(async |tx| {
            tx.transact(async |tx| tx.genre().delete_many().await).await?;
            Ok(())
        })
        .await?;
    let rows: Vec<(i32, String)> =
        db.query_raw(r#"SELECT "id", "name" FROM "members" WHERE "points" > $1"#, (1,)).await?;
    assert_eq!(rows.len(), 3);
    let Err(error) = db.member().create(member::New { email: "ada@x.org", name: "Ada" }).await else {
        panic!("the address is taken")
    };
    assert!(error.is_unique_violation());
    let Err(error) = db.member().delete(member::id().eq(99)).await else { panic!("there is no such member") };
    assert!(error.is_not_found());
    let Err(error) = db.member().update(member::id().eq(1)).set(member::sponsor_id(), 99).await else {
        panic!("there is no such sponsor")
    };
    assert!(error.is_foreign_key_violation());
    #[derive(Debug, serde::Deserialize)]
    struct Settings {
        theme: String,
    }
    let settings = nicol::Json::from_iter([("theme", nicol::Json::from("dark"))]);
    let made = db.member().update(member::id().eq(1)).set(member::settings(), settings).await?;
    let settings = made.settings.unwrap_or_default();
    let settings: Settings = serde_json::from_value(settings).expect("a theme");
    assert_eq!(settings.theme, "dark");
    let logged =
        db::Client::builder().url(url).on_log(|event| println!("{} {:?}", event.sql, event.duration)).connect().await?;
    assert_eq!(logged.member().count().await?, 3);
    Ok(())
}

/// Code in the last column, where it is Rust.
fn documented() -> Vec<String> {
    let document = include_str!("../../../../../docs/from-other-crates.md");
    let tables = document.lines().filter(|line| line.starts_with("| ") && !line.ends_with("| Nicol |"));
    tables
        .flat_map(|line| {
            let line = line.replace("\\|", "/").replace("async |tx|", "async ¦tx¦").replace("|name|", "¦name¦");
            let line = line.replace("|event|", "¦event¦");
            let last = line.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default().replace('¦', "|");
            last.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|code| code.contains("()") || code.contains("::") || code.contains('!'))
        .filter(|code| !code.starts_with("nicol::migrate::"))
        .collect()
}

#[test]
fn the_document_is_run() {
    let squeeze = |text: &str| {
        let text: String = text.split_whitespace().collect();
        text.replace(",)", ")").replace(".await?", "").replace(".await", "")
    };
    let code = squeeze(include_str!("moving.rs"));
    let documented = documented();
    assert!(documented.len() > 50, "{documented:?}");
    for example in documented {
        assert!(code.contains(&squeeze(&example)), "`{example}` is in no test");
    }
}
