use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::error::CommandError;

/// Apply pending migrations: for production and CI
///
/// Makes the database if it is missing. Never asks, never resets, never looks at the schema.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url);
    Err(CommandError::not_yet("`nicol migrate deploy`"))
}
