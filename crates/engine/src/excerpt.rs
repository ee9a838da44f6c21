//! Where a script has failed.

use crate::error::Error;

/// The lines of a script around the place that the database complains about; the failing one is marked.
#[must_use]
pub(crate) fn excerpt(error: &Error, script: &str) -> Option<String> {
    excerpt_below(error, script, 0)
}

/// The same of a script that stands below so many lines of its file.
#[must_use]
pub(crate) fn excerpt_below(error: &Error, script: &str, lines: usize) -> Option<String> {
    let Error::Database(error) = error else { return None };
    let position = usize::try_from(error.server()?.position?).ok()?;
    let before: String = script.chars().take(position.saturating_sub(1)).collect();
    let failing = before.matches('\n').count();
    let mut out = String::new();
    for (i, line) in script.lines().enumerate().skip(failing.saturating_sub(5)).take(failing.min(5) + 1) {
        let mark = if i == failing { ">" } else { " " };
        out.push_str(&format!("{mark} {:>4} | {line}\n", lines + i + 1));
    }
    Some(out)
}
