//! Migrations that have another time stamp than the database knows them by.

use super::checksum::matches_checksum;
use super::{FolderEntry, Row, has_row};

/// The name behind its time stamp; `None` without one.
#[must_use]
pub fn behind_stamp(name: &str) -> Option<&str> {
    let (stamp, rest) = name.split_at_checked(14)?;
    stamp.bytes().all(|b| b.is_ascii_digit()).then_some(rest)
}

/// Migrations of the folder that the history has not, and the names by which it has them: the same script under the same name,
/// but for the time stamp, which the folder lacks. A rename of the folders that was not carried over to the database, or not
/// yet. Old and new names, in the folder's order.
#[must_use]
pub fn moved(folder: &[FolderEntry<'_>], rows: &[Row]) -> Vec<(String, String)> {
    let mut left: Vec<&Row> = rows
        .iter()
        .filter(|row| !row.is_rolled_back() && !folder.iter().any(|entry| entry.name == row.migration_name))
        .collect();
    let mut found = Vec::new();
    for entry in folder.iter().filter(|entry| !has_row(entry.name, rows)) {
        let (Some(script), Some(rest)) = (entry.script, behind_stamp(entry.name)) else { continue };
        let is_it =
            |row: &&Row| behind_stamp(&row.migration_name) == Some(rest) && matches_checksum(script, &row.checksum);
        if let Some(at) = left.iter().position(is_it) {
            found.push((left.remove(at).migration_name.clone(), entry.name.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::checksum;
    use super::*;

    fn row(name: &str, script: &str, is_back: bool) -> Row {
        Row {
            id: name.to_owned(),
            checksum: checksum(script),
            finished_at: Some(String::new()),
            migration_name: name.to_owned(),
            logs: None,
            rolled_back_at: is_back.then(String::new),
            started_at: String::new(),
            applied_steps_count: 1,
        }
    }

    fn entry<'a>(name: &'a str, script: &'a str) -> FolderEntry<'a> {
        FolderEntry { name, script: Some(script) }
    }

    #[test]
    fn the_same_script_under_the_same_name_has_moved() {
        let (old, new) = ("20260101000000_a", "20260202000000_a");
        let pair = [(old.to_owned(), new.to_owned())];
        assert_eq!(moved(&[entry(new, "x")], &[row(old, "x", false)]), pair);
        // Another script, another name, one that was taken back, one that is in the folder, one that has a row.
        assert_eq!(moved(&[entry(new, "y")], &[row(old, "x", false)]), []);
        assert_eq!(moved(&[entry("20260202000000_b", "x")], &[row(old, "x", false)]), []);
        assert_eq!(moved(&[entry(new, "x")], &[row(old, "x", true)]), []);
        assert_eq!(moved(&[entry(old, "x"), entry(new, "x")], &[row(old, "x", false)]), []);
        assert_eq!(moved(&[entry(new, "x")], &[row(old, "x", false), row(new, "x", true)]), []);
        assert_eq!(moved(&[entry("init", "x")], &[row("init_", "x", false)]), []);
    }

    #[test]
    fn two_of_the_same_kind_are_two() {
        let rows = [row("20260101000000_a", "x", false), row("20260102000000_a", "x", false)];
        let found = moved(&[entry("20260201000000_a", "x"), entry("20260202000000_a", "x")], &rows);
        assert_eq!(
            found.iter().map(|(old, _)| old.as_str()).collect::<Vec<_>>(),
            ["20260101000000_a", "20260102000000_a"]
        );
    }
}
