use nicol_engine::apply::Sight;
use nicol_engine::push::Push;
use nicol_migrate::checks::Message;
use serde_json::{Value, json};

use crate::args::DatabaseArgs;
use crate::commands::migrate::{TimeArgs, Waits, tell_of_dropped, unreadable, warnings};
use crate::commands::{Status, generate};
use crate::context::{self, Database};
use crate::error::{CommandError, ErrorKind};
use crate::generators::Report;
use crate::{backups, output, progress, prompt};

/// Bring the database to the schema without a migration
///
/// For prototypes: nothing is recorded. All of it happens or nothing; only new values of an enum that PostgreSQL wants
/// before they are used, as a default, stay if the rest fails. Generates the clients afterwards.
///
/// Exit codes: 0 the database is in step with the schema; 1 it could not be brought there, or a generator failed; 130 you
/// said no, or interrupted it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Go on without asking when data may be lost
    #[arg(long)]
    accept_data_loss: bool,
    /// Empty the database first: ALL DATA IS LOST
    #[arg(long)]
    force_reset: bool,
    /// Don't generate the clients afterwards
    #[arg(long)]
    skip_generate: bool,
    #[command(flatten)]
    times: TimeArgs,
    /// The outcome as one JSON object: {"ok", "createdDatabase", "changed", "warnings", "droppedIndexes": [{"table", "index"}, which the
    /// schema does not have], "unreadable": [which rows have values that their enum lacks, on SQLite], "generators"}
    #[arg(long)]
    json: bool,
}

/// What a push did.
#[derive(Default)]
struct Pushed {
    created_database: bool,
    is_changed: bool,
    warnings: Value,
    dropped_indexes: Value,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let database = Database::open(&args.database)?;
    let pushed = context::block_on(progress::shown("comparing the database with the schema", work(args, &database)))?;
    let unreadable = unreadable(&database)?;
    let reports = if args.skip_generate { Vec::new() } else { generate::after(&database.project, &database.loaded)? };
    let is_ok = reports.iter().all(Report::is_ok);
    output::answer(|| {
        json!({
            "ok": is_ok,
            "createdDatabase": pushed.created_database,
            "changed": pushed.is_changed,
            "warnings": pushed.warnings,
            "droppedIndexes": pushed.dropped_indexes,
            "unreadable": unreadable,
            "generators": generate::as_json(&reports),
        })
    })?;
    Ok(u8::from(!is_ok))
}

async fn work(args: &Args, database: &Database) -> Result<Pushed, CommandError> {
    let wanted = database.wanted()?;
    if args.force_reset {
        backups::before(&database.project, &database.target, "before_push", true).await?;
    }
    let limits = args.times.options(&database.project)?;
    let (target, options) = (&database.target, database.diff_options());
    let mut waits = Waits::default();
    let mut seen = |sight: &Sight| drop(waits.tell(("emptying the database", "Emptying the database"), sight));
    let push = Push::prepare_within(target, &wanted, &options, args.force_reset, limits, &mut seen).await?;
    if push.created_database {
        output::result("Made the database.")?;
    } else if args.force_reset {
        output::result("Emptied the database.")?;
    }
    let verdict = &push.findings.here;
    let list = |messages: &[Message]| messages.iter().map(|m| format!("\n  - {}", m.text)).collect::<String>();
    if !verdict.unexecutable.is_empty() {
        return Err(CommandError::new(
            ErrorKind::Database,
            format!("these changes can't be made on the rows that are there:{}", list(&verdict.unexecutable)),
        )
        .hint("change the rows first, or make the change in steps that they fit")
        .hint("or begin with an empty database: --force-reset (ALL DATA IS LOST)"));
    }
    let warnings = warnings(verdict);
    let pushed = Pushed {
        created_database: push.created_database,
        is_changed: !push.plan.is_empty(),
        warnings,
        dropped_indexes: tell_of_dropped(&push.plan),
    };
    if push.plan.is_empty() {
        output::result("The database is in step with the schema: nothing to do.")?;
        return Ok(pushed);
    }
    if !verdict.warnings.is_empty() {
        output::warning(format_args!("data may be lost:{}", list(&verdict.warnings)));
        if !args.accept_data_loss {
            let environment = &database.project.environment;
            let flag = "--accept-data-loss";
            let asked = prompt::consent(environment, "Make these changes?", flag, "the database is as it was").await;
            asked.map_err(|error| error.with("warnings", pushed.warnings.clone()))?;
        }
    }
    if !args.force_reset && !push.created_database {
        let is_destructive = push.plan.loses_data() || !verdict.warnings.is_empty();
        backups::before(&database.project, &database.target, "before_push", is_destructive).await?;
    }
    let start = std::time::Instant::now();
    let mut waits = Waits::default();
    let mut seen = |sight: &Sight| drop(waits.tell(("changing the tables", "Changing the tables"), sight));
    push.execute_telling(&mut seen).await?;
    output::result(format_args!("The database is in step with the schema ({} ms).", start.elapsed().as_millis()))?;
    Ok(pushed)
}
