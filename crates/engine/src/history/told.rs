//! Rows of the history, for people.

use std::time::Duration;

use jiff::Timestamp;
use nicol_migrate::history::Row;

use crate::error::FailedMigration;
use crate::status::AppliedMigration;
use crate::unsettled::UNDONE;

/// A failed row, for people.
pub(crate) fn failed(row: &Row) -> FailedMigration {
    FailedMigration {
        name: row.migration_name.clone(),
        started_at: readable(&row.started_at),
        // What is left is told by the advice.
        logs: row.logs.as_deref().map(|logs| logs.strip_prefix(UNDONE).unwrap_or(logs).to_owned()),
        advice: None,
    }
}

/// An applied row, for people.
pub(crate) fn applied(row: &Row) -> AppliedMigration {
    let finished_at = row.finished_at.as_deref().unwrap_or_default();
    let span = instant(&row.started_at).zip(instant(finished_at)).map(|(start, end)| end.duration_since(start));
    let took = span.and_then(|span| Duration::try_from(span).ok());
    AppliedMigration {
        name: row.migration_name.clone(),
        started_at: readable(&row.started_at),
        finished_at: readable(finished_at),
        // What was only recorded has no steps.
        took: took.filter(|_| row.applied_steps_count > 0),
    }
}

/// A time as databases write it: `2026-01-01 12:00:00.123+00`, or milliseconds since 1970.
fn instant(time: &str) -> Option<Timestamp> {
    match time.parse().map(Timestamp::from_millisecond) {
        Ok(time) => time.ok(),
        Err(_) => time.parse().ok(),
    }
}

/// SQLite has times as milliseconds since 1970, which nobody reads.
pub(crate) fn readable(time: &str) -> String {
    match time.parse().map(Timestamp::from_millisecond) {
        Ok(Ok(time)) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        _ => time.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn times_of_both_databases_are_read() {
        let at = instant("1700000000123").expect("milliseconds");
        for text in ["2023-11-14 22:13:20.123+00", "2023-11-15 03:43:20.123+05:30", "2023-11-14T22:13:20.123Z"] {
            assert_eq!(instant(text), Some(at), "{text}");
        }
        assert_eq!(instant("Tue Nov 14 22:13:20 2023"), None);
    }
}
