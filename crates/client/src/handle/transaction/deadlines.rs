//! The ends of many transactions' time, watched by one task: a task for each would wake the runtime's thread twice a
//! transaction, where others than that thread begin and end them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Transactions that begin and end within one runtime.
#[derive(Clone, Default)]
pub(in crate::handle) struct Deadlines(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// One comes before the one that is waited for.
    is_earlier: Notify,
}

#[derive(Default)]
struct State {
    /// Also of those that have ended.
    all: BinaryHeap<Reverse<(Instant, u64)>>,
    open: HashMap<u64, Box<dyn FnOnce() + Send>>,
    made: u64,
    /// Until when the watcher sleeps.
    next: Option<Instant>,
    watcher: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Deadlines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deadlines").field("open", &self.0.lock().open.len()).finish_non_exhaustive()
    }
}

/// Keeps a deadline; without it nothing happens then.
pub(super) struct Deadline {
    of: Deadlines,
    number: u64,
}

impl Drop for Deadline {
    fn drop(&mut self) {
        let over = self.of.0.lock().open.remove(&self.number);
        // Not under the lock: it may hold whatever it likes.
        drop(over);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deadlines {
    /// Calls `over` at this time, in a task of the runtime.
    pub(super) fn add(&self, at: Instant, over: impl FnOnce() + Send + 'static) -> Deadline {
        let mut state = self.0.lock();
        state.made += 1;
        let number = state.made;
        state.forget_ended();
        state.all.push(Reverse((at, number)));
        state.open.insert(number, Box::new(over));
        if state.watcher.as_ref().is_none_or(JoinHandle::is_finished) {
            state.next = Some(at);
            state.watcher = Some(tokio::spawn(watch(Arc::clone(&self.0))));
        } else if state.next.is_some_and(|next| at < next) {
            self.0.is_earlier.notify_one();
        }
        Deadline { of: self.clone(), number }
    }
}

impl State {
    /// What has ended long before its time must not be kept until then.
    fn forget_ended(&mut self) {
        if self.all.len() > 2 * self.open.len() + 64 {
            let Self { all, open, .. } = self;
            all.retain(|Reverse((_, number))| open.contains_key(number));
        }
    }

    /// Takes what is due.
    fn due(&mut self, now: Instant) -> Vec<Box<dyn FnOnce() + Send>> {
        let mut due = Vec::new();
        while let Some(Reverse((at, number))) = self.all.peek() {
            if *at > now && self.open.contains_key(number) {
                break;
            }
            due.extend(self.open.remove(number));
            self.all.pop();
        }
        self.next = self.all.peek().map(|Reverse((at, _))| *at);
        if self.next.is_none() {
            // Whoever comes next makes another one.
            self.watcher = None;
        }
        due
    }
}

async fn watch(shared: Arc<Shared>) {
    loop {
        let (due, next) = {
            let mut state = shared.lock();
            (state.due(Instant::now()), state.next)
        };
        due.into_iter().for_each(|over| over());
        let Some(next) = next else { return };
        tokio::select! {
            () = tokio::time::sleep_until(next.into()) => {}
            () = shared.is_earlier.notified() => {}
        }
    }
}
