//! The commands, one file each.

mod config;
mod db;
mod debug;
mod dmmf;
mod format;
mod generate;
mod health;
mod init;
pub(crate) mod migrate;
mod query;
mod quickstart;
mod validate;
mod version;

use clap::Subcommand;

use crate::args::{self, Cli};
use crate::error::CommandError;

/// All commands, in the order of the help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Quickstart(quickstart::Args),
    Init(init::Args),
    Validate(validate::Args),
    Format(format::Args),
    Generate(generate::Args),
    Dmmf(dmmf::Args),
    Config(config::Args),
    Migrate(migrate::Args),
    Db(db::Args),
    Query(query::Args),
    Health(health::Args),
    Debug(debug::Args),
    Version(version::Args),
}

/// What the process ends with when a command did what it was asked for.
pub(crate) type Status = u8;

/// Runs what the command line asks for.
pub(crate) fn run(cli: Cli) -> Result<Status, CommandError> {
    let Some(command) = cli.command else {
        if cli.version {
            return version::run(&version::Args { json: cli.json });
        }
        args::print_help(&[])?;
        return Ok(0);
    };
    match command {
        Command::Quickstart(args) => quickstart::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Format(args) => format::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Dmmf(args) => dmmf::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Migrate(args) => migrate::run(args),
        Command::Db(args) => db::run(args),
        Command::Query(args) => query::run(&args),
        Command::Health(args) => health::run(&args),
        Command::Debug(args) => debug::run(&args),
        Command::Version(args) => version::run(&args),
    }
}
