//! Applying the folder's migrations to a database.
//!
//! A script that can be in one transaction with other statements takes its record with it: whatever happens, both are
//! there or neither is. Every other one gets its record first, in a transaction of its own, and what stopped it can be read
//! from that.

mod blocked;
pub(crate) mod concurrent;
mod one;
mod options;
mod watch;

use nicol_driver::admin::Connection;
use nicol_migrate::history::Row;
use nicol_migrate::introspect::HISTORY_TABLE;

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::history::{self, Table};
use crate::target::Target;
use crate::{database, lock, split, squash, unsettled};

pub(crate) use blocked::blocked;
pub(crate) use one::is_retryable;
pub(crate) use watch::Watcher;

pub use options::{Options, Pause};
pub use watch::Sight;

/// What a caller hears while migrations are applied.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Somebody else has the migration lock; how long it is waited for.
    LockWaiting(std::time::Duration),
    /// The lock is ours.
    LockAcquired,
    /// The migration of this name starts.
    Applying(&'a str),
    /// It takes long; what is seen of it.
    Seen { migration: &'a Migration, sight: &'a Sight },
    /// The database is emptied, and that takes long; what is seen of it.
    Emptying { sight: &'a Sight },
    /// It is done.
    Applied(&'a str),
    /// It was recorded as applied, and not run: the database has all of the migrations that it replaces.
    Recorded(&'a str),
    /// Our own history can't tell which rows it stands for: its own `logs` do.
    Untold { migration: &'a str, why: &'a str },
    /// Another run has recorded it meanwhile: it is that one's.
    Elsewhere(&'a str),
    /// It was undone by something that passes, and is tried again after a pause.
    Retrying { migration: &'a str, attempt: u32, pause: std::time::Duration, error: &'a Error },
    /// It failed.
    Failed { migration: &'a str, error: &'a Error },
}

impl Event<'_> {
    /// What there is to hear of a migration that was recorded in the place of others.
    pub fn of_settled(settled: &squash::Settled, on: &mut dyn FnMut(Event<'_>)) {
        let migration = settled.migration.as_str();
        on(Event::Recorded(migration));
        if let Some(why) = &settled.untold {
            on(Event::Untold { migration, why });
        }
    }
}

/// Applies every migration that has no row in the history, or only rows that were rolled back; in the folder's order,
/// also those older than applied ones. Returns their names.
///
/// # Errors
/// P3005 if the database has tables and no history, P3009 if a failed migration is not settled, P3018 if a migration
/// fails (it is recorded as failed, unless the cause is one that passes and nothing of it is left), P3019 if the folder is
/// for another database, P1002 if the lock is held.
pub async fn apply(
    target: &Target,
    connection: &Connection,
    folder: &Folder,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<String>> {
    apply_with(target, connection, folder, &Options::default(), on).await
}

/// The same with limits on what migrations may wait for.
///
/// # Errors
/// Those of [`apply`].
pub async fn apply_with(
    target: &Target,
    connection: &Connection,
    folder: &Folder,
    options: &Options,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<String>> {
    Ok(run(target, connection, folder, options, on).await?.applied)
}

/// What a run has done.
pub(crate) struct Done {
    /// Names, in the order in which they were applied.
    pub(crate) applied: Vec<String>,
    /// The history as it was before.
    pub(crate) before: Vec<Row>,
}

/// The same, and says what the history was.
pub(crate) async fn run(
    target: &Target,
    connection: &Connection,
    folder: &Folder,
    options: &Options,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Done> {
    folder.check_provider(target.dialect())?;
    let mut waits = |waited| on(Event::LockWaiting(waited));
    lock::acquire_within(connection, options.lock_wait, &mut waits).await?;
    on(Event::LockAcquired);
    let mut run =
        Run { target, line: Line::Given(connection), options, rows: Vec::new(), is_aside: false, watcher: None };
    let outcome = match run.watch().await {
        Ok(()) => run.all(folder, on).await,
        Err(error) => Err(error),
    };
    run.end().await;
    outcome
}

/// A run over the folder.
struct Run<'r> {
    target: &'r Target,
    line: Line<'r>,
    options: &'r Options,
    /// The history, as it was read last.
    rows: Vec<Row>,
    /// Prisma's lock was given up for a statement, and is not taken again yet.
    is_aside: bool,
    watcher: Option<Watcher<'r>>,
}

/// The connection: as it was given, or a new one in place of one that was lost.
enum Line<'r> {
    Given(&'r Connection),
    Fresh(Box<Connection>),
}

impl Line<'_> {
    fn connection(&self) -> &Connection {
        match self {
            Self::Given(connection) => connection,
            Self::Fresh(connection) => connection,
        }
    }
}

impl Run<'_> {
    fn connection(&self) -> &Connection {
        self.line.connection()
    }

    /// Begins to look at the connection from beside it, if that is wanted.
    async fn watch(&mut self) -> Result<()> {
        if self.options.watch.is_some() {
            self.watcher = Watcher::of(self.connection(), &self.target.url).await?;
        }
        Ok(())
    }

    async fn all(&mut self, folder: &Folder, on: &mut dyn FnMut(Event<'_>)) -> Result<Done> {
        let mut found = Table::read(self.connection()).await?;
        if found.is_none() {
            let has_tables = self.has_tables().await?;
            // What is there may be another run's, where locks don't hold: the history comes before all tables.
            found = Table::read(self.connection()).await?;
            if found.is_none() && has_tables {
                return Err(Error::DatabaseNotEmpty);
            }
        }
        let table = match found {
            Some((table, rows)) => {
                self.rows = rows;
                table
            }
            None => Table::ensure(self.connection()).await?,
        };
        let before = self.rows.clone();
        let table = table.where_meant(&self.target.url)?;
        unsettled::refuse(self.connection(), folder, &self.rows).await?;
        let squashed = squash::before_squash(self.target, self.connection(), folder, &self.rows).await;
        if let Some(squash::BeforeSquash { by, migrations }) = squashed.into_iter().next() {
            return Err(Error::BeforeSquash { by, migrations });
        }
        folder.check_names(&self.rows)?;
        let recorded = squash::settle(self.target, self.connection(), &table, folder, &self.rows).await?;
        if !recorded.is_empty() {
            recorded.iter().for_each(|one| Event::of_settled(one, on));
            self.rows = history::read(self.connection()).await?.unwrap_or_default();
        }
        let mut pending = folder.pending(&self.rows).into_iter();
        for migration in pending.as_slice() {
            // One that can't be read is told when it is its turn.
            if let Ok(script) = migration.script() {
                split::check(self.target.dialect(), &migration.name, script)?;
            }
        }
        split::check_values(self.connection(), pending.as_slice()).await?;
        self.set_limits().await?;
        let mut applied: Vec<String> = Vec::new();
        while let Some(migration) = pending.next() {
            if self.is_aside {
                lock::step_back(self.connection(), self.options.lock_wait).await?;
                self.is_aside = false;
                // Others may have been here.
                pending = self.left(folder).await?.into_iter();
                continue;
            }
            on(Event::Applying(&migration.name));
            match self.one(&table, migration, on).await {
                Ok(()) => {
                    on(Event::Applied(&migration.name));
                    applied.push(migration.name.clone());
                }
                Err(Error::RecordedMeanwhile) => {
                    on(Event::Elsewhere(&migration.name));
                    let known = self.rows.clone();
                    pending = self.left(folder).await?.into_iter();
                    if self.rows == known {
                        return Err(Error::RecordedMeanwhile);
                    }
                }
                Err(error) => {
                    on(Event::Failed { migration: &migration.name, error: &error });
                    return Err(error);
                }
            }
        }
        Ok(Done { applied, before })
    }

    /// What is pending by now.
    async fn left<'f>(&mut self, folder: &'f Folder) -> Result<Vec<&'f Migration>> {
        self.rows = history::read(self.connection()).await?.unwrap_or_default();
        unsettled::refuse(self.connection(), folder, &self.rows).await?;
        Ok(folder.pending(&self.rows))
    }

    async fn set_limits(&self) -> Result<()> {
        match self.options.limits_sql(self.target.dialect()) {
            Some(sql) => Ok(self.connection().execute_script(&sql).await?),
            None => Ok(()),
        }
    }

    /// Takes back what a script has done to the session.
    async fn reset(&self) -> Result<()> {
        self.connection().reset_session().await?;
        self.set_limits().await
    }

    async fn end(self) {
        if self.options.limits_sql(self.target.dialect()).is_some() {
            let _ = self.connection().reset_session().await;
        }
        lock::release(self.connection()).await;
    }

    /// Whether the schemas that are looked at hold a table other than the history.
    async fn has_tables(&self) -> Result<bool> {
        let catalog = database::describe(self.connection(), &self.target.scope()).await?;
        Ok(catalog.tables.iter().any(|t| t.name.name != HISTORY_TABLE && !self.target.is_external(&t.name)))
    }
}
