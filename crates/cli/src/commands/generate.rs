use super::Status;
use crate::args::ProjectArgs;
use crate::error::CommandError;

/// Generate the clients that the schema's generators name
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Only this generator; may be given several times
    #[arg(long, value_name = "NAME")]
    generator: Vec<String>,
    /// Generate again whenever a file of the schema changes
    #[arg(long)]
    watch: bool,
    /// Also generate typed queries from the .sql files (needs a database)
    #[arg(long)]
    sql: bool,
    /// Fail when the schema has no models
    #[arg(long)]
    require_models: bool,
    /// Accepted for Prisma's sake: it has no effect
    #[arg(long, hide = true)]
    no_hints: bool,
    /// Accepted for Prisma's sake: having no models is allowed anyway
    #[arg(long, hide = true, conflicts_with = "require_models")]
    allow_no_models: bool,
    /// Accepted for Prisma's sake: our clients have no engine of their own
    #[arg(long, hide = true)]
    no_engine: bool,
    #[arg(long, hide = true)]
    data_proxy: bool,
    #[arg(long, hide = true)]
    accelerate: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (&args.project, &args.generator, args.watch, args.sql, args.require_models);
    let _ = (args.no_hints, args.allow_no_models, args.no_engine);
    if args.data_proxy || args.accelerate {
        return Err(CommandError::usage("clients for Prisma's proxy (--data-proxy, --accelerate) can't be generated")
            .hint("leave the flag out: the client connects to the database itself"));
    }
    Err(CommandError::not_yet("`nicol generate`"))
}
