#[path = "../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
mod db;

#[allow(unused_imports)]
use db::{book, card, genre, member, review};

async fn run(db: &db::Client) -> nicol::Result<()> {
    let card = db.card().find_first_or_throw().await?;
    println!("{:?}", card.member);
    Ok(())
}

fn main() {
    let _ = run;
}
