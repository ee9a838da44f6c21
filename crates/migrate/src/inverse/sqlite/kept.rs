//! What a script has put aside in the file beside the database: `CREATE TABLE "_nicol_keep"."x" AS SELECT a, b FROM t`.

use nicol_catalog::Dialect::Sqlite;
use nicol_catalog::script::{Word, statements, words};

use super::renames::Renames;
use crate::sql::{KEEP, identifier};

/// A copy of a table, or of one of its columns (the last one) beside the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    name: String,
    /// What the table was called before the script.
    pub(super) table: String,
    /// Its columns as they are called there, and as they were before the script.
    pub(super) columns: Vec<(String, String)>,
}

impl Kept {
    /// All that a script keeps.
    pub(super) fn of(script: &str) -> Vec<Self> {
        statements(Sqlite, script)
            .iter()
            .filter_map(|s| {
                let renamed = || Renames::of(&script[..s.offset]);
                Self::read(&words(Sqlite, s.text).collect::<Vec<_>>(), renamed)
            })
            .collect()
    }

    /// `renamed`: what the script has renamed until then.
    fn read(words: &[Word<'_>], renamed: impl FnOnce() -> Renames) -> Option<Self> {
        let [create, table, place, dot, name, as_, select, rest @ ..] = words else { return None };
        let is_it = create.is("CREATE")
            && table.is("TABLE")
            && dot.is_sign(".")
            && as_.is("AS")
            && select.is("SELECT")
            && place.unquoted().is_some_and(|place| place == KEEP);
        let [columns @ .., from, source] = rest else { return None };
        if !is_it || !from.is("FROM") {
            return None;
        }
        let (source, renamed) = (source.unquoted()?, renamed());
        let pair = |now: String| (now.clone(), renamed.column_was(&source, &now));
        let columns =
            columns.split(|w| w.is_sign(",")).map(|c| c.first()?.unquoted().map(pair)).collect::<Option<_>>()?;
        Some(Self { name: name.unquoted()?, table: renamed.table_was(&source), columns })
    }

    /// How scripts name it.
    pub(super) fn place(&self) -> String {
        format!("{}.{}", identifier(KEEP), identifier(&self.name))
    }

    /// It is there, if with nothing in it: the file may have stayed elsewhere.
    pub(super) fn ensure(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|(name, _)| identifier(name)).collect();
        format!("CREATE TABLE IF NOT EXISTS {} ({})", self.place(), columns.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;

    #[test]
    fn what_is_kept_is_read_out_of_scripts() {
        let found = Kept::of(
            "CREATE TABLE \"_nicol_keep\".\"a__b\" AS SELECT \"id\", \"b\" FROM \"a\"; CREATE TABLE c AS SELECT x FROM d",
        );
        assert_eq!(found.len(), 1);
        let pair = |name: &str| (name.to_owned(), name.to_owned());
        assert_eq!((found[0].table.as_str(), found[0].columns.clone()), ("a", vec![pair("id"), pair("b")]));
        assert_eq!(found[0].ensure(), "CREATE TABLE IF NOT EXISTS \"_nicol_keep\".\"a__b\" (\"id\", \"b\")");
    }
}
