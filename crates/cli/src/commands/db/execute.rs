use std::path::PathBuf;

use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::error::CommandError;

/// Run an SQL script on the database
///
/// The whole script is sent at once; rows are not printed.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("source").required(true).args(["file", "stdin"]))]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// The script
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Read the script from standard input
    #[arg(long)]
    stdin: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, &args.file, args.stdin);
    Err(CommandError::not_yet("`nicol db execute`"))
}
