//! Who may change the history: one run at a time, ours or Prisma's.
//!
//! Two locks are taken, ours first. Prisma waits for its lock by a query that has a snapshot, and `CREATE INDEX
//! CONCURRENTLY` waits for all snapshots: whoever runs that with Prisma's lock held may wait for ever. So that lock is
//! given up meanwhile ([`step_aside`]), and ours tells other runs of Nicol that somebody is at work. Both are asked for
//! again and again, never waited for.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use nicol_catalog::Dialect;
use nicol_driver::admin::{Connection, MIGRATION_LOCK};

use crate::error::{Error, Result};
use crate::sessions::{self, Session};

/// As long as Prisma waits.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Prisma's switch: any value but none and `0`.
pub(crate) const DISABLE_VARIABLE: &str = "PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK";

/// Ours: "nicol" as bytes.
const OURS: i64 = 0x6e_69_63_6f_6c;

/// Takes the migration lock, or says who is in the way.
pub(crate) async fn acquire(connection: &Connection) -> Result<()> {
    acquire_within(connection, PATIENCE, &mut |_| {}).await
}

/// The same with a patience of one's own; `waiting` hears that somebody else has it.
pub(crate) async fn acquire_within(
    connection: &Connection,
    patience: Duration,
    waiting: &mut dyn FnMut(Duration),
) -> Result<()> {
    if is_disabled() {
        return Ok(());
    }
    let start = Instant::now();
    if connection.dialect() != Dialect::Sqlite {
        take(connection, OURS, start, patience, waiting).await?;
    }
    let taken = take(connection, MIGRATION_LOCK, start, patience, waiting).await;
    if taken.is_err() && connection.dialect() != Dialect::Sqlite {
        let _ = connection.release_advisory_lock(OURS).await;
    }
    taken
}

async fn take(
    connection: &Connection,
    key: i64,
    start: Instant,
    patience: Duration,
    waiting: &mut dyn FnMut(Duration),
) -> Result<()> {
    let mut pause = Duration::from_millis(5);
    while !connection.try_advisory_lock(key).await? {
        let waited = start.elapsed();
        if waited > patience {
            return Err(Error::LockHeld {
                seconds: patience.as_secs(),
                is_server: connection.dialect() != Dialect::Sqlite,
                holder: holder(connection, &[key]).await.map(Box::new),
            });
        }
        waiting(waited);
        tokio::time::sleep(uneven(pause)).await;
        pause = (pause * 2).min(Duration::from_millis(200));
    }
    Ok(())
}

/// Who changes the history right now, by this program or Prisma's; `None` if nobody does, or nobody can tell.
pub(crate) async fn running(connection: &Connection) -> Option<Session> {
    holder(connection, &[MIGRATION_LOCK, OURS]).await
}

/// Another session that has one of these locks, the first of them that one has.
async fn holder(connection: &Connection, keys: &[i64]) -> Option<Session> {
    if connection.dialect() == Dialect::Sqlite {
        return None;
    }
    let of_key = |key: &i64| {
        sessions::sql(&format!(
            "a.pid <> pg_catalog.pg_backend_pid() AND a.pid IN (SELECT l.pid FROM pg_catalog.pg_locks l \
             JOIN pg_catalog.pg_database d ON d.oid = l.database WHERE d.datname = pg_catalog.current_database() \
             AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
             AND (l.classid::bigint << 32) | l.objid::bigint = {key})"
        ))
    };
    let asked: Vec<String> = keys.iter().map(of_key).collect();
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let answers = connection.query_text_all(&asked).await;
    answers.into_iter().flatten().flat_map(|answer| answer.rows).find_map(sessions::read)
}

/// Between half as long and half as long again: those who wait for the same don't ask at the same time again.
fn uneven(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(()) % 1024;
    pause.mul_f64(0.5 + random as f64 / 1024.0)
}

fn is_disabled() -> bool {
    std::env::var(DISABLE_VARIABLE).is_ok_and(|v| !v.is_empty() && v != "0")
}

/// Lets go of the lock. A failure means that the connection is gone, and the lock with it.
pub(crate) async fn release(connection: &Connection) {
    if is_disabled() {
        return;
    }
    let _ = connection.release_advisory_lock(MIGRATION_LOCK).await;
    if connection.dialect() != Dialect::Sqlite {
        let _ = connection.release_advisory_lock(OURS).await;
    }
}

/// Lets go of Prisma's lock, and keeps ours.
pub(crate) async fn step_aside(connection: &Connection) -> Result<()> {
    if is_disabled() {
        return Ok(());
    }
    Ok(connection.release_advisory_lock(MIGRATION_LOCK).await?)
}

/// Takes Prisma's lock again.
pub(crate) async fn step_back(connection: &Connection, patience: Duration) -> Result<()> {
    if is_disabled() {
        return Ok(());
    }
    take(connection, MIGRATION_LOCK, Instant::now(), patience, &mut |_| {}).await
}

#[cfg(test)]
mod tests {
    use crate::error::Error;

    #[test]
    fn only_servers_are_behind_poolers() {
        let said = |is_server| Error::LockHeld { seconds: 10, is_server, holder: None }.to_string();
        assert!(said(true).ends_with("try again; if the database is behind a pooler, use its direct URL"));
        assert!(said(false).ends_with("wait until it is done, and try again"));
    }
}
