//! `migrate dev`, in the steps between which a person may be asked.
//!
//! The order is Prisma's: [`Dev::start`], [`Dev::reset_reasons`], [`Dev::apply_pending`], [`Dev::propose`],
//! [`Dev::create`], [`Dev::apply_pending`].

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use nicol_catalog::Catalog;
use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::{MAX_NAME_BYTES, ResetReason, folder_name, lock_file};
use nicol_migrate::{Plan, sql, summary};

use crate::apply::{self, Event};
use crate::error::{Error, Result};
use crate::findings::{self, Findings};
use crate::folder::{Folder, Migration};
use crate::target::Target;
use crate::{database, history, shadow};

/// A run of `migrate dev`.
#[derive(Debug)]
pub struct Dev<'t> {
    target: &'t Target,
    connection: Connection,
    /// The folder, with what was created in this run.
    pub folder: Folder,
    /// The database did not exist.
    pub created_database: bool,
    options: DiffOptions,
}

/// The next migration, not written yet.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub plan: Plan,
    /// What the live database makes of it.
    pub findings: Findings,
}

impl<'t> Dev<'t> {
    /// Connects; makes the database if it is missing.
    ///
    /// # Errors
    /// The connection's; P3019 if the folder is for another database.
    pub async fn start(target: &'t Target, folder: Folder, options: DiffOptions) -> Result<Self> {
        folder.check_provider(target.dialect())?;
        let (connection, created_database) = database::connect_or_create(target).await?;
        Ok(Self { target, connection, folder, created_database, options })
    }

    /// Why the database must be reset before work can go on; empty if it need not be.
    ///
    /// # Errors
    /// A migration that does not run on the shadow database (P3006), a missing script (P3015).
    pub async fn reset_reasons(&self) -> Result<Vec<ResetReason>> {
        let rows = history::read(&self.connection).await?;
        let has_history = rows.is_some();
        let rows = rows.unwrap_or_default();
        let is_applied = |m: &&Migration| rows.iter().any(|r| r.migration_name == m.name && r.is_applied());
        let applied: Vec<_> = self.folder.migrations.iter().filter(is_applied).collect();
        let expected = shadow::replay(self.target, &self.connection, &applied).await?;
        if applied.len() < self.folder.migrations.len() {
            self.replay_all().await?;
        }
        let actual = database::describe(&self.connection, &self.target.scope()).await?;
        let drift = diff(&expected, &actual, &self.options);
        let drift = (!drift.is_empty()).then(|| ResetReason::Drift { summary: summary::summary(&drift), has_history });
        Ok(self.folder.diagnose(&rows).reset_reasons(drift))
    }

    /// Applies what is pending.
    ///
    /// # Errors
    /// Those of [`apply::apply`].
    pub async fn apply_pending(&self, on: &mut dyn FnMut(Event<'_>)) -> Result<Vec<String>> {
        apply::apply(self.target, &self.connection, &self.folder, on).await
    }

    /// What the next migration would do, and what the live database's data say to it.
    ///
    /// # Errors
    /// Those of the replay and of the connection.
    pub async fn propose(&self, wanted: &Catalog) -> Result<Proposal> {
        let plan = diff(&self.replay_all().await?, wanted, &self.options);
        let findings = findings::find(&self.connection, &plan).await?;
        Ok(Proposal { plan, findings })
    }

    /// Writes the migration, under a name as the user gave it. `None` if the plan is empty and no draft is wanted.
    ///
    /// # Errors
    /// P3010 for a name that is too long; the disk's.
    pub fn create(&mut self, proposal: &Proposal, name: &str, is_draft: bool) -> Result<Option<PathBuf>> {
        if proposal.plan.is_empty() && !is_draft {
            return Ok(None);
        }
        let folder = folder_name(&timestamp(), name);
        if folder.len() > MAX_NAME_BYTES {
            return Err(Error::NameTooLong { bytes: folder.len() });
        }
        let script = sql::render_with_warnings(&proposal.plan, &proposal.findings.general.texts());
        self.folder.add(&folder, &script, &lock_file(self.target.dialect().provider_name())).map(Some)
    }

    async fn replay_all(&self) -> Result<Catalog> {
        let all: Vec<_> = self.folder.migrations.iter().collect();
        shadow::replay(self.target, &self.connection, &all).await
    }
}

/// Now, in UTC, as folders are named.
fn timestamp() -> String {
    Timestamp::now().to_zoned(TimeZone::UTC).strftime("%Y%m%d%H%M%S").to_string()
}
