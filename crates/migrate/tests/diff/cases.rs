//! `cases/diff/<name>/`: `from.prisma` and `to.prisma` (either may be missing: an empty database), `expected.sql`.
//! The scripts are run (on PostgreSQL with `NICOL_LONG=1`) but for those with `not_run.md`, and reach the new schema.
//! A case without `differs.md` must be what the published engine writes.

use nicol_catalog::Dialect;
use nicol_migrate::{checks, sql};
use nicol_testkit::cases::{Case, Outcome, difference};

use super::{differences, loading, needed};

pub(crate) fn check(case: &Case) -> Outcome {
    let (from, to) = (case.read_if_there("from.prisma"), case.read_if_there("to.prisma"));
    let plan = loading::plan(from.as_deref(), to.as_deref())?;
    let script = sql::render(&plan);
    case.expect("expected.sql", &script)?;
    let texts = checks::verdict(&checks::checks(&plan), None).texts();
    if !texts.is_empty() || case.dir.join("warnings.txt").exists() {
        case.expect("warnings.txt", &format!("{}\n", texts.join("\n")))?;
    }
    // SQLite takes no time.
    let is_long = std::env::var("NICOL_LONG").is_ok_and(|v| v == "1");
    let is_run = (is_long || plan.to.dialect == Dialect::Sqlite) && !case.dir.join("not_run.md").exists();
    if is_run {
        needed::does_it(from.as_deref(), &plan)?;
    }
    if let Some(theirs) = loading::oracle(from.as_deref(), to.as_deref()) {
        let theirs = differences::without_comments(&theirs?);
        match (theirs == script, case.dir.join("differs.md").exists()) {
            (true, false) => {}
            (false, true) => {
                if differences::known(&plan, &theirs, &script).is_none() {
                    let shown = difference(&theirs, &script);
                    return Err(format!("more differs from the engine's than is known\n{shown}").into());
                }
            }
            (false, false) => {
                return Err(format!("not what the engine writes\n{}", difference(&theirs, &script)).into());
            }
            (true, true) => return Err("differs.md is there, but nothing differs from the engine".into()),
        }
    }
    Ok(())
}
