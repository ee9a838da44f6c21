use std::fmt;

use nicol_catalog::Dialect;
use nicol_catalog::script::{KEPT, around_transaction, statements, words};
use nicol_driver::admin::Connection;
use nicol_migrate::inverse::NoteKind;

use super::Step;
use crate::counting::Counting;
use crate::script;

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
    let closing = open_kept(connection, step).await;
    let opening = step.document.opening().filter(|_| connection.dialect() == Dialect::Postgres);
    let mut findings = Vec::new();
    let finding =
        |kind, text: &str, count| Finding { migration: step.migration.clone(), kind, text: text.to_owned(), count };
    for note in &step.document.notes {
        let counted = match (&note.kind, &note.count) {
            (NoteKind::Manual, _) => continue,
            (_, None) => Ok(None),
            (_, Some(sql)) => count(connection, opening, sql).await,
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
    for statement in closing {
        let _ = connection.execute_script(&statement).await;
    }
    let hand_written = step.document.uncounted_losses(connection.dialect());
    findings.extend(hand_written.iter().map(|text| finding(NoteKind::Loses, &format!("`{text}`"), None)));
    findings
}

/// SQLite: opens the file beside the database for what counts in it, as the way back itself does; gives what closes it.
async fn open_kept(connection: &Connection, step: &Step) -> Vec<String> {
    let asks = step.document.notes.iter().any(|note| note.count.as_ref().is_some_and(|sql| sql.contains(KEPT)));
    let is_sqlite = connection.dialect() == Dialect::Sqlite;
    if !is_sqlite || !asks || connection.is_in_transaction().await.unwrap_or(true) {
        return Vec::new();
    }
    let around = around_transaction(&step.document.body);
    let opening = around.before.iter().filter(|s| s.contains(KEPT));
    for statement in opening {
        let _ = script::make_kept(connection, statement).await;
        let _ = connection.execute_script(statement).await;
    }
    // The file may have stayed elsewhere.
    for statement in statements(Dialect::Sqlite, &around.inside) {
        let words: Vec<_> = words(Dialect::Sqlite, statement.text).take(3).collect();
        let is_ensured = words.iter().zip(["CREATE", "TABLE", "IF"]).all(|(word, keyword)| word.is(keyword));
        if statement.text.contains(KEPT) && is_ensured {
            let _ = connection.execute_script(statement.text).await;
        }
    }
    around.after.iter().filter(|s| s.contains(KEPT)).map(|s| s.to_string()).collect()
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
