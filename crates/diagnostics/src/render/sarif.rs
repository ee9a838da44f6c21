//! SARIF 2.1.0 (OASIS), which code hosts and editors read.

use serde_json::{Value, json};

use crate::{Applicability, Diagnostic, Edit, FileId, Fix, Severity, Sources, Span};

/// Who reports.
#[derive(Debug, Clone, Copy)]
pub struct SarifTool<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// The home page.
    pub uri: &'a str,
}

/// The diagnostics as one log of one run, on one line. `title` says what a code is about.
#[must_use]
pub fn sarif<'a>(
    sources: &Sources,
    diagnostics: &[Diagnostic],
    tool: SarifTool<'_>,
    title: impl Fn(&str) -> Option<&'a str>,
) -> String {
    let mut codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rule = |code: &&str| {
        let mut rule = json!({ "id": code });
        if let Some(title) = title(code) {
            rule["shortDescription"] = json!({ "text": title });
        }
        rule
    };
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(sources, &codes, diagnostic)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": tool.name,
                "version": tool.version,
                "informationUri": tool.uri,
                "rules": codes.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    log.to_string()
}

fn result(sources: &Sources, codes: &[&str], diagnostic: &Diagnostic) -> Value {
    let mut text = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        text.push('\n');
        text.push_str(help);
    }
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": { "text": text },
        "locations": [{ "physicalLocation": place(sources, diagnostic.span) }],
    });
    if !diagnostic.labels.is_empty() {
        let related = diagnostic.labels.iter().map(
            |label| json!({ "physicalLocation": place(sources, label.span), "message": { "text": label.message } }),
        );
        result["relatedLocations"] = related.collect();
    }
    // A viewer applies fixes as they are, so guesses are left out.
    let fixes: Vec<Value> = diagnostic
        .fixes
        .iter()
        .filter(|fix| fix.applicability == Applicability::Safe)
        .map(|fix| change(sources, fix))
        .collect();
    if !fixes.is_empty() {
        result["fixes"] = Value::Array(fixes);
    }
    result
}

fn change(sources: &Sources, fix: &Fix) -> Value {
    let mut files: Vec<FileId> = fix.edits.iter().map(|edit| edit.span.file).collect();
    files.sort_unstable();
    files.dedup();
    let replacement = |edit: &Edit| json!({ "deletedRegion": region(sources, edit.span), "insertedContent": { "text": edit.replacement } });
    let changes = files.into_iter().map(|file| {
        let edits = fix.edits.iter().filter(|edit| edit.span.file == file);
        json!({
            "artifactLocation": { "uri": uri(&sources.file(file).name) },
            "replacements": edits.map(replacement).collect::<Vec<_>>(),
        })
    });
    json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
}

fn place(sources: &Sources, span: Span) -> Value {
    json!({
        "artifactLocation": { "uri": uri(&sources.file(span.file).name) },
        "region": region(sources, span),
    })
}

fn region(sources: &Sources, span: Span) -> Value {
    let file = sources.file(span.file);
    let (start, end) = (file.line_column(span.start), file.line_column(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": span.start,
        "byteLength": span.end - span.start,
    })
}

/// A path as a URI reference: relative ones stay relative.
fn uri(path: &str) -> String {
    use std::fmt::Write;
    let path = path.replace('\\', "/");
    let mut uri = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
