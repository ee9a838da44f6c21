//! PostgreSQL: tokio-postgres lets us in, then statements and rows are ours.

mod backend;
mod batch;
pub(crate) mod connect;
mod cursor;
mod decode;
mod describe;
mod encode;
pub(crate) mod error;
mod failure;
mod give_up;
mod line;
mod message;
mod numeric;
mod pooler;
mod rows;
mod simple;
mod statement;
mod status;
mod stream;
#[cfg(test)]
mod tests;
mod tls;
mod transaction;
mod types;
mod wire;

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, MutexGuard};

use self::backend::Backend;
use self::connect::{Canceller, Target};
pub(crate) use self::cursor::Portal;
pub(crate) use self::failure::Failure;
pub(crate) use self::line::Line;
use self::status::Status;
use crate::raw::RawRows;
use crate::{Code, Error, Observer, Outcome, Param, PostgresUrl, Query, QueryEvent, Settings, comment};

/// A connection to PostgreSQL.
pub struct Connection {
    /// Statements that are started side by side wait here for their turn.
    backend: Arc<Mutex<Backend>>,
    canceller: Canceller,
    target: Target,
    observer: Option<Arc<dyn Observer>>,
    /// How long a statement may take.
    limit: Option<Duration>,
    status: Arc<Status>,
    /// A transaction was begun and not ended by its owner: what runs belongs to it, or is refused.
    is_owned: AtomicBool,
    /// It is begun with the first statement: its level.
    pending: AtomicU8,
    /// What went wrong first in the transaction, so that it cannot be committed.
    cause: std::sync::Mutex<Option<Error>>,
    /// Nobody knows what state the connection is in.
    is_broken: AtomicBool,
    /// It works, but shall not be used for anything else: its server may only be read.
    is_retired: AtomicBool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("target", &self.target).finish_non_exhaustive()
    }
}

/// A statement that is under way. Dropped before it came back, it is cancelled on the server, and the connection is not
/// used again: the cancellation could hit whatever runs on it next.
struct Flight<'c> {
    connection: &'c Connection,
    landed: bool,
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if !self.landed {
            self.connection.give_up();
        }
    }
}

/// Runs something within the limit of time, and keeps the connection's state right however it ends. Refuses it if the
/// connection can't be used, or the transaction that it would belong to is over.
///
/// Needs the lock: only then nobody else changes that.
///
/// Not a function: one that takes a future holds it twice, and a client's query moves all of it.
macro_rules! guarded {
    ($connection:expr, $work:expr) => {{
        $connection.check()?;
        let mut flight = $crate::postgres::Flight { connection: $connection, landed: false };
        let result = match $connection.limit {
            None => $work.await,
            Some(limit) => match tokio::time::timeout(limit, Box::pin($work)).await {
                Ok(result) => result,
                // The flight does not land.
                Err(_) => {
                    let is_held = $connection.in_transaction();
                    let slow = $crate::postgres::error::slow_statement(limit.as_secs_f64(), is_held);
                    return Err($connection.remember(slow));
                }
            },
        };
        flight.landed = true;
        result.map_err(|failure| $connection.explain(failure))
    }};
}
use guarded;

impl Connection {
    pub(crate) async fn connect(url: &PostgresUrl, settings: &Settings) -> Result<Self, Error> {
        let connect::Opened { line, canceller, .. } = connect::connect(url, settings).await?;
        Ok(Self {
            status: line.status(),
            backend: Arc::new(Mutex::new(Backend::new(line, url.statement_cache_size))),
            canceller,
            target: Target::of(url),
            observer: settings.observer.clone(),
            limit: url.socket_timeout,
            is_owned: AtomicBool::new(false),
            pending: AtomicU8::new(0),
            cause: std::sync::Mutex::default(),
            is_broken: AtomicBool::new(false),
            is_retired: AtomicBool::new(false),
        })
    }

    #[expect(clippy::manual_async_fn, reason = "an `async fn` holds its arguments twice")]
    pub(crate) fn run(&self, query: &Query<'_>) -> impl Future<Output = Result<Outcome, Error>> + Send {
        async move {
            let started = self.started();
            let result = self.run_guarded(query).await;
            self.report(started, &comment::with(query.sql), query.params, result.as_ref().err());
            result
        }
    }

    #[expect(clippy::manual_async_fn, reason = "an `async fn` holds its arguments twice")]
    pub(super) fn run_guarded(&self, query: &Query<'_>) -> impl Future<Output = Result<Outcome, Error>> + Send {
        async move {
            let mut backend = self.backend().await;
            if let Some(isolation) = self.pending() {
                return Box::pin(self.first_guarded(&mut backend, query, isolation)).await;
            }
            guarded!(self, backend.run(query))
        }
    }

