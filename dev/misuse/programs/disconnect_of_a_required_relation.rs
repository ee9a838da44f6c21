#[path = "../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
mod db;

#[allow(unused_imports)]
use db::{book, card, genre, member, review};

async fn run(db: &db::Client) -> nicol::Result<()> {
    db.card().update(card::number().eq("A")).with(card::member().disconnect()).await.map(drop)
}

fn main() {
    let _ = run;
}
