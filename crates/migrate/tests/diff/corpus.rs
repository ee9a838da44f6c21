//! Schemas of real projects.

use nicol_migrate::sql;
use nicol_testkit::cases::{Outcome, difference};
use nicol_testkit::corpus::{self, CorpusSchema};

use super::{differences, loading};

fn schemas(provider: &str) -> Vec<CorpusSchema> {
    corpus::schemas().into_iter().filter(|s| s.provider() == provider).collect()
}

fn compare(from: Option<&CorpusSchema>, to: Option<&CorpusSchema>, failures: &mut Vec<String>) -> Result<(), String> {
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
            if ours != theirs && differences::known(&plan, &theirs, &ours).is_none() {
                failures.push(format!("{title}\n{}", difference(&theirs, &ours)));
            }
        }
        Err(e) => failures.push(format!("{title}: {}", e.message().unwrap_or_default())),
    }
    Ok(())
}

fn outcome(failures: &[String], compared: usize) -> Outcome {
    eprintln!("{compared} plans compared with the engine's");
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {compared} plans differ:\n{}", failures.len(), failures[..failures.len().min(5)].join("\n"))
        .into())
}

/// Every schema, from nothing and back to nothing.
pub(crate) fn from_empty() -> Outcome {
    let mut failures = Vec::new();
    let mut compared = 0;
    for provider in ["postgresql", "sqlite"] {
        for schema in schemas(provider) {
            compare(None, Some(&schema), &mut failures)?;
            compare(Some(&schema), None, &mut failures)?;
            compared += 2;
        }
    }
    outcome(&failures, compared)
}

/// From one schema to the next one: nearly everything changes, but names meet by chance.
pub(crate) fn from_each_other() -> Outcome {
    let mut failures = Vec::new();
    let mut compared = 0;
    for provider in ["postgresql", "sqlite"] {
        let schemas = schemas(provider);
        // The two versions of the engine each refuse the other's datasources.
        let has_url = |s: &CorpusSchema| s.text.lines().any(|l| l.trim_start().starts_with("url") && l.contains('='));
        let neighbours = schemas.iter().zip(schemas.iter().skip(1)).filter(|(a, b)| has_url(a) == has_url(b));
        for (from, to) in neighbours {
            compare(Some(from), Some(to), &mut failures)?;
            compare(Some(to), Some(from), &mut failures)?;
            compared += 2;
        }
    }
    outcome(&failures, compared)
}
