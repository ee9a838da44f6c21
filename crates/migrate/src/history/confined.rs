//! Which scripts can be run in a schema of their own inside of a database that somebody needs.

use std::borrow::Cow;

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_catalog::script::{self, Word, first_words};

/// What a statement may begin with. All of these make, change or drop what stands in the first schema of the search path,
/// as long as no name says another one. Functions may do anything, so they are not among them.
const ALLOWED: [&[&str]; 39] = [
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
    &["COMMENT", "ON", "TABLE"],
    &["COMMENT", "ON", "COLUMN"],
    &["COMMENT", "ON", "TYPE"],
    &["COMMENT", "ON", "INDEX"],
    &["COMMENT", "ON", "CONSTRAINT"],
    &["COMMENT", "ON", "VIEW"],
    &["COMMENT", "ON", "MATERIALIZED", "VIEW"],
    &["COMMENT", "ON", "SEQUENCE"],
    &["COMMENT", "ON", "DOMAIN"],
];

/// What a statement may be, word by word: behind others of these, prepared transactions of others follow.
const ALLOWED_WHOLE: [&[&str]; 6] = [
    &["BEGIN"],
    &["BEGIN", "TRANSACTION"],
    &["BEGIN", "WORK"],
    &["COMMIT"],
    &["COMMIT", "TRANSACTION"],
    &["COMMIT", "WORK"],
];

/// Words by which such a statement leaves its schema, wherever they stand: functions that change what is no table of it, or
/// that take a name or a query as text.
const FORBIDDEN: [&str; 18] = [
    "search_path",
    "set_config",
    "setval",
    "concurrently",
    "tablespace",
    "ts_stat",
    "ts_rewrite",
    "loread",
    "lowrite",
    "regproc",
    "regprocedure",
    "regoper",
    "regoperator",
    "regtype",
    "regnamespace",
    "regrole",
    "regconfig",
    "regdictionary",
];

/// How such words begin.
const FORBIDDEN_STARTS: [&str; 6] = ["pg_", "lo_", "dblink", "binary_upgrade", "brin_", "gin_"];

/// Whether a script of PostgreSQL makes, changes and reads only what stands in the first schema of the search path, so that
/// it can be run in another one without touching anything. `schemas` are all of the database. In doubt it is not.
#[must_use]
pub fn is_confined(script: &str, schemas: &[String]) -> bool {
    let stays = |text: &str| {
        let first = first_words(Dialect::Postgres, text, 4);
        let begins = |allowed: &&[&str]| {
            first.len() >= allowed.len() && allowed.iter().zip(&first).all(|(a, b)| b.eq_ignore_ascii_case(a))
        };
        let tokens: Vec<Word<'_>> = script::words(Dialect::Postgres, text).collect();
        (ALLOWED.iter().any(begins)
            || ALLOWED_WHOLE.iter().any(|allowed| begins(allowed) && tokens.len() == allowed.len()))
            && tokens.iter().all(|token| names_no_schema(*token, schemas))
            && counts_by_plain_names(&tokens)
    };
    is_read_alike(script)
        && script::statements(Dialect::Postgres, script).iter().all(|statement| stays(statement.text))
        && words(script).all(|word| is_harmless(word, schemas))
}

/// Whether texts and names end for every server where they end here, and say what they mean: no escapes in names, no
/// backslash before a quote, which is an escape on some servers.
fn is_read_alike(script: &str) -> bool {
    let script = script.to_ascii_lowercase();
    !["u&\"", "u&'", "\\'"].iter().any(|sign| script.contains(sign))
}

/// No name is a schema's, whatever characters it has.
fn names_no_schema(token: Word<'_>, schemas: &[String]) -> bool {
    token.unquoted().is_none_or(|name| !schemas.iter().any(|schema| schema.eq_ignore_ascii_case(&name)))
}

