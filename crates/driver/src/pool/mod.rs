mod lease;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use self::lease::{Lease, NoPlace, Places};
use crate::{Code, Connection, DatabaseUrl, Error, Isolation, Settings, Transaction};

/// Connections to one database, with Prisma's rules: `connection_limit` of them at most, opened when they are needed,
/// who waits longest is served first, and after `pool_timeout` without one it is P2024.
///
/// Cloning it shares it. Making it opens nothing: an unreachable server shows at the first use.
#[derive(Clone)]
pub struct Pool(Arc<Places>);

/// How a pool is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolState {
    /// The most connections there may be.
    pub limit: usize,
    /// Connections that are open.
    pub size: usize,
    /// Open connections that nobody uses.
    pub idle: usize,
    /// Connections in use.
    pub busy: usize,
    /// Who waits for one.
    pub waiting: usize,
}

impl Pool {
    /// A pool for the database at this URL.
    ///
    /// # Errors
    /// P1013 if the URL asks for what cannot be done.
    pub fn new(url: DatabaseUrl, settings: Settings) -> Result<Self, Error> {
        Ok(Self(Arc::new(Places::new(url, settings))))
    }

    /// The URL it connects to.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.0.url
    }

    /// A connection, alone for the caller until it is dropped. Waits as long as the URL's `pool_timeout` allows.
    ///
    /// # Errors
    /// P2024 if none came free in time, or those of [`Connection::connect`].
    pub async fn get(&self) -> Result<PooledConnection, Error> {
        self.get_within(self.0.url.pool_timeout()).await
    }

    /// The same with another limit; `None` waits for ever.
    ///
    /// # Errors
    /// As [`Pool::get`].
    pub async fn get_within(&self, limit: Option<Duration>) -> Result<PooledConnection, Error> {
        match self.0.take(limit).await {
            Ok(mut lease) => {
                lease.open().await?;
                Ok(PooledConnection(lease))
            }
            Err(NoPlace::Timeout) => Err(self.exhausted(limit)),
            Err(NoPlace::Closed) => Err(Error::new(
                Code::P1017,
                "The client was disconnected and its connections are closed. Connect again.",
            )),
        }
    }

    /// Takes a connection and starts a transaction on it.
    ///
    /// # Errors
    /// Those of [`Pool::get`] and [`Connection::begin`].
    pub async fn begin(&self, isolation: Option<Isolation>) -> Result<Transaction, Error> {
        self.get().await?.transaction(isolation).await
    }

    /// Numbers for health and metrics.
    #[must_use]
    pub fn state(&self) -> PoolState {
        self.0.state()
    }

    /// How many connections were opened since the pool was made, and how many of them were closed.
    #[must_use]
    pub fn turnover(&self) -> (u64, u64) {
        self.0.turnover()
    }

    /// Closes all connections: idle ones now, those in use when they come back. Who waits gets P1017.
    pub fn close(&self) {
        self.0.close();
    }

    fn exhausted(&self, limit: Option<Duration>) -> Error {
        let (seconds, connections) = (limit.unwrap_or_default().as_secs_f64(), self.0.url.connection_limit());
        let timeout = serde_json::Number::from_f64(seconds).map_or_else(
            || 0.into(),
            |n| if seconds.fract() == 0.0 { limit.unwrap_or_default().as_secs().into() } else { n },
        );
        Error::new(
            Code::P2024,
            format!(
                "No connection of the pool came free within {seconds} s: all {connections} are in use. Keep transactions \
                 short, or raise `connection_limit` or `pool_timeout` in the connection URL."
            ),
        )
        .with_meta("timeout", timeout)
        .with_meta("connection_limit", connections)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("url", self.url()).field("state", &self.state()).finish()
    }
}

/// A connection that goes back to its pool when it is dropped.
pub struct PooledConnection(Lease);

impl PooledConnection {
    /// Starts a transaction.
    ///
    /// # Errors
    /// See [`Connection::begin`].
    pub async fn transaction(self, isolation: Option<Isolation>) -> Result<Transaction, Error> {
        Transaction::begin(self, isolation).await
    }

    /// Starts a transaction that changes nothing, unless one of these statements does, which nobody knows: then it is one as
    /// others are. SQLite is asked (`sqlite3_stmt_readonly`), so that what only reads needs no turn among those who write;
    /// what writes takes its turn when it begins, because one that has read before it wants to write can only fail if
    /// somebody else has written meanwhile.
    ///
    /// # Errors
    /// See [`Connection::begin`].
    pub async fn transaction_for(self, statements: &[&str]) -> Result<Transaction, Error> {
        Transaction::begin_for(self, statements).await
    }

    /// Starts a transaction for statements whose rows are fetched some at a time: for reading, with one picture of the
    /// database for all of its statements. With `may_write` one as others are (on SQLite it takes the right to write when
    /// it writes).
    ///
    /// # Errors
    /// See [`Connection::begin`].
    pub async fn stream(self, may_write: bool) -> Result<Transaction, Error> {
        Transaction::begin_reading(self, may_write).await
    }
}

impl Deref for PooledConnection {
    type Target = Connection;

    #[inline]
    fn deref(&self) -> &Connection {
        self.0.connection()
    }
}

impl fmt::Debug for PooledConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
