//! Our judgement of a schema and the oracle's, in one form: the places of errors and warnings.

use std::collections::BTreeSet;
use std::ops::Range;

use nicol_diagnostics::{Diagnostic, SourceFile, Sources};
use nicol_schema::codes;
use nicol_testkit::oracle::Oracle;
use serde_json::json;

/// A place in the schema: is it an error, and the bytes.
pub(crate) type Place = (bool, usize, usize);

/// Errors and warnings of a schema.
pub(crate) type Places = BTreeSet<Place>;

/// What we say.
pub(crate) struct Judgement {
    pub(crate) places: Places,
    /// The same with those of blocks that we could not read.
    pub(crate) all: Places,
    /// Where the first error of the report begins.
    pub(crate) first_error: Option<usize>,
    /// Blocks that we could not read: Prisma reports each of their lines by itself.
    pub(crate) unread: Vec<Range<usize>>,
    /// Whether some text could not be read. What follows from it for the rest of the schema is no rule.
    pub(crate) has_syntax_errors: bool,
}

/// What we say.
pub(crate) fn ours(text: &str) -> Judgement {
    let sources = Sources::new(vec![SourceFile::new("schema.prisma", text)]);
    let loaded = nicol_schema::load(&sources);
    assert_eq!(loaded.schema.is_none(), loaded.diagnostics.iter().any(Diagnostic::is_error));
    let is_block = |d: &&Diagnostic| matches!(d.code, codes::UNKNOWN_BLOCK | codes::UNCLOSED_BLOCK);
    // Prisma says nothing about text that it drops.
    let told = || loaded.diagnostics.iter().filter(|d| d.code != codes::IGNORED_TEXT);
    let place = |d: &Diagnostic| place(text, d.is_error(), d.span.range().start, d.span.range().end);
    Judgement {
        places: told().filter(|d| !is_block(d)).map(place).collect(),
        all: told().map(place).collect(),
        first_error: told().find(|d| d.is_error()).map(|d| d.span.range().start),
        unread: loaded.diagnostics.iter().filter(is_block).map(|d| d.span.range()).collect(),
        has_syntax_errors: nicol_schema::parse(text).has_errors(),
    }
}

/// What Prisma says.
pub(crate) struct Verdict {
    pub(crate) places: Places,
    /// Where the first error of its report begins: its order is that of its checks, not of the text.
    pub(crate) first_error: Option<usize>,
}

/// What Prisma says; `None` if it crashes.
pub(crate) fn theirs(oracle: &mut Oracle, text: &str) -> Option<Verdict> {
    let found = oracle.ask("lint", &json!([[["schema.prisma", text]]])).ok()?;
    let offsets = Utf16::new(text);
    let number = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap_or_default()).unwrap();
    let places = found.as_array()?.iter().map(|d| {
        let is_error = !d["is_warning"].as_bool().unwrap_or_default();
        place(text, is_error, offsets.byte(number(&d["start"])), offsets.byte(number(&d["end"])))
    });
    let places: Vec<Place> = places.collect();
    let first_error = places.iter().find(|(is_error, ..)| *is_error).map(|(_, start, _)| *start);
    Some(Verdict { places: places.into_iter().collect(), first_error })
}

/// Prisma's places of lines go on to the line's end, those of attributes to the next one: the rest does not count.
fn place(text: &str, is_error: bool, start: usize, end: usize) -> Place {
    let span = &text[start..end.max(start)];
    let last_line = span.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let mut quoted = false;
    let mut kept = span.len();
    for (at, c) in span[last_line..].char_indices() {
        match c {
            '"' => quoted = !quoted,
            '/' if !quoted && span[last_line + at..].starts_with("//") => {
                kept = last_line + at;
                break;
            }
            _ => {}
        }
    }
    (is_error, start, start + span[..kept].trim_end().len())
}

/// Byte offsets of UTF-16 offsets.
struct Utf16(Vec<usize>);

impl Utf16 {
    fn new(text: &str) -> Self {
        let mut bytes = Vec::new();
        for (at, c) in text.char_indices() {
            bytes.extend(std::iter::repeat_n(at, c.len_utf16()));
        }
        bytes.push(text.len());
        Self(bytes)
    }

    fn byte(&self, offset: usize) -> usize {
        self.0.get(offset).copied().unwrap_or(*self.0.last().unwrap())
    }
}
