use std::path::Path;
use std::process::Command;

use nicol_engine::{Folder, branches};
use serde_json::json;

use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::Status;
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::{output, progress};

/// Put the migrations of your branch behind those that others have merged
///
/// After a merge: yours are those that the base branch lacks (asked of git), or those that you name. They get new time
/// stamps behind all others. The new order is tried on the shadow database first, and the records of your database get the
/// new names: nothing is applied or undone, and nothing is reset. Then `nicol migrate dev` applies what came from others.
/// Only for migrations that no other database has applied.
///
/// Exit codes: 0 they stand behind the others; 1 nothing was changed; 130 interrupted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// Your migrations (without them: those that the base branch lacks)
    #[arg(value_name = "MIGRATION")]
    migrations: Vec<String>,
    /// The branch that yours will be merged into (without it: origin's main branch, else main or master)
    #[arg(long, value_name = "REF", conflicts_with = "migrations")]
    base: Option<String>,
    /// The outcome as one JSON object: {"ok", "renamed": [{"from", "to"}], "recorded": [MIGRATIONS], "difference": TEXT or null}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let mut database = Database::open_for_history(&args.project, args.url.url.as_deref())?;
    context::prepare_cache(&mut database.target);
    let mut folder = database.folder()?;
    output::quiet(super::found(&folder));
    let mine = match args.migrations.as_slice() {
        [] => unmerged(&folder, args.base.as_deref())?,
        named => named.to_vec(),
    };
    let work = async { Ok(branches::rebase(&database.target, &mut folder, &mine).await?) };
    let done = context::block_on(progress::shown("trying the new order", work))?;
    if done.renamed.is_empty() {
        output::result(match mine.len() {
            0 => "All migrations are in the base branch: there is nothing to move.",
            _ => "Your migrations stand behind all others already.",
        })?;
    }
    for (from, to) in &done.renamed {
        output::result(format_args!("{from} is {to} now"))?;
    }
    if let Some(difference) = &done.difference {
        let difference = difference.replace('\n', "\n    ");
        output::warning(format_args!(
            "in the new order the migrations make something else than before:\n    {difference}"
        ));
    }
    if !done.renamed.is_empty() {
        output::hint("`nicol migrate dev` applies what came from others, and plans what the schema still lacks");
    }
    output::answer(|| {
        let renamed: Vec<_> = done.renamed.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect();
        json!({ "ok": true, "renamed": renamed, "recorded": done.recorded, "difference": done.difference })
    })?;
    Ok(0)
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
    // Paths from the folder itself.
    let listed =
        git(&folder.path, &["ls-tree", "--full-tree", "--name-only", &format!("{base}:./")]).unwrap_or_default();
    let there: Vec<&str> = listed.lines().collect();
    let names = folder.migrations.iter().map(|m| m.name.clone());
    Ok(names.filter(|name| !there.contains(&name.as_str())).collect())
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
