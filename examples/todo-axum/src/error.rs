//! The client's errors as HTTP answers.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request failed. `?` makes it of the client's errors.
pub(crate) enum Failure {
    /// There is no such thing.
    NotFound(&'static str),
    /// The database, or the request to it.
    Database(nicol::Error),
}

pub(crate) type Answer<T> = Result<T, Failure>;

impl From<nicol::Error> for Failure {
    fn from(error: nicol::Error) -> Self {
        Self::Database(error)
    }
}

/// What the caller did wrong gets a 4xx; a database that is away or full is worth another try (503).
fn status(error: &nicol::Error) -> StatusCode {
    match error.code() {
        Some("P2002") => StatusCode::CONFLICT,
        Some("P2025" | "P2001" | "P2018") => StatusCode::NOT_FOUND,
        Some("P2000" | "P2003" | "P2020") => StatusCode::UNPROCESSABLE_ENTITY,
        Some("P1001" | "P1002" | "P1008" | "P1017" | "P2024" | "P2034") => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::NotFound(what) => (StatusCode::NOT_FOUND, json!({ "error": format!("there is no such {what}") })),
            Self::Database(error) => {
                let status = status(&error);
                // What went wrong inside is for the log, not for the caller.
                if status.is_server_error() {
                    tracing::error!(code = error.code(), "{error}");
                    (status, json!({ "error": "the database did not answer", "code": error.code() }))
                } else {
                    let target = error.meta().get("target").cloned();
                    (status, json!({ "error": error.message(), "code": error.code(), "target": target }))
                }
            }
        };
        (status, Json(body)).into_response()
    }
}
