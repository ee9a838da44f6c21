//! What only the text of a `CREATE` statement tells: checks, predicates and expressions of indexes, `AUTOINCREMENT`.

use super::super::sql_text::{Brackets, Token, TokenKind, tokens};

/// Facts of a `CREATE TABLE` statement.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TableText {
    pub has_autoincrement: bool,
    /// Checks: the name, if it has one, and the text from `CHECK` on.
    pub checks: Vec<(Option<String>, String)>,
    /// What else no schema can say: `column COLLATE NOCASE`, `column ON CONFLICT IGNORE`.
    pub clauses: Vec<String>,
    /// Columns that are generated: the name, and the whole definition.
    pub generated: Vec<(String, String)>,
}

/// Facts of a `CREATE INDEX` statement.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct IndexText {
    /// The parts as written, without `ASC`, `DESC` and `COLLATE …`.
    pub parts: Vec<String>,
    /// What follows `WHERE`.
    pub predicate: Option<String>,
    /// A part has a `COLLATE`.
    pub has_collation: bool,
}

pub(super) fn table(sql: &str) -> TableText {
    let all = tokens(sql, Brackets::Quote);
    let mut found = TableText::default();
    let mut at = all.iter().position(|t| t.is_symbol('(')).unwrap_or(all.len());
    // The first word of the column's or constraint's definition, and how many parentheses are open.
    let (mut subject, mut depth) = ("", 0_usize);
    while let Some(token) = all.get(at) {
        match &token.kind {
            TokenKind::Symbol('(') => depth += 1,
            TokenKind::Symbol(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 1 && (token.is_symbol('(') || token.is_symbol(',')) {
            subject = all.get(at + 1).and_then(Token::name).unwrap_or_default();
        }
        if depth == 1
            && let Some(clause) = clause(&all[at..])
        {
            found.clauses.push(format!("{subject} {clause}"));
        }
        if token.is_word("autoincrement") {
            found.has_autoincrement = true;
        }
        if token.is_word("check")
            && let Some(end) = closing(&all, at + 1)
        {
            let is_named = at >= 2 && all[at - 2].is_word("constraint");
            let name = all[at - 1].name().filter(|_| is_named).map(str::to_owned);
            found.checks.push((name, sql[token.start..all[end].end].to_owned()));
            at = end;
        }
        at += 1;
    }
    found.generated = generated(sql, &all);
    found
}

/// Columns with `AS (…)`.
fn generated(sql: &str, all: &[Token]) -> Vec<(String, String)> {
    let Some(open) = all.iter().position(|t| t.is_symbol('(')) else { return Vec::new() };
    let Some(close) = closing(all, open) else { return Vec::new() };
    let (mut found, mut start, mut depth, mut is_generated) = (Vec::new(), open + 1, 0_usize, false);
    for at in open + 1..=close {
        let token = &all[at];
        if depth == 0 && (token.is_symbol(',') || at == close) {
            if is_generated && let Some(name) = all[start].name() {
                found.push((name.to_owned(), sql[all[start].start..all[at - 1].end].to_owned()));
            }
            (start, is_generated) = (at + 1, false);
        } else if token.is_symbol('(') {
            is_generated |= depth == 0 && all[at - 1].is_word("as");
            depth += 1;
        } else if token.is_symbol(')') {
            depth = depth.saturating_sub(1);
        }
    }
    found
}

/// A clause that no schema can say, where it begins.
fn clause(rest: &[Token]) -> Option<String> {
    let word = |i: usize| rest.get(i).and_then(Token::name).map(str::to_uppercase);
    if rest.first()?.is_word("collate") {
        return word(1).filter(|name| name != "BINARY").map(|name| format!("COLLATE {name}"));
    }
    if rest.first()?.is_word("on") && rest.get(1)?.is_word("conflict") {
        return word(2).filter(|way| way != "ABORT").map(|way| format!("ON CONFLICT {way}"));
    }
    None
}

/// Whether a `CREATE INDEX` statement names the column, in a part or in its predicate.
pub(super) fn index_names(sql: &str, column: &str) -> bool {
    let all = tokens(sql, Brackets::Quote);
    let parts = all.iter().skip_while(|t| !t.is_symbol('('));
    parts.filter_map(Token::name).any(|name| name.eq_ignore_ascii_case(column))
}

pub(super) fn index(sql: &str) -> IndexText {
    let all = tokens(sql, Brackets::Quote);
    let Some(open) = all.iter().position(|t| t.is_symbol('(')) else { return IndexText::default() };
    let Some(close) = closing(&all, open) else { return IndexText::default() };
    let mut parts = Vec::new();
    let (mut start, mut depth) = (open + 1, 0_usize);
    for at in open + 1..=close {
        let is_end = at == close || (depth == 0 && all[at].is_symbol(','));
        if is_end {
            parts.push(part(sql, &all[start..at]));
            start = at + 1;
        } else if all[at].is_symbol('(') {
            depth += 1;
        } else if all[at].is_symbol(')') {
            depth = depth.saturating_sub(1);
        }
    }
    let predicate = all.get(close + 1).filter(|t| t.is_word("where")).and(all.get(close + 2)).map(|first| {
        let end = all.last().filter(|t| t.is_symbol(';')).map_or(sql.len(), |t| t.start);
        sql[first.start..end].trim().to_owned()
    });
    let has_collation = all[open..close].iter().any(|t| t.is_word("collate"));
    IndexText { parts, predicate, has_collation }
}

/// A part of an index without direction and collation.
fn part(sql: &str, mut list: &[Token]) -> String {
    loop {
        list = match list {
            [rest @ .., last] if last.is_word("asc") || last.is_word("desc") => rest,
            [rest @ .., word, name] if word.is_word("collate") && name.name().is_some() => rest,
            _ => break,
        };
    }
    match list {
        [] => String::new(),
        [only] => match &only.kind {
            TokenKind::Word(name) | TokenKind::Quoted(name) => name.clone(),
            _ => sql[only.start..only.end].to_owned(),
        },
        [first, .., last] => sql[first.start..last.end].to_owned(),
    }
}

/// The parenthesis that closes the one at `open`.
fn closing(all: &[Token], open: usize) -> Option<usize> {
    if !all.get(open)?.is_symbol('(') {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in all.iter().enumerate().skip(open) {
        if token.is_symbol('(') {
            depth += 1;
        } else if token.is_symbol(')') {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables() {
        let sql = "CREATE TABLE \"check (t)\" (id INTEGER PRIMARY KEY AUTOINCREMENT, -- check (x)\n\
                   a int CHECK (a > (1)), s text DEFAULT 'check (b)', CONSTRAINT pos CHECK (a < 5))";
        assert_eq!(
            table(sql),
            TableText {
                has_autoincrement: true,
                checks: vec![
                    (None, "CHECK (a > (1))".to_owned()),
                    (Some("pos".to_owned()), "CHECK (a < 5)".to_owned())
                ],
                clauses: Vec::new(),
                generated: Vec::new(),
            }
        );
        let sql = "CREATE TABLE t (a INT, \"b c\" INT GENERATED ALWAYS AS (a * (2)) STORED NOT NULL, d AS (a), CHECK (a > 1))";
        let columns = [("b c", "\"b c\" INT GENERATED ALWAYS AS (a * (2)) STORED NOT NULL"), ("d", "d AS (a)")];
        assert_eq!(table(sql).generated, columns.map(|(name, text)| (name.to_owned(), text.to_owned())));
        let sql = "CREATE TABLE t (a TEXT COLLATE nocase NOT NULL ON CONFLICT IGNORE, \"b c\" INT DEFAULT ('x' COLLATE rtrim), \
                   d TEXT COLLATE binary CHECK (d <> 'y' COLLATE nocase), UNIQUE (a, d) ON CONFLICT REPLACE, \
                   FOREIGN KEY (d) REFERENCES u (d) ON DELETE CASCADE)";
        assert_eq!(table(sql).clauses, ["a COLLATE NOCASE", "a ON CONFLICT IGNORE", "UNIQUE ON CONFLICT REPLACE"]);
        assert_eq!(table("CREATE TABLE t (autoincrements int, \"autoincrement\" int)"), TableText::default());
    }

    #[test]
    fn indexes() {
        let sql =
            "CREATE UNIQUE INDEX i ON t(\"a b\" DESC, lower(c) || 'x,y' COLLATE nocase ASC) WHERE a > 3 AND b = ')';";
        assert_eq!(
            index(sql),
            IndexText {
                parts: vec!["a b".to_owned(), "lower(c) || 'x,y'".to_owned()],
                predicate: Some("a > 3 AND b = ')'".to_owned()),
                has_collation: true,
            }
        );
        assert!(index_names(sql, "A B") && index_names(sql, "b") && !index_names(sql, "t") && !index_names(sql, "x"));
        assert_eq!(index("CREATE INDEX i ON t(a)").predicate, None);
        assert_eq!(index("CREATE INDEX broken ON t(a"), IndexText::default());
    }
}
