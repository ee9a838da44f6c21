//! Fields of models, views and composite types.

use super::{Parsed, Parser};
use crate::lexer;
use crate::parse::codes;
use crate::syntax::SyntaxKind;

impl Parser<'_> {
    /// `name type attributes comment`, with the line's end.
    pub(super) fn field(&mut self) -> Parsed {
        let start = self.at;
        self.start(SyntaxKind::Field);
        if !self.name() {
            return self.fail("a field starts with its name, which starts with a letter");
        }
        let name_end = self.at;
        if self.byte_after_whitespace() == b':' {
            self.whitespace();
            let at = self.at;
            self.token(SyntaxKind::Colon, 1);
            self.error(codes::LEGACY_COLON, at..at + 1, "there is no `:` between a field's name and its type");
            self.help("remove the `:`");
            self.fix(at..at + 1, "");
        }
        let rest = self.rest();
        let next = &rest[lexer::whitespace(rest)..];
        if next.starts_with('[') || lexer::starts_ident(next) {
            self.whitespace();
            self.type_ref()?;
        } else {
            self.error(
                codes::MISSING_TYPE,
                start..name_end,
                format!("the field `{}` has no type", &self.text[start..name_end]),
            );
            self.help("write a type after its name, such as `String`");
        }
        self.attributes()?;
        self.line_end()?;
        self.finish();
        Ok(())
    }

    fn type_ref(&mut self) -> Parsed {
        let start = self.at;
        self.start(SyntaxKind::TypeRef);
        if self.punctuation(b'[', SyntaxKind::LeftBracket) {
            self.whitespace();
            self.base_type()?;
            self.whitespace();
            if !self.punctuation(b']', SyntaxKind::RightBracket) {
                return self.fail("`]` is missing");
            }
            self.error(codes::LEGACY_LIST, start..self.at, "a list type is written with brackets after it");
            self.help("write `Type[]` instead of `[Type]`");
            let base = self.text[start + 1..self.at - 1].trim();
            self.fix(start..self.at, format!("{base}[]"));
            self.finish();
            return Ok(());
        }
        self.base_type()?;
        match self.byte_after_whitespace() {
            b'?' => {
                self.whitespace();
                self.token(SyntaxKind::Question, 1);
            }
            b'!' => {
                self.whitespace();
                self.token(SyntaxKind::Bang, 1);
                self.error(
                    codes::LEGACY_REQUIRED,
                    start..self.at,
                    "there is no `!`: fields are required unless marked otherwise",
                );
                self.help("remove the `!`");
                self.fix(self.at - 1..self.at, "");
            }
            b'[' => {
                self.whitespace();
                self.token(SyntaxKind::LeftBracket, 1);
                if !self.punctuation(b']', SyntaxKind::RightBracket) {
                    return self.fail("`]` must follow `[` in a list type");
                }
                if self.byte_after_whitespace() == b'?' {
                    self.whitespace();
                    self.token(SyntaxKind::Question, 1);
                    self.error(codes::OPTIONAL_LIST, start..self.at, "a list cannot be optional");
                    self.help("write either `Type[]` or `Type?`");
                    self.fix(self.at - 1..self.at, "");
                }
            }
            _ => {}
        }
        self.finish();
        Ok(())
    }

    /// A type's name or `Unsupported("text")`.
    fn base_type(&mut self) -> Parsed {
        if self.rest().starts_with("Unsupported(") {
            self.start(SyntaxKind::UnsupportedType);
            self.ident();
            self.token(SyntaxKind::LeftParen, 1);
            self.whitespace();
            if self.byte() != b'"' {
                return self.fail("`Unsupported` takes the database type as a string");
            }
            self.string()?;
            self.whitespace();
            if !self.punctuation(b')', SyntaxKind::RightParen) {
                return self.fail("`)` is missing");
            }
            self.finish();
            return Ok(());
        }
        if self.name() { Ok(()) } else { self.fail("a type's name is missing") }
    }
}
