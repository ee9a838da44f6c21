//! Rows of migrations whose way back has begun, where no transaction takes it with its record: for everybody they are failed
//! ones until it is settled what is there, and they tell how they stood before.

use nicol_migrate::history::Row;

/// What the logs of such a row begin with.
const WORDS: &str = "nicol migrate down began to take this migration back, and is not done with it; it was applied at ";

/// How a row stood before its way back began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Before {
    pub(super) finished_at: String,
    pub(super) logs: Option<String>,
}

impl Before {
    /// Of a row that stands as applied.
    pub(crate) fn of_applied(row: &Row) -> Option<Self> {
        let finished_at = row.finished_at.clone().filter(|_| row.is_applied())?;
        Some(Self { finished_at, logs: row.logs.clone() })
    }

    /// Of a row whose way back has begun.
    pub(crate) fn of_begun(row: &Row) -> Option<Self> {
        let rest = row.logs.as_deref().filter(|_| row.is_failed())?.strip_prefix(WORDS)?;
        let (finished_at, logs) = match rest.split_once('\n') {
            Some((finished_at, logs)) => (finished_at, Some(logs.to_owned())),
            None => (rest, None),
        };
        Some(Self { finished_at: finished_at.to_owned(), logs })
    }

    /// The logs of the row while its way back is not done.
    pub(super) fn told(&self) -> String {
        let logs = self.logs.as_ref().map(|logs| format!("\n{logs}")).unwrap_or_default();
        format!("{WORDS}{}{logs}", self.finished_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_how_it_stood_before() {
        for logs in [None, Some(""), Some("two\nlines")] {
            let before = Before { finished_at: "2026-01-01 00:00:00+00".to_owned(), logs: logs.map(str::to_owned) };
            let row = Row {
                id: String::new(),
                checksum: String::new(),
                finished_at: None,
                migration_name: String::new(),
                logs: Some(before.told()),
                rolled_back_at: None,
                started_at: String::new(),
                applied_steps_count: 1,
            };
            assert_eq!(Before::of_begun(&row), Some(before));
            assert_eq!(Before::of_begun(&Row { rolled_back_at: Some(String::new()), ..row }), None);
        }
    }
}
