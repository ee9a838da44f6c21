//! A lexer for the little SQL that databases print: defaults, and `CREATE` statements of SQLite.

/// A token with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    /// Byte offset of its first character.
    pub start: usize,
    /// Byte offset behind it.
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A bare word, as written.
    Word(String),
    /// A quoted identifier (`"x"`, `` `x` ``, `[x]`), unquoted.
    Quoted(String),
    /// A string literal, its value.
    String(String),
    /// A literal with a prefix letter (`B'101'`, `x'6869'`): the letter in lower case, and the value.
    Prefixed(char, String),
    /// Digits, with point and exponent as written.
    Number(String),
    /// Any other character; `::` is one token, as two colons.
    Symbol(char),
    Cast,
}

impl Token {
    /// Whether it is this bare word, in any case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, TokenKind::Word(w) if w.eq_ignore_ascii_case(word))
    }

    pub(super) fn is_symbol(&self, symbol: char) -> bool {
        self.kind == TokenKind::Symbol(symbol)
    }

    /// The identifier that it is, bare or quoted.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word(name) | TokenKind::Quoted(name) => Some(name),
            _ => None,
        }
    }
}

/// What `[` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brackets {
    /// Arrays and subscripts, in PostgreSQL.
    Subscript,
    /// Quotes of an identifier, in SQLite.
    Quote,
}

/// The tokens of a text, without white space and comments.
pub(super) fn tokens(text: &str, brackets: Brackets) -> Vec<Token> {
    let mut lexer = Lexer { text, brackets, at: 0, found: Vec::new() };
    while lexer.step() {}
    lexer.found
}

struct Lexer<'a> {
    text: &'a str,
    brackets: Brackets,
    at: usize,
    found: Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else { return false };
        if first.is_whitespace() {
            self.at += first.len_utf8();
        } else if rest.starts_with("--") {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else {
            self.token(first);
        }
        true
    }

    fn token(&mut self, first: char) {
        let start = self.at;
        let rest = &self.text[start..];
        let kind = match first {
            '\'' => TokenKind::String(self.quoted('\'', '\'', false)),
            '"' => TokenKind::Quoted(self.quoted('"', '"', false)),
            '`' => TokenKind::Quoted(self.quoted('`', '`', false)),
            '[' if self.brackets == Brackets::Quote => {
                let end = rest.find(']').unwrap_or(rest.len());
                self.at += (end + 1).min(rest.len());
                TokenKind::Quoted(rest[1..end].to_owned())
            }
            ':' if rest.starts_with("::") => {
                self.at += 2;
                TokenKind::Cast
            }
            'E' | 'e' | 'B' | 'b' | 'X' | 'x' | 'N' | 'n' if rest[1..].starts_with('\'') => {
                self.at += 1;
                let prefix = first.to_ascii_lowercase();
                let value = self.quoted('\'', '\'', prefix == 'e');
                if matches!(prefix, 'e' | 'n') { TokenKind::String(value) } else { TokenKind::Prefixed(prefix, value) }
            }
            c if c.is_ascii_digit() || c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit()) => {
                self.at += number_length(rest);
                TokenKind::Number(self.text[start..self.at].to_owned())
            }
            c if is_word_character(c) => {
                self.at += rest.find(|c| !is_word_character(c)).unwrap_or(rest.len());
                TokenKind::Word(self.text[start..self.at].to_owned())
            }
            other => self.symbol(other),
        };
        self.found.push(Token { kind, start, end: self.at });
    }

    fn symbol(&mut self, symbol: char) -> TokenKind {
        self.at += symbol.len_utf8();
        TokenKind::Symbol(symbol)
    }

    /// Reads from the opening quote to the closing one; a doubled quote stands for itself.
    fn quoted(&mut self, open: char, close: char, has_escapes: bool) -> String {
        let mut value = String::new();
        let mut chars = self.text[self.at + open.len_utf8()..].char_indices().peekable();
        let start = self.at + open.len_utf8();
        self.at = self.text.len();
        while let Some((offset, c)) = chars.next() {
            if c == close {
                if chars.peek().is_some_and(|(_, next)| *next == close) {
                    value.push(close);
                    chars.next();
                    continue;
                }
                self.at = start + offset + close.len_utf8();
                break;
            }
            if has_escapes && c == '\\' {
                match chars.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, 'r')) => value.push('\r'),
                    Some((_, 'b')) => value.push('\u{8}'),
                    Some((_, 'f')) => value.push('\u{c}'),
                    Some((_, other)) => value.push(other),
                    None => {}
                }
                continue;
            }
            value.push(c);
        }
        value
    }
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Digits, a point, an exponent; hexadecimal as SQLite has it.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut at: usize, hex: bool| {
        while bytes.get(at).is_some_and(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() }) {
            at += 1;
        }
        at
    };
    if text.starts_with("0x") || text.starts_with("0X") {
        return digits(2, true);
    }
    let mut at = digits(0, false);
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1, false);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let end = digits(at + 1 + sign, false);
        if end > at + 1 + sign {
            at = end;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        tokens(text, Brackets::Quote).into_iter().map(|t| t.kind).collect()
    }

    #[test]
    fn literals_and_casts() {
        assert_eq!(
            kinds("'it''s'::text"),
            [TokenKind::String("it's".to_owned()), TokenKind::Cast, TokenKind::Word("text".to_owned())]
        );
        assert_eq!(kinds("B'101'"), [TokenKind::Prefixed('b', "101".to_owned())]);
        assert_eq!(kinds(r"E'a\nb\\c'"), [TokenKind::String("a\nb\\c".to_owned())]);
        assert_eq!(kinds("1.5e-3"), [TokenKind::Number("1.5e-3".to_owned())]);
        assert_eq!(kinds("-- x\n/* y */ \"a\"\"b\""), [TokenKind::Quoted("a\"b".to_owned())]);
        assert_eq!(kinds("[a b]"), [TokenKind::Quoted("a b".to_owned())]);
    }

    #[test]
    fn arrays_keep_their_brackets() {
        let brackets = |text| tokens(text, Brackets::Subscript).iter().filter(|t| t.is_symbol('[')).count();
        assert_eq!(brackets("ARRAY['x'::text, [1]]"), 2);
        assert_eq!(brackets("ARRAY[]::text[]"), 2);
    }

    #[test]
    fn an_open_quote_ends_the_text() {
        assert_eq!(kinds("'abc"), [TokenKind::String("abc".to_owned())]);
    }
}