/// `nextval` and `regclass` take a name as text: it must be one that stands there, as in `nextval('a_id_seq'::regclass)`.
fn counts_by_plain_names(tokens: &[Word<'_>]) -> bool {
    let is = |at: usize, word: &str| {
        tokens.get(at).and_then(|token| token.unquoted()).is_some_and(|name| name.eq_ignore_ascii_case(word))
    };
    let is_sign = |at: usize, sign: &str| tokens.get(at).is_some_and(|token| token.is_sign(sign));
    let is_plain = |at: usize| tokens.get(at).is_some_and(|token| token.text().starts_with('\''));
    let is_cast = |at: usize| is_sign(at, ":") && is_sign(at + 1, ":") && is(at + 2, "regclass");
    let counts = |at: usize| {
        let end = if is_cast(at + 3) { at + 6 } else { at + 3 };
        is(at, "nextval") && is_sign(at + 1, "(") && is_plain(at + 2) && is_sign(end, ")")
    };
    (0..tokens.len()).all(|at| {
        (!is(at, "nextval") || counts(at)) && (!is(at, "regclass") || at >= 5 && is_cast(at - 2) && counts(at - 5))
    })
}

fn is_harmless(word: &str, schemas: &[String]) -> bool {
    let lower = word.to_lowercase();
    let is_schema = |schema: &String| words(schema).any(|part| part.eq_ignore_ascii_case(word));
    !FORBIDDEN_STARTS.iter().any(|start| lower.starts_with(start))
        && !lower.contains("_to_xml")
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
    for statement in script::statements(Dialect::Postgres, script).iter().rev().filter(|s| makes_it(s.text)) {
        out.to_mut().replace_range(statement.offset..statement.offset + statement.text.len(), "");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confined(script: &str) -> bool {
        is_confined(script, &["public".to_owned(), "other one".to_owned(), "pg_catalog".to_owned(), "-".to_owned()])
    }

    #[test]
    fn what_stays_in_its_schema() {
        for script in [
            "",
            "-- CreateTable\nCREATE TABLE \"A\" (\"id\" SERIAL NOT NULL, CONSTRAINT \"A_pkey\" PRIMARY KEY (\"id\"));",
            "CREATE UNIQUE INDEX i ON a(b);\nALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES c(id);",
            "BEGIN;\nALTER TYPE \"E\" RENAME TO \"E_old\";\nCOMMIT;",
            "UPDATE a SET b = c.d FROM c WHERE c.id = a.id;",
            "COMMENT ON COLUMN a.b IS 'it''s';COMMENT ON MATERIALIZED VIEW v IS NULL;",
            "BEGIN TRANSACTION; ALTER TABLE a ALTER b SET DEFAULT nextval('a_b_seq'::regclass); COMMIT;",
            "CREATE TABLE a (b int DEFAULT NEXTVAL('\"S\"'), c text CHECK (c ~ '^\\d+$'));",
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
            "DROP TABLE IF EXISTS U&\"\\0070ublic\".other;",
            "INSERT INTO u&\"!0070ublic\" UESCAPE '!' .a VALUES (1);",
            "DROP TABLE \"-\".a;",
            "COMMENT ON DATABASE u IS $$x$$;",
            "COMMENT ON ROLE u IS 'x';",
            "COMMENT ON EXTENSION u IS 'x';",
            "COMMENT ON SCHEMA u IS 'x';",
            "COMMIT PREPARED 'theirs';",
            "INSERT INTO a SELECT nextval('pub' || 'lic.s');",
            "INSERT INTO a SELECT nextval(E'\\160ublic.s');",
            "INSERT INTO a SELECT nextval('pub'\n'lic.s'::regclass);",
            "INSERT INTO a SELECT \"nextval\"(b) FROM a;",
            "INSERT INTO a SELECT (b || c)::regclass FROM a;",
            "INSERT INTO a SELECT setval('s', 1);",
            "INSERT INTO a SELECT table_to_xml('a', true, false, '');",
            "INSERT INTO a SELECT word FROM ts_stat('x');",
            "INSERT INTO a VALUES ('\\'; DROP SCHEMA x; --');",
            "SET ROLE ann;",
            "ALTER ROLE ann SET x = y;",
            "ALTER DATABASE d SET x = y;",
            "ALTER SYSTEM SET x = y;",
            "GRANT ann TO bob;",
            "LOCK TABLE a;",
            "CALL p();",
            "COPY a TO PROGRAM 'x';",
            "CREATE PUBLICATION p;",
            "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION f();",
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ann;",
            "TRUNCATE a;",
            "NOTIFY x;",
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
