//! Statements after which rows, or values in them, may be gone.

use super::words::{Word, words};
use super::{Statement, is_keep_block, statements};
use crate::Dialect;

/// The statements of a script after which something may be gone, each with what it does in SQL's words (`DROP TABLE`).
/// In doubt a statement is one of them: what a block, a procedure or a function does is not known.
#[must_use]
pub fn dangers(dialect: Dialect, script: &str) -> Vec<(Statement<'_>, &'static str)> {
    statements(dialect, script).into_iter().filter_map(|s| Some((s, danger(dialect, s.text)?))).collect()
}

/// What a statement may destroy data by.
#[must_use]
pub fn danger(dialect: Dialect, statement: &str) -> Option<&'static str> {
    let all: Vec<Word<'_>> = words(dialect, statement).collect();
    // `EXPLAIN ANALYZE` runs what it explains.
    let all = explained(&all);
    let is = |place: usize, keyword: &str| all.get(place).is_some_and(|word| word.is(keyword));
    let has = |keyword: &str| all.iter().any(|word| word.is(keyword));
    match all.first()?.keyword()?.as_str() {
        "DROP" if is(1, "TABLE") => Some("DROP TABLE"),
        "DROP" if is(1, "SCHEMA") => Some("DROP SCHEMA"),
        "DROP" if is(1, "DATABASE") => Some("DROP DATABASE"),
        "DROP" if is(1, "EXTENSION") => Some("DROP EXTENSION"),
        "DROP" if is(1, "OWNED") => Some("DROP OWNED"),
        // Columns of a type that goes go with it.
        "DROP" if has("CASCADE") => Some("DROP … CASCADE"),
        "TRUNCATE" => Some("TRUNCATE"),
        "DELETE" => Some("DELETE"),
        "UPDATE" => Some("UPDATE"),
        "MERGE" => Some("MERGE"),
        "REPLACE" => Some("REPLACE"),
        "INSERT" if is(1, "OR") && is(2, "REPLACE") => Some("INSERT OR REPLACE"),
        "INSERT" if has("CONFLICT") && has("UPDATE") => Some("INSERT … ON CONFLICT DO UPDATE"),
        "WITH" if ["DELETE", "UPDATE", "MERGE"].iter().any(|k| has(k)) => Some("WITH … that changes rows"),
        "WITH" | "SELECT" | "VALUES" if dialect != Dialect::Sqlite && calls_a_stranger(all) => {
            Some("SELECT of a function")
        }
        "ALTER" if is(1, "TABLE") || is(1, "FOREIGN") => altered_table(all),
        "ALTER" if is(1, "TYPE") && has("ATTRIBUTE") && (has("DROP") || has("ALTER")) => Some("ALTER TYPE"),
        "DO" if does(dialect, statement) => Some("DO"),
        "CALL" => Some("CALL"),
        "EXECUTE" => Some("EXECUTE"),
        "COPY" if has("PROGRAM") => Some("COPY … PROGRAM"),
        "PRAGMA" if is(1, "WRITABLE_SCHEMA") => Some("PRAGMA writable_schema"),
        _ => None,
    }
}

/// The statement that `EXPLAIN` explains.
fn explained<'a, 't>(all: &'a [Word<'t>]) -> &'a [Word<'t>] {
    if !all.first().is_some_and(|word| word.is("EXPLAIN")) {
        return all;
    }
    let end = match all.get(1) {
        // `EXPLAIN (ANALYZE, FORMAT JSON) …`: its options have no parentheses.
        Some(word) if word.is_sign("(") => all.iter().position(|word| word.is_sign(")")).map_or(all.len(), |at| at + 1),
        _ => all.iter().take_while(|w| ["EXPLAIN", "ANALYZE", "VERBOSE"].iter().any(|k| w.is(k))).count(),
    };
    &all[end..]
}

