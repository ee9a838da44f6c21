//! `down.sql`: a comment that says what the script is for, what it costs and whether it was proven, and the statements.

use nicol_catalog::Dialect;
use nicol_catalog::script::{is_keep_block, statements};

use super::notes::{Note, NoteKind};
use super::{Inverse, script};
use crate::history::{Behind, checksum, matches_checksum};

/// Whether a way back leads back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Up, down and up again have given equal catalogs.
    Equal,
    /// What was different, in words.
    Differs(Vec<String>),
    /// It could not be run: why.
    Failed(String),
}

/// A `down.sql` that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The checksum of the `migration.sql` that it belongs to; none where a person wrote it without.
    pub migration: Option<String>,
    /// What stood before that migration when its way back was proven, as [`Behind::fingerprint`] has it; none if nobody has written it.
    pub behind: Option<String>,
    /// The checksum of the statements, when Nicol wrote them.
    pub statements: Option<String>,
    /// Up, down and up again have given equal catalogs.
    pub is_proven: bool,
    pub notes: Vec<Note>,
    /// What follows the comment.
    pub body: String,
    /// How many lines stand before that.
    pub lines_before: usize,
}

/// The migration that a way back belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'o> {
    pub name: &'o str,
    /// Its script.
    pub up: &'o str,
    /// What it stands behind, where that is known.
    pub behind: Option<&'o Behind>,
}

/// What is wrong with a `down.sql`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staleness {
    /// `migration.sql` was changed since.
    Stale,
    /// It says nothing of its `migration.sql`.
    Unbound,
}

const MIGRATION: &str = "migration.sql: ";
const BEHIND: &str = "behind: ";
/// Of the first migration.
const NOTHING: &str = "nothing";
const STATEMENTS: &str = "statements: ";
const PROOF: &str = "proof: ";
const PROVEN: &str = "up, down and up again give equal catalogs";
const WHICH: &str = "which: ";
const FAILED: &str = "not proven";

impl Document {
    /// The text of the file.
    #[must_use]
    pub fn write(of: Owner<'_>, inverse: &Inverse, proof: &Proof) -> String {
        let body = body(inverse);
        let mut head = format!("The way back from {}, for `nicol migrate down`.\n\n", of.name);
        head.push_str(&format!("{MIGRATION}{}\n", checksum(of.up)));
        if let Some(behind) = of.behind {
            head.push_str(&format!("{BEHIND}{}\n", fingerprint(behind)));
        }
        head.push_str(&format!("{STATEMENTS}{}\n", checksum(&body)));
        let mut manual = Vec::new();
        match proof {
            Proof::Equal => head.push_str(&format!("{PROOF}{PROVEN}\n")),
            Proof::Differs(differences) => {
                head.push_str(&format!("{PROOF}{FAILED}, the catalog afterwards is another one than before\n"));
                let told =
                    differences.iter().map(|d| Note::manual(format!("Not as before: {d}. Write what mends it.")));
                manual.extend(told);
            }
            Proof::Failed(why) => {
                head.push_str(&format!("{PROOF}{FAILED}, it does not run as it is\n"));
                manual.push(Note::manual(format!(
                    "It fails with: {}. Correct the statement, or write it by hand.",
                    why.trim_end().trim_end_matches('.')
                )));
            }
        }
        let mut notes: Vec<_> = manual.iter().chain(&inverse.notes).collect();
        notes.sort_by_key(|note| note.kind != NoteKind::Manual);
        if !notes.is_empty() {
            head.push_str("\nWarnings:\n");
        }
        for note in notes {
            head.push_str(&format!("\n- {}\n", one_line(&note.text)));
            match &note.count {
                Some(count) => head.push_str(&format!("  {}: {}\n", note.kind.word(), one_line(count))),
                None => head.push_str(&format!("  {}\n", note.kind.word())),
            }
            if let Some(which) = &note.which {
                head.push_str(&format!("  {WHICH}{}\n", one_line(which)));
            }
        }
        let indented = head.trim_end().replace("*/", "* /").replace("/*", "/ *").replace('\n', "\n  ");
        let indented: Vec<_> = indented.lines().map(str::trim_end).collect();
        format!("/*\n  {}\n*/\n{body}", indented.join("\n"))
    }

