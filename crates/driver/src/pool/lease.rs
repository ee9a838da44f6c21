//! The places of a pool: who has one, who waits for one, and which connections nobody uses.

use std::collections::VecDeque;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::{Connection, DatabaseUrl, Error, PoolState, Settings};

/// After so short a time nobody looks whether the server has ended a connection.
const BLINK: Duration = Duration::from_millis(1);

/// What all clones of a pool share.
pub(super) struct Places {
    pub(super) url: DatabaseUrl,
    settings: Settings,
    limit: usize,
    state: Mutex<State>,
    /// Connections that were opened, and those of them that were closed, since the pool was made.
    opened: AtomicU64,
    closed: Arc<AtomicU64>,
}

/// If somebody waits, no connection is idle and no place is free: what comes back is handed over.
#[derive(Default)]
#[expect(clippy::vec_box, reason = "each use moves a connection several times: a pointer, not all of it")]
struct State {
    /// The one used last is at the end, and is used next: its statements are in the server's caches.
    idle: Vec<Box<Live>>,
    /// Places that are taken: by idle connections, by those in use, by those that are being opened.
    taken: usize,
    /// Who waits longest is first.
    waiting: VecDeque<oneshot::Sender<Lease>>,
    is_closed: bool,
}

/// An open connection.
struct Live {
    connection: Connection,
    born: Instant,
    idle_since: Instant,
    _end: CountsItsEnd,
}

/// Counts connections that are closed, for whatever reason.
struct CountsItsEnd(Arc<AtomicU64>);

impl Drop for CountsItsEnd {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Why there is no place.
pub(super) enum NoPlace {
    Closed,
    Timeout,
}

/// A place in a pool, with a connection or without; it goes to whoever waits longest when it is dropped.
pub(super) struct Lease {
    places: Arc<Places>,
    /// A pointer: it is moved several times for each use.
    live: Option<Box<Live>>,
}

impl Places {
    pub(super) fn new(url: DatabaseUrl, settings: Settings) -> Self {
        let limit = url.connection_limit();
        Self { url, settings, limit, state: Mutex::default(), opened: AtomicU64::new(0), closed: Arc::default() }
    }

    /// Nothing is left half done under the lock, so a panic elsewhere does not matter.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, at once or after waiting.
    pub(super) async fn take(self: &Arc<Self>, limit: Option<Duration>) -> Result<Lease, NoPlace> {
        match self.take_now()? {
            Ok(live) => {
                if let Some(observer) = &self.settings.observer {
                    observer.waited(Duration::ZERO);
                }
                Ok(Lease { places: Arc::clone(self), live })
            }
            Err(turn) => {
                let started = Instant::now();
                let lease = Box::pin(self.wait(turn, limit)).await;
                if let Some(observer) = &self.settings.observer {
                    observer.waited(started.elapsed());
                }
                lease
            }
        }
    }

    /// A free place, with the connection that is there; else a turn in the line.
    #[inline]
    fn take_now(&self) -> Result<Result<Option<Box<Live>>, oneshot::Receiver<Lease>>, NoPlace> {
        let mut state = self.lock();
        if state.is_closed {
            return Err(NoPlace::Closed);
        }
        if let Some(live) = state.idle.pop() {
            return Ok(Ok(Some(live)));
        }
        if state.taken < self.limit {
            state.taken += 1;
            return Ok(Ok(None));
        }
        let (sender, turn) = oneshot::channel();
        state.waiting.push_back(sender);
        Ok(Err(turn))
    }

    async fn wait(&self, turn: oneshot::Receiver<Lease>, limit: Option<Duration>) -> Result<Lease, NoPlace> {
        let mut waiting = Waiting { places: self, turn };
        let result = match limit {
            None => Ok((&mut waiting.turn).await),
            Some(limit) => tokio::time::timeout(limit, &mut waiting.turn).await,
        };
        match result {
            Ok(Ok(lease)) => Ok(lease),
            Ok(Err(_)) => Err(NoPlace::Closed),
            Err(_) => Err(NoPlace::Timeout),
        }
    }

