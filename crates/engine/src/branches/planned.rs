//! What a script tells of the plan that wrote it, if one did.

use nicol_catalog::script::{KEPT, Word, statements, words};
use nicol_catalog::{Catalog, Dialect};
use nicol_migrate::diff::DiffOptions;
use nicol_migrate::renames::{self, Aliases, Renames};
use nicol_migrate::{Plan, sql};

/// A migration that a plan wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Planned {
    /// What it renames: old and new names.
    pub renames: Vec<(String, String)>,
    /// It keeps what it drops.
    pub keeps: bool,
}

impl Planned {
    /// What a script says, if the plan between what stands before it and what stands behind it comes to the same statements.
    pub(super) fn of(
        name: &str,
        script: &str,
        before: &Catalog,
        after: &Catalog,
        options: &DiffOptions,
    ) -> Option<Self> {
        let written = told(after.dialect, script);
        let renamed: Vec<_> = written.iter().filter_map(|statement| renamed(after.dialect, statement)).collect();
        // Into another schema, then to another name: that is one. A type that then makes way is another matter.
        let at_once: Vec<_> = composed(renamed.iter().cloned()).collect();
        let all: &[_] = if at_once == renamed { &[renamed] } else { &[renamed, at_once] };
        all.iter().find_map(|renamed| Self::with(name, script, &written, renamed, (before, after), options))
    }

    fn with(
        name: &str,
        script: &str,
        written: &[String],
        renamed: &[(String, String)],
        (before, after): (&Catalog, &Catalog),
        options: &DiffOptions,
    ) -> Option<Self> {
        // Tables that are made anew and types that make way are renamed, too, and stay what they are.
        let (renames, ids) = resolved(before, after, options, renamed.iter().cloned());
        let plan = renames::diff(before, after, options, &ids);
        let is_it = |script: &str| same(written, &told(after.dialect, script));
        if is_it(&sql::render(&plan)) {
            return Some(Self { renames, keeps: false });
        }
        if !script.contains(KEPT) {
            return None;
        }
        let is_kept = |stamp: &str| is_it(&sql::render_keeping(&plan, &[], stamp));
        // The folder may have another stamp by now.
        let keeps = is_kept(stamp_of(name)) || stamp_in(script).is_some_and(is_kept);
        keeps.then_some(Self { renames, keeps: true })
    }

    /// The plan of one that takes the place of several, and renames what they do. What others have renamed or dropped can't be renamed
    /// any more: then the plan says what it drops.
    pub(super) fn plan(all: &[Self], from: &Catalog, to: &Catalog, options: &DiffOptions) -> Plan {
        let renames = composed(all.iter().flat_map(|one| one.renames.iter().cloned()));
        renames::diff(from, to, options, &resolved(from, to, options, renames).1)
    }
}

/// By what a migration tells what it keeps apart from what others do.
pub(super) fn stamp_of(name: &str) -> &str {
    name.get(..14).unwrap_or(name)
}

/// The first time stamp that the script names.
fn stamp_in(script: &str) -> Option<&str> {
    let is_stamp = |part: &&str| part.len() == 14 && part.bytes().all(|b| b.is_ascii_digit());
    script.split(|c: char| !c.is_ascii_digit()).find(is_stamp)
}

/// Those that are renames between the two.
fn resolved(
    from: &Catalog,
    to: &Catalog,
    options: &DiffOptions,
    all: impl Iterator<Item = (String, String)>,
) -> (Vec<(String, String)>, Renames) {
    let (mut given, mut renames, mut ids) = (Vec::new(), Vec::new(), Renames::default());
    for (old, new) in all {
        given.push(format!("{old}={new}"));
        match renames::resolve(from, to, options, &Aliases::default(), &given) {
            Ok(found) => {
                ids = found;
                renames.push((old, new));
            }
            Err(_) => drop(given.pop()),
        }
    }
    (renames, ids)
}

/// What is renamed again is renamed once.
fn composed(all: impl Iterator<Item = (String, String)>) -> impl Iterator<Item = (String, String)> {
    let mut composed: Vec<(String, String)> = Vec::new();
    for (old, new) in all {
        match composed.iter_mut().find(|(_, between)| *between == old) {
            Some((_, last)) => *last = new,
            None => composed.push((old, new)),
        }
    }
    composed.into_iter()
}

/// Old and new name of a table, a type, a column or a value that a statement renames.
fn renamed(dialect: Dialect, statement: &str) -> Option<(String, String)> {
    let mut words = words(dialect, statement).peekable();
    words.next().filter(|word| word.is("ALTER"))?;
    words.next().filter(|word| word.is("TABLE") || word.is("TYPE"))?;
    let (mut within, mut last) = (String::new(), words.next()?.unquoted()?);
    while words.next_if(|word| word.is_sign(".")).is_some() {
        within = format!("{within}{last}.");
        last = words.next()?.unquoted()?;
    }
    let whole = format!("{within}{last}");
    let what = words.next()?;
    if what.is("SET") {
        words.next().filter(|word| word.is("SCHEMA"))?;
        return Some((whole, format!("{}.{last}", words.next()?.unquoted()?)));
    }
    if !what.is("RENAME") {
        return None;
    }
    let part = match words.next()? {
        word if word.is("TO") => return Some((whole, format!("{within}{}", words.next()?.unquoted()?))),
        word if word.is("COLUMN") || word.is("VALUE") => words.next()?.unquoted()?,
        _ => return None,
    };
    words.next().filter(|word| word.is("TO"))?;
    Some((format!("{whole}.{part}"), format!("{whole}.{}", words.next()?.unquoted()?)))
}

