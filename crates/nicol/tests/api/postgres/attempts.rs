//! Nested writes (one statement) and upserts while other sessions hold, change, delete or add what they are about.

use super::db::{book, card, genre, member};
use super::{Database, database};
use nicol::{New as _, Result};
use nicol_testkit::wait::until_async;
use serde_json::{Value, json};

const ROWS: &str = r#"
INSERT INTO members (email, name, points, "updatedAt") VALUES ('ann', 'Ann', 10, now()), ('bob', 'Bob', 20, now());
INSERT INTO "Card" (id, number, "memberId") VALUES ('c1', 'n1', 1);
INSERT INTO "Genre" (name) VALUES ('a'), ('b');
INSERT INTO "Book" (id, title, pages) VALUES ('b1', 'One', 1);
"#;

/// What everybody can see.
const STATE: &str = r#"
SELECT (SELECT string_agg(email || ' ' || name || ' ' || points, ', ' ORDER BY id) FROM members)
  || '; ' || (SELECT coalesce(string_agg(number || ' of ' || "memberId", ', ' ORDER BY number), '') FROM "Card")
  || '; ' || (SELECT string_agg(name, ', ' ORDER BY name) FROM "Genre")
  || '; ' || (SELECT string_agg(title || coalesce(' ' || (
       SELECT string_agg(g.name, '+' ORDER BY g.name) FROM "_BookToGenre" j JOIN "Genre" g ON g.id = j."B" WHERE j."A" = b.id
     ), ''), ', ' ORDER BY title) FROM "Book" b)
  || '; ' || (SELECT coalesce(string_agg("memberId" || ' ' || "bookId", ', '), '') FROM "Loan")
"#;

const BEFORE: &str = "ann Ann 10, bob Bob 20; n1 of 1; a, b; One; ";

/// A request that has to wait for another session, and what comes of it.
struct Meeting {
    label: &'static str,
    /// What the other session has done.
    theirs: &'static str,
    request: Value,
    /// The code, if it fails, and the state, after the other session has committed.
    committed: (Option<&'static str>, &'static str),
    /// The state after it has rolled back: the request succeeds then.
    rolled_back: &'static str,
}

fn update(args: &Value) -> Value {
    json!({"model": "Member", "action": "update", "args": args})
}

