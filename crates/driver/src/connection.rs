//! A connection, of whatever database.

use nicol_catalog::Dialect;

#[cfg(feature = "postgres")]
use crate::postgres;
use crate::raw::RawRows;
#[cfg(feature = "sqlite")]
use crate::sqlite;
use crate::{DatabaseUrl, Error, Isolation, Judge, Outcome, Param, Query, Settings};

/// One connection to a database. Statements may be started side by side; they run one after the other.
///
/// If the future of a statement is dropped, the statement is cancelled on the server.
#[derive(Debug)]
#[cfg_attr(
    all(feature = "postgres", feature = "sqlite"),
    expect(clippy::large_enum_variant, reason = "few are made, and they live in the pool")
)]
pub enum Connection {
    #[cfg(feature = "postgres")]
    Postgres(postgres::Connection),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Connection),
}

/// Calls the same method of whichever database it is.
macro_rules! each {
    ($self:ident, $c:ident => $call:expr) => {
        match $self {
            #[cfg(feature = "postgres")]
            Connection::Postgres($c) => $call,
            #[cfg(feature = "sqlite")]
            Connection::Sqlite($c) => $call,
        }
    };
}

/// Runs a statement, with the feature `spans` in a span of its own if anybody listens.
macro_rules! spanned {
    ($self:ident, $span:ident, $sql:expr, $work:expr) => {{
        #[cfg(feature = "spans")]
        if crate::span::is_wanted() {
            let span = crate::span::$span(&$self.place(), $sql);
            return crate::span::within(span, Box::pin(async { $work })).await;
        }
        $work
    }};
}
pub(crate) use spanned;

impl Connection {
    /// Opens a connection.
    ///
    /// # Errors
    /// P1000, P1001, P1002, P1003, P1010, P1011, P1013, P2037.
    pub async fn connect(url: &DatabaseUrl, settings: &Settings) -> Result<Self, Error> {
        match url {
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => postgres::Connection::connect(url, settings).await.map(Self::Postgres),
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(url) => sqlite::Connection::connect(url, settings).await.map(Self::Sqlite),
            #[cfg(not(all(feature = "postgres", feature = "sqlite")))]
            other => Err(Error::new(
                crate::Code::P1013,
                format!(
                    "This program was built without {} support. Turn on the `{0}` feature of `nicol`.",
                    match other.dialect() {
                        Dialect::Sqlite => "sqlite",
                        _ => "postgres",
                    }
                ),
            )),
        }
    }

    /// Which database it is.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Runs a statement: prepared at its first run, kept in the connection's cache.
    ///
    /// # Errors
    /// What the database says, with Prisma's code.
    pub async fn run(&self, query: &Query<'_>) -> Result<Outcome, Error> {
        #[cfg(feature = "spans")]
        if crate::span::is_wanted() {
            let span = crate::span::of(&self.place(), query.sql);
            return crate::span::within(span, Box::pin(self.run_now(query))).await;
        }
        self.run_now(query).await
    }

