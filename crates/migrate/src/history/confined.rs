//! Which scripts can be run in a schema of their own inside of a database that somebody needs.

use std::borrow::Cow;

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_catalog::script::{first_words, statements};

/// What a statement may begin with. All of these make, change or drop what stands in the first schema of the search path,
/// as long as no name says another one. Functions may do anything, so they are not among them.
const ALLOWED: [&[&str]; 33] = [
    &["CREATE", "TABLE"],
    &["CREATE", "UNLOGGED", "TABLE"],
    &["CREATE", "INDEX"],
    &["CREATE", "UNIQUE", "INDEX"],
    &["CREATE", "TYPE"],
    &["CREATE", "DOMAIN"],
    &["CREATE", "SEQUENCE"],
    &["CREATE", "VIEW"],
    &["CREATE", "OR", "REPLACE", "VIEW"],
    &["CREATE", "MATERIALIZED", "VIEW"],
    &["CREATE", "POLICY"],
    &["CREATE", "STATISTICS"],
    &["ALTER", "TABLE"],
    &["ALTER", "INDEX"],
    &["ALTER", "TYPE"],
    &["ALTER", "DOMAIN"],
    &["ALTER", "SEQUENCE"],
    &["ALTER", "VIEW"],
    &["DROP", "TABLE"],
    &["DROP", "INDEX"],
    &["DROP", "TYPE"],
    &["DROP", "DOMAIN"],
    &["DROP", "SEQUENCE"],
    &["DROP", "VIEW"],
    &["DROP", "MATERIALIZED", "VIEW"],
    &["DROP", "TRIGGER"],
    &["DROP", "POLICY"],
    &["INSERT"],
    &["UPDATE"],
    &["DELETE"],
    &["COMMENT", "ON"],
    &["BEGIN"],
    &["COMMIT"],
];

/// Words by which such a statement leaves its schema, wherever they stand.
const FORBIDDEN: [&str; 7] =
    ["search_path", "set_config", "concurrently", "tablespace", "query_to_xml", "query_to_xml_and_xmlschema", "dblink"];

/// Whether a script of PostgreSQL makes, changes and reads only what stands in the first schema of the search path, so that
/// it can be run in another one without touching anything. `schemas` are all of the database. In doubt it is not.
#[must_use]
pub fn is_confined(script: &str, schemas: &[String]) -> bool {
    let begins_well = statements(Dialect::Postgres, script).iter().all(|statement| {
        let words = first_words(Dialect::Postgres, statement.text, 3);
        ALLOWED.iter().any(|allowed| {
            words.len() >= allowed.len() && allowed.iter().zip(&words).all(|(a, b)| b.eq_ignore_ascii_case(a))
        })
    });
    begins_well && words(script).all(|word| is_harmless(word, schemas))
}

fn is_harmless(word: &str, schemas: &[String]) -> bool {
    let lower = word.to_lowercase();
    let is_schema = |schema: &String| words(schema).any(|part| part.eq_ignore_ascii_case(word));
    !lower.starts_with("pg_")
        && !lower.starts_with("lo_")
        && !FORBIDDEN.contains(&lower.as_str())
        && !schemas.iter().any(is_schema)
}

/// Every run of letters, digits and underscores, in comments and texts too.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The script without `CREATE SCHEMA IF NOT EXISTS` of this schema, with which histories of Prisma 7 begin: elsewhere the
/// schema has another name.
#[must_use]
pub fn without_schema<'s>(script: &'s str, schema: &str) -> Cow<'s, str> {
    let quoted = quoted(schema);
    let makes_it = |text: &str| {
        let parts: Vec<&str> = text.split_whitespace().collect();
        let [one, two, three, four, five, name] = parts.as_slice() else { return false };
        let head = [*one, *two, *three, *four, *five].join(" ");
        head.eq_ignore_ascii_case("CREATE SCHEMA IF NOT EXISTS") && (*name == quoted || *name == schema)
    };
    let mut out = Cow::Borrowed(script);
    for statement in statements(Dialect::Postgres, script).iter().rev().filter(|s| makes_it(s.text)) {
        out.to_mut().replace_range(statement.offset..statement.offset + statement.text.len(), "");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confined(script: &str) -> bool {
        is_confined(script, &["public".to_owned(), "other one".to_owned(), "pg_catalog".to_owned()])
    }

    #[test]
    fn what_stays_in_its_schema() {
        for script in [
            "",
            "-- CreateTable\nCREATE TABLE \"A\" (\"id\" SERIAL NOT NULL, CONSTRAINT \"A_pkey\" PRIMARY KEY (\"id\"));",
            "CREATE UNIQUE INDEX i ON a(b);\nALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES c(id);",
            "BEGIN;\nALTER TYPE \"E\" RENAME TO \"E_old\";\nCOMMIT;",
            "UPDATE a SET b = c.d FROM c WHERE c.id = a.id;",
        ] {
            assert!(confined(script), "{script}");
        }
    }

    #[test]
    fn what_may_leave_it() {
        for script in [
            "CREATE TABLE public.a (id int);",
            "CREATE TABLE \"Public\".a (id int);",
            "ALTER TABLE \"other one\".a ADD b int;",
            "ALTER TABLE other.a ADD b int;",
            "DO $$ BEGIN EXECUTE 'DROP TABLE a'; END $$;",
            "SET search_path = public;",
            "CREATE EXTENSION citext;",
            "DROP SCHEMA x CASCADE;",
            "CREATE ROLE ann;",
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT 1';",
            "INSERT INTO a SELECT set_config('x', 'y', false);",
            "INSERT INTO a SELECT pg_terminate_backend(1);",
            "SELECT 1;",
            "CREATE INDEX CONCURRENTLY i ON a(b);",
            "DROP OWNED BY ann;",
        ] {
            assert!(!confined(script), "{script}");
        }
    }

    #[test]
    fn the_schema_of_the_url_is_not_made() {
        let script = "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"public\";\n\nCREATE TABLE a (b int);";
        assert_eq!(without_schema(script, "public"), "-- CreateSchema\n;\n\nCREATE TABLE a (b int);");
        assert_eq!(without_schema(script, "app"), script);
        assert!(confined(&without_schema(script, "public")));
    }
}
