//! Prints types, attributes, values and comments in their one form.

use crate::tree::{Child, Node};
use std::borrow::Cow;

use crate::syntax::SyntaxKind;

/// An attribute or a value: `, ` and `: ` between the parts, no other spaces, no comma at the end.
pub(super) fn expr(node: Node<'_>, out: &mut String) {
    let mut comma = false;
    for child in node.children() {
        match child {
            Child::Token(SyntaxKind::Whitespace, ..) => {}
            Child::Token(SyntaxKind::Comma, ..) => comma = true,
            Child::Token(SyntaxKind::Colon, ..) => out.push_str(": "),
            Child::Token(SyntaxKind::LeftBrace, ..) => out.push_str("{ "),
            Child::Token(SyntaxKind::RightBrace, ..) => out.push_str(" }"),
            Child::Token(SyntaxKind::RightParen, ..) => out.push(')'),
            Child::Token(_, text, _) => out.push_str(text),
            Child::Node(_, node) => {
                if std::mem::take(&mut comma) {
                    out.push_str(", ");
                }
                expr(node, out);
            }
        }
    }
}

/// A type. The legacy notations become those of today.
pub(super) fn type_ref(node: Node<'_>, out: &mut String) {
    let mut mark = "";
    for child in node.children() {
        match child {
            Child::Token(SyntaxKind::LeftBracket, ..) => mark = "[]",
            Child::Token(SyntaxKind::Question, ..) => mark = if mark == "[]" { "[]?" } else { "?" },
            Child::Node(SyntaxKind::UnsupportedType, node) => out.push_str(node.text()),
            Child::Node(_, node) => expr(node, out),
            Child::Token(..) => {}
        }
    }
    out.push_str(mark);
}

/// Where an attribute stands among the others of its field or block.
pub(super) fn attribute_rank(attribute: Node<'_>) -> usize {
    const ORDER: [&str; 9] = ["id", "unique", "default", "updatedAt", "index", "fulltext", "map", "relation", "ignore"];
    let path = attribute.nodes().next().map_or("", |(_, path)| path.text());
    ORDER.iter().position(|name| *name == path).unwrap_or(ORDER.len())
}

/// A comment on lines of its own. Block comments get a `*` on every line and lose empty ones.
pub(super) fn own_line_comment(kind: SyntaxKind, text: &str, out: &mut String) {
    if kind != SyntaxKind::BlockComment {
        return out.push_str(text);
    }
    let inner = text.get(2..text.len().saturating_sub(2)).unwrap_or_default();
    out.push_str("/**");
    for line in inner.split('\n') {
        let line = line.trim();
        let line = line.strip_prefix('*').map_or(line, str::trim);
        if !line.is_empty() {
            out.push_str("\n * ");
            out.push_str(line);
        }
    }
    out.push_str("\n */");
}

/// Text with LF at the end of every line.
pub(super) fn line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}
