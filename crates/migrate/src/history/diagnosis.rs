use std::collections::HashSet;

use super::Row;
use super::checksum::matches_checksum;

/// A migration of the folder. `script` is `None` where it can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolderEntry<'a> {
    pub name: &'a str,
    pub script: Option<&'a str>,
}

/// What the folder and the database's history say about each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnosis {
    /// Folders without any row, in the folder's order.
    pub unapplied: Vec<String>,
    /// Folders that `deploy` would apply: without a row, or with rolled-back rows only.
    pub pending: Vec<String>,
    /// Names of rows without a folder, oldest first.
    pub unpersisted: Vec<String>,
    /// Rows whose script has been changed since; not failed ones, which are to be corrected.
    pub edited: Vec<String>,
    /// Rows neither finished nor rolled back.
    pub failed: Vec<String>,
    /// Both sides have what the other has not.
    pub divergence: Option<Divergence>,
}

/// Where two histories part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// The folder before the first unapplied one; none if that is the first.
    pub last_common: Option<String>,
}

/// Why `migrate dev` can't go on without a reset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResetReason {
    Failed(String),
    Edited(String),
    /// The database is not what its migrations make: the difference as text.
    Drift {
        summary: String,
        has_history: bool,
    },
    Diverged {
        last_common: Option<String>,
        unpersisted: Vec<String>,
    },
    /// Applied migrations are missing in the folder.
    Unpersisted(Vec<String>),
}

impl Diagnosis {
    /// The reasons that folder and history give, in Prisma's order; drift is known only to who compared the database.
    #[must_use]
    pub fn reset_reasons(&self, drift: Option<ResetReason>) -> Vec<ResetReason> {
        let mut reasons: Vec<_> = self.failed.iter().cloned().map(ResetReason::Failed).collect();
        reasons.extend(self.edited.iter().cloned().map(ResetReason::Edited));
        reasons.extend(drift);
        match &self.divergence {
            Some(d) => reasons.push(ResetReason::Diverged {
                last_common: d.last_common.clone(),
                unpersisted: self.unpersisted.clone(),
            }),
            None if !self.unpersisted.is_empty() => reasons.push(ResetReason::Unpersisted(self.unpersisted.clone())),
            None => {}
        }
        reasons
    }
}

/// Whether a migration is still to be applied: it has no row, or rolled-back rows only.
#[must_use]
pub fn is_pending(name: &str, rows: &[Row]) -> bool {
    !rows.iter().any(|r| r.migration_name == name && !r.is_rolled_back())
}

/// Whether a migration is applied: it has a row that is finished, and not rolled back.
#[must_use]
pub fn is_applied(name: &str, rows: &[Row]) -> bool {
    rows.iter().any(|r| r.migration_name == name && r.is_applied())
}

/// Whether a history knows of a migration, whatever became of it.
#[must_use]
pub fn has_row(name: &str, rows: &[Row]) -> bool {
    rows.iter().any(|r| r.migration_name == name)
}

