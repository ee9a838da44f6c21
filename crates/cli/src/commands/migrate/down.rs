use std::cell::RefCell;

use nicol_driver::admin::Connection;
use nicol_engine::apply::Options;
use nicol_engine::down::{self, Done, DownError, Finding, Goal, Heard, Mode, Request, Told};
use nicol_engine::shadow::Way;
use nicol_engine::{Folder, Migration, status};
use nicol_migrate::history::Behind;
use nicol_migrate::inverse::{NoteKind, Proof};
use serde_json::{Value, json};

use super::again::hint_to_remove;
use super::events::{EventArgs, Teller};
use super::limits::LimitArgs;
use super::ways_back::OutOfDate;
use super::{PROVEN, ways_back};
use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::context::{self, Database};
use crate::error::{CommandError, ErrorKind};
use crate::{backups, interaction, output, progress, prompt};

/// Take migrations back, the last one first; or write the scripts that do
///
/// Runs the down.sql of the last applied migration, or of the last N, in one transaction where the database can, and marks
/// them as rolled back, so that `nicol migrate deploy` (and Prisma's) would apply them again. `nicol migrate dev` writes
/// down.sql with each migration; --write makes those of others from what the migration does on the shadow database, and
/// proves them there. Data that would be lost are counted and told, and need --accept-data-loss. Who took back what, when
/// and why is kept in the database (PostgreSQL: the table _nicol.history; SQLite: a file beside it, NAME.nicol). What you are
/// asked is what is done: if another run has changed the database meanwhile, or more would be lost, nothing is taken back.
/// While it takes long it says what it waits for (PostgreSQL).
///
/// Exit codes: 0 taken back, or written; 1 it failed or was refused, and nothing was changed but for what is told; 130 you
/// said no, or interrupted it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// How many migrations (without it and --to: 1)
    #[arg(value_name = "N", conflicts_with = "to", value_parser = count)]
    count: Option<u32>,
    /// Back to the state after this migration: what stands behind it in the folder is taken back, whenever it was applied
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// Show what would run and what it would cost; change nothing, and wait for nobody: what others are in the way of is told
    #[arg(long)]
    dry_run: bool,
    /// Go on when data are lost, and without asking
    #[arg(long)]
    accept_data_loss: bool,
    /// Go on without asking when no data are lost
    #[arg(short, long)]
    yes: bool,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Run nothing, and only record that they are taken back: when that was done by hand, or by a run that was killed before
    /// it could record what no transaction takes (CONCURRENTLY). Asks, or needs --yes
    #[arg(long, conflicts_with_all = ["accept_data_loss", "write"])]
    mark_only: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    events: EventArgs,
    /// Write the down.sql of this migration; without a name, of all whose file is missing or out of date
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["count", "to", "dry_run", "accept_data_loss", "reason", "events"])]
    write: Option<String>,
    /// With --write: of every migration, those that a person has changed too
    #[arg(long, requires = "write")]
    all: bool,
    /// The outcome as one JSON object: {"ok", "takenBack": [MIGRATIONS], "findings": [{"migration", "kind", "text", "count", "rows"}],
    /// "dryRun", "markedOnly", "scripts": [{"migration", "sql"}], "inOneTransaction", "unrecorded": WHY or null}; with --write {"ok",
    /// "written": [{"migration", "file", "proven", "edited": whether migration.sql was changed after it was applied here, "warnings"}],
    /// "shadow": where they were proven (see `migrate dev --json`) or null}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let mut database = Database::open_for_history(&args.database)?;
    let folder = database.folder()?;
    if let Some(name) = &args.write {
        context::prepare_cache(&mut database.target);
        return write(args, &database, &folder, name);
    }
    let goal = match (&args.to, args.count) {
        (Some(name), _) => Goal::To(name.clone()),
        (None, count) => Goal::Last(count.unwrap_or(1) as usize),
    };
    let options = args.limits.options(&database.project, args.events.is_wanted())?;
    let teller = RefCell::new(Teller::start("down", &args.events, &database.target, &folder)?);
    let work = Work { args, database: &database, folder: &folder, options: &options, teller: &teller };
    let outcome = context::block_on(progress::shown("connecting", work.take_back(goal)));
    teller.into_inner().end(outcome.map_err(|error| super::meant(error, &folder, args.to.as_deref())))
}

