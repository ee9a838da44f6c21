//! Scripts of several statements.

use rusqlite::Connection;

use super::error;
use crate::Error;

/// Runs a script, statement by statement; rows are not looked at. An error's position is one in the script.
pub(crate) fn run(connection: &Connection, sql: &str) -> Result<(), Error> {
    for (start, piece) in pieces(sql) {
        let step = || -> rusqlite::Result<()> {
            let mut statement = connection.prepare(piece)?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        };
        step().map_err(|e| {
            let blank = piece.chars().take_while(|c| c.is_whitespace()).count();
            error::map(&e).placed_at(sql[..start].chars().count(), blank)
        })?;
    }
    Ok(())
}

/// The statements of a script, without blank ones. A `;` ends a statement unless it stands in a string, a quoted name, a
/// comment or the body of a trigger, which ends with `; END ;` (the rules of `sqlite3_complete`).
pub(crate) fn split(sql: &str) -> Vec<&str> {
    pieces(sql).into_iter().map(|(_, piece)| piece).collect()
}

/// The same with the byte at which each begins.
fn pieces(sql: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut rest = sql;
    loop {
        let (piece, after) = first(rest);
        if !is_blank(piece) {
            pieces.push((sql.len() - rest.len(), piece));
        }
        match after {
            Some(after) => rest = after,
            None => return pieces,
        }
    }
}

/// Whether there is nothing but blanks, comments and `;`.
pub(super) fn is_blank(sql: &str) -> bool {
    let mut tokens = Tokens { rest: sql };
    std::iter::from_fn(|| tokens.next()).all(|token| matches!(token, Token::Blank | Token::Semicolon))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'s> {
    Blank,
    Semicolon,
    Word(&'s str),
    Other,
}

struct Tokens<'s> {
    rest: &'s str,
}

impl<'s> Tokens<'s> {
    fn next(&mut self) -> Option<Token<'s>> {
        let rest = self.rest;
        let c = rest.chars().next()?;
        // The byte after the closing mark, or the end.
        let until =
            |from: usize, close: &str| rest[from..].find(close).map_or(rest.len(), |at| from + at + close.len());
        let (token, len) = match c {
            ';' => (Token::Semicolon, 1),
            c if c.is_whitespace() => (Token::Blank, c.len_utf8()),
            '-' if rest.starts_with("--") => (Token::Blank, until(2, "\n")),
            '/' if rest.starts_with("/*") => (Token::Blank, until(2, "*/")),
            // A doubled quote inside reads as two strings side by side.
            '\'' | '"' | '`' => (Token::Other, until(1, &rest[..1])),
            '[' => (Token::Other, until(1, "]")),
            c if c.is_alphanumeric() || c == '_' => {
                let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
                (Token::Word(&rest[..len]), len)
            }
            c => (Token::Other, c.len_utf8()),
        };
        self.rest = &rest[len..];
        Some(token)
    }
}

/// The first statement with its `;`, and what follows it.
fn first(sql: &str) -> (&str, Option<&str>) {
    let mut tokens = Tokens { rest: sql };
    // The words at the start, as far as they tell whether it is a trigger.
    let mut head = Head::Start;
    // How much of `; END ;` the last tokens are, inside a trigger.
    let mut end = End::No;
    while let Some(token) = tokens.next() {
        if token == Token::Blank {
            continue;
        }
        let is_word = |word: &str| matches!(token, Token::Word(w) if w.eq_ignore_ascii_case(word));
        if head == Head::Trigger {
            end = match (end, token) {
                (End::Word, Token::Semicolon) => return cut(sql, tokens.rest),
                (_, Token::Semicolon) => End::Semicolon,
                (End::Semicolon, _) if is_word("end") => End::Word,
                _ => End::No,
            };
            continue;
        }
        if token == Token::Semicolon {
            return cut(sql, tokens.rest);
        }
        head = match head {
            Head::Start if is_word("explain") => Head::Start,
            Head::Start if is_word("create") => Head::Create,
            Head::Create if is_word("temp") || is_word("temporary") => Head::Create,
            Head::Create if is_word("trigger") => Head::Trigger,
            _ => Head::Other,
        };
    }
    (sql, None)
}

fn cut<'s>(sql: &'s str, rest: &'s str) -> (&'s str, Option<&'s str>) {
    (&sql[..sql.len() - rest.len()], Some(rest))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Start,
    Create,
    Trigger,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    No,
    Semicolon,
    Word,
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn only_semicolons_between_statements_count() {
        assert_eq!(split("SELECT 1"), ["SELECT 1"]);
        assert_eq!(split("SELECT 1; ; -- done;\n"), ["SELECT 1;"]);
        assert_eq!(
            split("INSERT INTO t VALUES ('a;''b', \"c;d\", [e;f]); /* x; */ SELECT 2;"),
            ["INSERT INTO t VALUES ('a;''b', \"c;d\", [e;f]);", " /* x; */ SELECT 2;"]
        );
        let trigger =
            "CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM t; END;";
        assert_eq!(split(&format!("{trigger}SELECT 1")), [trigger, "SELECT 1"]);
        assert_eq!(split("BEGIN; CREATE TABLE t (a); END; SELECT 1;").len(), 4);
        assert_eq!(split("-- nothing"), [""; 0]);
        assert_eq!(split("SELECT 'open"), ["SELECT 'open"]);
    }
}
