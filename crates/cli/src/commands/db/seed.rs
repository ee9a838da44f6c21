use crate::args::ProjectArgs;
use crate::commands::Status;
use crate::error::CommandError;

/// Run the project's seed command
///
/// The command stands in `migrations.seed` of the configuration, or in `prisma.seed` of package.json. A file that ends
/// in .sql is executed on the database. What stands after `--` is passed on.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Arguments for the seed command
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.arguments);
    Err(CommandError::not_yet("`nicol db seed`"))
}
