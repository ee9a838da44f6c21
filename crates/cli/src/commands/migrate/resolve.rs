use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::error::CommandError;

/// Say what became of a migration that failed or was applied by hand
///
/// Changes the record in the database only. --applied also baselines a database that was there before its migrations.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("outcome").required(true).args(["applied", "rolled_back"]))]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// Record this migration as applied
    #[arg(long, value_name = "MIGRATION")]
    applied: Option<String>,
    /// Record this failed migration as rolled back, so that it can be applied again
    #[arg(long, value_name = "MIGRATION")]
    rolled_back: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, &args.applied, &args.rolled_back);
    Err(CommandError::not_yet("`nicol migrate resolve`"))
}
