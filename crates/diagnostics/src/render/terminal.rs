//! Text for people: the message, the place, the source line, what to do.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use crate::{Diagnostic, FileId, Fix, Severity, SourceFile, Sources, Span, masked};

/// How terminal text is written.
#[derive(Debug, Clone, Copy)]
pub struct TerminalOptions {
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Columns of the terminal; longer source lines are cut around the place.
    pub width: usize,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { color: false, width: 140 }
    }
}

/// The diagnostics in the given order, an empty line after each, then the [`summary`]. Empty if there are none.
#[must_use]
pub fn terminal(sources: &Sources, diagnostics: &[Diagnostic], options: TerminalOptions) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() }.term_width(options.width);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let _ = writeln!(out, "{}\n", renderer.render(&report(sources, diagnostic)));
    }
    let _ = writeln!(out, "{}", summary(diagnostics));
    out
}

/// How many errors and warnings there are: `2 errors, 1 warning`.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (errors, warnings) {
        (_, 0) => count(errors, "error"),
        (0, _) => count(warnings, "warning"),
        _ => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

fn report<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut main = Group::with_title(level.primary_title(&*diagnostic.message).id(diagnostic.code));
    // The first file is that of the primary place; labels in other files get a snippet of their own.
    let mut files = vec![diagnostic.span.file];
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    for id in files {
        main = main.element(snippet(sources.file(id), id, diagnostic));
    }
    if let Some(help) = &diagnostic.help {
        main = main.element(Level::HELP.message(&**help));
    }
    let mut groups = vec![main];
    groups.extend(diagnostic.fixes.iter().filter_map(|fix| suggestion(sources, fix)));
    groups
}

/// The lines of a file that the diagnostic points at.
fn snippet<'a>(file: &'a SourceFile, id: FileId, diagnostic: &'a Diagnostic) -> Snippet<'a, Annotation<'a>> {
    let labels = diagnostic.labels.iter().filter(|l| l.span.file == id);
    let mut marks = Vec::new();
    if diagnostic.span.file == id {
        marks.push((AnnotationKind::Primary, first_line(file, diagnostic.span), None));
    }
    marks.extend(labels.map(|l| (AnnotationKind::Context, first_line(file, l.span), Some(l.message.as_str()))));
    let excerpt = Excerpt::around(file, marks.iter().map(|(_, range, _)| range));
    let start = excerpt.start;
    Snippet::source(excerpt.text).path(&*file.name).line_start(excerpt.line).annotations(
        marks.into_iter().map(|(kind, range, label)| kind.span(range.start - start..range.end - start).label(label)),
    )
}

/// A fix as a patch of the lines it changes; none if it spans several files.
fn suggestion<'a>(sources: &'a Sources, fix: &'a Fix) -> Option<Group<'a>> {
    let id = fix.edits.first()?.span.file;
    if fix.edits.iter().any(|edit| edit.span.file != id) {
        return None;
    }
    let file = sources.file(id);
    let ranges: Vec<_> = fix.edits.iter().map(|edit| clamp(file, edit.span)).collect();
    let excerpt = Excerpt::around(file, ranges.iter());
    let start = excerpt.start;
    let patches = fix.edits.iter().zip(ranges);
    let patches =
        patches.map(|(edit, range)| Patch::new(range.start - start..range.end - start, masked(&edit.replacement)));
    let snippet = Snippet::source(excerpt.text).path(&*file.name).line_start(excerpt.line).patches(patches);
    Some(Level::HELP.secondary_title(&*fix.title).element(snippet))
}

/// Whole lines of a file. Renderers walk all text that they are given, so they get no more than they need.
struct Excerpt {
    text: String,
    start: usize,
    line: usize,
}

impl Excerpt {
    fn around<'r>(file: &SourceFile, ranges: impl Iterator<Item = &'r Range<usize>> + Clone) -> Self {
        let first = ranges.clone().map(|r| r.start).min().unwrap_or(0);
        let last = ranges.map(|r| r.end).max().unwrap_or(0);
        let start = file.text[..first].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let end = file.text[last..].find(['\n', '\r']).map_or(file.text.len(), |at| last + at);
        let line = file.line_column(u32::try_from(start).unwrap_or(u32::MAX)).line as usize;
        Self { text: line_feeds(&masked(&file.text[start..end])), start, line }
    }
}

/// The text with lone CRs, which end lines too, as LFs; offsets stay.
fn line_feeds(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(if c == '\r' && chars.peek() != Some(&'\n') { '\n' } else { c });
    }
    out
}

/// The place as offsets that are surely in the text and on character borders.
fn clamp(file: &SourceFile, span: Span) -> Range<usize> {
    let floor = |offset: u32| file.text.floor_char_boundary(offset as usize);
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

/// The place, cut to its first line: for a whole block that is its header.
fn first_line(file: &SourceFile, span: Span) -> Range<usize> {
    let range = clamp(file, span);
    let text = &file.text[range.clone()];
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    range.start..range.start + length
}
