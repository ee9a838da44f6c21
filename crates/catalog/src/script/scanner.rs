use std::ops::Range;

use crate::Dialect;

/// What some editors put before a text.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// What the splitter tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Semicolon,
    Comment,
    /// A bare word: keyword, name or number.
    Word,
    /// A quoted string or name.
    Quoted,
    Other,
}

/// Cuts a script into tokens; blanks are skipped.
pub(super) struct Scanner<'t> {
    dialect: Dialect,
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(dialect: Dialect, text: &'t str) -> Self {
        // Nothing but a mark of some editors.
        let at = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        Self { dialect, text, at }
    }

    /// Goes on at a place of the text, in bytes.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn next(&mut self) -> Option<(Token, Range<usize>)> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        let start = self.at;
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        let (token, len) = if rest.starts_with("--") {
            // PostgreSQL ends them at either sign of a line's end.
            let ends: &[char] = if self.dialect == Dialect::Sqlite { &['\n'] } else { &['\n', '\r'] };
            (Token::Comment, rest.find(ends).unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Token::Comment, self.block_comment(rest))
        } else if let Some(len) = self.quoted(rest, first) {
            (Token::Quoted, len)
        } else if is_word(first) {
            // Inside of names, dollars are letters.
            (Token::Word, rest.find(|c| !is_word(c) && c != '$').unwrap_or(rest.len()))
        } else if first == ';' {
            (Token::Semicolon, 1)
        } else {
            (Token::Other, first.len_utf8())
        };
        self.at = start + len;
        Some((token, start..self.at))
    }

    /// PostgreSQL's nest, SQLite's do not.
    fn block_comment(&self, rest: &str) -> usize {
        let nests = self.dialect != Dialect::Sqlite;
        let mut depth = 1;
        let mut at = 2;
        while depth > 0 {
            let Some(next) = rest[at..].find(['*', '/']) else { return rest.len() };
            at += next;
            if rest[at..].starts_with("*/") {
                depth -= 1;
                at += 2;
            } else if nests && rest[at..].starts_with("/*") {
                depth += 1;
                at += 2;
            } else {
                at += 1;
            }
        }
        at
    }

    fn quoted(&self, rest: &str, first: char) -> Option<usize> {
        match first {
            '\'' | '"' => Some(until_quote(rest, 1, first, false)),
            '`' if self.dialect == Dialect::Sqlite => Some(until_quote(rest, 1, '`', false)),
            '[' if self.dialect == Dialect::Sqlite => Some(rest.find(']').map_or(rest.len(), |i| i + 1)),
            'e' | 'E' if self.dialect != Dialect::Sqlite && rest[1..].starts_with('\'') => Some(escaped(rest)),
            '$' if self.dialect != Dialect::Sqlite => dollar_quoted(rest),
            _ => None,
        }
    }
}

/// Up to and with the closing quote; a doubled quote is no end, nor is one behind a backslash where these escape.
fn until_quote(rest: &str, from: usize, quote: char, escapes: bool) -> usize {
    let mut chars = rest[from..].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if escapes && c == '\\' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return from + i + quote.len_utf8();
        }
    }
    rest.len()
}

/// `E'…'`, and what goes on with it: a quote in a later line, with only blanks before it.
fn escaped(rest: &str) -> usize {
    let mut end = until_quote(rest, 2, '\'', true);
    loop {
        let behind = &rest[end..];
        let blanks = behind.len() - behind.trim_start().len();
        if !behind[blanks..].starts_with('\'') || !behind[..blanks].contains(['\n', '\r']) {
            return end;
        }
        end = until_quote(rest, end + blanks + 1, '\'', true);
    }
}

/// `$$ … $$` and `$tag$ … $tag$`; `$1` is no quote.
fn dollar_quoted(rest: &str) -> Option<usize> {
    let tag_len = rest[1..].find('$')?;
    let tag = &rest[1..=tag_len];
    let is_tag = tag.chars().all(is_word) && !tag.starts_with(|c: char| c.is_ascii_digit());
    if !is_tag {
        return None;
    }
    let delimiter = &rest[..tag_len + 2];
    let body = delimiter.len();
    Some(rest[body..].find(delimiter).map_or(rest.len(), |i| body + i + delimiter.len()))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
