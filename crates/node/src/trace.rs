//! What is told of operations: events of statements, and the times of those that are traced.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nicol_client::{Builder, Handle, LogEvent, LogLevel};
use serde_json::json;

use crate::answers::Outcome;
use crate::wake::{Delivery, Kind, Queue, What};

tokio::task_local! {
    /// The trace of the operation that is under way.
    static TRACE: Arc<Trace>;
}

/// What is told of an operation besides its statements.
pub(crate) struct Trace {
    /// Its W3C trace context.
    parent: String,
    /// When its plans were begun to be made, and how long that took. Told of before its first statement.
    planned: Mutex<Option<(SystemTime, Duration)>>,
}

impl Trace {
    /// That of a W3C trace context.
    pub(crate) fn new(parent: &str) -> Arc<Self> {
        Arc::new(Self { parent: parent.to_owned(), planned: Mutex::default() })
    }

    fn plan(&self, began: SystemTime, took: Duration) {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, before) = planned.unwrap_or((began, Duration::ZERO));
        *planned = Some((began, before + took));
    }

    /// What is still to be told, as `EngineEvent` in TypeScript.
    fn told(&self) -> Option<String> {
        let (began, took) = self.planned.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let event = json!({
            "level": "compile",
            "timestamp": milliseconds(began + took),
            "duration": took.as_secs_f64() * 1000.0,
            "traceparent": self.parent,
        });
        Some(event.to_string())
    }
}

fn milliseconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}

/// Has a client tell what JavaScript listens to: `levels` has a bit for each, and may change.
pub(crate) fn listen(
    builder: Builder<Handle>,
    levels: &Arc<AtomicU32>,
    queue: &Arc<Queue>,
    client: u32,
) -> Builder<Handle> {
    let (queue, of_events, of_all) = (Arc::clone(queue), Arc::clone(levels), Arc::clone(levels));
    let builder =
        builder.listen_while(move || of_all.load(Ordering::Relaxed) != 0).log_params(true).on_log(move |event| {
            if of_events.load(Ordering::Relaxed) & bit(event.level) != 0 {
                let trace = TRACE.try_with(Clone::clone).ok();
                let plans = trace.as_ref().and_then(|trace| trace.told());
                for text in plans.into_iter().chain([told(event, trace.as_deref())]) {
                    queue.push(Delivery { id: client, what: What::Text(Kind::Event, text) });
                }
            }
        });
    builder.on_plan(|began, took| {
        // Who does not trace is told of no plans.
        let _ = TRACE.try_with(|trace| trace.plan(began, took));
    })
}

/// Does work that has a trace or a comment.
pub(crate) async fn observed(
    trace: Option<Arc<Trace>>,
    comment: Option<Arc<str>>,
    work: impl Future<Output = Outcome> + Send,
    queue: &Queue,
    client: u32,
) -> Outcome {
    let mut work: Pin<Box<dyn Future<Output = Outcome> + Send + '_>> = Box::pin(work);
    if let Some(comment) = comment {
        work = Box::pin(nicol_driver::commented(comment, work));
    }
    if let Some(trace) = &trace {
        work = Box::pin(TRACE.scope(Arc::clone(trace), work));
    }
    let outcome = work.await;
    if let Some(text) = trace.and_then(|trace| trace.told()) {
        queue.push(Delivery { id: client, what: What::Text(Kind::Event, text) });
    }
    outcome
}

/// The numbers are those of `listen` in TypeScript.
const fn bit(level: LogLevel) -> u32 {
    match level {
        LogLevel::Query => 1,
        LogLevel::Info => 2,
        LogLevel::Warn => 4,
        _ => 8,
    }
}

/// `EngineEvent` in TypeScript.
fn told(event: &LogEvent<'_>, trace: Option<&Trace>) -> String {
    let timestamp = milliseconds(event.timestamp);
    let (level, target) = (event.level.name(), event.target);
    match event.level {
        LogLevel::Query => json!({
            "level": level,
            "timestamp": timestamp,
            "query": event.sql,
            "params": event.params.unwrap_or("[]"),
            "duration": event.duration.as_secs_f64() * 1000.0,
            "target": target,
            "traceparent": trace.map(|trace| trace.parent.as_str()),
        }),
        _ => json!({ "level": level, "timestamp": timestamp, "message": event.message, "target": target }),
    }
    .to_string()
}
