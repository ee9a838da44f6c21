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
        "the migration `{migration}` can't be taken back alone: {} in the folder, and {} applied, too{}. To take back only what stands \
         behind it: `nicol migrate down --to {migration}`",
        stands_behind(later), if later.len() == 1 { "is" } else { "are" }, with_them(*together)
    )]
    OutOfOrder {
        migration: String,
        later: Vec<String>,
        /// With how many of those that were applied last it goes.
        together: Option<usize>,
    },
    #[error("the migration `{migration}` is applied, and {} lacks it: put it back, for example from version control", folder.display())]
    NotInFolder { migration: String, folder: PathBuf },
    #[error("the way back of `{migration}` can't be read, so nothing was done: {inner}")]
    Unreadable { migration: String, inner: Box<crate::Error> },
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
        "the migration `{migration}` failed, and its script may have left something behind ({why}): look at the database, undo by \
         hand what is there, and say `nicol migrate resolve --rolled-back {migration}`; or, if all of it is there, `--applied {migration}`"
    )]
    FailedPartly { migration: String, why: &'static str },
    /// Rows that the way back would leave without a place.
    #[error("rows are in the way, so nothing was taken back:{}", list(findings))]
    Refused { findings: Vec<Finding> },
    #[error("data would be lost, so nothing was taken back:{}", list(findings))]
    LosesData { findings: Vec<Finding> },
    /// Another run was at work between a question and its answer, or somebody has changed a file.
    #[error(
        "what would be taken back is not what was asked any more, so nothing was done: it was {}, and is {} now{}",
        names(told), names(now), if told == now { ", as another run or with another down.sql" } else { "" }
    )]
    Changed { told: Vec<String>, now: Vec<String> },
    /// Rows have come since.
    #[error("more data would be lost than was said, so nothing was taken back:{}", list(findings))]
    MoreIsLost { findings: Vec<Finding> },
    /// Its row is gone, or can't be changed.
    #[error(
        "the migration `{migration}` could not be marked as taken back in `_prisma_migrations`{}: does its down.sql change that \
         table, or the rights to it?\nnothing was taken back: the database is as it was",
        because(inner.as_deref())
    )]
    NotMarked { migration: String, inner: Option<Box<crate::Error>> },
    /// A down.sql that no transaction takes.
    #[error(
        "the down.sql of `{migration}` failed: {inner}\nno transaction takes it, so a part of it may be done{}\n{}",
        before(taken_back), settle(migration, *goes_on)
    )]
    FailedApart {
        migration: String,
        inner: Box<crate::Error>,
        taken_back: Vec<String>,
        /// It can be run again.
        goes_on: bool,
        /// The lines of the file where it failed.
        excerpt: Option<String>,
    },
    /// An earlier run was ended in the middle of such a script.
    #[error(
        "the way back of `{migration}` was begun by an earlier run that has not ended it, and no transaction takes it, so a part of it \
         may be done\n{}",
        settle(migration, false)
    )]
    Begun { migration: String },
    /// The connection, and what became of the steps.
    #[error("the connection was lost; {}", what_is_left(taken_back, left))]
    Lost { taken_back: Vec<String>, left: Vec<String> },
    /// The same, and nobody can be asked.
    #[error(
        "the connection was lost ({said}), and the database can't be asked whether {} was taken back. When it can be reached, \
         `nicol migrate status` says so",
        names(migrations)
    )]
    Unknown { migrations: Vec<String>, said: String },
    /// SQLite: keys that are switched off, and that no note counts.
    #[error(
        "the down.sql of `{migration}` would leave {rows} without the row that they refer to, so nothing of it was done: delete or \
         change these rows first, or say in the file what becomes of them"
    )]
    Orphans { migration: String, rows: String },
    /// SQLite: a table that would be made anew as it was when the way back was written.
    #[error(
        "the down.sql of `{migration}` makes a table anew without what it knows nothing of, so nothing was taken back: {}. Others \
         have come between it and its migration (another branch), or somebody has made them by hand. Make the ways back anew from the \
         folder as it is: `nicol migrate down --write --all`; what was made by hand has to be carried over by hand, or, if it is to go, \
         named in the down.sql (a comment in its statements is enough)",
        lost.join(", ")
    )]
    Forgets { migration: String, lost: Vec<String> },
    /// The statements of a down.sql.
    #[error("the down.sql of `{migration}` failed: {inner}\n{}", state(taken_back))]
    Failed {
        migration: String,
        inner: Box<crate::Error>,
        taken_back: Vec<String>,
        /// The lines of the file where it failed.
        excerpt: Option<String>,
    },
}

fn list(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("\n  - {finding}")).collect()
}

fn names(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

fn stands_behind(later: &[String]) -> String {
    match later {
        [one] => format!("{one} stands behind it"),
        several => format!("{} stand behind it", several.join(", ")),
    }
}

fn with_them(together: Option<usize>) -> String {
    together.map_or_else(String::new, |count| format!(". To take all of that back: `nicol migrate down {count}`"))
}

fn because(inner: Option<&crate::Error>) -> String {
    inner.map_or_else(|| ", since its row is not there any more".to_owned(), |inner| format!(" ({inner})"))
}

fn before(taken_back: &[String]) -> String {
    match taken_back {
        [] => String::new(),
        names => format!("; before it, {} was taken back, and stays so", names.join(", ")),
    }
}

/// What to do about a script that no transaction takes, and that has begun.
pub(crate) fn settle(migration: &str, goes_on: bool) -> String {
    if goes_on {
        return format!(
            "when the cause is gone `nicol migrate down` goes on with it; if everything is taken back, `nicol migrate down \
             --mark-only` records that. Until then `{migration}` is recorded as failed, and nothing is applied"
        );
    }
    format!(
        "look at the database: when everything is taken back, `nicol migrate down --mark-only` records that; when nothing is, \
         say `nicol migrate resolve --applied {migration}`. Until then it is recorded as failed, and nothing is applied"
    )
}

fn what_is_left(taken_back: &[String], left: &[String]) -> String {
    match taken_back {
        [] => "nothing was taken back: the database is as it was".to_owned(),
        done => format!("{} was taken back, and stays so; {} was not, and is as it was", names(done), names(left)),
    }
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
            Self::Unreadable { .. } => "down-unreadable",
            Self::Missing { .. } => "down-missing",
            Self::Stale { .. } => "down-stale",
            Self::Edited { .. } => "migration-edited",
            Self::Unfinished { .. } => "down-unfinished",
            Self::FailedPartly { .. } => "failed-partly",
            Self::Refused { .. } | Self::Orphans { .. } => "rows-in-the-way",
            Self::LosesData { .. } => "data-loss",
            Self::Changed { .. } => "changed-meanwhile",
            Self::MoreIsLost { .. } => "more-data-loss",
            Self::NotMarked { .. } => "not-marked",
            Self::FailedApart { .. } => "down-failed-apart",
            Self::Begun { .. } => "down-begun",
            Self::Lost { .. } => "connection-lost",
            Self::Unknown { .. } => "not-known",
            Self::Forgets { .. } => "down-forgets",
            Self::Failed { .. } => "down-failed",
        }
    }

    /// What the data have to say to it.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Refused { findings } | Self::LosesData { findings } | Self::MoreIsLost { findings } => findings,
            _ => &[],
        }
    }
}
