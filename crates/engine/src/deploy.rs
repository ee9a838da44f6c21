//! `migrate deploy`: applies what is pending. No shadow database, no comparison, no questions.

use crate::apply::{self, Event, Options};
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
    let applied = apply::apply_with(target, &connection, folder, options, on).await?;
    Ok(Deployed { created_database, applied })
}
