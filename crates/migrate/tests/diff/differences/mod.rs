//! Where our scripts are meant to be others than the engine's. Each is a line of COMPAT.md, "Migrations".
//!
//! A rule either writes the engine's text as it should be, or takes the statements and clauses that it is about out of both
//! scripts. What is left must be equal.

mod rules;
mod script;
mod texts;

use nicol_catalog::Table;
use nicol_migrate::Plan;

use rules::RULES;
use script::Script;

/// Leaves out the comment about servers that we don't support, which the engine puts before several new enum values.
pub(crate) fn without_comments(script: &str) -> String {
    let mut kept = String::new();
    let mut lines = script.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        kept.push_str(line);
        if line == "-- AlterEnum\n" && lines.peek().is_some_and(|next| next.starts_with("--")) {
            while lines.next_if(|next| next.starts_with("--") || next.trim().is_empty()).is_some() {}
        }
    }
    kept
}

/// Why two scripts differ, if all that differs is known.
pub(crate) fn known(plan: &Plan, theirs: &str, ours: &str) -> Option<Vec<&'static str>> {
    let mut reasons = Vec::new();
    let mut written = (theirs.to_owned(), ours.to_owned());
    for (reason, mend) in texts::MENDED {
        let mended = mend(plan, written.clone());
        if mended != written {
            reasons.push(reason);
            written = mended;
        }
    }
    let mut scripts = (Script::read(&written.0), Script::read(&written.1));
    for (reason, without) in RULES {
        if scripts.0 == scripts.1 {
            break;
        }
        let left = without(plan, &scripts);
        // What both have alike is no difference, and no reason.
        if !scripts.0.lost(&left.0).eq(scripts.1.lost(&left.1)) {
            reasons.push(reason);
            scripts = left;
        }
    }
    (scripts.0 == scripts.1 && !reasons.is_empty()).then_some(reasons)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables of both sides.
fn tables(plan: &Plan) -> impl Iterator<Item = &Table> {
    [&plan.from, &plan.to].into_iter().flat_map(|catalog| &catalog.tables)
}