fn count(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(0) => Err("it is how many migrations: 1 or more".to_owned()),
        Ok(count) => Ok(count),
        Err(_) => Err("it is how many migrations; to take back as far as a migration: --to NAME".to_owned()),
    }
}

struct Work<'w> {
    args: &'w Args,
    database: &'w Database,
    folder: &'w Folder,
    options: &'w Options,
    teller: &'w RefCell<Teller>,
}

impl Work<'_> {
    async fn down(&self, request: &Request) -> Result<Done, CommandError> {
        let mut on = |heard: Heard<'_>| self.teller.borrow_mut().hear(heard);
        Ok(down::down_with(&self.database.target, self.folder, request, self.options, &mut on).await?)
    }

    async fn take_back(&self, goal: Goal) -> Result<Status, CommandError> {
        let Self { args, database, folder, .. } = self;
        let target = &database.target;
        let request = |mode, told: Option<Told>| Request {
            reason: args.reason.clone(),
            mark_only: args.mark_only,
            told,
            ..Request::new(goal.clone(), mode)
        };
        if let Goal::To(name) = &goal
            && down::scripts(target, folder, &request(Mode::Look, None)).await?.is_empty()
        {
            // Also what is said again after a run that was killed.
            output::result(format_args!(
                "Nothing that is applied stands behind {name}: there is nothing to take back."
            ))?;
            return answer(&Done::nothing(), args, &[]);
        }
        if args.dry_run {
            let steps = down::scripts(target, folder, &request(Mode::Look, None)).await?;
            let looked = self.down(&request(Mode::Look, None)).await?;
            for step in &steps {
                output::result(format_args!("-- {}", step.migration))?;
                let text = match step.is_marked_only {
                    true if args.mark_only => "-- It is only marked.",
                    true => "-- It failed and left nothing behind: it is only marked.",
                    false => &step.document.body,
                };
                output::result(text.trim_end())?;
            }
            tell(&looked.findings);
            let scripts: Vec<_> = steps.iter().map(|s| (s.migration.clone(), s.document.body.clone())).collect();
            return answer(&looked, args, &scripts);
        }
        if args.accept_data_loss || args.yes {
            let mode = if args.accept_data_loss { Mode::AcceptDataLoss } else { Mode::Careful };
            self.save(args.accept_data_loss).await?;
            let done = self.down(&request(mode, None)).await?;
            tell(&done.findings);
            return self.done(&done);
        }
        let looked = self.down(&request(Mode::Look, None)).await?;
        tell(&looked.findings);
        let loses = loses(&looked.findings);
        let flag = if loses { "--accept-data-loss" } else { "--yes" };
        let names = looked.taken_back.join(", ");
        let environment = &database.project.environment;
        if !interaction::can_ask(environment) {
            // What is at stake was told, and nothing is done.
            let what = match args.mark_only {
                true => format!("mark {names} as taken back"),
                false => format!("take back {names}"),
            };
            let text = format!("consent is needed to {what}, and {}", interaction::why_not(environment));
            return Err(CommandError::new(ErrorKind::Usage, text)
                .code("consent-needed")
                .hint(format!("look at what is said above (or at --dry-run); if it is wanted, give {flag}"))
                .with("findings", findings(&looked.findings)));
        }
        let what = context::describe(&database.project, &target.url);
        let question = match args.mark_only {
            true => format!("Mark {names} as taken back in the {what}? Nothing else is done"),
            false => format!("Take back {names} in the {what}?"),
        };
        prompt::consent(environment, &question, flag, "the database is as it was").await?;
        // What was told is accepted; what has come since is not.
        let mode = if loses { Mode::AcceptDataLoss } else { Mode::Careful };
        self.save(loses).await?;
        self.done(&self.down(&request(mode, Some(looked.told()))).await?)
    }

    /// A backup, where one is wanted.
    async fn save(&self, is_lossy: bool) -> Result<(), CommandError> {
        if !self.args.mark_only {
            backups::before(&self.database.project, &self.database.target, "before_down", is_lossy).await?;
        }
        Ok(())
    }

    fn done(&self, done: &Done) -> Result<Status, CommandError> {
        for name in &done.taken_back {
            match self.args.mark_only {
                true => output::result(format_args!("Marked {name} as taken back"))?,
                false => output::result(format_args!("Took back {name}"))?,
            }
        }
        if !done.in_one_transaction && done.taken_back.len() > 1 {
            output::note("Not in one transaction: a script among them can't be in one, so each was done for itself.");
        }
        if let Some(why) = &done.untold {
            output::warning(format_args!("the history of who did this could not be kept: {why}"));
        }
        let names: Vec<_> = done.taken_back.iter().map(String::as_str).collect();
        let them = match names.len() {
            1 => "it is pending again, and the next `nicol migrate dev` or `deploy` applies it",
            _ => "they are pending again, and the next `nicol migrate dev` or `deploy` applies them",
        };
        output::hint(format_args!("{them}: {}", hint_to_remove(self.folder, &names)));
        answer(done, self.args, &[])
    }
}

