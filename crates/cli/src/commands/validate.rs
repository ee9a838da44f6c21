use super::Status;
use crate::args::ProjectArgs;
use crate::error::CommandError;

/// Check the schema and report all its problems at once
///
/// Needs no database and no variables. Ends with 0 when the schema is valid, with 1 when it isn't. The report goes to
/// standard error, with --json to standard output.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// The report as one JSON object: {"ok", "diagnostics": [{"severity", "code", "message", "help", "file", "start", "end"}]}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, args.json);
    Err(CommandError::not_yet("`nicol validate`"))
}
