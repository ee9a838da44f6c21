//! Scripts of PostgreSQL around transactions: what begins and ends them, what refuses to be in one, and what outlives them.

use std::collections::BTreeSet;

use super::scanner::{Scanner, Token};
use super::words::{Word, words};
use super::{Statement, is_keep_block, statements};
use crate::Dialect::Postgres;

/// How a statement stands to the transaction that it would run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Demand {
    /// It runs in any transaction, and is undone with it.
    Nothing,
    /// It begins, ends or shapes transactions itself: `BEGIN`, `COMMIT`, `SAVEPOINT`, `SET TRANSACTION`.
    Controls,
    /// The server refuses it inside a transaction, and beside other statements of one message. The command in the words
    /// of the manual: `CREATE INDEX CONCURRENTLY`.
    Outside(&'static str),
    /// The server refuses it inside a transaction, or not, by what it finds: `CALL` and `DO` of what commits, `DROP
    /// SUBSCRIPTION` of one that has a slot.
    MayCommit(&'static str),
}

impl Demand {
    /// What a statement asks for. Sources: PostgreSQL's manual (each command's notes say whether a transaction block takes
    /// it) and the callers of `PreventInTransactionBlock` in versions 14 to 18. Some depend on what is in the database
    /// (`CLUSTER` and `REINDEX` of partitioned tables): the server has the last word.
    #[must_use]
    pub fn of(statement: &str) -> Self {
        let mut words = Words(words(Postgres, statement));
        let first = words.word();
        let Some(first) = first.as_deref() else { return Self::Nothing };
        match first {
            "COMMIT" if words.is("PREPARED") => Self::Outside("COMMIT PREPARED"),
            "ROLLBACK" if words.is("PREPARED") => Self::Outside("ROLLBACK PREPARED"),
            "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE" => Self::Controls,
            "PREPARE" if words.is("TRANSACTION") => Self::Controls,
            "SET" if shapes_transaction(&mut words) => Self::Controls,
            "CALL" => Self::MayCommit("CALL"),
            "DO" if may_commit(statement) && !is_keep_block(statement) => Self::MayCommit("DO"),
            "VACUUM" => Self::Outside("VACUUM"),
            "CLUSTER" if words.names_nothing() => Self::Outside("CLUSTER"),
            "DISCARD" if words.is("ALL") => Self::Outside("DISCARD ALL"),
            "CREATE" => created(&mut words),
            "DROP" => dropped(&mut words),
            "ALTER" => altered(&mut words),
            "REINDEX" => reindexed(&mut words),
            _ => Self::Nothing,
        }
    }

    /// Whether it waits for other transactions to end (`CREATE INDEX CONCURRENTLY` and its like): a limit on waiting for
    /// locks would break it, and leave a part of it behind.
    #[must_use]
    pub fn is_concurrent(self) -> bool {
        matches!(self, Self::Outside(command) if command.ends_with("CONCURRENTLY"))
    }
}

/// The words of a statement, upper-case.
struct Words<I>(I);

impl<'t, I: Iterator<Item = Word<'t>>> Words<I> {
    /// The next one; `None` for a sign or a quoted name, too.
    fn word(&mut self) -> Option<String> {
        self.0.next()?.keyword()
    }

    fn is(&mut self, keyword: &str) -> bool {
        self.0.next().is_some_and(|word| word.is(keyword))
    }

    fn has(&mut self, keyword: &str) -> bool {
        self.0.any(|word| word.is(keyword))
    }

    fn has_one(&mut self, keywords: &[&str]) -> bool {
        self.0.any(|word| keywords.iter().any(|keyword| word.is(keyword)))
    }

    /// Nothing follows but options: `VERBOSE`, `(VERBOSE)`.
    fn names_nothing(&mut self) -> bool {
        let mut depth = 0_usize;
        for word in self.0.by_ref() {
            if word.is_sign("(") {
                depth += 1;
            } else if word.is_sign(")") {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && !word.is("VERBOSE") {
                return false;
            }
        }
        true
    }
}

/// `SET [SESSION | LOCAL] TRANSACTION …`, and the same by parameters. What is set for the session's later transactions
/// (`SET SESSION CHARACTERISTICS`) is none of it.
fn shapes_transaction<'t>(words: &mut Words<impl Iterator<Item = Word<'t>>>) -> bool {
    const PARAMETERS: [&str; 4] =
        ["TRANSACTION", "TRANSACTION_ISOLATION", "TRANSACTION_READ_ONLY", "TRANSACTION_DEFERRABLE"];
    let mut word = words.word();
    if matches!(word.as_deref(), Some("SESSION" | "LOCAL")) {
        word = words.word();
    }
    word.is_some_and(|word| PARAMETERS.contains(&word.as_str()))
}

/// Whether the text of a `DO` block, in whatever language, has a word in it that may commit. A comment may say it too:
/// then it is taken for one that does.
fn may_commit(statement: &str) -> bool {
    statement
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| ["COMMIT", "ROLLBACK", "CALL"].iter().any(|known| word.eq_ignore_ascii_case(known)))
}

