use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::error::CommandError;

/// Compare the migrations folder with what the database has applied
///
/// Ends with 0 when they agree, with 1 when something is pending, failed, missing or not managed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// The answer as one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, args.json);
    Err(CommandError::not_yet("`nicol migrate status`"))
}
