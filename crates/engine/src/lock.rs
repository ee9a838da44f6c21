use std::time::{Duration, Instant};

use nicol_driver::admin::{Connection, MIGRATION_LOCK};

use crate::error::{Error, Result};

/// As long as Prisma waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// Prisma's switch: any value but none and `0`.
pub(crate) const DISABLE_VARIABLE: &str = "PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK";

/// Takes the migration lock, or says who is in the way. The lock is asked for again and again: a waiting lock would hold
/// up `CREATE INDEX CONCURRENTLY` of the one who has it, for ever.
pub(crate) async fn acquire(connection: &Connection) -> Result<()> {
    if std::env::var(DISABLE_VARIABLE).is_ok_and(|v| !v.is_empty() && v != "0") {
        return Ok(());
    }
    let start = Instant::now();
    let mut pause = Duration::from_millis(5);
    while !connection.try_advisory_lock(MIGRATION_LOCK).await? {
        if start.elapsed() > PATIENCE {
            return Err(Error::LockHeld { seconds: PATIENCE.as_secs() });
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(200));
    }
    Ok(())
}

/// Lets go of the lock. A failure means that the connection is gone, and the lock with it.
pub(crate) async fn release(connection: &Connection) {
    let _ = connection.release_advisory_lock(MIGRATION_LOCK).await;
}
