use std::path::Path;
use std::process::Command;

use nicol_engine::Folder;
use nicol_engine::branches::{self, Replan, Replanned};
use nicol_engine::down::Mode;
use serde_json::{Value, json};

use super::{down, ways_back};
use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::{backups, output, progress, prompt};

/// Put the migrations of your branch behind those that others have merged
///
/// After a merge: yours are those that the base branch lacks (asked of git), or those that you name. They get new time
/// stamps behind all others. The new order is tried on the shadow database first, and the records of your database get the
/// new names: nothing is applied or undone, and nothing is reset. Then `nicol migrate dev` applies what came from others.
///
/// With --replan they are planned anew, from what the others make to what the schema wants: one new migration in the place of
/// those of yours that were planned. From the last one on that was written or changed by hand, back to the first, yours
/// stay as they are. What your database has applied of the replaced ones is taken back by their down.sql before, and so is what
/// stays, if what the others have made can't be applied behind it. The whole history is tried on the shadow database first.
/// The replaced folders are moved beside the migrations folder, into NAME-replanned.
///
/// Only for migrations that no other database has applied.
///
/// Exit codes: 0 they stand behind the others; 1 nothing was changed; 130 you said no, or interrupted it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Your migrations (without them: those that the base branch lacks)
    #[arg(value_name = "MIGRATION")]
    migrations: Vec<String>,
    /// The branch that yours will be merged into (without it: origin's main branch, else main or master)
    #[arg(long, value_name = "REF", conflicts_with = "migrations")]
    base: Option<String>,
    /// Plan them anew, instead of only moving them
    #[arg(long)]
    replan: bool,
    /// With --replan: the name of the new migration (without it: that of your last one)
    #[arg(short, long, value_name = "NAME", requires = "replan")]
    name: Option<String>,
    /// With --replan: go on when data are lost by taking yours back, or may be lost by the new plan
    #[arg(long, requires = "replan")]
    accept_data_loss: bool,
    /// Say what would be done; change nothing
    #[arg(long)]
    dry_run: bool,
    /// The outcome as one JSON object: {"ok", "renamed": [{"from", "to"}], "recorded": [MIGRATIONS], "difference": TEXT or null,
    /// "dryRun"}; with --replan {"ok", "renamed", "recorded", "handWritten": [MIGRATIONS], "replaced": [MIGRATIONS], "planned":
    /// [{"migration", "sql"}], "warnings", "takenBack": [MIGRATIONS], "findings": as in `migrate down`, "keptIn": FOLDER or null,
    /// "downs": [FILES], "noDown": WHY no way back was written, or null, "dryRun"}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let mut database = match args.replan {
        true => Database::open(&args.database)?,
        false => Database::open_for_history(&args.database)?,
    };
    context::prepare_cache(&mut database.target);
    let mut folder = database.folder()?;
    output::quiet(super::found(&folder));
    let mine = match args.migrations.as_slice() {
        [] => unmerged(&folder, args.base.as_deref())?,
        named => named.to_vec(),
    };
    if mine.is_empty() {
        output::result("All migrations are in the base branch: there is nothing to move.")?;
    }
    let done = match args.replan {
        true => replan(args, &database, &mut folder, &mine),
        false => rebase(args, &database, &mut folder, &mine),
    };
    let missing = mine.iter().find(|name| folder.find(name).is_none());
    done.map_err(|error| super::meant(error, &folder, missing.map(String::as_str)))
}

