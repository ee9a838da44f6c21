//! Looking at a migration that takes long, by a second connection: how far it is, and what it waits for.

use std::time::{Duration, Instant};

use nicol_catalog::Dialect;
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::Connection;

use crate::error::Result;
use crate::script::MARK;

/// What is seen of a migration that takes long.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight {
    /// How long it has taken.
    pub elapsed: Duration,
    /// The statement that runs, from 1, if that is known.
    pub statement: Option<usize>,
    /// How far the building of an index is, in the server's words and numbers.
    pub building: Option<String>,
    /// What lock it waits for: its mode, and the table or other object.
    pub lock: Option<String>,
    /// Who has it.
    pub blockers: Vec<Blocker>,
}

/// A session that holds what a migration waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    pub pid: u32,
    pub user: String,
    pub application: String,
    /// `active`, `idle in transaction`.
    pub state: String,
    /// Since when its transaction, or else its statement, runs: seconds.
    pub seconds: u64,
    /// When its statement began, as the server writes times.
    pub query_start: String,
    /// The beginning of its (last) statement.
    pub query: String,
}

impl std::fmt::Display for Blocker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { pid, user, application, state, seconds, query, .. } = self;
        write!(f, "pid {pid} ({user}")?;
        if !application.is_empty() {
            write!(f, ", {application}")?;
        }
        write!(f, "; {state}, for {seconds} s): {query}")
    }
}

/// Looks at a connection from beside it.
pub(crate) struct Watcher<'r> {
    url: &'r DatabaseUrl,
    pid: u32,
    beside: Option<Connection>,
}

impl<'r> Watcher<'r> {
    /// `None` where there is nothing to see.
    pub(crate) async fn of(connection: &Connection, url: &'r DatabaseUrl) -> Result<Option<Self>> {
        if connection.dialect() == Dialect::Sqlite {
            return Ok(None);
        }
        let answer = connection.query_text("SELECT pg_catalog.pg_backend_pid()").await?;
        let pid = answer.rows.into_iter().flatten().flatten().next().and_then(|pid| pid.parse().ok());
        Ok(pid.map(|pid| Self { url, pid, beside: None }))
    }

    /// Does the work; after each interval what is seen of it is told.
    pub(crate) async fn beside<T>(
        &mut self,
        interval: Duration,
        work: impl Future<Output = T>,
        tell: &mut dyn FnMut(Sight),
    ) -> T {
        let start = Instant::now();
        let mut work = std::pin::pin!(work);
        loop {
            let look = async {
                tokio::time::sleep(interval).await;
                self.look().await
            };
            tokio::select! {
                biased;
                outcome = &mut work => return outcome,
                seen = look => if let Some(seen) = seen {
                    tell(Sight { elapsed: start.elapsed(), ..seen });
                },
            }
        }
    }

    /// `None` if nothing can be seen (no more connections, no rights): that is no reason to stop anything.
    async fn look(&mut self) -> Option<Sight> {
        if self.beside.is_none() {
            self.beside = Some(Connection::connect(self.url).await.ok()?);
        }
        let pid = self.pid;
        let statement = format!(
            "SELECT max(objid::bigint) FROM pg_catalog.pg_locks \
             WHERE pid = {pid} AND locktype = 'advisory' AND classid::bigint = {MARK} AND objsubid = 2"
        );
        let building = format!(
            "SELECT phase || CASE WHEN blocks_total > 0 THEN ', ' || blocks_done || ' of ' || blocks_total || ' blocks' ELSE '' END \
             FROM pg_catalog.pg_stat_progress_create_index WHERE pid = {pid}"
        );
        let lock = format!(
            "SELECT mode || CASE WHEN relation IS NOT NULL THEN ' on ' || relation::regclass::text \
             WHEN locktype = 'virtualxid' THEN ', the end of a transaction' ELSE ' on ' || locktype END \
             FROM pg_catalog.pg_locks WHERE pid = {pid} AND NOT granted LIMIT 1"
        );
        let blockers = format!(
            "SELECT a.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''), coalesce(a.state, ''), \
             greatest(extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.query_start)), 0)::bigint, \
             coalesce(a.query_start::text, ''), pg_catalog.left(pg_catalog.regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g'), 200) \
             FROM pg_catalog.pg_stat_activity a \
             WHERE a.pid = ANY (pg_catalog.pg_blocking_pids({pid})) ORDER BY 5 DESC, 1"
        );
        let asked = [statement.as_str(), &building, &lock, &blockers];
        let mut answers = Vec::new();
        for answer in self.beside.as_ref()?.query_text_all(&asked).await {
            match answer {
                Ok(answer) => answers.push(answer.rows),
                Err(_) => {
                    self.beside = None;
                    return None;
                }
            }
        }
        let [statement, building, lock, blockers] = <[_; 4]>::try_from(answers).ok()?;
        let one = |rows: Vec<Vec<Option<String>>>| rows.into_iter().flatten().flatten().next();
        Some(Sight {
            elapsed: Duration::ZERO,
            statement: one(statement).and_then(|number| number.parse().ok()),
            building: one(building),
            lock: one(lock),
            blockers: blockers.into_iter().filter_map(blocker).collect(),
        })
    }
}

fn blocker(cells: Vec<Option<String>>) -> Option<Blocker> {
    let [pid, user, application, state, seconds, query_start, query] = <[Option<String>; 7]>::try_from(cells).ok()?;
    Some(Blocker {
        pid: pid?.parse().ok()?,
        user: user?,
        application: application?,
        state: state?,
        seconds: seconds?.parse().unwrap_or(0),
        query_start: query_start?,
        query: query?,
    })
}
