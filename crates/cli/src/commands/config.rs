use nicol_codegen::get_config::get_config;

use super::Status;
use crate::args::ProjectArgs;
use crate::error::CommandError;
use crate::{context, output, schema};

/// Print the datasource and the generators of the schema, as JSON
///
/// What Prisma's engines answer to `get_config`: {"config": {"generators", "datasources", "warnings"}, "errors"}. Models
/// are read but not judged, and blocks that are wrong are left out and told under `errors`. Variables of env() are named,
/// never read.
///
/// Exit codes: 0 whatever the schema says; 1 it can't be found or read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let project = context::open(&args.project)?;
    let sources = schema::sources(&project.schema()?);
    output::result(get_config(&sources, &nicol_schema::configuration(&sources)))?;
    Ok(0)
}
