use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Code, Connection, Error, Outcome, PooledConnection, Query};

/// How much transactions see of each other. SQLite knows `Serializable` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Isolation {
    ReadUncommitted,
    ReadCommitted,
    RepeatableRead,
    Serializable,
}

impl Isolation {
    /// In the order of their numbers.
    pub(crate) const ALL: [Self; 4] =
        [Self::ReadUncommitted, Self::ReadCommitted, Self::RepeatableRead, Self::Serializable];

    /// In SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::ReadUncommitted => "READ UNCOMMITTED",
            Self::ReadCommitted => "READ COMMITTED",
            Self::RepeatableRead => "REPEATABLE READ",
            Self::Serializable => "SERIALIZABLE",
        }
    }

    /// As Prisma's clients name it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ReadUncommitted" => Some(Self::ReadUncommitted),
            "ReadCommitted" => Some(Self::ReadCommitted),
            "RepeatableRead" => Some(Self::RepeatableRead),
            "Serializable" => Some(Self::Serializable),
            _ => None,
        }
    }
}

impl fmt::Display for Isolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql())
    }
}

/// A transaction on a connection of the pool. Dropped without [`commit`](Self::commit), it is rolled back: at once,
/// without anybody waiting, and before the connection is used again.
#[derive(Debug)]
pub struct Transaction {
    connection: PooledConnection,
    /// Numbers savepoints, as Prisma's clients do: they are never used twice.
    next_savepoint: u32,
    open: Vec<u32>,
    finished: AtomicBool,
}

impl Transaction {
    pub(crate) async fn begin(connection: PooledConnection, isolation: Option<Isolation>) -> Result<Self, Error> {
        // The guard stands before the statement runs: a `BEGIN` whose future is dropped is rolled back as well.
        let transaction = Self { connection, next_savepoint: 0, open: Vec::new(), finished: AtomicBool::new(false) };
        Connection::begin(&transaction.connection, isolation).await?;
        Ok(transaction)
    }

    pub(crate) async fn begin_reading(connection: PooledConnection, may_write: bool) -> Result<Self, Error> {
        let transaction = Self { connection, next_savepoint: 0, open: Vec::new(), finished: AtomicBool::new(false) };
        Connection::begin_reading(&transaction.connection, may_write).await?;
        Ok(transaction)
    }

    pub(crate) async fn begin_for(connection: PooledConnection, statements: &[&str]) -> Result<Self, Error> {
        let transaction = Self { connection, next_savepoint: 0, open: Vec::new(), finished: AtomicBool::new(false) };
        Connection::begin_for(&transaction.connection, statements).await?;
        Ok(transaction)
    }

    /// Commits, and gives the connection back.
    ///
    /// # Errors
    /// See [`Connection::commit`]; the transaction is rolled back then.
    pub async fn commit(self) -> Result<(), Error> {
        let result = self.connection.commit().await;
        self.ends(&result);
        result
    }

    /// Runs the last statements and commits, in one round trip where that can be; gives the connection back.
    ///
    /// # Errors
    /// That of the first statement that failed, or of the commit; the transaction is rolled back then.
    pub async fn commit_with(self, queries: &[Query<'_>]) -> Result<Vec<Outcome>, Error> {
        self.end_with(queries).await
    }

    /// The same for who may want to [stop](Connection::stop_running) it meanwhile. Whatever comes of it, the transaction is
    /// over: drop it then.
    ///
    /// # Errors
    /// As [`Self::commit_with`].
    pub async fn end_with(&self, queries: &[Query<'_>]) -> Result<Vec<Outcome>, Error> {
        let result = self.connection.commit_with(queries).await;
        self.ends(&result);
        result
    }

    fn ends<T>(&self, result: &Result<T, Error>) {
        self.finished.store(result.is_ok(), Ordering::Relaxed);
    }

    /// Rolls back, and gives the connection back.
    ///
    /// # Errors
    /// The connection's; the server rolls back then.
    pub async fn rollback(self) -> Result<(), Error> {
        let result = self.connection.rollback().await;
        self.ends(&result);
        result
    }

    /// Sets a savepoint inside the last one that is open.
    ///
    /// # Errors
    /// The connection's.
    pub async fn savepoint(&mut self) -> Result<(), Error> {
        let number = self.next_savepoint;
        self.next_savepoint += 1;
        self.connection.savepoint(&name(number)).await?;
        self.open.push(number);
        Ok(())
    }

    /// Keeps what was done since the last savepoint, and closes it. If that can't be, because a statement has failed,
    /// what was done since is undone, and the transaction may go on.
    ///
    /// # Errors
    /// P2028 or P2034 if it was undone, P2028 without an open savepoint, and the connection's.
    pub async fn release_savepoint(&mut self) -> Result<(), Error> {
        let released = self.connection.release_savepoint(&self.last_savepoint()?).await;
        match released {
            Ok(()) => drop(self.open.pop()),
            // If that fails too, nothing of the transaction can be kept, and whoever goes on with it is told so.
            Err(_) => drop(self.rollback_to_savepoint().await),
        }
        released
    }

    /// Undoes what was done since the last savepoint, and closes it. The transaction may go on, also after an error.
    ///
    /// # Errors
    /// P2028 without an open savepoint, and the connection's.
    pub async fn rollback_to_savepoint(&mut self) -> Result<(), Error> {
        self.connection.rollback_to_savepoint(&self.last_savepoint()?).await?;
        self.open.pop();
        Ok(())
    }

    /// How many savepoints are open.
    #[must_use]
    pub fn open_savepoints(&self) -> usize {
        self.open.len()
    }

    fn last_savepoint(&self) -> Result<String, Error> {
        self.open.last().map(|number| name(*number)).ok_or_else(|| {
            Error::new(Code::P2028, "A nested transaction was closed, but none is open. Close each one once.")
        })
    }
}

/// A connection came back in the middle of a transaction.
pub(crate) fn warn_of_stray() {
    tracing::warn!(
        target: "nicol",
        "a connection came back to its pool with an open transaction that nobody owns: it is rolled back. Raw statements \
         must not contain BEGIN without its COMMIT; start transactions with the client"
    );
}

/// Prisma's names.
fn name(number: u32) -> String {
    format!("prisma_sp_{number}")
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !*self.finished.get_mut() {
            self.connection.abandon_transaction();
        }
    }
}