fn created<'t>(words: &mut Words<impl Iterator<Item = Word<'t>>>) -> Demand {
    match words.word().as_deref() {
        Some("DATABASE") => Demand::Outside("CREATE DATABASE"),
        Some("TABLESPACE") => Demand::Outside("CREATE TABLESPACE"),
        // Without a slot to make it is as any other.
        Some("SUBSCRIPTION") if words.has_one(&["CONNECT", "CREATE_SLOT"]) => Demand::Nothing,
        Some("SUBSCRIPTION") => Demand::Outside("CREATE SUBSCRIPTION"),
        Some("INDEX") if words.is("CONCURRENTLY") => Demand::Outside("CREATE INDEX CONCURRENTLY"),
        Some("UNIQUE") if words.is("INDEX") && words.is("CONCURRENTLY") => Demand::Outside("CREATE INDEX CONCURRENTLY"),
        _ => Demand::Nothing,
    }
}

fn dropped<'t>(words: &mut Words<impl Iterator<Item = Word<'t>>>) -> Demand {
    match words.word().as_deref() {
        Some("DATABASE") => Demand::Outside("DROP DATABASE"),
        Some("TABLESPACE") => Demand::Outside("DROP TABLESPACE"),
        // If it has a slot.
        Some("SUBSCRIPTION") => Demand::MayCommit("DROP SUBSCRIPTION"),
        Some("INDEX") if words.is("CONCURRENTLY") => Demand::Outside("DROP INDEX CONCURRENTLY"),
        _ => Demand::Nothing,
    }
}

fn altered<'t>(words: &mut Words<impl Iterator<Item = Word<'t>>>) -> Demand {
    match words.word().as_deref() {
        Some("SYSTEM") => Demand::Outside("ALTER SYSTEM"),
        Some("SUBSCRIPTION") if words.has_one(&["REFRESH", "PUBLICATION"]) => Demand::Outside("ALTER SUBSCRIPTION"),
        // Behind the name.
        Some("DATABASE") => match words.0.nth(1) {
            Some(set) if set.is("SET") && words.is("TABLESPACE") => Demand::Outside("ALTER DATABASE SET TABLESPACE"),
            _ => Demand::Nothing,
        },
        Some("TABLE") if words.has("DETACH") && words.has("CONCURRENTLY") => {
            Demand::Outside("DETACH PARTITION CONCURRENTLY")
        }
        _ => Demand::Nothing,
    }
}

fn reindexed<'t>(words: &mut Words<impl Iterator<Item = Word<'t>>>) -> Demand {
    let mut whole = None;
    for word in words.0.by_ref() {
        if word.is("CONCURRENTLY") {
            return Demand::Outside("REINDEX CONCURRENTLY");
        }
        for (kind, command) in
            [("DATABASE", "REINDEX DATABASE"), ("SYSTEM", "REINDEX SYSTEM"), ("SCHEMA", "REINDEX SCHEMA")]
        {
            if word.is(kind) {
                whole = Some(command);
            }
        }
    }
    whole.map_or(Demand::Nothing, Demand::Outside)
}

/// An index that is made concurrently, in the words of its statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcurrentIndex {
    pub name: String,
    /// With its schema, if the statement has it.
    pub table: String,
}

/// The index that a `CREATE INDEX CONCURRENTLY` makes; `None` if it names none, or is another statement.
#[must_use]
pub fn concurrent_index(statement: &str) -> Option<ConcurrentIndex> {
    if Demand::of(statement) != Demand::Outside("CREATE INDEX CONCURRENTLY") {
        return None;
    }
    let mut words = words(Postgres, statement).skip_while(|word| !word.is("CONCURRENTLY")).skip(1).peekable();
    let mut first = words.next()?;
    if first.is("IF") {
        first = words.nth(2)?;
    }
    if first.is("ON") {
        return None;
    }
    words.next().filter(|word| word.is("ON"))?;
    words.next_if(|word| word.is("ONLY"));
    let mut table = words.next()?.text().to_owned();
    if words.next_if(|word| word.is_sign(".")).is_some() {
        table = format!("{table}.{}", words.next()?.text());
    }
    Some(ConcurrentIndex { name: first.text().to_owned(), table })
}

