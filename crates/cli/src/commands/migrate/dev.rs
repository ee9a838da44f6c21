use nicol_catalog::script::split::Reason;
use nicol_engine::apply::Event;
use nicol_engine::dev::{Dev, Proposal};
use nicol_engine::shadow::Way;
use nicol_engine::split::Split;
use nicol_migrate::checks::Verdict;
use nicol_migrate::default_name;
use nicol_migrate::sql::ComesAgain;
use serde_json::{Value, json};

use super::events::{EventArgs, Teller};
use super::limits::LimitArgs;
use super::unreadable::unreadable;
use super::{REPLAYED, disagreement, renames, status, ways_back};
use crate::args::DatabaseArgs;
use crate::commands::{Status, db, generate};
use crate::config::Project;
use crate::context::{self, Database};
use crate::error::{CommandError, ErrorKind};
use crate::generators::Report;
use crate::{backups, interaction, output, progress, prompt, schema};

/// Bring the database to the schema by a new migration, and apply what is pending
///
/// For development. Replays the history on a shadow database, refuses to go on when the database or an applied
/// migration was changed by hand, writes the new migration and applies it, then generates the clients. Nothing is ever
/// reset without being asked for: that is `nicol migrate reset`.
///
/// Exit codes: 0 the database is in step with the schema; 1 something failed, a generator or the seed too, or it would
/// have to ask and can't; 130 the database would have to be reset first, you said no, or interrupted it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The name of the migration (without one, and without a terminal: named after its first step)
    #[arg(short, long, value_name = "NAME")]
    name: Option<String>,
    /// Write the migration but don't apply it, so that it can be edited; what was pending before is applied
    #[arg(long)]
    create_only: bool,
    /// What is renamed, instead of dropped and made anew: User:Person, User.name:fullName (old=new means the same), an enum or a
    /// value of one too; names of the schema or of the database. May be given several times; without it a terminal is asked
    #[arg(long, value_name = "OLD:NEW")]
    rename: Vec<String>,
    /// Go on without asking when data may be lost
    #[arg(long)]
    accept_data_loss: bool,
    /// Move what the new migration drops to where its way back finds it: the schema _nicol_keep (SQLite: a file beside the database,
    /// NAME.kept). `migrations.keepDropped = "always"` in the configuration says it for all
    #[arg(long)]
    keep_dropped: bool,
    /// Don't generate the clients afterwards
    #[arg(long)]
    skip_generate: bool,
    /// Don't seed a database that was just made
    #[arg(long)]
    skip_seed: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    events: EventArgs,
    /// The outcome as one JSON object: {"ok", "createdDatabase", "created": FILE or null, "down": FILE or null, "applied": [MIGRATIONS], "warnings",
    /// "droppedIndexes": [{"table", "index"}, which the schema does not have], "renames": [OLD:NEW, which were made],
    /// "suggestedRenames": [OLD:NEW, which would keep data; of several for one thing, one of them], "keptBefore": [{"what", "place", "sql"}, of what comes that
    /// --keep-dropped has kept], "unreadable": [which rows have values that their enum lacks, on
    /// SQLite], "generators", "shadow": {"replay", "proof"}},
    /// the last two null or where the history was replayed (null if that was known) and the way back proven: "database" (made and dropped),
    /// "named-database", "memory", "temporary-schema" of the main database, "private-server" of this machine. If it would have to ask, or rows are in the way:
    /// {"ok": false, "error", "warnings", "suggestedRenames"}; for what was taken back: {"ok": false, "error", "takenBack": [MIGRATIONS]}
    #[arg(long)]
    json: bool,
}

/// What was done up to the applied migration.
#[derive(Default)]
struct Done {
    created_database: bool,
    created: Option<String>,
    down: Option<String>,
    applied: Vec<String>,
    warnings: Value,
    dropped_indexes: Value,
    renames: Vec<String>,
    suggested: Vec<String>,
    kept_before: Vec<Value>,
    replay: Option<Way>,
    proof: Option<Way>,
}

/// What a "no" means here. Pending migrations may have been applied before, and were told.
pub(super) const NOT_WRITTEN: &str = "no migration was written";

const OF_BRANCHES: &str = "if your branch has met another one, leave theirs as they are and have yours planned anew behind them: \
    `nicol migrate rebase --replan`";

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let mut database = Database::open(&args.database)?;
    context::prepare_cache(&mut database.target);
    let mut teller = Teller::start("dev", &args.events, &database.target, &database.folder()?)?;
    let outcome = context::block_on(progress::shown("replaying the history", work(args, &database, &mut teller)));
    let done = teller.end(outcome)?;
    let variable = |name: &str| database.project.environment.get(name).is_some_and(|value| !value.is_empty());
    let unreadable = unreadable(&database)?;
    let mut reports = Vec::new();
    if !args.create_only && !args.skip_generate && !variable("PRISMA_MIGRATE_SKIP_GENERATE") {
        reports = generate::after(&database.project, &database.loaded)?;
    }
    let seeds = done.created_database && !args.create_only;
    if seeds && !args.skip_seed && !variable("PRISMA_MIGRATE_SKIP_SEED") {
        db::seed::after(&database.project)?;
    }
    let is_ok = reports.iter().all(Report::is_ok);
    output::answer(|| {
        json!({
            "ok": is_ok,
            "createdDatabase": done.created_database,
            "created": done.created,
            "down": done.down,
            "applied": done.applied,
            "warnings": done.warnings,
            "droppedIndexes": done.dropped_indexes,
            "renames": done.renames,
            "suggestedRenames": done.suggested,
            "keptBefore": done.kept_before,
            "unreadable": unreadable,
            "generators": generate::as_json(&reports),
            "shadow": { "replay": done.replay.map(Way::word), "proof": done.proof.map(Way::word) },
        })
    })?;
    Ok(u8::from(!is_ok))
}

