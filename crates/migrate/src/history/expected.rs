use nicol_catalog::Dialect;
use nicol_catalog::script::{first_words, statements};

use crate::introspect::HISTORY_TABLE;

/// Whether a script works on the history's own table (row level security, grants), which is there when it is applied,
/// but not in a shadow database. A script that makes the table itself (a dump) does not expect it.
#[must_use]
pub fn expects_table(dialect: Dialect, script: &str) -> bool {
    let statements = statements(dialect, script);
    let mut naming = statements.iter().filter(|s| s.text.contains(HISTORY_TABLE)).peekable();
    naming.peek().is_some() && !naming.any(|s| is_create_table(dialect, s.text))
}

fn is_create_table(dialect: Dialect, statement: &str) -> bool {
    let words = first_words(dialect, statement, 3);
    words.first().is_some_and(|w| w == "CREATE") && words.iter().any(|w| w == "TABLE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_names_the_table_expects_it_unless_the_script_makes_it() {
        let expects = |script| expects_table(Dialect::Postgres, script);
        assert!(expects("ALTER TABLE t ADD a int;\nALTER TABLE \"_prisma_migrations\" ENABLE ROW LEVEL SECURITY;"));
        assert!(expects("DO $$ BEGIN ALTER TABLE public._prisma_migrations ENABLE ROW LEVEL SECURITY; END $$"));
        assert!(!expects("CREATE TABLE t (a int);"));
        assert!(!expects("-- _prisma_migrations\nSELECT 1;"));
        assert!(!expects(
            "CREATE TABLE public._prisma_migrations (id text);\nALTER TABLE public._prisma_migrations OWNER TO me;"
        ));
        assert!(!expects("CREATE UNLOGGED TABLE _prisma_migrations (id text)"));
    }
}