    /// Reads the file. Everything is as well as it can be: a person may have written it.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let whole = Self { body: text.to_owned(), ..Self::default() };
        let Some((head, body)) = text.trim_start().strip_prefix("/*").and_then(|rest| rest.split_once("*/")) else {
            return whole;
        };
        let lines: Vec<_> = head.lines().map(str::trim).collect();
        let value = |key: &str| lines.iter().find_map(|line| line.strip_prefix(key)).map(str::to_owned);
        let Some(migration) = value(MIGRATION) else { return whole };
        let mut notes: Vec<Note> = Vec::new();
        for line in &lines {
            if let Some(text) = line.strip_prefix("- ") {
                notes.push(Note::manual(text));
            } else if let Some(note) = notes.last_mut() {
                if let Some(which) = line.strip_prefix(WHICH) {
                    note.which = Some(which.to_owned());
                } else if let Some((kind, count)) = counted(line) {
                    (note.kind, note.count) = (kind, count);
                }
            }
        }
        let body = body.trim_start_matches(['\r', '\n']).to_owned();
        let is_proven = value(PROOF).is_some_and(|proof| proof == PROVEN);
        let lines_before = text[..text.len() - body.len()].matches('\n').count();
        let (migration, behind, statements) = (Some(migration), value(BEHIND), value(STATEMENTS));
        Self { migration, behind, statements, is_proven, notes, body, lines_before }
    }

    /// The statement that gives what was kept the names by which the notes know it, too.
    #[must_use]
    pub fn opening(&self) -> Option<&str> {
        let first = statements(Dialect::Postgres, &self.body).first()?.text;
        is_keep_block(first).then_some(first)
    }

    /// Whether it belongs to this `migration.sql`.
    #[must_use]
    pub fn staleness(&self, up: &str) -> Option<Staleness> {
        match &self.migration {
            None => Some(Staleness::Unbound),
            Some(sum) if !matches_checksum(up, sum) => Some(Staleness::Stale),
            Some(_) => None,
        }
    }

    /// Whether other migrations stand before its own than when it was proven: it may take back what these have made.
    #[must_use]
    pub fn is_elsewhere(&self, behind: &Behind) -> bool {
        self.behind.as_ref().is_some_and(|known| known != fingerprint(behind))
    }

    /// The text of a file whose migration stands behind this now, which comes to the same; `None` if it doesn't tell.
    #[must_use]
    pub fn moved(text: &str, behind: &Behind) -> Option<String> {
        let known = Self::read(text).behind?;
        Some(text.replacen(&format!("{BEHIND}{known}"), &format!("{BEHIND}{}", fingerprint(behind)), 1))
    }

    /// Whether the statements are those that Nicol wrote.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.statements.as_ref().is_some_and(|sum| matches_checksum(&self.body, sum))
    }

    /// Statements that lose data and that no note counts: those of a person's hand.
    #[must_use]
    pub fn uncounted_losses(&self, dialect: Dialect) -> Vec<String> {
        if self.is_untouched() { Vec::new() } else { script::losses(dialect, &self.body) }
    }

    /// A part was left to a person, and nobody has written it: the statements are as Nicol left them.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        !self.is_proven && self.is_untouched()
    }
}

fn fingerprint(behind: &Behind) -> &str {
    if behind.fingerprint().is_empty() { NOTHING } else { behind.fingerprint() }
}

fn body(inverse: &Inverse) -> String {
    if inverse.statements.is_empty() {
        return "-- There is nothing to take back.\n".to_owned();
    }
    inverse.statements.iter().map(|statement| format!("{};\n", statement.trim_end().trim_end_matches(';'))).collect()
}

fn counted(line: &str) -> Option<(NoteKind, Option<String>)> {
    NoteKind::ALL.into_iter().find_map(|kind| {
        let rest = line.strip_prefix(kind.word())?;
        match rest.strip_prefix(": ") {
            Some(count) => Some((kind, Some(count.to_owned()))),
            None if rest.is_empty() => Some((kind, None)),
            None => None,
        }
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Lineage;

    fn owner(up: &str) -> Owner<'_> {
        Owner { name: "1_a", up, behind: None }
    }

    fn inverse() -> Inverse {
        Inverse {
            statements: vec!["DROP TABLE \"a\"".into()],
            notes: vec![
                Note::loses("The table goes.", "SELECT COUNT(*) FROM \"a\""),
                Note::empty("Empty."),
                Note::refuses("Rows.", "SELECT COUNT(*) FROM \"b\"").naming(&["\"id\"".into()], "\"b\""),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let text = Document::write(owner("CREATE TABLE a ();"), &inverse(), &Proof::Equal);
        let document = Document::read(&text);
        assert_eq!(document.notes, inverse().notes);
        assert_eq!(document.body, "DROP TABLE \"a\";\n");
        assert_eq!(text.lines().nth(document.lines_before), Some("DROP TABLE \"a\";"));
        assert!(document.is_proven && document.is_untouched());
        assert_eq!(document.staleness("CREATE TABLE a ();"), None);
        assert_eq!(document.staleness("CREATE TABLE b ();"), Some(Staleness::Stale));
        assert_eq!(document.uncounted_losses(Dialect::Postgres), [""; 0]);
    }

    #[test]
    fn it_knows_what_it_was_proven_behind() {
        let up = "ALTER TABLE a ADD x int;";
        let mut lineage = Lineage::new(Dialect::Postgres);
        let first = lineage.behind(up);
        lineage.pass("CREATE TABLE a ();");
        let second = lineage.behind(up);
        let of = |behind| Document::read(&Document::write(Owner { behind, ..owner(up) }, &inverse(), &Proof::Equal));
        assert!(!of(Some(&first)).is_elsewhere(&first) && of(Some(&first)).is_elsewhere(&second));
        assert!(of(Some(&second)).is_elsewhere(&first) && !of(None).is_elsewhere(&second));
        let text = Document::write(Owner { behind: Some(&first), ..owner(up) }, &inverse(), &Proof::Equal);
        let moved = Document::moved(&text, &second).expect("it tells");
        assert!(!Document::read(&moved).is_elsewhere(&second));
        assert_eq!(
            Document { behind: None, ..Document::read(&moved) },
            Document { behind: None, ..Document::read(&text) }
        );
    }

    #[test]
    fn what_a_person_wrote_is_taken_as_it_is() {
        let document = Document::read("-- mine\nDROP TABLE a; ALTER TABLE b DROP c; DELETE FROM d");
        assert_eq!(document.staleness(""), Some(Staleness::Unbound));
        assert_eq!(document.uncounted_losses(Dialect::Postgres).len(), 3);
        let text = Document::write(owner(""), &inverse(), &Proof::Equal).replace("TABLE", "table");
        assert_eq!(Document::read(&text).uncounted_losses(Dialect::Postgres), ["DROP table \"a\""]);
    }

    #[test]
    fn no_name_ends_the_comment() {
        let note = Note::manual("x */ DROP TABLE b; /* y");
        let inverse = Inverse { statements: Vec::new(), notes: vec![note] };
        let text = Document::write(owner(""), &inverse, &Proof::Failed("*/".into()));
        assert_eq!(Document::read(&text).body, "-- There is nothing to take back.\n");
    }
}
