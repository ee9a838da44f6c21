//! Spans of operations and transactions, named as in Prisma's clients; those of statements are the driver's.

use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::error::{Error, Result};
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
    noted(&of_request(handle, request), work).await
}

/// Runs something in a span, which is told if it fails.
pub(super) async fn noted<T>(span: &Span, work: impl Future<Output = Result<T>>) -> Result<T> {
    let result = work.instrument(span.clone()).await;
    if let Err(error) = &result {
        note(span, error);
    }
    result
}

/// The span of a request.
pub(super) fn of_request(handle: &Handle, request: &Request) -> Span {
    let model = request.model().and_then(|id| handle.data_model().models.get(usize::from(id.0)));
    let (model, method) = (model.map_or("", |model| &model.name), request.action().map_or("", |action| action.name()));
    let name = format!("{model}.{method}");
    tracing::info_span!(
        target: "nicol::span",
        "prisma:client:operation",
        otel.name = name,
        otel.status_code = Empty,
        model,
        method,
        name,
        error.type = Empty,
    )
}

/// Says in a span that its request has failed.
pub(super) fn note(span: &Span, error: &Error) {
    span.record("error.type", error.code().unwrap_or("invalid"));
    span.record("otel.status_code", "ERROR");
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
