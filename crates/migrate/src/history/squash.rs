//! Migrations that stand in the place of others: which those are is said by comments of the script, so that it travels with
//! it, and no other tool minds.

use super::{Row, is_applied};

/// A migration that another one replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    pub name: String,
    /// Of its script, with either kind of line endings ([`super::checksums`]).
    pub checksums: Vec<String>,
    /// What it replaced itself: a database may still have those in its place.
    pub instead_of: Vec<String>,
}

impl Replaced {
    /// All names by which a database may have it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.instead_of.iter().map(String::as_str))
    }
}

/// How a database stands to a migration that replaces others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It has none of those, or the migration replaces none: what is pending runs.
    Runs,
    /// It has all of them: the migration is recorded, and does not run.
    IsThere,
    /// It has some of them, and can neither run nor be recorded.
    Partly { applied: Vec<String>, missing: Vec<String> },
    /// It has all of them, these in another form: what the migration makes is not what is there.
    Otherwise { changed: Vec<String> },
}

const MARK: &str = "-- nicol:replaces ";
const MARK_BEFORE: &str = "-- nicol:which-replaced ";

/// The comment that says which migrations a script replaces.
#[must_use]
pub fn header(replaced: &[Replaced]) -> String {
    let mut text =
        "-- This migration stands in the place of those that are named here. A database that has all of them gets it\n\
                    -- recorded by `nicol migrate deploy`, and not run.\n"
            .to_owned();
    for one in replaced {
        text.push_str(&format!("{MARK}{} {}\n", one.name, one.checksums.join(",")));
        for before in &one.instead_of {
            text.push_str(&format!("{MARK_BEFORE}{before}\n"));
        }
    }
    text
}

/// The migrations that a script replaces: what the comments at its beginning say.
#[must_use]
pub fn replaced(script: &str) -> Vec<Replaced> {
    let comments = script.lines().take_while(|line| line.starts_with("--") || line.trim().is_empty());
    let mut found: Vec<Replaced> = Vec::new();
    for line in comments {
        if let Some((name, sums)) = line.strip_prefix(MARK).and_then(|rest| rest.trim().rsplit_once(' ')) {
            let checksums = sums.split(',').map(str::to_owned).collect();
            found.push(Replaced { name: name.to_owned(), checksums, instead_of: Vec::new() });
        } else if let (Some(name), Some(last)) = (line.strip_prefix(MARK_BEFORE), found.last_mut()) {
            last.instead_of.push(name.trim().to_owned());
        }
    }
    found
}

/// How a database with these rows stands to a migration that replaces these.
#[must_use]
pub fn standing(replaced: &[Replaced], rows: &[Row]) -> Standing {
    let has = |one: &&Replaced| {
        is_applied(&one.name, rows)
            || !one.instead_of.is_empty() && one.instead_of.iter().all(|before| is_applied(before, rows))
    };
    let (applied, missing): (Vec<&Replaced>, Vec<&Replaced>) = replaced.iter().partition(has);
    let is_changed = |one: &&&Replaced| {
        let mut rows = rows.iter().filter(|row| row.is_applied() && row.migration_name == one.name);
        rows.any(|row| !one.checksums.contains(&row.checksum))
    };
    let changed: Vec<String> = applied.iter().filter(is_changed).map(|one| one.name.clone()).collect();
    let names = |list: Vec<&Replaced>| list.into_iter().map(|one| one.name.clone()).collect();
    match (applied.is_empty(), missing.is_empty()) {
        (true, _) => Standing::Runs,
        (false, true) if !changed.is_empty() => Standing::Otherwise { changed },
        (false, true) => Standing::IsThere,
        (false, false) => Standing::Partly { applied: names(applied), missing: names(missing) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str) -> Replaced {
        Replaced { name: name.to_owned(), checksums: vec!["0f".to_owned(), "1e".to_owned()], instead_of: Vec::new() }
    }

    fn row(name: &str, rolled_back: bool) -> Row {
        Row {
            id: String::new(),
            checksum: "1e".to_owned(),
            finished_at: Some(String::new()),
            migration_name: name.to_owned(),
            logs: None,
            rolled_back_at: rolled_back.then(String::new),
            started_at: String::new(),
            applied_steps_count: 1,
        }
    }

    #[test]
    fn a_script_says_what_it_replaces() {
        let all =
            [one("1_a"), Replaced { instead_of: vec!["0_x".to_owned(), "0 y".to_owned()], ..one("2 with blanks") }];
        let script = format!("{}\nCREATE TABLE t (a int);\n-- nicol:replaces not this\n", header(&all));
        assert_eq!(replaced(&script), all);
        assert_eq!(replaced(&script.replace('\n', "\r\n")), all, "line endings may change");
        assert_eq!(replaced("CREATE TABLE t (a int);"), []);
    }

    #[test]
    fn databases_have_all_or_none_or_some() {
        let all = [one("1"), one("2")];
        assert_eq!(standing(&[], &[row("1", false)]), Standing::Runs);
        assert_eq!(standing(&all, &[]), Standing::Runs);
        assert_eq!(standing(&all, &[row("1", false), row("2", false), row("3", false)]), Standing::IsThere);
        let partly = Standing::Partly { applied: vec!["1".to_owned()], missing: vec!["2".to_owned()] };
        assert_eq!(standing(&all, &[row("1", false), row("2", true)]), partly);
        let other = Row { checksum: "2d".to_owned(), ..row("2", false) };
        let otherwise = Standing::Otherwise { changed: vec!["2".to_owned()] };
        assert_eq!(standing(&all, &[row("1", false), other]), otherwise);
        // One of them is a squash, which this database has not heard of.
        let nested = [one("1"), Replaced { instead_of: vec!["a".to_owned(), "b".to_owned()], ..one("2") }];
        assert_eq!(standing(&nested, &[row("1", false), row("a", false), row("b", false)]), Standing::IsThere);
        assert_eq!(standing(&nested, &[row("1", false), row("2", false)]), Standing::IsThere);
        assert_eq!(standing(&nested, &[row("1", false), row("a", false)]), partly);
    }
}
