//! Interactive transactions: closures and guards, savepoints inside, a limit of time, and rollback when a future is
//! dropped.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nicol_driver::{Connection, Transaction};
use tokio::sync::RwLock;

use super::{Handle, Isolation};
use crate::error::{Error, Result};

/// Prisma's limits.
const MAX_WAIT: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(5);

/// A transaction, seen from one of its levels: 0 is the transaction itself, others are savepoints.
#[derive(Clone)]
pub(super) struct Session {
    shared: Arc<Shared>,
    level: u32,
}

struct Shared {
    /// Statements share it; who opens or closes a level has it alone.
    state: RwLock<State>,
    /// The innermost open level; each level that was opened has a number of its own, so closed ones are known.
    open: AtomicU32,
    started: Instant,
    timeout: Duration,
}

enum State {
    Open(Box<Transaction>),
    Committed,
    RolledBack,
    Expired(Duration),
}

impl State {
    fn transaction(&mut self) -> Option<&mut Transaction> {
        match self {
            Self::Open(transaction) => Some(transaction),
            _ => None,
        }
    }
}

impl Session {
    async fn begin(handle: &Handle, options: Limits) -> Result<Self> {
        let begin = async {
            let connection = handle.core.pool.get_within(Some(options.max_wait)).await?;
            connection.transaction(options.isolation).await
        };
        let transaction = match tokio::time::timeout(options.max_wait, begin).await {
            Ok(Ok(transaction)) => transaction,
            Ok(Err(error)) if error.code() != nicol_driver::Code::P2024 => return Err(error.into()),
            Ok(Err(_)) | Err(_) => return Err(no_connection(options.max_wait)),
        };
        let shared = Arc::new(Shared {
            state: RwLock::new(State::Open(Box::new(transaction))),
            open: AtomicU32::new(0),
            started: Instant::now(),
            timeout: options.timeout,
        });
        expire(&shared);
        Ok(Self { shared, level: 0 })
    }

    /// Runs something on the transaction's connection.
    pub(super) async fn run<T>(&self, f: impl AsyncFnOnce(&Connection) -> Result<T>) -> Result<T> {
        let state = self.shared.state.read().await;
        match &*state {
            State::Open(transaction) => f(transaction).await,
            closed => Err(closed.error("query", &self.shared)),
        }
    }

    /// Opens a savepoint.
    async fn nest(&self) -> Result<Self> {
        let mut state = self.shared.state.write().await;
        let error = state.error("query", &self.shared);
        let Some(transaction) = state.transaction() else { return Err(error) };
        if self.shared.open.load(Ordering::Acquire) != self.level {
            return Err(Error::new(
                "P2028",
                "A nested transaction was started while another one of the same transaction is open. Run them one after \
                 the other, or one inside the other.",
            ));
        }
        transaction.savepoint().await?;
        let level = self.level + 1;
        self.shared.open.store(level, Ordering::Release);
        Ok(Self { shared: Arc::clone(&self.shared), level })
    }

    async fn commit(&self) -> Result<()> {
        let mut state = self.shared.state.write().await;
        let error = state.error("commit", &self.shared);
        let Some(transaction) = state.transaction() else { return Err(error) };
        self.check_innermost()?;
        if self.level > 0 {
            self.shared.open.store(self.level - 1, Ordering::Release);
            return Ok(transaction.release_savepoint().await?);
        }
        match std::mem::replace(&mut *state, State::Committed) {
            State::Open(transaction) => {
                let committed = transaction.commit().await;
                if committed.is_err() {
                    *state = State::RolledBack;
                }
                Ok(committed?)
            }
            _ => Err(error),
        }
    }