    pub(crate) async fn query_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Error> {
        let started = self.started();
        let result = self.query_raw_guarded(sql, params).await;
        self.report(started, &comment::with(sql), params, result.as_ref().err());
        result
    }

    async fn query_raw_guarded(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Error> {
        self.begin_now().await?;
        let mut backend = self.backend().await;
        guarded!(self, backend.query_raw(sql, params, !self.in_transaction()))
    }

    pub(crate) async fn execute_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let started = self.started();
        let result = self.execute_raw_guarded(sql, params).await;
        self.report(started, &comment::with(sql), params, result.as_ref().err());
        result
    }

    async fn execute_raw_guarded(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        self.begin_now().await?;
        let mut backend = self.backend().await;
        guarded!(self, backend.execute_raw(sql, params, !self.in_transaction()))
    }

    pub(crate) async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await
    }

    pub(crate) async fn server_version(&self) -> Result<String, Error> {
        let mut backend = self.backend().await;
        let answer = guarded!(self, backend.line.query_text("SHOW server_version"))?;
        let version = answer.rows.into_iter().next().and_then(|row| row.into_iter().next()).flatten();
        version.ok_or_else(|| Error::new(Code::P2039, "The database server does not tell its version."))
    }

    #[cfg(feature = "spans")]
    pub(crate) fn place(&self) -> crate::span::Place<'_> {
        let Target { host, port, database, schema, .. } = &self.target;
        crate::span::Place {
            system: "postgresql",
            namespace: format!("{database}|{schema}"),
            server: Some((host.as_str(), *port)),
        }
    }

    #[inline]
    pub(crate) fn in_transaction(&self) -> bool {
        self.status.is_open() || self.pending().is_some()
    }

    pub(crate) fn is_spoilt(&self) -> bool {
        self.is_broken.load(Ordering::Acquire)
    }

    pub(crate) fn is_retired(&self) -> bool {
        self.is_retired.load(Ordering::Acquire)
    }

    pub(crate) fn is_broken(&self) -> bool {
        // Whoever holds it sees for themselves.
        self.is_spoilt() || self.backend.try_lock().is_ok_and(|mut backend| backend.line.is_lost())
    }

    /// A statement without parameters and rows, in one simple query.
    async fn command(&self, sql: &str) -> Result<(), Error> {
        let started = self.started();
        let result = self.command_guarded(sql).await;
        self.report(started, sql, &[], result.as_ref().err());
        result
    }

    async fn command_guarded(&self, sql: &str) -> Result<(), Error> {
        self.begin_now().await?;
        let mut backend = self.backend().await;
        guarded!(self, backend.line.command(sql))
    }

    #[inline]
    async fn backend(&self) -> MutexGuard<'_, Backend> {
        // Nearly always nobody else is there.
        match self.backend.try_lock() {
            Ok(backend) => backend,
            Err(_) => self.backend.lock().await,
        }
    }

    #[cold]
    fn explain(&self, failure: Failure) -> Error {
        let (is_end, is_failed) = match &failure {
            Failure::Ours(_) => (false, false),
            Failure::Lost(_) => (true, true),
            // The server ends the connection after such an error; its end may be noticed later.
            Failure::Server(complaint) => (complaint.is_fatal, complaint.is_fatal || self.status.is_failed()),
        };
        if is_end {
            self.is_broken.store(true, Ordering::Release);
        }
        if failure.is_read_only() {
            self.is_retired.store(true, Ordering::Release);
        }
        let is_stale = failure.is_stale() && self.status.is_failed();
        if failure.is_ignored()
            && let Some(cause) = self.cause.lock().unwrap_or_else(PoisonError::into_inner).as_ref()
        {
            return error::ignored(&failure.into_error(&self.target), cause);
        }
        let error = failure.into_error(&self.target);
        let error = if is_stale { error::stale_in_transaction(error) } else { error };
        if is_failed { self.remember(error) } else { error }
    }

    /// Keeps what spoilt the transaction, for whoever wants to go on or to commit.
    #[cold]
    fn remember(&self, error: Error) -> Error {
        self.cause.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| error.clone());
        error
    }

    /// The time, if anybody wants to know.
    fn started(&self) -> Option<Instant> {
        self.observer.as_ref().filter(|observer| observer.is_listening()).map(|_| Instant::now())
    }

    fn report(&self, started: Option<Instant>, sql: &str, params: &[Param<'_>], error: Option<&Error>) {
        if let (Some(observer), Some(started)) = (&self.observer, started) {
            observer.statement(&QueryEvent { sql, params, duration: started.elapsed(), together: 1, error });
        }
    }
}
