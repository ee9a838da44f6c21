//! Other sessions of a PostgreSQL server: who is in the way, and who is at work.

use crate::script::MARK;

/// A session, as the server tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub pid: u32,
    pub user: String,
    pub application: String,
    /// What it is at; `None` without the right to see that.
    pub activity: Option<Activity>,
}

/// What a session is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// `active`, `idle in transaction`.
    pub state: String,
    /// Since when its transaction, or else its statement, runs: seconds.
    pub seconds: u64,
    /// When its statement began, as the server writes times.
    pub query_start: String,
    /// The beginning of its (last) statement; empty, if that is the record of the migration that it is at.
    pub query: String,
    /// The migration that it is at, where what it has sent begins with the record of that.
    pub migration: Option<String>,
    /// Which statement of it runs, from 1, if that is known.
    pub statement: Option<usize>,
}

impl std::fmt::Display for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { pid, user, application, activity } = self;
        write!(f, "pid {pid} ({user}")?;
        if !application.is_empty() {
            write!(f, ", {application}")?;
        }
        match activity {
            Some(Activity { state, seconds, query, migration: None, .. }) => {
                write!(f, "; {state}, for {seconds} s): {query}")
            }
            Some(Activity { state, seconds, migration: Some(migration), statement, .. }) => {
                let statement = statement.map(|n| format!(", statement {n}")).unwrap_or_default();
                write!(f, "; {state}, for {seconds} s): the migration `{migration}`{statement}")
            }
            None => write!(f, "); what it is at, this user may not see"),
        }
    }
}

/// How a message begins that brings a script and its record; what is in brackets is the name.
const RECORD: &str = "^INSERT INTO [^(]*_prisma_migrations\"? [(]id, checksum, started_at, migration_name, applied_steps_count[)] \
    VALUES [(]''[^'']*'', ''[^'']*'', [^'']*, ''([^'']*)'',";

/// Asks for the sessions (`a`) of a condition, those first that are at it for the longest.
pub(crate) fn sql(condition: &str) -> String {
    format!(
        "SELECT a.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''), a.state, \
         greatest(extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.query_start)), 0)::bigint, \
         coalesce(a.query_start::text, ''), pg_catalog.left(pg_catalog.regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g'), 200), \
         substring(a.query FROM '{RECORD}'), (SELECT max(m.objid::bigint) FROM pg_catalog.pg_locks m WHERE m.pid = a.pid \
         AND m.locktype = 'advisory' AND m.classid::bigint = {MARK} AND m.objsubid = 2) \
         FROM pg_catalog.pg_stat_activity a WHERE {condition} ORDER BY 5 DESC, 1"
    )
}

/// A session from a row of the answer.
pub(crate) fn read(cells: Vec<Option<String>>) -> Option<Session> {
    let [pid, user, application, state, seconds, query_start, query, migration, statement] =
        <[Option<String>; 9]>::try_from(cells).ok()?;
    let query = query.filter(|_| migration.is_none());
    let activity = state.map(|state| Activity {
        state,
        seconds: seconds.and_then(|seconds| seconds.parse().ok()).unwrap_or(0),
        query_start: query_start.unwrap_or_default(),
        query: query.unwrap_or_default(),
        statement: statement.filter(|_| migration.is_some()).and_then(|number| number.parse().ok()),
        migration,
    });
    Some(Session { pid: pid?.parse().ok()?, user: user?, application: application?, activity })
}
