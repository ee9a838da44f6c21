//! The layout of one block.

use smallvec::SmallVec;

use super::print;
use super::table::Table;
use crate::syntax::SyntaxKind;
use crate::tree::{Child, Node};

const INDENT: &str = "  ";

/// What stands in a block, in order.
enum Item<'a> {
    /// One or more empty lines.
    Empty,
    /// Adjacent comments on lines of their own.
    Comments(Vec<(SyntaxKind, &'a str)>),
    Row(SyntaxKind, Node<'a>),
    Attribute(Attribute<'a>),
    Invalid(&'a str),
}

/// A block attribute with what belongs to it.
struct Attribute<'a> {
    above: Vec<(SyntaxKind, &'a str)>,
    node: Node<'a>,
    comment: Option<&'a str>,
}

/// Writes a block.
pub(super) fn write<'a>(block: Node<'a>, table: &mut Table<'a>, out: &mut String) {
    if has_open_comment(block) {
        out.push_str(print::line_feeds(block.text()).trim_end());
        out.push('\n');
        return;
    }
    header(block, out);
    let items = items(block);
    if let Some(comment) = dropped_comment(block) {
        table.text(|out| out.push_str(&comment));
        // The published parser reads a block comment otherwise when another comment stands directly above it.
        if matches!(items.first(), Some(Item::Comments(comments)) if comments[0].0 == SyntaxKind::BlockComment) {
            table.text(|_| {});
        }
    }
    let mut attributes = Vec::new();
    for item in items {
        match item {
            Item::Comments(above) => comments(&above, table),
            Item::Empty => {
                table.write(out, INDENT);
                out.push('\n');
            }
            Item::Attribute(attribute) => attributes.push(attribute),
            Item::Row(kind, node) => row(kind, node, table),
            Item::Invalid(text) => table.text(|out| out.push_str(text)),
        }
    }
    table.write(out, INDENT);
    write_attributes(attributes, table, out);
    if block.children().any(|child| matches!(child, Child::Token(SyntaxKind::RightBrace, ..))) {
        out.push_str("}\n");
    }
}

/// Whether a line opens a comment that is never closed. Then nothing may move: what comes to stand
/// behind it could close it.
fn has_open_comment(block: Node<'_>) -> bool {
    block.nodes().filter(|(kind, _)| *kind == SyntaxKind::InvalidLine).any(|(_, line)| {
        let text = line.token(SyntaxKind::Text).unwrap_or_default();
        text.rfind("/*").is_some_and(|open| !text[open..].contains("*/"))
    })
}

/// Writes `keyword name {`.
fn header(block: Node<'_>, out: &mut String) {
    for child in block.children() {
        match child {
            Child::Token(SyntaxKind::Keyword, text, _) => {
                out.push_str(text);
                out.push(' ');
            }
            Child::Node(SyntaxKind::Name, name) => {
                out.push_str(name.text());
                out.push_str(" {");
            }
            // Not a comment: the language ignores it, but it may be a field that was meant.
            Child::Token(SyntaxKind::HeaderTail, text, _) if comment_text(text).is_none() => {
                out.push(' ');
                out.push_str(text);
            }
            Child::Token(SyntaxKind::Newline, ..) => break,
            _ => {}
        }
    }
    out.push('\n');
}

/// The comment on the line of the opening brace, as one that documents nothing, just as it did there.
fn dropped_comment(block: Node<'_>) -> Option<String> {
    let tail = block.token(SyntaxKind::HeaderTail)?;
    let text = comment_text(tail)?;
    Some(if text.is_empty() { "//".to_owned() } else { format!("// {text}") })
}

/// The text of a whole comment.
fn comment_text(tail: &str) -> Option<&str> {
    if let Some(text) = tail.strip_prefix("//") {
        return Some(text.trim_start_matches('/').trim());
    }
    let text = tail.strip_prefix("/*")?.strip_suffix("*/")?;
    (!text.contains("*/")).then(|| text.trim_matches('*').trim())
}

/// The items in order.
fn items(block: Node<'_>) -> Vec<Item<'_>> {
    let mut items: Vec<Item<'_>> = Vec::new();
    // The header's line, then whatever does not include its own line's end.
    let mut is_line_taken = true;
    for child in block.children() {
        match child {
            Child::Token(SyntaxKind::Newline, ..) => {
                if !is_line_taken && !matches!(items.last(), Some(Item::Empty)) {
                    items.push(Item::Empty);
                }
                is_line_taken = false;
            }
            Child::Token(kind, text, _) if kind.is_comment() => {
                match items.last_mut() {
                    Some(Item::Attribute(attribute)) if is_line_taken => attribute.comment = Some(text),
                    Some(Item::Comments(comments)) => comments.push((kind, text)),
                    _ => items.push(Item::Comments(vec![(kind, text)])),
                }
                is_line_taken = true;
            }
            Child::Node(SyntaxKind::BlockAttribute, node) => {
                let above = match items.pop() {
                    Some(Item::Comments(comments)) => comments,
                    Some(other) => {
                        items.push(other);
                        Vec::new()
                    }
                    None => Vec::new(),
                };
                items.push(Item::Attribute(Attribute { above, node, comment: None }));
                is_line_taken = true;
            }
            Child::Node(SyntaxKind::InvalidLine, node) => {
                items.push(Item::Invalid(node.token(SyntaxKind::Text).unwrap_or_default()));
                is_line_taken = true;
            }
            Child::Node(kind @ (SyntaxKind::Field | SyntaxKind::EnumValue | SyntaxKind::ConfigProperty), node) => {
                items.push(Item::Row(kind, node));
                is_line_taken = false;
            }
            Child::Token(..) | Child::Node(..) => {}
        }
    }
    // Empty lines vanish at the start, before a block attribute with its comments, and at the end. Quirk: the empty
    // line below a block attribute stays where the attribute was, even if that is then the start.
    let mut kept: Vec<Item<'_>> = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate().rev() {
        let vanishes = at == 0 || matches!(kept.last(), None | Some(Item::Attribute(_)));
        if !(vanishes && matches!(item, Item::Empty)) {
            kept.push(item);
        }
    }
    kept.reverse();
    kept
}

fn write_attributes<'a>(mut attributes: Vec<Attribute<'a>>, table: &mut Table<'a>, out: &mut String) {
    if attributes.is_empty() {
        return;
    }
    out.push('\n');
    attributes.sort_by_key(|attribute| print::attribute_rank(attribute.node));
    for attribute in &attributes {
        comments(&attribute.above, table);
        table.cell(|out| print::expr(attribute.node, out));
        table.end_row(attribute.comment);
    }
    table.write(out, INDENT);
}

fn comments(comments: &[(SyntaxKind, &str)], table: &mut Table<'_>) {
    for (kind, text) in comments {
        table.text(|out| print::own_line_comment(*kind, text, out));
    }
}

/// A field, an enum value or a property.
fn row<'a>(kind: SyntaxKind, node: Node<'a>, table: &mut Table<'a>) {
    let mut attributes: SmallVec<[Node<'_>; 8]> = SmallVec::new();
    let mut has_equals = false;
    let mut value = None;
    let mut comment = None;
    for child in node.children() {
        match child {
            Child::Token(kind, text, _) if kind.is_comment() => comment = Some(text),
            Child::Token(SyntaxKind::Equals, ..) => has_equals = true,
            Child::Token(..) => {}
            Child::Node(SyntaxKind::Name, name) => table.cell(|out| out.push_str(name.text())),
            Child::Node(SyntaxKind::TypeRef, ty) => table.cell(|out| print::type_ref(ty, out)),
            Child::Node(SyntaxKind::Attribute, attribute) => attributes.push(attribute),
            Child::Node(_, node) => value = Some(node),
        }
    }
    if kind == SyntaxKind::ConfigProperty {
        table.cell(|out| {
            if has_equals {
                out.push('=');
            }
            if let Some(value) = value {
                out.push(' ');
                print::expr(value, out);
            }
        });
    }
    if !attributes.is_empty() {
        // A field without a type, which is an error.
        if kind == SyntaxKind::Field && table.cells() == 1 {
            table.cell(|_| {});
        }
        if attributes.len() > 1 {
            attributes.sort_by_key(|attribute| print::attribute_rank(*attribute));
        }
        table.cell(|out| {
            for (at, attribute) in attributes.iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                print::expr(*attribute, out);
            }
        });
    }
    table.end_row(comment);
}
