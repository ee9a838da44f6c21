//! PostgreSQL over tokio-postgres.

mod batch;
pub(crate) mod connect;
mod decode;
mod encode;
pub(crate) mod error;
mod numeric;
mod rows;
mod statement;
#[cfg(test)]
mod tests;
mod tls;
mod wire;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio_postgres::error::Severity;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, SimpleQueryMessage};

use self::connect::{Canceller, Target};
use self::encode::Outgoing;
use self::rows::Columns;
use self::statement::{Cache, Prepared};
use self::wire::Wire;
use crate::raw::{RawColumn, RawRows};
use crate::{Code, Error, Isolation, Observer, Outcome, Param, PostgresUrl, Query, QueryEvent, Settings};

/// A connection to PostgreSQL.
pub struct Connection {
    client: Client,
    canceller: Canceller,
    target: Target,
    cache: Cache,
    observer: Option<Arc<dyn Observer>>,
    /// How long a statement may take.
    limit: Option<Duration>,
    /// A transaction is open, or was left open.
    in_transaction: AtomicBool,
    /// A statement of the open transaction has failed: the server will not commit it.
    is_failed: AtomicBool,
    /// Nobody knows what state the connection is in.
    is_broken: AtomicBool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("target", &self.target).finish_non_exhaustive()
    }
}

/// An error on the way up: tokio-postgres's own is kept until it is known whether the statement was just stale.
enum Failure {
    Theirs(tokio_postgres::Error),
    Ours(Error),
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Theirs(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl Failure {
    /// The server no longer knows the statement, or its result types have changed (a migration ran): it must be
    /// prepared anew. Told by the names of the server's functions, which have no language.
    fn is_stale(&self) -> bool {
        let Self::Theirs(error) = self else { return false };
        let Some(db) = error.as_db_error() else { return false };
        match db.code().code() {
            "26000" => true,
            "0A000" => db.routine() == Some("RevalidateCachedQuery"),
            "XX000" => db.message().starts_with("cache lookup failed for type"),
            _ => false,
        }
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

impl Connection {
    pub(crate) async fn connect(url: &PostgresUrl, settings: &Settings) -> Result<Self, Error> {
        let connect::Opened { client, canceller, .. } = connect::connect(url).await?;
        Ok(Self {
            client,
            canceller,
            target: Target::of(url),
            cache: Cache::new(url.statement_cache_size),
            observer: settings.observer.clone(),
            limit: url.socket_timeout,
            in_transaction: AtomicBool::new(false),
            is_failed: AtomicBool::new(false),
            is_broken: AtomicBool::new(false),
        })
    }

    pub(crate) async fn run(&self, query: Query<'_>) -> Result<Outcome, Error> {
        let started = self.started();
        let result = self.guarded(self.run_fresh(query)).await;
        self.report(started, query.sql, query.params, result.as_ref().err());
        result
    }

    pub(crate) async fn query_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Error> {
        let started = self.started();
        let result = self.guarded(self.raw_fresh(sql, params)).await;
        self.report(started, sql, params, result.as_ref().err());
        result
    }

    pub(crate) async fn execute_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let query = Query { sql, params, columns: &[] };
        let started = self.started();
        let result = self
            .guarded(async {
                match self.run_fresh(query).await {
                    // Several statements in one text cannot be prepared. (42601 is any syntax error; a broken text
                    // fails again in the same way.)
                    Err(Failure::Theirs(e))
                        if params.is_empty()
                            && e.as_db_error().is_some_and(|db| db.routine() == Some("exec_parse_message")) =>
                    {
                        self.client.batch_execute(sql).await?;
                        Ok(0)
                    }
                    other => other.map(|outcome| outcome.affected),
                }
            })
            .await;
        self.report(started, sql, params, result.as_ref().err());
        result
    }

    pub(crate) async fn begin(&self, isolation: Option<Isolation>) -> Result<(), Error> {
        self.in_transaction.store(true, Ordering::Release);
        self.is_failed.store(false, Ordering::Release);
        let result = self.command(begin_sql(isolation)).await;
        if result.is_err() {
            self.in_transaction.store(false, Ordering::Release);
        }
        result
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        if self.is_failed.load(Ordering::Acquire) {
            // The server would answer COMMIT with a silent rollback.
            self.rollback().await?;
            return Err(Error::new(
                Code::P2028,
                "The transaction was not committed but rolled back: one of its statements had failed. Let that error end \
                 the transaction, or run such a statement in a nested transaction.",
            ));
        }
        let result = self.command("COMMIT").await;
        self.in_transaction.store(false, Ordering::Release);
        result
    }

    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        let result = self.command("ROLLBACK").await;
        if result.is_ok() {
            self.in_transaction.store(false, Ordering::Release);
            self.is_failed.store(false, Ordering::Release);
        }
        result
    }

    pub(crate) async fn rollback_to_savepoint(&self, sql: &str) -> Result<(), Error> {
        let result = self.command(sql).await;
        if result.is_ok() {
            self.is_failed.store(false, Ordering::Release);
        }
        result
    }

    pub(crate) async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await
    }

    pub(crate) async fn server_version(&self) -> Result<String, Error> {
        let answer = self.guarded(async { Ok(self.client.simple_query("SHOW server_version").await?) }).await?;
        let version = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        version.ok_or_else(|| Error::new(Code::P2039, "The database server does not tell its version."))
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.in_transaction.load(Ordering::Acquire)
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Acquire) || self.client.is_closed()
    }

