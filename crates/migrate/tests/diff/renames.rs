//! `cases/renames/<name>/`: `from.prisma`, `to.prisma`; `renames.txt`, one `OLD:NEW` a line, as `--rename` takes them;
//! `expected.sql`, or the reason why they are none. `hints.txt`: what `--rename` could be given without `renames.txt`,
//! all of it, or one of several.

use nicol_migrate::diff::DiffOptions;
use nicol_migrate::renames::{self, Aliases, Renames};
use nicol_migrate::{checks, sql, summary, wanted};
use nicol_testkit::cases::{Case, Outcome};

use super::loading;

pub(crate) fn check(case: &Case) -> Outcome {
    let (from, to) = (loading::schema(&case.read("from.prisma")?)?, loading::schema(&case.read("to.prisma")?)?);
    let (options, aliases) = (DiffOptions::of(&to), Aliases::of(&to));
    let catalog = |schema| wanted::catalog(schema).map_err(|e| e.to_string());
    let (from, to) = (catalog(&from)?, catalog(&to)?);
    let hints = renames::hints(&from, &to, &options, &Renames::default());
    let choices = hints.choices.iter().map(|(what, flags)| format!("{what}, one of: {}", flags.join(", ")));
    let hints: Vec<String> = hints.likely.iter().cloned().chain(choices).collect();
    case.expect("hints.txt", &format!("{}\n", hints.join("\n")))?;

    let given: Vec<String> = case.read_if_there("renames.txt").unwrap_or_default().lines().map(str::to_owned).collect();
    if given.is_empty() {
        return Ok(());
    }
    let renames = match renames::resolve(&from, &to, &options, &aliases, &given) {
        Ok(renames) => renames,
        Err(error) => return case.expect("expected.txt", &format!("{error}\n")),
    };
    let plan = renames::diff(&from, &to, &options, &renames);
    let warnings = checks::verdict(&checks::checks(&plan), None).texts();
    case.expect("expected.sql", &sql::render_with_warnings(&plan, &warnings))?;
    case.expect("summary.txt", &summary::summary(&plan))?;

    // The way back renames, too.
    let back = renames::diff(&to, &from, &options, &plan.renames.inverted());
    case.expect("back.sql", &sql::render(&back))
}
