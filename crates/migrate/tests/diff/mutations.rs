//! Pairs of generated schemas: our plans must be the engine's, and a schema has no difference to itself.

use std::collections::BTreeMap;

use nicol_migrate::sql;
use nicol_testkit::cases::{Outcome, difference};

use super::generate::{Database, Random, Schema};
use super::{differences, loading};

/// Pairs that are compared; `NICOL_DIFF_PAIRS` asks for more.
const PAIRS: u64 = 400;

pub(crate) fn run(database: Database) -> Outcome {
    let pairs = std::env::var("NICOL_DIFF_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(PAIRS);
    let (mut failures, mut compared, mut invalid) = (Vec::new(), 0u64, 0u64);
    let mut known: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in 0..pairs {
        let mut random = Random::new(seed);
        let from = Schema::random(&mut random, database);
        let (from, to) = (from.print(), from.mutated(&mut random).print());
        if std::env::var("NICOL_DIFF_SHOW").is_ok_and(|shown| shown == seed.to_string()) {
            eprintln!("// from\n{from}\n// to\n{to}");
        }
        let same = loading::plan(Some(&from), Some(&from));
        if same.as_ref().is_ok_and(|plan| !plan.is_empty()) {
            return Err(format!("seed {seed}: a schema differs from itself\n{from}").into());
        }
        let Some(theirs) = loading::oracle(Some(&from), Some(&to)) else { return Ok(()) };
        let Ok(theirs) = theirs else {
            invalid += 1;
            continue;
        };
        let plan = match loading::plan(Some(&from), Some(&to)) {
            Ok(plan) => plan,
            Err(e) => {
                failures.push(format!("seed {seed}: {}", e.message().unwrap_or_default()));
                continue;
            }
        };
        let ours = sql::render(&plan);
        compared += 1;
        let theirs = differences::without_comments(&theirs);
        if ours != theirs {
            if let Some(reasons) = differences::known(&plan, &theirs, &ours) {
                reasons.into_iter().for_each(|reason| *known.entry(reason).or_default() += 1);
            } else {
                failures.push(format!("seed {seed}\n{}", difference(&theirs, &ours)));
            }
        }
    }
    eprintln!(
        "{database:?}: {compared} plans compared with the engine's, {invalid} invalid; different as COMPAT.md says: {known:?}"
    );
    if invalid * 5 > pairs {
        return Err(format!("{invalid} of {pairs} generated pairs are invalid: the generator is wrong").into());
    }
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {compared} plans differ:\n{}", failures.len(), failures[..failures.len().min(8)].join("\n"))
        .into())
}
