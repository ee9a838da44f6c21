use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::error::CommandError;

/// Empty the database and apply all migrations: ALL DATA IS LOST
///
/// Says what would be destroyed and asks; without a terminal it needs --force. Afterwards it generates the clients and
/// runs the seed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// Don't ask
    #[arg(short, long)]
    force: bool,
    /// Don't generate the clients afterwards
    #[arg(long)]
    skip_generate: bool,
    /// Don't run the seed afterwards
    #[arg(long)]
    skip_seed: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, args.force, args.skip_generate, args.skip_seed);
    Err(CommandError::not_yet("`nicol migrate reset`"))
}
