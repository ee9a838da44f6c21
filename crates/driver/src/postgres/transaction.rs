//! Transactions: begun and ended here, believed only as far as the server confirms them.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::error::slow_commit;
use super::{Connection, guarded};
use crate::{Code, Error, Isolation};

impl Connection {
    pub(crate) async fn begin(&self, isolation: Option<Isolation>) -> Result<(), Error> {
        if self.in_transaction() {
            // The server would only warn, and whoever began the first one would end it.
            return Err(Error::new(
                Code::P2028,
                "No transaction could be started: one is open on this connection already. End it first.",
            ));
        }
        // It travels with the first statement.
        self.check()?;
        self.forget_cause();
        self.pending.store(isolation.map_or(ANY_LEVEL, |level| FIRST_LEVEL + level as u8), Ordering::Release);
        self.is_owned.store(true, Ordering::Release);
        Ok(())
    }

    /// The level of a transaction whose BEGIN is not sent yet.
    #[inline]
    pub(super) fn pending(&self) -> Option<Option<Isolation>> {
        match self.pending.load(Ordering::Acquire) {
            NOTHING => None,
            level => Some(Isolation::ALL.get(usize::from(level.wrapping_sub(FIRST_LEVEL))).copied()),
        }
    }

    /// Says that nothing has to be begun any more, if the server says so too.
    pub(super) fn has_begun(&self) {
        if self.status.is_open()
            && let Some(isolation) = self.pending()
        {
            self.pending.store(NOTHING, Ordering::Release);
            self.report(self.started(), begin_sql(isolation), &[], None);
        }
    }

    /// Forgets a transaction that has not begun. Whether there was one.
    pub(super) fn never_begin(&self) -> bool {
        let was_pending = self.pending.swap(NOTHING, Ordering::AcqRel) != NOTHING;
        if was_pending {
            self.is_owned.store(false, Ordering::Release);
        }
        was_pending
    }

    /// Begins what has to be, for statements that can't take their BEGIN along.
    #[inline]
    pub(super) async fn begin_now(&self) -> Result<(), Error> {
        match self.pending() {
            None => Ok(()),
            Some(isolation) => Box::pin(self.send_begin(isolation)).await,
        }
    }

    #[cold]
    async fn send_begin(&self, isolation: Option<Isolation>) -> Result<(), Error> {
        let mut backend = self.backend().await;
        if self.pending().is_some() {
            guarded!(self, backend.line.command(begin_sql(isolation)))?;
            self.has_begun();
        }
        Ok(())
    }

    /// For statements that all see the database as the first one does; or, if they may write, as the server's default is.
    pub(crate) async fn begin_reading(&self, may_write: bool) -> Result<(), Error> {
        self.begin((!may_write).then_some(Isolation::RepeatableRead)).await
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        if !self.is_spoilt() && self.never_begin() {
            return Ok(());
        }
        let started = self.started();
        let result = self.commit_guarded().await.map_err(|error| self.unknown_end(error));
        self.report(started, "COMMIT", &[], result.as_ref().err());
        self.is_owned.store(false, Ordering::Release);
        result
    }

    /// The error of a COMMIT that was not waited for.
    pub(super) fn unknown_end(&self, error: Error) -> Error {
        match self.limit {
            // Not the server's own limit.
            Some(limit) if error.code() == Code::P1008 && error.server().is_none() => slow_commit(limit.as_secs_f64()),
            _ => error,
        }
    }

