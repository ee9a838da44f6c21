use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::error::CommandError;

/// Write the schema from the database
///
/// Keeps what only the schema can say: names, relation names, documentation. Overwrites the schema's files unless
/// --print is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// Ignore the schema that is there
    #[arg(long)]
    force: bool,
    /// Print the schema instead of writing it
    #[arg(long)]
    print: bool,
    /// The database schemas to read, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    schemas: Vec<String>,
    /// Accepted for Prisma's sake: it is about MongoDB
    #[arg(long, value_name = "N", hide = true, allow_negative_numbers = true)]
    composite_type_depth: Option<i32>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.url, args.force, args.print, &args.schemas, args.composite_type_depth);
    Err(CommandError::not_yet("`nicol db pull`"))
}
