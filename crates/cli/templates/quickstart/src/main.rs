//! Queries on the generated client. `cargo run` runs them; change them and see what the compiler says.

mod db;

use db::{todo, user};
use nicol::connect;

#[tokio::main(flavor = "current_thread")]
async fn main() -> nicol::Result<()> {
    let db = db::Client::from_env().await?;

    // Rows are plain structs.
    let open = db.todo().find_many().filter(todo::completed().eq(false)).order_by(todo::created_at().desc()).await?;
    println!("{} open todos", open.len());
    for item in &open {
        println!("  [ ] {}", item.title);
    }

    // Each include adds one element to the tuple.
    for (person, todos) in db.user().find_many().order_by(user::name().asc()).include(user::todos()).await? {
        println!("{} has {} todos", person.name, todos.len());
    }

    // `New` holds exactly what is required; the rest is `.set`.
    let made = db
        .todo()
        .create(todo::New { title: "Try Nicol", user: connect(user::email().eq("ada@example.com")) })
        .set(todo::completed(), true)
        .await?;
    println!("made {:?} for Ada", made.title);

    // A transaction rolls back on any error.
    let count = db
        .transact(async |tx| {
            tx.todo().delete(todo::id().eq(&made.id)).await?;
            tx.todo().count().await
        })
        .await?;
    println!("{count} todos again");
    Ok(())
}
