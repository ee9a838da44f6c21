//! How transactions are started and run: closures, limits of time, another try.

use std::fmt;
use std::time::Duration;

use super::session::Session;
use super::tx::Tx;
use crate::error::{Error, Result};
use crate::handle::{Handle, Isolation};
use crate::value::shown::Columns;

/// Prisma's limits for transactions of closures and guards.
const MAX_WAIT: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(5);

/// What was asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    pub(super) isolation: Option<Isolation>,
    pub(super) max_wait: Option<Duration>,
    pub(super) timeout: Option<Duration>,
}

impl Limits {
    const NONE: Self = Self { isolation: None, max_wait: None, timeout: None };

    pub(super) const fn is_any(&self) -> bool {
        self.isolation.is_some() || self.max_wait.is_some() || self.timeout.is_some()
    }

    /// Those of a transaction that its user holds open.
    fn or_usual(self) -> Self {
        let (max_wait, timeout) = (self.max_wait.or(Some(MAX_WAIT)), self.timeout.or(Some(TIMEOUT)));
        Self { max_wait, timeout, ..self }
    }
}

/// What a transaction is going to do.
#[derive(Debug, Clone, Copy)]
pub(super) enum Work<'w> {
    Any,
    /// It changes nothing, unless one of these statements does.
    Reads(&'w [&'w str]),
}

/// A generated client: a [`Handle`] with types.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// fn lazy<C: ClientType>(builder: Builder<C>) -> nicol::Result<C> {
///     builder.connect_lazy()
/// }
/// async fn is_there(db: &impl ClientType) -> bool {
///     db.handle().health().await.is_ok()
/// }
/// let copy = db::Client::from_handle(db.handle().clone());
/// # Ok(())
/// # }
/// ```
pub trait ClientType: Clone + Send + Sync {
    /// Columns that records leave out, with their models: requests without types leave them out too.
    #[doc(hidden)]
    const OMITTED: Columns = &[];

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
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// use std::time::Duration;
///
/// let total = db
///     .tx_options()
///     .isolation(Isolation::Serializable)
///     .max_wait(Duration::from_secs(1))
///     .timeout(Duration::from_secs(10))
///     .transact(async |tx| tx.member().count().await)
///     .await?;
/// let again = Options::new(db).isolation(Isolation::Serializable).retry(3, async |tx| tx.loan().count().await).await?;
/// let tx = db.tx_options().timeout(Duration::from_secs(60)).begin().await?;
/// tx.commit().await?;
/// let own: std::result::Result<(), Box<dyn std::error::Error>> =
///     db.tx_options().try_transact(async |tx| Err("changed my mind".into())).await;
/// # Ok(())
/// # }
/// ```
#[must_use = "options do nothing until `transact`, `try_transact`, `retry`, `batch`, `retry_batch` or `begin` is called"]
pub struct Options<'c, C> {
    pub(super) client: &'c C,
    pub(super) limits: Limits,
}

impl<'c, C: ClientType> Options<'c, C> {
    /// No options yet. Generated clients have `tx_options()` for it; this is for a [`Handle`], and for code that is generic
    /// over clients.
    ///
    /// ```
    /// # use nicol::{ClientType, Handle, Isolation, Options};
    /// async fn members<C: ClientType>(db: &C, count: impl AsyncFnOnce(&C) -> nicol::Result<i64> + Clone) -> nicol::Result<i64> {
    ///     Options::new(db).isolation(Isolation::Serializable).retry(3, count).await
    /// }
    /// ```
    pub const fn new(client: &'c C) -> Self {
        Self { client, limits: Limits::NONE }
    }

    /// How much it sees of other transactions. Without it, what the server has as its default. SQLite has `Serializable` only:
    /// any other level is P2028 when the transaction starts.
    pub const fn isolation(mut self, isolation: Isolation) -> Self {
        self.limits.isolation = Some(isolation);
        self
    }

    /// How long to wait for a connection, and on SQLite for its lock: 2 seconds unless it is set (a batch: as long as any
    /// query, `pool_timeout`). After that, starting is P2028.
    pub const fn max_wait(mut self, limit: Duration) -> Self {
        self.limits.max_wait = Some(limit);
        self
    }

    /// How long it may take in all before it is rolled back: 5 seconds unless it is set (a batch: no limit). The statement
    /// that is running then is cancelled on the server, and whatever comes next in the transaction is P2028.
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.limits.timeout = Some(limit);
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
        let work = self.run(f);
        #[cfg(feature = "spans")]
        let work = crate::handle::observe::spans::transaction(work);
        work.await
    }

    async fn run<T, E: From<Error>>(self, f: impl AsyncFnOnce(&C) -> Result<T, E>) -> Result<T, E> {
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
    /// deadlock (P2034). Between two tries is a pause that grows, from milliseconds to about half a second. Captures must be shared
    /// references or cheap to clone, and what the closure does outside of the database happens each time. Inside of another
    /// transaction it is run once: that one has to be tried again as a whole.
    ///
    /// ```
    /// # use library::{self as db, member};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// use nicol::Isolation;
    ///
    /// let points = db
    ///     .isolation(Isolation::Serializable)
    ///     .retry(5, async |tx| {
    ///         let ada = tx.member().find_unique(member::id().eq(1)).or_throw().await?;
    ///         tx.member().update(member::id().eq(1)).set(member::points(), ada.points * 2).await?;
    ///         Ok(ada.points)
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Self::transact`]; P2034 if the last try ended in it.
    pub async fn retry<T>(self, times: u32, f: impl AsyncFnOnce(&C) -> Result<T> + Clone) -> Result<T> {
        let mut tries = 1;
        loop {
            let one = Self { client: self.client, limits: self.limits };
            match one.transact(f.clone()).await {
                Err(error) if error.is_retryable() && tries < times && self.client.handle().session.is_none() => {
                    again(tries, times, &error).await;
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
        let limits = self.limits.or_usual();
        Self { limits, ..self }.start().await
    }

    /// For bindings to other languages: a transaction that does not borrow the client. Nothing but the transaction itself
    /// keeps who holds it from using the client around it meanwhile (P2028).
    ///
    /// # Errors
    /// As [`Self::begin`].
    #[doc(hidden)]
    pub async fn begin_detached(self) -> Result<Tx<'static, C>>
    where
        C: 'static,
    {
        Ok(self.begin().await?.detached())
    }

    /// Starts a transaction with no other limits than those that were asked for.
    async fn start(self) -> Result<Tx<'c, C>> {
        self.start_for(Work::Any).await
    }

    /// The same for work of which something is known.
    pub(super) async fn start_for(self, work: Work<'_>) -> Result<Tx<'c, C>> {
        let handle = self.client.handle();
        let session = match &handle.session {
            Some(outer) => outer.nest().await?,
            None => Session::begin(handle, self.limits, work).await?,
        };
        let client = C::from_handle(handle.in_session(session.clone()));
        Ok(Tx::new(client, session))
    }
}

/// Tells that a transaction is run again, and waits a little.
#[cold]
pub(super) async fn again(tries: u32, times: u32, error: &Error) {
    let pause = backoff(tries);
    tracing::info!(
        target: "nicol::retry",
        attempt = tries,
        attempts = times,
        pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
        %error,
        "a transaction is run again"
    );
    tokio::time::sleep(pause).await;
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
