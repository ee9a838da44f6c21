//! Blocks of PostgreSQL that give what is kept in [`KEPT`] names which tell where it comes from: the schema that the script runs
//! in, whichever that is. So a script names no schema, and many may run it side by side.

use super::KEPT;
use crate::names::quoted;

/// How much of a name is left for the rest of it: PostgreSQL has 63 bytes.
pub const MAX_KEPT_NAME: usize = 63 - MAX_ORIGIN - 2;

const MAX_ORIGIN: usize = 20;

const TAG: &str = "$_nicol_keep$";

/// The schema, as names have it.
const ORIGIN: &str = "origin text := CASE WHEN octet_length(current_schema()) > 20 THEN left(md5(current_schema()), 20) \
    ELSE current_schema() END;";

/// What a block does to something that is kept. Names are those that stand in scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// A `TABLE`, an `INDEX` or a `SEQUENCE` gets its name among those of other schemas.
    Away(&'static str, String),
    /// It gets the script's name back.
    Back(&'static str, String),
    /// A table moves to the schema that the script runs in.
    Home(String),
    /// The comment of a table: fields of JSON beside `schema` and `name`, as SQL.
    Comment(String, String),
}

impl Keeping {
    fn line(&self) -> String {
        let place = |name: &str| format!("{}.{}", quoted(KEPT), quoted(name));
        let (format, value) = match self {
            Self::Away(what, name) => {
                (format!("ALTER {what} IF EXISTS {} RENAME TO %I", escaped(&place(name))), origin_of(name))
            }
            Self::Back(what, name) => {
                let format = format!("ALTER {what} IF EXISTS {}.%I RENAME TO {}", quoted(KEPT), escaped(&quoted(name)));
                (format, origin_of(name))
            }
            Self::Home(name) => {
                let format = format!("ALTER TABLE IF EXISTS {} SET SCHEMA %I", escaped(&place(name)));
                (format, "current_schema()".to_owned())
            }
            Self::Comment(name, fields) => {
                let json =
                    format!("json_build_object('schema', current_schema(), 'name', {}, {fields})", literal(name));
                (format!("COMMENT ON TABLE {} IS %L", escaped(&place(name))), json)
            }
        };
        format!("    EXECUTE format({}, {value});\n", literal(&format))
    }
}

/// The statement, without its semicolon.
#[must_use]
pub fn keep_block(steps: &[Keeping]) -> String {
    let lines: String = steps.iter().map(Keeping::line).collect();
    format!("DO {TAG}\nDECLARE\n    {ORIGIN}\nBEGIN\n{lines}END\n{TAG}")
}

/// Whether a statement is such a block, and does nothing else.
#[must_use]
pub fn is_keep_block(statement: &str) -> bool {
    let inside = statement.trim().strip_prefix("DO ").and_then(|s| s.strip_prefix(TAG)?.strip_suffix(TAG));
    let kept = format!("{}.", quoted(KEPT));
    let verbs = ["ALTER TABLE IF EXISTS ", "ALTER INDEX IF EXISTS ", "ALTER SEQUENCE IF EXISTS ", "COMMENT ON TABLE "];
    let is_known = |line: &str| {
        let call = line.strip_prefix("EXECUTE format('").and_then(|call| call.strip_suffix(");"));
        let does = |call: &str| {
            let renames =
                [" RENAME TO ", " SET SCHEMA %I'", " IS %L', json_build_object("].iter().any(|s| call.contains(s));
            renames
                && !call.contains(';')
                && verbs.iter().any(|v| call.strip_prefix(v).is_some_and(|s| s.starts_with(&kept)))
        };
        ["", "DECLARE", "BEGIN", "END", ORIGIN].contains(&line) || call.is_some_and(does)
    };
    inside.is_some_and(|text| text.lines().all(|line| is_known(line.trim())))
}

/// What gives [`kept_tables`] their names in the schema that a script runs in, as an expression.
pub const KEPT_ORIGIN: &str =
    "CASE WHEN octet_length(current_schema()) > 20 THEN left(md5(current_schema()), 20) ELSE current_schema() END";

/// The tables that a block gives the names back by which a script knows them. They are called `ORIGIN__NAME` before.
#[must_use]
pub fn kept_tables(block: &str) -> Vec<String> {
    let begins = format!("EXECUTE format('ALTER TABLE IF EXISTS {}.%I RENAME TO ", quoted(KEPT));
    let name = |line: &str| {
        let (_, name) = line.trim().strip_prefix(&begins)?.rsplit_once(", origin || '__")?;
        Some(name.strip_suffix("');")?.replace("''", "'"))
    };
    block.lines().filter_map(name).collect()
}

fn origin_of(name: &str) -> String {
    format!("origin || {}", literal(&format!("__{name}")))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// As a part of a format.
fn escaped(text: &str) -> String {
    text.replace('%', "%%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dialect::Postgres;
    use crate::script::{danger, postgres::Demand, statements};

    #[test]
    fn a_block_is_known_as_what_it_is() {
        let name = "it's 100% \"type\" commit__1".to_owned();
        let steps = [
            Keeping::Comment(name.clone(), "'table', 'delete', 'key', json_build_array('update')".to_owned()),
            Keeping::Away("TABLE", name.clone()),
            Keeping::Back("SEQUENCE", name.clone()),
            Keeping::Back("TABLE", name.clone()),
            Keeping::Home(name.clone()),
        ];
        let block = keep_block(&steps);
        assert_eq!(kept_tables(&block), [name]);
        assert!(ORIGIN.contains(KEPT_ORIGIN));
        assert!(is_keep_block(&block), "{block}");
        assert!(danger(Postgres, &block).is_none() && Demand::of(&block) == Demand::Nothing);
        assert_eq!(statements(Postgres, &format!("{block};")).len(), 1);
        for more in
            ["    DELETE FROM t;\nEND", "    EXECUTE format('ALTER TABLE IF EXISTS \"t\" RENAME TO %I', 'a');\nEND"]
        {
            let changed = block.replacen("END", more, 1);
            assert!(!is_keep_block(&changed) && danger(Postgres, &changed).is_some(), "{changed}");
        }
    }
}
