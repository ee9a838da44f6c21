use nicol_engine::squash::{self, Options};
use serde_json::json;

use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::context;
use crate::error::CommandError;
use crate::{output, progress};

/// Replace the first migrations, or all of them, by one that makes the same database
///
/// The database is not touched. The new migration is tried on the shadow database: tables, types, functions, triggers,
/// views, policies, comments and rows must be what the old ones make, or nothing is changed and what differs is told. The
/// old folders are moved beside the migrations folder, into NAME-squashed. `nicol migrate deploy` and `nicol migrate dev`
/// record the new one, and don't run it, on databases that have all of the old ones; databases that have some of them must
/// be brought to the last of them before; new ones run it.
///
/// Exit codes: 0 squashed, or tried with --dry-run; 1 nothing was changed; 130 interrupted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The last migration to replace (without it: the last one of the folder)
    #[arg(long, value_name = "MIGRATION")]
    to: Option<String>,
    /// The name of the new migration
    #[arg(short, long, value_name = "NAME", default_value = "squashed")]
    name: String,
    /// Put the scripts one behind the other as they are, instead of writing what they come to
    #[arg(long)]
    join: bool,
    /// Try it out and show the new migration; change nothing
    #[arg(long)]
    dry_run: bool,
    /// The outcome as one JSON object: {"ok", "migration", "replaced": [MIGRATIONS], "keptIn": FOLDER or null, "statementsOnRows",
    /// "notCompared": [tables with columns that come out otherwise at each run], "sql": the new migration with --dry-run, else null, "dryRun"}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let (database, mut folder) = super::begin(&args.database, args.json)?;
    let options = Options { to: args.to.clone(), name: args.name.clone(), join: args.join, dry_run: args.dry_run };
    let work =
        async { squash::squash(&database.target, &mut folder, &options).await.map_err(|e| explained(e, &options)) };
    let outcome = context::block_on(progress::shown("trying it out", work));
    let done = outcome.map_err(|error| super::meant(error, &folder, args.to.as_deref()))?;
    let kept_in = done.kept_in.as_ref().map(|path| path.display().to_string());
    let (name, count) = (&done.name, done.replaced.len());
    output::result(match (&done.ended, kept_in.is_some()) {
        (Some(_), _) => format!("{name} was there already. It stands in the place of {count} migrations:"),
        (None, true) => format!("Wrote {name} in the place of {count} migrations:"),
        (None, false) => format!("Would write {name} in the place of {count} migrations:"),
    })?;
    done.replaced.iter().try_for_each(|name| output::result(format_args!("  {name}")))?;
    match &kept_in {
        Some(place) if done.ended.as_ref().is_some_and(|left| !left.is_empty()) => {
            let left = done.ended.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
            output::result(format_args!("Of these stood beside it, and are in {place} now: {left}"))?;
        }
        Some(place) => {
            output::result(format_args!("They are in {place} now; it makes the same database as they do."))?;
        }
        None => output::result(format_args!("\n-- {}\n{}", done.name, done.script.trim_end()))?,
    }
    if done.carried > 0 {
        let count = done.carried;
        output::warning(format_args!(
            "it also makes the rows that the old ones leave in a new database, as they came out just now ({count} statements): \
             look at their times and ids"
        ));
    }
    if !done.unsteady.is_empty() {
        output::warning(format_args!(
            "the old ones themselves leave other rows at each run (times, random keys), so these were not compared: {}",
            done.unsteady.join("; ")
        ));
    }
    if kept_in.is_some() {
        output::hint(
            "commit all of it together; databases that have the old ones get it recorded by `nicol migrate deploy`",
        );
    }
    output::answer(|| {
        json!({
            "ok": true,
            "migration": done.name,
            "replaced": done.replaced,
            "keptIn": kept_in,
            "statementsOnRows": done.carried,
            "notCompared": done.unsteady,
            "sql": args.dry_run.then_some(&done.script),
            "dryRun": args.dry_run,
        })
    })?;
    Ok(0)
}

/// With what was not tried yet.
fn explained(error: nicol_engine::Error, options: &Options) -> CommandError {
    let is_other = matches!(&error, nicol_engine::Error::NotSquashed { .. });
    let error = CommandError::from(error);
    match (is_other, options.join) {
        (false, _) => error,
        (true, false) => error
            .hint("put the scripts one behind the other as they are: --join")
            .hint("or squash fewer of them: --to MIGRATION"),
        (true, true) => error.hint("squash fewer of them: --to MIGRATION; or have them written anew: without --join"),
    }
}