fn rebase(args: &Args, database: &Database, folder: &mut Folder, mine: &[String]) -> Result<Status, CommandError> {
    let work = async { Ok(branches::rebase(&database.target, folder, mine, args.dry_run).await?) };
    let done = context::block_on(progress::shown("trying the new order", work)).map_err(|error| {
        match error.code.as_deref() {
            Some("P3006") => {
                error.hint("or have yours planned anew behind the others: `nicol migrate rebase --replan`")
            }
            _ => error,
        }
    })?;
    tell_of_renamed(&done.renamed, mine, args.dry_run)?;
    if done.renamed.is_empty() && !mine.is_empty() {
        output::hint("if they don't fit the others, have them planned anew: `nicol migrate rebase --replan`");
    }
    if let Some(difference) = &done.difference {
        let difference = difference.replace('\n', "\n    ");
        output::warning(format_args!(
            "in the new order the migrations make something else than before:\n    {difference}"
        ));
        output::hint("if the schema wants it otherwise, have yours planned anew: `nicol migrate rebase --replan`");
    }
    if !done.renamed.is_empty() && !args.dry_run {
        output::hint(NEXT);
    }
    output::answer(|| {
        json!({
            "ok": true, "renamed": renamed(&done.renamed), "recorded": done.recorded, "difference": done.difference,
            "dryRun": args.dry_run,
        })
    })?;
    Ok(0)
}

const NEXT: &str = "`nicol migrate dev` applies what came from others, and plans what the schema still lacks";

fn tell_of_renamed(renamed: &[(String, String)], mine: &[String], dry_run: bool) -> Result<(), CommandError> {
    if renamed.is_empty() && !mine.is_empty() {
        output::result("Your migrations stand behind all others already.")?;
    }
    let will = if dry_run { "would be" } else { "is" };
    let now = if dry_run { "" } else { " now" };
    renamed.iter().try_for_each(|(from, to)| output::result(format_args!("{from} {will} {to}{now}")))
}

fn renamed(list: &[(String, String)]) -> Vec<Value> {
    list.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect()
}

fn replan(args: &Args, database: &Database, folder: &mut Folder, mine: &[String]) -> Result<Status, CommandError> {
    let (project, target) = (&database.project, &database.target);
    let (wanted, options) = (database.wanted()?, database.diff_options());
    let (name, told) = (args.name.as_deref(), None);
    let wish = |mode| Replan { mine, wanted: &wanted, options: &options, name, mode, told };
    let work = async {
        let looked = branches::replan(target, folder, &wish(Mode::Look)).await?;
        tell_of_plan(&looked, mine, args.dry_run)?;
        if args.dry_run {
            return Ok(looked);
        }
        let is_lossy = !looked.warnings.is_empty() || down::loses(&looked.findings);
        if is_lossy && !args.accept_data_loss {
            let asked =
                prompt::consent(&project.environment, "Go on?", "--accept-data-loss", "nothing was changed").await;
            asked.map_err(|e| e.with("findings", down::findings(&looked.findings)))?;
        }
        if !looked.taken_back.is_empty() {
            backups::before(project, target, "before_rebase", is_lossy).await?;
        }
        // What was told is accepted; what has come since is not.
        let mode = if is_lossy { Mode::AcceptDataLoss } else { Mode::Careful };
        let told = Some(&looked).filter(|_| !args.accept_data_loss);
        Ok(branches::replan(target, folder, &Replan { told, ..wish(mode) }).await?)
    };
    let done = context::block_on(progress::shown("trying the new history", work))?;
    if !args.dry_run {
        done.taken_back.iter().try_for_each(|name| output::result(format_args!("Took back {name}")))?;
        tell_of_renamed(&done.renamed, &[], false)?;
        for (name, _) in &done.planned {
            output::result(format_args!("Wrote {}", folder.path.join(name).join("migration.sql").display()))?;
        }
        ways_back::tell_written(&done.downs, done.proof)?;
        if let Some(why) = &done.no_down {
            ways_back::tell_unwritten(why);
        }
        if let Some(kept_in) = &done.kept_in {
            let (names, place) = (done.replaced.join(", "), kept_in.display());
            output::result(format_args!("{names}: replaced, and moved to {place}"))?;
        }
        if !done.replaced.is_empty() || !done.renamed.is_empty() || !done.taken_back.is_empty() {
            output::hint(NEXT);
        }
    }
    output::answer(|| {
        let planned: Vec<_> = done.planned.iter().map(|(m, sql)| json!({ "migration": m, "sql": sql })).collect();
        json!({
            "ok": true,
            "renamed": renamed(&done.renamed),
            "recorded": done.recorded,
            "handWritten": done.hand_written,
            "replaced": done.replaced,
            "planned": planned,
            "warnings": done.warnings,
            "takenBack": if args.dry_run { Vec::new() } else { done.taken_back.clone() },
            "findings": down::findings(&done.findings),
            "keptIn": done.kept_in.as_ref().map(|path| path.display().to_string()),
            "downs": done.downs.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>(),
            "noDown": done.no_down.as_ref().map(ways_back::why_unwritten),
            "dryRun": args.dry_run,
        })
    })?;
    Ok(0)
}

