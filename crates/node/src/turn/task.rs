//! Futures of a loop.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Wake, Waker};

use super::{Job, Remote};
use crate::task::Work;

/// A future that is polled on one thread and may be woken on any.
pub(super) struct Task {
    state: Mutex<State>,
    place: usize,
    remote: Arc<Remote>,
}

struct State {
    /// Taken while it is polled, and when it has ended.
    work: Option<Work>,
    /// It will be polled.
    is_woken: bool,
}

impl Task {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Polls it, on the loop's thread; whether it has ended by that.
    pub(super) fn poll(self: &Arc<Self>) -> bool {
        let work = {
            let mut state = self.lock();
            state.is_woken = false;
            state.work.take()
        };
        let Some(mut work) = work else { return false };
        let waker = Waker::from(Arc::clone(self));
        if work.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            return true;
        }
        self.lock().work = Some(work);
        false
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if std::mem::replace(&mut self.lock().is_woken, true) {
            return;
        }
        match self.remote.here() {
            Some(here) => here.wake(Arc::clone(self)),
            None => self.remote.push(Job::Poll(Arc::clone(self))),
        }
    }
}

/// Those that have not ended.
#[derive(Default)]
pub(super) struct Tasks {
    all: Vec<Option<Arc<Task>>>,
    free: Vec<usize>,
}

impl Tasks {
    /// Adds one that will be polled.
    pub(super) fn add(&mut self, work: Work, remote: &Arc<Remote>) -> Arc<Task> {
        let place = self.free.pop().unwrap_or_else(|| {
            self.all.push(None);
            self.all.len() - 1
        });
        let state = Mutex::new(State { work: Some(work), is_woken: true });
        let task = Arc::new(Task { state, place, remote: Arc::clone(remote) });
        self.all[place] = Some(Arc::clone(&task));
        task
    }

    pub(super) fn remove(&mut self, task: &Task) {
        if self.all[task.place].take().is_some() {
            self.free.push(task.place);
        }
    }

    /// Drops what they have not done.
    pub(super) fn give_up(self) {
        for task in self.all.into_iter().flatten() {
            let work = task.lock().work.take();
            drop(work);
        }
    }
}
