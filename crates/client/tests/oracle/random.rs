//! `cases/random/*`: random operations on a schema, made by the oracle's generator. The same seed makes the same requests.
//!
//! `NICOL_LONG=1` makes many more.

use std::process::Command;

use nicol_catalog::Dialect;
use nicol_testkit::cases::{Case, Outcome};
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::oracle;
use serde_json::Value;

use crate::compare::Comparison;
use crate::known::{self, Before};
use crate::sides::Sides;

const SEED: u32 = 20;

pub(crate) fn check(case: &Case, dialect: Dialect) -> Outcome {
    let Some(folder) = oracle::folder() else { return Ok(()) };
    let Some(mut sides) = Sides::start(case, dialect)? else { return Ok(()) };
    let count = if std::env::var_os("NICOL_LONG").is_some() { 20_000 } else { 420 };
    let seed = std::env::var("NICOL_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(SEED);
    let made = Command::new("node")
        .arg("random.mjs")
        .arg(&sides.schema)
        // A short episode: after a recognised difference the databases are not compared until they are empty again.
        .args(["--seed", &seed.to_string(), "--count", &count.to_string(), "--episode", "70"])
        .current_dir(folder)
        .output()?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).into_owned().into());
    }
    let mut comparison = Comparison::default();
    let (mut failures, mut compared, mut is_apart) = (Vec::new(), 0, false);
    let mut before = Before::default();
    for line in String::from_utf8_lossy(&made.stdout).lines() {
        let request: Value = serde_json::from_str(line).map_err(|e| format!("{line}: {e}"))?;
        let is_emptying =
            request["action"] == "deleteMany" && request["args"].as_object().is_some_and(|a| a.is_empty());
        let (ours, theirs) = sides.ask(&request)?;
        if is_emptying {
            is_apart = false;
            before = Before::default();
            continue; // How many there were is not equal after a difference.
        }
        before.note(dialect, &request);
        if is_apart {
            continue;
        }
        compared += 1;
        let Some(difference) = comparison.difference(&request, &ours, &theirs) else { continue };
        is_apart = writes(&request) && ours.get("error").is_some() != theirs.get("error").is_some();
        if known::kind(&before, &request, &ours, &theirs).is_none() {
            failures.push(format!("{line}\n  {difference}\n"));
            is_apart = writes(&request);
        }
    }
    if compared < count * 2 / 3 {
        return Err(Failed::from(format!("only {compared} of {count} answers could be compared")));
    }
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("seed {seed}, {} of {compared} answers differ\n{}", failures.len(), failures.join("\n")).into())
}

/// Whether the request may change the database.
fn writes(request: &Value) -> bool {
    let action = request["action"].as_str().unwrap_or_default();
    !(action.starts_with("find") || matches!(action, "count" | "aggregate" | "groupBy" | "$all"))
}
