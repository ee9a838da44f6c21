use super::Status;
use crate::args::{ProjectArgs, UrlArgs};
use crate::error::CommandError;

/// Run a request in Prisma's JSON query form, read from standard input
///
/// A request is one JSON object, for example
/// {"modelName": "User", "action": "findMany", "query": {"arguments": {"take": 3}, "selection": {"$scalars": true}}}.
/// The result is printed as JSON. Needs no generated client.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// Answer one request a line, in one process, until the end of standard input
    #[arg(long)]
    lines: bool,
    /// Print the result on one line
    #[arg(long)]
    compact: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, args.lines, args.compact);
    Err(CommandError::not_yet("`nicol query`"))
}
