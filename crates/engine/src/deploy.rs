//! `migrate deploy`: applies what is pending. No shadow database, no comparison, no questions.

use nicol_migrate::history::Diagnosis;

use crate::apply::{self, Done, Event, Options};
use crate::database;
use crate::error::Result;
use crate::folder::Folder;
use crate::target::Target;

/// What a deploy did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployed {
    /// The database did not exist.
    pub created_database: bool,
    /// Names, in the order in which they were applied.
    pub applied: Vec<String>,
    /// Those of them that had been applied before, and taken back.
    pub again: Vec<String>,
    /// Applied migrations whose script is another one by now.
    pub edited: Vec<String>,
    /// Applied migrations that the folder lacks.
    pub unpersisted: Vec<String>,
    /// How many migrations the database has, if the folder has none at all: it may be the wrong one.
    pub without_folder: usize,
}

/// Applies the pending migrations of the folder; makes the database if it is missing.
///
/// # Errors
/// Those of [`apply::apply`].
pub async fn deploy(target: &Target, folder: &Folder, on: &mut dyn FnMut(Event<'_>)) -> Result<Deployed> {
    deploy_with(target, folder, &Options::default(), on).await
}

/// The same with limits on what migrations may wait for.
///
/// # Errors
/// Those of [`apply::apply`].
pub async fn deploy_with(
    target: &Target,
    folder: &Folder,
    options: &Options,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Deployed> {
    folder.check_provider(target.dialect())?;
    let (connection, created_database) = database::connect_or_create(target).await?;
    let Done { applied, before } = apply::run(target, &connection, folder, options, on).await?;
    let was_here = |name: &&String| before.iter().any(|row| row.migration_name == **name && row.was_taken_back());
    let again = applied.iter().filter(was_here).cloned().collect();
    let without_folder = match folder.migrations.is_empty() {
        true => before.iter().filter(|row| row.is_applied()).count(),
        false => 0,
    };
    let Diagnosis { edited, unpersisted, .. } = folder.diagnose(&before);
    Ok(Deployed { created_database, applied, again, edited, unpersisted, without_folder })
}
