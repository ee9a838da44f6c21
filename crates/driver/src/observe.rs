use std::fmt;
use std::time::Duration;

use crate::{Error, Param};

/// Told about every statement that was run: what a client's log events are made from.
pub trait Observer: Send + Sync + 'static {
    /// Called on the task that ran the statement, right after its answer came.
    fn statement(&self, event: &QueryEvent<'_>);

    /// Somebody got a connection of the pool, or gave up, after waiting so long; zero if one was free.
    fn waited(&self, _for_connection: Duration) {}
}

/// A statement that was run. `BEGIN`, `COMMIT` and the like are reported too.
#[derive(Clone, Copy)]
pub struct QueryEvent<'a> {
    pub sql: &'a str,
    pub params: &'a [Param<'a>],
    /// From sending it to having its answer.
    pub duration: Duration,
    /// How many statements were sent and answered together in that time: 1, or the size of a batch.
    pub together: usize,
    /// Why it failed, if it did.
    pub error: Option<&'a Error>,
}

impl fmt::Debug for QueryEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values of parameters are the user's data: they go to the observer, never into debug output.
        f.debug_struct("QueryEvent")
            .field("sql", &self.sql)
            .field("params", &self.params.len())
            .field("duration", &self.duration)
            .field("error", &self.error)
            .finish()
    }
}
