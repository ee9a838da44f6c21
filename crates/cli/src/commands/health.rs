use super::Status;
use crate::args::{ProjectArgs, UrlArgs};
use crate::error::CommandError;

/// Check that the database answers, with its version and how long it took
///
/// Asks `SELECT 1`, again and again with growing pauses until it is answered or the time is over. Ends with 0 when the
/// database answered, with 1 when it didn't.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// Give up after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    timeout: f64,
    /// The answer as one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, args.timeout, args.json);
    Err(CommandError::not_yet("`nicol health`"))
}
