#[path = "../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
mod db;

#[allow(unused_imports)]
use db::{book, card, genre, member, review};

async fn run(db: &db::Client) -> nicol::Result<()> {
    db.book().find_many().order_by(member::name().asc()).await.map(drop)
}

fn main() {
    let _ = run;
}
