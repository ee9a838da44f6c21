//! `migrate status`: what the folder and the database say about each other. Nothing is changed.

use std::time::Duration;

use nicol_driver::admin::Connection;
use nicol_migrate::history::branches::Late;
use nicol_migrate::history::{Diagnosis, Row};

use crate::error::{FailedMigration, Result};
use crate::folder::Folder;
use crate::sessions::Session;
use crate::target::Target;
use crate::{branches, history, ledger, lock, squash, unsettled};

/// The state of a database's migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How many migrations the folder has.
    pub found: usize,
    /// The folder's oldest migration: what an existing database would be baselined with.
    pub oldest: Option<String>,
    /// Whether the database has a history at all.
    pub has_history: bool,
    /// Who changes the history right now (PostgreSQL): what is told may be old in a moment.
    pub running: Option<Session>,
    pub diagnosis: Diagnosis,
    /// Pending ones that will be recorded, and not run: the database has all that they replace.
    pub to_record: Vec<String>,
    /// Pending ones that the database has under the name of one that stands in their place: the folder is from before a squash.
    pub before_squash: Vec<squash::BeforeSquash>,
    /// Pending ones that stand in the place of others, and that this database can neither run nor record.
    pub stuck: Vec<squash::Stuck>,
    /// Details of the failed ones.
    pub failed: Vec<FailedMigration>,
    /// Migrations that were applied, and taken back.
    pub taken_back: Vec<TakenBack>,
    /// Pending ones that are older than applied ones: those of another branch.
    pub late: Vec<Late>,
    /// Migrations that the history has under another time stamp: old and new names.
    pub moved: Vec<(String, String)>,
    /// Those that are applied, in the order in which that was.
    pub applied: Vec<AppliedMigration>,
}

/// A migration that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    pub name: String,
    /// When, as people read it.
    pub at: String,
    /// Who did it and why, as far as our history tells.
    pub who: Option<String>,
    pub reason: Option<String>,
}

/// A migration that is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedMigration {
    pub name: String,
    /// The times, as people read them.
    pub started_at: String,
    pub finished_at: String,
    /// How long it took; `None` where it was only recorded, or the times can't be read.
    pub took: Option<Duration>,
}

impl Status {
    /// Everything in the folder is applied, nothing failed, and the folder has all that is applied.
    #[must_use]
    pub fn is_up_to_date(&self) -> bool {
        self.has_history
            && self.failed.is_empty()
            && self.diagnosis.pending.is_empty()
            && self.diagnosis.unpersisted.is_empty()
    }
}

/// Reads the state.
///
/// # Errors
/// The connection's; P3019 if the folder is for another database; [`crate::Error::HalfSquashed`].
pub async fn status(target: &Target, folder: &Folder) -> Result<Status> {
    folder.check_provider(target.dialect())?;
    folder.check_squashes()?;
    let connection = Connection::connect(&target.url).await?;
    let rows = history::read(&connection).await?;
    let has_history = rows.is_some();
    let rows = rows.unwrap_or_default();
    let diagnosis = folder.diagnose(&rows);
    let taken_back = taken_back(target, &connection, &diagnosis.pending, &rows).await?;
    let before_squash = squash::before_squash(target, &connection, folder, &rows).await;
    Ok(Status {
        found: folder.migrations.len(),
        oldest: folder.migrations.first().map(|m| m.name.clone()),
        has_history,
        running: lock::running(&connection).await,
        diagnosis,
        to_record: squash::to_record(folder, &rows),
        late: late(target, folder, &rows, &before_squash),
        before_squash,
        stuck: squash::stuck(folder, &rows),
        failed: unsettled::explained(&connection, folder, &rows).await,
        taken_back,
        moved: folder.moved(&rows),
        applied: rows.iter().filter(|row| row.is_applied()).map(history::applied).collect(),
    })
}

/// What the database has under another name comes from no other branch.
fn late(target: &Target, folder: &Folder, rows: &[Row], squashed: &[squash::BeforeSquash]) -> Vec<Late> {
    let mut late = branches::late(target.dialect(), folder, rows);
    late.retain(|one| !squashed.iter().any(|squash| squash.migrations.contains(&one.name)));
    late
}

/// Those of the pending ones whose last row was finished once.
async fn taken_back(
    target: &Target,
    connection: &Connection,
    pending: &[String],
    rows: &[Row],
) -> Result<Vec<TakenBack>> {
    let last = |name: &String| rows.iter().rfind(|row| row.migration_name == *name && row.was_taken_back());
    let found: Vec<_> = pending.iter().filter_map(last).collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let told = ledger::read(target, connection).await?;
    let of = |row: &Row| {
        let entry = told.iter().rfind(|e| e.action == "down" && e.migration_name.as_ref() == Some(&row.migration_name));
        TakenBack {
            name: row.migration_name.clone(),
            at: history::readable(row.rolled_back_at.as_deref().unwrap_or_default()),
            who: entry.map(|e| e.actor.clone()),
            reason: entry.and_then(|e| e.reason.clone()),
        }
    };
    Ok(found.into_iter().map(of).collect())
}
