//! A to-do service: what a REST service on the Nicol client looks like.
//!
//! - [`connect`] applies the migrations that are compiled into the program, then connects.
//! - [`app`] has the routes; `error::Failure` turns the client's error codes into HTTP answers.

#[rustfmt::skip]
pub mod db;
mod error;
mod health;
mod todos;
mod users;

use axum::Router;
use axum::routing::{get, patch, post};

/// What the handlers share. Cloning it shares the connections.
type Db = db::NicolClient;

/// Applies pending migrations and connects. Several instances may start at once: one applies, the others wait.
///
/// # Errors
/// Those of [`nicol::migrate::deploy`] and of connecting.
pub async fn connect(url: &str) -> nicol::Result<Db> {
    let database = Db::builder().url(url).on_log(|event| tracing::debug!(sql = event.sql, took = ?event.duration));
    for name in nicol::migrate::deploy(&database, &db::MIGRATIONS).await? {
        tracing::info!(name, "applied a migration");
    }
    database.connect().await
}

/// The routes.
pub fn app(db: Db) -> Router {
    Router::new()
        .route("/api/health/db", get(health::database))
        .route("/api/users", post(users::create))
        .route("/api/users/{id}", get(users::show).delete(users::delete))
        .route("/api/users/{id}/todos", get(todos::list).post(todos::create))
        .route("/api/todos/{id}", patch(todos::update).delete(todos::delete))
        .with_state(db)
}
