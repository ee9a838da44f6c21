#[path = "../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
mod db;

#[allow(unused_imports)]
use db::{book, card, genre, member, review};

async fn run(db: &db::Client) -> nicol::Result<()> {
    db.member().update(member::id().eq(1)).with(member::reviews().create(book::id().eq("b1"))).await.map(drop)
}

fn main() {
    let _ = run;
}
