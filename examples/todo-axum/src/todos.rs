//! The todos of a user.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::Db;
use crate::db::{Priority, Todo, todo, user};
use crate::error::Answer;
use nicol::{Change, DateTime, Filter, connect};

#[derive(Deserialize)]
pub(crate) struct Page {
    completed: Option<bool>,
    search: Option<String>,
    /// The last todo of the page before.
    after: Option<String>,
    limit: Option<u32>,
}

/// The todos of a user: the urgent first, page by page.
pub(crate) async fn list(
    State(db): State<Db>,
    Path(user): Path<String>,
    Query(page): Query<Page>,
) -> Answer<Json<Vec<Todo>>> {
    let mut filters: Vec<Filter<Todo>> = vec![todo::user_id().eq(user)];
    filters.extend(page.completed.map(|completed| todo::completed().eq(completed)));
    filters.extend(page.search.map(|text| todo::title().insensitive().contains(text)));
    let mut query = db
        .todo()
        .find_many()
        .filter(nicol::all(filters))
        .order_by(todo::priority().desc())
        .order_by(todo::created_at().asc())
        .order_by(todo::id().asc())
        .take(i64::from(page.limit.unwrap_or(20).min(100)));
    if let Some(last) = page.after {
        query = query.cursor(todo::id().eq(last)).skip(1);
    }
    Ok(Json(query.await?))
}

#[derive(Deserialize)]
pub(crate) struct NewTodo {
    title: String,
    priority: Option<Priority>,
    due: Option<DateTime>,
}

pub(crate) async fn create(
    State(db): State<Db>,
    Path(user): Path<String>,
    Json(new): Json<NewTodo>,
) -> Answer<(StatusCode, Json<Todo>)> {
    let mut changes: Vec<Change<Todo>> = Vec::new();
    changes.extend(new.priority.map(|priority| todo::priority().set(priority)));
    changes.extend(new.due.map(|due| todo::due().set(due)));
    let record = todo::New { title: &new.title, user: connect(user::id().eq(user)) };
    Ok((StatusCode::CREATED, Json(db.todo().create(record).with(changes).await?)))
}

/// What is left out stays as it is.
#[derive(Deserialize)]
pub(crate) struct Patch {
    title: Option<String>,
    completed: Option<bool>,
    priority: Option<Priority>,
}

pub(crate) async fn update(
    State(db): State<Db>,
    Path(id): Path<String>,
    Json(patch): Json<Patch>,
) -> Answer<Json<Todo>> {
    let mut changes: Vec<Change<Todo>> = Vec::new();
    changes.extend(patch.title.map(|title| todo::title().set(title)));
    changes.extend(patch.completed.map(|completed| todo::completed().set(completed)));
    changes.extend(patch.priority.map(|priority| todo::priority().set(priority)));
    Ok(Json(db.todo().update(todo::id().eq(id)).with(changes).await?))
}

pub(crate) async fn delete(State(db): State<Db>, Path(id): Path<String>) -> Answer<StatusCode> {
    db.todo().delete(todo::id().eq(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
