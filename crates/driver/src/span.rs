//! Spans of statements, for OpenTelemetry: names and attributes are those of its semantic conventions for databases; the
//! span itself is called as in Prisma's clients. Values of parameters are never in it.

mod summary;

use tracing::field::Empty;
use tracing::{Instrument, Span};

use self::summary::Summary;
use crate::{Error, Query};

/// Where statements go.
pub(crate) struct Place<'p> {
    pub(crate) system: &'static str,
    /// PostgreSQL: `database|schema`; SQLite: the file's name.
    pub(crate) namespace: String,
    pub(crate) server: Option<(&'p str, u16)>,
}

/// Whether anybody listens.
pub(crate) fn is_wanted() -> bool {
    tracing::span_enabled!(target: "nicol::span", tracing::Level::INFO)
}

/// The span of a statement.
pub(crate) fn of(place: &Place<'_>, sql: &str) -> Span {
    let Summary { operation, collection } = summary::of(sql);
    let name = match &collection {
        Some(collection) => format!("{operation} {collection}"),
        None => operation.clone(),
    };
    make(place, &name, &operation, collection.as_deref(), sql)
}

/// The span of statements that travel together; one has a span as if it were alone.
pub(crate) fn of_batch(place: &Place<'_>, queries: &[Query<'_>]) -> Span {
    if let [one] = queries {
        return of(place, one.sql);
    }
    let text: Vec<&str> = queries.iter().map(|query| query.sql).collect();
    let span = make(place, "BATCH", "BATCH", None, &text.join(";\n"));
    span.record("db.operation.batch.size", queries.len());
    span
}

fn make(place: &Place<'_>, name: &str, operation: &str, collection: Option<&str>, sql: &str) -> Span {
    tracing::info_span!(
        target: "nicol::span",
        "prisma:client:db_query",
        otel.name = name,
        otel.kind = "client",
        otel.status_code = Empty,
        db.system.name = place.system,
        db.namespace = place.namespace,
        db.operation.name = operation,
        db.operation.batch.size = Empty,
        db.collection.name = collection,
        db.query.text = sql,
        db.query.summary = name,
        db.response.status_code = Empty,
        error.type = Empty,
        server.address = place.server.map(|(address, _)| address),
        server.port = place.server.map(|(_, port)| port),
    )
}

/// Runs a statement in its span, and notes how it ended.
pub(crate) async fn within<T>(span: Span, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let result = work.instrument(span.clone()).await;
    if let Err(error) = &result {
        let status = error.server().map(|server| server.code.as_str()).filter(|code| !code.is_empty());
        if let Some(status) = status {
            span.record("db.response.status_code", status);
        }
        span.record("error.type", status.unwrap_or_else(|| error.code().as_str()));
        span.record("otel.status_code", "ERROR");
    }
    result
}
