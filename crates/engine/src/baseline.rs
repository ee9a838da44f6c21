//! `migrate baseline`: takes a database over that was there before its migrations.

use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::lock_file;
use nicol_migrate::{sql, summary};

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::target::Target;
use crate::{database, history, resolve, shadow, squash};

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
/// one from the database. Of the database, only the record is touched.
///
/// # Errors
/// [`Error::HasHistory`], [`Error::NothingToAdopt`], [`Error::NotTheBaseline`]; those of the replay; the disk's.
pub async fn baseline(target: &Target, folder: &mut Folder, options: &DiffOptions, name: &str) -> Result<Baseline> {
    folder.check_provider(target.dialect())?;
    shadow::check_names(target)?;
    let connection = Connection::connect(&target.url).await?;
    let rows = history::read(&connection).await?.unwrap_or_default();
    if rows.iter().any(|row| !row.is_rolled_back()) {
        return Err(Error::HasHistory);
    }
    let mut done = Baseline { created: None, recorded: Vec::new(), lacking: Vec::new() };
    let found = database::describe(&connection, &target.scope()).await?;
    if found.tables.is_empty() && found.enums.is_empty() {
        return Err(Error::NothingToAdopt);
    }
    if folder.migrations.is_empty() {
        let (script, lacking) = written(target, &connection).await?;
        folder.put(name, &script, &lock_file(target.dialect().provider_name()))?;
        done.created = Some(name.to_owned());
        done.lacking = lacking;
    } else {
        let all: Vec<&Migration> = folder.migrations.iter().collect();
        let mut expected = shadow::replay(target, &connection, &all).await?;
        expected.extensions.clone_from(&found.extensions);
        let plan = diff(&expected, &found, options);
        if !plan.is_empty() {
            return Err(Error::NotTheBaseline { summary: summary::summary(&plan).trim_matches('\n').to_owned() });
        }
    }
    connection.close().await;
    for migration in &folder.migrations {
        resolve::mark_applied(target, folder, &migration.name).await?;
        done.recorded.push(migration.name.clone());
    }
    Ok(done)
}

/// A script that makes what the database has, and what it does not make of that.
async fn written(target: &Target, connection: &Connection) -> Result<(String, Vec<String>)> {
    let live = squash::Evidence::of_live(target, connection).await?;
    let trouble = match squash::planned(target, connection, &live).await {
        Ok(planned) => return Ok((planned.body, planned.lacking)),
        Err(e) => e,
    };
    // What plans know of runs by itself.
    let empty = nicol_catalog::Catalog::empty(target.dialect());
    let goal = squash::as_written(live.catalog.clone(), target.namespaces.is_empty());
    let options = DiffOptions { partial_indexes: true, extensions: true, ..DiffOptions::default() };
    Ok((sql::render(&diff(&empty, &goal, &options)), vec![trouble.to_string()]))
}