    /// Sends the rollback; its answer is waited for in [`Self::reset`].
    pub(crate) fn abandon_transaction(&self) {
        if self.in_transaction() && !self.is_broken() {
            // The first poll sends it.
            let _ = self.client.batch_execute("ROLLBACK").now_or_never();
        }
    }

    pub(crate) async fn reset(&self) -> Result<(), Error> {
        if self.in_transaction() {
            Box::pin(self.rollback()).await?;
        }
        Ok(())
    }

    /// A statement without parameters and rows, in one simple query.
    async fn command(&self, sql: &str) -> Result<(), Error> {
        let started = self.started();
        let result = self.guarded(async { Ok(self.client.batch_execute(sql).await?) }).await;
        self.report(started, sql, &[], result.as_ref().err());
        result
    }

    /// Runs something within the limit of time, and keeps the connection's state right however it ends.
    async fn guarded<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Error> {
        let mut flight = Flight { connection: self, landed: false };
        // Pinned once, and not moved into either branch: futures that contain each other double in size otherwise.
        let work = pin!(work);
        let result = match self.limit {
            None => work.await,
            Some(limit) => match tokio::time::timeout(limit, work).await {
                Ok(result) => result,
                // The flight does not land.
                Err(_) => return Err(error::slow_statement(limit.as_secs_f64())),
            },
        };
        flight.landed = true;
        result.map_err(|failure| self.explain(failure))
    }

