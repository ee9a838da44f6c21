use std::fmt;

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_catalog::script::{KEPT, around_transaction, statements, words};
use nicol_driver::admin::Connection;
use nicol_migrate::inverse::NoteKind;

use super::Step;
use crate::companions::Companion;
use crate::counting::Counting;
use crate::history::literal;

/// What a way back means for the data that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub migration: String,
    pub kind: NoteKind,
    /// What happens to which table or column.
    pub text: String,
    /// How many rows or values; none if nobody could count them.
    pub count: Option<u64>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = match self.count {
            Some(1) => " (1 row)".to_owned(),
            Some(n) => format!(" ({n} rows)"),
            // What comes back empty is not counted.
            None if self.kind == NoteKind::Empty => String::new(),
            None => " (not counted)".to_owned(),
        };
        write!(f, "{}: {}{count}", self.migration, self.text)
    }
}

/// What stands for all that could not be looked at.
const NOT_LOOKED_AT: &str =
    "It was not looked at: that has to wait for others, or makes them wait. What it loses is not known.";

impl Finding {
    /// A look waits for nobody: what this way back would cost is not known.
    pub(super) fn not_looked_at(step: &Step) -> Self {
        let (migration, text) = (step.migration.clone(), NOT_LOOKED_AT.to_owned());
        Self { migration, kind: NoteKind::Loses, text, count: None }
    }

    pub(super) fn is_not_looked_at(&self) -> bool {
        self.text == NOT_LOOKED_AT
    }
}

/// Whether an error says that a limit on waiting has ended it.
pub(super) fn is_cut_short(error: &nicol_driver::Error) -> bool {
    matches!(error.sqlstate(), Some("55P03" | "57014"))
}

/// Asks the database what the notes of a way back ask for. What counts nothing is left out; where a limit of the transaction
/// ends the counting, that is told, if `is_limited`.
pub(super) async fn find(connection: &Connection, step: &Step, is_limited: bool) -> Vec<Finding> {
    let kept = Kept::open(connection, step).await;
    let opening = step.document.opening().filter(|_| connection.dialect() == Dialect::Postgres);
    let mut findings = Vec::new();
    let finding =
        |kind, text: &str, count| Finding { migration: step.migration.clone(), kind, text: text.to_owned(), count };
    if step.is_elsewhere {
        let text = format!(
            "It was proven behind other migrations than those that stand before it here (of another branch, say): what these have \
             changed may go with it. `nicol migrate down --write {}` makes it anew, from the folder as it is.",
            step.migration
        );
        findings.push(finding(NoteKind::Loses, &text, None));
    }
    for place in &kept.missing {
        let text = format!(
            "{place} is not in the file beside the database (NAME.kept): put that back, or what migration.sql has kept there is lost."
        );
        findings.push(finding(NoteKind::Loses, &text, None));
    }
    for note in &step.document.notes {
        let counted = match (&note.kind, &note.count) {
            (NoteKind::Manual, _) => continue,
            // It does not come back.
            (NoteKind::Empty, _) if kept.missing.iter().any(|place| note.text.contains(place.as_str())) => continue,
            (_, None) => Ok(None),
            (_, Some(sql)) => count(connection, opening, sql).await,
        };
        // What can't be counted is told as a loss; what would refuse tells itself when it runs.
        match (note.kind, counted) {
            (_, Err(why)) if is_limited && is_cut_short(&why) => {
                findings = vec![Finding::not_looked_at(step)];
                break;
            }
            (_, Ok(Some(0))) | (NoteKind::Refuses, Err(_)) => {}
            (kind, Ok(count)) => findings.push(finding(kind, &note.text, count)),
            (kind, Err(why)) => {
                let text = format!("{} It could not be counted: {}.", note.text, why.message());
                findings.push(finding(kind, &text, None));
            }
        }
    }
    kept.close(connection).await;
    let hand_written = step.document.uncounted_losses(connection.dialect());
    findings.extend(hand_written.iter().map(|text| finding(NoteKind::Loses, &format!("`{text}`"), None)));
    findings
}

/// SQLite: the file beside the database, open for what is counted in it.
#[derive(Default)]
struct Kept {
    /// Tables that the way back reads, as scripts name them, and that are not there: the file may have stayed elsewhere.
    missing: Vec<String>,
    closing: Vec<String>,
}

impl Kept {
    /// Opens it as the way back itself does, if that reads it; in a transaction it is open.
    async fn open(connection: &Connection, step: &Step) -> Self {
        let mut kept = Self::default();
        if connection.dialect() != Dialect::Sqlite || !step.document.body.contains(KEPT) {
            return kept;
        }
        let around = around_transaction(&step.document.body);
        let is_looking = !connection.is_in_transaction().await.unwrap_or(true);
        if is_looking {
            // A file that is not there is not made by who only looks.
            let is_there = matches!(Companion::Kept.beside(connection).await, Ok(Some(file)) if file.exists());
            for statement in around.before.iter().filter(|s| s.contains(KEPT)) {
                let elsewhere = format!("ATTACH ':memory:' AS {}", quoted(KEPT));
                let _ = connection.execute_script(if is_there { statement } else { &elsewhere }).await;
            }
            // What is counted has to be there, and nothing of it stays.
            let _ = connection.execute_script("BEGIN").await;
            kept.closing.push("ROLLBACK".to_owned());
            kept.closing.extend(around.after.iter().filter(|s| s.contains(KEPT)).map(|s| s.to_string()));
        }
        for statement in statements(Dialect::Sqlite, &around.inside) {
            let Some(name) = ensured(statement.text) else { continue };
            let (schema, literal) = (quoted(KEPT), literal(Dialect::Sqlite, &name));
            let asked = format!("SELECT 1 FROM {schema}.sqlite_schema WHERE name = {literal} COLLATE NOCASE");
            let is_there = connection.query_text(&asked).await.is_ok_and(|found| !found.rows.is_empty());
            if !is_there {
                kept.missing.push(format!("{schema}.{}", quoted(&name)));
                let _ = connection.execute_script(statement.text).await;
            }
        }
        kept
    }

    async fn close(self, connection: &Connection) {
        for statement in self.closing {
            let _ = connection.execute_script(&statement).await;
        }
    }
}

/// The table of the file that a statement makes if it is missing.
fn ensured(statement: &str) -> Option<String> {
    let words: Vec<_> = words(Dialect::Sqlite, statement).take(8).collect();
    let [create, table, if_, not, exists, place, dot, name] = words.as_slice() else { return None };
    let is_it = [create, table, if_, not, exists]
        .iter()
        .zip(["CREATE", "TABLE", "IF", "NOT", "EXISTS"])
        .all(|(word, keyword)| word.is(keyword));
    let is_kept = is_it && dot.is_sign(".") && place.unquoted().is_some_and(|place| place == KEPT);
    if is_kept { name.unquoted() } else { None }
}

/// A statement that fails does not end the transaction that it is asked in.
async fn count(connection: &Connection, opening: Option<&str>, sql: &str) -> Result<Option<u64>, nicol_driver::Error> {
    let counting = Counting::begin(connection).await?;
    if let Some(opening) = opening {
        // If that fails, what is asked for is not there either.
        let _ = counting.ask(opening).await;
    }
    let count = counting.number(sql).await;
    counting.end().await?;
    count
}
