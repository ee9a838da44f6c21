//! SQL scripts as text: where one statement ends and the next begins, and what a statement starts with.
//!
//! A splitter, no parser: it knows comments, quotes and bodies, and leaves all else to the database.

mod scanner;

use nicol_catalog::Dialect;

use scanner::{Scanner, Token};

/// A statement of a script, without its semicolon and the blanks and comments around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'t> {
    pub text: &'t str,
    /// Where it starts in the script, in bytes.
    pub offset: usize,
}

/// The statements of a script, in order. Text that ends inside a quote or body is the last statement.
#[must_use]
pub fn statements(dialect: Dialect, script: &str) -> Vec<Statement<'_>> {
    let mut found = Vec::new();
    let mut scanner = Scanner::new(dialect, script);
    let mut start = None;
    let mut end = 0;
    let mut body = Body::default();
    while let Some((token, range)) = scanner.next() {
        match token {
            Token::Semicolon if body.depth == 0 => {
                if let Some(start) = start.take() {
                    found.push(Statement { text: &script[start..end], offset: start });
                }
                body = Body::default();
            }
            Token::Comment => {}
            _ => {
                if let Token::Word = token {
                    body.word(dialect, &script[range.clone()]);
                }
                start.get_or_insert(range.start);
                end = range.end;
            }
        }
    }
    if let Some(start) = start {
        found.push(Statement { text: &script[start..end], offset: start });
    }
    found
}

/// Whether semicolons are inside a body: `BEGIN ATOMIC … END` of a PostgreSQL function, `BEGIN … END` of a SQLite trigger.
#[derive(Debug, Default)]
struct Body {
    is_create: bool,
    is_trigger: bool,
    words: usize,
    begin: bool,
    depth: usize,
}

impl Body {
    fn word(&mut self, dialect: Dialect, word: &str) {
        let is = |wanted: &str| word.eq_ignore_ascii_case(wanted);
        self.words += 1;
        if self.words == 1 {
            self.is_create = is("CREATE");
        }
        // CREATE [TEMP | TEMPORARY] TRIGGER
        self.is_trigger |= self.is_create && self.words <= 3 && is("TRIGGER");
        let opens = match dialect {
            Dialect::Sqlite => self.is_trigger && is("BEGIN"),
            _ => self.is_create && self.begin && is("ATOMIC"),
        };
        self.begin = is("BEGIN");
        if opens {
            self.depth += 1;
        } else if self.depth > 0 {
            if is("CASE") {
                self.depth += 1;
            } else if is("END") {
                self.depth -= 1;
            }
        }
    }
}

/// The first words of a statement, upper-case, comments skipped.
#[must_use]
pub fn first_words(dialect: Dialect, statement: &str, count: usize) -> Vec<String> {
    let mut scanner = Scanner::new(dialect, statement);
    let mut words = Vec::new();
    while words.len() < count {
        match scanner.next() {
            Some((Token::Word, range)) => words.push(statement[range].to_ascii_uppercase()),
            Some((Token::Comment, _)) => {}
            _ => break,
        }
    }
    words
}

/// Whether a SQLite script begins or ends transactions itself, or holds statements that can't be inside one.
#[must_use]
pub fn controls_transactions(script: &str) -> bool {
    statements(Dialect::Sqlite, script).iter().any(|s| {
        let words = first_words(Dialect::Sqlite, s.text, 2);
        let first = words.first().map(String::as_str);
        let is_journal = first == Some("PRAGMA") && words.get(1).is_some_and(|w| w == "JOURNAL_MODE");
        matches!(first, Some("BEGIN" | "COMMIT" | "END" | "ROLLBACK" | "VACUUM" | "ATTACH" | "DETACH")) || is_journal
    })
}

/// Whether a SQLite script sets the pragma.
#[must_use]
pub fn sets_pragma(script: &str, pragma: &str) -> bool {
    statements(Dialect::Sqlite, script).iter().any(|s| {
        let words = first_words(Dialect::Sqlite, s.text, 2);
        matches!(words.as_slice(), [first, second] if first == "PRAGMA" && second.eq_ignore_ascii_case(pragma))
    })
}

#[cfg(test)]
mod tests;
