//! Schemas of real projects.

use std::collections::BTreeMap;

use nicol_migrate::sql;
use nicol_testkit::cases::{Outcome, difference};
use nicol_testkit::corpus::{self, CorpusSchema};

use super::{differences, loading};

fn schemas(provider: &str) -> Vec<CorpusSchema> {
    corpus::schemas().into_iter().filter(|s| s.provider() == provider).collect()
}

#[derive(Default)]
struct Compared {
    count: usize,
    known: BTreeMap<&'static str, usize>,
    failures: Vec<String>,
}

fn compare(from: Option<&CorpusSchema>, to: Option<&CorpusSchema>, all: &mut Compared) -> Result<(), String> {
    let text = |s: Option<&CorpusSchema>| s.map(|s| s.text.clone());
    let (from_text, to_text) = (text(from), text(to));
    let Some(theirs) = loading::oracle(from_text.as_deref(), to_text.as_deref()) else { return Ok(()) };
    let named = |s: Option<&CorpusSchema>| s.map_or("nothing", |s| s.name.as_str()).to_owned();
    let title = format!("{} -> {}", named(from), named(to));
    let theirs = match theirs {
        Ok(theirs) => differences::without_comments(&theirs),
        Err(e) => return Err(format!("{title}: {}", e.message().unwrap_or_default())),
    };
    match loading::plan(from_text.as_deref(), to_text.as_deref()) {
        Ok(plan) => {
            let ours = sql::render(&plan);
            if ours != theirs {
                match differences::known(&plan, &theirs, &ours) {
                    Some(reasons) => reasons.into_iter().for_each(|reason| *all.known.entry(reason).or_default() += 1),
                    None => all.failures.push(format!("{title}\n{}", difference(&theirs, &ours))),
                }
            }
        }
        Err(e) => all.failures.push(format!("{title}: {}", e.message().unwrap_or_default())),
    }
    all.count += 1;
    Ok(())
}

fn outcome(Compared { count: compared, known, failures }: &Compared) -> Outcome {
    eprintln!("{compared} plans compared with the engine's; different as COMPAT.md says: {known:?}");
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {compared} plans differ:\n{}", failures.len(), failures[..failures.len().min(5)].join("\n"))
        .into())
}

/// Every schema, from nothing and back to nothing.
pub(crate) fn from_empty() -> Outcome {
    let mut all = Compared::default();
    for provider in ["postgresql", "sqlite"] {
        for schema in schemas(provider) {
            compare(None, Some(&schema), &mut all)?;
            compare(Some(&schema), None, &mut all)?;
        }
    }
    outcome(&all)
}

/// From one schema to others: nearly everything changes, but names meet by chance. By default to the next one and two further
/// away, with `NICOL_LONG=1` each to thirty others.
pub(crate) fn from_each_other() -> Outcome {
    let is_long = std::env::var("NICOL_LONG").is_ok_and(|v| v == "1");
    let distances: Vec<usize> = if is_long { (1..=30).collect() } else { vec![1, 7, 19] };
    let mut all = Compared::default();
    for provider in ["postgresql", "sqlite"] {
        let schemas = schemas(provider);
        // The two versions of the engine each refuse the other's datasources.
        let has_url = |s: &CorpusSchema| s.text.lines().any(|l| l.trim_start().starts_with("url") && l.contains('='));
        for distance in &distances {
            let pairs = schemas.iter().zip(schemas.iter().cycle().skip(*distance));
            for (from, to) in pairs.filter(|(a, b)| has_url(a) == has_url(b) && a.name != b.name) {
                compare(Some(from), Some(to), &mut all)?;
                compare(Some(to), Some(from), &mut all)?;
            }
        }
    }
    outcome(&all)
}
