//! SQLite over rusqlite: each connection lives on a thread of its own.

mod bind;
pub(crate) mod copy;
mod cursor;
pub(crate) mod describe;
mod error;
mod execute;
mod meaning;
pub(crate) mod open;
mod owned;
mod raw;
mod read;
pub(crate) mod script;
pub(crate) mod thread;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use nicol_model::Flavour;

use nicol_query::value::CellType;
use rusqlite::config::DbConfig;

use self::bind::OwnedQuery;
use self::cursor::Cursors;
use self::owned::Ending;
use self::thread::Worker;
use crate::cursor::{Fetched, not_in_transaction};
use crate::observe::tell_of_batch;
use crate::raw::RawRows;
use crate::{Code, Error, Isolation, Observer, Outcome, Param, Query, QueryEvent, Settings, SqliteUrl, comment};

pub(crate) use self::cursor::CursorId;
pub(crate) use self::error::map;
pub(crate) use self::raw::declared_type;

/// A connection to SQLite.
pub struct Connection {
    worker: Worker,
    observer: Option<Arc<dyn Observer>>,
    flavour: Flavour,
    /// A transaction was begun and not ended by its owner: what runs belongs to it, or is refused.
    is_owned: AtomicBool,
    ending: Arc<Ending>,
    next_cursor: AtomicU64,
    /// Of the file.
    #[cfg(feature = "spans")]
    name: String,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    pub(crate) async fn connect(url: &SqliteUrl, settings: &Settings) -> Result<Self, Error> {
        let worker = Worker::start(url.clone()).await?;
        // SQLite takes a quoted name that it does not know for a text: a column that is missing would read as its name.
        // Scripts of migrations keep that habit, their connections are others.
        worker
            .call(|c| c.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false).map(drop).map_err(|e| error::map(&e)))
            .await?;
        Ok(Self {
            worker,
            observer: settings.observer.clone(),
            flavour: settings.flavour,
            is_owned: AtomicBool::new(false),
            ending: Arc::default(),
            next_cursor: AtomicU64::new(0),
            #[cfg(feature = "spans")]
            name: match &url.path {
                crate::SqlitePath::Memory => ":memory:".to_owned(),
                crate::SqlitePath::File(path) => {
                    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
                }
            },
        })
    }

    /// Runs a job on the connection's thread: if a transaction was begun, in that one or not at all.
    async fn job<T: Send + 'static>(
        &self,
        job: impl FnOnce(&rusqlite::Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.job_with_cursors(|c, _| job(c)).await
    }

    async fn job_with_cursors<T: Send + 'static>(
        &self,
        job: impl for<'c> FnOnce(&'c rusqlite::Connection, &mut Cursors<'c>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if !self.is_owned.load(Ordering::Acquire) {
            return self.worker.call_with_cursors(job).await;
        }
        let ending = Arc::clone(&self.ending);
        self.worker.call_with_cursors(move |c, cursors| owned::within(c, &ending, |c| job(c, cursors))).await
    }

    pub(crate) async fn run(&self, query: &Query<'_>) -> Result<Outcome, Error> {
        let started = self.started();
        let result = match OwnedQuery::new(*query, self.flavour) {
            Ok(owned) => self.job(move |c| execute::run(c, &owned)).await,
            Err(misfit) => Err(error::refused(&misfit)),
        };
        self.report(started, &comment::with(query.sql), query.params, result.as_ref().err());
        result
    }

    pub(crate) async fn batch(
        &self,
        queries: &[Query<'_>],
        transaction: Option<Option<Isolation>>,
    ) -> Result<Vec<Outcome>, Error> {
        if let Some(isolation) = transaction {
            check(isolation)?;
        }
        let started = self.started();
        let owned = queries.iter().enumerate().map(|(i, query)| {
            OwnedQuery::new(*query, self.flavour).map_err(|misfit| error::refused(&misfit).with_statement(i))
        });
        let result = match owned.collect::<Result<Vec<_>, _>>() {
            Ok(owned) => self.job(move |c| execute::batch(c, &owned, transaction.is_some())).await,
            Err(error) => Err(error),
        };
        let failed = result.as_ref().err();
        if let (Some(observer), Some(started)) = (&self.observer, started) {
            let failed_at = failed.and_then(Error::statement);
            tell_of_batch(observer.as_ref(), started.elapsed(), queries, None, failed_at, failed);
        }
        result
    }

    pub(crate) async fn query_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Error> {
        let started = self.started();
        let result = match OwnedQuery::new(Query { sql, params, columns: &[] }, self.flavour) {
            Ok(owned) => self.job(move |c| raw::query(c, &owned)).await,
            Err(misfit) => Err(error::refused(&misfit)),
        };
        self.report(started, &comment::with(sql), params, result.as_ref().err());
        result
    }

    pub(crate) async fn execute_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let started = self.started();
        let result = match OwnedQuery::new(Query { sql, params, columns: &[] }, self.flavour) {
            Ok(owned) => self.job(move |c| execute::run_raw(c, &owned)).await,
            Err(misfit) => Err(error::refused(&misfit)),
        };
        self.report(started, &comment::with(sql), params, result.as_ref().err());
        result
    }

    pub(crate) async fn begin(&self, isolation: Option<Isolation>) -> Result<(), Error> {
        check(isolation)?;
        // A transaction that begins with reading and then wants to write could only fail if somebody else writes.
        self.begin_with("BEGIN IMMEDIATE").await
    }

    /// Begins a transaction that reads only, unless one of these statements writes.
    pub(crate) async fn begin_for(&self, statements: &[&str]) -> Result<(), Error> {
        if statements.is_empty() {
            return self.begin_reading().await;
        }
        let texts: Vec<String> = statements.iter().map(|sql| (*sql).to_owned()).collect();
        let only_reads = self.worker.call(move |c| Ok(texts.iter().all(|sql| execute::only_reads(c, sql)))).await?;
        if only_reads { self.begin_reading().await } else { self.begin(None).await }
    }

    async fn begin_with(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await?;
        self.ending.forget();
        self.is_owned.store(true, Ordering::Release);
        Ok(())
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        let started = self.started();
        let result = self.end(execute::commit).await;
        self.report(started, "COMMIT", &[], result.as_ref().err());
        result
    }

    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        let started = self.started();
        let ending = Arc::clone(&self.ending);
        let result = self.worker.call_with_cursors(move |c, cursors| {
            cursors.close_all();
            owned::roll_back(c, &ending)
        });
        let result = result.await;
        self.is_owned.store(false, Ordering::Release);
        self.report(started, "ROLLBACK", &[], result.as_ref().err());
        result
    }

    /// Runs the transaction's last job.
    async fn end(&self, job: fn(&rusqlite::Connection) -> Result<(), Error>) -> Result<(), Error> {
        // A statement that is under way would keep its lock.
        let job = move |c: &rusqlite::Connection, cursors: &mut Cursors<'_>| {
            cursors.close_all();
            job(c)
        };
        let result = self.job_with_cursors(job).await;
        self.is_owned.store(false, Ordering::Release);
        result
    }

    pub(crate) async fn release_savepoint(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await
    }

    pub(crate) async fn rollback_to_savepoint(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await
    }

    pub(crate) async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await
    }

    pub(crate) async fn server_version(&self) -> Result<String, Error> {
        Ok(rusqlite::version().to_owned())
    }

    #[cfg(feature = "spans")]
    pub(crate) fn place(&self) -> crate::span::Place<'_> {
        crate::span::Place { system: "sqlite", namespace: self.name.clone(), server: None }
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.worker.in_transaction()
    }

    pub(crate) fn stop_running(&self) {
        self.worker.interrupt();
    }

    pub(crate) fn is_spoilt(&self) -> bool {
        self.worker.is_gone()
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.worker.is_gone()
    }

    pub(crate) fn abandon_transaction(&self) {
        self.is_owned.store(false, Ordering::Release);
        self.worker.send(|c, cursors| {
            cursors.close_all();
            if let Err(error) = execute::rollback(c) {
                tracing::debug!(%error, "a transaction that was left could not be rolled back");
            }
        });
    }

    /// Whether something is open, or may be, that the next user must not get.
    pub(crate) fn is_untidy(&self) -> bool {
        self.in_transaction() || self.is_owned.load(Ordering::Acquire)
    }

    /// Begins to end what the last user has left open.
    pub(crate) fn leave(&self) {
        self.is_owned.store(false, Ordering::Release);
        // Whether a rollback is under way is known when it is this job's turn.
        self.worker.send(|c, cursors| {
            cursors.close_all();
            drop(owned::end_stray(c));
        });
    }

    /// Waits for the end of what [`Self::leave`] and [`Self::abandon_transaction`] have begun.
    pub(crate) async fn reset(&self) -> Result<(), Error> {
        let end = |c: &rusqlite::Connection, cursors: &mut Cursors<'_>| {
            cursors.close_all();
            owned::end_stray(c)
        };
        self.worker.call_with_cursors(end).await
    }

    pub(crate) async fn open_cursor(
        &self,
        sql: &str,
        params: &[Param<'_>],
        columns: Option<&[CellType]>,
        rows: u32,
    ) -> Result<(CursorId, Fetched), Error> {
        let started = self.started();
        let id = CursorId(self.next_cursor.fetch_add(1, Ordering::Relaxed));
        let is_raw = columns.is_none();
        let query = Query { sql, params, columns: columns.unwrap_or_default() };
        let result = match OwnedQuery::new(query, self.flavour) {
            Ok(owned) => {
                let opened = self.job_with_cursors(move |c, cursors| {
                    if c.is_autocommit() {
                        return Err(not_in_transaction());
                    }
                    cursors.open(c, id, &owned, is_raw, rows)
                });
                opened.await
            }
            Err(misfit) => Err(error::misfit(&misfit)),
        };
        self.report(started, sql, params, result.as_ref().err());
        Ok((id, result?))
    }

    pub(crate) async fn fetch(&self, id: CursorId, sql: &str, rows: u32) -> Result<Fetched, Error> {
        let started = self.started();
        let result = self.job_with_cursors(move |_, cursors| cursors.fetch(id, rows)).await;
        if let Err(error) = &result {
            self.report(started, sql, &[], Some(error));
        }
        result
    }

    pub(crate) fn close_cursor(&self, id: CursorId) {
        self.worker.send(move |_, cursors| cursors.close(id));
    }

    /// Begins a transaction that takes the right to write only when it writes.
    pub(crate) async fn begin_reading(&self) -> Result<(), Error> {
        self.begin_with("BEGIN").await
    }

    async fn command(&self, sql: &str) -> Result<(), Error> {
        let started = self.started();
        let owned = sql.to_owned();
        let result = self.job(move |c| script::run(c, &owned)).await;
        self.report(started, sql, &[], result.as_ref().err());
        result
    }

    fn started(&self) -> Option<Instant> {
        self.observer.as_ref().filter(|observer| observer.is_listening()).map(|_| Instant::now())
    }

    fn report(&self, started: Option<Instant>, sql: &str, params: &[Param<'_>], error: Option<&Error>) {
        if let (Some(observer), Some(started)) = (&self.observer, started) {
            observer.statement(&QueryEvent { sql, params, duration: started.elapsed(), together: 1, error });
        }
    }
}

/// SQLite's transactions are serialisable, and nothing else.
fn check(isolation: Option<Isolation>) -> Result<(), Error> {
    match isolation {
        None | Some(Isolation::Serializable) => Ok(()),
        Some(other) => Err(Error::new(
            Code::P2028,
            format!(
                "SQLite has no isolation level {other}: its transactions are always SERIALIZABLE. Leave the level out."
            ),
        )
        .with_meta("isolationLevel", other.sql())),
    }
}
