use std::fmt;

use nicol_driver::admin::Connection;
use nicol_migrate::inverse::NoteKind;

use super::Step;

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
        if !matches!(note.kind, NoteKind::Loses | NoteKind::Refuses) {
            continue;
        }
        let Some(sql) = &note.count else {
            findings.push(finding(note.kind, &note.text, None));
            continue;
        };
        let count = count(connection, sql).await;
        // What can't be counted is told as a loss; what would refuse tells itself when it runs.
        match (note.kind, count) {
            (_, Some(0)) | (NoteKind::Refuses, None) => {}
            (kind, count) => findings.push(finding(kind, &note.text, count)),
        }
    }
    let hand_written = step.document.uncounted_losses(connection.dialect());
    findings.extend(hand_written.iter().map(|text| finding(NoteKind::Loses, &format!("`{text}`"), None)));
    findings
}

/// A statement that fails must not end the transaction that it is asked in.
async fn count(connection: &Connection, sql: &str) -> Option<u64> {
    let inside = connection.is_in_transaction().await.unwrap_or(false);
    if inside {
        connection.execute_script("SAVEPOINT nicol_count").await.ok()?;
    }
    let answer = connection.query_text(sql).await;
    if inside {
        let end = if answer.is_ok() { "RELEASE nicol_count" } else { "ROLLBACK TO nicol_count; RELEASE nicol_count" };
        connection.execute_script(end).await.ok()?;
    }
    answer.ok()?.rows.first()?.first()?.as_deref()?.parse().ok()
}
