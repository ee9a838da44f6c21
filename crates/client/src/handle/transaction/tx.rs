//! A transaction as a guard.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::options::{ClientType, Options};
use super::session::Session;
use crate::error::Result;

/// An open transaction: a client whose queries run in it. Rolled back when it is dropped without
/// [`commit`](Self::commit): one inside of another before that one's next query.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let mut tx = db.begin().await?;
/// tx.member().update(member::id().eq(1)).set(member::points(), 7).await?;
/// // A savepoint.
/// let inner = tx.begin().await?;
/// inner.member().delete_many().await?;
/// inner.rollback().await?;
/// tx.commit().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Tx<'c, C> {
    client: C,
    /// Taken when the transaction is closed.
    pub(super) session: Option<Session>,
    _outer: PhantomData<&'c C>,
}

impl<C> Tx<'_, C> {
    pub(super) const fn new(client: C, session: Session) -> Self {
        Self { client, session: Some(session), _outer: PhantomData }
    }
}

impl<C: ClientType> Tx<'_, C> {
    /// The same, without the borrow of the client that it was begun on.
    pub(super) fn detached(mut self) -> Tx<'static, C>
    where
        C: 'static,
    {
        Tx { client: self.client.clone(), session: self.session.take(), _outer: PhantomData }
    }

    /// Keeps what was done.
    ///
    /// # Errors
    /// P2034, P2003 and others that the database reports at the end; P2028 if the transaction has expired.
    pub async fn commit(mut self) -> Result<()> {
        let Some(session) = &self.session else { return Ok(()) };
        let committed = session.commit().await;
        self.session = None;
        committed
    }

    /// Undoes what was done.
    ///
    /// # Errors
    /// The connection's; the server rolls back then.
    pub async fn rollback(mut self) -> Result<()> {
        let Some(session) = &self.session else { return Ok(()) };
        let rolled_back = session.rollback().await;
        self.session = None;
        rolled_back
    }

    /// Starts a transaction inside this one: a savepoint. This one can't be used while that is open.
    ///
    /// # Errors
    /// The connection's.
    pub async fn begin(&mut self) -> Result<Tx<'_, C>> {
        Options::new(&self.client).begin().await
    }
}

impl<C> Deref for Tx<'_, C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.client
    }
}

impl<C> Drop for Tx<'_, C> {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            session.abandon();
        }
    }
}

impl<C> fmt::Debug for Tx<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("open", &self.session.is_some()).finish_non_exhaustive()
    }
}
