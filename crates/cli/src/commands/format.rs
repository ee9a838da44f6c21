use std::path::PathBuf;

use super::Status;
use crate::args::ProjectArgs;
use crate::error::CommandError;

/// Format the schema's files in place
///
/// Writes what `prisma format` writes, and keeps every comment. With `-` it formats standard input to standard output.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Change nothing; end with 1 if a file isn't formatted
    #[arg(long)]
    check: bool,
    /// A file or folder to format instead of the project's schema; `-` is standard input
    #[arg(value_name = "PATH", conflicts_with = "schema")]
    path: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, args.check, &args.path);
    Err(CommandError::not_yet("`nicol format`"))
}
