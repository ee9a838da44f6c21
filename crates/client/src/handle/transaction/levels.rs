//! Transactions inside of a transaction: savepoints, one inside the other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::state::closed;
use crate::error::{Error, Result};

/// A level of a transaction: the transaction itself, or a nested one. No two of a transaction have the same number, and
/// one inside of another a larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level(u32);

/// The transaction itself.
pub(super) const WHOLE: Level = Level(0);

/// The levels that are open, the innermost last.
#[derive(Debug)]
pub(super) struct Levels {
    open: Vec<Level>,
    next: u32,
}

impl Default for Levels {
    fn default() -> Self {
        Self { open: vec![WHOLE], next: 1 }
    }
}

impl Levels {
    /// Refuses what does not come from the innermost level: what another one wrote would be kept or undone with that.
    pub(super) fn check(&self, level: Level, operation: &'static str) -> Result<()> {
        if self.open.last() == Some(&level) { Ok(()) } else { Err(self.refusal(level, operation)) }
    }

    #[cold]
    fn refusal(&self, level: Level, operation: &'static str) -> Error {
        if self.place(level).is_none() {
            return closed(operation, "was closed");
        }
        Error::new(
            "P2028",
            format!(
                "A {operation} came from a transaction while a nested one is open in it. Use the nested one's client, and \
                 finish it first; run nested transactions one after the other."
            ),
        )
    }

    /// How many levels are around it, if it is open.
    pub(super) fn place(&self, level: Level) -> Option<usize> {
        self.open.iter().position(|open| *open == level)
    }

    pub(super) fn push(&mut self) -> Level {
        let level = Level(self.next);
        self.next += 1;
        self.open.push(level);
        level
    }

    pub(super) fn pop(&mut self) {
        self.open.pop();
    }

    /// How many savepoints there are.
    pub(super) fn depth(&self) -> usize {
        self.open.len() - 1
    }
}

/// The levels that were dropped while they were open. They are undone before whatever comes next.
#[derive(Debug, Default)]
pub(super) struct Left {
    levels: Mutex<Vec<Level>>,
    is_any: AtomicBool,
}

impl Left {
    fn lock(&self) -> MutexGuard<'_, Vec<Level>> {
        self.levels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[inline]
    pub(super) fn is_any(&self) -> bool {
        self.is_any.load(Ordering::Acquire)
    }

    pub(super) fn add(&self, level: Level) {
        let mut levels = self.lock();
        levels.push(level);
        self.is_any.store(true, Ordering::Release);
    }

    pub(super) fn all(&self) -> Vec<Level> {
        self.lock().clone()
    }

    /// These are undone.
    pub(super) fn remove(&self, undone: &[Level]) {
        let mut levels = self.lock();
        levels.retain(|level| !undone.contains(level));
        self.is_any.store(!levels.is_empty(), Ordering::Release);
    }
}
