//! Whether a transaction is open: what the server says, not what we think.

use std::sync::atomic::{AtomicU8, Ordering};

/// The status in the server's last ReadyForQuery (PostgreSQL's manual, "Message Formats").
pub(super) struct Status(AtomicU8);

const IDLE: u8 = b'I';
const FAILED: u8 = b'E';

impl Default for Status {
    fn default() -> Self {
        Self(AtomicU8::new(IDLE))
    }
}

impl Status {
    /// Takes over the body of a ReadyForQuery.
    #[inline]
    pub(super) fn set(&self, body: &[u8]) {
        if let Some(status) = body.first() {
            self.0.store(*status, Ordering::Release);
        }
    }

    /// A transaction is open, or was left open.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.0.load(Ordering::Acquire) != IDLE
    }

    /// A statement of the open transaction has failed: the server will not commit it.
    pub(super) fn is_failed(&self) -> bool {
        self.0.load(Ordering::Acquire) == FAILED
    }
}
