//! Statements that nobody waits for any more are ended on the server.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::Mutex;

use super::Connection;
use super::backend::Backend;
use super::connect::Canceller;
use crate::cancel::{Cancellation, GivenUp};

/// How long the server may take to answer what was cancelled, before that is done once more, and at last.
///
/// A server that had not read the statement yet had nothing to cancel, and goes on with it when it reads it. That it has
/// ended is known from its answer, so a second cancellation is sent only to one that owes it.
const PATIENCE: [Duration; 3] = [Duration::from_millis(100), Duration::from_secs(1), Duration::from_secs(1)];

impl Connection {
    /// Ends what runs, whoever waits for it.
    pub(crate) fn stop_running(&self) {
        // Whoever runs a statement has the lock.
        if !self.is_spoilt() && self.backend.try_lock().is_err() {
            self.give_up();
        }
    }

    /// The connection is not used again: a cancellation could hit whatever runs on it next.
    pub(super) fn give_up(&self) {
        self.is_broken.store(true, Ordering::Release);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (canceller, backend) = (self.canceller.clone(), Arc::clone(&self.backend));
            let cancellation = Cancellation::begins();
            runtime.spawn(async move { cancellation.ends(end(&canceller, &backend).await) });
        }
    }
}

/// Holds the connection until the statement has ended. Behind PgBouncer a cancellation finds its statement by the
/// connection that has sent it, and if that has gone, the statement goes on on the server.
async fn end(canceller: &Canceller, backend: &Mutex<Backend>) -> GivenUp {
    for patience in PATIENCE {
        if let Err(error) = canceller.cancel().await {
            tracing::debug!(%error, "a statement could not be cancelled");
            break;
        }
        if let Ok(how) = tokio::time::timeout(patience, answer(backend)).await {
            return how;
        }
    }
    GivenUp::Unknown
}

/// Waits for the answer of whatever runs.
async fn answer(backend: &Mutex<Backend>) -> GivenUp {
    let mut backend = backend.lock().await;
    let line = &mut backend.line;
    if !line.is_owed() {
        // Whoever ran it has got its answer, and knows.
        return GivenUp::Cancelled;
    }
    if line.never_send_the_rest() {
        // What was sent may run, and has no end that the server would tell.
        return pending().await;
    }
    match line.last_word().await {
        Some(true) => GivenUp::Cancelled,
        Some(false) => GivenUp::Done,
        None => GivenUp::Unknown,
    }
}
