//! `migrate baseline`: takes a database over that was there before its migrations.

use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::{Row, is_applied, lock_file};
use nicol_migrate::{sql, summary};

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::target::Target;
use crate::{database, history, lock, shadow, squash};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The migration that was written, if the folder had none.
    pub created: Option<String>,
    /// What is recorded as applied now.
    pub recorded: Vec<String>,
    /// What the written migration does not make, in words.
    pub lacking: Vec<String>,
}

/// Records the migrations of the folder as applied on a database that has what they make; without any, writes a first
/// one from the database. Of the database, only the record is touched, and all of them are recorded or none. Where some of the
/// folder's first ones were recorded by hand, the rest is.
///
/// # Errors
/// [`Error::HasHistory`], [`Error::NothingToAdopt`], [`Error::NotTheBaseline`], [`Error::BaselineFails`]; those of the replay;
/// the disk's. Then nothing was written.
pub async fn baseline(target: &Target, folder: &mut Folder, options: &DiffOptions, name: &str) -> Result<Baseline> {
    folder.check_provider(target.dialect())?;
    folder.check_squashes()?;
    shadow::check_names(target)?;
    let connection = Connection::connect(&target.url).await?;
    lock::acquire(&connection).await?;
    let done = locked(target, &connection, folder, options, name).await;
    lock::release(&connection).await;
    done
}

async fn locked(
    target: &Target,
    connection: &Connection,
    folder: &mut Folder,
    options: &DiffOptions,
    name: &str,
) -> Result<Baseline> {
    let rows = history::read(connection).await?.unwrap_or_default();
    let left = left(folder, &rows)?.len();
    let found = database::describe(connection, &target.scope()).await?;
    if found.tables.is_empty() && found.enums.is_empty() {
        return Err(Error::NothingToAdopt);
    }
    let mut done = Baseline { created: None, recorded: Vec::new(), lacking: Vec::new() };
    if folder.migrations.is_empty() {
        let (script, lacking) = written(target, connection).await?;
        folder.put(name, &script, &lock_file(target.dialect().provider_name()))?;
        done.created = Some(name.to_owned());
        done.lacking = lacking;
    } else {
        let all: Vec<&Migration> = folder.migrations.iter().collect();
        let mut expected = shadow::replay(target, connection, &all).await?;
        expected.extensions.clone_from(&found.extensions);
        let plan = diff(&expected, &found, options);
        if !plan.is_empty() {
            return Err(Error::NotTheBaseline { summary: summary::summary(&plan).trim_matches('\n').to_owned() });
        }
    }
    let place = if done.created.is_some() { 0 } else { folder.migrations.len() - left };
    let recorded = match record(connection, &folder.migrations[place..], &rows).await {
        Err(Error::Database(error)) if error.is_connection_lost() => {
            find_out(target, connection, &folder.migrations[place..], error).await
        }
        outcome => outcome.map_err(|error| (error, true)),
    };
    done.recorded = recorded.map_err(|(error, is_undone)| {
        if is_undone && done.created.is_some() {
            let _ = std::fs::remove_dir_all(folder.path.join(name));
        }
        error
    })?;
    Ok(done)
}

/// Asks on another connection what became of the records; an error says whether it is certain that there are none.
async fn find_out(
    target: &Target,
    lost: &Connection,
    migrations: &[Migration],
    error: nicol_driver::Error,
) -> Result<Vec<String>, (Error, bool)> {
    // The server's process of the lost one may be at work yet. It holds the lock as long.
    let _ = tokio::time::timeout(lock::PATIENCE, lost.cancel()).await;
    let asked = async {
        let fresh = database::reconnect(&target.url, lock::PATIENCE).await?;
        lock::acquire(&fresh).await?;
        let rows = history::read(&fresh).await;
        lock::release(&fresh).await;
        rows
    };
    match asked.await {
        Ok(rows) if migrations.iter().all(|m| is_applied(&m.name, rows.as_deref().unwrap_or_default())) => {
            Ok(migrations.iter().map(|m| m.name.clone()).collect())
        }
        Ok(_) => Err((error.into(), true)),
        Err(_) => Err((error.into(), false)),
    }
}

/// The migrations that have no record yet: all, or those behind the ones that were recorded without being run.
fn left<'f>(folder: &'f Folder, rows: &[Row]) -> Result<&'f [Migration]> {
    let standing: Vec<&Row> = rows.iter().filter(|row| !row.is_rolled_back()).collect();
    let (first, left) = folder.migrations.split_at_checked(standing.len()).ok_or(Error::HasHistory)?;
    let is_recorded = |m: &Migration| {
        standing.iter().any(|row| row.migration_name == m.name && row.is_applied() && row.applied_steps_count == 0)
    };
    match first.iter().all(is_recorded) && (first.is_empty() || !left.is_empty()) {
        true => Ok(left),
        false => Err(Error::HasHistory),
    }
}

/// Records them as applied, all or none, in their order.
async fn record(connection: &Connection, migrations: &[Migration], rows: &[Row]) -> Result<Vec<String>> {
    let entries: Vec<_> =
        migrations.iter().map(|m| Ok(history::Entry::next(&m.name, m.script()?, rows))).collect::<Result<_>>()?;
    let (table, mut statements) = history::Table::to_make(connection).await?;
    if !entries.is_empty() {
        statements.push(table.applied_sql(&entries));
        history::all_or_none(connection, &statements).await?;
    }
    Ok(migrations.iter().map(|m| m.name.clone()).collect())
}

/// A script that makes what the database has, and what it does not make of that.
async fn written(target: &Target, connection: &Connection) -> Result<(String, Vec<String>)> {
    let live = squash::Evidence::of_live(target, connection).await?;
    let why = |e| match e {
        Error::NotSquashed { why } => why,
        other => vec![other.to_string()],
    };
    let mut lacking = match squash::planned(target, connection, &live).await {
        Ok(planned) => return Ok((planned.body, planned.lacking)),
        Err(e) => why(e),
    };
    // What plans know of may run by itself.
    let empty = nicol_catalog::Catalog::empty(target.dialect());
    let goal = squash::as_written(live.catalog.clone(), target.namespaces.is_empty());
    let options = DiffOptions { partial_indexes: true, extensions: true, ..DiffOptions::default() };
    let script = squash::extension_schemas(target, &goal) + &sql::render(&diff(&empty, &goal, &options));
    match squash::try_out(target, connection, &script, &live.schemas).await {
        Ok(tried) => {
            lacking.extend(live.differences(&tried));
            Ok((script, lacking))
        }
        Err(e) => Err(Error::BaselineFails { why: why(e) }),
    }
}