/// The names of the transactions that a script leaves to a second phase: `PREPARE TRANSACTION 'name'`.
#[must_use]
pub fn prepared_transactions(script: &str) -> Vec<String> {
    let of = |statement: &Statement<'_>| {
        let mut words = words(Postgres, statement.text);
        words.next().filter(|word| word.is("PREPARE"))?;
        words.next().filter(|word| word.is("TRANSACTION"))?;
        words.next()?.text_literal()
    };
    statements(Postgres, script).iter().filter_map(of).collect()
}

/// How a script of PostgreSQL's can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carriage<'t> {
    /// In one message and one transaction with statements before and after it.
    Together,
    /// By itself: this statement of it demands that.
    Alone(Statement<'t>, Demand),
    /// By itself: it ends inside a quote or a comment, so that what follows would be a part of that.
    Unended,
}

impl<'t> Carriage<'t> {
    /// Finds out how a script can be sent.
    #[must_use]
    pub fn of(script: &'t str) -> Self {
        if ends_inside(script) {
            return Self::Unended;
        }
        let all: Vec<_> = statements(Postgres, script).into_iter().map(|s| (s, Demand::of(s.text))).collect();
        // Statements of one message are in one transaction, and what would commit there is refused.
        let is_one = all.len() > 1;
        let mut demanding = all.into_iter().filter(|(_, demand)| match demand {
            Demand::Nothing => false,
            Demand::MayCommit(_) => !is_one,
            Demand::Controls | Demand::Outside(_) => true,
        });
        demanding.next().map_or(Self::Together, |(statement, demand)| Self::Alone(statement, demand))
    }
}

/// The commands of a script that may commit, and are refused if they do, since none of them is the script's only one.
#[must_use]
pub fn refused_commits(script: &str) -> Vec<&'static str> {
    if Carriage::of(script) != Carriage::Together {
        return Vec::new();
    }
    let may_commit =
        statements(Postgres, script).into_iter().filter_map(|statement| match Demand::of(statement.text) {
            Demand::MayCommit(command) => Some(command),
            _ => None,
        });
    may_commit.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The places where a statement can be put between those of a script, in bytes: before each of them. `None` where it is not
/// certain that the server would cut it there: a backslash in a plain string means another thing where
/// `standard_conforming_strings` is off, and a routine's body may have semicolons.
#[must_use]
pub fn gaps(script: &str) -> Option<Vec<usize>> {
    let mut scanner = Scanner::new(Postgres, script);
    while let Some((token, range)) = scanner.next() {
        let text = &script[range];
        let is_doubtful = match token {
            Token::Quoted => text.starts_with('\'') && text.contains('\\'),
            Token::Word => text.eq_ignore_ascii_case("ATOMIC") || text.eq_ignore_ascii_case("RULE"),
            _ => false,
        };
        if is_doubtful {
            return None;
        }
    }
    Some(statements(Postgres, script).iter().map(|statement| statement.offset).collect())
}

/// Whether a script ends inside of a quote or of a comment that has an end.
#[must_use]
pub fn ends_inside(script: &str) -> bool {
    let mut scanner = Scanner::new(Postgres, script);
    let mut last = None;
    while let Some(token) = scanner.next() {
        last = Some(token);
    }
    let Some((token, range)) = last else { return false };
    if range.end != script.len()
        || !matches!(token, Token::Quoted | Token::Comment)
        || script[range.clone()].starts_with("--")
    {
        return false;
    }
    // It has its end if something after it is seen as something else.
    let longer = format!("{script}\n;");
    let mut scanner = Scanner::new(Postgres, &longer);
    std::iter::from_fn(|| scanner.next()).last().is_none_or(|(token, _)| token != Token::Semicolon)
}

/// Whether a script may leave the session other than it was: settings, roles, temporary tables, prepared statements.
/// Definitions don't, in so far as what is in the database is not called by them; everything else is taken for it.
#[must_use]
pub fn may_change_session(script: &str) -> bool {
    statements(Postgres, script).iter().any(|statement| {
        let mut words = Words(words(Postgres, statement.text));
        match words.word().as_deref() {
            Some("ALTER" | "DROP" | "COMMENT" | "GRANT" | "REVOKE") => words.has("SET_CONFIG"),
            Some("CREATE") => match words.word().as_deref() {
                // Filled by a query.
                Some("TABLE" | "UNLOGGED") => {
                    words.0.any(|word| ["SELECT", "EXECUTE", "SET_CONFIG"].iter().any(|known| word.is(known)))
                }
                Some("UNIQUE" | "INDEX" | "TYPE" | "DOMAIN" | "VIEW" | "FUNCTION" | "PROCEDURE" | "OR") => {
                    words.has("SET_CONFIG")
                }
                Some("SEQUENCE" | "TRIGGER" | "POLICY" | "SCHEMA" | "AGGREGATE" | "STATISTICS") => false,
                _ => true,
            },
            _ => true,
        }
    })
}

#[cfg(test)]
mod tests;
