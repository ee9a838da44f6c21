//! Futures that begin on one thread and go on in another.
//!
//! An operation's first poll builds its statement and writes it to the socket. It happens on the thread that asked, so
//! that the database is at work before the call returns. From its first wake on (the answer is there) it belongs to the
//! runtime's thread. A runtime that was told of it at once would be woken twice for each operation.

use std::any::Any;
use std::mem::replace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use tokio::runtime::Handle;

pub(crate) type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Polls a future here, then lets the runtime go on with it.
pub(crate) fn begin(runtime: &Handle, mut work: Work) {
    let task = Arc::new(Task { state: Mutex::new(State::First), runtime: runtime.clone() });
    let waker = Waker::from(Arc::clone(&task));
    let polled = {
        let _inside = runtime.enter();
        work.as_mut().poll(&mut Context::from_waker(&waker))
    };
    if polled.is_ready() {
        return;
    }
    let mut state = task.lock();
    if matches!(*state, State::Woken) {
        drop(state);
        runtime.spawn(work);
        return;
    }
    *state = State::Waiting(work);
}

struct Task {
    state: Mutex<State>,
    runtime: Handle,
}

enum State {
    /// It is being polled for the first time.
    First,
    /// It was woken before that had ended.
    Woken,
    Waiting(Work),
    /// The runtime has it.
    HandedOver,
}

impl Task {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut state = self.lock();
        match replace(&mut *state, State::HandedOver) {
            State::First | State::Woken => *state = State::Woken,
            State::HandedOver => {}
            State::Waiting(work) => {
                drop(state);
                self.runtime.spawn(work);
            }
        }
    }
}

/// A future whose panics are results.
pub(crate) struct Caught<F>(pub(crate) Pin<Box<F>>);

impl<F: Future> Future for Caught<F> {
    type Output = Result<F::Output, String>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Err(panic) => Poll::Ready(Err(said(panic.as_ref()))),
        }
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it did not say why").to_owned()
}
