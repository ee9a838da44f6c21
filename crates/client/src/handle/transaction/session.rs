//! A transaction's connection, shared by all who use it: what runs on it, and how it ends.

use std::mem::replace;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use nicol_driver::{Connection, Transaction};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::deadlines::Deadlines;
use super::levels::{Left, Level, Levels, WHOLE};
use super::options::{Limits, Work};
use super::state::{Open, State, Timer};
use crate::error::{Error, Result};
use crate::handle::Handle;

/// A transaction, seen from one of its levels.
#[derive(Clone)]
pub(in crate::handle) struct Session {
    shared: Arc<Shared>,
    level: Level,
}

struct Shared {
    /// Statements share it; who opens or closes a level has it alone.
    state: RwLock<State>,
    left: Left,
    /// Its time is over: nothing more starts in it.
    is_over: AtomicBool,
    started: Instant,
    /// The longest there is, without a limit.
    timeout: Duration,
}

impl Session {
    pub(super) async fn begin(handle: &Handle, options: Limits, work: Work<'_>) -> Result<Self> {
        let begin = async {
            let connection = match options.max_wait {
                Some(limit) => handle.core.pool.get_within(Some(limit)).await?,
                None => handle.core.pool.get().await?,
            };
            match work {
                Work::Reads(unknown) if options.isolation.is_none() => connection.transaction_for(unknown).await,
                _ => connection.transaction(options.isolation).await,
            }
        };
        let transaction = match options.max_wait {
            None => begin.await?,
            Some(limit) => match tokio::time::timeout(limit, begin).await {
                Ok(Ok(transaction)) => transaction,
                Ok(Err(error)) if error.code() != nicol_driver::Code::P2024 => return Err(error.into()),
                Ok(Err(_)) | Err(_) => return Err(no_connection(limit)),
            },
        };
        let (started, timeout) = (Instant::now(), options.timeout.unwrap_or(Duration::MAX));
        let open = Open { transaction, levels: Levels::default(), timer: None };
        let shared = Arc::new(Shared {
            state: RwLock::new(State::Open(Box::new(open))),
            left: Left::default(),
            is_over: AtomicBool::new(false),
            started,
            timeout,
        });
        if options.timeout.is_some() {
            // Only now: an end that comes at once must find what it is to end.
            let timer = expire(Arc::downgrade(&shared), timeout, handle.core.ways.deadlines.as_ref());
            if let Ok(mut state) = shared.state.try_write()
                && let State::Open(open) = &mut *state
            {
                open.timer = Some(timer);
            }
        }
        Ok(Self { shared, level: WHOLE })
    }

    /// Runs something on the transaction's connection.
    pub(in crate::handle) async fn run<T>(&self, f: impl AsyncFnOnce(&Connection) -> Result<T>) -> Result<T> {
        let state = self.shared.together().await;
        match &*state {
            State::Open(open) => {
                open.levels.check(self.level, "query")?;
                if self.shared.is_over.load(Ordering::Acquire) {
                    return Err(self.shared.expired("query"));
                }
                match f(&open.transaction).await {
                    Err(_) if self.shared.is_over.load(Ordering::Acquire) => Err(self.shared.expired("query")),
                    result => result,
                }
            }
            closed => Err(closed.error("query", self.shared.timeout)),
        }
    }

    /// Does something with the transaction's connection that needs no waiting, if it is open and nobody closes it just now.
    pub(in crate::handle) fn at_once(&self, f: impl FnOnce(&Connection)) {
        if let Ok(state) = self.shared.state.try_read()
            && let State::Open(open) = &*state
        {
            f(&open.transaction);
        }
    }

    /// Opens a savepoint.
    pub(super) async fn nest(&self) -> Result<Self> {
        let mut state = self.shared.alone().await;
        let open = self.shared.open(&mut state, "query")?;
        open.levels.check(self.level, "nested transaction")?;
        open.transaction.savepoint().await?;
        Ok(Self { shared: Arc::clone(&self.shared), level: open.levels.push() })
    }

    pub(super) async fn commit(&self) -> Result<()> {
        let mut state = self.shared.alone().await;
        let open = self.shared.open(&mut state, "commit")?;
        if self.shared.is_over.load(Ordering::Acquire) {
            // Statements are refused from then on, so what came before must not be kept, whoever is faster: this or the timer.
            self.shared.end_expired(&mut state).await;
            return Err(self.shared.expired("commit"));
        }
        if let Err(refused) = open.levels.check(self.level, "commit") {
            // Nobody can close it any more: what is open in it goes with it.
            self.shared.left.add(self.level);
            self.shared.settle(&mut state).await;
            return Err(refused);
        }
        if self.level != WHOLE {
            let depth = open.levels.depth();
            let kept = open.keep().await;
            if let Err(error) = &kept
                && open.levels.depth() == depth
            {
                *state = State::Broken(error.clone());
            }
            return Ok(kept?);
        }
        // If nobody waits for the end of this, it is not known.
        if let State::Open(open) = replace(&mut *state, State::Unknown) {
            let Open { transaction, timer: _timer, .. } = *open;
            let committed = transaction.commit().await;
            *state = if committed.is_ok() { State::Committed } else { State::RolledBack };
            committed?;
        }
        Ok(())
    }

