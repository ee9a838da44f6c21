#[path = "../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
mod db;

#[allow(unused_imports)]
use db::{book, card, genre, member, review};

async fn run(db: &db::Client) -> nicol::Result<()> {
    for _ in db.member().find_many() {}
    Ok(())
}

fn main() {
    let _ = run;
}
