//! Migrations of two branches in one folder: which come late, and which change the same things.

use std::collections::BTreeSet;

use nicol_catalog::Dialect;
use nicol_catalog::script::{Word, statements, words};

use super::{Row, is_pending};

/// A migration that is still to be applied, and older than one that is applied already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    pub name: String,
    /// The applied ones that stand behind it in the folder.
    pub behind: Vec<String>,
    /// What it and one of them both change.
    pub overlaps: Vec<Overlap>,
}

/// What two migrations both change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    pub with: String,
    /// `User`, or `User.name` if it is a column alone.
    pub what: String,
}

/// The migrations of a folder (names and scripts, in its order) that come late.
#[must_use]
pub fn late(dialect: Dialect, folder: &[(&str, Option<&str>)], rows: &[Row]) -> Vec<Late> {
    let changes = |script: Option<&str>| script.map(|script| touched(dialect, script)).unwrap_or_default();
    let mut found = Vec::new();
    for (place, (name, script)) in folder.iter().enumerate() {
        if !is_pending(name, rows) {
            continue;
        }
        let behind: Vec<_> = folder[place + 1..].iter().filter(|(other, _)| !is_pending(other, rows)).collect();
        if behind.is_empty() {
            continue;
        }
        let mine = changes(*script);
        let overlaps = behind.iter().flat_map(|(with, script)| {
            let both = common(&mine, &changes(*script));
            both.into_iter().map(|what| Overlap { with: (*with).to_owned(), what })
        });
        found.push(Late {
            name: (*name).to_owned(),
            overlaps: overlaps.collect(),
            behind: behind.iter().map(|(name, _)| (*name).to_owned()).collect(),
        });
    }
    found
}

/// What a script changes: tables and types, or columns of them.
type Touched = BTreeSet<(String, Option<String>)>;

/// What both change: the same column, or a table that one of them changes as a whole.
fn common(one: &Touched, other: &Touched) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (table, column) in one {
        for (table_too, column_too) in other {
            if table == table_too && (column == column_too || column.is_none() || column_too.is_none()) {
                let column = column.as_ref().or(column_too.as_ref());
                found.insert(column.map_or(table.clone(), |column| format!("{table}.{column}")));
            }
        }
    }
    found
}

fn touched(dialect: Dialect, script: &str) -> Touched {
    statements(dialect, script).into_iter().flat_map(|s| touched_by(dialect, s.text)).collect()
}

fn touched_by(dialect: Dialect, statement: &str) -> Touched {
    let all: Vec<Word<'_>> = words(dialect, statement).collect();
    let is = |place: usize, keyword: &str| all.get(place).is_some_and(|word| word.is(keyword));
    let mut found = Touched::new();
    if ["TABLE", "TYPE", "VIEW"].iter().any(|kind| is(1, kind)) && (is(0, "CREATE") || is(0, "DROP") || is(0, "ALTER"))
    {
        let Some((name, mut next)) = named(&all, 2) else { return found };
        if !is(0, "ALTER") || !is(1, "TABLE") {
            found.insert((name, None));
            return found;
        }
        let mut is_whole = true;
        // The parts of ALTER TABLE, each with its column.
        while next < all.len() {
            let begins = ["ADD", "DROP", "ALTER", "RENAME"].iter().any(|k| is(next, k));
            let at = if is(next + 1, "COLUMN") { next + 2 } else { next + 1 };
            let is_column = begins
                && !["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "TO"].iter().any(|k| is(next + 1, k));
            if is_column && let Some((column, after)) = named(&all, at) {
                found.insert((name.clone(), Some(column)));
                is_whole = false;
                next = after;
            } else if begins {
                // Keys and checks: what they are about is told by the table.
                is_whole &= is(next, "RENAME");
            }
            next = all.iter().enumerate().skip(next).find(|(_, w)| w.is_sign(",")).map_or(all.len(), |(i, _)| i + 1);
        }
        if is_whole {
            found.insert((name, None));
        }
    }
    found
}

/// A name at this place, behind `IF [NOT] EXISTS` and `ONLY`, and the place after it.
fn named(all: &[Word<'_>], mut at: usize) -> Option<(String, usize)> {
    while all.get(at).is_some_and(|w| ["IF", "NOT", "EXISTS", "ONLY"].iter().any(|k| w.is(k))) {
        at += 1;
    }
    let mut name = all.get(at)?.unquoted()?;
    while all.get(at + 1).is_some_and(|w| w.is_sign(".")) {
        at += 2;
        name = all.get(at)?.unquoted()?;
    }
    Some((name, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(name: &str) -> Row {
        Row {
            id: String::new(),
            checksum: String::new(),
            finished_at: Some(String::new()),
            migration_name: name.to_owned(),
            logs: None,
            rolled_back_at: None,
            started_at: String::new(),
            applied_steps_count: 1,
        }
    }

    #[test]
    fn what_comes_late_is_told_with_what_both_change() {
        let folder = [
            ("1_init", Some("CREATE TABLE \"User\" (id int); CREATE TABLE \"Post\" (id int);")),
            ("2_theirs", Some("ALTER TABLE \"User\" ADD COLUMN \"name\" TEXT, DROP COLUMN \"age\";")),
            (
                "3_mine",
                Some("ALTER TABLE \"User\" ALTER COLUMN \"age\" SET NOT NULL; ALTER TABLE \"User\" ADD COLUMN b int;"),
            ),
            ("4_more", Some("DROP TABLE \"Post\";")),
            ("5_new", Some("DROP TABLE \"User\";")),
        ];
        let rows = [applied("1_init"), applied("3_mine"), applied("4_more")];
        let found = late(Dialect::Postgres, &folder, &rows);
        assert_eq!(found.len(), 1, "5_new stands behind all that is applied: {found:?}");
        assert_eq!(
            (found[0].name.as_str(), found[0].behind.as_slice()),
            ("2_theirs", &["3_mine".to_owned(), "4_more".to_owned()][..])
        );
        assert_eq!(found[0].overlaps, [Overlap { with: "3_mine".to_owned(), what: "User.age".to_owned() }]);
    }

    #[test]
    fn whole_tables_overlap_with_their_columns() {
        let of = |script: &str| touched(Dialect::Sqlite, script);
        let names = |one: &str, other: &str| common(&of(one), &of(other)).into_iter().collect::<Vec<_>>();
        assert_eq!(names("ALTER TABLE a ADD b int", "ALTER TABLE a ADD c int"), [""; 0]);
        assert_eq!(names("ALTER TABLE a ADD b int", "DROP TABLE IF EXISTS main.a"), ["a.b"]);
        assert_eq!(names("ALTER TABLE a RENAME TO c", "ALTER TABLE a RENAME COLUMN x TO y"), ["a.x"]);
        assert_eq!(names("CREATE TABLE a (x int)", "CREATE TABLE b (x int)"), [""; 0]);
    }
}