/// Whether a function is called that is none of the usual ones: it may do anything.
fn calls_a_stranger(all: &[Word<'_>]) -> bool {
    all.windows(2).enumerate().any(|(at, pair)| {
        if !pair[1].is_sign("(") {
            return false;
        }
        let is_of_system = at >= 2
            && all[at - 1].is_sign(".")
            && ["pg_catalog", "information_schema"].iter().any(|s| all[at - 2].is(s));
        let is_of_other = at >= 1 && all[at - 1].is_sign(".") && !is_of_system;
        // A name with a list of columns: `WITH a (b)`, `AS a (b)`.
        let is_list = at >= 1 && ["AS", "WITH", "RECURSIVE"].iter().any(|k| all[at - 1].is(k));
        match pair[0].keyword() {
            Some(name) => !is_list && !is_of_system && (is_of_other || !KNOWN.contains(&name.as_str())),
            None => !is_list && !is_of_system && pair[0].is_quoted() && pair[0].text().starts_with('"'),
        }
    })
}

/// Words before a parenthesis that call nothing, and functions that change no rows.
const KNOWN: &[&str] = &[
    "ABS",
    "ALL",
    "AND",
    "ANY",
    "ARRAY",
    "ARRAY_AGG",
    "AS",
    "AVG",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "CHAR",
    "CLOCK_TIMESTAMP",
    "COALESCE",
    "CONCAT",
    "COUNT",
    "CURRENT_SCHEMA",
    "CURRENT_SETTING",
    "CURRVAL",
    "DISTINCT",
    "ELSE",
    "EXCEPT",
    "EXISTS",
    "EXTRACT",
    "FILTER",
    "FORMAT",
    "FROM",
    "GENERATE_SERIES",
    "GREATEST",
    "GROUP",
    "HAVING",
    "IN",
    "INTERSECT",
    "JOIN",
    "LASTVAL",
    "LATERAL",
    "LEAST",
    "LENGTH",
    "LIKE",
    "LOWER",
    "MATERIALIZED",
    "MAX",
    "MIN",
    "NEXTVAL",
    "NOT",
    "NOW",
    "NULLIF",
    "NUMERIC",
    "ON",
    "OR",
    "OVER",
    "PG_ADVISORY_LOCK",
    "PG_ADVISORY_UNLOCK",
    "PG_ADVISORY_XACT_LOCK",
    "PG_GET_SERIAL_SEQUENCE",
    "PG_SLEEP",
    "QUOTE_IDENT",
    "QUOTE_LITERAL",
    "ROUND",
    "ROW",
    "SELECT",
    "SET_CONFIG",
    "SETVAL",
    "SOME",
    "STRING_AGG",
    "SUM",
    "THEN",
    "TO_REGCLASS",
    "UNION",
    "UNNEST",
    "UPPER",
    "USING",
    "VALUES",
    "VARCHAR",
    "VERSION",
    "WHEN",
    "WHERE",
];

/// Columns that go or get another type, among the parts of an `ALTER TABLE`.
fn altered_table(all: &[Word<'_>]) -> Option<&'static str> {
    // What a `DROP` takes away that holds no values.
    const HARMLESS: [&str; 5] = ["CONSTRAINT", "DEFAULT", "NOT", "IDENTITY", "EXPRESSION"];
    let mut depth = 0_usize;
    // `ALTER TABLE … DISABLE TRIGGER` and the like have no words of ours; those in parentheses are expressions.
    for (place, word) in all.iter().enumerate().skip(2) {
        if word.is_sign("(") {
            depth += 1;
        } else if word.is_sign(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && word.is("DROP") {
            let what = all.get(place + 1);
            if what.is_some_and(|what| !HARMLESS.iter().any(|known| what.is(known))) {
                return Some("DROP COLUMN");
            }
        } else if depth == 0 && word.is("TYPE") {
            return Some("ALTER COLUMN … TYPE");
        }
    }
    None
}

/// Whether the text of a `DO` block has a word that may destroy something.
fn does(dialect: Dialect, statement: &str) -> bool {
    const WORDS: [&str; 9] = ["DROP", "TRUNCATE", "DELETE", "UPDATE", "MERGE", "EXECUTE", "PERFORM", "CALL", "TYPE"];
    dialect != Dialect::Sqlite
        && !is_keep_block(statement)
        && statement
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::danger;
    use crate::Dialect::{Postgres, Sqlite};

    #[test]
    fn what_may_lose_data() {
        for (statement, wanted) in [
            ("DROP TABLE \"User\"", Some("DROP TABLE")),
            ("drop table if exists t", Some("DROP TABLE")),
            ("DROP SCHEMA s CASCADE", Some("DROP SCHEMA")),
            ("DROP TYPE mood CASCADE", Some("DROP … CASCADE")),
            ("DROP TYPE mood", None),
            ("DROP INDEX i", None),
            ("-- a note\nTRUNCATE t", Some("TRUNCATE")),
            ("DELETE FROM t WHERE a = 1", Some("DELETE")),
            ("UPDATE t SET a = 1", Some("UPDATE")),
            ("INSERT INTO t VALUES ('UPDATE ON CONFLICT')", None),
            ("INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2", Some("INSERT … ON CONFLICT DO UPDATE")),
            ("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", None),
            ("WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone", Some("WITH … that changes rows")),
            ("WITH a AS (SELECT 1) SELECT * FROM a", None),
            ("ALTER TABLE t DROP COLUMN a", Some("DROP COLUMN")),
            ("ALTER TABLE t DROP a", Some("DROP COLUMN")),
            ("ALTER TABLE \"t\" DROP \"a\"", Some("DROP COLUMN")),
            ("ALTER TABLE t ADD COLUMN b INT, DROP COLUMN IF EXISTS a", Some("DROP COLUMN")),
            ("ALTER TABLE t DROP CONSTRAINT c, ALTER a DROP NOT NULL, ALTER b DROP DEFAULT", None),
            ("ALTER TABLE \"t\" ALTER COLUMN \"a\" SET DATA TYPE INTEGER", Some("ALTER COLUMN … TYPE")),
            ("ALTER TABLE t ADD COLUMN a TEXT, ADD CHECK (b IN ('DROP', 'TYPE'))", None),
            ("ALTER TYPE mood ADD VALUE 'sad'", None),
            ("ALTER TYPE pair DROP ATTRIBUTE a", Some("ALTER TYPE")),
            ("DO $$ BEGIN DELETE FROM t; END $$", Some("DO")),
            ("DO $$ BEGIN RAISE NOTICE 'x'; END $$", None),
            ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM t RETURNING 1'", None),
            ("EXPLAIN ANALYZE DELETE FROM t", Some("DELETE")),
            ("EXPLAIN (ANALYZE, FORMAT JSON) DELETE FROM t", Some("DELETE")),
            ("EXPLAIN (COSTS off) SELECT 1", None),
            ("SELECT tidy()", Some("SELECT of a function")),
            ("SELECT app.count(1)", Some("SELECT of a function")),
            ("SELECT \"tidy\"()", Some("SELECT of a function")),
            ("WITH a (b) AS (SELECT tidy()) SELECT * FROM a", Some("SELECT of a function")),
            ("WITH a (b) AS (SELECT 1) SELECT count(*) FROM a WHERE b IN (1) AND (b = 1)", None),
            ("SELECT setval(pg_get_serial_sequence('t', 'id'), coalesce(max(id), 1)) FROM t", None),
            ("SELECT pg_catalog.set_config('search_path', '', false)", None),
            ("SELECT 'tidy(' AS a, count(*) FROM t GROUP BY (a)", None),
            ("CALL tidy()", Some("CALL")),
            ("CREATE TABLE t (a INT REFERENCES u ON DELETE CASCADE)", None),
        ] {
            assert_eq!(danger(Postgres, statement), wanted, "{statement}");
        }
        for (statement, wanted) in [
            ("DROP TABLE \"User\"", Some("DROP TABLE")),
            ("INSERT OR REPLACE INTO t VALUES (1)", Some("INSERT OR REPLACE")),
            ("REPLACE INTO t VALUES (1)", Some("REPLACE")),
            ("ALTER TABLE [t] DROP COLUMN [a]", Some("DROP COLUMN")),
            ("ALTER TABLE t RENAME TO u", None),
            ("PRAGMA writable_schema = 1", Some("PRAGMA writable_schema")),
            ("SELECT anything(1)", None),
            ("PRAGMA foreign_keys = off", None),
        ] {
            assert_eq!(danger(Sqlite, statement), wanted, "{statement}");
        }
    }
}
