//! Queries of all kinds, one after the other: what an application may do in a year. Tests run some thousands of them, the
//! bench `endurance` a million.

use std::pin::pin;
use std::task::Poll;

use nicol::{Result, connect, create, parent};

use super::db::{self, book, genre, loan, member, review};

/// Whoever runs this counts turns, not seconds: a slow machine is no failure.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(180);

/// Members that every step may read and count up.
const MEMBERS: i32 = 50;

/// Makes what the steps start from.
pub(crate) async fn prepare(db: &db::Client) -> Result<()> {
    for number in 0..MEMBERS {
        db.member().create(member::New { email: &format!("m{number}"), name: &format!("Member {number}") }).await?;
    }
    for number in 0..10 {
        let id = format!("b{number}");
        db.book().create(book::New { title: &id, pages: number }).set(book::id(), &id).await?;
        let reader = connect(member::email().eq(format!("m{number}")));
        let made = review::New { stars: number % 5, member: reader, book: connect(book::id().eq(&id)) };
        db.review().create(made).await?;
    }
    Ok(())
}

/// The kinds of steps; their number is the number of queries of a whole round, at least.
pub(crate) const KINDS: u64 = 24;

/// Step `number` of a task: a few queries. `number` should grow by one. How many queries it were.
pub(crate) async fn step(db: &db::Client, task: u64, number: u64) -> Result<u64> {
    let some = i32::try_from(number * 7 % MEMBERS.unsigned_abs() as u64).unwrap_or(0);
    let email = format!("m{some}");
    let own = format!("t{task}-{number}");
    let queries = match number % KINDS {
        0..=5 => {
            let found = db.member().find_unique(member::email().eq(&email)).await?;
            assert_eq!(found.map(|member| member.email), Some(email));
            1
        }
        6 | 7 => {
            let page = db.member().find_many().filter(member::points().gte(0)).order_by(member::id().desc()).take(10);
            assert_eq!(page.await?.len(), 10);
            1
        }
        8 | 9 => {
            let found = db.member().find_many().filter(member::email().starts_with("m1"));
            found.include(member::reviews().take(3)).include(member::loans()).include(member::card()).await?;
            1
        }
        10 => {
            db.member().update(member::email().eq(&email)).with(member::points().increment(1)).await?;
            1
        }
        11 => {
            let made = db.genre().create(genre::New { name: &own }).await?;
            db.genre().delete(genre::id().eq(made.id)).await?;
            2
        }
        12 => {
            let book = create(book::New { title: &own, pages: 1 });
            let nested = [review::New { stars: 1, member: parent(), book }];
            let new = member::New { email: &own, name: &own };
            let (made, reviews) =
                db.member().create(new).with(member::reviews().create(nested)).include(member::reviews()).await?;
            db.review().delete_many().filter(review::member_id().eq(made.id)).await?;
            db.book().delete(book::id().eq(&reviews[0].book_id)).await?;
            db.member().delete(member::id().eq(made.id)).await?;
            4
        }
        13 => {
            let name = format!("genre {task} {}", number % 64);
            let link = genre::books().connect([book::id().eq("b1")]);
            db.genre().upsert(genre::name().eq(&name), genre::New { name: &name }, link).await?;
            1
        }
        14 => {
            let waits = db.tx_options().max_wait(PATIENCE).timeout(PATIENCE);
            waits
                .transact(async |tx| {
                    tx.member().update(member::email().eq(&email)).with(member::visits().increment(1)).await?;
                    tx.genre().create(genre::New { name: &own }).await?;
                    tx.transact(async |tx| tx.genre().delete(genre::name().eq(&own)).await).await
                })
                .await?;
            3
        }
        15 => {
            let tx = db.tx_options().max_wait(PATIENCE).timeout(PATIENCE).begin().await?;
            tx.genre().create_many([genre::New { name: own.as_str() }]).await?;
            if number % 48 < KINDS {
                tx.rollback().await?;
            } else {
                drop(tx);
            }
            1
        }
        16 => {
            let error = db.member().create(member::New { email: &email, name: "twice" }).await.unwrap_err();
            assert!(error.is_unique_violation(), "{error}");
            let error = db.member().update(member::id().eq(-1)).set(member::name(), "x").await.unwrap_err();
            assert!(error.is_not_found(), "{error}");
            2
        }
        17 => {
            let sql = format!("SELECT {}", number % 30_000);
            let rows: Vec<i32> = db.query_raw(&sql, ()).await?;
            assert_eq!(rows.len(), 1);
            db.query_raw::<i32>("SELECT nothing FROM nowhere", ()).await.unwrap_err();
            2
        }
        18 | 19 => {
            // A shape that hardly any other query has.
            let conditions = [
                member::points().gte(0),
                member::visits().gte(0),
                member::active().eq(true),
                member::nickname().is_null(),
                member::weight().is_null(),
                member::name().ne("x"),
                member::email().ne("x"),
                member::id().gt(0),
                member::reviews().none(review::stars().gt(9)),
                member::loans().none(loan::days().gt(900)),
                member::rank().eq(db::Rank::Regular),
                member::name().contains("M"),
            ];
            let chosen = number / KINDS * 2 + number % 2;
            let all = conditions.into_iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1).map(|(_, one)| one);
            db.member().count().filter(nicol::all(all)).await?;
            1
        }
        20 => {
            db.member().aggregate((member::points().sum(), member::id().max())).await?;
            db.review().count().filter(review::book().is(book::title().starts_with("b"))).await?;
            2
        }
        21 => {
            let names: Vec<_> = (0..20).map(|more| format!("{own}-{more}")).collect();
            db.genre().create_many(names.iter().map(|name| genre::New { name: name.as_str() })).await?;
            db.genre().delete_many().filter(genre::name().in_(names)).await?;
            2
        }
        22 if number % (KINDS * 10) < KINDS => {
            // Given up after a few polls, also in a transaction.
            let polls = (number / KINDS / 10 % 6).pow(2) * 5;
            polled(polls, db.member().find_many().include(member::reviews())).await;
            let given_up = db.transact(async |tx| {
                tx.genre().create(genre::New { name: &own }).await?;
                std::future::pending::<Result<()>>().await
            });
            polled(polls, given_up).await;
            2
        }
        _ => {
            db.book().find_unique(book::id().eq("b1")).select((book::title(), book::pages())).await?;
            1
        }
    };
    Ok(queries)
}

/// Polls a future so many times at most, and drops it.
async fn polled<F: IntoFuture>(times: u64, future: F) {
    let mut future = pin!(future.into_future());
    let mut polls = 0;
    std::future::poll_fn(|context| {
        if polls == times {
            return Poll::Ready(());
        }
        polls += 1;
        // Whoever waits for ever is given up as well.
        context.waker().wake_by_ref();
        future.as_mut().poll(context).map(drop)
    })
    .await;
}
