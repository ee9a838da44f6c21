//! `migrate status`: what the folder and the database say about each other. Nothing is changed.

use nicol_driver::admin::Connection;
use nicol_migrate::history::Diagnosis;

use crate::error::{FailedMigration, Result};
use crate::folder::Folder;
use crate::target::Target;
use crate::{history, unsettled};

/// The state of a database's migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How many migrations the folder has.
    pub found: usize,
    /// The folder's oldest migration: what an existing database would be baselined with.
    pub oldest: Option<String>,
    /// Whether the database has a history at all.
    pub has_history: bool,
    pub diagnosis: Diagnosis,
    /// Details of the failed ones.
    pub failed: Vec<FailedMigration>,
}

impl Status {
    /// Everything in the folder is applied, and nothing failed or is unknown to the folder in between.
    #[must_use]
    pub fn is_up_to_date(&self) -> bool {
        self.has_history
            && self.failed.is_empty()
            && self.diagnosis.pending.is_empty()
            && self.diagnosis.divergence.is_none()
    }
}

/// Reads the state.
///
/// # Errors
/// The connection's; P3019 if the folder is for another database.
pub async fn status(target: &Target, folder: &Folder) -> Result<Status> {
    folder.check_provider(target.dialect())?;
    let connection = Connection::connect(&target.url).await?;
    let rows = history::read(&connection).await?;
    let has_history = rows.is_some();
    let rows = rows.unwrap_or_default();
    Ok(Status {
        found: folder.migrations.len(),
        oldest: folder.migrations.first().map(|m| m.name.clone()),
        has_history,
        diagnosis: folder.diagnose(&rows),
        failed: unsettled::explained(&connection, folder, &rows).await,
    })
}