    async fn rollback(&self) -> Result<()> {
        let mut state = self.shared.state.write().await;
        let error = state.error("rollback", &self.shared);
        let Some(transaction) = state.transaction() else { return Err(error) };
        if self.level > 0 {
            // Savepoints that are open inside this one go with it.
            while self.shared.open.load(Ordering::Acquire) >= self.level {
                self.shared.open.fetch_sub(1, Ordering::AcqRel);
                transaction.rollback_to_savepoint().await?;
            }
            return Ok(());
        }
        match std::mem::replace(&mut *state, State::RolledBack) {
            State::Open(transaction) => Ok(transaction.rollback().await?),
            _ => Err(error),
        }
    }

    fn check_innermost(&self) -> Result<()> {
        if self.shared.open.load(Ordering::Acquire) == self.level {
            return Ok(());
        }
        Err(Error::new(
            "P2028",
            "A transaction was closed while a nested one is open. Finish the nested transaction first.",
        ))
    }

    /// Rolls back without waiting: what happens when a transaction is dropped.
    fn abandon(self) {
        if self.level > 0 {
            // The savepoint goes when the level around it is used or closed next; that needs the connection, so a task.
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(async move {
                    let _ = self.rollback().await;
                });
            }
            return;
        }
        // Dropping the driver's transaction rolls back, before the connection is used again.
        if let Ok(mut state) = self.shared.state.try_write() {
            *state = State::RolledBack;
        } else if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { *self.shared.state.write().await = State::RolledBack });
        }
    }
}

impl State {
    /// Why it can't be used.
    fn error(&self, operation: &'static str, shared: &Shared) -> Error {
        match self {
            Self::Open(_) => Error::torn(),
            Self::Committed => closed(operation, "was committed"),
            Self::RolledBack => closed(operation, "was rolled back"),
            Self::Expired(after) => {
                let (limit, taken) = (shared.timeout.as_millis(), after.as_millis());
                Error::new(
                    "P2028",
                    format!(
                        "A {operation} came too late for its transaction: it was rolled back after its time limit of \
                         {limit} ms. Do less in it, or give it a longer `timeout`."
                    ),
                )
                .with_meta("operation", operation)
                .with_meta("timeout", u64::try_from(limit).unwrap_or(u64::MAX))
                .with_meta("timeTaken", u64::try_from(taken).unwrap_or(u64::MAX))
            }
        }
    }
}

fn closed(operation: &str, how: &str) -> Error {
    Error::new(
        "P2028",
        format!("A {operation} came after its transaction {how}. Use the transaction's client only inside of it."),
    )
}

fn no_connection(limit: Duration) -> Error {
    Error::new(
        "P2028",
        format!(
            "No transaction could be started within {} ms: no connection came free. Keep transactions short, raise \
             `connection_limit` in the connection URL, or give a longer `max_wait`.",
            limit.as_millis()
        ),
    )
}

/// Rolls the transaction back when its time is over; a statement that is running is not interrupted.
fn expire(shared: &Arc<Shared>) {
    let (weak, started, timeout) = (Arc::downgrade(shared), shared.started, shared.timeout);
    tokio::spawn(async move {
        tokio::time::sleep(timeout).await;
        let Some(shared) = weak.upgrade() else { return };
        let mut state = shared.state.write().await;
        if matches!(*state, State::Open(_)) {
            let open = std::mem::replace(&mut *state, State::Expired(started.elapsed()));
            if let State::Open(transaction) = open {
                let _ = transaction.rollback().await;
            }
        }
    });
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    isolation: Option<Isolation>,
    max_wait: Duration,
    timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { isolation: None, max_wait: MAX_WAIT, timeout: TIMEOUT }
    }
}

/// A generated client: a [`Handle`] with types.
pub trait ClientType: Clone + Send + Sync {
    #[doc(hidden)]
    fn from_handle(handle: Handle) -> Self;

    #[doc(hidden)]
    fn handle(&self) -> &Handle;
}

impl ClientType for Handle {
    fn from_handle(handle: Handle) -> Self {
        handle
    }

    fn handle(&self) -> &Handle {
        self
    }
}

