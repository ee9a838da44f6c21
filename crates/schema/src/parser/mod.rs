//! A recursive-descent parser that reads line by line and never fails.
//!
//! A line that cannot be read becomes an [`SyntaxKind::InvalidLine`] with one error, and reading goes
//! on with the next line. What a line left in the tree before it failed is cut back.

mod attribute;
mod block;
mod config;
mod enumeration;
mod expr;
mod field;
mod file;
mod header;

use std::borrow::Cow;

use crate::lexer;
use crate::parse::{Parse, SyntaxError, codes};
use crate::syntax::SyntaxKind;
use crate::tree::{TreeBuilder, TreeCheckpoint};

/// Expressions may be nested this deep. Deeper ones are errors, so no recursion over a tree can overflow the stack.
const MAX_DEPTH: u32 = 100;

/// Reads a file.
pub(crate) fn parse(text: &str) -> Parse<'_> {
    let mut parser = Parser {
        text,
        at: 0,
        tree: TreeBuilder::new(text.len()),
        errors: Vec::new(),
        depth: 0,
        unknown_blocks_from: 0,
        block_comments_until: text.len(),
    };
    parser.file();
    Parse::new(parser.tree.build(text), parser.errors)
}

/// Why a line cannot be read, and where that became clear.
#[derive(Debug)]
struct Failure {
    at: usize,
    reason: Cow<'static, str>,
}

type Parsed<T = ()> = Result<T, Failure>;

/// A place to go back to.
#[derive(Debug, Clone, Copy)]
struct Checkpoint {
    at: usize,
    tree: TreeCheckpoint,
    errors: usize,
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    tree: TreeBuilder,
    errors: Vec<SyntaxError>,
    depth: u32,
    // What is known about the text ahead, so that hopeless searches are not repeated on every line.
    /// Before this offset no unknown block is closed.
    unknown_blocks_from: usize,
    /// From this offset on no block comment is closed.
    block_comments_until: usize,
}

impl<'t> Parser<'t> {
    /// What is not yet read.
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// The next byte; 0 at the end.
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The next byte that is not whitespace, without reading anything.
    fn byte_after_whitespace(&self) -> u8 {
        let rest = self.rest();
        rest.as_bytes().get(lexer::whitespace(rest)).copied().unwrap_or(0)
    }

    fn start(&mut self, kind: SyntaxKind) {
        self.tree.start(kind, self.at);
    }

    fn finish(&mut self) {
        self.tree.finish();
    }

    /// Makes a token of the next `length` bytes; none if there are no bytes.
    fn token(&mut self, kind: SyntaxKind, length: usize) -> bool {
        if length == 0 {
            return false;
        }
        self.tree.token(kind, self.at);
        self.at += length;
        true
    }

    fn whitespace(&mut self) {
        self.token(SyntaxKind::Whitespace, lexer::whitespace(self.rest()));
    }

    fn newline(&mut self) -> bool {
        self.token(SyntaxKind::Newline, lexer::newline(self.rest()))
    }

    fn ident(&mut self) -> bool {
        self.token(SyntaxKind::Ident, lexer::ident(self.rest()))
    }

    /// The one-byte token `byte`.
    fn punctuation(&mut self, byte: u8, kind: SyntaxKind) -> bool {
        self.byte() == byte && self.token(kind, 1)
    }

    /// One comment of any form.
    fn comment(&mut self) -> bool {
        let rest = self.rest();
        if !rest.starts_with('/') {
            return false;
        }
        let length = lexer::line_comment(rest);
        if length > 0 {
            let kind = if rest.starts_with("///") { SyntaxKind::DocComment } else { SyntaxKind::Comment };
            return self.token(kind, length);
        }
        if self.at >= self.block_comments_until {
            return false;
        }
        let length = lexer::block_comment(rest);
        if length == 0 && rest.starts_with("/*") {
            self.block_comments_until = self.at;
        }
        self.token(SyntaxKind::BlockComment, length)
    }

    /// The end of a declaration: a comment that belongs to it, then the line's end.
    fn line_end(&mut self) -> Parsed {
        self.whitespace();
        self.comment();
        self.whitespace();
        if self.newline() || self.is_at_end() { Ok(()) } else { self.fail("the declaration should end here") }
    }

    fn fail<T>(&self, reason: impl Into<Cow<'static, str>>) -> Parsed<T> {
        Err(Failure { at: self.at, reason: reason.into() })
    }

    fn checkpoint(&self) -> Checkpoint {
        Checkpoint { at: self.at, tree: self.tree.checkpoint(), errors: self.errors.len() }
    }

    fn rewind(&mut self, to: Checkpoint) {
        self.at = to.at;
        self.tree.rewind(to.tree);
        self.errors.truncate(to.errors);
        self.depth = 0;
    }

    fn error(&mut self, code: &'static str, range: std::ops::Range<usize>, message: impl Into<Cow<'static, str>>) {
        self.errors.push(SyntaxError::new(code, range, message));
    }

    /// Adds help to the latest error.
    fn help(&mut self, help: impl Into<Cow<'static, str>>) {
        if let Some(error) = self.errors.last_mut() {
            error.help = Some(help.into());
        }
    }

    /// Says what to write instead in some place, which mends the latest error.
    fn fix(&mut self, range: std::ops::Range<usize>, text: impl Into<String>) {
        if let Some(error) = self.errors.last_mut() {
            error.fix(range, text.into());
        }
    }

    /// Whitespace, line ends and comments.
    fn trivia(&mut self) {
        while self.token(SyntaxKind::Whitespace, lexer::whitespace(self.rest())) || self.newline() || self.comment() {}
    }

    /// Takes the rest of the line as it is.
    fn invalid_line(&mut self) -> std::ops::Range<usize> {
        let start = self.at;
        self.start(SyntaxKind::InvalidLine);
        self.token(SyntaxKind::Text, lexer::line(self.rest()));
        self.finish();
        let range = start..self.at;
        self.newline();
        range
    }

    /// Adds another place to the latest error.
    fn label(&mut self, range: std::ops::Range<usize>, message: impl Into<Cow<'static, str>>) {
        if let Some(error) = self.errors.last_mut() {
            error.label(range, message);
        }
    }

    /// Reads one line with `item`; if that fails the line is invalid.
    fn line_of(&mut self, item: impl FnOnce(&mut Self) -> Parsed, expected: Expected) {
        let start = self.checkpoint();
        if let Err(failure) = item(self) {
            self.rewind(start);
            let range = self.invalid_line();
            self.error(codes::INVALID_LINE, range.clone(), format!("{}: {}", expected.message, failure.reason));
            if failure.at > range.start {
                let length = self.text[failure.at..range.end.max(failure.at)].chars().next().map_or(0, char::len_utf8);
                self.label(failure.at..failure.at + length, "here");
            }
            self.help(expected.help);
        }
    }
}

/// What a line should be.
#[derive(Debug, Clone, Copy)]
struct Expected {
    message: &'static str,
    help: &'static str,
}
