use std::io::Read;
use std::path::{Path, PathBuf};

use super::Status;
use crate::args::ProjectArgs;
use crate::config::schema_files::SchemaFiles;
use crate::error::CommandError;
use crate::files::write_whole;
use crate::{context, output, schema};

/// Format the schema's files in place
///
/// Writes what `prisma format` writes, and keeps every comment. With `-` it formats standard input to standard output.
/// A schema that isn't valid is formatted as far as it can be.
///
/// Exit codes: 0 formatted; 1 the schema isn't valid or can't be read or written, or with --check it isn't formatted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Change nothing; end with 1 if a file isn't formatted
    #[arg(long)]
    check: bool,
    /// The outcome as one JSON object: {"ok", "changed": [FILES]}, with --check {"ok", "unformatted": [FILES]}
    #[arg(long)]
    json: bool,
    /// A file or folder to format instead of the project's schema; `-` is standard input
    #[arg(value_name = "PATH", conflicts_with = "schema")]
    path: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let files = match &args.path {
        Some(path) if path == Path::new("-") => return standard_input(args.check),
        Some(path) => SchemaFiles::read(path)?,
        None => context::open(&args.project)?.schema()?,
    };
    let texts: Vec<(&str, &str)> =
        files.files.iter().map(|(path, text)| (path.to_str().unwrap_or_default(), text.as_str())).collect();
    let formatted = nicol_schema::format_files(&texts);
    let changed: Vec<(&PathBuf, &String)> = files
        .files
        .iter()
        .zip(&formatted)
        .filter(|((_, old), new)| old != *new)
        .map(|((path, _), new)| (path, new))
        .collect();
    if args.check {
        for (path, _) in &changed {
            output::note(format_args!("not formatted: {}", path.display()));
        }
        if !changed.is_empty() {
            output::hint("`nicol format` formats them");
        }
    } else {
        for (path, text) in &changed {
            write_whole(path, text)?;
        }
    }
    let after = SchemaFiles {
        files: files.files.iter().map(|(path, _)| path.clone()).zip(formatted.iter().cloned()).collect(),
        ..files.clone()
    };
    let sources = schema::sources(&after);
    let (valid, diagnostics) = schema::judge(&sources);
    if valid.is_none() {
        schema::print(&sources, &diagnostics);
        return Err(schema::invalid(&after, &sources, &diagnostics));
    }
    let key = if args.check { "unformatted" } else { "changed" };
    let paths: Vec<_> = changed.iter().map(|(path, _)| path.display().to_string()).collect();
    output::answer(|| serde_json::json!({ "ok": !args.check || paths.is_empty(), key: paths }))?;
    if args.check && !changed.is_empty() {
        return Ok(1);
    }
    match (args.check, changed.len()) {
        (true, _) => output::result("All files are formatted.")?,
        (false, 0) => output::result("Nothing to format.")?,
        (false, _) => {
            for (path, _) in &changed {
                output::result(format_args!("formatted {}", path.display()))?;
            }
        }
    }
    Ok(0)
}

fn standard_input(check: bool) -> Result<Status, CommandError> {
    let mut text = String::new();
    let input = Path::new("standard input");
    std::io::stdin().read_to_string(&mut text).map_err(|e| CommandError::io("read", input, &e))?;
    let formatted = nicol_schema::format(&text);
    if check {
        return Ok(u8::from(formatted != text));
    }
    output::data(&formatted)?;
    Ok(0)
}