/// Statements as far as a database can tell them again: no names and no order of SQLite's foreign keys, and times without the zone
/// that goes without saying. All else of the result is what the script itself has made.
fn told(dialect: Dialect, script: &str) -> Vec<String> {
    let script = script.replace("\r\n", "\n");
    let all = statements(dialect, &script);
    all.iter()
        .map(|statement| {
            let words: Vec<_> = words(dialect, statement.text).map(Word::text).map(without_zone).collect();
            if dialect == Dialect::Sqlite { parts(&words).join(" ") } else { words.join(" ") }
        })
        .collect()
}

/// A literal of a time, as it is meant in UTC.
fn without_zone(word: &str) -> &str {
    let is_time = word.strip_prefix('\'').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let without = [" +00:00'", "+00:00'", "+00'", "'"].iter().find_map(|zone| word.strip_suffix(zone));
    without.filter(|_| is_time).unwrap_or(word)
}

/// The parts between the commas of a list in parentheses; foreign keys come last, by what they are.
fn parts(words: &[&str]) -> Vec<String> {
    let (mut depth, mut parts) = (0_usize, vec![Vec::new()]);
    for word in words {
        match *word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        match parts.last_mut() {
            Some(part) if !(depth == 1 && [",", "("].contains(word) || depth == 0 && *word == ")") => part.push(*word),
            _ => parts.push(Vec::new()),
        }
    }
    let named = |part: &Vec<&str>| part.first().is_some_and(|word| word.eq_ignore_ascii_case("CONSTRAINT"));
    let is_key = |part: &Vec<&str>| part.first().is_some_and(|word| word.eq_ignore_ascii_case("FOREIGN"));
    for part in parts.iter_mut().filter(|part| named(part) && part.len() > 2) {
        if part[2].eq_ignore_ascii_case("FOREIGN") {
            part.drain(..2);
        }
    }
    let (mut keys, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(is_key);
    keys.sort();
    others.into_iter().chain(keys).map(|part| part.join(" ")).collect()
}

/// Whether these are the same statements. A catalog does not tell in which order a schema has its tables.
fn same(ours: &[String], theirs: &[String]) -> bool {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    ours.len() == theirs.len() && sorted(ours) == sorted(theirs)
}

#[cfg(test)]
mod tests {
    use nicol_catalog::Dialect::{Postgres, Sqlite};

    use super::{composed, renamed, same, stamp_in, told};

    #[test]
    fn statements_say_what_they_rename() {
        let of = |statement| renamed(Postgres, statement).map(|(old, new)| format!("{old} {new}"));
        assert_eq!(of("ALTER TABLE \"A\" RENAME TO \"B\"").as_deref(), Some("A B"));
        assert_eq!(of("ALTER TABLE \"s\".\"A\" RENAME TO \"B\"").as_deref(), Some("s.A s.B"));
        assert_eq!(of("ALTER TYPE \"s\".\"A\" SET SCHEMA \"t\"").as_deref(), Some("s.A t.A"));
        assert_eq!(of("ALTER TABLE \"A\" RENAME COLUMN \"x\" TO \"y\"").as_deref(), Some("A.x A.y"));
        assert_eq!(of("ALTER TYPE \"E\" RENAME VALUE 'x' TO 'y'").as_deref(), Some("E.x E.y"));
        for other in ["ALTER INDEX \"i\" RENAME TO \"j\"", "ALTER TABLE \"A\" ADD COLUMN \"x\" INT", "SELECT 1", ""] {
            assert_eq!(of(other), None, "{other}");
        }
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        let all = [pair("s.A", "t.A"), pair("x", "y"), pair("t.A", "t.B")];
        assert_eq!(composed(all.into_iter()).collect::<Vec<_>>(), [pair("s.A", "t.B"), pair("x", "y")]);
        assert_eq!(stamp_in("a_123_20260101000000_x"), Some("20260101000000"));
    }

    #[test]
    fn what_a_database_does_not_tell_makes_no_other_statement() {
        let are_same = |dialect, one: &str, other: &str| same(&told(dialect, one), &told(dialect, other));
        let named = "-- A\r\nCREATE TABLE \"t\" (\r\n \"a\" INTEGER,\r\n CONSTRAINT \"x\" FOREIGN KEY (\"a\") REFERENCES \"u\" (\"a\"),\r\n \
                     CONSTRAINT \"c\" CHECK (a > 0)\r\n);SELECT 1;";
        let bare = "SELECT 1; CREATE TABLE \"t\" (\"a\" INTEGER, CONSTRAINT \"c\" CHECK (a > 0), FOREIGN KEY (\"a\") REFERENCES \"u\" (\"a\"))";
        assert!(are_same(Sqlite, named, bare));
        assert!(!are_same(Postgres, named, bare), "the server has the name");
        assert!(!are_same(Sqlite, named, &format!("{bare}; SELECT 2")));
        let time = |zone: &str| format!("ALTER TABLE t ADD COLUMN x TIMESTAMP DEFAULT '2020-01-01 00:00:00{zone}'");
        assert!(are_same(Postgres, &time(" +00:00"), &time("")) && are_same(Postgres, &time("+00"), &time("")));
        assert!(!are_same(Postgres, &time("+02"), &time("")));
    }
}
