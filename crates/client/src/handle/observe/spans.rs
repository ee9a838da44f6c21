//! Spans of operations and transactions, named as in Prisma's clients; those of statements are the driver's.

use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::error::Result;
use crate::handle::{Handle, Request};

/// Whether anybody listens.
#[inline]
pub(in crate::handle) fn is_wanted() -> bool {
    tracing::span_enabled!(target: "nicol::span", tracing::Level::INFO)
}

/// Runs a request in its span.
pub(super) async fn operation<T>(
    handle: &Handle,
    request: &Request,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let model = request.model().and_then(|id| handle.data_model().models.get(usize::from(id.0)));
    let (model, method) = (model.map_or("", |model| &model.name), request.action().map_or("", |action| action.name()));
    let name = format!("{model}.{method}");
    let span = tracing::info_span!(
        target: "nicol::span",
        "prisma:client:operation",
        otel.name = name,
        otel.status_code = Empty,
        model,
        method,
        name,
        error.type = Empty,
    );
    noted(span, work).await
}

/// Runs a transaction in its span.
pub(in crate::handle) async fn transaction<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let span = tracing::info_span!(target: "nicol::span", "prisma:client:transaction", otel.status_code = Empty);
    let result = work.instrument(span.clone()).await;
    if result.is_err() {
        span.record("otel.status_code", "ERROR");
    }
    result
}

async fn noted<T>(span: Span, work: impl Future<Output = Result<T>>) -> Result<T> {
    let result = work.instrument(span.clone()).await;
    if let Err(error) = &result {
        span.record("error.type", error.code().unwrap_or("invalid"));
        span.record("otel.status_code", "ERROR");
    }
    result
}
