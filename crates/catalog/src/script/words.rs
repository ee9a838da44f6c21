//! What a statement says, word by word: as far as a splitter needs to know.

use super::scanner::{Scanner, Token};
use crate::Dialect;

/// A token of a statement, comments left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'t> {
    text: &'t str,
    token: Token,
}

/// The tokens of a statement, lazily.
pub fn words(dialect: Dialect, statement: &str) -> impl Iterator<Item = Word<'_>> {
    let mut scanner = Scanner::new(dialect, statement);
    std::iter::from_fn(move || {
        loop {
            let (token, range) = scanner.next()?;
            if token != Token::Comment {
                return Some(Word { text: &statement[range], token });
            }
        }
    })
}

impl<'t> Word<'t> {
    /// As it is written.
    #[must_use]
    pub const fn text(self) -> &'t str {
        self.text
    }

    /// Whether it is quoted: a name or a string.
    #[must_use]
    pub fn is_quoted(self) -> bool {
        self.token == Token::Quoted
    }

    /// Whether it is this keyword.
    #[must_use]
    pub fn is(self, keyword: &str) -> bool {
        self.token == Token::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// A bare word, upper-case.
    pub(super) fn keyword(self) -> Option<String> {
        (self.token == Token::Word).then(|| self.text.to_ascii_uppercase())
    }

    /// The text of a string literal of PostgreSQL's, without escapes.
    #[must_use]
    pub fn text_literal(self) -> Option<String> {
        if self.token != Token::Quoted || !self.text.starts_with('\'') {
            return None;
        }
        self.unquoted()
    }

    /// Whether it is this sign.
    #[must_use]
    pub fn is_sign(self, sign: &str) -> bool {
        self.token == Token::Other && self.text == sign
    }

    /// A name or value, without its quotes; `None` for a sign. SQLite takes strings for names too.
    #[must_use]
    pub fn unquoted(self) -> Option<String> {
        match (self.token, self.text.chars().next()) {
            (Token::Word, _) => Some(self.text.to_owned()),
            (Token::Quoted, Some('[')) => Some(self.text[1..].trim_end_matches(']').to_owned()),
            (Token::Quoted, Some(quote @ ('"' | '\'' | '`'))) => {
                let inner = &self.text[1..];
                let inner = inner.strip_suffix(quote).unwrap_or(inner);
                Some(inner.replace(&format!("{quote}{quote}"), &quote.to_string()))
            }
            _ => None,
        }
    }
}

/// Reads `name` or `schema.name`; gives the name, and the word after it.
pub(super) fn name<'t>(
    words: &mut impl Iterator<Item = Word<'t>>,
    first: Word<'t>,
) -> Option<(String, Option<Word<'t>>)> {
    let name = first.unquoted()?;
    match words.next() {
        Some(dot) if dot.is_sign(".") => Some((words.next()?.unquoted()?, words.next())),
        next => Some((name, next)),
    }
}
