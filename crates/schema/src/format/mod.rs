//! The one form of a schema: the published formatter's, byte for byte.
//!
//! Works on the tree, so it formats whatever can be read and leaves the rest as it is. Differences
//! from the published formatter are listed in COMPAT.md.
//!
//! Everything here is a pure function of texts: no file is read or written, no setting is asked for, and the same texts
//! give the same result in every process and every order of calls. Editors can call [`format`] with an unsaved text at
//! any keystroke; it takes time in proportion to the text, never panics, and loses no token and no comment.

mod block;
mod complete;
pub(crate) use complete::names;
mod print;
mod table;

use nicol_diagnostics::{FileId, Sources};
use table::Table;

use crate::parse::{Parse, parse};
use crate::syntax::SyntaxKind;
use crate::tree::{Child, Node};

/// The files of one schema, formatted, in the same order; the names are not looked at.
#[must_use]
pub fn format_files(files: &[(&str, &str)]) -> Vec<String> {
    let parses: Vec<Parse<'_>> = files.iter().map(|(_, text)| parse(text)).collect();
    format_parsed(files, &parses)
}

fn format_parsed(files: &[(&str, &str)], parses: &[Parse<'_>]) -> Vec<String> {
    match complete::complete(files, parses) {
        Some(texts) => texts.iter().map(|text| layout(&parse(text), text.len())).collect(),
        None => parses.iter().zip(files).map(|(parse, (_, text))| layout(parse, text.len())).collect(),
    }
}

/// What came of formatting and judging a schema.
#[derive(Debug, Clone)]
pub struct Formatted {
    /// The files, formatted, in the same order.
    pub texts: Vec<String>,
    /// The schema has no errors. Otherwise it may have none any more, because missing parts of relations were added.
    pub was_valid: bool,
}

/// The files of one schema, formatted, and whether it is valid: both from reading them once.
#[must_use]
pub fn format_sources(sources: &Sources) -> Formatted {
    let parses: Vec<Parse<'_>> = sources.iter().map(|(_, file)| parse(&file.text)).collect();
    let files: Vec<(FileId, &Parse<'_>)> = sources.iter().map(|(id, _)| id).zip(&parses).collect();
    let was_valid = crate::validate::is_valid(&files);
    let texts = if was_valid {
        // Nothing can be missing.
        sources.iter().zip(&parses).map(|((_, file), parse)| layout(parse, file.text.len())).collect()
    } else {
        let files: Vec<_> = sources.iter().map(|(_, file)| (file.name.as_str(), file.text.as_str())).collect();
        format_parsed(&files, &parses)
    };
    Formatted { texts, was_valid }
}

/// A schema of one file, formatted.
#[must_use]
pub fn format(text: &str) -> String {
    format_files(&[("", text)]).pop().unwrap_or_default()
}

/// One file as it stands, formatted: nothing is completed.
pub(crate) fn layout_file(text: &str) -> String {
    layout(&parse(text), text.len())
}

fn layout(parse: &Parse, length: usize) -> String {
    let mut out = String::with_capacity(length + length / 4);
    file(parse.tree().root(), &mut out);
    if out.is_empty() {
        out.push('\n');
    }
    out
}

fn file(root: Node<'_>, out: &mut String) {
    let mut table = Table::default();
    let mut is_line_taken = false;
    let mut is_empty_line_due = false;
    let begin = |out: &mut String, is_empty_line_due: &mut bool| {
        if std::mem::take(is_empty_line_due) && !out.is_empty() {
            out.push('\n');
        }
    };
    for child in root.children() {
        match child {
            Child::Token(SyntaxKind::Newline, ..) => {
                is_empty_line_due |= !is_line_taken;
                is_line_taken = false;
            }
            Child::Token(kind, text, _) if kind.is_comment() => {
                begin(out, &mut is_empty_line_due);
                print::own_line_comment(kind, text, out);
                out.push('\n');
                is_line_taken = true;
            }
            Child::Token(..) => {}
            Child::Node(SyntaxKind::InvalidLine | SyntaxKind::UnknownBlock | SyntaxKind::TypeAlias, node) => {
                begin(out, &mut is_empty_line_due);
                out.push_str(&print::line_feeds(node.text()));
                out.push('\n');
                is_line_taken = true;
            }
            Child::Node(_, node) => {
                begin(out, &mut is_empty_line_due);
                block::write(node, &mut table, out);
                // Quirk: the line's end after the closing brace counts as an empty line, so that what follows on the
                // line of the brace itself has none before it.
                is_line_taken = false;
                is_empty_line_due |= node.token(SyntaxKind::RightBrace).is_none();
            }
        }
    }
}
