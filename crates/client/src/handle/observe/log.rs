//! Log events, with the levels of Prisma Client: to listeners, to the standard output, and to `tracing`.

use std::io::Write as _;
use std::time::{Duration, SystemTime};

use nicol_driver::{Observer, QueryEvent};

use super::metrics::Recorder;
use crate::value::readable::params_json;

/// What an event is about.
///
/// ```
/// use nicol_client::LogLevel;
///
/// assert_eq!(LogLevel::Query.name(), "query");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogLevel {
    /// A statement was run.
    Query,
    /// The client says what it does: it has made its pool.
    Info,
    /// Something may go wrong: a statement took longer than [`slow_query`](crate::Builder::slow_query), a parameter of the
    /// URL is not known.
    Warn,
    /// A statement or a request failed.
    Error,
}

impl LogLevel {
    /// Its name in Prisma's clients.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// An event of the log.
///
/// ```no_run
/// # async fn example(builder: nicol_client::Builder<nicol_client::Handle>) -> nicol_client::Result<()> {
/// // let builder = db::Client::builder();
/// let client = builder
///     .on_log(|event| eprintln!("{} {:?} {}", event.level.name(), event.duration, event.message))
///     .connect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct LogEvent<'a> {
    /// What it is about.
    pub level: LogLevel,
    /// When it was written: after a statement's answer.
    pub timestamp: SystemTime,
    /// Who writes: for a request that failed `member.create`, else `nicol`.
    pub target: &'a str,
    /// The statement's text; empty if it is not about one.
    pub sql: &'a str,
    /// The statement's values as JSON, if [`log_params`](crate::Builder::log_params) was turned on.
    pub params: Option<&'a str>,
    /// From sending the statement to having its answer.
    pub duration: Duration,
    /// What happened, for people. Of a statement that worked: its text.
    pub message: &'a str,
    /// Why the statement failed.
    pub error: Option<&'a nicol_driver::Error>,
}

