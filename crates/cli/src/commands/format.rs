use std::io::Read;
use std::path::{Path, PathBuf};

use nicol_diagnostics::{Diagnostic, Sources};

use super::Status;
use crate::args::ProjectArgs;
use crate::config::schema_files::SchemaFiles;
use crate::error::CommandError;
use crate::files::write_whole;
use crate::{context, output, schema};

/// Format the schema's files in place
///
/// Writes what `prisma format` writes, and keeps every comment. Files that are formatted already are not touched. With
/// `-` (or --stdin) it formats standard input to standard output. A schema that isn't valid is formatted as far as it can
/// be.
///
/// Exit codes: 0 formatted; 1 the schema isn't valid, or can't be read or written, or with --check isn't formatted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Change nothing; end with 1 if a file isn't formatted, and name such files
    #[arg(long)]
    check: bool,
    /// The result as one JSON object: {"ok", "changed", "diagnostics"}; `changed` are the files that were formatted
    /// (with --check: that would be), `diagnostics` as of `validate --json`
    #[arg(long)]
    json: bool,
    /// Format standard input to standard output
    #[arg(long, conflicts_with_all = ["path", "schema", "json"])]
    stdin: bool,
    /// A file or folder to format instead of the project's schema; `-` is standard input
    #[arg(value_name = "PATH", conflicts_with = "schema")]
    path: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    if args.stdin || args.path.as_deref() == Some(Path::new("-")) {
        return standard_input(args.check);
    }
    output::start_json(args.json);
    let mut files = match &args.path {
        Some(path) => SchemaFiles::read(path)?,
        None => context::open(&args.project)?.schema()?,
    };
    let formatted = nicol_schema::format_sources(&schema::sources(&files));
    let mut changed = Vec::new();
    for ((path, text), new) in files.files.iter_mut().zip(formatted.texts) {
        if *text != new {
            changed.push(path.clone());
            if !args.check {
                write_whole(path, &new)?;
                *text = new;
            }
        }
    }
    // Messages point into the files as they are now, so that those of a schema with errors are read again.
    let (sources, diagnostics) = if formatted.was_valid {
        (Sources::default(), Vec::new())
    } else {
        let sources = schema::sources(&files);
        let diagnostics = nicol_schema::judge(&sources);
        (sources, diagnostics)
    };
    let is_valid = !diagnostics.iter().any(Diagnostic::is_error);
    let is_formatted = changed.is_empty() || !args.check;
    if args.json {
        let mut report = schema::as_json(&sources, &diagnostics);
        report["ok"] = (is_valid && is_formatted).into();
        report["changed"] = changed.iter().map(|path| path.to_string_lossy()).collect();
        output::answer(|| report)?;
        return Ok(u8::from(!(is_valid && is_formatted)));
    }
    if !is_formatted {
        for path in &changed {
            output::note(format_args!("not formatted: {}", path.display()));
        }
        output::hint("`nicol format` formats them");
        return Ok(1);
    }
    if !is_valid {
        schema::print(&sources, &diagnostics);
        return Err(schema::invalid(&files, &sources, &diagnostics));
    }
    match (args.check, changed.len()) {
        (true, _) => output::result("All files are formatted.")?,
        (false, 0) => output::result("Nothing to format.")?,
        (false, _) => {
            for path in &changed {
                output::result(format_args!("formatted {}", path.display()))?;
            }
        }
    }
    Ok(0)
}

/// One text, whether it is a whole schema or a file of one: it isn't judged.
fn standard_input(check: bool) -> Result<Status, CommandError> {
    let mut text = String::new();
    let input = Path::new("standard input");
    std::io::stdin().read_to_string(&mut text).map_err(|e| CommandError::io("read", input, &e))?;
    let formatted = nicol_schema::format(&text);
    if check {
        if formatted != text {
            output::note("not formatted: standard input");
        }
        return Ok(u8::from(formatted != text));
    }
    output::data(&formatted)?;
    Ok(0)
}
