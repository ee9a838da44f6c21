//! `migrate resolve`: settles a failed migration, or takes over a database that has its tables already.

mod missing;

use nicol_driver::admin::Connection;
use nicol_migrate::history::is_applied;
use nicol_migrate::history::squash::{Standing, replaced, standing};

use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::squash::BeforeSquash;
use crate::target::Target;
use crate::{history, lock, squash};

pub use missing::missing;

/// Records a migration of the folder as applied, without running it; a squash in the place of what it stands for, whatever form
/// the database has of that. One that a squash stands for, which the folder lacks, is recorded in the place of that, with all
/// others that it stands for: then they are returned.
///
/// # Errors
/// P3017 if the folder has no such migration, P3008 if it is applied already; [`Error::SquashStays`].
pub async fn mark_applied(target: &Target, folder: &Folder, name: &str) -> Result<Option<BeforeSquash>> {
    folder.check_provider(target.dialect())?;
    let connection = Connection::connect(&target.url).await?;
    let Some(migration) = folder.find(name) else {
        return Err(Error::MigrationNotFound { migration: name.to_owned(), folder: folder.path.clone() });
    };
    let script = migration.script()?;
    locked(&connection, async {
        let (table, mut statements) = history::Table::to_make(&connection).await?;
        let rows = history::read(&connection).await?.unwrap_or_default();
        if is_applied(name, &rows) {
            return Err(Error::AlreadyApplied { migration: name.to_owned() });
        }
        let predecessors = replaced(script);
        if let Standing::IsThere | Standing::Otherwise { .. } = standing(&predecessors, &rows) {
            return squash::record(target, &connection, &table, migration, script, &predecessors, &rows)
                .await
                .map(|_| None);
        }
        if let Some(turned) = squash::take_back(target, &connection, &table, folder, &rows, name).await? {
            return Ok(Some(turned));
        }
        let entry = history::Entry::next(name, script, &rows);
        statements.extend([table.roll_back_failed_sql(name), table.applied_sql(&[entry])]);
        history::all_or_none(&connection, &statements).await.map(|()| None)
    })
    .await
}

/// Records a failed migration as rolled back, so that it is pending again. Doing it twice is no error.
///
/// # Errors
/// P3011 if it was never applied, P3012 if it did not fail.
pub async fn mark_rolled_back(target: &Target, name: &str) -> Result<()> {
    let connection = Connection::connect(&target.url).await?;
    locked(&connection, async {
        let never = || Error::NeverApplied { migration: name.to_owned() };
        let (table, rows) = history::Table::read(&connection).await?.ok_or_else(never)?;
        let mut of_name = rows.iter().filter(|r| r.migration_name == name).peekable();
        if of_name.peek().is_none() {
            return Err(never());
        }
        if of_name.any(nicol_migrate::history::Row::is_applied) {
            return Err(Error::NotFailed { migration: name.to_owned() });
        }
        Ok(connection.execute_script(&table.roll_back_failed_sql(name)).await?)
    })
    .await
}

async fn locked<T>(connection: &Connection, work: impl Future<Output = Result<T>>) -> Result<T> {
    lock::acquire(connection).await?;
    let outcome = work.await;
    lock::release(connection).await;
    outcome
}
