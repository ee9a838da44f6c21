//! `DATABASE_URL=postgresql://… cargo run -p todo-axum`, then `curl localhost:3000/api/health/db`.

use std::env;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let url = env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL to the URL of a PostgreSQL database")?;
    let db = todo_axum::connect(&url).await?;
    let address = env::var("ADDRESS").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, todo_axum::app(db)).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

async fn stopped() {
    // Without a way to hear of Ctrl-C it ends the program at once.
    let _ = tokio::signal::ctrl_c().await;
}
