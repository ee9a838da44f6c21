//! The processes of a run, and how they all end on Ctrl-C.
//!
//! Each child leads a process group of its own: between Nicol and a generator there is a shell, and often npm's wrapper
//! too, so a signal to the child alone would leave the generator running.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::context;
use crate::error::CommandError;

/// What a process gets to end by itself, once its work is done and once it is asked to.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// How often a process is looked at that may have ended.
pub(super) const PACE: Duration = Duration::from_millis(10);

/// The process groups that are alive, and whether they may be.
#[derive(Debug, Default)]
pub(in crate::generators) struct Children {
    groups: Mutex<Vec<u32>>,
    is_interrupted: AtomicBool,
}

/// How a process is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// SIGTERM
    Terminate,
    /// SIGKILL
    Kill,
}

/// Does work that starts processes, on a thread of its own so that writing to one that doesn't read can be given up. On
/// Ctrl-C all of them are ended.
pub(in crate::generators) fn supervise<T: Send>(work: impl FnOnce(&Children) -> T + Send) -> Result<T, CommandError> {
    let children = Children::default();
    std::thread::scope(|scope| {
        let (done, finished) = oneshot::channel::<()>();
        let children = &children;
        let worker = scope.spawn(move || {
            let outcome = work(children);
            drop(done);
            outcome
        });
        let waited = context::block_on(async {
            // It is closed without a word, also by a panic.
            let _ = finished.await;
            Ok(())
        });
        if waited.is_err() {
            children.interrupt();
        }
        let outcome = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        waited.map(|()| outcome)
    })
}

impl Children {
    /// Whether Ctrl-C was pressed: nothing new is begun then, and nothing is waited for.
    pub(super) fn is_interrupted(&self) -> bool {
        self.is_interrupted.load(Ordering::SeqCst)
    }

    /// Starts to look after a group, unless it came too late.
    pub(super) fn add(&self, group: u32) {
        self.groups().push(group);
        if self.is_interrupted() {
            signal(group, Signal::Kill);
        }
    }

    /// Forgets a group whose processes have ended.
    pub(super) fn remove(&self, group: u32) {
        self.groups().retain(|other| *other != group);
    }

    fn interrupt(&self) {
        self.is_interrupted.store(true, Ordering::SeqCst);
        let groups = self.groups().clone();
        groups.iter().for_each(|group| signal(*group, Signal::Terminate));
        let end = Instant::now() + GRACE;
        while Instant::now() < end && groups.iter().any(|group| is_alive(*group)) {
            std::thread::sleep(PACE);
        }
        groups.iter().for_each(|group| signal(*group, Signal::Kill));
    }

    fn groups(&self) -> MutexGuard<'_, Vec<u32>> {
        // A list of numbers is right whoever panicked.
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends a signal to all processes of a group. One that is gone is as good.
#[cfg(unix)]
pub(super) fn signal(group: u32, signal: Signal) {
    let signal = match signal {
        Signal::Terminate => rustix::process::Signal::TERM,
        Signal::Kill => rustix::process::Signal::KILL,
    };
    if let Some(group) = pid(group) {
        let _ = rustix::process::kill_process_group(group, signal);
    }
}

/// Whether a group still has a process, be it one that nobody has asked about yet.
#[cfg(unix)]
pub(super) fn is_alive(group: u32) -> bool {
    pid(group).is_some_and(|group| rustix::process::test_kill_process_group(group).is_ok())
}

#[cfg(unix)]
fn pid(group: u32) -> Option<rustix::process::Pid> {
    i32::try_from(group).ok().and_then(rustix::process::Pid::from_raw)
}

#[cfg(not(unix))]
pub(super) fn signal(_: u32, _: Signal) {}

#[cfg(not(unix))]
pub(super) fn is_alive(_: u32) -> bool {
    false
}
