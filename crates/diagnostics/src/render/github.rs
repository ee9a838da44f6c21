//! Workflow commands that GitHub shows beside the changed lines: `::error file=…,line=…::message`.

use std::fmt::Write;

use crate::{Diagnostic, Severity, Sources};

/// One line for each diagnostic.
#[must_use]
pub fn github(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let file = sources.file(diagnostic.span.file);
        let (start, end) = (file.line_column(diagnostic.span.start), file.line_column(diagnostic.span.end));
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = write!(out, "::{command} file={},line={}", property(&file.name), start.line);
        // Columns are only known for places within one line.
        if end.line == start.line {
            let last = end.column.saturating_sub(1).max(start.column);
            let _ = write!(out, ",col={},endColumn={last}", start.column);
        } else {
            let _ = write!(out, ",endLine={}", end.line);
        }
        let mut message = diagnostic.message.clone();
        if let Some(help) = &diagnostic.help {
            let _ = write!(message, "\n{help}");
        }
        let _ = writeln!(out, ",title={}::{}", property(diagnostic.code), data(&message));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
