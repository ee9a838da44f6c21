//! What has become of a transaction.

use std::time::Duration;

use nicol_driver::Transaction;
use tokio::task::AbortHandle;

use super::deadlines::Deadline;
use super::levels::Levels;
use crate::error::Error;

pub(super) enum State {
    Open(Box<Open>),
    Committed,
    RolledBack,
    /// After so long.
    Expired(Duration),
    /// Nobody waited for the answer to COMMIT.
    Unknown,
    /// A nested transaction could not be undone, so all of it was.
    Broken(nicol_driver::Error),
}

pub(super) struct Open {
    pub(super) transaction: Transaction,
    pub(super) levels: Levels,
    pub(super) timer: Option<Timer>,
}

/// What rolls the transaction back when its time is over. It goes with the transaction.
pub(super) enum Timer {
    /// A task of its own.
    Task(AbortHandle),
    Shared {
        _deadline: Deadline,
    },
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Self::Task(task) = self {
            task.abort();
        }
    }
}

impl Open {
    /// Undoes levels until so many are left.
    pub(super) async fn undo(&mut self, kept: usize) -> Result<(), nicol_driver::Error> {
        while self.levels.depth() >= kept {
            self.transaction.rollback_to_savepoint().await?;
            self.levels.pop();
        }
        Ok(())
    }

    /// Keeps the innermost level. If that can't be, it is undone, and the levels around it can go on.
    pub(super) async fn keep(&mut self) -> Result<(), nicol_driver::Error> {
        let kept = self.transaction.release_savepoint().await;
        if self.transaction.open_savepoints() < self.levels.depth() {
            self.levels.pop();
        }
        kept
    }
}

impl State {
    /// Why it can't be used.
    #[cold]
    pub(super) fn error(&self, operation: &'static str, timeout: Duration) -> Error {
        match self {
            Self::Open(_) => Error::torn(),
            Self::Committed => closed(operation, "was committed"),
            Self::RolledBack => closed(operation, "was rolled back"),
            Self::Unknown => closed(operation, "had ended without anybody waiting whether it was committed"),
            Self::Broken(cause) => closed(
                operation,
                &format!("was rolled back, because a nested one could not be undone ({})", cause.message()),
            ),
            Self::Expired(after) => {
                let (limit, taken) = (timeout.as_millis(), after.as_millis());
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

pub(super) fn closed(operation: &str, how: &str) -> Error {
    Error::new(
        "P2028",
        format!("A {operation} came after its transaction {how}. Use the transaction's client only inside of it."),
    )
}
