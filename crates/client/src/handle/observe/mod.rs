//! What a client tells of its work: log events, slow statements, metrics.

mod histogram;
mod log;
mod metrics;
#[cfg(feature = "spans")]
pub(super) mod spans;
mod watch;

use std::time::Duration;

pub use self::histogram::Histogram;
pub(super) use self::log::Log;
pub use self::log::{LogEvent, LogLevel};
pub use self::metrics::Metrics;
pub(super) use self::metrics::Recorder;
pub(super) use self::watch::Watch;

use super::{Handle, Request};
use crate::error::{Error, Result};

/// The variable with the threshold of slow statements, in milliseconds, for who says nothing to the builder.
const SLOW_QUERY: &str = "NICOL_SLOW_QUERY_MS";

/// The threshold of the environment; an error tells what stands there.
pub(super) fn slow_from_env() -> Result<Option<Duration>, String> {
    let Ok(value) = std::env::var(SLOW_QUERY) else { return Ok(None) };
    match value.trim().parse::<f64>() {
        Ok(ms) if (0.0..=1e12).contains(&ms) => Ok(Some(Duration::from_secs_f64(ms / 1000.0))),
        _ => Err(format!(
            "The environment variable `{SLOW_QUERY}` is `{value}`, which is no number of milliseconds; it is ignored. Set it \
             to a number such as 200, or remove it."
        )),
    }
}

impl Handle {
    /// Whether anything has to be done beside a request.
    #[inline]
    pub(super) fn is_watched(&self) -> bool {
        #[cfg(feature = "spans")]
        if spans::is_wanted() {
            return true;
        }
        self.core.log.recorder.is_some()
    }

    /// Runs a request with what has to be done beside it.
    pub(super) async fn watched<T>(&self, work: impl Future<Output = Result<T>>, request: &Request) -> Result<T> {
        #[cfg(feature = "spans")]
        let work = spans::operation(self, request, work);
        #[cfg(not(feature = "spans"))]
        let _ = request;
        self.counted(work).await
    }

    /// Runs an operation and counts it.
    pub(super) async fn counted<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let _operation = self.core.log.recorder.as_ref().map(|recorder| recorder.operation());
        work.await
    }

    /// Runs the statements of several requests at once: each of them is an operation.
    pub(super) async fn watched_together<T>(
        &self,
        requests: &[&Request],
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let recorder = self.core.log.recorder.as_ref();
        let _operations: Vec<_> = requests.iter().filter_map(|_| Some(recorder?.operation())).collect();
        #[cfg(feature = "spans")]
        let spans: Vec<_> = if spans::is_wanted() {
            requests.iter().map(|request| spans::of_request(self, request)).collect()
        } else {
            Vec::new()
        };
        let result = work.await;
        #[cfg(feature = "spans")]
        if let Err(error) = &result {
            spans.iter().for_each(|span| spans::note(span, error));
        }
        result
    }

    /// Tells of a request that failed, unless its statement was told of.
    #[cold]
    pub(super) fn tell_of(&self, error: &Error, request: &Request) {
        if !self.core.log.is_heard() || is_of_a_statement(error) {
            return;
        }
        let model = request.model().and_then(|id| self.data_model().models.get(usize::from(id.0)));
        let target = match (model, request.action()) {
            (Some(model), Some(action)) => format!("{}.{}", lower_first(&model.name), action.name()),
            _ => "nicol".to_owned(),
        };
        self.core.log.request_failed(&target, error.message());
    }
}

/// Whether a statement brought the error, and not the way to the database.
fn is_of_a_statement(error: &Error) -> bool {
    use nicol_driver::Code as C;
    error.database().is_some_and(|e| {
        !matches!(e.code(), C::P1000 | C::P1001 | C::P1002 | C::P1003 | C::P1010 | C::P1011 | C::P1013 | C::P2024)
    })
}

/// As Prisma Client names its models.
fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
