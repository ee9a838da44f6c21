//! Properties of datasources and generators.

use super::{Parsed, Parser};
use crate::lexer;
use crate::syntax::SyntaxKind;

impl Parser<'_> {
    /// `key = value comment`, with the line's end. The value may be missing: that is for validation to tell.
    pub(super) fn config_property(&mut self) -> Parsed {
        self.start(SyntaxKind::ConfigProperty);
        if !self.name() {
            return self.fail("a key starts with a letter");
        }
        self.whitespace();
        if !self.punctuation(b'=', SyntaxKind::Equals) {
            return self.fail("`=` must follow the key");
        }
        let rest = self.rest();
        let value = &rest[lexer::whitespace(rest)..];
        if !(value.is_empty() || value.starts_with(['\n', '\r', '/'])) {
            self.whitespace();
            self.expr()?;
        }
        self.line_end()?;
        self.finish();
        Ok(())
    }
}