type Listener = Box<dyn Fn(&LogEvent<'_>) + Send + Sync>;
type Asked = Box<dyn Fn() -> bool + Send + Sync>;
type Planned = Box<dyn Fn(SystemTime, Duration) + Send + Sync>;

/// Who is told what.
#[derive(Default)]
pub(in crate::handle) struct Log {
    pub(in crate::handle) listeners: Vec<Listener>,
    /// Whether the listeners listen at this moment; without it they always do.
    pub(in crate::handle) listens: Option<Asked>,
    pub(in crate::handle) with_params: bool,
    /// Hears of every plan that is made: when that began, and how long it took.
    pub(in crate::handle) planned: Option<Planned>,
    /// From when on a statement is slow.
    pub(in crate::handle) slow: Option<Duration>,
    pub(in crate::handle) recorder: Option<std::sync::Arc<Recorder>>,
}

const TARGET: &str = "nicol";

impl Log {
    /// Whether the driver shall tell of its statements. Without anybody to tell, they are not timed either. (A subscriber to
    /// `tracing` counts if it is there at the time of connecting.)
    pub(in crate::handle) fn wants_statements(&self) -> bool {
        !self.listeners.is_empty() || self.slow.is_some() || self.recorder.is_some() || is_traced()
    }

    /// Whether somebody listens at this moment.
    pub(in crate::handle) fn is_heard(&self) -> bool {
        !self.listeners.is_empty() && self.listens.as_ref().is_none_or(|listens| listens())
    }

    /// Writes to the standard output, as Prisma's clients do with `log: ["query"]`; warnings and errors to the standard
    /// error.
    pub(in crate::handle) fn print(&mut self, levels: Vec<LogLevel>) {
        self.listeners.push(Box::new(move |event| {
            if !levels.contains(&event.level) {
                return;
            }
            let mut line = format!("nicol:{} {}", event.level.name(), event.message);
            if event.level == LogLevel::Query {
                line.push_str(&format!(" ({:.3} ms)", event.duration.as_secs_f64() * 1000.0));
            }
            if let Some(params) = event.params {
                line.push_str(&format!(" params: {params}"));
            }
            line.push('\n');
            // Nobody can be told that nobody reads.
            let _ = match event.level {
                LogLevel::Query | LogLevel::Info => std::io::stdout().lock().write_all(line.as_bytes()),
                LogLevel::Warn | LogLevel::Error => std::io::stderr().lock().write_all(line.as_bytes()),
            };
        }));
    }

    pub(in crate::handle) fn info(&self, message: &str) {
        tracing::info!(target: "nicol", "{message}");
        self.tell(&event(LogLevel::Info, TARGET, message));
    }

    pub(in crate::handle) fn warn(&self, message: &str) {
        tracing::warn!(target: "nicol", "{message}");
        self.tell(&event(LogLevel::Warn, TARGET, message));
    }

    /// A request failed without that a statement did.
    #[cold]
    pub(in crate::handle) fn request_failed(&self, target: &str, message: &str) {
        tracing::debug!(target: "nicol::query", request = target, error = message);
        self.tell(&event(LogLevel::Error, target, message));
    }

    fn tell(&self, event: &LogEvent<'_>) {
        for listener in &self.listeners {
            listener(event);
        }
    }
}

/// Whether a subscriber of `tracing` wants statements.
fn is_traced() -> bool {
    tracing::enabled!(target: "nicol::query", tracing::Level::DEBUG)
}

fn event<'a>(level: LogLevel, target: &'a str, message: &'a str) -> LogEvent<'a> {
    LogEvent {
        level,
        timestamp: SystemTime::now(),
        target,
        sql: "",
        params: None,
        duration: Duration::ZERO,
        message,
        error: None,
    }
}

impl Observer for Log {
    fn statement(&self, statement: &QueryEvent<'_>) {
        if let Some(recorder) = &self.recorder {
            // The time of a batch is not taken once for each of its statements.
            let together = u32::try_from(statement.together.max(1)).unwrap_or(u32::MAX);
            recorder.statement(statement.duration / together);
        }
        let is_slow = self.slow.is_some_and(|limit| statement.duration >= limit);
        let is_heard = self.is_heard();
        if !is_slow && !is_heard && !is_traced() {
            return;
        }
        let params = self.with_params.then(|| params_json(statement.params));
        tracing::debug!(
            target: "nicol::query",
            sql = statement.sql,
            params = params.as_deref(),
            duration_us = u64::try_from(statement.duration.as_micros()).unwrap_or(u64::MAX),
            error = statement.error.map(tracing::field::display),
        );
        if !is_slow && !is_heard {
            return;
        }
        let (level, message) = match statement.error {
            None => (LogLevel::Query, statement.sql),
            Some(error) => (LogLevel::Error, error.message()),
        };
        let told = LogEvent {
            sql: statement.sql,
            params: params.as_deref(),
            duration: statement.duration,
            error: statement.error,
            ..event(level, TARGET, message)
        };
        self.tell(&told);
        if let Some(limit) = self.slow.filter(|_| is_slow) {
            let message = format!(
                "A statement took {:.1} ms, longer than {:.1} ms: {}",
                statement.duration.as_secs_f64() * 1000.0,
                limit.as_secs_f64() * 1000.0,
                statement.sql
            );
            tracing::warn!(
                target: "nicol::slow",
                sql = statement.sql,
                params = params.as_deref(),
                duration_ms = statement.duration.as_secs_f64() * 1000.0,
                "a slow statement"
            );
            self.tell(&LogEvent { level: LogLevel::Warn, message: &message, ..told });
        }
    }

    fn is_listening(&self) -> bool {
        self.slow.is_some() || self.recorder.is_some() || self.is_heard() || is_traced()
    }

    fn waited(&self, for_connection: Duration) {
        if let Some(recorder) = &self.recorder {
            recorder.waited(for_connection);
        }
    }
}
