//! What must not be there yet when a history is run on PostgreSQL.

use nicol_catalog::Dialect::Postgres;
use nicol_catalog::script::{Word, statements, words};

use super::made::{Reader, named_by};

/// A table or an enum that a history makes, and can't make where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// Which of the scripts makes it.
    pub script: usize,
    /// As the script writes it; without it, where the connection makes things.
    pub schema: Option<String>,
    pub name: String,
}

/// What these scripts, run one after the other, make and never replace. In every doubt nothing: where one before may have
/// taken it away, or says where names lead, and for what goes along when something in another schema goes.
#[must_use]
pub fn obstacles(scripts: &[&str]) -> Vec<Obstacle> {
    let mut found: Vec<Obstacle> = Vec::new();
    let mut before: Vec<Names> = Vec::new();
    let mut is_moved = false;
    for (script, text) in scripts.iter().enumerate() {
        for statement in statements(Postgres, text) {
            let all: Vec<Word<'_>> = words(Postgres, statement.text).collect();
            is_moved |= all.iter().any(|word| word.is("search_path") || word.is("set_config"));
            if let Some((schema, name)) = made(&all) {
                let may_be_gone =
                    std::iter::once(&name).chain(&schema).any(|name| before.iter().any(|names| names(name)));
                let is_known = found.iter().any(|one| (&one.schema, &one.name) == (&schema, &name));
                if !(may_be_gone || is_known || schema.is_none() && is_moved) {
                    found.push(Obstacle { script, schema, name });
                }
            } else if !is_start(&all, &["CREATE", "SCHEMA"]) {
                before.push(Box::new(named_by(&all, statement.text)));
            }
        }
    }
    found
}

/// Whether a statement names something that it may take away.
type Names = Box<dyn Fn(&str) -> bool>;

fn is_start(all: &[Word<'_>], start: &[&str]) -> bool {
    start.iter().enumerate().all(|(at, keyword)| all.get(at).is_some_and(|word| word.is(keyword)))
}

/// Schema and name of what a statement makes.
fn made(all: &[Word<'_>]) -> Option<(Option<String>, String)> {
    let has = |keyword: &str| all.iter().any(|word| word.is(keyword));
    let is_enum = is_start(all, &["CREATE", "TYPE"]) && has("ENUM");
    // Partitions and heirs go with the whole.
    let is_table = is_start(all, &["CREATE", "TABLE"]) && !["PARTITION", "INHERITS", "OF"].iter().any(|one| has(one));
    let is_plain = (is_enum || is_table) && !is_start(&all[2..], &["IF"]);
    let reader = Reader { dialect: Postgres, all };
    let (schema, name, _) = reader.name(2).filter(|_| is_plain)?;
    reader.is_ours(schema.as_deref()).then_some((schema, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scripts: &[&str]) -> Vec<String> {
        let told = |one: Obstacle| format!("{}: {}.{}", one.script, one.schema.as_deref().unwrap_or(""), one.name);
        obstacles(scripts).into_iter().map(told).collect()
    }

    #[test]
    fn tables_and_enums_that_are_made_once() {
        let first = "CREATE SCHEMA IF NOT EXISTS \"shop\";\nCREATE TYPE \"shop\".\"St\" AS ENUM ('A');\n\
            CREATE TABLE \"shop\".\"Order\" (id int); CREATE TABLE plain (id int);";
        let second = "ALTER TABLE shop.\"Order\" ADD COLUMN x int; CREATE TABLE Shop.More (id int); DROP TABLE plain;";
        assert_eq!(of(&[first, second]), ["0: shop.St", "0: shop.Order", "0: .plain", "1: shop.more"]);
    }

    #[test]
    fn in_doubt_nothing() {
        for script in [
            "DROP TABLE IF EXISTS s.t; CREATE TABLE s.t (a int)",
            "DROP SCHEMA s CASCADE; CREATE SCHEMA s; CREATE TABLE s.t (a int)",
            "DO $$ BEGIN EXECUTE 'drop table s.t'; END $$; CREATE TABLE s.t (a int)",
            "CREATE TABLE IF NOT EXISTS s.t (a int)",
            "CREATE TABLE s.t PARTITION OF whole FOR VALUES IN (1)",
            "CREATE TABLE s.t (a int) INHERITS (b)",
            "CREATE TEMP TABLE t (a int)",
            "CREATE TYPE s.t AS (a int)",
            "CREATE VIEW s.v AS SELECT 1",
            "SET search_path = x; CREATE TABLE t (a int)",
            "ALTER TABLE s.t SET SCHEMA x; CREATE TABLE s.t (a int)",
        ] {
            assert_eq!(of(&[script]), [""; 0], "{script}");
        }
    }
}
