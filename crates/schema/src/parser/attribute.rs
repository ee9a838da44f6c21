//! Attributes of fields, enum values and blocks, and their arguments.

use super::{Parsed, Parser};
use crate::lexer;
use crate::syntax::SyntaxKind;

impl Parser<'_> {
    /// Any number of `@path(…)`.
    pub(super) fn attributes(&mut self) -> Parsed {
        while self.byte_after_whitespace() == b'@' {
            self.whitespace();
            self.start(SyntaxKind::Attribute);
            self.token(SyntaxKind::At, 1);
            self.attribute_body()?;
        }
        Ok(())
    }

    /// `@@path(…) comment`, with the line's end (which is not part of the attribute).
    pub(super) fn block_attribute(&mut self) -> Parsed {
        self.start(SyntaxKind::BlockAttribute);
        self.token(SyntaxKind::AtAt, 2);
        self.attribute_body()?;
        self.line_end()
    }

    fn attribute_body(&mut self) -> Parsed {
        self.whitespace();
        if !self.path() {
            return self.fail("an attribute's name is missing");
        }
        if self.byte_after_whitespace() == b'(' {
            self.whitespace();
            self.arg_list()?;
        }
        self.finish();
        Ok(())
    }

    /// `(a, name: b)`; the caller has seen the parenthesis. A comma after the last argument and a name without a value
    /// can be read: whether they are errors depends on where they stand.
    pub(super) fn arg_list(&mut self) -> Parsed {
        self.start(SyntaxKind::ArgList);
        self.token(SyntaxKind::LeftParen, 1);
        self.whitespace();
        let is_only_comma = self.byte() == b',' && {
            let rest = &self.rest()[1..];
            rest[lexer::whitespace(rest)..].starts_with(')')
        };
        if !is_only_comma && self.byte() != b')' {
            self.arg()?;
        }
        loop {
            self.whitespace();
            if self.punctuation(b')', SyntaxKind::RightParen) {
                break;
            }
            if !self.punctuation(b',', SyntaxKind::Comma) {
                return self.fail("`,` or `)` is missing");
            }
            if self.byte_after_whitespace() == b')' {
                self.whitespace();
                self.token(SyntaxKind::RightParen, 1);
                break;
            }
            self.whitespace();
            self.arg()?;
        }
        self.finish();
        Ok(())
    }

    fn arg(&mut self) -> Parsed {
        self.start(SyntaxKind::Arg);
        let name = lexer::ident(self.rest());
        let after = &self.rest()[name..];
        if name > 0 && after[lexer::whitespace(after)..].starts_with(':') {
            self.name_of(name);
            self.whitespace();
            self.token(SyntaxKind::Colon, 1);
            if matches!(self.byte_after_whitespace(), b',' | b')') {
                self.finish();
                return Ok(());
            }
            self.whitespace();
        }
        self.expr()?;
        self.finish();
        Ok(())
    }
}