    /// Gives a place to the first who still waits; if nobody does, keeps its connection.
    fn hand_over(self: Arc<Self>, live: Option<Box<Live>>) {
        let mut state = self.lock();
        let mut live = live.filter(|_| !state.is_closed);
        let next = loop {
            let Some(waiting) = state.waiting.pop_front() else { break None };
            if !waiting.is_closed() {
                break Some(waiting);
            }
        };
        if let Some(waiting) = next {
            drop(state);
            let lease = Lease { places: self, live };
            // Gone in this very moment: its place goes on to the next, when the lease is dropped.
            drop(waiting.send(lease));
            return;
        }
        match live.take() {
            Some(live) => state.idle.push(live),
            None => state.taken -= 1,
        }
    }

    pub(super) fn close(&self) {
        let (idle, waiting) = {
            let mut state = self.lock();
            state.is_closed = true;
            state.taken -= state.idle.len();
            (mem::take(&mut state.idle), mem::take(&mut state.waiting))
        };
        drop(waiting);
        drop(idle);
    }

    /// How many connections were opened, and how many were closed.
    pub(super) fn turnover(&self) -> (u64, u64) {
        // In this order: none is closed before it was opened.
        let closed = self.closed.load(Ordering::Relaxed);
        (self.opened.load(Ordering::Relaxed), closed)
    }

    pub(super) fn state(&self) -> PoolState {
        let state = self.lock();
        PoolState {
            limit: self.limit,
            size: state.taken,
            idle: state.idle.len(),
            busy: state.taken - state.idle.len(),
            waiting: state.waiting.iter().filter(|waiting| !waiting.is_closed()).count(),
        }
    }

    /// Whether a connection can be used: the server has not ended it, and it has not been open or idle for too long.
    fn is_good(&self, live: &Live) -> bool {
        let now = Instant::now();
        let idle = now.saturating_duration_since(live.idle_since);
        let is_old = match &self.url {
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => {
                url.max_idle.is_some_and(|max| idle > max)
                    || url.max_age.is_some_and(|max| now.saturating_duration_since(live.born) > max)
            }
            _ => false,
        };
        // In so short a time the end would hardly have reached us; who uses the connection finds out.
        !is_old && (idle < BLINK || !live.connection.is_broken())
    }
}

/// Leaves no sender behind in the line when it is dropped.
struct Waiting<'p> {
    places: &'p Places,
    turn: oneshot::Receiver<Lease>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.turn.close();
        self.places.lock().waiting.retain(|waiting| !waiting.is_closed());
    }
}

impl Lease {
    /// Sees to it that there is a connection, and that it is good.
    pub(super) async fn open(&mut self) -> Result<(), Error> {
        if let Some(live) = &self.live {
            if !self.places.is_good(live) {
                self.live = None;
            } else if live.connection.is_untidy() {
                // Left open: its rollback was sent when it came back.
                if Box::pin(live.connection.reset()).await.is_err() {
                    self.live = None;
                }
            }
        }
        if self.live.is_none() {
            // Rare and large (TLS, DNS): not inside of every query's future.
            let opened = Box::pin(Connection::connect(&self.places.url, &self.places.settings)).await?;
            let now = Instant::now();
            self.places.opened.fetch_add(1, Ordering::Relaxed);
            let end = CountsItsEnd(Arc::clone(&self.places.closed));
            self.live = Some(Box::new(Live { connection: opened, born: now, idle_since: now, _end: end }));
        }
        Ok(())
    }

    /// The connection, after [`Self::open`].
    #[inline]
    pub(super) fn connection(&self) -> &Connection {
        &self.live.as_ref().expect("it was opened, and only dropping takes it away").connection
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut live = self.live.take();
        if let Some(used) = &mut live {
            if used.connection.is_spoilt() {
                // Not kept until somebody asks for it: it may hold locks.
                live = None;
            } else {
                if used.connection.is_untidy() {
                    used.connection.leave();
                }
                used.idle_since = Instant::now();
            }
        }
        Arc::clone(&self.places).hand_over(live);
    }
}
