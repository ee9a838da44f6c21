//! The example of the crate's documentation, as it stands there.

use super::*;

#[rustfmt::skip]
async fn example(url: &str) -> Result<(usize, usize)> {
    // begin
    let db = db::Client::connect(url).await?;

    // A new record: what is required in the literal, all else by `set` and `with`.
    let ada = db
        .member()
        .create(member::New { email: "ada@example.org", name: "Ada" })
        .set(member::points(), 30)
        .await?;

    // Filters are values; they go through relations.
    let readers = member::loans().some(loan::book().is(book::title().starts_with("The")));
    let found: Vec<db::Member> =
        db.member().find_many().filter(readers).order_by(member::name().asc()).take(10).await?;

    // Each `include` adds one element to the tuple; `select` reads nothing but what it names.
    for (member, loans) in db.member().find_many().include(member::loans().include(loan::book())).await? {
        println!("{} has {} books", member.name, loans.len());
    }
    let names: Vec<(i32, String)> = db.member().find_many().select((member::id(), member::name())).await?;

    // Committed on `Ok`, rolled back on `Err`, panic and drop.
    db.transact(async |tx| {
        let book = tx.book().create(book::New { title: "The Prism", pages: 7 }).await?;
        let borrower = connect(member::id().eq(ada.id));
        tx.loan().create(loan::New { days: 14, member: borrower, book: connect(book::id().eq(&book.id)) }).await
    })
    .await?;

    // Errors have Prisma's codes.
    match db.member().create(member::New { email: "ada@example.org", name: "Again" }).await {
        Err(error) if error.is_unique_violation() => println!("{} {:?}", error, error.meta()),
        other => drop(other?),
    }
    // end
    Ok((found.len(), names.len()))
}

#[tokio::test]
async fn the_example_runs() -> Result<()> {
    let Database { url, client, .. } = fresh!();
    drop(client);
    assert_eq!(example(&url).await?, (0, 1));
    Ok(())
}

#[test]
fn the_example_is_the_documentation() {
    let source = include_str!("docs.rs");
    let code = source.split("    // begin\n").nth(1).and_then(|rest| rest.split("    // end\n").next()).expect("marks");
    let documented: String = code
        .lines()
        .map(|line| format!("//! {}", line.strip_prefix("    ").unwrap_or(line)).trim_end().to_owned() + "\n")
        .collect();
    assert!(include_str!("../../../src/lib.rs").contains(&documented), "not in src/lib.rs:\n{documented}");
}
