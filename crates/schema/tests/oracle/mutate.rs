//! Changes how a schema is written without changing what it says.

use nicol_schema::parse;
use nicol_schema::syntax::{SyntaxElement, SyntaxKind, SyntaxNode};

use crate::random::Random;

/// What is changed, and how often: once in so many places, 0 is never.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mutation {
    pub spaces: usize,
    pub empty_lines: usize,
    pub comments: usize,
    pub attribute_order: usize,
    pub block_attribute_place: usize,
    /// More on the line of a closing brace: a comment, or the next block.
    pub after_brace: usize,
    pub long_lines: usize,
    pub line_end: &'static str,
    pub has_final_newline: bool,
}

impl Mutation {
    pub(crate) fn random(random: &mut Random) -> Self {
        let mut rate = || [0, 2, 4, 10][random.below(4)];
        Self {
            spaces: rate(),
            empty_lines: rate(),
            comments: rate(),
            attribute_order: rate(),
            block_attribute_place: rate(),
            after_brace: rate(),
            long_lines: [0, 0, 10][random.below(3)],
            has_final_newline: !random.once_in(4),
            line_end: ["\n", "\n", "\r\n", "\r"][random.below(4)],
        }
    }
}

impl Mutation {
    /// What is changed.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        [
            (self.spaces > 0, "spaces"),
            (self.empty_lines > 0, "empty lines"),
            (self.comments > 0, "comments"),
            (self.attribute_order > 0, "order of attributes"),
            (self.block_attribute_place > 0, "place of block attributes"),
            (self.after_brace > 0, "after the closing brace"),
            (self.long_lines > 0, "long lines"),
            (self.line_end == "\r\n", "CRLF"),
            (self.line_end == "\r", "CR"),
            (!self.has_final_newline, "no newline at the end"),
        ]
        .into_iter()
        .filter_map(|(is_changed, kind)| is_changed.then_some(kind))
        .collect()
    }
}

const LINE_COMMENTS: &[&str] =
    &["// plain", "//plain", "/// doc", "///  é ü 😀  ", "//", "///", "//// four", "// model A {", "// \"", "// x */"];
const BLOCK_COMMENTS: &[&str] = &["/* block */", "/* a */", "/**/", "/***/", "/* } */", "/* ü * */"];
const LONG_COMMENTS: &[&str] = &["/** block\n   * of lines\n\n */", "/* a\n  b */", "/*\n**\n\t* a\n*/"];
const SPACES: &[&str] = &[" ", "  ", "\t", "    ", "\u{a0}", "\u{3000}"];

/// The schema, written otherwise.
pub(crate) fn mutate(text: &str, mutation: Mutation, random: &mut Random) -> String {
    let root = parse(text).syntax();
    let mut out = String::new();
    let mut is_joined = false;
    for child in root.children_with_tokens() {
        match child {
            SyntaxElement::Node(block) => {
                if !std::mem::take(&mut is_joined) {
                    comments(&mut out, mutation, random);
                }
                write_block(&block, mutation, random, &mut out);
                if once(mutation.after_brace, random) {
                    if random.once_in(2) {
                        out.push_str(random.pick(&["", " ", "  "]));
                        out.push_str(comment(2, random));
                    } else {
                        // Only trivia may follow before the next block; its line's end is left out.
                        is_joined = true;
                    }
                }
            }
            SyntaxElement::Token(token) => {
                if is_joined && token.kind().is_comment() {
                    is_joined = false;
                } else if is_joined {
                    out.push(' ');
                    continue;
                }
                out.push_str(token.text());
                if token.kind() == SyntaxKind::Newline && once(mutation.empty_lines, random) {
                    out.push_str(random.pick(&["\n", "\n\n", "  \n\t\n"]));
                }
            }
        }
    }
    if !mutation.has_final_newline {
        out.truncate(out.trim_end().len());
    }
    out.replace('\n', mutation.line_end)
}

fn once(rate: usize, random: &mut Random) -> bool {
    rate > 0 && random.once_in(rate)
}

/// A comment of one of the first so many kinds.
fn comment(kinds: usize, random: &mut Random) -> &'static str {
    let kind = random.below(kinds);
    random.pick([LINE_COMMENTS, BLOCK_COMMENTS, LONG_COMMENTS][kind])
}

/// Perhaps comments and empty lines, where a line begins.
fn comments(out: &mut String, mutation: Mutation, random: &mut Random) {
    while once(mutation.comments, random) {
        if once(mutation.empty_lines, random) {
            out.push('\n');
        }
        // The published formatter garbles a block comment that follows another comment directly.
        let is_after_comment = out.lines().last().is_some_and(|line| line.contains("//") || line.ends_with("*/"));
        let kinds = if is_after_comment { 1 } else { 3 };
        out.push_str(random.pick(&["", " ", "  ", "\t"]));
        out.push_str(comment(kinds, random));
        out.push('\n');
    }
    if once(mutation.empty_lines, random) {
        out.push_str(random.pick(&["\n", "\n \n"]));
    }
}