/// Compares the folder (in its order) with the history.
#[must_use]
pub fn diagnose(folder: &[FolderEntry<'_>], rows: &[Row]) -> Diagnosis {
    let has_row: HashSet<_> = rows.iter().map(|r| r.migration_name.as_str()).collect();
    let has_folder: HashSet<_> = folder.iter().map(|m| m.name).collect();
    let names = |wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        folder.iter().filter(|m| wanted(m.name)).map(|m| m.name.to_owned()).collect()
    };
    let unapplied = names(&|name| !has_row.contains(name));
    let pending = names(&|name| is_pending(name, rows));
    // What was rolled back has left nothing behind, so that its folder may go.
    let stands = rows.iter().filter(|r| !r.is_rolled_back()).map(|r| r.migration_name.as_str());
    let unpersisted = unique(stands.filter(|n| !has_folder.contains(n)));
    let is_edited = |row: &&Row| {
        let script = folder.iter().find(|m| m.name == row.migration_name).and_then(|m| m.script);
        row.is_applied() && script.is_some_and(|s| !matches_checksum(s, &row.checksum))
    };
    let edited = unique(rows.iter().filter(is_edited).map(|r| r.migration_name.as_str()));
    let failed = unique(rows.iter().filter(|r| r.is_failed()).map(|r| r.migration_name.as_str()));
    let divergence = match unapplied.first() {
        Some(first) if !unpersisted.is_empty() => {
            let before = folder.iter().take_while(|m| m.name != first).last();
            Some(Divergence { last_common: before.map(|m| m.name.to_owned()) })
        }
        _ => None,
    };
    Diagnosis { unapplied, pending, unpersisted, edited, failed, divergence }
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.filter(|n| seen.insert(*n)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::checksum;
    use super::*;

    fn row(name: &str, script: &str, finished: bool, rolled_back: bool) -> Row {
        let time = || Some("2026-01-01".to_owned());
        Row {
            id: name.to_owned(),
            checksum: checksum(script),
            finished_at: finished.then(time).flatten(),
            migration_name: name.to_owned(),
            logs: None,
            rolled_back_at: rolled_back.then(time).flatten(),
            started_at: String::new(),
            applied_steps_count: 1,
        }
    }

    fn entry<'a>(name: &'a str, script: &'a str) -> FolderEntry<'a> {
        FolderEntry { name, script: Some(script) }
    }

    #[test]
    fn in_step() {
        let d =
            diagnose(&[entry("1", "a"), entry("2", "b")], &[row("1", "a", true, false), row("2", "b", true, false)]);
        assert_eq!(d, Diagnosis::default());
        assert!(d.reset_reasons(None).is_empty());
    }

    #[test]
    fn a_rolled_back_migration_is_pending_but_not_unapplied() {
        let d = diagnose(&[entry("1", "a")], &[row("1", "a", false, true)]);
        assert!(d.unapplied.is_empty());
        assert_eq!(d.pending, ["1"]);
    }

    #[test]
    fn an_edited_script_a_failed_row_and_a_missing_folder_need_a_reset() {
        let folder = [entry("1", "changed"), entry("3", "c")];
        let rows = [row("1", "a", true, false), row("2", "b", false, false)];
        let d = diagnose(&folder, &rows);
        assert_eq!(d.edited, ["1"]);
        assert_eq!(d.failed, ["2"]);
        assert_eq!(d.unpersisted, ["2"]);
        assert_eq!(d.divergence, Some(Divergence { last_common: Some("1".to_owned()) }));
        assert_eq!(
            d.reset_reasons(None),
            [
                ResetReason::Failed("2".to_owned()),
                ResetReason::Edited("1".to_owned()),
                ResetReason::Diverged { last_common: Some("1".to_owned()), unpersisted: vec!["2".to_owned()] },
            ]
        );
    }

    #[test]
    fn a_failed_migration_may_be_corrected() {
        let d = diagnose(&[entry("1", "corrected")], &[row("1", "a", false, false)]);
        assert_eq!(d.reset_reasons(None), [ResetReason::Failed("1".to_owned())]);
    }

    #[test]
    fn a_rolled_back_migration_may_leave_the_folder() {
        assert_eq!(diagnose(&[], &[row("1", "a", false, true)]), Diagnosis::default());
        // Applied again after it was rolled back, it counts.
        let again = [row("1", "a", false, true), row("1", "a", true, false)];
        assert_eq!(diagnose(&[], &again).unpersisted, ["1"]);
    }

    #[test]
    fn the_folder_may_be_behind() {
        let d = diagnose(&[], &[row("1", "a", true, false)]);
        assert_eq!(d.divergence, None);
        assert_eq!(d.reset_reasons(None), [ResetReason::Unpersisted(vec!["1".to_owned()])]);
    }
}
