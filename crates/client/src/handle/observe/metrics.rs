//! Numbers about the client, with the names of Prisma's metrics (6).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use nicol_driver::PoolState;
use serde_json::{Value, json};

use super::histogram::{Counting, Histogram};
use crate::handle::Handle;

/// What is counted while it happens, if [`metrics`](crate::Builder::metrics) is turned on.
#[derive(Debug, Default)]
pub(in crate::handle) struct Recorder {
    operations: AtomicU64,
    active: AtomicU64,
    operation_durations: Counting,
    waits: Counting,
    statements: Counting,
}

impl Recorder {
    pub(super) fn statement(&self, duration: Duration) {
        self.statements.add(duration);
    }

    pub(super) fn waited(&self, duration: Duration) {
        self.waits.add(duration);
    }

    /// An operation begins; it ends when this is dropped.
    pub(in crate::handle) fn operation(self: &Arc<Self>) -> Operation {
        self.operations.fetch_add(1, Ordering::Relaxed);
        self.active.fetch_add(1, Ordering::Relaxed);
        Operation { recorder: Arc::clone(self), started: std::time::Instant::now() }
    }
}

/// An operation that is under way.
pub(in crate::handle) struct Operation {
    recorder: Arc<Recorder>,
    started: std::time::Instant,
}

impl Drop for Operation {
    fn drop(&mut self) {
        self.recorder.active.fetch_sub(1, Ordering::Relaxed);
        self.recorder.operation_durations.add(self.started.elapsed());
    }
}

/// Numbers about a client at one moment. See [`Handle::metrics`].
///
/// ```
/// # use library as db;
/// # use nicol::{Histogram, Metrics};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let metrics: Metrics = db.metrics();
/// println!("{} busy, {} operations", metrics.pool.busy, metrics.operations);
/// println!("{}", metrics.with_label("app", "library").prometheus());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Metrics {
    /// The pool: connections that are open, busy, idle, and who waits for one.
    pub pool: PoolState,
    /// Connections that were opened since the client was made.
    pub connections_opened: u64,
    /// Those of them that were closed.
    pub connections_closed: u64,
    /// Operations of the client (`find_many`, `query_raw`, …) that were started.
    pub operations: u64,
    /// Those of them that are under way.
    pub operations_active: u64,
    /// How long operations took, with all their statements, and the wait for a connection.
    pub operation_durations: Histogram,
    /// How long connections of the pool were waited for.
    pub connection_waits: Histogram,
    /// How long the database took for each statement; their number is that of all statements. Those that were sent
    /// together share the time that they took.
    pub statement_durations: Histogram,
    labels: BTreeMap<String, String>,
}

impl Handle {
    /// Numbers for monitoring. What the pool does is always there; operations and statements are counted and timed if the
    /// client was made with [`metrics(true)`](crate::Builder::metrics).
    ///
    /// ```no_run
    /// # fn example(client: &nicol_client::Handle) {
    /// let metrics = client.metrics();
    /// println!("{} of {} connections are busy", metrics.pool.busy, metrics.pool.limit);
    /// println!("{}", metrics.prometheus()); // the answer of GET /metrics
    /// # }
    /// ```
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let (connections_opened, connections_closed) = self.core.pool.turnover();
        let pool = self.core.pool.state();
        let metrics = Metrics { pool, connections_opened, connections_closed, ..Metrics::default() };
        let Some(recorder) = &self.core.log.recorder else { return metrics };
        Metrics {
            operations: recorder.operations.load(Ordering::Relaxed),
            operations_active: recorder.active.load(Ordering::Relaxed),
            operation_durations: recorder.operation_durations.now(),
            connection_waits: recorder.waits.now(),
            statement_durations: recorder.statements.now(),
            ..metrics
        }
    }
}

/// A metric: its name, what it tells, and its value.
type Number = (&'static str, &'static str, u64);

