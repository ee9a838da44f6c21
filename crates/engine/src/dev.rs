//! `migrate dev`, in the steps between which a person may be asked.
//!
//! The order is Prisma's: [`Dev::start`], [`Dev::reset_reasons`], [`Dev::apply_pending`], [`Dev::propose`],
//! [`Dev::create`], [`Dev::apply_pending`].

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use nicol_catalog::Catalog;
use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::branches::Late;
use nicol_migrate::history::{MAX_NAME_BYTES, ResetReason, folder_name, is_applied, lock_file};
use nicol_migrate::renames::{self, Renames};
use nicol_migrate::{Plan, sql, summary};

use crate::apply::{self, Event};
use crate::branches::order;
use crate::down::{self, Made};
use crate::error::{Error, FailedMigration, Result};
use crate::findings::{self, Findings};
use crate::folder::{Folder, Migration};
use crate::shadow::{self, Way};
use crate::split::{self, Split};
use crate::target::Target;
use crate::{branches, database, history, kept, lock, squash, unsettled};

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
    /// Where the history was replayed, if it was.
    pub way: Option<Way>,
    /// Where ways back were proven, if they were.
    pub proof: Option<Way>,
    /// A new migration moves what it drops to [`sql::KEEP`]. Where that can't be, this changes nothing.
    pub keeps_dropped: bool,
    /// What migrations may wait for.
    pub limits: apply::Options,
    /// What the whole folder makes, once that is known.
    whole: Option<Arc<Catalog>>,
}

/// The next migration, not written yet.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub plan: Plan,
    /// What the live database makes of it.
    pub findings: Findings,
    /// What comes as something new, while an earlier migration has kept what stood in it.
    pub kept_before: Vec<sql::ComesAgain>,
}

impl<'t> Dev<'t> {
    /// Connects; makes the database if it is missing.
    ///
    /// # Errors
    /// The connection's; P3019 if the folder is for another database.
    pub async fn start(target: &'t Target, folder: Folder, options: DiffOptions) -> Result<Self> {
        folder.check_provider(target.dialect())?;
        shadow::check_names(target)?;
        let (connection, created_database) = database::connect_or_create(target).await?;
        Ok(Self {
            target,
            connection,
            folder,
            created_database,
            options,
            way: None,
            proof: None,
            keeps_dropped: false,
            limits: apply::Options::default(),
            whole: None,
        })
    }

    /// Records squashed migrations whose predecessors the database has.
    ///
    /// # Errors
    /// P1002 if the lock is held; the connection's.
    pub async fn settle_squashes(&self) -> Result<Vec<squash::Settled>> {
        let Some(rows) = history::read(&self.connection).await? else { return Ok(Vec::new()) };
        if !squash::is_pending(&self.folder, &rows) {
            return Ok(Vec::new());
        }
        lock::acquire(&self.connection).await?;
        let recorded = self.settle_locked().await;
        lock::release(&self.connection).await;
        recorded
    }

    /// With the rows as they are now that nobody else changes them.
    async fn settle_locked(&self) -> Result<Vec<squash::Settled>> {
        let Some((table, rows)) = history::Table::read(&self.connection).await? else { return Ok(Vec::new()) };
        squash::settle(self.target, &self.connection, &table, &self.folder, &rows).await
    }

    /// The failed migrations, with what is left of each and what to do about it.
    ///
    /// # Errors
    /// The connection's.
    pub async fn failed(&self) -> Result<Vec<FailedMigration>> {
        let rows = history::read(&self.connection).await?.unwrap_or_default();
        Ok(unsettled::explained(&self.connection, &self.folder, &rows).await)
    }

    /// Pending migrations that are older than applied ones.
    ///
    /// # Errors
    /// The connection's.
    pub async fn late(&self) -> Result<Vec<Late>> {
        let rows = history::read(&self.connection).await?.unwrap_or_default();
        Ok(branches::late(self.target.dialect(), &self.folder, &rows))
    }

    /// Refuses to apply what comes from another branch, if behind the newer ones that are applied here it fails, or comes to
    /// something else than in the folder's order: the next plan, made for that, could not run here.
    ///
    /// # Errors
    /// [`Error::OrderMatters`], those of the replay.
    pub async fn check_order(&mut self) -> Result<()> {
        let late: Vec<String> = self.late().await?.into_iter().map(|late| late.name).collect();
        if late.is_empty() {
            return Ok(());
        }
        let rows = history::read(&self.connection).await?.unwrap_or_default();
        let made = self.made().await?;
        let all: Vec<&Migration> = self.folder.migrations.iter().collect();
        let here = order::here(&all, &|m| is_applied(&m.name, &rows));
        let why = order::why_not(self.target, &self.connection, &here, &made, &self.options).await?;
        why.map_or(Ok(()), |why| Err(Error::OrderMatters { late, why }))
    }