fn write_block(block: &SyntaxNode, mutation: Mutation, random: &mut Random, out: &mut String) {
    // Lines: what stands before the first declaration is the header.
    let mut header = String::new();
    let mut lines: Vec<String> = Vec::new();
    let mut attributes: Vec<String> = Vec::new();
    let mut is_header = true;
    for child in block.children_with_tokens() {
        match child {
            SyntaxElement::Token(token) if is_header => {
                header.push_str(&spaced(&token.into(), mutation, random));
                is_header = !header.ends_with('\n');
            }
            SyntaxElement::Token(token) => match token.kind() {
                SyntaxKind::RightBrace | SyntaxKind::Whitespace => {}
                SyntaxKind::Newline => lines.push("\n".to_owned()),
                _ => lines.push(format!("{}\n", token.text())),
            },
            SyntaxElement::Node(node) if node.kind() == SyntaxKind::Name => {
                header.push_str(&node.to_string());
            }
            SyntaxElement::Node(node) if node.kind() == SyntaxKind::BlockAttribute => {
                let text = format!("{}{}\n", spaced(&node.into(), mutation, random), trailing(mutation, random));
                if once(mutation.block_attribute_place, random) { attributes.push(text) } else { lines.push(text) }
            }
            SyntaxElement::Node(node) => lines.push(row(&node, mutation, random)),
        }
    }
    for attribute in attributes {
        let at = random.below(lines.len() + 1);
        lines.insert(at, attribute);
    }
    out.push_str(&header);
    for line in lines {
        comments(out, mutation, random);
        out.push_str(random.pick(&["", " ", "  ", "\t", "      "]));
        out.push_str(&line);
    }
    comments(out, mutation, random);
    out.push('}');
}

/// A comment at the end of a line.
fn trailing(mutation: Mutation, random: &mut Random) -> String {
    if once(mutation.long_lines, random) {
        return format!(" // {}", "long ".repeat(2000).trim_end());
    }
    if once(mutation.comments, random) {
        format!("{}{}", random.pick(&["", " ", "   "]), comment(3, random))
    } else {
        String::new()
    }
}

/// A field, a value or a property.
fn row(node: &SyntaxNode, mutation: Mutation, random: &mut Random) -> String {
    let mut head = String::new();
    let mut attributes = Vec::new();
    let mut comment = String::new();
    for child in node.children_with_tokens() {
        match &child {
            SyntaxElement::Node(n) if n.kind() == SyntaxKind::Attribute => {
                attributes.push(spaced(&child, mutation, random));
            }
            SyntaxElement::Token(t) if t.kind().is_comment() => comment = format!(" {}", t.text()),
            SyntaxElement::Token(t) if t.kind() == SyntaxKind::Newline => {}
            _ => head.push_str(&spaced(&child, mutation, random)),
        }
    }
    if once(mutation.attribute_order, random) {
        for i in (1..attributes.len()).rev() {
            attributes.swap(i, random.below(i + 1));
        }
    }
    if comment.is_empty() {
        comment = trailing(mutation, random);
    }
    for attribute in attributes {
        head.push_str(if once(mutation.spaces, random) { random.pick(SPACES) } else { " " });
        head.push_str(&attribute);
    }
    format!("{head}{comment}\n")
}

/// The text with other spaces where spaces may stand.
fn spaced(element: &SyntaxElement, mutation: Mutation, random: &mut Random) -> String {
    match element {
        SyntaxElement::Node(node) if matches!(node.kind(), SyntaxKind::UnsupportedType | SyntaxKind::Path) => {
            node.to_string()
        }
        SyntaxElement::Node(node) => {
            node.children_with_tokens().map(|child| spaced(&child, mutation, random)).collect()
        }
        SyntaxElement::Token(token) => {
            let mut out = String::new();
            let space = |out: &mut String, random: &mut Random| {
                if once(mutation.spaces, random) {
                    out.push_str(random.pick(SPACES));
                }
            };
            match token.kind() {
                SyntaxKind::Whitespace => {
                    out.push_str(if once(mutation.spaces, random) { random.pick(SPACES) } else { token.text() });
                }
                SyntaxKind::LeftParen | SyntaxKind::Comma | SyntaxKind::Colon | SyntaxKind::Equals => {
                    space(&mut out, random);
                    out.push_str(token.text());
                    space(&mut out, random);
                }
                SyntaxKind::RightParen | SyntaxKind::Question => {
                    space(&mut out, random);
                    out.push_str(token.text());
                }
                SyntaxKind::At | SyntaxKind::AtAt => {
                    out.push_str(token.text());
                    space(&mut out, random);
                }
                _ => out.push_str(token.text()),
            }
            out
        }
    }
}
