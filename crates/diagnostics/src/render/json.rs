//! One JSON object for programs: `validate --json`.

use serde::Serialize;

use crate::{Applicability, Diagnostic, Fix, Severity, SourceFile, Sources};

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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Repair<'a>>,
}

/// A way to mend it.
#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    /// Whether `validate --fix` applies it.
    safe: bool,
    edits: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    file: &'a str,
    start: Position,
    end: Position,
    text: &'a str,
}

/// Line and column count from 1, the column in characters; the offset is in bytes.
#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: u32,
}

fn position(file: &SourceFile, offset: u32) -> Position {
    let place = file.line_column(offset);
    Position { line: place.line, column: place.column, offset }
}

fn repair<'a>(sources: &'a Sources, fix: &'a Fix) -> Repair<'a> {
    let edits = fix.edits.iter().map(|edit| {
        let file = sources.file(edit.span.file);
        Change {
            file: &file.name,
            start: position(file, edit.span.start),
            end: position(file, edit.span.end),
            text: &edit.replacement,
        }
    });
    Repair { title: &fix.title, safe: fix.applicability == Applicability::Safe, edits: edits.collect() }
}

/// The diagnostics as one JSON object on one line: `{"ok":bool,"diagnostics":[…]}`. `ok` says that there is no error.
/// Diagnostics that can be mended have `fixes` beside what is always there.
#[must_use]
pub fn json(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let entries = diagnostics.iter().map(|diagnostic| {
        let file = sources.file(diagnostic.span.file);
        Entry {
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: diagnostic.code,
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            file: &file.name,
            start: position(file, diagnostic.span.start),
            end: position(file, diagnostic.span.end),
            fixes: diagnostic.fixes.iter().map(|fix| repair(sources, fix)).collect(),
        }
    });
    let report = Report { ok: !diagnostics.iter().any(Diagnostic::is_error), diagnostics: entries.collect::<Vec<_>>() };
    // Strings, numbers and booleans always serialise.
    serde_json::to_string(&report).unwrap_or_default()
}
