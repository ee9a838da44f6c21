//! Users.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Db;
use crate::db::{User, todo, user};
use crate::error::{Answer, Failure};

#[derive(Deserialize)]
pub(crate) struct NewUser {
    email: String,
    name: String,
    /// Titles of first todos.
    #[serde(default)]
    todos: Vec<String>,
}

/// A user, with first todos: all or nothing.
pub(crate) async fn create(State(db): State<Db>, Json(new): Json<NewUser>) -> Answer<(StatusCode, Json<User>)> {
    let todos = new.todos.iter().map(|title| todo::New { title, user: nicol::parent() });
    let user =
        db.user().create(user::New { email: &new.email, name: &new.name }).with(user::todos().create(todos)).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// A user with the number of todos, and of those that are done.
pub(crate) async fn show(State(db): State<Db>, Path(id): Path<String>) -> Answer<Json<Value>> {
    let done = todo::user_id().eq(&id).and(todo::completed().eq(true));
    let (user, done) = tokio::try_join!(
        db.user().find_unique(user::id().eq(&id)).include(user::todos().count()).into_future(),
        db.todo().count().filter(done).into_future(),
    )?;
    let (user, todos) = user.ok_or(Failure::NotFound("user"))?;
    Ok(Json(json!({ "user": user, "todos": todos, "done": done })))
}

/// The user's todos go too: the database cascades.
pub(crate) async fn delete(State(db): State<Db>, Path(id): Path<String>) -> Answer<StatusCode> {
    db.user().delete(user::id().eq(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
