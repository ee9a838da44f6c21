//! `nicol migrate`: changes of the database, kept as files.

mod again;
mod baseline;
mod deploy;
mod dev;
mod diff;
mod disagreement;
mod down;
mod events;
mod indexes;
mod limits;
mod rebase;
mod renames;
mod reset;
mod resolve;
mod squash;
mod status;
mod unreadable;
mod ways_back;

use clap::Subcommand;
use nicol_engine::Folder;

pub(super) use dev::warnings;
pub(crate) use down::explained;
pub(super) use events::Waits;
pub(super) use indexes::tell_of_dropped;
pub(super) use limits::TimeArgs;
pub(super) use unreadable::unreadable;

use super::Status;
use crate::args::{self, DatabaseArgs};
use crate::context::Database;
use crate::error::CommandError;
use crate::output;

/// What happens on the shadow database, in notes of where that is.
const REPLAYED: &str = "the migrations are replayed";
const PROVEN: &str = "the way back is proven";

/// Change the database by migrations: make, apply, inspect, repair
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[arg(long, global = true, hide = true)]
    preview_feature: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Dev(dev::Args),
    Deploy(deploy::Args),
    Status(status::Args),
    Diff(diff::Args),
    Down(down::Args),
    Resolve(resolve::Args),
    Baseline(baseline::Args),
    Rebase(rebase::Args),
    Squash(squash::Args),
    Reset(reset::Args),
}

pub(crate) fn run(args: Args) -> Result<Status, CommandError> {
    let _ = args.preview_feature;
    let outcome = match args.command {
        None => args::print_help(&["migrate"]).map(|()| 0),
        Some(Command::Dev(args)) => dev::run(&args),
        Some(Command::Deploy(args)) => deploy::run(&args),
        Some(Command::Status(args)) => status::run(&args),
        Some(Command::Diff(args)) => diff::run(&args),
        Some(Command::Down(args)) => down::run(&args),
        Some(Command::Resolve(args)) => resolve::run(&args),
        Some(Command::Baseline(args)) => baseline::run(&args),
        Some(Command::Rebase(args)) => rebase::run(&args),
        Some(Command::Squash(args)) => squash::run(&args),
        Some(Command::Reset(args)) => reset::run(&args),
    };
    outcome.map_err(|error| match error.is_interrupted() {
        true => error.hint("`nicol migrate status` says where the database stands, and what to do next"),
        false => error,
    })
}

/// What commands that work with the folder begin with: the database, the folder, and a word about both.
fn begin(args: &DatabaseArgs, json: bool) -> Result<(Database, Folder), CommandError> {
    output::start_json(json);
    let database = Database::open_for_history(args)?;
    let folder = database.folder()?;
    output::quiet(found(&folder));
    Ok((database, folder))
}

/// How many migrations a folder has, in words.
fn found(folder: &Folder) -> String {
    let path = folder.path.display();
    match folder.migrations.len() {
        0 => format!("migrations: none in {path}"),
        n => format!("migrations: {n} in {path}"),
    }
}

/// An error about a migration that was named as the folder has none, with the one that was meant, if that is certain.
fn meant(error: CommandError, folder: &Folder, given: Option<&str>) -> CommandError {
    let Some(given) = given.filter(|given| !given.is_empty() && folder.find(given).is_none()) else { return error };
    if let Some(path) = folder.put_away_in(given) {
        return error
            .hint(format!(
                "it was put away, since another one is to come, or has come, in its place: {}",
                path.display()
            ))
            .hint("`nicol migrate dev` plans what the schema still lacks, and applies it");
    }
    // A path, as shells complete it.
    let given = given.trim_end_matches('/').rsplit('/').next().unwrap_or(given);
    let names = || folder.migrations.iter().map(|m| m.name.as_str());
    let one = |fits: &dyn Fn(&&str) -> bool| {
        let mut found = names().filter(fits);
        found.next().filter(|_| found.next().is_none())
    };
    match one(&|name| name.ends_with(given)).or_else(|| one(&|name| name.contains(given))) {
        Some(name) => error.hint(format!("did you mean {name}?")),
        None => error,
    }
}
