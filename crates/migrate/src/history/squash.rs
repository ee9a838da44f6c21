//! Migrations that stand in the place of others: which those are is said by comments of the script, so that it travels with
//! it, and no other tool minds.

use super::{Row, is_applied};

/// A migration that another one replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    pub name: String,
    /// Of its script, with either kind of line endings ([`super::checksums`]); none where they are not told.
    pub checksums: Vec<String>,
    /// What it replaced itself: a database may still have those in its place.
    pub instead_of: Vec<Self>,
}

impl Replaced {
    /// All names by which a database may have it or a part of it.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        std::iter::once(self.name.as_str()).chain(self.instead_of.iter().flat_map(Self::names)).collect()
    }

    fn is_applied(&self, rows: &[Row]) -> bool {
        is_applied(&self.name, rows)
            || !self.instead_of.is_empty() && self.instead_of.iter().all(|before| before.is_applied(rows))
    }

    /// Those of it that a database has in another form.
    fn changed(&self, rows: &[Row]) -> Vec<String> {
        let is_other =
            |row: &Row| row.is_applied() && row.migration_name == self.name && !self.checksums.contains(&row.checksum);
        let own = (!self.checksums.is_empty() && rows.iter().any(is_other)).then(|| self.name.clone());
        own.into_iter().chain(self.instead_of.iter().flat_map(|before| before.changed(rows))).collect()
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
/// What the last one a level above has replaced. Behind it stands the level, if it is not the first: `:2`.
const MARK_BEFORE: &str = "-- nicol:which-replaced";

/// The comment that says which migrations a script replaces.
#[must_use]
pub fn header(replaced: &[Replaced]) -> String {
    let mut text =
        "-- This migration stands in the place of those that are named here. A database that has all of them gets it\n\
                    -- recorded by `nicol migrate deploy`, and not run.\n"
            .to_owned();
    for one in replaced {
        text.push_str(&format!("{MARK}{}\n", told(one)));
        add_before(&mut text, &one.instead_of, 1);
    }
    text
}

fn add_before(text: &mut String, replaced: &[Replaced], level: usize) {
    for one in replaced {
        match level {
            1 => text.push_str(&format!("{MARK_BEFORE} {}\n", told(one))),
            _ => text.push_str(&format!("{MARK_BEFORE}:{level} {}\n", told(one))),
        }
        add_before(text, &one.instead_of, level + 1);
    }
}

/// Below the last one of each level above.
fn add_at(list: &mut Vec<Replaced>, level: usize, one: Replaced) {
    match list.last_mut() {
        Some(last) if level > 0 => add_at(&mut last.instead_of, level - 1, one),
        _ => list.push(one),
    }
}

/// Such a line with its level.
fn before(line: &str) -> Option<(usize, Replaced)> {
    let (level, one) = line.strip_prefix(MARK_BEFORE)?.split_once(' ')?;
    let level = if level.is_empty() { 1 } else { level.strip_prefix(':')?.parse().ok()? };
    Some((level, read(one)))
}

/// Name and checksums.
fn told(one: &Replaced) -> String {
    format!("{} {}", one.name, one.checksums.join(",")).trim_end().to_owned()
}

fn read(line: &str) -> Replaced {
    let is_sum = |sum: &str| !sum.is_empty() && sum.chars().all(|c| c.is_ascii_hexdigit());
    let (name, sums) = match line.trim().rsplit_once(' ') {
        Some((name, sums)) if sums.split(',').all(is_sum) => (name, sums),
        _ => (line.trim(), ""),
    };
    let checksums = sums.split(',').filter(|sum| !sum.is_empty()).map(str::to_owned).collect();
    Replaced { name: name.to_owned(), checksums, instead_of: Vec::new() }
}

/// The migrations that a script replaces: what the comments at its beginning say.
#[must_use]
pub fn replaced(script: &str) -> Vec<Replaced> {
    let comments = script.lines().take_while(|line| line.starts_with("--") || line.trim().is_empty());
    let mut found: Vec<Replaced> = Vec::new();
    for line in comments {
        if let Some(one) = line.strip_prefix(MARK) {
            found.push(read(one));
        } else if let Some((level, one)) = before(line) {
            add_at(&mut found, level, one);
        }
    }
    found
}

/// How a database with these rows stands to a migration that replaces these.
#[must_use]
pub fn standing(replaced: &[Replaced], rows: &[Row]) -> Standing {
    let (applied, missing): (Vec<&Replaced>, Vec<&Replaced>) = replaced.iter().partition(|one| one.is_applied(rows));
    let changed: Vec<String> = applied.iter().flat_map(|one| one.changed(rows)).collect();
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

    fn before(name: &str, instead_of: &[Replaced]) -> Replaced {
        Replaced { name: name.to_owned(), checksums: Vec::new(), instead_of: instead_of.to_vec() }
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
        let x = before("0_x", &[before("0_w", &[]), before("0_v", &[before("0_u", &[])])]);
        let all = [one("1_a"), Replaced { instead_of: vec![x, before("0 y", &[])], ..one("2 with blanks") }];
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
        let a = before("a", &[before("x", &[]), before("y", &[])]);
        let nested = [one("1"), Replaced { instead_of: vec![a, before("b", &[])], ..one("2") }];
        assert_eq!(standing(&nested, &[row("1", false), row("a", false), row("b", false)]), Standing::IsThere);
        assert_eq!(standing(&nested, &[row("1", false), row("2", false)]), Standing::IsThere);
        assert_eq!(standing(&nested, &[row("1", false), row("a", false)]), partly);
        let rows = |names: &[&str]| names.iter().map(|name| row(name, false)).collect::<Vec<_>>();
        assert_eq!(standing(&nested, &rows(&["1", "x", "y", "b"])), Standing::IsThere);
        assert_eq!(standing(&nested, &rows(&["1", "x", "b"])), partly);
    }
}
