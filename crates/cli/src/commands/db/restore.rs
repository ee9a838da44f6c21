use std::path::PathBuf;

use nicol_driver::DatabaseUrl;
use nicol_engine::backup::{BackupError, Restore};
use serde_json::json;

use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::error::{CommandError, ErrorKind};
use crate::{backups, context, output, progress, prompt};

/// Put a backup of `nicol db backup` into the database: what it has is replaced
///
/// All of it or nothing: if it fails, the database is as it was. One that has anything is replaced only when you say so:
/// by --replace, or when you are asked on a terminal. --into-new makes a database of another name beside it, to look at
/// a backup, or to take single rows from it.
///
/// Exit codes: 0 restored; 1 it failed, or it would have to ask and can't; 130 you said no, or interrupted it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace what is in the database: ALL ITS DATA IS LOST
    #[arg(long)]
    replace: bool,
    /// Restore into a new database of this name (SQLite: into a new file) beside the one of the project
    #[arg(long, value_name = "NAME", conflicts_with = "replace")]
    into_new: Option<String>,
    /// Leave owners and rights out: everything belongs to the user who restores
    #[arg(long)]
    no_owner: bool,
    /// The outcome as one JSON object: {"ok", "createdDatabase", "replaced", "tables", "rows"}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let (project, mut target) = context::open_without_schema(&args.database)?;
    if let Some(name) = &args.into_new {
        target.url = match &target.url {
            DatabaseUrl::Postgres(url) => DatabaseUrl::Postgres(url.with_database(name)),
            sqlite @ DatabaseUrl::Sqlite(_) => {
                sqlite.with_database(&project.working_directory.join(name).display().to_string())
            }
        };
        output::quiet(format_args!("into a new {}", context::describe(&project, &target.url)));
    }
    let options = backups::options(&project);
    let mut made = None;
    let restored = context::block_on(async {
        let looking = async { Ok::<_, CommandError>(Restore::prepare(&target, &args.file, &options).await?) };
        let mut restore = progress::shown("looking at the backup", looking).await?;
        restore.leaves_owners_out = args.no_owner;
        if args.into_new.is_some() && !restore.is_new {
            return Err(nicol_engine::Error::from(BackupError::NotNew).into());
        }
        if !restore.contents.is_empty() && !args.replace {
            let what = context::describe(&project, &target.url);
            output::warning(format_args!("all data will be lost in the {what}: {}", some(&restore.contents)));
            let question = "Replace all of it by the backup?";
            prompt::consent(&project.environment, question, "--replace", "the database is as it was").await?;
        }
        made = Some(restore.made());
        let work = async { Ok::<_, CommandError>(restore.execute().await?) };
        progress::shown("restoring the backup", work).await.map_err(explain)
    });
    let restored = match (restored, made) {
        (Err(error), Some(made)) if error.is_interrupted() => {
            let dropped = context::block_on(async { Ok(made.drop_unfinished(&target).await?) });
            return Err(match dropped {
                Ok(true) => error.hint("the new database was not finished, and is gone again"),
                Ok(false) => error,
                Err(_) => error
                    .hint("the new database is not finished, and could not be dropped: drop it before you try again"),
            });
        }
        (restored, _) => restored?,
    };
    let to = if restored.created_database { " into a new database" } else { "" };
    let tables = format!("{} {}", restored.tables, if restored.tables == 1 { "table" } else { "tables" });
    let rows = format!("{} {}", restored.rows, if restored.rows == 1 { "row" } else { "rows" });
    output::result(format_args!("Restored {}{to}: {tables}, {rows}.", args.file.display()))?;
    output::answer(|| {
        json!({
            "ok": true,
            "createdDatabase": restored.created_database,
            "replaced": restored.replaced,
            "tables": restored.tables,
            "rows": restored.rows,
        })
    })?;
    Ok(0)
}

/// The first of many names.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut shown: Vec<String> = names.iter().take(SHOWN).cloned().collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ")
}

fn explain(error: CommandError) -> CommandError {
    let has = |text: &str| error.message.contains(text);
    let is_about_owners =
        has("role \"") && has("does not exist") || has("must be able to SET ROLE") || has("must be member of role");
    match error.kind {
        ErrorKind::Database if is_about_owners => {
            error.hint("the backup names owners that are not known here: leave them out with --no-owner")
        }
        _ => error,
    }
}