    /// Pending migrations that were applied, and taken back.
    ///
    /// # Errors
    /// The connection's.
    pub async fn taken_back(&self) -> Result<Vec<&Migration>> {
        let rows = history::read(&self.connection).await?.unwrap_or_default();
        let was = |name: &str| rows.iter().any(|row| row.migration_name == name && row.was_taken_back());
        Ok(self.folder.migrations.iter().filter(|m| !is_applied(&m.name, &rows) && was(&m.name)).collect())
    }

    /// Splits migrations that are still to be applied, and could not be as they are: each part gets a folder.
    ///
    /// # Errors
    /// The disk's; a script that can't be split.
    pub async fn split(&mut self) -> Result<Vec<Split>> {
        let rows = history::read(&self.connection).await?.unwrap_or_default();
        let splits = split::pending(&mut self.folder, self.target.dialect(), &rows)?;
        if !splits.is_empty() {
            self.whole = None;
        }
        Ok(splits)
    }

    /// Why the database must be reset before work can go on; empty if it need not be.
    ///
    /// # Errors
    /// A migration that does not run on the shadow database (P3006), a missing script (P3015).
    pub async fn reset_reasons(&mut self) -> Result<Vec<ResetReason>> {
        let rows = history::read(&self.connection).await?;
        let has_history = rows.is_some();
        let rows = rows.unwrap_or_default();
        self.folder.check_names(&rows)?;
        let squashed = squash::before_squash(self.target, &self.connection, &self.folder, &rows).await;
        if let Some(squash::BeforeSquash { by, migrations }) = squashed.into_iter().next() {
            return Err(Error::BeforeSquash { by, migrations });
        }
        let applied: Vec<_> = self.folder.migrations.iter().filter(|m| is_applied(&m.name, &rows)).collect();
        let mut tell = |way| self.way = Some(way);
        // The server looks into its catalogue while the cache is read.
        let scope = self.target.scope();
        let (expected, actual) = tokio::join!(
            shadow::replay_telling(self.target, &self.connection, &applied, &mut tell),
            database::describe(&self.connection, &scope)
        );
        let mut expected = expected?;
        self.whole = Some(Arc::new(match applied.len() == self.folder.migrations.len() {
            true => expected.clone(),
            false => {
                let all: Vec<_> = self.folder.migrations.iter().collect();
                let mut tell = |way| self.way = Some(way);
                shadow::replay_telling(self.target, &self.connection, &all, &mut tell).await?
            }
        }));
        let actual = actual?;
        // A new database has extensions of its own (plpgsql, and what the template has), and one that somebody added is
        // no harm: extensions are never drift.
        expected.extensions.clone_from(&actual.extensions);
        if applied.is_empty() {
            // Nothing was replayed, and the schema that connections mean is in every new database.
            expected.namespaces.clone_from(&actual.namespaces);
        }
        let drift = diff(&expected, &actual, &self.options);
        let drift = (!drift.is_empty()).then(|| ResetReason::Drift { summary: summary::summary(&drift), has_history });
        Ok(self.folder.diagnose(&rows).reset_reasons(drift))
    }