/// Everything up to the applied migration.
async fn work(args: &Args, database: &Database, teller: &mut Teller) -> Result<Done, CommandError> {
    let mut tell = |event: Event<'_>| teller.tell(event);
    let wanted = database.wanted()?;
    let keeps_dropped = args.keep_dropped || keeps_dropped(&database.project)?;
    let mut dev = Dev::start(&database.target, database.folder()?, database.diff_options()).await?;
    // Before anything is applied.
    if let Some(name) = &args.name {
        dev.named(name)?;
    }
    dev.keeps_dropped = keeps_dropped;
    dev.limits = args.limits.options(&database.project, args.events.is_wanted())?;
    if dev.created_database {
        output::result("Made the database.")?;
    }
    for one in dev.settle_squashes().await? {
        Event::of_settled(&one, &mut tell);
    }
    let split = dev.split().await?;
    tell_of_splits(&split)?;
    let mut fresh = parts(&split);
    let reasons = dev.reset_reasons().await;
    dev.way.and_then(|way| way.note(REPLAYED)).into_iter().for_each(output::note);
    let reasons = match reasons {
        Err(error @ nicol_engine::Error::ShadowFailed { .. }) => {
            let may_be_theirs = error.is_of_what_is_there() || !dev.late().await?.is_empty();
            let mut error = CommandError::from(error);
            if may_be_theirs {
                // Of two branches, each ran by itself.
                error.hints.insert(0, OF_BRANCHES.to_owned());
            }
            return Err(error);
        }
        reasons => reasons?,
    };
    if !reasons.is_empty() {
        return Err(disagreement::reset_needed(&reasons, &dev.failed().await?, &dev.folder.path.display().to_string()));
    }
    dev.late().await?.iter().for_each(status::tell_of_late);
    dev.check_order().await?;
    let mut done = Done { created_database: dev.created_database, ..Done::default() };
    let (project, target) = (&database.project, &database.target);
    super::again::consent(database, &dev, args.accept_data_loss).await?;
    let saved = backups::before_pending(project, target, &dev.folder, false, "before_dev").await?;
    done.applied = dev.apply_pending(&mut tell).await?;
    // A split has told of its parts.
    let anew = ways_back::stale(target.dialect(), &dev.folder, &done.applied);
    fresh.extend(anew.into_iter().filter(|name| !parts(&split).contains(name)));
    let renames = renames::decided(&mut dev, database, &wanted, &args.rename).await?;
    done.renames = renames.flags;
    done.suggested = renames.suggested;
    let proposal = dev.propose(&wanted, &renames.renames).await?;
    done.warnings = warnings(&proposal.findings.here);
    done.dropped_indexes = super::tell_of_dropped(&proposal.plan);
    let checked = check(args, database, &proposal).await;
    checked.map_err(|error| error.with("suggestedRenames", json!(done.suggested)))?;

    if proposal.plan.is_empty() && !args.create_only {
        output::result(match done.applied.len() {
            0 => "The database is in step with the schema: nothing to do.",
            _ => "The database is in step with the schema.",
        })?;
        done.down = ways_back::write(&mut dev, &fresh).await?;
        (done.replay, done.proof) = (dev.way, dev.proof);
        return Ok(done);
    }
    let name = name(args, database, &proposal).await?;
    if saved.is_none() && !dev.created_database && !args.create_only {
        let is_destructive = proposal.plan.loses_data() || !proposal.findings.here.warnings.is_empty();
        backups::before(project, target, "before_dev", is_destructive).await?;
    }
    let path = dev.create(&proposal, &name, args.create_only)?;
    if let Some(path) = &path {
        let file = path.join("migration.sql").display().to_string();
        output::result(format_args!("Wrote {file}"))?;
        done.created = Some(file);
        fresh.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
    }
    let split = dev.split().await?;
    tell_of_splits(&split)?;
    fresh.extend(parts(&split));
    done.down = ways_back::write(&mut dev, &fresh).await?;
    (done.replay, done.proof) = (dev.way, dev.proof);
    let again = proposal.kept_before.iter();
    done.kept_before = again.map(|one| json!({ "what": one.what, "place": one.place, "sql": one.sql })).collect();
    if args.create_only {
        tell_of_kept(&proposal);
        output::hint("edit it, then apply it with `nicol migrate dev`");
        return Ok(done);
    }
    dev.check_again(&proposal).await.map_err(|error| {
        let written = done.created.as_deref().unwrap_or_default();
        CommandError::from(error)
            .hint(format!(
                "{written} is written, and not applied: if it is what you want, `nicol migrate dev` applies it"
            ))
            .hint("if not, delete its folder")
    })?;
    done.applied.extend(dev.apply_pending(&mut tell).await?);
    debug_assert!(!done.applied.is_empty(), "a migration was written");
    output::result("The database is in step with the schema.")?;
    tell_of_kept(&proposal);
    Ok(done)
}

