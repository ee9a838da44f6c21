//! Scripts of SQLite around transactions: what can't be in one, and what means nothing there.

use std::collections::HashSet;

use super::words::{name, words};
use super::{Statement, first_words, statements};
use crate::Dialect::Sqlite;

/// A `PRAGMA` statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pragma {
    /// Lower-case, without the schema.
    pub name: String,
    /// What it is set to; `None` where it is asked for.
    pub value: Option<String>,
}

impl Pragma {
    /// Reads a statement in all the forms that SQLite takes: `PRAGMA [schema.]name [= value | (value)]`, names and
    /// values in any quotes.
    #[must_use]
    pub fn read(statement: &str) -> Option<Self> {
        let mut words = words(Sqlite, statement);
        words.next().filter(|word| word.is("PRAGMA"))?;
        let first = words.next()?;
        let (name, next) = name(&mut words, first)?;
        let is_set = next.is_some_and(|word| word.is_sign("=") || word.is_sign("("));
        let value = words.next().filter(|_| is_set).and_then(|first| match first.unquoted() {
            Some(value) => Some(value),
            None => Some(format!("{}{}", if first.is_sign("-") { "-" } else { "" }, words.next()?.unquoted()?)),
        });
        Some(Self { name: name.to_ascii_lowercase(), value })
    }

    /// Whether it switches something on, as SQLite's `sqlite3GetBoolean` reads it: what is no known word is no.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.value.as_deref().is_some_and(|value| {
            let is = |word: &str| value.eq_ignore_ascii_case(word);
            is("on") || is("yes") || is("true") || value.parse::<u64>().is_ok_and(|number| number != 0)
        })
    }

    fn sets(&self, name: &str) -> bool {
        self.name == name && self.value.is_some()
    }

    /// Whether SQLite refuses it inside a transaction.
    fn belongs_outside(&self) -> bool {
        const REFUSED: [&str; 4] = ["synchronous", "temp_store", "temp_store_directory", "journal_mode"];
        self.name == "wal_checkpoint" || REFUSED.iter().any(|name| self.sets(name))
    }
}

/// The name under which scripts attach the file for what they drop.
pub const KEPT: &str = "_nicol_keep";

/// What that file has behind the name of its database.
pub const KEPT_FILE: &str = ".kept";

/// Whether a statement attaches that file, or detaches it. A transaction may be between the two.
fn keeps(statement: &str) -> Option<bool> {
    let mut words = words(Sqlite, statement);
    let first = words.next()?;
    let is_attach = first.is("ATTACH");
    let names_it = words.last().and_then(|word| word.unquoted()).is_some_and(|name| name == KEPT);
    (names_it && (is_attach || first.is("DETACH"))).then_some(is_attach)
}

/// Whether a script begins or ends transactions itself, or holds statements that can't be inside one.
#[must_use]
pub fn controls_transactions(script: &str) -> bool {
    statements(Sqlite, script).iter().any(|s| {
        let words = first_words(Sqlite, s.text, 1);
        let first = words.first().map(String::as_str);
        if matches!(first, Some("ATTACH" | "DETACH")) && keeps(s.text).is_some() {
            return false;
        }
        matches!(first, Some("BEGIN" | "COMMIT" | "END" | "ROLLBACK" | "VACUUM" | "ATTACH" | "DETACH"))
    })
}

/// A script, arranged around one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arranged<'t> {
    /// What runs before the transaction begins.
    pub before: Vec<&'t str>,
    /// What runs in it: the script with blanks in place of what runs outside, so that places in it stay.
    pub inside: String,
    /// What runs after it.
    pub after: Vec<&'t str>,
    /// The script switches `foreign_keys` off: a pragma that does nothing inside a transaction.
    pub lifts_foreign_keys: bool,
    /// It does, and also changes rows while they are on: those statements mean that keys are looked after.
    pub relies_on_foreign_keys: bool,
}

