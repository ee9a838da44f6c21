use nicol_engine::apply::Event;
use nicol_engine::deploy;
use serde_json::json;

use super::events::{EventArgs, Teller};
use super::limits::LimitArgs;
use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::context;
use crate::error::CommandError;
use crate::{backups, output, progress};

/// Apply pending migrations: for production and CI
///
/// Makes the database if it is missing. Never asks, never resets, never compares with the schema. While it takes long it
/// says which migration and statement runs, and on PostgreSQL what it waits for.
///
/// Exit codes: 0 nothing is pending any more; 1 something failed (what has to be settled is recorded); 130 interrupted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Make a backup first, if something is pending (see `nicol db backup`)
    #[arg(long)]
    backup: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    events: EventArgs,
    /// The outcome as one JSON object: {"ok", "createdDatabase", "applied": [MIGRATIONS], "again": those of them that had
    /// been taken back, "edited": applied ones whose script is another one by now, "unpersisted": applied ones that the folder
    /// lacks, "backup": FILE or null}; if it fails {"ok": false, "error", "applied": what was applied before}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let (database, folder) = super::begin(&args.database, args.json)?;
    let options = args.limits.options(&database.project, args.events.is_wanted())?;
    let mut teller = Teller::start("deploy", &args.events, &database.target, &folder)?;
    let mut applied = Vec::new();
    let outcome = {
        let mut tell = |event: Event<'_>| {
            if let Event::Applied(name) = event {
                applied.push(name.to_owned());
            }
            teller.tell(event);
        };
        let work = async {
            let (project, target) = (&database.project, &database.target);
            let saved = backups::before_pending(project, target, &folder, args.backup, "before_deploy").await?;
            Ok::<_, CommandError>((saved, deploy::deploy_with(target, &folder, &options, &mut tell).await?))
        };
        context::block_on(progress::shown("connecting", work))
    };
    let (saved, done) = teller.end(outcome).map_err(|error: CommandError| error.with("applied", json!(applied)))?;
    let to = if done.created_database { " to a new database" } else { "" };
    output::result(match done.applied.len() {
        0 if done.created_database => "Made the database; there are no migrations.".to_owned(),
        0 => "Nothing is pending.".to_owned(),
        1 => format!("1 migration applied{to}."),
        n => format!("{n} migrations applied{to}."),
    })?;
    if done.without_folder > 0 {
        let path = folder.path.display();
        let count = match done.without_folder {
            1 => "1 migration".to_owned(),
            n => format!("{n} migrations"),
        };
        output::warning(format_args!("the database has applied {count}, and {path} has none: is it the right folder?"));
        output::hint("`migrations.path` of the configuration names it; else it is beside the schema");
    }
    for name in &done.edited {
        output::warning(format_args!("{name} was changed after it was applied: the database has what it was before"));
    }
    if done.without_folder == 0 && !done.unpersisted.is_empty() {
        let names = done.unpersisted.join(", ");
        output::warning(format_args!("the database has applied what the migrations folder lacks: {names}"));
    }
    let saved = saved.map(|saved| saved.path.display().to_string());
    if !done.again.is_empty() {
        output::note(format_args!("Applied again, after they had been taken back: {}.", done.again.join(", ")));
    }
    output::answer(|| {
        json!({
            "ok": true,
            "createdDatabase": done.created_database,
            "applied": done.applied,
            "again": done.again,
            "edited": done.edited,
            "unpersisted": done.unpersisted,
            "backup": saved,
        })
    })?;
    Ok(0)
}