    /// Applies what is pending.
    ///
    /// # Errors
    /// Those of [`apply::apply`].
    pub async fn apply_pending(&self, on: &mut dyn FnMut(Event<'_>)) -> Result<Vec<String>> {
        apply::apply_with(self.target, &self.connection, &self.folder, &self.limits, on).await
    }

    /// What the whole folder makes.
    ///
    /// # Errors
    /// Those of the replay.
    pub async fn made(&mut self) -> Result<Arc<Catalog>> {
        let whole = match self.whole.take() {
            Some(known) => known,
            None => Arc::new(self.replay_all().await?),
        };
        Ok(self.whole.insert(whole).clone())
    }

    /// What the next migration would do, and what the live database's data say to it.
    ///
    /// # Errors
    /// Those of the replay and of the connection.
    pub async fn propose(&mut self, wanted: &Catalog, renames: &Renames) -> Result<Proposal> {
        let plan = renames::diff(&*self.made().await?, wanted, &self.options, renames);
        let mut findings = findings::find(&self.connection, &plan).await?;
        if self.keeps_dropped {
            // What is kept is not lost.
            findings.general.warnings.retain(|warning| !sql::keeps(&plan, warning));
            findings.here.warnings.retain(|warning| !sql::keeps(&plan, warning));
        }
        let kept_before = kept::kept_before(&self.connection, &plan, self.target.url.schema()).await?;
        Ok(Proposal { plan, findings, kept_before })
    }

    /// Looks again, just before a new migration is applied, whether it loses what nobody was told of. Transactions that are
    /// open are waited for, as the migration would.
    ///
    /// # Errors
    /// [`Error::RowsMeanwhile`]; the connection's.
    pub async fn check_again(&self, proposal: &Proposal) -> Result<()> {
        let (connection, plan) = (&self.connection, &proposal.plan);
        let lock = findings::lock_sql(connection, plan);
        if let Some(limits) = self.limits.limits_sql(self.target.dialect()) {
            connection.execute_script(&limits).await?;
        }
        let checked = async {
            if let Some(lock) = &lock {
                connection.execute_script(&format!("BEGIN; {lock}")).await?;
            }
            findings::check_again(connection, plan, &proposal.findings.here, self.keeps_dropped).await
        };
        let checked = checked.await;
        if lock.is_some() {
            connection.execute_script("ROLLBACK").await?;
        }
        connection.reset_session().await?;
        checked
    }

    /// The folder of a new migration, under a name as the user gave it.
    ///
    /// # Errors
    /// P3010 for a name that is too long.
    pub fn named(&self, name: &str) -> Result<String> {
        let folder = folder_name(&timestamp(self.folder.migrations.last().map(|m| m.name.as_str())), name);
        match folder.len() {
            bytes if bytes > MAX_NAME_BYTES => Err(Error::NameTooLong { bytes }),
            _ => Ok(folder),
        }
    }

    /// Writes the migration, under a name as the user gave it. `None` if the plan is empty and no draft is wanted.
    ///
    /// # Errors
    /// P3010 for a name that is too long; the disk's.
    pub fn create(&mut self, proposal: &Proposal, name: &str, is_draft: bool) -> Result<Option<PathBuf>> {
        if proposal.plan.is_empty() && !is_draft {
            return Ok(None);
        }
        let folder = self.named(name)?;
        self.whole = None;
        let warnings = proposal.findings.general.texts();
        let script = match self.keeps_dropped {
            true => sql::render_keeping(&proposal.plan, &warnings, folder.get(..14).unwrap_or(&folder)),
            false => sql::render_with_warnings(&proposal.plan, &warnings),
        };
        self.folder.add(&folder, &script, &lock_file(self.target.dialect().provider_name())).map(Some)
    }

    /// Makes, proves and writes the ways back of some migrations of the folder. What the whole folder makes is kept for the
    /// next run.
    ///
    /// # Errors
    /// Those of [`crate::down::make`], the disk's.
    pub async fn write_downs(&mut self, names: &[String]) -> Result<Vec<(PathBuf, Made)>> {
        let all: Vec<_> = self.folder.migrations.iter().collect();
        let which = |m: &Migration| names.contains(&m.name);
        let mut proof = None;
        let mut tell = |way| proof = Some(way);
        let made = down::make(self.target, &self.connection, &all, &which, &mut |_| {}, &mut tell).await;
        self.proof = proof.or(self.proof);
        let made = made?;
        let mut written = Vec::new();
        for one in made {
            if let Some(migration) = self.folder.find(&one.migration) {
                written.push((migration.write_down(&one.text)?, one));
            }
        }
        Ok(written)
    }

    async fn replay_all(&mut self) -> Result<Catalog> {
        let all: Vec<_> = self.folder.migrations.iter().collect();
        let mut tell = |way| self.way = Some(way);
        shadow::replay_telling(self.target, &self.connection, &all, &mut tell).await
    }
}

/// Now, in UTC, as folders are named. Two migrations of one second would be applied in the order of their names, and a
/// clock may be behind that of a colleague: the new one always comes after the last one.
pub(crate) fn timestamp(last: Option<&str>) -> String {
    const FORM: &str = "%Y%m%d%H%M%S";
    let now = Timestamp::now().to_zoned(TimeZone::UTC).strftime(FORM).to_string();
    let last = last.and_then(|name| name.get(..14)).filter(|stamp| stamp.bytes().all(|b| b.is_ascii_digit()));
    match last {
        Some(last) if last >= now.as_str() => match DateTime::strptime(FORM, last) {
            Ok(time) => time.checked_add(1.second()).map_or(now, |time| time.strftime(FORM).to_string()),
            Err(_) => now,
        },
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn a_new_migration_sorts_after_the_last_one() {
        assert_eq!(timestamp(Some("29991231235959_last")), "30000101000000");
        assert!(timestamp(None).len() == 14);
        for passed_over in ["20200101000000_old", "init", "99999999999999_no_time", "0001_init"] {
            assert!(timestamp(Some(passed_over)).as_str() > "20260101000000", "{passed_over}");
        }
        assert!(timestamp(Some("99999999999999_no_time")).starts_with("20"));
    }
}