/// Arranges a script that does not control transactions itself. What can't be in a transaction runs before it as long
/// as nothing else has come, else after it.
#[must_use]
pub fn around_transaction(script: &str) -> Arranged<'_> {
    let mut arranged = Arranged { inside: script.to_owned(), ..Arranged::default() };
    let mut has_begun = false;
    let mut keys_are_on = true;
    let mut changes_rows = false;
    let blank = |inside: &mut String, text: &str, offset: usize| {
        let blanks: String = text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        // Statements are ASCII but for odd values, which may make the text shorter: places are told in characters.
        let start = offset + inside.len() - script.len();
        inside.replace_range(start..start + text.len(), &blanks);
    };
    for Statement { text, offset } in statements(Sqlite, script) {
        if let Some(is_attach) = keeps(text) {
            // Several migrations that go at once do it once.
            let list = if is_attach { &mut arranged.before } else { &mut arranged.after };
            if !list.iter().any(|other| keeps(other).is_some()) {
                list.push(text);
            }
            blank(&mut arranged.inside, text, offset);
            continue;
        }
        let Some(pragma) = Pragma::read(text) else {
            has_begun = true;
            let first = first_words(Sqlite, text, 1);
            let is_change =
                matches!(first.first().map(String::as_str), Some("INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "WITH"));
            changes_rows |= keys_are_on && is_change;
            continue;
        };
        if pragma.sets("foreign_keys") {
            keys_are_on = pragma.is_on();
            arranged.lifts_foreign_keys |= !keys_are_on;
        } else if pragma.belongs_outside() {
            (if has_begun { &mut arranged.after } else { &mut arranged.before }).push(text);
            blank(&mut arranged.inside, text, offset);
        }
    }
    arranged.relies_on_foreign_keys = arranged.lifts_foreign_keys && changes_rows;
    arranged
}

/// The places of the statements that rename a table to a name that an earlier statement has dropped: the table takes the
/// other one's place.
#[must_use]
pub fn replacing_renames(statements: &[Statement<'_>]) -> HashSet<usize> {
    replacing(statements).into_iter().map(|(offset, _)| offset).collect()
}

/// The tables, in small letters, whose place another one takes in this way.
#[must_use]
pub fn replaced_tables(statements: &[Statement<'_>]) -> Vec<String> {
    replacing(statements).into_iter().map(|(_, table)| table).collect()
}

fn replacing(statements: &[Statement<'_>]) -> Vec<(usize, String)> {
    let mut dropped = HashSet::new();
    let mut found = Vec::new();
    if statements.len() < 2 {
        return found;
    }
    for statement in statements {
        if let Some(name) = dropped_table(statement.text) {
            dropped.insert(name);
        } else if let Some(name) = new_name(statement.text)
            && dropped.remove(&name)
        {
            found.push((statement.offset, name));
        }
    }
    found
}

/// `DROP TABLE [IF EXISTS] name`.
fn dropped_table(statement: &str) -> Option<String> {
    let mut words = words(Sqlite, statement);
    words.next().filter(|word| word.is("DROP"))?;
    words.next().filter(|word| word.is("TABLE"))?;
    let mut first = words.next()?;
    if first.is("IF") {
        words.next().filter(|word| word.is("EXISTS"))?;
        first = words.next()?;
    }
    name(&mut words, first).map(|(name, _)| name.to_lowercase())
}

/// `ALTER TABLE name RENAME TO name`.
fn new_name(statement: &str) -> Option<String> {
    let mut words = words(Sqlite, statement);
    words.next().filter(|word| word.is("ALTER"))?;
    words.next().filter(|word| word.is("TABLE"))?;
    let first = words.next()?;
    let (_, next) = name(&mut words, first)?;
    next.filter(|word| word.is("RENAME"))?;
    words.next().filter(|word| word.is("TO"))?;
    words.next()?.unquoted().map(|name| name.to_lowercase())
}
