//! Counting rows: all that are there, also those that a policy would hide.

use nicol_catalog::Dialect;
use nicol_driver::Error;
use nicol_driver::admin::{Connection, TextRows};

/// A time of counting, in which nothing is changed. Where row level security would hide rows, the server refuses to count
/// (`row_security = off`): what nobody can count is told, and never taken for none.
pub(crate) struct Counting<'c> {
    connection: &'c Connection,
    /// It began the transaction.
    is_own: bool,
}

impl<'c> Counting<'c> {
    /// In the transaction that is open, or in one of its own.
    pub(crate) async fn begin(connection: &'c Connection) -> Result<Self, Error> {
        let is_own = !connection.is_in_transaction().await?;
        if connection.dialect() != Dialect::Sqlite {
            let begin = if is_own { "BEGIN" } else { "SAVEPOINT nicol_counting" };
            connection.execute_script(begin).await?;
        }
        if connection.dialect() == Dialect::Postgres {
            connection.execute_script("SET LOCAL row_security = off").await?;
        }
        Ok(Self { connection, is_own })
    }

    /// Asks something. If it fails, the transaction goes on.
    pub(crate) async fn ask(&self, sql: &str) -> Result<TextRows, Error> {
        if self.connection.dialect() == Dialect::Sqlite {
            return self.connection.query_text(sql).await;
        }
        self.connection.execute_script("SAVEPOINT nicol_count").await?;
        let answer = self.connection.query_text(sql).await;
        let end = if answer.is_ok() { "RELEASE nicol_count" } else { "ROLLBACK TO nicol_count; RELEASE nicol_count" };
        self.connection.execute_script(end).await?;
        answer
    }

    /// The number that a query answers with.
    pub(crate) async fn number<N: std::str::FromStr>(&self, sql: &str) -> Result<Option<N>, Error> {
        let answer = self.ask(sql).await?;
        Ok(answer.rows.first().and_then(|row| row.first()?.as_deref()?.parse().ok()))
    }

    /// Leaves everything as it was.
    pub(crate) async fn end(self) -> Result<(), Error> {
        if self.connection.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        let end = if self.is_own { "ROLLBACK" } else { "ROLLBACK TO nicol_counting; RELEASE nicol_counting" };
        self.connection.execute_script(end).await
    }
}
