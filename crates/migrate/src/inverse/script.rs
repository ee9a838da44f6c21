//! What scripts do to data, as far as their words tell.

use std::collections::HashSet;

use nicol_catalog::Dialect;
use nicol_catalog::script::{Statement, Word, danger, is_keep_block, statements, words};

use super::using::changes_values;

/// The statements of a migration that may change rows, or do what no catalog shows: their way back is a person's work.
/// Rows that are copied into a table that is made anew don't count.
#[must_use]
pub fn changes_data(dialect: Dialect, script: &str) -> Vec<String> {
    let statements = statements(dialect, script);
    let anew = Anew::of(dialect, &statements);
    let changes = |s: &Statement<'_>| {
        let words: Vec<_> = words(dialect, s.text).collect();
        let first = words.first().map(|w| w.text().to_ascii_uppercase()).unwrap_or_default();
        match first.as_str() {
            "DO" => !is_keep_block(s.text),
            "UPDATE" | "DELETE" | "TRUNCATE" | "MERGE" | "COPY" | "CALL" | "REPLACE" => true,
            "WITH" => true,
            "INSERT" => !anew.copies.contains(&s.offset),
            "ALTER" => changes_values(&words),
            // A function may do anything; these are no more than settings.
            "SELECT" => !words.get(1).is_some_and(|w| w.is("setval") || w.is("set_config") || w.is("pg_catalog")),
            _ => false,
        }
    };
    statements.iter().filter(|s| changes(s)).map(|s| short(s.text)).collect()
}

/// The statements of a script about what no picture of a database shows: the history's own table; PostgreSQL's roles, who is
/// in which, settings of databases, tablespaces; settings of an SQLite file.
#[must_use]
pub fn reaches_out(dialect: Dialect, script: &str) -> Vec<String> {
    let reaches_out = |s: &&Statement<'_>| {
        let all: Vec<_> = words(dialect, s.text).collect();
        changes_history(dialect, &all)
            || match dialect {
                Dialect::Sqlite => sets_file(&all),
                Dialect::Postgres | Dialect::Cockroach => leaves_database(&all),
            }
    };
    statements(dialect, script).iter().filter(reaches_out).map(|s| short(s.text)).collect()
}

/// Whether a statement changes the history's table, or what hangs on it: by itself, or in the text of a block.
fn changes_history(dialect: Dialect, all: &[Word<'_>]) -> bool {
    const VERBS: [&str; 14] = [
        "ALTER", "DROP", "CREATE", "GRANT", "REVOKE", "COMMENT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "SELECT",
        "PERFORM", "IF", "WHERE",
    ];
    const CHANGES: usize = 10;
    // Everybody's history has its table; what else is made of it is in pictures.
    const OF_ITS_OWN: [&str; 7] = ["TABLE", "VIEW", "MATERIALIZED", "OR", "FUNCTION", "PROCEDURE", "PUBLICATION"];
    let is = |at: usize, keywords: &[&str]| all.get(at).is_some_and(|w| keywords.iter().any(|k| w.is(k)));
    let is_changed = |name: usize| {
        let verb = (0..name).rev().find(|at| is(*at, &VERBS) && !(is(*at, &["IF"]) && is(at + 1, &["EXISTS"])));
        verb.is_some_and(|at| is(at, &VERBS[..CHANGES]) && !(is(at, &["CREATE"]) && is(at + 1, &OF_ITS_OWN)))
    };
    let is_text = |w: &Word<'_>| w.text().starts_with(['\'', '$']);
    let block = is(0, &["DO"]) || !is(0, &VERBS[..CHANGES]);
    all.iter().enumerate().any(|(at, word)| match is_text(word) {
        false => word.unquoted().as_deref() == Some(HISTORY) && is_changed(at),
        true => {
            block && {
                let text = word.text_literal().unwrap_or_else(|| word.text().trim_matches('$').to_owned());
                text.contains(HISTORY)
                    && statements(dialect, &text)
                        .iter()
                        .any(|s| changes_history(dialect, &words(dialect, s.text).collect::<Vec<_>>()))
            }
        }
    })
}

const HISTORY: &str = "_prisma_migrations";

