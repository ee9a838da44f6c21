use nicol_engine::folder::Folder;
use nicol_engine::squash::Stuck;
use nicol_engine::status::{self, Status as State};
use nicol_migrate::history::branches::{Late, Overlap};
use serde_json::json;

use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::{output, progress};

/// Compare the migrations folder with what the database has applied
///
/// Says which migrations took a second or longer when they were applied, and whether a run is at work right now (PostgreSQL).
///
/// Exit codes: 0 they agree; 1 something is pending, failed or missing, or the database is not managed by migrations.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Say for every applied migration how long it took
    #[arg(long)]
    durations: bool,
    /// The answer as one JSON object: {"ok", "found", "hasHistory", "running": {"pid", "user", "application", "state", "seconds",
    /// "queryStart", "query" (or "migration" and "statement")} or null, "applied": [{"name", "startedAt", "finishedAt", "milliseconds"}], "pending",
    /// "toRecord": those of the pending that will be recorded and not run, "beforeSquash": [{"by", "migrations": those of the pending that it stands for}],
    /// "partlySquashed": [{"migration", "applied", "missing", "changed"}], "failed": [{"name", "startedAt", "logs", "advice"}], "takenBack", "late", "moved": [{"from", "to"}], "edited", "unpersisted", "diverges",
    /// "lastCommon"}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let database = Database::open_for_history(&args.database)?;
    let folder = database.folder()?;
    let work = async { Ok(status::status(&database.target, &folder).await?) };
    let state = context::block_on(progress::shown("reading the history", work))?;
    if args.json {
        output::answer(|| as_json(&state))?;
    } else {
        output::quiet(super::found(&folder));
        durations(&state, args.durations)?;
        tell(&state, &folder)?;
        let is_pending = |name: &String| state.diagnosis.pending.contains(name);
        for migration in folder.migrations.iter().filter(|m| is_pending(&m.name)) {
            if let Err(error) = migration.script() {
                output::warning(error);
            }
        }
    }
    Ok(u8::from(!state.is_up_to_date()))
}

/// From here on a migration is one that took long.
const LONG: std::time::Duration = std::time::Duration::from_secs(1);

fn durations(state: &State, all: bool) -> Result<(), CommandError> {
    let took = state.applied.iter().filter_map(|m| Some((m, m.took?)));
    let mut shown: Vec<_> = took.filter(|(_, took)| all || *took >= LONG).collect();
    if shown.is_empty() {
        return Ok(());
    }
    if !all {
        shown.sort_by_key(|(_, took)| std::cmp::Reverse(*took));
        shown.truncate(5);
    }
    output::result(if all { "Applied, and how long it took:" } else { "Took longest:" })?;
    shown.iter().try_for_each(|(m, took)| output::result(format_args!("  {}  {}", m.name, time(*took))))
}

