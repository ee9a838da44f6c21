//! Scripts of PostgreSQL that can't be one: what runs outside of transactions has to be alone in its script, and a new value
//! of an enum can't be used before the transaction that adds it has ended.

use super::postgres::Demand;
use super::scanner::{Scanner, Token};
use super::words::{Word, words};
use super::{Statement, statements};
use crate::Dialect::Postgres;

/// A part of a script, as a script of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    /// Why it is one; none for what is left.
    pub reason: Option<Reason>,
}

/// Why a part of a script has to be a script of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// This command is refused inside a transaction, and beside other statements.
    Outside(&'static str),
    /// It uses a value that an enum gets in the part before it.
    UsesNewValue(String),
}

/// A statement that can't be taken out of the transaction that the script itself has put around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InTransaction {
    /// What it is.
    pub command: &'static str,
    /// Where it starts, in bytes.
    pub offset: usize,
}

/// Cuts a script into those that the server takes; one part if it takes the script as it is.
///
/// # Errors
/// A statement that no transaction takes stands between the script's own `BEGIN` and `COMMIT`.
pub fn split(script: &str) -> Result<Vec<Part>, InTransaction> {
    let all = statements(Postgres, script);
    let mut parts: Vec<(usize, Option<Reason>)> = Vec::new();
    let mut is_open = false;
    let mut is_after_lone = false;
    let mut values: Vec<String> = Vec::new();
    for (place, statement) in all.iter().enumerate() {
        let demand = Demand::of(statement.text);
        let mut begins = None;
        if let Demand::Outside(command) = demand {
            if is_open {
                return Err(InTransaction { command, offset: statement.offset });
            }
            begins = Some(Some(Reason::Outside(command)));
        } else if is_after_lone {
            begins = Some(None);
        } else if let Some(value) = used(statement.text, &values).filter(|_| !is_open) {
            begins = Some(Some(Reason::UsesNewValue(value)));
        }
        if let Some(reason) = begins {
            values.clear();
            parts.push((place, reason));
        } else if place == 0 {
            parts.push((0, None));
        }
        is_after_lone = matches!(demand, Demand::Outside(_));
        if demand == Demand::Controls {
            let first = words(Postgres, statement.text).next();
            let is = |keyword: &str| first.is_some_and(|word| word.is(keyword));
            if is("BEGIN") || is("START") {
                is_open = true;
            } else if is("COMMIT") || is("END") || is("ROLLBACK") || is("ABORT") || is("PREPARE") {
                is_open = false;
                values.clear();
            }
        }
        // Before PostgreSQL 17 also those of a type that the script itself has made.
        values.extend(added_value(statement.text).map(|(_, value)| value));
    }
    if parts.len() < 2 {
        return Ok(vec![Part { text: script.to_owned(), reason: None }]);
    }
    let starts: Vec<usize> = parts
        .iter()
        .map(|(place, _)| if *place == 0 { 0 } else { end_of(script, &all[place - 1]) })
        .chain([script.len()])
        .collect();
    let text = |i: usize| format!("{}\n", script[starts[i]..starts[i + 1]].trim_matches(['\n', '\r', ' ', '\t']));
    Ok(parts.into_iter().enumerate().map(|(i, (_, reason))| Part { text: text(i), reason }).collect())
}

/// The parts of a script that has CONCURRENTLY statements beside others, as they can be sent one after the other: with where
/// each begins, in bytes. `None` for every other script.
#[must_use]
pub fn concurrent(script: &str) -> Option<Vec<(usize, String)>> {
    let parts = split(script).ok().filter(|parts| parts.len() > 1)?;
    let is_outside = |part: &Part| matches!(part.reason, Some(Reason::Outside(_)));
    let is_concurrent = |part: &Part| match part.reason {
        Some(Reason::Outside(command)) => Demand::Outside(command).is_concurrent(),
        _ => true,
    };
    if !parts.iter().any(is_outside) || !parts.iter().all(is_concurrent) {
        return None;
    }
    let mut end = 0;
    let placed = parts.into_iter().map(|part| {
        let text = part.text.trim_end();
        let start = script[end..].find(text).map_or(end, |at| end + at);
        end = start + text.len();
        (start, part.text)
    });
    Some(placed.collect())
}

/// Where a statement ends: behind its semicolon, and what is said of it on the same line.
fn end_of(script: &str, statement: &Statement<'_>) -> usize {
    let from = statement.offset + statement.text.len();
    let mut scanner = Scanner::new(Postgres, &script[from..]);
    let end = std::iter::from_fn(|| scanner.next()).find(|(token, _)| *token == Token::Semicolon);
    let end = end.map_or(script.len(), |(_, range)| from + range.end);
    let line = script[end..].find('\n').map_or(script.len(), |at| end + at);
    let rest = script[end..line].trim();
    if rest.is_empty() || rest.starts_with("--") { line } else { end }
}

/// `CREATE TYPE name AS ENUM`: from PostgreSQL 17 on, values that are added to it may be used at once.
pub(super) fn created_type(statement: &str) -> Option<String> {
    let mut words = words(Postgres, statement);
    words.next().filter(|word| word.is("CREATE"))?;
    words.next().filter(|word| word.is("TYPE"))?;
    last_of_name(&mut words).map(|(name, _)| name)
}

