use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::error::CommandError;

/// Bring the database to the schema by a new migration, and apply what is pending
///
/// For development. Replays the history on a shadow database, refuses to go on when the database or an applied
/// migration was changed by hand, writes the new migration and applies it, then generates the clients. Nothing is ever
/// reset without being asked for: that is `nicol migrate reset`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// The name of the migration (without one, and without a terminal: named after its first step)
    #[arg(short, long, value_name = "NAME")]
    name: Option<String>,
    /// Write the migration but don't apply it, so that it can be edited
    #[arg(long)]
    create_only: bool,
    /// A renamed model or field, which would otherwise be dropped and made anew: User:Person, User.name:fullName
    #[arg(long, value_name = "OLD:NEW")]
    rename: Vec<String>,
    /// Go on without asking when data may be lost
    #[arg(long)]
    accept_data_loss: bool,
    /// Don't generate the clients afterwards
    #[arg(long)]
    skip_generate: bool,
    /// Don't seed a database that was just made
    #[arg(long)]
    skip_seed: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, &args.name, args.create_only, &args.rename);
    let _ = (args.accept_data_loss, args.skip_generate, args.skip_seed);
    Err(CommandError::not_yet("`nicol migrate dev`"))
}
