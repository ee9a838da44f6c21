//! One JSON object for programs: `validate --json`.

use serde::Serialize;

use crate::{Diagnostic, Severity, Sources};

#[derive(Serialize)]
struct Report<'a> {
    ok: bool,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    start: Position,
    end: Position,
}

/// Line and column count from 1, the column in characters; the offset is in bytes.
#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: u32,
}

/// The diagnostics as one JSON object on one line: `{"ok":bool,"diagnostics":[…]}`. `ok` says that there is no error.
#[must_use]
pub fn json(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let entries = diagnostics.iter().map(|diagnostic| {
        let file = sources.file(diagnostic.span.file);
        let position = |offset: u32| {
            let place = file.line_column(offset);
            Position { line: place.line, column: place.column, offset }
        };
        Entry {
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: diagnostic.code,
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            file: &file.name,
            start: position(diagnostic.span.start),
            end: position(diagnostic.span.end),
        }
    });
    let report = Report { ok: !diagnostics.iter().any(Diagnostic::is_error), diagnostics: entries.collect::<Vec<_>>() };
    // Strings, numbers and booleans always serialise.
    serde_json::to_string(&report).unwrap_or_default()
}