/// `ALTER TYPE name ADD VALUE [IF NOT EXISTS] 'value'`.
pub(super) fn added_value(statement: &str) -> Option<(String, String)> {
    let mut words = words(Postgres, statement);
    words.next().filter(|word| word.is("ALTER"))?;
    words.next().filter(|word| word.is("TYPE"))?;
    let (name, next) = last_of_name(&mut words)?;
    next.filter(|word| word.is("ADD"))?;
    words.next().filter(|word| word.is("VALUE"))?;
    let value = words.find_map(|word| word.text_literal())?;
    Some((name, value))
}

/// The last part of `name` or `schema.name`, as the server knows it, and the word behind it.
pub(super) fn last_of_name<'t>(words: &mut impl Iterator<Item = Word<'t>>) -> Option<(String, Option<Word<'t>>)> {
    let first = words.next()?;
    match words.next() {
        Some(dot) if dot.is_sign(".") => Some((folded(words.next()?)?, words.next())),
        next => Some((folded(first)?, next)),
    }
}

/// A name as the server knows it: it folds no other letters than these where they have more than one byte.
pub(super) fn folded(word: Word<'_>) -> Option<String> {
    match word.keyword() {
        Some(_) => word.unquoted().map(|name| name.to_ascii_lowercase()),
        None => word.unquoted(),
    }
}

/// The value among these that a statement names, if it does not itself add values.
fn used(statement: &str, values: &[String]) -> Option<String> {
    if values.is_empty() || added_value(statement).is_some() {
        return None;
    }
    words(Postgres, statement).filter_map(Word::text_literal).find(|text| values.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(script: &str) -> Vec<(String, Option<Reason>)> {
        split(script).expect("it can be split").into_iter().map(|part| (part.text, part.reason)).collect()
    }

    #[test]
    fn what_runs_outside_of_transactions_is_alone() {
        let concurrently = || Some(Reason::Outside("CREATE INDEX CONCURRENTLY"));
        assert_eq!(
            cut(
                "-- a\nCREATE TABLE t (a int); -- of t\n-- the index\nCREATE INDEX CONCURRENTLY i ON t (a);\n\nSELECT 1;\nSELECT 2"
            ),
            [
                ("-- a\nCREATE TABLE t (a int); -- of t\n".to_owned(), None),
                ("-- the index\nCREATE INDEX CONCURRENTLY i ON t (a);\n".to_owned(), concurrently()),
                ("SELECT 1;\nSELECT 2\n".to_owned(), None),
            ]
        );
        let two = cut("CREATE INDEX CONCURRENTLY i ON t (a); CREATE INDEX CONCURRENTLY j ON t (a);");
        assert_eq!(two.len(), 2);
        for whole in
            ["CREATE INDEX CONCURRENTLY i ON t (a); -- only it\n", "BEGIN; SELECT 1; COMMIT;", "", "SELECT ';'"]
        {
            assert_eq!(cut(whole), [(whole.to_owned(), None)]);
        }
    }

    #[test]
    fn a_new_value_is_used_in_the_next_script() {
        let parts = cut("ALTER TYPE \"Mood\" ADD VALUE 'sad';\nALTER TYPE \"Mood\" ADD VALUE 'glad' BEFORE 'sad';\n\
             ALTER TABLE t ADD COLUMN b TEXT;\n-- AlterTable\nALTER TABLE t ALTER COLUMN m SET DEFAULT 'sad';\n");
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[1].0, "-- AlterTable\nALTER TABLE t ALTER COLUMN m SET DEFAULT 'sad';\n");
        assert_eq!(parts[1].1, Some(Reason::UsesNewValue("sad".to_owned())));
        for whole in [
            "ALTER TYPE m ADD VALUE 'sad'; ALTER TABLE t ALTER COLUMN m SET DEFAULT 'glad';",
            "CREATE TYPE m AS ENUM ('a', 'b'); CREATE TABLE t (m m DEFAULT 'b');",
            "BEGIN; ALTER TYPE m ADD VALUE 'sad'; COMMIT; ALTER TABLE t ALTER COLUMN m SET DEFAULT 'sad';",
            "ALTER TYPE m ADD VALUE 'sad'; CREATE FUNCTION f() RETURNS m LANGUAGE sql AS $$ SELECT 'sad'::m $$;",
        ] {
            assert_eq!(cut(whole), [(whole.to_owned(), None)]);
        }
    }

    #[test]
    fn a_new_value_of_a_new_type_is_used_in_the_next_script() {
        let parts = cut("CREATE TYPE m AS ENUM ('a'); ALTER TYPE m ADD VALUE 'b'; CREATE TABLE t (m m DEFAULT 'b');");
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn what_stands_in_a_transaction_of_the_script_stays_and_is_told() {
        let script = "BEGIN; VACUUM; COMMIT;";
        assert_eq!(split(script), Err(InTransaction { command: "VACUUM", offset: 7 }));
    }
}
