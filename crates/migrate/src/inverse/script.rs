//! What scripts do to data, as far as their words tell.

use nicol_catalog::Dialect;
use nicol_catalog::script::{Statement, Word, replacing_renames, statements, words};

/// The statements of a migration that may change rows, or do what no catalog shows: their way back is a person's work.
/// Rows that are copied into a table that is made anew don't count.
#[must_use]
pub fn changes_data(dialect: Dialect, script: &str) -> Vec<String> {
    let changes = |s: &Statement<'_>| {
        let words: Vec<_> = words(dialect, s.text).take(4).collect();
        let first = words.first().map(|w| w.text().to_ascii_uppercase()).unwrap_or_default();
        match first.as_str() {
            "UPDATE" | "DELETE" | "TRUNCATE" | "MERGE" | "COPY" | "DO" | "CALL" | "REPLACE" => true,
            "WITH" => true,
            "INSERT" => !is_copy(&words),
            // A function may do anything; these are no more than settings.
            "SELECT" => !words.get(1).is_some_and(|w| w.is("setval") || w.is("set_config") || w.is("pg_catalog")),
            _ => false,
        }
    };
    statements(dialect, script).iter().filter(|s| changes(s)).map(|s| short(s.text)).collect()
}

fn is_copy(words: &[Word<'_>]) -> bool {
    words.get(2).and_then(|w| w.unquoted()).is_some_and(|name| name.starts_with("new_"))
}

/// The statements of a script that throw rows or columns away.
#[must_use]
pub fn losses(dialect: Dialect, script: &str) -> Vec<String> {
    let statements = statements(dialect, script);
    let anew = !replacing_renames(&statements).is_empty();
    let loses = |s: &Statement<'_>| {
        let words: Vec<_> = words(dialect, s.text).collect();
        let is = |at: usize, word: &str| words.get(at).is_some_and(|w| w.is(word));
        let drops_table = is(0, "DROP") && (is(1, "TABLE") || is(1, "SCHEMA") || is(1, "DATABASE"));
        if drops_table {
            return !(anew && takes_place(&statements, &words));
        }
        is(0, "DELETE")
            || is(0, "TRUNCATE")
            || is(0, "ALTER") && is(1, "TABLE") && words.windows(2).any(|pair| drops_column(pair[0], pair[1]))
    };
    statements.iter().filter(|s| loses(s)).map(|s| short(s.text)).collect()
}

/// `DROP` of anything in `ALTER TABLE` but what holds no data.
fn drops_column(drop: Word<'_>, next: Word<'_>) -> bool {
    const HARMLESS: [&str; 5] = ["CONSTRAINT", "DEFAULT", "NOT", "IDENTITY", "EXPRESSION"];
    drop.is("DROP") && !HARMLESS.iter().any(|word| next.is(word))
}

/// Whether another table is renamed to the one that is dropped.
fn takes_place(statements: &[Statement<'_>], drop: &[Word<'_>]) -> bool {
    let Some(name) = drop.last().and_then(|w| w.unquoted()) else { return false };
    statements.iter().any(|s| {
        let words: Vec<_> = words(Dialect::Sqlite, s.text).collect();
        let is_rename = words.first().is_some_and(|w| w.is("ALTER")) && words.iter().any(|w| w.is("RENAME"));
        is_rename && words.last().and_then(|w| w.unquoted()).is_some_and(|to| to.eq_ignore_ascii_case(&name))
    })
}

/// A statement's beginning, on one line.
fn short(statement: &str) -> String {
    const LENGTH: usize = 80;
    let line = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LENGTH {
        return line;
    }
    format!("{} …", line.chars().take(LENGTH).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_change_are_told_and_copies_are_not() {
        let script =
            "INSERT INTO \"new_a\" (x) SELECT x FROM a; INSERT INTO a VALUES (1); UPDATE a SET x = 1; SELECT 1;";
        assert_eq!(changes_data(Dialect::Sqlite, script).len(), 3);
        assert_eq!(changes_data(Dialect::Postgres, "DO $$ BEGIN END $$; CREATE TABLE a (x int)").len(), 1);
    }

    #[test]
    fn a_table_made_anew_is_not_lost() {
        let script = "CREATE TABLE new_a (x); INSERT INTO new_a SELECT x FROM a; DROP TABLE \"a\"; \
            ALTER TABLE new_a RENAME TO \"a\"; DROP TABLE b; ALTER TABLE c DROP COLUMN d; ALTER TABLE c ALTER d DROP DEFAULT";
        assert_eq!(losses(Dialect::Sqlite, script), ["DROP TABLE b", "ALTER TABLE c DROP COLUMN d"]);
    }
}