/// How a transaction is run: its isolation and its limits of time. Inside of another transaction these are ignored.
#[must_use = "options do nothing until `transact`, `try_transact`, `retry` or `begin` is called"]
pub struct Options<'c, C> {
    client: &'c C,
    limits: Limits,
}

impl<'c, C: ClientType> Options<'c, C> {
    /// For generated code.
    #[doc(hidden)]
    pub fn new(client: &'c C) -> Self {
        Self { client, limits: Limits::default() }
    }

    /// How much it sees of other transactions. Without it, what the server has as its default.
    pub const fn isolation(mut self, isolation: Isolation) -> Self {
        self.limits.isolation = Some(isolation);
        self
    }

    /// How long to wait for a connection: 2 seconds unless it is set.
    pub const fn max_wait(mut self, limit: Duration) -> Self {
        self.limits.max_wait = limit;
        self
    }

    /// How long it may take before it is rolled back: 5 seconds unless it is set.
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.limits.timeout = limit;
        self
    }

    /// Runs a closure in a transaction: committed if it returns `Ok`; rolled back if it returns `Err`, panics, or its
    /// future is dropped.
    ///
    /// # Errors
    /// The closure's, or why the transaction could not be started or committed.
    pub async fn transact<T>(self, f: impl AsyncFnOnce(&C) -> Result<T>) -> Result<T> {
        self.try_transact(f).await
    }

    /// The same with an error type of your own.
    ///
    /// # Errors
    /// The closure's, or why the transaction could not be started or committed.
    pub async fn try_transact<T, E: From<Error>>(self, f: impl AsyncFnOnce(&C) -> Result<T, E>) -> Result<T, E> {
        let tx = self.begin().await?;
        match f(&tx).await {
            Ok(value) => {
                tx.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The closure's error is what the caller needs to know; if rolling back fails, the connection is lost
                // and the server rolls back.
                let _ = tx.rollback().await;
                Err(error)
            }
        }
    }

    /// Runs a closure in a transaction, and again, at most `times` times in all, while it ends in a write conflict or a
    /// deadlock (P2034). Captures must be shared references or cheap to clone.
    ///
    /// # Errors
    /// As [`Self::transact`]; P2034 if the last try ended in it.
    pub async fn retry<T>(self, times: u32, f: impl AsyncFnOnce(&C) -> Result<T> + Clone) -> Result<T> {
        let mut tries = 1;
        loop {
            let again = Self { client: self.client, limits: self.limits };
            match again.transact(f.clone()).await {
                Err(error) if error.is_retryable() && tries < times && self.client.handle().session.is_none() => {
                    tokio::time::sleep(backoff(tries)).await;
                    tries += 1;
                }
                result => return result,
            }
        }
    }

    /// Starts a transaction; [`Tx::commit`] ends it.
    ///
    /// # Errors
    /// P2028 if no connection came free in time, and the connection's errors.
    pub async fn begin(self) -> Result<Tx<'c, C>> {
        let handle = self.client.handle();
        let session = match &handle.session {
            Some(outer) => outer.nest().await?,
            None => Session::begin(handle, self.limits).await?,
        };
        let client = C::from_handle(handle.in_session(session.clone()));
        Ok(Tx { client, session: Some(session), _outer: PhantomData })
    }
}

/// A pause that grows, so that those who were in each other's way don't meet again at once.
fn backoff(tries: u32) -> Duration {
    let longest = 5 << tries.min(7);
    Duration::from_millis(longest / 2 + crate::ids::random_below(longest / 2 + 1))
}

impl<C> fmt::Debug for Options<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// An open transaction: a client whose queries run in it. Rolled back when it is dropped without
/// [`commit`](Self::commit).
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Tx<'c, C> {
    client: C,
    /// Taken when the transaction is closed.
    session: Option<Session>,
    _outer: PhantomData<&'c C>,
}

impl<C: ClientType> Tx<'_, C> {
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
        let options = Options { client: &self.client, limits: Limits::default() };
        options.begin().await
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
