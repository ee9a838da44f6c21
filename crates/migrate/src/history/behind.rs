//! What a migration stands behind: a fingerprint of the scripts before it that have to do with the same things.

use std::collections::BTreeSet;

use nicol_catalog::Dialect;
use nicol_catalog::script::{Word, statements, words};

use super::{checksum, checksums};

/// The scripts of a history up to a place in it.
#[derive(Debug, Clone)]
pub struct Lineage {
    dialect: Dialect,
    passed: Vec<(String, Subjects)>,
}

/// What stands before a migration. Names, line endings and migrations about other things don't count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind(String);

impl Behind {
    /// Lower-case hexadecimal digits; empty behind nothing.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.0
    }
}

impl Lineage {
    /// Before the first one.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, passed: Vec::new() }
    }

    /// Goes on behind this script.
    pub fn pass(&mut self, script: &str) {
        // The first one is that of line endings of LF.
        let sum = checksums(script).swap_remove(0);
        self.passed.push((sum, Subjects::of(self.dialect, script)));
    }

    /// What a migration with this script would stand behind here.
    #[must_use]
    pub fn behind(&self, script: &str) -> Behind {
        let own = Subjects::of(self.dialect, script);
        let related = self.passed.iter().filter(|(_, subjects)| own.meet(subjects));
        Behind(related.fold(String::new(), |sum, (other, _)| checksum(&format!("{sum} {other}"))))
    }
}

/// What a script makes, changes or drops: names, in lower case and without their schemas.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subjects {
    Named(BTreeSet<String>),
    /// A block may do anything.
    All,
}

impl Subjects {
    fn of(dialect: Dialect, script: &str) -> Self {
        let mut found = BTreeSet::new();
        for statement in statements(dialect, script) {
            let all: Vec<Word<'_>> = words(dialect, statement.text).collect();
            let begins = |keywords: &[&str]| all.first().is_some_and(|word| keywords.iter().any(|k| word.is(k)));
            if begins(&["DO", "CALL", "EXECUTE"]) {
                return Self::All;
            }
            if begins(&["CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE"]) {
                found.extend(subjects(&all));
            }
        }
        Self::Named(found)
    }

    fn meet(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(own), Self::Named(other)) => !own.is_disjoint(other),
            _ => true,
        }
    }
}

/// Names stand behind the kind of thing, behind `ON`, `TO` and the like, and in lists of what is dropped.
fn subjects(all: &[Word<'_>]) -> BTreeSet<String> {
    const BEFORE: [&str; 20] = [
        "TABLE",
        "TYPE",
        "VIEW",
        "DOMAIN",
        "SEQUENCE",
        "FUNCTION",
        "PROCEDURE",
        "AGGREGATE",
        "SCHEMA",
        "EXTENSION",
        "COLLATION",
        "INDEX",
        "STATISTICS",
        "PUBLICATION",
        "EXISTS",
        "ONLY",
        "ON",
        "TO",
        "REFERENCES",
        "CONCURRENTLY",
    ];
    let is_drop = all.first().is_some_and(|word| word.is("DROP"));
    let mut found = BTreeSet::new();
    for (at, word) in all.iter().enumerate() {
        let is_before = BEFORE.iter().any(|keyword| word.is(keyword)) || is_drop && word.is_sign(",");
        let Some(mut name) = all.get(at + 1).filter(|_| is_before) else { continue };
        // The last part of a name with its schema.
        let mut next = at + 2;
        while all.get(next).is_some_and(|word| word.is_sign("."))
            && let Some(part) = all.get(next + 1)
        {
            (name, next) = (part, next + 2);
        }
        let is_keyword = ["IF", "NOT", "EXISTS", "ONLY", "CONCURRENTLY"].iter().any(|keyword| name.is(keyword));
        if let Some(name) = name.unquoted().filter(|_| !is_keyword) {
            found.insert(name.to_lowercase());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(before: &[&str], script: &str) -> Behind {
        let mut lineage = Lineage::new(Dialect::Postgres);
        before.iter().for_each(|script| lineage.pass(script));
        lineage.behind(script)
    }

    #[test]
    fn order_and_content_of_what_is_about_the_same_count() {
        let (make, add) = ("CREATE TABLE \"a\" (x int);\n", "ALTER TABLE a ADD y int;\n");
        let drop = "ALTER TABLE \"a\" DROP COLUMN x;";
        assert_ne!(behind(&[make, add], drop), behind(&[add, make], drop));
        assert_ne!(behind(&[make], drop), behind(&[make, add], drop));
        assert_eq!(behind(&["CREATE TABLE \"a\" (x int);\r\n", add], drop), behind(&[make, add], drop));
    }

    #[test]
    fn other_things_do_not_count() {
        let script = "ALTER TYPE \"Role\" ADD VALUE 'x'; DROP INDEX i; ALTER TABLE only.t ADD z int";
        let same = |other: &str| behind(&[], script) == behind(&[other], script);
        for other in
            ["CREATE TABLE b (id int)", "UPDATE t SET z = 1", "CREATE INDEX j ON u (x)", "CREATE VIEW v AS SELECT 1"]
        {
            assert!(same(other), "{other}");
        }
        for other in [
            "ALTER TYPE public.\"Role\" ADD VALUE 'y'",
            "DROP TABLE IF EXISTS a, t",
            "CREATE INDEX CONCURRENTLY j ON t (x)",
            "CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()",
            "ALTER TABLE u RENAME TO t",
            "CREATE TABLE u (x int REFERENCES t)",
            "DO $$ BEGIN END $$",
        ] {
            assert!(!same(other), "{other}");
        }
    }
}