    fn explain(&self, failure: Failure) -> Error {
        match failure {
            Failure::Ours(error) => error,
            Failure::Theirs(error) => {
                if let Some(db) = error.as_db_error() {
                    self.is_failed.store(self.in_transaction(), Ordering::Release);
                    // The server ends the connection after such an error; its end may be noticed later.
                    if matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic)) {
                        self.is_broken.store(true, Ordering::Release);
                    }
                } else if error.is_closed() {
                    self.is_broken.store(true, Ordering::Release);
                }
                error::map(&error, &self.target)
            }
        }
    }

    fn give_up(&self) {
        self.is_broken.store(true, Ordering::Release);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let canceller = self.canceller.clone();
            runtime.spawn(async move {
                if let Err(error) = canceller.cancel().await {
                    tracing::debug!(%error, "a statement could not be cancelled");
                }
            });
        }
    }

    // What is rare and large is boxed in what follows: a client's query moves its future once, with all that it holds.

    /// Runs a statement; prepares it anew if the server's picture of it has changed.
    async fn run_fresh(&self, query: Query<'_>) -> Result<Outcome, Failure> {
        match self.run_once(query).await {
            Err(failure) if failure.is_stale() => {
                self.forget();
                // In a transaction the failure has spoilt it.
                if self.in_transaction() { Err(failure) } else { Box::pin(self.run_once(query)).await }
            }
            other => other,
        }
    }

    fn forget(&self) {
        self.cache.clear();
        self.client.clear_type_cache();
    }

    async fn run_once(&self, query: Query<'_>) -> Result<Outcome, Failure> {
        if !self.cache.is_on() {
            return Box::pin(self.run_unprepared(query)).await;
        }
        let mut prepared = self.prepared(query.sql).await?;
        if prepared.statement.columns().len() < query.columns.len() {
            // `SELECT *` of a table that has got new columns since.
            self.forget();
            prepared = self.prepared(query.sql).await?;
        }
        self.run_prepared(&prepared, query).await
    }

    async fn run_unprepared(&self, query: Query<'_>) -> Result<Outcome, Failure> {
        let params = query.params.iter().map(|param| (Outgoing { param: *param, wire: &Wire::Unknown }, Type::UNKNOWN));
        let stream = self.client.query_typed_raw(query.sql, params).await?;
        rows::collect(stream, Columns::Asked(query.columns)).await
    }

    async fn run_prepared(&self, prepared: &Prepared, query: Query<'_>) -> Result<Outcome, Failure> {
        check_count(prepared, query.params)?;
        let reader = prepared.decoders(query.columns)?;
        let params = query.params.iter().zip(&prepared.params).map(|(param, wire)| Outgoing { param: *param, wire });
        let stream = self.client.query_raw(&prepared.statement, params).await?;
        rows::collect(stream, Columns::Known(reader)).await
    }

    async fn prepared(&self, sql: &str) -> Result<Arc<Prepared>, tokio_postgres::Error> {
        if let Some(known) = self.cache.get(sql) {
            return Ok(known);
        }
        let prepared = Arc::new(Prepared::new(Box::pin(self.client.prepare(sql)).await?));
        self.cache.insert(sql, Arc::clone(&prepared));
        Ok(prepared)
    }

    async fn raw_fresh(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Failure> {
        match self.raw_once(sql, params).await {
            Err(failure) if failure.is_stale() => {
                self.forget();
                if self.in_transaction() { Err(failure) } else { self.raw_once(sql, params).await }
            }
            other => other,
        }
    }

    async fn raw_once(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Failure> {
        if !self.cache.is_on() {
            let params = params.iter().map(|param| (Outgoing { param: *param, wire: &Wire::Unknown }, Type::UNKNOWN));
            let stream = self.client.query_typed_raw(sql, params).await?;
            return rows::collect_raw(stream).await;
        }
        let prepared = self.prepared(sql).await?;
        check_count(&prepared, params)?;
        let columns = rows::raw_columns(prepared.statement.columns())?;
        let cells: Vec<_> = columns.iter().map(RawColumn::cell).collect();
        let Outcome { rows, affected } = self.run_prepared(&prepared, Query { sql, params, columns: &cells }).await?;
        Ok(RawRows { columns, rows, affected })
    }

    /// The time, if anybody wants to know.
    fn started(&self) -> Option<Instant> {
        self.observer.as_ref().map(|_| Instant::now())
    }

    fn report(&self, started: Option<Instant>, sql: &str, params: &[Param<'_>], error: Option<&Error>) {
        if let (Some(observer), Some(started)) = (&self.observer, started) {
            observer.statement(&QueryEvent { sql, params, duration: started.elapsed(), error });
        }
    }
}

const fn begin_sql(isolation: Option<Isolation>) -> &'static str {
    match isolation {
        None => "BEGIN",
        Some(Isolation::ReadUncommitted) => "BEGIN ISOLATION LEVEL READ UNCOMMITTED",
        Some(Isolation::ReadCommitted) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        Some(Isolation::RepeatableRead) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        Some(Isolation::Serializable) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
    }
}

fn check_count(prepared: &Prepared, params: &[Param<'_>]) -> Result<(), Error> {
    let (expected, given) = (prepared.params.len(), params.len());
    if expected == given {
        return Ok(());
    }
    Err(Error::new(
        Code::P2010,
        format!(
            "The statement has {expected} parameters, but {given} values were given. Give one value for each parameter."
        ),
    ))
}
