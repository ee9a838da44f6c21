//! One process, one file, one server: sqlx, rusqlite and Nicol's generated clients see each other's rows.

#![allow(clippy::all, dead_code)]

#[path = "{root}/crates/nicol/tests/api/postgres/db/mod.rs"]
mod on_postgres;
#[path = "{root}/crates/nicol/tests/api/sqlite/db/mod.rs"]
mod on_sqlite;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const COUNT: &str = r#"SELECT count(*) FROM "members""#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("no file")?;
    sqlite(&file).await?;
    if let Some(url) = args.next() {
        postgres(&url).await?;
    }
    println!("each sees what the others wrote");
    Ok(())
}

async fn sqlite(file: &str) -> Result<()> {
    use on_sqlite::{Client, member};

    // The tables by rusqlite.
    let own = rusqlite::Connection::open(file)?;
    own.execute_batch(include_str!("{root}/crates/nicol/tests/api/sqlite/schema.sql"))?;

    let db = Client::connect(&format!("file:{file}")).await?;
    let ada = db.member().create(member::New { email: "ada@example.org", name: "Ada" }).await?;

    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{file}")).await?;
    let name: String =
        sqlx::query_scalar("SELECT name FROM members WHERE id = ?").bind(ada.id).fetch_one(&pool).await?;
    assert_eq!(name, "Ada");
    sqlx::query("UPDATE members SET name = 'Countess'").execute(&pool).await?;
    let ada = db.member().find_unique(member::id().eq(ada.id)).await?.ok_or("gone")?;
    assert_eq!(ada.name, "Countess");
    let count: i64 = own.query_row(COUNT, [], |row| row.get(0))?;
    assert_eq!(count, 1);
    Ok(())
}

async fn postgres(url: &str) -> Result<()> {
    use on_postgres::{Client, member};

    let pool = sqlx::PgPool::connect(url).await?;
    sqlx::raw_sql(include_str!("{root}/crates/nicol/tests/api/postgres/schema.sql")).execute(&pool).await?;

    let db = Client::connect(url).await?;
    let ada = db.member().create(member::New { email: "ada@example.org", name: "Ada" }).await?;
    let mut transaction = pool.begin().await?;
    sqlx::query("UPDATE members SET name = 'Countess' WHERE id = $1").bind(ada.id).execute(&mut *transaction).await?;
    transaction.commit().await?;
    let ada = db.member().find_unique(member::id().eq(ada.id)).await?.ok_or("gone")?;
    assert_eq!(ada.name, "Countess");
    let count: i64 = sqlx::query_scalar(COUNT).fetch_one(&pool).await?;
    assert_eq!(count, 1);
    Ok(())
}
