use std::time::Duration;

use nicol_catalog::Dialect;

use crate::lock;

/// What migrations may wait for, and how often one is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How long a statement may wait for a lock (PostgreSQL); not those that are CONCURRENTLY. `None`: as the server says.
    pub lock_timeout: Option<Duration>,
    /// How long a statement may take (PostgreSQL); not those that are CONCURRENTLY. `None`: as the server says.
    pub statement_timeout: Option<Duration>,
    /// How often a migration is tried again that was undone by a lock time-out, a deadlock or a failed serialization.
    pub retries: u32,
    /// How long it is waited before that.
    pub pause: Pause,
    /// How long it is waited for another run that has the migration lock.
    pub lock_wait: Duration,
    /// How often a migration that takes long is looked at by a second connection (PostgreSQL), to tell what it waits for.
    /// `None`: never.
    pub watch: Option<Duration>,
    /// Which statement of a script runs can be seen, by advisory locks that are put between statements.
    pub marks: bool,
}

/// Pauses that double.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub first: Duration,
    pub longest: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lock_timeout: None,
            statement_timeout: None,
            retries: 3,
            pause: Pause { first: Duration::from_secs(1), longest: Duration::from_secs(30) },
            lock_wait: lock::PATIENCE,
            watch: None,
            marks: false,
        }
    }
}

impl Options {
    /// The pause before an attempt, from 1.
    pub(crate) fn pause(&self, attempt: u32) -> Duration {
        let doubled = self.pause.first.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
        doubled.min(self.pause.longest)
    }

    /// What sets the limits for the session, if there are any.
    pub(crate) fn limits_sql(&self, dialect: Dialect) -> Option<String> {
        if dialect == Dialect::Sqlite {
            return None;
        }
        let set = |name: &str, limit: Option<Duration>| {
            // 0 is none at all; what is shorter than a millisecond is one.
            limit.map(|l| format!("SET {name} = {}; ", if l.is_zero() { 0 } else { l.as_millis().max(1) }))
        };
        let parts = [set("lock_timeout", self.lock_timeout), set("statement_timeout", self.statement_timeout)];
        let sql: String = parts.into_iter().flatten().collect();
        (!sql.is_empty()).then_some(sql)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_limits_are_set_in_milliseconds() {
        let options = Options { lock_timeout: Some(Duration::from_secs(5)), ..Options::default() };
        let pauses: Vec<_> = [1, 2, 3, 6, 99].map(|n| options.pause(n).as_secs()).into();
        assert_eq!(pauses, [1, 2, 4, 30, 30]);
        assert_eq!(options.limits_sql(Dialect::Postgres).as_deref(), Some("SET lock_timeout = 5000; "));
        assert_eq!(options.limits_sql(Dialect::Sqlite), None);
        assert_eq!(Options::default().limits_sql(Dialect::Postgres), None);
    }
}
