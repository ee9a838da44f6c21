use std::fmt;

use nicol_catalog::Dialect;
use nicol_driver::admin::Connection;
use nicol_migrate::checks::named;
use nicol_migrate::inverse::NoteKind;

use super::Step;
use super::set_aside::SetAside;
use crate::counting::Counting;

/// What a way back means for the data that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub migration: String,
    pub kind: NoteKind,
    /// What happens to which table or column.
    pub text: String,
    /// How many rows or values; none if nobody could count them.
    pub count: Option<u64>,
    /// The first of the rows that are in the way: `id 4, 17`.
    pub rows: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows.as_ref().map(|rows| format!(": {rows}")).unwrap_or_default();
        let count = match self.count {
            Some(1) => format!(" (1 row{rows})"),
            Some(n) => format!(" ({n} rows{rows})"),
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
        Self { migration, kind: NoteKind::Loses, text, count: None, rows: None }
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
    let kept = SetAside::open(connection, step).await;
    let opening = step.document.opening().filter(|_| connection.dialect() == Dialect::Postgres);
    let mut findings = Vec::new();
    let finding = |kind, text: &str, count| {
        let (migration, text) = (step.migration.clone(), kept.told(text));
        Finding { migration, kind, text, count, rows: None }
    };
    if step.is_elsewhere {
        let way_out = match step.document.is_untouched() {
            true => format!("`nicol migrate down --write {}` makes it anew, from the folder as it is", step.migration),
            // What a person has written would be lost.
            false => "if it still leads back, take the line `behind: …` out of its comment".to_owned(),
        };
        let text = format!(
            "Other migrations about the same things stand before it here than when it was proven (of another branch, say): what these have \
             changed may go with it; {way_out}."
        );
        findings.push(finding(NoteKind::Loses, &text, None));
    }
    let gone = |place| {
        format!("{place} is not there any more: what migration.sql has kept there is lost, and comes back empty.")
    };
    for text in kept.losses().into_iter().chain(step.gone.iter().map(gone)) {
        findings.push(finding(NoteKind::Loses, &text, None));
    }
    for note in &step.document.notes {
        let counted = match (&note.kind, &note.count) {
            (NoteKind::Manual, _) => continue,
            // It does not come back.
            (NoteKind::Empty, _) if kept.is_missing(&note.text) => continue,
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
            (kind, Ok(count)) => {
                let rows = match (&note.which, count) {
                    (Some(which), Some(count)) => rows(connection, opening, which, count).await,
                    _ => None,
                };
                findings.push(Finding { rows, ..finding(kind, &note.text, count) });
            }
            (kind, Err(why)) => {
                let text = format!("{} It could not be counted: {}.", note.text, why.message().trim_end_matches('.'));
                findings.push(finding(kind, &text, None));
            }
        }
    }
    let hand_written = step.document.uncounted_losses(connection.dialect());
    findings.extend(hand_written.iter().map(|text| finding(NoteKind::Loses, &format!("`{text}`"), None)));
    kept.close(connection).await;
    findings
}

/// The first of the rows that were counted. Who can't see them is told their number.
async fn rows(connection: &Connection, opening: Option<&str>, which: &str, count: u64) -> Option<String> {
    let counting = Counting::begin(connection).await.ok()?;
    if let Some(opening) = opening {
        let _ = counting.ask(opening).await;
    }
    let answer = counting.ask(which).await;
    counting.end().await.ok()?;
    let answer = answer.ok()?;
    named(&answer.columns, &answer.rows, |shown| usize::try_from(count).is_ok_and(|count| count > shown))
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
