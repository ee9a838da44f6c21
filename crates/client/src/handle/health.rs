//! Is the database there?

use std::time::Duration;

pub use nicol_driver::Health;

use super::Handle;
use crate::error::Result;

impl Handle {
    /// Runs `SELECT 1`, again with growing pauses while the database can't be reached, for 5 seconds.
    ///
    /// # Errors
    /// The last try's; at once where trying again is no use (a wrong password, a missing database).
    pub async fn health(&self) -> Result<Health> {
        self.health_within(Duration::from_secs(5)).await
    }

    /// The same with another limit of time.
    ///
    /// # Errors
    /// The last try's; P1008 if none came to an end.
    pub async fn health_within(&self, limit: Duration) -> Result<Health> {
        Ok(self.core.pool.health(limit).await?)
    }
}
