use std::path::PathBuf;

use super::Finding;

/// Why nothing was taken back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownError {
    /// No history, or nothing applied.
    #[error("no migration is applied to this database, so there is nothing to take back")]
    NothingApplied,
    #[error("{wanted} migrations were to be taken back, and only {applied} of this database can be: nothing was done")]
    TooMany { applied: usize, wanted: usize },
    /// `--to` names what is not applied.
    #[error(
        "the migration `{migration}` is not applied to this database, so there is no way back to it: check the name"
    )]
    NotApplied { migration: String },
    /// Later ones of the folder would stay.
    #[error(
        "the migration `{migration}` can't be taken back before {}, which stand behind it in the folder and are applied: take \
         these back with it, with a number or `--to`, or put the folder in the order in which they were applied",
        later.join(", ")
    )]
    OutOfOrder { migration: String, later: Vec<String> },
    #[error("the migration `{migration}` is applied, and {} lacks it: put it back, for example from version control", folder.display())]
    NotInFolder { migration: String, folder: PathBuf },
    #[error("the migration `{migration}` has no down.sql: make it with `nicol migrate down --write {migration}`")]
    Missing { migration: String },
    #[error(
        "the down.sql of `{migration}` was made for another migration.sql, which was changed since: look at both, and make \
         it anew with `nicol migrate down --write {migration}`; or, if it is right as it is, take the line `migration.sql: …` \
         out of its comment"
    )]
    Stale { migration: String },
    #[error(
        "the migration.sql of `{migration}` is another one than was applied to this database, so its down.sql may not lead \
         back: put the file back as it was"
    )]
    Edited { migration: String },
    #[error(
        "the down.sql of `{migration}` is not finished: {why}\nread its comment, write what is missing, and try again \
         (a file that you have changed is taken as it is)"
    )]
    Unfinished { migration: String, why: String },
    #[error(
        "the migration `{migration}` failed, and its script may have left a part behind, since it controls transactions \
         itself: look at the database, undo by hand what is there, and say `nicol migrate resolve --rolled-back {migration}`"
    )]
    FailedPartly { migration: String },
    /// Rows that the way back would leave without a place.
    #[error("rows are in the way, so nothing was taken back:{}", list(findings))]
    Refused { findings: Vec<Finding> },
    #[error("data would be lost, so nothing was taken back:{}", list(findings))]
    LosesData { findings: Vec<Finding> },
    /// The statements of a down.sql.
    #[error("the down.sql of `{migration}` failed: {inner}\n{}", state(taken_back))]
    Failed { migration: String, inner: Box<crate::Error>, taken_back: Vec<String> },
}

fn list(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("\n  - {finding}")).collect()
}

fn state(taken_back: &[String]) -> String {
    match taken_back {
        [] => "nothing was taken back: the database is as it was".to_owned(),
        names => format!("before it, {} was taken back, and stays so; all else is as it was", names.join(", ")),
    }
}

impl DownError {
    /// A stable word for scripts.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NothingApplied => "nothing-applied",
            Self::TooMany { .. } => "too-many",
            Self::NotApplied { .. } => "not-applied",
            Self::OutOfOrder { .. } => "out-of-order",
            Self::NotInFolder { .. } => "not-in-folder",
            Self::Missing { .. } => "down-missing",
            Self::Stale { .. } => "down-stale",
            Self::Edited { .. } => "migration-edited",
            Self::Unfinished { .. } => "down-unfinished",
            Self::FailedPartly { .. } => "failed-partly",
            Self::Refused { .. } => "rows-in-the-way",
            Self::LosesData { .. } => "data-loss",
            Self::Failed { .. } => "down-failed",
        }
    }

    /// What the data have to say to it.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Refused { findings } | Self::LosesData { findings } => findings,
            _ => &[],
        }
    }
}
