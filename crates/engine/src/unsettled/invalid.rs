//! Indexes that are not valid, of those that a script makes, drops or rebuilds concurrently. Others may be about to become valid:
//! another session makes them.

use std::collections::HashSet;

use nicol_catalog::Dialect::Postgres;
use nicol_catalog::script::postgres::concurrent_index;
use nicol_catalog::script::{Word, statements, words};
use nicol_driver::admin::Connection;

/// Statements that drop those of a script.
pub(super) async fn drops(connection: &Connection, script: &str) -> Option<Vec<String>> {
    const INVALID: &str = "\
        SELECT i.indexrelid::regclass::text, c.relname, t.relname, n.nspname, n.nspname = ANY (pg_catalog.current_schemas(false)) \
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
        JOIN pg_catalog.pg_class t ON t.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
        WHERE NOT i.indisvalid AND c.relkind = 'i' AND NOT EXISTS (\
          SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid) ORDER BY 1";
    let found = connection.query_text(INVALID).await.ok()?.rows;
    let doing: Vec<Doing> = statements(Postgres, script).iter().filter_map(|s| Doing::of(s.text)).collect();
    let of_script = |row: Vec<Option<String>>| {
        let Ok([Some(shown), Some(name), Some(table), Some(schema), Some(is_here)]) = <[_; 5]>::try_from(row) else {
            return None;
        };
        let index = Index { name, table, schema, is_here: is_here == "t" };
        doing.iter().any(|doing| doing.may_leave(&index)).then(|| format!("DROP INDEX CONCURRENTLY {shown};"))
    };
    Some(found.into_iter().filter_map(of_script).collect())
}

struct Index {
    name: String,
    table: String,
    schema: String,
    /// Names without a schema mean it.
    is_here: bool,
}

/// What a statement does concurrently, and all names in it.
struct Doing {
    what: What,
    names: HashSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Makes,
    /// The server gives it its name.
    MakesUnnamed,
    Drops,
    Rebuilds,
    RebuildsSchema,
    RebuildsAll,
}

impl Doing {
    fn of(statement: &str) -> Option<Self> {
        let words: Vec<_> = words(Postgres, statement).collect();
        if !words.iter().any(|word| word.is("CONCURRENTLY")) {
            return None;
        }
        let has = |keyword| words.iter().take_while(|w| !w.is("CONCURRENTLY")).any(|word| word.is(keyword));
        let what = match words.first()? {
            word if word.is("CREATE") && concurrent_index(statement).is_some() => What::Makes,
            word if word.is("CREATE") => What::MakesUnnamed,
            word if word.is("DROP") => What::Drops,
            word if !word.is("REINDEX") => return None,
            _ if has("SCHEMA") => What::RebuildsSchema,
            _ if has("DATABASE") || has("SYSTEM") => What::RebuildsAll,
            _ => What::Rebuilds,
        };
        Some(Self { what, names: words.iter().filter_map(folded).collect() })
    }

    fn may_leave(&self, index: &Index) -> bool {
        let names = |name: &str| self.names.contains(name);
        // The new one or the old one of a rebuilding.
        let whole = index.name.trim_end_matches(|c: char| c.is_ascii_digit());
        let rebuilt = whole.strip_suffix("_ccnew").or_else(|| whole.strip_suffix("_ccold"));
        let is_meant = index.is_here || names(&index.schema);
        match self.what {
            What::Makes => is_meant && names(&index.name) && names(&index.table),
            What::MakesUnnamed => is_meant && names(&index.table),
            What::Drops => is_meant && names(&index.name),
            What::Rebuilds => is_meant && rebuilt.is_some_and(|name| names(name) || names(&index.table)),
            What::RebuildsSchema => rebuilt.is_some() && names(&index.schema),
            What::RebuildsAll => rebuilt.is_some(),
        }
    }
}

/// A name as the catalog has it.
fn folded(word: &Word<'_>) -> Option<String> {
    let name = word.unquoted()?;
    Some(if word.text().starts_with('"') { name } else { name.to_lowercase() })
}

#[cfg(test)]
mod tests {
    use super::{Doing, Index};

    fn leaves(statement: &str, [schema, table, name]: [&str; 3]) -> bool {
        let index =
            Index { name: name.into(), table: table.into(), schema: schema.into(), is_here: schema == "public" };
        Doing::of(statement).is_some_and(|doing| doing.may_leave(&index))
    }

    #[test]
    fn what_a_statement_may_leave() {
        let there = ["public", "a", "i"];
        assert!(leaves("CREATE UNIQUE INDEX CONCURRENTLY I ON a (b)", there));
        assert!(leaves("CREATE INDEX CONCURRENTLY \"i\" ON public.a (b)", there));
        assert!(leaves("CREATE INDEX CONCURRENTLY ON a (b)", ["public", "a", "a_b_idx"]));
        assert!(leaves("DROP INDEX CONCURRENTLY IF EXISTS h, i", there));
        assert!(leaves("DROP INDEX CONCURRENTLY s.i", ["s", "a", "i"]));
        for statement in ["INDEX CONCURRENTLY i", "TABLE CONCURRENTLY a", "SCHEMA CONCURRENTLY public"] {
            assert!(leaves(&format!("REINDEX {statement}"), ["public", "a", "i_ccnew"]), "{statement}");
            assert!(leaves(&format!("REINDEX (VERBOSE) {statement}"), ["public", "a", "i_ccold2"]), "{statement}");
            assert!(!leaves(&format!("REINDEX {statement}"), there), "{statement}");
        }
        assert!(leaves("REINDEX DATABASE CONCURRENTLY d", ["s", "t", "x_ccnew"]));
        // Of another session.
        assert!(!leaves("CREATE INDEX CONCURRENTLY j ON a (b)", there));
        assert!(!leaves("CREATE INDEX CONCURRENTLY \"I\" ON a (b)", there));
        assert!(!leaves("CREATE INDEX CONCURRENTLY i ON a (b)", ["other", "a", "i"]));
        assert!(!leaves("DROP INDEX CONCURRENTLY i", ["other", "a", "i"]));
        assert!(!leaves("REINDEX TABLE CONCURRENTLY a", ["public", "t", "t_ccnew"]));
        assert!(!leaves("CREATE INDEX i ON a (b)", there));
    }
}
