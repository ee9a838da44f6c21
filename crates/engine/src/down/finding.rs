use std::fmt;

use nicol_driver::admin::Connection;
use nicol_migrate::inverse::NoteKind;

use super::Step;
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

/// Asks the database what the notes of a way back ask for. What counts nothing is left out.
pub(super) async fn find(connection: &Connection, step: &Step) -> Vec<Finding> {
    let mut findings = Vec::new();
    let finding =
        |kind, text: &str, count| Finding { migration: step.migration.clone(), kind, text: text.to_owned(), count };
    for note in &step.document.notes {
        let counted = match (&note.kind, &note.count) {
            (NoteKind::Manual, _) => continue,
            (_, None) => Ok(None),
            (_, Some(sql)) => count(connection, sql).await,
        };
        // What can't be counted is told as a loss; what would refuse tells itself when it runs.
        match (note.kind, counted) {
            (_, Ok(Some(0))) | (NoteKind::Refuses, Err(_)) => {}
            (kind, Ok(count)) => findings.push(finding(kind, &note.text, count)),
            (kind, Err(why)) => {
                let text = format!("{} It could not be counted: {}.", note.text, why.message());
                findings.push(finding(kind, &text, None));
            }
        }
    }
    let hand_written = step.document.uncounted_losses(connection.dialect());
    findings.extend(hand_written.iter().map(|text| finding(NoteKind::Loses, &format!("`{text}`"), None)));
    findings
}

/// A statement that fails does not end the transaction that it is asked in.
async fn count(connection: &Connection, sql: &str) -> Result<Option<u64>, nicol_driver::Error> {
    let counting = Counting::begin(connection).await?;
    let count = counting.number(sql).await;
    counting.end().await?;
    count
}
