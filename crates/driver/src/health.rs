//! Is the database there?

use std::time::{Duration, Instant};

use crate::{Code, Error, Pool, PoolState};

/// What a health check found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// Of the `SELECT 1` that worked, on an open connection.
    pub latency: Duration,
    /// From the start, with connecting and all tries.
    pub total: Duration,
    /// How often it was tried.
    pub tries: u32,
    /// The server's version, as it says it.
    pub server_version: String,
    /// How the pool is doing.
    pub pool: PoolState,
}

impl Pool {
    /// Runs `SELECT 1`, again with growing pauses while the database can't be reached, until it works or the time is over.
    ///
    /// # Errors
    /// The last try's, at once where trying again is no use (a wrong password, a missing database); P1008 if no try came
    /// to an end.
    pub async fn health(&self, limit: Duration) -> Result<Health, Error> {
        let started = Instant::now();
        let mut tries = 0;
        let mut pause = Duration::from_millis(50);
        let mut last = None;
        loop {
            tries += 1;
            let left = limit.saturating_sub(started.elapsed());
            match tokio::time::timeout(left, self.probe()).await {
                Ok(Ok((latency, server_version))) => {
                    let pool = self.state();
                    return Ok(Health { latency, total: started.elapsed(), tries, server_version, pool });
                }
                Ok(Err(error)) if !may_pass(&error) => return Err(error),
                Ok(Err(error)) => last = Some(error),
                Err(_) => return Err(last.unwrap_or_else(|| too_slow(limit))),
            }
            if started.elapsed() + pause >= limit {
                return Err(last.unwrap_or_else(|| too_slow(limit)));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }

    async fn probe(&self) -> Result<(Duration, String), Error> {
        let connection = self.get().await?;
        let started = Instant::now();
        connection.execute_script("SELECT 1").await?;
        let latency = started.elapsed();
        Ok((latency, connection.server_version().await?))
    }
}

/// Whether the same may work a moment later.
fn may_pass(error: &Error) -> bool {
    matches!(error.code(), Code::P1001 | Code::P1002 | Code::P1008 | Code::P1017 | Code::P2024 | Code::P2037)
}

fn too_slow(limit: Duration) -> Error {
    Error::new(
        Code::P1008,
        format!(
            "The database did not answer `SELECT 1` within {} ms. Is it reachable, and is it overloaded or blocked?",
            limit.as_millis()
        ),
    )
}
