use nicol_diagnostics::render;

use super::Status;
use crate::args::ProjectArgs;
use crate::error::CommandError;
use crate::{context, output, schema};

/// Check the schema and report all its problems at once
///
/// Needs no database and no variables. Ends with 0 when the schema is valid, with 1 when it isn't. The report goes to
/// standard error, with --json to standard output.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// The report as one JSON object: {"ok", "diagnostics": [{"severity", "code", "message", "help", "file", "start", "end"}]}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::or_json(args.json, || work(args))
}

fn work(args: &Args) -> Result<Status, CommandError> {
    let project = context::open(&args.project)?;
    let files = project.schema()?;
    let sources = schema::sources(&files);
    let (schema, diagnostics) = schema::judge(&sources);
    let is_valid = schema.is_some();
    if args.json {
        output::result(render::json(&sources, &diagnostics))?;
    } else {
        schema::print(&sources, &diagnostics);
        if is_valid {
            let count = match files.files.len() {
                1 => String::new(),
                n => format!(" ({n} files)"),
            };
            output::result(format_args!("The schema {}{count} is valid.", files.path.display()))?;
        }
    }
    Ok(u8::from(!is_valid))
}