fn time(took: std::time::Duration) -> String {
    match took.as_secs() {
        0 => format!("{} ms", took.as_millis()),
        1..60 => format!("{:.1} s", took.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

fn tell(state: &State, folder: &Folder) -> Result<(), CommandError> {
    let list = |title: &str, names: &[String]| {
        if names.is_empty() {
            return Ok(());
        }
        output::result(format_args!("{title}"))?;
        names.iter().try_for_each(|name| output::result(format_args!("  {name}")))
    };
    let diagnosis = &state.diagnosis;
    if let Some(running) = &state.running {
        output::result(format_args!("At work now, by a run that holds the migration lock:\n  {running}"))?;
        if !state.failed.is_empty() {
            output::hint("what is listed as failed may be what that run is at: look again when it is done");
        }
    }
    if let Some(divergence) = &diagnosis.divergence {
        let last = divergence.last_common.as_deref().unwrap_or("the beginning");
        output::result(format_args!("The database and the migrations folder have different histories after {last}."))?;
    }
    for failed in &state.failed {
        output::result(format_args!("Failed:\n{failed}"))?;
        if failed.advice.is_some() {
            continue;
        }
        let name = &failed.name;
        output::hint(format_args!("if it is undone: `nicol migrate resolve --rolled-back {name}`"));
        output::hint(format_args!("if it was finished by hand: `nicol migrate resolve --applied {name}`"));
    }
    if !state.moved.is_empty() {
        output::result("Applied under another time stamp, and not to be applied again:")?;
        state.moved.iter().try_for_each(|(old, new)| output::result(format_args!("  {new}, recorded as {old}")))?;
        let names: Vec<_> = state.moved.iter().map(|(_, new)| new.as_str()).collect();
        output::hint(format_args!(
            "let the records have the names of the folder: `nicol migrate rebase {}`",
            names.join(" ")
        ));
    }
    let has_moved = |name: &String| state.moved.iter().any(|(old, new)| old == name || new == name);
    // What became of a failed one has been told.
    let has_failed = |name: &String| state.failed.iter().any(|failed| failed.name == *name);
    let unpersisted = diagnosis.unpersisted.iter().filter(|name| !has_moved(name) && !has_failed(name));
    let unpersisted: Vec<_> = unpersisted.cloned().collect();
    let is_there = |name: &String| state.before_squash.iter().any(|squash| squash.migrations.contains(name));
    let is_stuck = |name: &String| state.stuck.iter().any(|stuck| stuck.migration() == name);
    let is_told = |name: &String| is_there(name) || has_moved(name) || is_stuck(name);
    let pending = diagnosis.pending.iter().filter(|name| !is_told(name)).cloned();
    let (to_record, to_run): (Vec<_>, Vec<_>) = pending.partition(|name| state.to_record.contains(name));
    for squash in &state.before_squash {
        let by = &squash.by;
        list(&format!("In the database already, where {by} stands in their place:"), &squash.migrations)?;
        output::hint(format_args!(
            "the folder is from before a squash, and these are not to be applied: deploy a commit that has {by}; or, if the squash \
             is given up: `nicol migrate resolve --applied {}`",
            squash.migrations.first().map_or("", String::as_str)
        ));
    }
    for stuck in &state.stuck {
        let error = CommandError::from(stuck.clone().error(folder));
        output::result(format_args!("In the way of everything else:\n  {}", error.message))?;
        error.hints.iter().for_each(output::hint);
    }
    list("Not applied yet:", &to_run)?;
    list("Will be recorded, not run, since the database has all of the migrations that it replaces:", &to_record)?;
    if !state.taken_back.is_empty() {
        output::result("Of these, taken back after they had been applied:")?;
    }
    for back in &state.taken_back {
        let who = back.who.as_ref().map(|who| format!(", by {who}")).unwrap_or_default();
        let why = back.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        output::result(format_args!("  {} at {}{who}{why}", back.name, back.at))?;
    }
    for late in state.late.iter().filter(|late| !has_moved(&late.name)) {
        tell_of_late(late);
    }
    // Prisma says nothing about these two, and ends with 0; `migrate dev` will not go on with them.
    list("Applied, and missing from the migrations folder:", &unpersisted)?;
    if !unpersisted.is_empty() {
        output::hint("put their folders back, for example from version control");
    }
    for name in &diagnosis.edited {
        output::warning(format_args!("{name} was changed after it was applied"));
    }
    if !state.has_history {
        output::result("This database is not managed by migrations: it has no record of any.")?;
        if let Some(oldest) = &state.oldest {
            output::hint(format_args!(
                "if its tables are there already, record the migrations that made them: `nicol migrate baseline`, or one by one \
                 `nicol migrate resolve --applied {oldest}`"
            ));
        } else {
            output::hint(
                "if its tables are there already, take it over: `nicol migrate baseline`; an empty one gets its first migration by \
                 `nicol migrate dev`",
            );
        }
    }
    if state.is_up_to_date() {
        output::result("The database is up to date.")?;
    } else if !(to_run.is_empty() && to_record.is_empty())
        && state.before_squash.is_empty()
        && state.stuck.is_empty()
        && state.moved.is_empty()
        && state.failed.is_empty()
        && diagnosis.divergence.is_none()
    {
        let what = if to_run.is_empty() { "record" } else { "apply" };
        output::hint(format_args!("{what} them with `nicol migrate deploy`, in development with `nicol migrate dev`"));
    }
    Ok(())
}

/// A migration of another branch, which is applied out of its order here.
pub(super) fn tell_of_late(late: &Late) {
    let Late { name, behind, overlaps } = late;
    output::note(format_args!(
        "{name} is older than what is applied already ({}): it came from another branch, and will be applied behind them here",
        behind.join(", ")
    ));
    for Overlap { with, what } in overlaps {
        output::warning(format_args!(
            "{name} and {with} both change {what}: on a new database they run in the other order"
        ));
    }
    if !overlaps.is_empty() {
        output::hint(
            "if the applied ones are yours alone, have them planned anew behind it: `nicol migrate rebase --replan`",
        );
    }
}

fn stuck_json(stuck: &Stuck) -> serde_json::Value {
    match stuck {
        Stuck::Partly { migration, applied, missing } => {
            json!({"migration": migration, "applied": applied, "missing": missing, "changed": []})
        }
        Stuck::Otherwise { migration, changed } => {
            json!({"migration": migration, "applied": [], "missing": [], "changed": changed})
        }
    }
}

fn as_json(state: &State) -> serde_json::Value {
    let diagnosis = &state.diagnosis;
    json!({
        "ok": state.is_up_to_date(),
        "found": state.found,
        "hasHistory": state.has_history,
        "running": state.running.as_ref().map(super::events::session_json),
        "applied": state.applied.iter().map(|m| json!({
            "name": m.name, "startedAt": m.started_at, "finishedAt": m.finished_at,
            "milliseconds": m.took.map(|took| took.as_millis()),
        })).collect::<Vec<_>>(),
        "pending": diagnosis.pending,
        "toRecord": state.to_record,
        "beforeSquash": state.before_squash.iter().map(|s| json!({"by": s.by, "migrations": s.migrations})).collect::<Vec<_>>(),
        "partlySquashed": state.stuck.iter().map(stuck_json).collect::<Vec<_>>(),
        "failed": state.failed.iter().map(|f| json!({"name": f.name, "startedAt": f.started_at, "logs": f.logs, "advice": f.advice})).collect::<Vec<_>>(),
        "takenBack": state.taken_back.iter().map(|b| json!({"name": b.name, "at": b.at, "who": b.who, "reason": b.reason})).collect::<Vec<_>>(),
        "late": state.late.iter().map(|l| json!({
            "name": l.name,
            "behind": l.behind,
            "overlaps": l.overlaps.iter().map(|o| json!({"with": o.with, "what": o.what})).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "moved": state.moved.iter().map(|(from, to)| json!({"from": from, "to": to})).collect::<Vec<_>>(),
        "edited": diagnosis.edited,
        "unpersisted": diagnosis.unpersisted,
        "diverges": diagnosis.divergence.is_some(),
        "lastCommon": diagnosis.divergence.as_ref().and_then(|d| d.last_common.as_deref()),
    })
}
