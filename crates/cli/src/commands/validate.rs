use nicol_diagnostics::{Diagnostic, Sources, render};

use super::Status;
use crate::args::ProjectArgs;
use crate::config::Project;
use crate::config::schema_files::SchemaFiles;
use crate::error::CommandError;
use crate::files::write_whole;
use crate::{output, schema};

/// Check the schema and report all its problems at once
///
/// Needs no database and no variables. The report goes to standard error, in the other forms to standard output. Causes
/// come before what follows from them.
///
/// Exit codes: 0 the schema is valid; 1 it isn't, or can't be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Mend what can be mended without a look, then report what is left
    ///
    /// Misspelt names, missing ends of relations, notations of the past and the like. Files that change are formatted.
    #[arg(long)]
    fix: bool,
    /// The report as one JSON object: {"ok", "diagnostics": [{"severity", "code", "message", "help", "file", "start", "end"}]}
    #[arg(long, conflicts_with = "output")]
    json: bool,
    /// The form of the report
    #[arg(long, value_name = "FORM", default_value = "terminal")]
    output: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people, on standard error
    Terminal,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let form = if args.json { Form::Json } else { args.output };
    output::start_json(form == Form::Json);
    let project = Project::open(&args.project.options())?;
    output::all_notices(&project.notices);
    let mut files = project.schema()?;
    if args.fix {
        mend(&mut files)?;
    }
    let sources = schema::sources(&files);
    let diagnostics = nicol_schema::judge(&sources);
    let is_valid = !diagnostics.iter().any(Diagnostic::is_error);
    report(form, &sources, &diagnostics)?;
    if is_valid && form == Form::Terminal {
        let count = match files.files.len() {
            1 => String::new(),
            n => format!(" ({n} files)"),
        };
        output::result(format_args!("The schema {}{count} is valid.", files.path.display()))?;
    }
    Ok(u8::from(!is_valid))
}

fn report(form: Form, sources: &Sources, diagnostics: &[Diagnostic]) -> Result<(), CommandError> {
    match form {
        Form::Terminal => {
            schema::print(sources, diagnostics);
            Ok(())
        }
        Form::Json => output::answer(|| schema::as_json(sources, diagnostics)),
        Form::Sarif => {
            let tool = render::SarifTool {
                name: env!("CARGO_BIN_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                uri: env!("CARGO_PKG_REPOSITORY"),
            };
            let title = |code: &str| nicol_schema::pages::page(code).map(|page| page.title);
            output::result(render::sarif(sources, diagnostics, tool, title))
        }
        Form::Github => output::data(&render::github(sources, diagnostics)),
    }
}

/// Applies the fixes and writes the files that they change.
fn mend(files: &mut SchemaFiles) -> Result<(), CommandError> {
    let fixed = nicol_schema::fix(&schema::sources(files));
    for ((path, text), new) in files.files.iter_mut().zip(fixed.texts) {
        if *text != new {
            write_whole(path, &new)?;
            *text = new;
        }
    }
    match fixed.applied {
        0 => output::note("Nothing to fix."),
        1 => output::note("1 problem fixed."),
        n => output::note(format_args!("{n} problems fixed.")),
    }
    Ok(())
}
