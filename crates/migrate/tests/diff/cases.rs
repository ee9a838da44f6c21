//! `cases/diff/<name>/`: `from.prisma` and `to.prisma` (either may be missing: an empty database), `expected.sql`.
//! A case without `differs.md` must be what the published engine writes.

use nicol_migrate::{checks, sql};
use nicol_testkit::cases::{Case, Outcome, difference};

use super::{differences, loading};

pub(crate) fn check(case: &Case) -> Outcome {
    let (from, to) = (case.read_if_there("from.prisma"), case.read_if_there("to.prisma"));
    let plan = loading::plan(from.as_deref(), to.as_deref())?;
    let script = sql::render(&plan);
    case.expect("expected.sql", &script)?;
    let texts = checks::verdict(&checks::checks(&plan), None).texts();
    if !texts.is_empty() || case.dir.join("warnings.txt").exists() {
        case.expect("warnings.txt", &format!("{}\n", texts.join("\n")))?;
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
