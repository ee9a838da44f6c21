//! `nicol health`: does the database answer?

use std::time::{Duration, Instant};

use nicol_driver::admin::Connection;

use crate::error::{Error, Result};
use crate::target::Target;

/// What a healthy database answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// How long `SELECT 1` took on an open connection.
    pub latency: Duration,
    /// How long connecting took, in the attempt that worked.
    pub connect: Duration,
    /// How often it was tried.
    pub attempts: u32,
    /// As the server says it.
    pub server_version: String,
}

/// Runs `SELECT 1`, again and again with growing pauses until it works or the time is over.
///
/// # Errors
/// Why the last attempt failed.
pub async fn check(target: &Target, limit: Duration) -> Result<Health> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(50);
    let mut attempts = 0;
    loop {
        attempts += 1;
        let left = limit.saturating_sub(start.elapsed());
        let error = match tokio::time::timeout(left, attempt(target, attempts)).await {
            Ok(Ok(health)) => return Ok(health),
            Ok(Err(error)) => error,
            Err(_) => Error::NoAnswer { limit },
        };
        // Trying again can't mend a wrong password or a missing database.
        let is_final = matches!(error.code(), Some("P1000" | "P1003" | "P1010" | "P1011" | "P1013"));
        if is_final || start.elapsed() + pause >= limit {
            return Err(error);
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(1));
    }
}

async fn attempt(target: &Target, attempts: u32) -> Result<Health> {
    let start = Instant::now();
    let connection = Connection::connect(&target.url).await?;
    let connect = start.elapsed();
    let start = Instant::now();
    connection.query_text("SELECT 1").await?;
    let latency = start.elapsed();
    Ok(Health { latency, connect, attempts, server_version: connection.server_version().await? })
}