/// What comes empty now, though what stood in it is kept.
fn tell_of_kept(proposal: &Proposal) {
    for ComesAgain { what, place, sql } in &proposal.kept_before {
        output::note(format_args!(
            "`{what}` was there before, and --keep-dropped has kept what stood in it, as {place}. It comes back with:\n  {sql}"
        ));
    }
}

/// `migrations.keepDropped` of the configuration.
fn keeps_dropped(project: &Project) -> Result<bool, CommandError> {
    match project.configuration.keep_dropped.as_deref() {
        None | Some("never") => Ok(false),
        Some("always") => Ok(true),
        Some(other) => Err(CommandError::config(format!(
            "`migrations.keepDropped` is \"{other}\", which is neither \"never\" nor \"always\""
        ))
        .hint("\"always\" moves what new migrations drop to where their way back finds it, as --keep-dropped does")),
    }
}

fn parts(splits: &[Split]) -> Vec<String> {
    splits.iter().flat_map(|split| &split.parts).map(|(name, _)| name.clone()).collect()
}

/// Which migrations are several now, and why.
fn tell_of_splits(splits: &[Split]) -> Result<(), CommandError> {
    for Split { name, parts } in splits {
        output::result(format_args!("Split {name}, since PostgreSQL does not take it as one script:"))?;
        for (part, reason) in parts {
            output::result(match reason {
                Some(Reason::Outside(command)) => {
                    format!("  {part}: {command} runs outside of transactions, and alone in its script")
                }
                Some(Reason::UsesNewValue(value)) => {
                    format!("  {part}: uses the enum's value '{value}', which must be committed before")
                }
                None => format!("  {part}"),
            })?;
        }
    }
    Ok(())
}

/// Refuses what can't run, and asks about what may lose data.
async fn check(args: &Args, database: &Database, proposal: &Proposal) -> Result<(), CommandError> {
    let verdict = &proposal.findings.here;
    let list = |messages: &[nicol_migrate::checks::Message]| {
        messages.iter().map(|m| format!("\n  - {}", m.text)).collect::<String>()
    };
    if !verdict.unexecutable.is_empty() {
        let text = format!("the migration can't run on the data that are there:{}", list(&verdict.unexecutable));
        if !args.create_only {
            let mut too = "";
            if !verdict.warnings.is_empty() {
                output::warning(format_args!("data may be lost, too:{}", list(&verdict.warnings)));
                too = " --accept-data-loss";
            }
            let keep = if args.keep_dropped { " --keep-dropped" } else { "" };
            return Err(CommandError::new(ErrorKind::Database, text).hint(format!(
                "write the migration with --create-only{keep}{too}, and edit it so that it deals with these rows"
            )));
        }
        output::warning(text);
    }
    if verdict.warnings.is_empty() {
        return Ok(());
    }
    output::warning(format_args!("data may be lost:{}", list(&verdict.warnings)));
    if args.accept_data_loss {
        return Ok(());
    }
    // A draft is applied later without another question.
    let question = if args.create_only { "Write this migration?" } else { "Write and apply this migration?" };
    let asked = prompt::consent(&database.project.environment, question, "--accept-data-loss", NOT_WRITTEN).await;
    asked.map_err(|error| error.with("warnings", warnings(verdict)))
}

/// What may be lost, as a part of JSON objects.
pub(in crate::commands) fn warnings(verdict: &Verdict) -> Value {
    verdict.warnings.iter().map(|warning| warning.text.as_str()).collect()
}

async fn name(args: &Args, database: &Database, proposal: &Proposal) -> Result<String, CommandError> {
    let default = default_name(&proposal.plan);
    match args.name.as_deref().filter(|name| !name.trim().is_empty()) {
        Some(name) => Ok(name.to_owned()),
        None if interaction::can_ask(&database.project.environment) => {
            prompt::text("Name of the new migration:", &default, NOT_WRITTEN).await
        }
        None => Ok(default),
    }
}

impl Database {
    /// The database that the schema wants, in the schema that the URL names.
    pub(crate) fn wanted(&self) -> Result<nicol_catalog::Catalog, CommandError> {
        let mut wanted = schema::catalog(&self.loaded.schema)?;
        if wanted.default_namespace.is_some() {
            wanted.default_namespace = Some(self.target.url.schema().to_owned());
        }
        Ok(wanted)
    }
}