    /// Ends the transaction itself with its last statements, within its time.
    pub(super) async fn finish<T>(&self, f: impl AsyncFnOnce(&Transaction) -> Result<T>) -> Result<T> {
        let mut state = self.shared.alone().await;
        let open = self.shared.open(&mut state, "query")?;
        open.levels.check(WHOLE, "query")?;
        if self.shared.is_over.load(Ordering::Acquire) {
            return Err(self.shared.expired("query"));
        }
        // If nobody waits for the end of this, it is not known.
        let State::Open(open) = replace(&mut *state, State::Unknown) else { return Err(Error::torn()) };
        let Open { transaction, timer: _timer, .. } = *open;
        let ended = {
            let mut work = pin!(f(&transaction));
            let mut left = self.shared.timeout.saturating_sub(self.shared.started.elapsed());
            let mut is_late = false;
            loop {
                match tokio::time::timeout(left, &mut work).await {
                    // Stopped or not: what is acknowledged was kept.
                    Ok(Err(_)) if is_late => break Err(self.shared.expired("query")),
                    Ok(ended) => break ended,
                    Err(_) => {
                        is_late = true;
                        transaction.stop_running();
                        left = AGAIN;
                    }
                }
            }
        };
        *state = if ended.is_ok() { State::Committed } else { State::RolledBack };
        ended
    }

    pub(super) async fn rollback(&self) -> Result<()> {
        let mut state = self.shared.alone().await;
        let open = self.shared.open(&mut state, "rollback")?;
        if self.level != WHOLE {
            // Savepoints that are open inside this one go with it.
            let Some(kept) = open.levels.place(self.level) else { return open.levels.check(self.level, "rollback") };
            let undone = open.undo(kept).await;
            if let Err(error) = &undone {
                *state = State::Broken(error.clone());
            }
            return Ok(undone?);
        }
        if let State::Open(open) = replace(&mut *state, State::RolledBack) {
            let Open { transaction, timer: _timer, .. } = *open;
            transaction.rollback().await?;
        }
        Ok(())
    }

    /// Rolls back without waiting: what happens when a transaction is dropped. Whatever comes next on the connection comes
    /// after that.
    pub(super) fn abandon(self) {
        self.shared.left.add(self.level);
        if self.level != WHOLE {
            return;
        }
        // Dropping the driver's transaction rolls back, before the connection is used again.
        if let Ok(mut state) = self.shared.state.try_write() {
            if matches!(*state, State::Open(_)) {
                *state = State::RolledBack;
            }
        } else if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // A statement is running.
            runtime.spawn(async move { drop(self.shared.alone().await) });
        }
    }
}

impl Shared {
    /// Rolls back what is open.
    #[cold]
    async fn end_expired(&self, state: &mut State) {
        if matches!(state, State::Open(_))
            && let State::Open(open) = replace(state, State::Expired(self.started.elapsed()))
        {
            // The timer may be the task that runs this: it goes last.
            let Open { transaction, timer: _timer, .. } = *open;
            let _ = transaction.rollback().await;
        }
    }

    #[cold]
    fn expired(&self, operation: &'static str) -> Error {
        State::Expired(self.started.elapsed()).error(operation, self.timeout)
    }

    /// For a statement.
    async fn together(&self) -> RwLockReadGuard<'_, State> {
        loop {
            let state = self.state.read().await;
            if !self.left.is_any() {
                return state;
            }
            drop(state);
            drop(Box::pin(self.alone()).await);
        }
    }

    async fn alone(&self) -> RwLockWriteGuard<'_, State> {
        let mut state = self.state.write().await;
        if self.left.is_any() {
            self.settle(&mut state).await;
        }
        state
    }

    /// Undoes the levels that were dropped. If nobody waits for the end of this, the next one does it.
    #[cold]
    async fn settle(&self, state: &mut State) {
        let left = self.left.all();
        if let State::Open(open) = state {
            match left.iter().filter_map(|level| open.levels.place(*level)).min() {
                None => {}
                Some(0) => *state = State::RolledBack,
                Some(kept) => {
                    if let Err(error) = open.undo(kept).await {
                        *state = State::Broken(error);
                    }
                }
            }
        }
        self.left.remove(&left);
    }

    fn open<'s>(&self, state: &'s mut State, operation: &'static str) -> Result<&'s mut Open> {
        match state {
            State::Open(open) => Ok(open),
            closed => Err(closed.error(operation, self.timeout)),
        }
    }
}

/// How often it is tried to end what runs in a transaction whose time is over.
const AGAIN: Duration = Duration::from_millis(20);

/// Rolls the transaction back when its time is over. A statement that is running is cancelled: the server's work ends too.
fn expire(shared: Weak<Shared>, timeout: Duration, deadlines: Option<&Deadlines>) -> Timer {
    if let Some(deadlines) = deadlines
        && let Some(at) = Instant::now().checked_add(timeout)
    {
        let over = move || drop(tokio::spawn(end_in_time(shared)));
        return Timer::Shared { _deadline: deadlines.add(at, over) };
    }
    let task = tokio::spawn(async move {
        tokio::time::sleep(timeout).await;
        end_in_time(shared).await;
    });
    Timer::Task(task.abort_handle())
}

async fn end_in_time(shared: Weak<Shared>) {
    let Some(shared) = shared.upgrade() else { return };
    shared.is_over.store(true, Ordering::Release);
    let mut state = loop {
        match shared.state.try_write() {
            Ok(state) => break state,
            // Somebody waits for a statement, or is about to start one.
            Err(_) => {
                if let Ok(state) = shared.state.try_read()
                    && let State::Open(open) = &*state
                {
                    open.transaction.stop_running();
                }
                tokio::time::sleep(AGAIN).await;
            }
        }
    };
    shared.end_expired(&mut state).await;
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
