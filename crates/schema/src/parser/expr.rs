//! Expressions.

use super::{MAX_DEPTH, Parsed, Parser};
use crate::lexer::{self, Escape};
use crate::parse::codes;
use crate::syntax::SyntaxKind;

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail(format!("expressions may be nested {MAX_DEPTH} deep"));
        }
        match self.byte() {
            b'"' => self.string()?,
            b'[' => self.array()?,
            b'{' => self.object()?,
            _ => self.word()?,
        }
        self.depth -= 1;
        Ok(())
    }

    /// A call, a number or a path.
    fn word(&mut self) -> Parsed {
        let rest = self.rest();
        let path = lexer::path(rest);
        let after = &rest[path..];
        if path > 0 && after[lexer::whitespace(after)..].starts_with('(') {
            self.start(SyntaxKind::Call);
            self.path_of(path);
            self.whitespace();
            self.arg_list()?;
            self.finish();
            return Ok(());
        }
        let number = lexer::number(rest);
        if number > 0 {
            self.start(SyntaxKind::NumberLiteral);
            self.token(SyntaxKind::Number, number);
            self.finish();
            return Ok(());
        }
        if self.path_of(path) { Ok(()) } else { self.fail("a value is missing or cannot be read") }
    }

    /// A path, as one token.
    pub(super) fn path(&mut self) -> bool {
        self.path_of(lexer::path(self.rest()))
    }

    /// A path of so many bytes.
    fn path_of(&mut self, length: usize) -> bool {
        if length == 0 {
            return false;
        }
        self.start(SyntaxKind::Path);
        self.token(SyntaxKind::Ident, length);
        self.finish();
        true
    }

    /// A string literal; escapes that cannot be read are errors, but the literal stands.
    pub(super) fn string(&mut self) -> Parsed {
        let length = lexer::string(self.rest());
        if length == 0 {
            return self.fail("the string is not closed on its line, or it holds a control character such as a tab");
        }
        let start = self.at + 1;
        let (_, escapes) = lexer::unescape(&self.rest()[1..length - 1]);
        for escape in escapes {
            match escape {
                Escape::Unknown(range) => {
                    self.error(
                        codes::UNKNOWN_ESCAPE,
                        start + range.start..start + range.end,
                        "this escape is not known",
                    );
                    self.help("known are `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\uXXXX`; write `\\\\` for a backslash");
                }
                Escape::InvalidUnicode(range) => {
                    self.error(
                        codes::INVALID_UNICODE_ESCAPE,
                        start + range.start..start + range.end,
                        "this escape is no Unicode character",
                    );
                    self.help("write `\\u` and four hexadecimal digits, and both halves of a surrogate pair");
                }
            }
        }
        self.start(SyntaxKind::StringLiteral);
        self.token(SyntaxKind::String, length);
        self.finish();
        Ok(())
    }

    fn array(&mut self) -> Parsed {
        self.start(SyntaxKind::Array);
        self.token(SyntaxKind::LeftBracket, 1);
        self.whitespace();
        if !self.punctuation(b']', SyntaxKind::RightBracket) {
            loop {
                self.expr()?;
                self.whitespace();
                if self.punctuation(b']', SyntaxKind::RightBracket) {
                    break;
                }
                if !self.punctuation(b',', SyntaxKind::Comma) {
                    return self.fail("`,` or `]` is missing");
                }
                self.whitespace();
            }
        }
        self.finish();
        Ok(())
    }

    fn object(&mut self) -> Parsed {
        self.start(SyntaxKind::Object);
        self.token(SyntaxKind::LeftBrace, 1);
        self.whitespace();
        if !self.punctuation(b'}', SyntaxKind::RightBrace) {
            loop {
                self.start(SyntaxKind::ObjectEntry);
                if !self.name() {
                    return self.fail("a key without quotes is missing");
                }
                self.whitespace();
                if !self.punctuation(b':', SyntaxKind::Colon) {
                    return self.fail("`:` must follow the key");
                }
                self.whitespace();
                self.expr()?;
                self.finish();
                self.whitespace();
                if self.punctuation(b'}', SyntaxKind::RightBrace) {
                    break;
                }
                if !self.punctuation(b',', SyntaxKind::Comma) {
                    return self.fail("`,` or `}` is missing");
                }
                self.whitespace();
            }
        }
        self.finish();
        Ok(())
    }
}
