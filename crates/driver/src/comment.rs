//! Comments behind statements (sqlcommenter), for whoever reads the server's log.
//!
//! A comment belongs to whatever runs in its scope, and goes with each statement at the last moment: plans and prepared
//! statements are kept by texts without comments. A statement with a comment is not prepared, since the server would never
//! see its text again; SQLite, which shows its statements to nobody, runs it without.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

tokio::task_local! {
    static COMMENT: Arc<str>;
}

/// Most processes have no comments: then nothing is looked for.
static ARE_USED: AtomicBool = AtomicBool::new(false);

/// Runs something whose statements get this comment, marks included: `/*route='%2F'*/`.
pub fn commented<F: Future>(comment: Arc<str>, work: F) -> impl Future<Output = F::Output> {
    ARE_USED.store(true, Ordering::Relaxed);
    COMMENT.scope(comment, work)
}

/// Whether what runs now gets a comment.
#[inline]
pub(crate) fn is_any() -> bool {
    ARE_USED.load(Ordering::Relaxed) && COMMENT.try_with(|_| ()).is_ok()
}

/// A statement as it is sent and told of.
#[inline]
pub(crate) fn with(sql: &str) -> Cow<'_, str> {
    if is_any() { added(sql) } else { Cow::Borrowed(sql) }
}

#[cold]
fn added(sql: &str) -> Cow<'_, str> {
    COMMENT.try_with(|comment| Cow::Owned(format!("{sql} {comment}"))).unwrap_or(Cow::Borrowed(sql))
}