    #[inline]
    async fn run_now(&self, query: &Query<'_>) -> Result<Outcome, Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => c.run(query).await,
            // On its way to another thread anyway: small, for whom PostgreSQL is the database.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(c) => Box::pin(c.run(query)).await,
        }
    }

    /// Runs statements one after the other in one round trip. Each stands for itself (unless a transaction is open);
    /// the first that fails ends the batch, [`Error::statement`] says which it was. On PostgreSQL later statements of
    /// a failed batch have run as well: use this in a transaction, or [`Connection::batch_in_transaction`]. `only_reads` says
    /// that they change nothing, so that all may run again where what was prepared for one of them is out of date.
    ///
    /// # Errors
    /// That of the first statement that failed.
    pub async fn batch(&self, queries: &[Query<'_>], only_reads: bool) -> Result<Vec<Outcome>, Error> {
        spanned!(self, of_batch, queries, self.batch_now(queries, None, only_reads).await)
    }

    async fn batch_now(
        &self,
        queries: &[Query<'_>],
        transaction: Option<Option<Isolation>>,
        only_reads: bool,
    ) -> Result<Vec<Outcome>, Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => c.batch(queries, transaction, only_reads).await,
            // It prepares by itself what is out of date.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(c) => c.batch(queries, transaction).await,
        }
    }

    /// Runs a statement that may fail: `judge` says which errors a transaction that is open goes on after.
    ///
    /// # Errors
    /// What the database says, with Prisma's code.
    pub async fn attempt(&self, query: &Query<'_>, judge: Judge<'_>) -> Result<Outcome, Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => c.attempt(query, judge).await,
            // A statement that fails changes nothing there, and ends nothing.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(c) => Box::pin(c.run(query)).await,
        }
    }

    /// The same as [`Self::batch`] between `BEGIN` and `COMMIT`, all of it in one round trip: either all statements take effect or none.
    ///
    /// # Errors
    /// That of the first statement that failed, or of the commit; nothing has changed then.
    pub async fn batch_in_transaction(
        &self,
        isolation: Option<Isolation>,
        queries: &[Query<'_>],
    ) -> Result<Vec<Outcome>, Error> {
        spanned!(self, of_batch, queries, self.batch_now(queries, Some(isolation), false).await)
    }

    /// Runs a raw statement; its columns come back with their names and types.
    ///
    /// # Errors
    /// P2010 with the database's code and message, and the connection's errors.
    pub async fn query_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Error> {
        spanned!(self, of, sql, each!(self, c => c.query_raw(sql, params).await).map_err(Error::into_raw))
    }

    /// Runs a raw statement for its effect, and returns how many rows it changed. Without parameters it may be several
    /// statements.
    ///
    /// # Errors
    /// As [`Connection::query_raw`].
    pub async fn execute_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        spanned!(self, of, sql, each!(self, c => c.execute_raw(sql, params).await).map_err(Error::into_raw))
    }

    /// Starts a transaction for reading, in which all statements see the database as the first one does. With `may_write`
    /// one as others are, for a statement that nobody knows.
    pub(crate) async fn begin_reading(&self, may_write: bool) -> Result<(), Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => c.begin_reading(may_write).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(c) => c.begin_reading().await,
        }
    }

    /// Starts a transaction that changes nothing, unless one of these statements does.
    pub(crate) async fn begin_for(&self, statements: &[&str]) -> Result<(), Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => {
                let _ = statements;
                c.begin(None).await
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(c) => c.begin_for(statements).await,
        }
    }

    /// Starts a transaction. [`crate::PooledConnection::transaction`] guards it.
    ///
    /// # Errors
    /// P2028 if the database has no such isolation level, and the connection's errors.
    pub async fn begin(&self, isolation: Option<Isolation>) -> Result<(), Error> {
        spanned!(self, of, "BEGIN", each!(self, c => c.begin(isolation).await))
    }

    /// Commits. A deferred constraint or a serialisation failure is reported here.
    ///
    /// # Errors
    /// P2034, P2003, and others; the transaction is rolled back then. P2028 if a statement has spoilt or ended it.
    pub async fn commit(&self) -> Result<(), Error> {
        spanned!(self, of, "COMMIT", each!(self, c => c.commit().await))
    }

    /// Runs the last statements of a transaction and commits. [`crate::Transaction::commit_with`] guards it.
    pub(crate) async fn commit_with(&self, queries: &[Query<'_>]) -> Result<Vec<Outcome>, Error> {
        if queries.is_empty() {
            return self.commit().await.map(|()| Vec::new());
        }
        spanned!(self, of_batch, queries, self.commit_with_now(queries).await)
    }

    async fn commit_with_now(&self, queries: &[Query<'_>]) -> Result<Vec<Outcome>, Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => c.commit_with(queries).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(c) => {
                let outcomes = c.batch(queries, None).await?;
                c.commit().await.map(|()| outcomes)
            }
        }
    }

    /// Rolls back.
    ///
    /// # Errors
    /// The connection's; P2028 if a statement in it has ended the transaction.
    pub async fn rollback(&self) -> Result<(), Error> {
        spanned!(self, of, "ROLLBACK", each!(self, c => c.rollback().await))
    }

    /// Sets a savepoint. [`crate::Transaction::savepoint`] chooses names.
    ///
    /// # Errors
    /// The connection's.
    pub async fn savepoint(&self, name: &str) -> Result<(), Error> {
        self.execute_script(&format!("SAVEPOINT {name}")).await
    }

    /// Forgets a savepoint, and keeps what was done since.
    ///
    /// # Errors
    /// The connection's.
    pub async fn release_savepoint(&self, name: &str) -> Result<(), Error> {
        let sql = format!("RELEASE SAVEPOINT {name}");
        spanned!(self, of, &sql, each!(self, c => c.release_savepoint(&sql).await))
    }

    /// Undoes what was done since a savepoint, and forgets it. A transaction in which a statement failed is good again.
    ///
    /// # Errors
    /// The connection's.
    pub async fn rollback_to_savepoint(&self, name: &str) -> Result<(), Error> {
        let sql = format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}");
        spanned!(self, of, &sql, each!(self, c => c.rollback_to_savepoint(&sql).await))
    }

    /// Runs a command without parameters and rows, not prepared, or a whole script
    /// (PostgreSQL: in one message, so an implicit transaction; SQLite: statement by statement).
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        spanned!(self, of, sql, each!(self, c => c.execute_script(sql).await))
    }

    /// The server's version, as it says it: `15.14 (Debian …)`, `3.50.4`.
    ///
    /// # Errors
    /// The connection's.
    pub async fn server_version(&self) -> Result<String, Error> {
        each!(self, c => c.server_version().await)
    }

    #[cfg(feature = "spans")]
    pub(crate) fn place(&self) -> crate::span::Place<'_> {
        each!(self, c => c.place())
    }

    /// Cancels the statement that is running, if there is one, for whoever waits for it. On PostgreSQL the connection is not
    /// used again: the cancellation could hit whatever runs on it next.
    pub fn stop_running(&self) {
        each!(self, c => c.stop_running());
    }

    /// Whether a transaction is open.
    #[must_use]
    pub fn in_transaction(&self) -> bool {
        each!(self, c => c.in_transaction())
    }

    /// The same as [`Self::is_broken`] without looking whether the server has ended it meanwhile; or it works, but its
    /// server is no longer the right one.
    pub(crate) fn is_spoilt(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(c) => c.is_spoilt() || c.is_retired(),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(c) => c.is_spoilt(),
        }
    }

    /// Whether the connection is known to be dead, or in a state that nobody knows.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        each!(self, c => c.is_broken())
    }

    /// Whether the last user has left something open.
    #[inline]
    pub(crate) fn is_untidy(&self) -> bool {
        each!(self, c => c.is_untidy())
    }

    /// Starts to end what the last user has left open; [`Self::reset`] waits for the end.
    pub(crate) fn leave(&self) {
        each!(self, c => c.leave());
    }

    /// Starts to roll an open transaction back without waiting for the end; the next use waits.
    pub(crate) fn abandon_transaction(&self) {
        each!(self, c => c.abandon_transaction());
    }

    /// Brings the connection into the state in which the next user expects it.
    pub(crate) async fn reset(&self) -> Result<(), Error> {
        each!(self, c => c.reset().await)
    }
}