fn answer(done: &Done, args: &Args, scripts: &[(String, String)]) -> Result<Status, CommandError> {
    let dry_run = args.dry_run;
    output::answer(|| {
        json!({
            "ok": true,
            "takenBack": if dry_run { Vec::new() } else { done.taken_back.clone() },
            "findings": findings(&done.findings),
            "dryRun": dry_run,
            "markedOnly": args.mark_only,
            "scripts": scripts.iter().map(|(m, sql)| json!({ "migration": m, "sql": sql })).collect::<Vec<_>>(),
            "inOneTransaction": done.in_one_transaction,
            "unrecorded": if dry_run { None } else { done.untold.as_deref() },
        })
    })?;
    Ok(0)
}

pub(super) fn loses(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.kind == NoteKind::Loses)
}

pub(super) fn tell(findings: &[Finding]) {
    let list = |kind| -> String { findings.iter().filter(|f| f.kind == kind).map(|f| format!("\n  - {f}")).collect() };
    let (lost, refused) = (list(NoteKind::Loses), list(NoteKind::Refuses));
    if !lost.is_empty() {
        output::warning(format_args!("data are lost:{lost}"));
    }
    if !refused.is_empty() {
        output::warning(format_args!("rows are in the way:{refused}"));
    }
    let empty = list(NoteKind::Empty);
    if !empty.is_empty() {
        output::note(format_args!("worth knowing of the way back:{empty}"));
    }
}

pub(super) fn findings(findings: &[Finding]) -> Value {
    findings
        .iter()
        .map(|f| json!({ "migration": f.migration, "kind": f.kind.word(), "text": f.text, "count": f.count, "rows": f.rows }))
        .collect()
}

/// `--write`.
fn write(args: &Args, database: &Database, folder: &Folder, name: &str) -> Result<Status, CommandError> {
    if !name.is_empty() && folder.find(name).is_none() {
        let error = nicol_engine::Error::MigrationNotFound { migration: name.to_owned(), folder: folder.path.clone() };
        return Err(super::meant(error.into(), folder, Some(name)));
    }
    if name.is_empty() && !args.all {
        // Nobody knows what is in it.
        for error in folder.migrations.iter().filter_map(|m| m.down().err()) {
            output::warning(format_args!("a way back is left as it is: {error}"));
        }
        for (migration, behind) in folder.behind(database.target.dialect()) {
            let found = OutOfDate::of(migration, behind.as_ref());
            if let Some(found) = found.filter(|found| !found.is_untouched) {
                found.tell(&migration.name);
            }
        }
    }
    let due: Vec<&str> = folder
        .behind(database.target.dialect())
        .into_iter()
        .filter(|(m, behind)| is_due(m, behind.as_ref()))
        .map(|(m, _)| m.name.as_str())
        .collect();
    let wanted = |m: &Migration| match name {
        "" => args.all || due.contains(&m.name.as_str()),
        name => m.name == name,
    };
    // Those after the last one that is asked for don't matter.
    let until = folder.migrations.iter().rposition(&wanted).map_or(0, |at| at + 1);
    let migrations: Vec<_> = folder.migrations[..until].iter().collect();
    let (mut way, mut edited) = (None, Vec::new());
    let made = match migrations.is_empty() {
        true => Vec::new(),
        false => {
            let work = async {
                let main = Connection::connect(&database.target.url).await.map_err(nicol_engine::Error::from)?;
                // Whoever may not read the history writes ways back all the same.
                edited = status::status(&database.target, folder).await.map(|s| s.diagnosis.edited).unwrap_or_default();
                let mut on = |m: &Migration| progress::now(&format!("proving the way back from {}", m.name));
                let mut tell = |found: Way| {
                    if way.replace(found).is_none() {
                        found.note(PROVEN).into_iter().for_each(output::note);
                    }
                };
                Ok(down::make(&database.target, &main, &migrations, &wanted, &mut on, &mut tell).await?)
            };
            context::block_on(progress::shown("replaying the history", work))?
        }
    };
    let mut files = Vec::new();
    for one in &made {
        let Some(migration) = folder.find(&one.migration) else { continue };
        let path = migration.write_down(&one.text)?;
        output::result(format_args!("Wrote {}", path.display()))?;
        ways_back::tell_made(one);
        let is_edited = edited.contains(&one.migration);
        if is_edited {
            output::warning(format_args!(
                "the migration.sql of {} was changed after it was applied to this database: its down.sql is the way back from \
                 the file, and not from what was applied",
                one.migration
            ));
            output::hint(
                "put the file back as it was, for example from version control, and write its way back again: until then \
                 `nicol migrate down` refuses it",
            );
        }
        files.push(json!({
            "migration": one.migration,
            "file": path.display().to_string(),
            "proven": one.proof == Proof::Equal,
            "edited": is_edited,
            "warnings": ways_back::warnings(one),
        }));
    }
    if made.is_empty() {
        output::result("Every migration has its down.sql.")?;
    }
    output::answer(|| json!({ "ok": true, "written": files, "shadow": way.map(Way::word) }))?;
    Ok(0)
}

