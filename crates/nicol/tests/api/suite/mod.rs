//! What every database must do the same.

mod aggregates;
mod bad_input;
mod batches;
mod connections;
mod dates;
mod docs;
mod dropped;
mod endurance;
mod errors;
mod guide;
mod json;
mod mixed;
mod moving;
mod observe;
mod omit;
mod raw;
mod reads;
mod shapes;
mod streams;
mod surface;
mod transactions;
mod writes;

use super::db::{self, book, card, genre, loan, member, review};
use super::{Database, IS_POSTGRES, database};
use nicol::{Result, connect};

/// A client of a fresh database, or the end of the test where there is no server (counted, and a failure in CI).
macro_rules! fresh {
    () => {
        match super::database("api").await {
            Some(database) => database,
            None => return Ok(()),
        }
    };
}
use fresh;

/// Three members, three books in two genres, two loans, three reviews.
async fn fill(db: &db::Client) -> Result<()> {
    for (email, name, points) in [("ada@x.org", "Ada", 30), ("bob@x.org", "Bob", 10), ("cy@y.org", "Cyril", 20)] {
        db.member().create(member::New { email, name }).set(member::points(), points).await?;
    }
    db.member()
        .update(member::email().eq("bob@x.org"))
        .with(member::sponsor().connect(member::email().eq("ada@x.org")))
        .set(member::rank(), db::Rank::Patron)
        .await?;
    for name in ["crime", "science"] {
        db.genre().create(genre::New { name }).await?;
    }
    for (id, title, pages, genres) in [
        ("b1", "Alpha", 100, vec!["crime"]),
        ("b2", "Beta", 200, vec!["crime", "science"]),
        ("b3", "Gamma", 300, vec![]),
    ] {
        db.book()
            .create(book::New { title, pages })
            .set(book::id(), id)
            .with(book::genres().connect(genres.into_iter().map(|name| genre::name().eq(name))))
            .await?;
    }
    for (email, book, days) in [("ada@x.org", "b1", 7), ("ada@x.org", "b2", 14)] {
        db.loan()
            .create(loan::New { days, member: connect(member::email().eq(email)), book: connect(book::id().eq(book)) })
            .await?;
    }
    for (email, book, stars) in [("ada@x.org", "b1", 5), ("bob@x.org", "b1", 3), ("bob@x.org", "b2", 4)] {
        db.review()
            .create(review::New {
                stars,
                member: connect(member::email().eq(email)),
                book: connect(book::id().eq(book)),
            })
            .await?;
    }
    db.card().create(card::New { number: "A-1", member: connect(member::email().eq("ada@x.org")) }).await?;
    Ok(())
}

/// A library in a fresh database.
macro_rules! library {
    () => {{
        let database = fresh!();
        fill(&database.client).await?;
        database
    }};
}
use library;
