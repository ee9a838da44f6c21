//! SQL scripts as text: where one statement ends and the next begins, and what a statement starts with.
//!
//! A splitter, no parser: it knows comments, quotes and bodies, and leaves all else to the database.

mod danger;
mod keeping;
pub mod new_values;
pub mod postgres;
mod runnable;
mod scanner;
pub mod split;
mod sqlite;
mod words;

use crate::Dialect;
pub use danger::{danger, dangers};
pub use keeping::{KEPT_ORIGIN, Keeping, MAX_KEPT_NAME, is_keep_block, keep_block, kept_tables};
pub use runnable::{for_psql, runnable};
use scanner::{Scanner, Token};
pub use sqlite::{
    Arranged, KEPT, KEPT_FILE, Pragma, around_transaction, controls_transactions, replaced_tables, replacing_renames,
};
pub use words::{Word, words};

/// A statement of a script, without its semicolon and the blanks and comments around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'t> {
    /// As it is sent to the database.
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
    let mut inside = Inside::new(dialect);
    while let Some((token, range)) = scanner.next() {
        if token == Token::Comment {
            continue;
        }
        if inside.ends_at(token, &script[range.clone()]) {
            if let Some(start) = start.take() {
                found.push(Statement { text: &script[start..end], offset: start });
            }
            inside = Inside::new(dialect);
            continue;
        }
        start.get_or_insert(range.start);
        end = range.end;
    }
    if let Some(start) = start {
        found.push(Statement { text: &script[start..end], offset: start });
    }
    found
}

/// Whether there is nothing but blanks, comments and semicolons.
#[must_use]
pub fn is_blank(dialect: Dialect, script: &str) -> bool {
    let mut scanner = Scanner::new(dialect, script);
    std::iter::from_fn(|| scanner.next()).all(|(token, _)| matches!(token, Token::Comment | Token::Semicolon))
}

/// What a statement is inside of, so that a semicolon does not end it.
#[derive(Debug)]
enum Inside {
    Sqlite(Trigger),
    Postgres(Body),
}

impl Inside {
    fn new(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => Self::Sqlite(Trigger::Start),
            _ => Self::Postgres(Body::default()),
        }
    }

    /// Takes the next token; says whether it ends the statement.
    fn ends_at(&mut self, token: Token, text: &str) -> bool {
        match self {
            Self::Sqlite(trigger) => {
                *trigger = trigger.next(token, text);
                *trigger == Trigger::Ended
            }
            Self::Postgres(body) => body.ends_at(token, text),
        }
    }
}

/// The rules of SQLite's `sqlite3_complete`: a statement that makes a trigger ends with `; END ;`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trigger {
    /// Nothing yet, or `EXPLAIN`.
    Start,
    /// `CREATE [TEMP | TEMPORARY]`.
    Create,
    /// In the body, but for its end.
    Body,
    Semicolon,
    SemicolonEnd,
    /// Another statement.
    Other,
    Ended,
}

impl Trigger {
    fn next(self, token: Token, text: &str) -> Self {
        let is = |word: &str| token == Token::Word && text.eq_ignore_ascii_case(word);
        match self {
            Self::SemicolonEnd if token == Token::Semicolon => Self::Ended,
            Self::Body | Self::Semicolon | Self::SemicolonEnd if token == Token::Semicolon => Self::Semicolon,
            Self::Semicolon if is("END") => Self::SemicolonEnd,
            Self::Body | Self::Semicolon | Self::SemicolonEnd => Self::Body,
            _ if token == Token::Semicolon => Self::Ended,
            Self::Start if is("EXPLAIN") => Self::Start,
            Self::Start if is("CREATE") => Self::Create,
            Self::Create if is("TEMP") || is("TEMPORARY") => Self::Create,
            Self::Create if is("TRIGGER") => Self::Body,
            _ => Self::Other,
        }
    }
}

/// The rules of psql: semicolons in parentheses (the actions of a rule) and in the `BEGIN ATOMIC … END` of a routine
/// end nothing.
#[derive(Debug, Default)]
struct Body {
    words: usize,
    is_create: bool,
    /// The last word was `BEGIN`.
    begin: bool,
    /// `BEGIN ATOMIC` and the `CASE`s in it, not ended yet.
    bodies: usize,
    parentheses: usize,
}

impl Body {
    fn ends_at(&mut self, token: Token, text: &str) -> bool {
        match (token, text) {
            (Token::Semicolon, _) => return self.bodies == 0 && self.parentheses == 0,
            (Token::Word, word) => self.word(word),
            (Token::Other, "(") => self.parentheses += 1,
            (Token::Other, ")") => self.parentheses = self.parentheses.saturating_sub(1),
            _ => {}
        }
        false
    }

    fn word(&mut self, word: &str) {
        let is = |wanted: &str| word.eq_ignore_ascii_case(wanted);
        self.words += 1;
        if self.words == 1 {
            self.is_create = is("CREATE");
        }
        let opens = self.is_create && self.begin && is("ATOMIC");
        self.begin = is("BEGIN");
        if opens || self.bodies > 0 && is("CASE") {
            self.bodies += 1;
        } else if is("END") {
            self.bodies = self.bodies.saturating_sub(1);
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

#[cfg(test)]
mod tests;
