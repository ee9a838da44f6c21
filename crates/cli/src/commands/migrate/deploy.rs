use nicol_engine::deploy;

use super::dev::tell;
use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::output;

/// Apply pending migrations: for production and CI
///
/// Makes the database if it is missing. Never asks, never resets, never compares with the schema.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let database = Database::open(&args.project, args.url.url.as_deref())?;
    let folder = database.folder()?;
    output::quiet(super::found(&folder));
    let done = context::block_on(async { Ok(deploy::deploy(&database.target, &folder, &mut tell).await?) })?;
    let to = if done.created_database { " to a new database" } else { "" };
    output::result(match done.applied.len() {
        0 if done.created_database => "Made the database; there are no migrations.".to_owned(),
        0 => "Nothing is pending.".to_owned(),
        1 => format!("1 migration applied{to}."),
        n => format!("{n} migrations applied{to}."),
    })?;
    Ok(0)
}
