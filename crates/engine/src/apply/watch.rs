//! Looking at a migration that takes long, by a second connection: how far it is, and what it waits for.

use std::time::{Duration, Instant};

use nicol_catalog::Dialect;
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::Connection;

use crate::error::Result;
use crate::script::MARK;
use crate::sessions::{self, Session};

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
    pub blockers: Vec<Session>,
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
        let blockers = sessions::sql(&format!("a.pid = ANY (pg_catalog.pg_blocking_pids({pid}))"));
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
            blockers: blockers.into_iter().filter_map(sessions::read).collect(),
        })
    }
}
