//! Operations that come in parts: streams.

use super::metrics::Operation;
#[cfg(feature = "spans")]
use super::spans;
use crate::error::Result;
use crate::handle::{Handle, Request};

/// An operation that is under way: from its first part until it has ended or nobody wants more of it.
pub(in crate::handle) struct Watch {
    _operation: Option<Operation>,
    #[cfg(feature = "spans")]
    span: Option<tracing::Span>,
}

impl Watch {
    /// One begins. A raw one has no request, and no span but those of its statements, as raw queries have.
    pub(in crate::handle) fn begin(handle: &Handle, request: Option<&Request>) -> Self {
        #[cfg(not(feature = "spans"))]
        let _ = request;
        Self {
            _operation: handle.core.log.recorder.as_ref().map(|recorder| recorder.operation()),
            #[cfg(feature = "spans")]
            span: request.filter(|_| spans::is_wanted()).map(|request| spans::of_request(handle, request)),
        }
    }

    /// Runs a part of it.
    pub(in crate::handle) async fn part<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        #[cfg(feature = "spans")]
        if let Some(span) = &self.span {
            return spans::noted(span, work).await;
        }
        work.await
    }
}