fn leaves_database(all: &[Word<'_>]) -> bool {
    let is = |at: usize, keywords: &[&str]| all.get(at).is_some_and(|w| keywords.iter().any(|k| w.is(k)));
    const OUTSIDE: [&str; 6] = ["ROLE", "USER", "GROUP", "DATABASE", "SYSTEM", "TABLESPACE"];
    if is(0, &["CREATE", "ALTER", "DROP"]) {
        return is(1, &OUTSIDE) && !is(2, &["MAPPING"]);
    }
    if is(0, &["GRANT", "REVOKE"]) {
        let on = all.iter().position(|w| w.is("ON"));
        return on.is_none_or(|on| is(on + 1, &["DATABASE", "TABLESPACE", "PARAMETER"]));
    }
    is(0, &["COMMENT"]) && is(2, &OUTSIDE) || is(0, &["SECURITY"])
}

/// `PRAGMA journal_mode = WAL` and the like: not what only holds for a connection, nor what tables are made with.
fn sets_file(all: &[Word<'_>]) -> bool {
    const KEPT: [&str; 4] = ["journal_mode", "auto_vacuum", "page_size", "encoding"];
    let sets = all.iter().any(|w| w.is_sign("=") || w.is_sign("("));
    sets && all.first().is_some_and(|w| w.is("PRAGMA")) && all.iter().any(|w| KEPT.iter().any(|k| w.is(k)))
}

/// The statements of a script after which something may be gone, but for tables that make way for others of their name.
pub(super) fn losses(dialect: Dialect, script: &str) -> Vec<String> {
    let statements = statements(dialect, script);
    let anew = Anew::of(dialect, &statements);
    let is_loss = |s: &&Statement<'_>| !anew.drops.contains(&s.offset) && danger(dialect, s.text).is_some();
    statements.iter().filter(is_loss).map(|s| short(s.text)).collect()
}

/// Tables that are certainly made anew: all rows of a table are copied into another one, which takes its name when it is dropped.
#[derive(Default)]
struct Anew {
    /// Where the statements that copy the rows start.
    copies: HashSet<usize>,
    /// Where the old tables are dropped.
    drops: HashSet<usize>,
}

impl Anew {
    fn of(dialect: Dialect, statements: &[Statement<'_>]) -> Self {
        let mut anew = Self::default();
        let mut copies: Vec<(usize, String, String)> = Vec::new();
        let mut drops: Vec<(usize, String)> = Vec::new();
        for statement in statements {
            let all: Vec<_> = words(dialect, statement.text).collect();
            if let Some((into, from)) = copy(&all) {
                copies.push((statement.offset, into, from));
            } else if let Some(name) = dropped(&all) {
                drops.push((statement.offset, name));
            } else if let Some((old, new)) = renamed(&all) {
                let copy = copies.iter().find(|(_, into, from)| *into == old && *from == new);
                let drop = drops.iter().find(|(_, name)| *name == new);
                // In this order, or it is something else.
                if let (Some((copy, ..)), Some((drop, _))) = (copy, drop)
                    && copy < drop
                {
                    anew.copies.insert(*copy);
                    anew.drops.insert(*drop);
                }
            }
        }
        anew
    }
}

/// A table's name at a place, without its schema, and the place after it.
fn table(all: &[Word<'_>], at: usize) -> Option<(String, usize)> {
    let end = if all.get(at + 1).is_some_and(|w| w.is_sign(".")) { at + 2 } else { at };
    all.get(end)?.unquoted().map(|name| (name.to_lowercase(), end + 1))
}

fn are(all: &[Word<'_>], at: usize, keywords: &[&str]) -> bool {
    keywords.iter().enumerate().all(|(n, keyword)| all.get(at + n).is_some_and(|w| w.is(keyword)))
}

/// `INSERT INTO new … SELECT … FROM old`, with nothing after it that leaves rows out.
fn copy(all: &[Word<'_>]) -> Option<(String, String)> {
    let (into, next) = table(all, 2).filter(|_| are(all, 0, &["INSERT", "INTO"]))?;
    let select = next + all.get(next..)?.iter().position(|w| w.is("SELECT"))?;
    let leaves_out = |w: &Word<'_>| ["DISTINCT", "LIMIT", "WHERE", "CONFLICT"].iter().any(|k| w.is(k));
    if all[select..].iter().any(leaves_out) {
        return None;
    }
    let from = all.iter().rposition(|w| w.is("FROM"))?;
    let (from, end) = table(all, from + 1)?;
    (end == all.len()).then_some((into, from))
}

/// `DROP TABLE old`, alone and without `CASCADE`.
fn dropped(all: &[Word<'_>]) -> Option<String> {
    let at = if are(all, 2, &["IF", "EXISTS"]) { 4 } else { 2 };
    let (name, end) = table(all, at).filter(|_| are(all, 0, &["DROP", "TABLE"]))?;
    (end == all.len()).then_some(name)
}

/// `ALTER TABLE new RENAME TO old`.
fn renamed(all: &[Word<'_>]) -> Option<(String, String)> {
    let (old, next) = table(all, 2).filter(|_| are(all, 0, &["ALTER", "TABLE"]))?;
    let (new, _) = table(all, next + 2).filter(|_| are(all, next, &["RENAME", "TO"]))?;
    Some((old, new))
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
        assert_eq!(changes_data(Dialect::Sqlite, script).len(), 4, "new_a may be anybody's");
        let anew = format!("{script} DROP TABLE a; ALTER TABLE new_a RENAME TO a");
        assert_eq!(changes_data(Dialect::Sqlite, &anew).len(), 3);
        assert_eq!(changes_data(Dialect::Postgres, "DO $$ BEGIN END $$; CREATE TABLE a (x int)").len(), 1);
    }

    #[test]
    fn what_is_not_in_the_database_is_told() {
        let outside = "CREATE ROLE app; ALTER USER app SET a = 1; GRANT readers TO app; REVOKE readers FROM app; \
            GRANT CONNECT ON DATABASE d TO app; ALTER DATABASE d SET x = 'y'; COMMENT ON ROLE app IS 'x'; DROP TABLESPACE t; ALTER SYSTEM RESET ALL";
        assert_eq!(reaches_out(Dialect::Postgres, outside).len(), 9);
        let inside = "CREATE USER MAPPING FOR app SERVER s; GRANT SELECT ON t TO app; ALTER TABLE t OWNER TO app; COMMENT ON TABLE role IS 'x'; \
            REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE TABLE \"user\" (x int)";
        assert_eq!(reaches_out(Dialect::Postgres, inside), [""; 0]);
    }

    #[test]
    fn what_is_done_to_the_history_is_told() {
        let done = "ALTER TABLE \"_prisma_migrations\" ENABLE ROW LEVEL SECURITY; REVOKE ALL ON public._prisma_migrations FROM anon; \
            CREATE POLICY p ON \"_prisma_migrations\" USING (false); CREATE UNIQUE INDEX i ON _prisma_migrations (migration_name)";
        assert_eq!(reaches_out(Dialect::Postgres, done).len(), 4);
        let blocks = "DO $$BEGIN ALTER TABLE IF EXISTS public._prisma_migrations ENABLE ROW LEVEL SECURITY; END$$; \
            DO $x$BEGIN IF true THEN EXECUTE 'REVOKE ALL ON _prisma_migrations FROM anon'; END IF; END$x$; \
            DO $$BEGIN ALTER TABLE a ADD b INT; IF EXISTS (SELECT 1 FROM _prisma_migrations) THEN DROP TABLE a; END IF; \
            FOR t IN SELECT tablename FROM pg_tables WHERE tablename <> '_prisma_migrations' LOOP PERFORM 1; END LOOP; END$$";
        assert_eq!(reaches_out(Dialect::Postgres, blocks).len(), 2);
        let values = "INSERT INTO a VALUES ('_prisma_migrations'); COMMENT ON TABLE a IS 'of _prisma_migrations'; \
            CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM _prisma_migrations'";
        assert_eq!(reaches_out(Dialect::Postgres, values), [""; 0]);
        assert_eq!(
            reaches_out(Dialect::Sqlite, "CREATE INDEX i ON _prisma_migrations (id); CREATE INDEX j ON a (id)").len(),
            1
        );
        let other = "CREATE TABLE IF NOT EXISTS \"_prisma_migrations\" (id INT); SELECT * FROM _prisma_migrations; \
            CREATE VIEW v AS SELECT id FROM _prisma_migrations";
        assert_eq!(reaches_out(Dialect::Postgres, other), [""; 0]);
    }

    #[test]
    fn what_is_set_in_a_file_is_told() {
        let set = "PRAGMA journal_mode = WAL; PRAGMA main.auto_vacuum(2); PRAGMA foreign_keys = OFF; PRAGMA journal_mode; PRAGMA user_version = 3";
        assert_eq!(reaches_out(Dialect::Sqlite, set), ["PRAGMA journal_mode = WAL", "PRAGMA main.auto_vacuum(2)"]);
    }

    #[test]
    fn a_table_made_anew_is_not_lost() {
        let script = "CREATE TABLE new_a (x); INSERT INTO new_a SELECT x FROM a; DROP TABLE \"a\"; \
            ALTER TABLE new_a RENAME TO \"a\"; DROP TABLE b; ALTER TABLE c DROP COLUMN d; ALTER TABLE c ALTER d DROP DEFAULT";
        assert_eq!(losses(Dialect::Sqlite, script), ["DROP TABLE b", "ALTER TABLE c DROP COLUMN d"]);
    }

    #[test]
    fn what_loses_rows_in_any_other_way_is_told() {
        let anew =
            "CREATE TABLE new_a (x); INSERT INTO new_a SELECT x FROM a; DROP TABLE a; ALTER TABLE new_a RENAME TO a";
        assert_eq!(losses(Dialect::Sqlite, anew), [""; 0]);
        for (from, to) in [
            ("FROM a", "FROM a WHERE x > 1"),
            ("FROM a", "FROM b"),
            ("INSERT INTO new_a SELECT x FROM a; DROP TABLE a;", "DROP TABLE a; INSERT INTO new_a SELECT x FROM a;"),
            ("INSERT INTO new_a SELECT x FROM a; ", ""),
            ("RENAME TO a", "RENAME TO b"),
            ("DROP TABLE a", "DROP TABLE a CASCADE"),
            ("DROP TABLE a", "DROP TABLE a, b"),
        ] {
            assert_eq!(losses(Dialect::Sqlite, &anew.replacen(from, to, 1)).len(), 1, "{to}");
        }
        let script = "UPDATE t SET m = NULL; DO $$ BEGIN TRUNCATE t; END $$; ALTER TABLE t ALTER COLUMN m TYPE boolean USING NULL; \
            DROP TYPE mood CASCADE; CREATE INDEX i ON t (m); ALTER TABLE t DROP CONSTRAINT c";
        assert_eq!(losses(Dialect::Postgres, script).len(), 4);
    }
}