/// What will be done, and what it will cost.
fn tell_of_plan(plan: &Replanned, mine: &[String], dry_run: bool) -> Result<(), CommandError> {
    if plan.replaced.is_empty() && plan.why_back.is_none() {
        tell_of_renamed(&[], if plan.renamed.is_empty() { mine } else { &[] }, true)?;
    }
    if let Some(name) = plan.hand_written.last() {
        output::note(format_args!(
            "{name} is not what a plan writes: it stays as it is, with those of yours before it, behind the others"
        ));
    }
    if let Some(why) = &plan.why_back {
        output::note(format_args!(
            "What came from others can't be applied behind yours here, so yours are taken back, and come behind it again: {why}"
        ));
    }
    if dry_run {
        plan.taken_back.iter().try_for_each(|name| output::result(format_args!("{name} would be taken back")))?;
        tell_of_renamed(&plan.renamed, &[], true)?;
        plan.replaced.iter().try_for_each(|name| output::result(format_args!("{name} would be replaced")))?;
        for (name, script) in &plan.planned {
            output::result(format_args!("\n-- {name}\n{}", script.trim_end()))?;
        }
    }
    if !plan.replaced.is_empty() && plan.planned.is_empty() {
        output::note("The others make all that the schema wants: no new migration is needed.");
    }
    if !plan.warnings.is_empty() {
        let list: String = plan.warnings.iter().map(|text| format!("\n  - {text}")).collect();
        output::warning(format_args!("the new plan may lose data:{list}"));
    }
    down::tell(&plan.findings);
    Ok(())
}

/// The folder's migrations that the base branch lacks.
fn unmerged(folder: &Folder, base: Option<&str>) -> Result<Vec<String>, CommandError> {
    let usual = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];
    let bases: Vec<&str> = base.map_or(usual.to_vec(), |base| vec![base]);
    let base = bases.iter().find(|base| git(&folder.path, &["rev-parse", "--verify", "--quiet", base]).is_some());
    let Some(base) = base else {
        return Err(CommandError::usage(format!("git knows no branch {} here", bases.join(" or ")))
            .code("no-base")
            .hint("name your migrations: nicol migrate rebase MIGRATION …")
            .hint("or name the branch that yours will be merged into: --base REF"));
    };
    let listed = list(&folder.path, base)?;
    let there: Vec<&str> = listed.split('\0').collect();
    let names = folder.migrations.iter().map(|m| m.name.clone());
    Ok(names.filter(|name| !there.contains(&name.as_str())).collect())
}

/// What a commit has in the folder, each name with NUL behind it (with line ends, git quotes what is not ASCII). Where it has no
/// such folder, that is nothing.
fn list(folder: &Path, commit: &str) -> Result<String, CommandError> {
    git(folder, &["ls-tree", "-z", "--name-only", commit]).ok_or_else(|| {
        CommandError::usage(format!(
            "git can't list the migrations of {commit}, so it is not known which migrations are yours"
        ))
        .code("no-base")
        .hint("name your migrations: nicol migrate rebase MIGRATION …")
    })
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