fn meetings() -> Vec<Meeting> {
    let ann = |data: Value| update(&json!({"where": {"id": 1}, "data": data}));
    let deeper = || ann(json!({"points": {"increment": 1}, "card": {"update": {"number": "n2"}}}));
    let new_book = |genres: Value| json!({"model": "Book", "action": "create", "args": {"data": {"id": "b2", "title": "Two", "pages": 2, "genres": genres}}});
    let upsert = |create: Value| {
        json!({"model": "Member", "action": "upsert", "args": {
            "where": {"email": "new"}, "create": create, "update": {"points": {"increment": 5}},
        }})
    };
    vec![
        Meeting {
            label: "the parent is changed",
            theirs: "UPDATE members SET points = points + 100, name = 'Anna' WHERE id = 1",
            request: deeper(),
            committed: (None, "ann Anna 111, bob Bob 20; n2 of 1; a, b; One; "),
            rolled_back: "ann Ann 11, bob Bob 20; n2 of 1; a, b; One; ",
        },
        Meeting {
            label: "the parent is deleted",
            theirs: "DELETE FROM members WHERE id = 1",
            request: deeper(),
            committed: (Some("P2025"), "bob Bob 20; ; a, b; One; "),
            rolled_back: "ann Ann 11, bob Bob 20; n2 of 1; a, b; One; ",
        },
        Meeting {
            label: "the parent gets another key",
            theirs: "DELETE FROM \"Card\"; UPDATE members SET id = 9 WHERE id = 1",
            request: ann(json!({"points": {"increment": 1}, "card": {"create": {"id": "c2", "number": "n2"}}})),
            committed: (Some("P2025"), "bob Bob 20, ann Ann 10; ; a, b; One; "),
            // The card that is there has to go first, and it must not.
            rolled_back: BEFORE,
        },
        Meeting {
            label: "the child is changed",
            theirs: "UPDATE \"Card\" SET id = 'c9' WHERE id = 'c1'",
            request: deeper(),
            committed: (None, "ann Ann 11, bob Bob 20; n2 of 1; a, b; One; "),
            rolled_back: "ann Ann 11, bob Bob 20; n2 of 1; a, b; One; ",
        },
        Meeting {
            label: "the child goes to another parent",
            theirs: "UPDATE \"Card\" SET \"memberId\" = 2 WHERE id = 'c1'",
            request: deeper(),
            committed: (Some("P2025"), "ann Ann 10, bob Bob 20; n1 of 2; a, b; One; "),
            rolled_back: "ann Ann 11, bob Bob 20; n2 of 1; a, b; One; ",
        },
        Meeting {
            label: "the child is deleted",
            theirs: "DELETE FROM \"Card\"",
            request: deeper(),
            committed: (Some("P2025"), "ann Ann 10, bob Bob 20; ; a, b; One; "),
            rolled_back: "ann Ann 11, bob Bob 20; n2 of 1; a, b; One; ",
        },
        Meeting {
            label: "the unique value of a child is taken",
            theirs: "INSERT INTO \"Genre\" (name) VALUES ('new')",
            request: new_book(json!({"create": [{"name": "other"}, {"name": "new"}]})),
            committed: (Some("P2002"), "ann Ann 10, bob Bob 20; n1 of 1; a, b, new; One; "),
            rolled_back: "ann Ann 10, bob Bob 20; n1 of 1; a, b, new, other; One, Two new+other; ",
        },
        Meeting {
            label: "the record of a connectOrCreate is created",
            theirs: "INSERT INTO \"Genre\" (name) VALUES ('new')",
            request: new_book(json!({"connectOrCreate": {"where": {"name": "new"}, "create": {"name": "new"}}})),
            committed: (None, "ann Ann 10, bob Bob 20; n1 of 1; a, b, new; One, Two new; "),
            rolled_back: "ann Ann 10, bob Bob 20; n1 of 1; a, b, new; One, Two new; ",
        },
        Meeting {
            label: "the record of an upsert is created",
            theirs: "INSERT INTO members (email, name, \"updatedAt\") VALUES ('new', 'Theirs', now())",
            request: upsert(json!({"email": "new", "name": "Ours", "card": {"create": {"number": "n3"}}})),
            committed: (None, "ann Ann 10, bob Bob 20, new Theirs 5; n1 of 1; a, b; One; "),
            // The other session has had the number 3.
            rolled_back: "ann Ann 10, bob Bob 20, new Ours 0; n1 of 1, n3 of 4; a, b; One; ",
        },
        Meeting {
            label: "another unique value of an upsert is taken",
            theirs: "INSERT INTO \"Card\" (id, number, \"memberId\") VALUES ('c3', 'n3', 2)",
            request: upsert(json!({"email": "new", "name": "Ours", "card": {"create": {"number": "n3"}}})),
            committed: (Some("P2002"), "ann Ann 10, bob Bob 20; n1 of 1, n3 of 2; a, b; One; "),
            rolled_back: "ann Ann 10, bob Bob 20, new Ours 0; n1 of 1, n3 of 3; a, b; One; ",
        },
        Meeting {
            label: "the record of an upsert is deleted",
            theirs: "DELETE FROM members WHERE id = 2",
            request: json!({"model": "Member", "action": "upsert", "args": {
                "where": {"id": 2}, "create": {"email": "again", "name": "Again"}, "update": {"points": {"increment": 5}},
            }}),
            committed: (None, "ann Ann 10, again Again 0; n1 of 1; a, b; One; "),
            rolled_back: "ann Ann 10, bob Bob 25; n1 of 1; a, b; One; ",
        },
        Meeting {
            label: "the record of an upsert is no more that of `where`",
            theirs: "UPDATE members SET points = 21 WHERE id = 2",
            request: json!({"model": "Member", "action": "upsert", "args": {
                "where": {"id": 2, "points": 20}, "create": {"email": "again", "name": "Again"},
                "update": {"points": {"increment": 5}},
            }}),
            committed: (None, "ann Ann 10, bob Bob 21, again Again 0; n1 of 1; a, b; One; "),
            rolled_back: "ann Ann 10, bob Bob 25; n1 of 1; a, b; One; ",
        },
        Meeting {
            label: "the record of a nested upsert is created",
            theirs: "INSERT INTO \"Card\" (id, number, \"memberId\") VALUES ('c3', 'theirs', 2)",
            request: update(&json!({"where": {"id": 2}, "data": {"card": {"upsert": {
                "create": {"number": "created"}, "update": {"number": "updated"},
            }}}})),
            committed: (None, "ann Ann 10, bob Bob 20; n1 of 1, updated of 2; a, b; One; "),
            rolled_back: "ann Ann 10, bob Bob 20; created of 2, n1 of 1; a, b; One; ",
        },
        Meeting {
            label: "a record to connect is deleted",
            theirs: "DELETE FROM \"Book\" WHERE id = 'b1'; INSERT INTO \"Book\" (id, title, pages) VALUES ('b9', 'Nine', 9)",
            request: json!({"model": "Loan", "action": "create", "args": {"data": {
                "days": 7, "member": {"connect": {"id": 1}}, "book": {"connect": {"id": "b1"}},
            }}}),
            committed: (Some("P2025"), "ann Ann 10, bob Bob 20; n1 of 1; a, b; Nine; "),
            rolled_back: "ann Ann 10, bob Bob 20; n1 of 1; a, b; One; 1 b1",
        },
        Meeting {
            label: "what a given key refers to is deleted",
            theirs: "DELETE FROM members WHERE id = 2",
            request: json!({"model": "Card", "action": "create", "args": {"data": {"number": "n4", "memberId": 2}}}),
            committed: (Some("P2003"), "ann Ann 10; n1 of 1; a, b; One; "),
            rolled_back: "ann Ann 10, bob Bob 20; n1 of 1, n4 of 2; a, b; One; ",
        },
    ]
}