impl Metrics {
    /// Adds a label to all metrics of the texts, as Prisma's `globalLabels`.
    ///
    /// ```
    /// let text = nicol_client::Metrics::default().with_label("app", "shop").prometheus();
    /// assert!(text.contains("prisma_pool_connections_busy{app=\"shop\"} 0"));
    /// ```
    #[must_use]
    pub fn with_label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(name.into(), value.into());
        self
    }

    fn counters(&self) -> [Number; 4] {
        [
            ("prisma_client_queries_total", "Operations of the client that were started", self.operations),
            ("prisma_datasource_queries_total", "Statements that were run", self.statement_durations.count()),
            ("prisma_pool_connections_closed_total", "Connections that were closed", self.connections_closed),
            ("prisma_pool_connections_opened_total", "Connections that were opened", self.connections_opened),
        ]
    }

    fn gauges(&self) -> [Number; 5] {
        let of = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        [
            ("prisma_client_queries_active", "Operations that are under way", self.operations_active),
            ("prisma_client_queries_wait", "Operations that wait for a connection", of(self.pool.waiting)),
            ("prisma_pool_connections_busy", "Connections in use", of(self.pool.busy)),
            ("prisma_pool_connections_idle", "Open connections that nobody uses", of(self.pool.idle)),
            ("prisma_pool_connections_open", "Open connections", of(self.pool.size)),
        ]
    }

    fn histograms(&self) -> [(&'static str, &'static str, &Histogram); 3] {
        [
            (
                "prisma_client_queries_duration_histogram_ms",
                "How long operations took, in milliseconds",
                &self.operation_durations,
            ),
            (
                "prisma_client_queries_wait_histogram_ms",
                "How long connections were waited for, in milliseconds",
                &self.connection_waits,
            ),
            (
                "prisma_datasource_queries_duration_histogram_ms",
                "How long statements took, in milliseconds",
                &self.statement_durations,
            ),
        ]
    }

    /// In Prometheus' text format.
    ///
    /// ```
    /// let text = nicol_client::Metrics::default().prometheus();
    /// assert!(text.contains("# TYPE prisma_pool_connections_open gauge\nprisma_pool_connections_open 0\n"));
    /// ```
    #[must_use]
    pub fn prometheus(&self) -> String {
        let mut out = String::new();
        let labels: Vec<String> = self.labels.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        let plain = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        // Writing to a string does not fail.
        let head = |out: &mut String, name: &str, help: &str, kind: &str| {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        };
        for (name, help, value) in self.counters() {
            head(&mut out, name, help, "counter");
            let _ = writeln!(out, "{name}{plain} {value}");
        }
        for (name, help, value) in self.gauges() {
            head(&mut out, name, help, "gauge");
            let _ = writeln!(out, "{name}{plain} {value}");
        }
        for (name, help, histogram) in self.histograms() {
            head(&mut out, name, help, "histogram");
            let mut below = 0;
            for (end, count) in histogram.buckets() {
                below += count;
                let end = if end.is_finite() { end.to_string() } else { "+Inf".to_owned() };
                let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
                let joined = [labels.as_slice(), &[&format!("le=\"{end}\"")]].concat().join(",");
                let _ = writeln!(out, "{name}_bucket{{{joined}}} {below}");
            }
            let _ = writeln!(out, "{name}_sum{plain} {}", ms(histogram.sum()));
            let _ = writeln!(out, "{name}_count{plain} {}", histogram.count());
        }
        out
    }

    /// In the JSON form of Prisma's `$metrics.json()`. Buckets are not cumulated; the last one has `null` as its end.
    ///
    /// ```
    /// let json = nicol_client::Metrics::default().json();
    /// assert_eq!(json["gauges"][2]["key"], "prisma_pool_connections_busy");
    /// ```
    #[must_use]
    pub fn json(&self) -> Value {
        let number = |(key, description, value): Number| json!({ "key": key, "labels": self.labels, "value": value, "description": description });
        let histogram = |(key, description, histogram): (&str, &str, &Histogram)| {
            let buckets: Vec<Value> = histogram
                .buckets()
                .map(|(end, count)| json!([if end.is_finite() { json!(end) } else { Value::Null }, count]))
                .collect();
            let value = json!({ "buckets": buckets, "sum": ms(histogram.sum()), "count": histogram.count() });
            json!({ "key": key, "labels": self.labels, "value": value, "description": description })
        };
        json!({
            "counters": self.counters().map(number),
            "gauges": self.gauges().map(number),
            "histograms": self.histograms().map(histogram),
        })
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// A label's value: Prometheus' text format escapes these three.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