    async fn commit_guarded(&self) -> Result<(), Error> {
        let mut backend = self.backend().await;
        if guarded!(self, backend.line.commit())? {
            Ok(())
        } else {
            Err(self.not_kept("The transaction was not committed"))
        }
    }

    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        if self.never_begin() {
            return Ok(());
        }
        if !self.is_spoilt() {
            self.command("ROLLBACK").await?;
        }
        // Else the server rolls back when it sees that the connection has ended.
        self.is_owned.store(false, Ordering::Release);
        Ok(())
    }

    pub(crate) async fn release_savepoint(&self, sql: &str) -> Result<(), Error> {
        if self.status.is_failed() {
            return Err(self.not_kept("The nested transaction was not kept"));
        }
        self.command(sql).await
    }

    pub(crate) async fn rollback_to_savepoint(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await?;
        self.forget_cause();
        Ok(())
    }

    /// Sends the rollback; its answer is waited for in [`Self::reset`].
    pub(crate) fn abandon_transaction(&self) {
        self.never_begin();
        self.is_owned.store(false, Ordering::Release);
        if self.in_transaction()
            && !self.is_broken()
            && let Ok(mut backend) = self.backend.try_lock()
        {
            backend.line.post("ROLLBACK");
        }
    }

    /// Whether something is open that the next user must not get.
    #[inline]
    pub(crate) fn is_untidy(&self) -> bool {
        self.status.is_open() || self.is_owned.load(Ordering::Acquire)
    }

    /// Begins to end what the last user has left open.
    pub(crate) fn leave(&self) {
        self.never_begin();
        // Else its rollback is under way.
        let is_stray = self.backend.try_lock().is_ok_and(|backend| !backend.line.is_owed());
        if is_stray && self.in_transaction() {
            crate::transaction::warn_of_stray();
            self.abandon_transaction();
        }
        self.is_owned.store(false, Ordering::Release);
    }

    /// Waits for the end of what [`Self::leave`] and [`Self::abandon_transaction`] have begun.
    pub(crate) async fn reset(&self) -> Result<(), Error> {
        self.settle().await?;
        if self.in_transaction() { Box::pin(self.rollback()).await } else { Ok(()) }
    }

    async fn settle(&self) -> Result<(), Error> {
        let mut backend = self.backend().await;
        guarded!(self, async { Ok(backend.line.settle().await?) })
    }

    /// Nothing runs on a connection whose state nobody knows, and nothing outside of the transaction that it is meant for.
    #[inline]
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.is_spoilt() || (!self.in_transaction() && self.is_owned.load(Ordering::Acquire)) {
            return Err(self.refusal());
        }
        Ok(())
    }

    #[cold]
    fn refusal(&self) -> Error {
        if !self.is_owned.load(Ordering::Acquire) {
            return Error::new(
                Code::P1017,
                "The connection cannot be used any more: a statement on it was given up, or it was lost. Use another one.",
            );
        }
        if self.is_spoilt() {
            return self.not_kept("The transaction cannot go on and is not committed");
        }
        Error::new(
            Code::P2028,
            "The transaction is over already: a statement in it, such as COMMIT or ROLLBACK, has ended it. Remove that \
             statement, and end the transaction through its client.",
        )
    }

    /// Why it is undone: a conflict stays one, so that all of it can be tried again.
    #[cold]
    fn not_kept(&self, what: &str) -> Error {
        let cause = self.cause.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(cause) = cause else {
            let why = if self.is_spoilt() { "was given up before its answer came" } else { "had failed" };
            return Error::new(
                Code::P2028,
                format!("{what} but rolled back: one of its statements {why}. Run all of it again."),
            );
        };
        let code = if cause.is_retryable() { Code::P2034 } else { Code::P2028 };
        Error::new(
            code,
            format!(
                "{what} but rolled back: one of its statements had failed ({cause}) Let that error end the transaction, or \
                 run such a statement in a nested transaction."
            ),
        )
    }

    fn forget_cause(&self) {
        *self.cause.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Nothing is to be begun.
const NOTHING: u8 = 0;
/// A transaction of the server's default level.
const ANY_LEVEL: u8 = 1;
/// A transaction of the first level of [`Isolation::ALL`].
const FIRST_LEVEL: u8 = 2;

pub(super) const fn begin_sql(isolation: Option<Isolation>) -> &'static str {
    match isolation {
        None => "BEGIN",
        Some(Isolation::ReadUncommitted) => "BEGIN ISOLATION LEVEL READ UNCOMMITTED",
        Some(Isolation::ReadCommitted) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        Some(Isolation::RepeatableRead) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        Some(Isolation::Serializable) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
    }
}
