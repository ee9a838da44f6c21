use std::path::PathBuf;

use clap::ValueEnum;
use nicol_engine::backup::{self, Options, Verify};

use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::error::CommandError;
use crate::{backups, context, output, progress};

/// Write the whole database to a file, and read it back
///
/// PostgreSQL by its own pg_dump (custom format), which must be as new as the server; SQLite by a copy of its pages. The
/// file is there when it was read back and found good, and only its owner may read it. All schemas are in it, and the
/// history that Nicol keeps; on SQLite its files NAME.nicol and NAME.kept (what --keep-dropped has kept) are saved beside the
/// backup. Without --output it is named by database and time, in the folder `backup.path` of nicol.toml
/// or `backups` beside it.
///
/// Exit codes: 0 the backup is there and good; 1 there is none.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The file to write, which must not exist; or a folder
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// How to read it back on PostgreSQL: by restoring it into a database made for that, or by reading all of it
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    verify: How,
    /// The outcome as one JSON object: {"ok", "file", "beside": [FILES], "bytes", "tables", "rows": number or null, "verified": "restored",
    /// "read" or "checked"}
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum How {
    /// Restore it if the user may make a database, else read it
    Auto,
    Restore,
    Read,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let (project, target) = context::open_without_schema(&args.database)?;
    let verify = match args.verify {
        How::Auto => Verify::Auto,
        How::Restore => Verify::Restore,
        How::Read => Verify::Read,
    };
    let options = Options { verify, ..backups::options(&project) };
    let work = async {
        backup::check(&target, &options).await?;
        let name = || backup::file_name(&target, None);
        let file = match &args.output {
            Some(path) if path.is_dir() => backups::free(&path.join(name())),
            Some(path) => path.clone(),
            None => backups::free(&backups::folder(&project)?.join(name())),
        };
        Ok(backup::backup(&target, &file, &options).await?)
    };
    let made = context::block_on(progress::shown("backing up the database", work))?;
    output::result(backups::told(&made))?;
    if let Some(note) = &made.note {
        output::note(format_args!("It was read back, not restored: {note}"));
    }
    output::answer(|| {
        let mut object = backups::as_json(&made);
        object["ok"] = true.into();
        object
    })?;
    Ok(0)
}
