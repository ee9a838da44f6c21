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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::mpsc;

    use super::{Deadline, Deadlines, Instant};

    /// Tells a number, so many milliseconds after `now`.
    fn add(deadlines: &Deadlines, now: Instant, after: u64, told: &mpsc::UnboundedSender<u64>) -> Deadline {
        let told = told.clone();
        deadlines.add(now + Duration::from_millis(after), move || told.send(after).expect("somebody listens"))
    }

    #[tokio::test]
    async fn each_is_told_in_its_time_and_none_that_has_ended() {
        let deadlines = Deadlines::default();
        let (sender, mut told) = mpsc::unbounded_channel();
        // The second time the watcher of the first time is gone.
        for _ in 0..2 {
            let now = Instant::now();
            let late = add(&deadlines, now, 3_600_000, &sender);
            // While it is watched, earlier ones come.
            let kept = [30, 0, 15].map(|after| add(&deadlines, now, after, &sender));
            drop(add(&deadlines, now, 5, &sender));
            let order = [told.recv().await, told.recv().await, told.recv().await];
            assert_eq!(order, [Some(0), Some(15), Some(30)]);
            drop((late, kept));
            // It goes with the last of them, when it wakes for whatever reason.
            let last = add(&deadlines, now, 0, &sender);
            assert_eq!(told.recv().await, Some(0));
            drop(last);
            assert!(deadlines.0.lock().watcher.is_none());
        }
        drop((deadlines, sender));
        assert_eq!(told.recv().await, None, "nothing is kept of what has ended");
    }

    #[tokio::test]
    async fn what_ended_long_before_its_time_is_forgotten() {
        let deadlines = Deadlines::default();
        let (now, (sender, _told)) = (Instant::now(), mpsc::unbounded_channel());
        for _ in 0..1000 {
            drop(add(&deadlines, now, 3_600_000, &sender));
        }
        assert!(deadlines.0.lock().all.len() < 100);
    }
}