#[tokio::test]
async fn what_others_do_meanwhile() -> Result<()> {
    for is_committed in [true, false] {
        for meeting in meetings() {
            let Some(Database { client: db, .. }) = database("api_attempts").await else { return Ok(()) };
            db.execute_raw(ROWS, ()).await?;
            let label = format!("{}, {}", meeting.label, if is_committed { "committed" } else { "rolled back" });
            let other = db.begin().await?;
            for statement in meeting.theirs.split("; ") {
                other.execute_raw(statement, ()).await?;
            }
            let ours = db.run_json(&meeting.request);
            let theirs = async {
                let sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
                let waits = async || db.query_raw::<i64>(sql, ()).await.expect("it answers") == [1];
                until_async(&format!("somebody waits: {label}"), waits).await;
                if is_committed { other.commit().await } else { other.rollback().await }
            };
            let (answer, ended) = tokio::join!(ours, theirs);
            ended?;
            let (code, state) = if is_committed { meeting.committed } else { (None, meeting.rolled_back) };
            let error = answer.err();
            let fails_anyhow = !is_committed && state == BEFORE;
            if !fails_anyhow {
                assert_eq!(error.as_ref().and_then(nicol::Error::code), code, "{label}: {error:?}");
            }
            assert_eq!(db.query_raw::<String>(STATE, ()).await?, [state], "{label}");
        }
    }
    Ok(())
}

/// Each task changes what it has read, and begins anew if somebody else was faster.
#[tokio::test]
async fn a_version_in_where_loses_no_change() -> Result<()> {
    const TASKS: i64 = 8;
    const ROUNDS: i64 = 6;
    let Some(Database { client: db, .. }) = database("api_versions").await else { return Ok(()) };
    db.execute_raw(ROWS, ()).await?;
    let tasks = (0..TASKS).map(|task| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut again = 0_u32;
            for round in 0..ROUNDS {
                loop {
                    let read = db.member().find_unique(member::id().eq(1)).or_throw().await?;
                    let changed = db
                        .member()
                        .update(member::id().eq(1).and(member::visits().eq(read.visits)))
                        .set(member::visits(), read.visits + 1)
                        .set(member::points(), read.points + 1)
                        .with(member::card().update([card::number().set(format!("{task} {round}"))]))
                        .await;
                    match changed {
                        Ok(_) => break,
                        Err(error) if error.code() == Some("P2025") => again += 1,
                        Err(error) => return Err(error),
                    }
                }
            }
            Ok(again)
        })
    });
    let mut again = 0;
    for task in tasks.collect::<Vec<_>>() {
        again += task.await.expect("it does not panic")?;
    }
    let member = db.member().find_unique(member::id().eq(1)).or_throw().await?;
    assert_eq!((member.visits, i64::from(member.points)), (TASKS * ROUNDS, 10 + TASKS * ROUNDS));
    println!("{again} were too late");
    Ok(())
}

/// All forms of an upsert: `ON CONFLICT`, one statement of ours, and one with what is nested.
#[tokio::test]
async fn upserts_of_one_key_by_many_tasks() -> Result<()> {
    const TASKS: i32 = 12;
    let Some(Database { client: db, .. }) = database("api_upserts").await else { return Ok(()) };
    for round in 0..5 {
        let email = format!("round {round}");
        let tasks = (0..TASKS).map(|task| {
            let (db, email) = (db.clone(), email.clone());
            tokio::spawn(async move {
                let new = member::New { email: &email, name: "n" }.set(member::points(), 1);
                let one = [member::points().increment(1)];
                let key = || member::email().eq(&email);
                match task % 3 {
                    0 => db.member().upsert(key(), new, one).await.map(drop),
                    // A condition besides the key.
                    1 => db.member().upsert(key().and(member::points().gte(0)), new, one).await.map(drop),
                    _ => {
                        let number = format!("{email} {task}");
                        let new =
                            new.with(member::card().create(card::New { number: &number, member: nicol::parent() }));
                        db.member().upsert(key(), new, one).await.map(drop)
                    }
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.expect("it does not panic")?;
        }
        let members = db.member().find_many().filter(member::email().eq(&email)).await?;
        assert_eq!(members.iter().map(|m| m.points).collect::<Vec<_>>(), [TASKS], "round {round}");
    }
    Ok(())
}

/// Many tasks create books of a genre that nobody has created before: there is one of it in the end.
#[tokio::test]
async fn connect_or_create_of_one_key_by_many_tasks() -> Result<()> {
    const TASKS: i32 = 12;
    let Some(Database { client: db, .. }) = database("api_connect_or_create").await else { return Ok(()) };
    let tasks = (0..TASKS).map(|task| {
        let db = db.clone();
        tokio::spawn(async move {
            let title = format!("book {task}");
            let genre = book::genres().connect_or_create(genre::name().eq("new"), genre::New { name: "new" });
            db.book().create(book::New { title: &title, pages: task }).with(genre).await.map(drop)
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("it does not panic")?;
    }
    assert_eq!(db.genre().count().await?, 1);
    assert_eq!(db.book().count().filter(book::genres().some(genre::name().eq("new"))).await?, i64::from(TASKS));
    Ok(())
}
