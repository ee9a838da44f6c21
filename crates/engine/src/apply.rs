//! Applying the folder's migrations to a database, each recorded before it runs.

use nicol_driver::admin::Connection;
use nicol_migrate::history;
use nicol_migrate::introspect::HISTORY_TABLE;

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::target::Target;
use crate::{database, history as table, lock, script};

/// What a caller hears while migrations are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// The migration of this name starts.
    Applying(&'a str),
    /// It is done.
    Applied(&'a str),
}

/// Applies every migration that has no row in the history, or only rows that were rolled back; in the folder's order,
/// also those older than applied ones. Returns their names.
///
/// # Errors
/// P3005 if the database has tables and no history, P3009 if a failed migration is not settled, P3018 if a migration
/// fails (it is recorded as failed), P3019 if the folder is for another database, P1002 if the lock is held.
pub async fn apply(
    target: &Target,
    connection: &Connection,
    folder: &Folder,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<String>> {
    folder.check_provider(target.dialect())?;
    lock::acquire(connection).await?;
    let outcome = apply_locked(target, connection, folder, on).await;
    lock::release(connection).await;
    outcome
}

async fn apply_locked(
    target: &Target,
    connection: &Connection,
    folder: &Folder,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<String>> {
    let rows = match table::read(connection).await? {
        Some(rows) => rows,
        None => {
            if has_tables(target, connection).await? {
                return Err(Error::DatabaseNotEmpty);
            }
            table::ensure_table(connection).await?;
            Vec::new()
        }
    };
    table::refuse_failed(&rows)?;
    let mut applied = Vec::new();
    for migration in folder.pending(&rows) {
        on(Event::Applying(&migration.name));
        apply_one(target, connection, migration).await?;
        on(Event::Applied(&migration.name));
        applied.push(migration.name.clone());
    }
    Ok(applied)
}

async fn apply_one(target: &Target, connection: &Connection, migration: &Migration) -> Result<()> {
    let script = migration.script()?;
    let id = table::start(connection, &migration.name, &history::checksum(script)).await?;
    let Err(inner) = script::run(connection, script).await else {
        return table::finish(connection, &id).await;
    };
    let logs = inner.to_string();
    if table::fail(connection, &id, &logs).await.is_err() {
        // The connection may have died with the script. The row says "failed" in any case; this adds why.
        if let Ok(fresh) = Connection::connect(&target.url).await {
            let _ = table::fail(&fresh, &id, &logs).await;
        }
    }
    let excerpt = excerpt(&inner, script);
    Err(Error::ApplyFailed { migration: migration.name.clone(), inner: Box::new(inner), excerpt })
}

/// Whether the schemas that are looked at hold a table other than the history.
async fn has_tables(target: &Target, connection: &Connection) -> Result<bool> {
    let catalog = database::describe(connection, &target.scope()).await?;
    Ok(catalog.tables.iter().any(|t| t.name.name != HISTORY_TABLE))
}

/// The lines around the place that the server complains about.
fn excerpt(error: &Error, script: &str) -> Option<String> {
    let Error::Database(error) = error else { return None };
    let position = usize::try_from(error.server()?.position?).ok()?;
    let before: String = script.chars().take(position.saturating_sub(1)).collect();
    let failing = before.matches('\n').count();
    let mut out = String::new();
    for (i, line) in script.lines().enumerate().skip(failing.saturating_sub(5)).take(failing.min(5) + 1) {
        let mark = if i == failing { ">" } else { " " };
        out.push_str(&format!("{mark} {:>4} | {line}\n", i + 1));
    }
    Some(out)
}
