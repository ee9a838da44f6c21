#[path = "../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
mod db;

#[allow(unused_imports)]
use db::{book, card, genre, member, review};

async fn run(db: &db::Client) -> nicol::Result<()> {
    db.member().group_by(member::rank(), nicol::count()).cursor(member::id().eq(1)).await.map(drop)
}

fn main() {
    let _ = run;
}
