#[path = "../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
mod db;

#[allow(unused_imports)]
use db::{book, card, genre, member, review};

#[deny(unused_must_use)]
async fn run(db: &db::Client) -> nicol::Result<()> {
    db.member().find_many();
    Ok(())
}

fn main() {
    let _ = run;
}
