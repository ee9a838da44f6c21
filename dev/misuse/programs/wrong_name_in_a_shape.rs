#[path = "../../../crates/nicol/tests/api/sqlite/db/mod.rs"]
mod db;

#[allow(unused_imports)]
use db::{book, card, genre, member, review};

nicol::shape! { struct Card: crate::db::book { titel, pages } }

async fn run(db: &db::Client) -> nicol::Result<()> {
    db.book().find_many().shape::<Card>().await.map(drop)
}

fn main() {
    let _ = run;
}
