use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::error::CommandError;

/// Bring the database to the schema without a migration
///
/// For prototypes: nothing is recorded. On PostgreSQL all of it happens or nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// Go on without asking when data may be lost
    #[arg(long)]
    accept_data_loss: bool,
    /// Empty the database first: ALL DATA IS LOST
    #[arg(long)]
    force_reset: bool,
    /// Don't generate the clients afterwards
    #[arg(long)]
    skip_generate: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, args.accept_data_loss, args.force_reset, args.skip_generate);
    Err(CommandError::not_yet("`nicol db push`"))
}
