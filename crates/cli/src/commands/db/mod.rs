//! `nicol db`: work on the database itself, without migrations.

mod backup;
mod execute;
mod pull;
mod push;
mod restore;
pub(crate) mod seed;

use clap::Subcommand;

use super::Status;
use crate::args;
use crate::error::CommandError;

/// Work on the database itself: push, pull, seed, execute, back up and restore
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[arg(long, global = true, hide = true)]
    preview_feature: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Push(push::Args),
    Pull(pull::Args),
    Seed(seed::Args),
    Execute(execute::Args),
    Backup(backup::Args),
    Restore(restore::Args),
}

pub(crate) fn run(args: Args) -> Result<Status, CommandError> {
    let _ = args.preview_feature;
    match args.command {
        None => args::print_help(&["db"]).map(|()| 0),
        Some(Command::Push(args)) => push::run(&args),
        Some(Command::Pull(args)) => pull::run(&args),
        Some(Command::Seed(args)) => seed::run(&args),
        Some(Command::Execute(args)) => execute::run(&args),
        Some(Command::Backup(args)) => backup::run(&args),
        Some(Command::Restore(args)) => restore::run(&args),
    }
}
