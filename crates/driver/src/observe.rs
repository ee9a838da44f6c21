use std::fmt;
use std::time::Duration;

use crate::{Error, Param, Query, comment};

/// Told about every statement that was run: what a client's log events are made from.
pub trait Observer: Send + Sync + 'static {
    /// Called on the task that ran the statement, right after its answer came.
    fn statement(&self, event: &QueryEvent<'_>);

    /// Whether statements are to be told of, asked before each: those that nobody listens to are not timed.
    fn is_listening(&self) -> bool {
        true
    }

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

/// Tells of the statements of a batch that were run: up to the one that failed; if none did, of what ends the batch, too.
/// An error that is no statement's (the connection is gone) is told of with the last one.
pub(crate) fn tell_of_batch(
    observer: &dyn Observer,
    duration: Duration,
    queries: &[Query<'_>],
    end: Option<&'static str>,
    failed_at: Option<usize>,
    error: Option<&Error>,
) {
    let run = queries.get(..failed_at.map_or(queries.len(), |at| at + 1)).unwrap_or(queries);
    let end = end.filter(|_| failed_at.is_none());
    let commented = run.iter().map(|query| (comment::with(query.sql), query.params));
    let all = commented.chain(end.map(|sql| (sql.into(), [].as_slice())));
    let together = run.len() + usize::from(end.is_some());
    for (i, (sql, params)) in all.enumerate() {
        let error = error.filter(|_| i + 1 == together);
        observer.statement(&QueryEvent { sql: &sql, params, duration, together, error });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Told(Mutex<Vec<(String, bool)>>);

    impl Observer for Told {
        fn statement(&self, event: &QueryEvent<'_>) {
            self.0.lock().unwrap().push((event.sql.to_owned(), event.error.is_some()));
        }
    }

    fn told(end: Option<&'static str>, failed_at: Option<usize>, fails: bool) -> Vec<(String, bool)> {
        let queries = ["a", "b", "c"].map(|sql| Query { sql, params: &[], columns: &[] });
        let error = fails.then(|| Error::new(Code::P1017, "The connection is gone."));
        let told = Told::default();
        tell_of_batch(&told, Duration::ZERO, &queries, end, failed_at, error.as_ref());
        told.0.into_inner().unwrap()
    }

    #[test]
    fn an_error_of_a_batch_is_told_of_once() {
        let seen =
            |all: &[(&str, bool)]| all.iter().map(|(sql, fails)| ((*sql).to_owned(), *fails)).collect::<Vec<_>>();
        let end = Some("COMMIT");
        assert_eq!(told(None, None, false), seen(&[("a", false), ("b", false), ("c", false)]));
        assert_eq!(told(end, Some(1), true), seen(&[("a", false), ("b", true)]));
        assert_eq!(told(None, None, true), seen(&[("a", false), ("b", false), ("c", true)]));
        assert_eq!(told(end, None, true), seen(&[("a", false), ("b", false), ("c", false), ("COMMIT", true)]));
    }
}
