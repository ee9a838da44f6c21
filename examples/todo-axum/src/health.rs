//! Is the database there? For load balancers and orchestrators.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::Db;

/// 200 with the latency, or 503 with the code of the error.
pub(crate) async fn database(State(db): State<Db>) -> (StatusCode, Json<Value>) {
    match db.health_within(Duration::from_secs(2)).await {
        Ok(health) => {
            let latency = health.latency.as_secs_f64() * 1000.0;
            (StatusCode::OK, Json(json!({ "ok": true, "latencyMs": latency })))
        }
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ok": false, "code": error.code() }))),
    }
}
