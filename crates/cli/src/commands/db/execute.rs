use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use nicol_engine::execute;

use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::error::CommandError;
use crate::{context, output, progress};

/// Run an SQL script on the database
///
/// The whole script is sent at once; rows are not printed.
///
/// Exit codes: 0 the script was run; 1 it failed.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("source").required(true).args(["file", "stdin"]))]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The script
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Read the script from standard input
    #[arg(long)]
    stdin: bool,
    /// The outcome as one JSON object: {"ok"}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let script = match &args.file {
        Some(file) => fs::read_to_string(file).map_err(|e| CommandError::io("read the script", file, &e))?,
        None => {
            let mut text = String::new();
            let input = Path::new("standard input");
            std::io::stdin().read_to_string(&mut text).map_err(|e| CommandError::io("read", input, &e))?;
            text
        }
    };
    let (_, target) = context::open_without_schema(&args.database)?;
    let work = async { Ok(execute::execute(&target, &script).await?) };
    context::block_on(progress::shown("running the script", work))?;
    output::result("The script was run.")?;
    output::answer(|| serde_json::json!({ "ok": true }))?;
    Ok(0)
}