/// It has no way back, or one that is out of date and that nobody has touched.
fn is_due(migration: &Migration, behind: Option<&Behind>) -> bool {
    let is_missing = matches!(migration.down(), Ok(None));
    is_missing || OutOfDate::of(migration, behind).is_some_and(|found| found.is_untouched)
}

/// The way out of a refusal.
pub(crate) fn explained(error: &DownError, failed: CommandError) -> CommandError {
    let failed = failed.code(error.word());
    match error {
        DownError::LosesData { findings: found } => failed
            .hint("save what is needed; if the rest may go, give --accept-data-loss")
            .with("findings", findings(found)),
        DownError::MoreIsLost { findings: found } => {
            failed.hint("rows have come since: say it again").with("findings", findings(found))
        }
        DownError::Changed { .. } => {
            failed.hint("look at it again: `nicol migrate status`, `nicol migrate down --dry-run`")
        }
        DownError::Refused { findings: found } => {
            failed.hint("change or delete these rows first").with("findings", findings(found))
        }
        DownError::Failed { inner, excerpt, migration, .. }
        | DownError::FailedApart { inner, excerpt, migration, .. } => {
            let failed = crate::failures::at(failed, excerpt.clone());
            match why(inner) {
                Some(hint) => failed.hint(hint.replace("NAME", migration)),
                None => failed,
            }
        }
        DownError::NothingApplied | DownError::NotApplied { .. } | DownError::TooMany { .. } => {
            failed.hint("`nicol migrate status` says what is applied")
        }
        _ => failed,
    }
}

/// What to do about a statement that failed, where what the database says tells it.
fn why(error: &nicol_engine::Error) -> Option<&'static str> {
    let nicol_engine::Error::Database(said) = error else { return None };
    Some(match said.sqlstate()? {
        "2BP01" => {
            "something needs what would go, as the database says: drop that first, or, if a later migration has made it, take that back \
             before this one"
        }
        "22P02" => {
            "a row or a default has a value that its type lacks afterwards: another branch, or somebody by hand, has added it since. Make \
             the way back anew from the folder as it is: `nicol migrate down --write NAME`; or give these rows another value"
        }
        "42P01" | "42703" | "42704" | "3F000" => {
            "what it needs is not there any more: undo what was changed by hand, or correct the down.sql of NAME"
        }
        "42P07" | "42701" | "42710" | "42P06" => {
            "something of that name has come since: rename or drop it, or correct the down.sql of NAME"
        }
        _ if crate::failures::is_about_rows(error) => "rows are in the way: change or delete them first",
        _ => return None,
    })
}
