use super::Status;
use crate::args::ProjectArgs;
use crate::config::Project;
use crate::error::CommandError;
use crate::{output, schema};

/// Check the schema and report all its problems at once
///
/// Needs no database and no variables. The report goes to standard error, with --json to standard output.
///
/// Exit codes: 0 the schema is valid; 1 it isn't, or can't be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// The report as one JSON object: {"ok", "diagnostics": [{"severity", "code", "message", "help", "file", "start", "end"}]}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let project = Project::open(&args.project.options())?;
    output::all_notices(&project.notices);
    let files = project.schema()?;
    let sources = schema::sources(&files);
    let (schema, diagnostics) = schema::judge(&sources);
    let is_valid = schema.is_some();
    if args.json {
        output::answer(|| schema::as_json(&sources, &diagnostics))?;
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
