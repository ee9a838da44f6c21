use std::fmt;
use std::ops::Deref;

use crate::{Code, Connection, Error, PooledConnection};

/// How much transactions see of each other. SQLite knows `Serializable` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Isolation {
    ReadUncommitted,
    ReadCommitted,
    RepeatableRead,
    Serializable,
}

impl Isolation {
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
    finished: bool,
}

impl Transaction {
    pub(crate) async fn begin(connection: PooledConnection, isolation: Option<Isolation>) -> Result<Self, Error> {
        // The guard stands before the statement runs: a `BEGIN` whose future is dropped is rolled back as well.
        let transaction = Self { connection, next_savepoint: 0, open: Vec::new(), finished: false };
        Connection::begin(&transaction.connection, isolation).await?;
        Ok(transaction)
    }

    /// Commits, and gives the connection back.
    ///
    /// # Errors
    /// See [`Connection::commit`]; the transaction is rolled back then.
    pub async fn commit(mut self) -> Result<(), Error> {
        let result = self.connection.commit().await;
        self.finished = result.is_ok();
        result
    }

    /// Rolls back, and gives the connection back.
    ///
    /// # Errors
    /// The connection's; the server rolls back then.
    pub async fn rollback(mut self) -> Result<(), Error> {
        let result = self.connection.rollback().await;
        self.finished = result.is_ok();
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

    /// Keeps what was done since the last savepoint, and closes it.
    ///
    /// # Errors
    /// P2028 without an open savepoint, and the connection's.
    pub async fn release_savepoint(&mut self) -> Result<(), Error> {
        let number = self.close_savepoint()?;
        self.connection.release_savepoint(&name(number)).await
    }

    /// Undoes what was done since the last savepoint, and closes it. The transaction may go on, also after an error.
    ///
    /// # Errors
    /// P2028 without an open savepoint, and the connection's.
    pub async fn rollback_to_savepoint(&mut self) -> Result<(), Error> {
        let number = self.close_savepoint()?;
        self.connection.rollback_to_savepoint(&name(number)).await
    }

    /// How many savepoints are open.
    #[must_use]
    pub fn open_savepoints(&self) -> usize {
        self.open.len()
    }

    fn close_savepoint(&mut self) -> Result<u32, Error> {
        self.open.pop().ok_or_else(|| {
            Error::new(Code::P2028, "A nested transaction was closed, but none is open. Close each one once.")
        })
    }
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
        if !self.finished {
            self.connection.abandon_transaction();
        }
    }
}
