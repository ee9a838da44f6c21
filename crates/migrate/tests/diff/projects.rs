//! The histories of public applications: after each migration the database is read, by the engine and by us, and planned
//! to what comes next, to what was before, and to the application's schema.

use std::fs;

use nicol_catalog::Catalog;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::introspect::Scope;
use nicol_migrate::{sql, wanted};
use nicol_testkit::cases::{Outcome, difference};
use nicol_testkit::corpus;
use nicol_testkit::oracle::Oracle;
use nicol_testkit::postgres::Server;
use serde_json::json;

use super::{differences, live, loading};

const EMPTY: &str = "datasource db {\n  provider = \"postgresql\"\n}\n";

/// By default every fifth migration and the last one; all with `NICOL_LONG=1`.
pub(crate) fn histories() -> Outcome {
    let (Some(server), Some(mut oracle)) = (Server::shared(), Oracle::start()) else { return Ok(()) };
    let is_long = std::env::var("NICOL_LONG").is_ok_and(|v| v == "1");
    let (mut failures, mut compared) = (Vec::new(), 0);
    for project in corpus::projects() {
        let mut names: Vec<_> = fs::read_dir(&project.migrations)?.flatten().map(|entry| entry.path()).collect();
        names.retain(|path| path.is_dir());
        names.sort();
        let url = server.database(&project.name);
        let database = live::name(&url).to_owned();
        let tcp = url.clone();
        let goal = &project.schema.text;
        let mut before: Option<String> = None;
        for (i, path) in names.iter().enumerate() {
            let script = fs::read_to_string(path.join("migration.sql"))?;
            server.try_psql(&database, &script)?;
            if !is_long && i % 5 != 0 && i + 1 != names.len() {
                continue;
            }
            let at = format!("{} {}", project.name, path.file_name().unwrap_or_default().to_string_lossy());
            let answer = oracle.ask("introspect", &json!([[["schema.prisma", EMPTY]], "--url", tcp]));
            let now = answer.map_err(|e| format!("{at}: {:?}", e.0))?["schema"].as_str().unwrap_or_default().to_owned();
            let found = live::postgres(server, &database, &Scope::DefaultSchema)?;

            let mut compare = |what: &str, ours: String, theirs: String| {
                compared += 1;
                if as_if_live(&ours) != as_if_live(&theirs) {
                    failures.push(format!("{at}: {what}\n{}", difference(&theirs, &ours)));
                }
            };
            let texts = [
                (None, Some(now.as_str())),
                (before.as_deref(), Some(now.as_str())),
                (Some(&now), before.as_deref()),
                (Some(&now), Some(goal)),
            ];
            for (from, to) in texts {
                let Some(theirs) = loading::oracle(from, to) else { return Ok(()) };
                let theirs = differences::without_comments(&theirs?);
                compare("between schemas", sql::render(&loading::plan(from, to)?), theirs);
            }
            for (what, to) in
                [("as it is", Some(now.as_str())), ("back", before.as_deref()), ("to its schema", Some(goal))]
            {
                let Some(to) = to else { continue };
                let (from, files) = (format!("url:{tcp}"), json!([["schema.prisma", to]]));
                let theirs = oracle.ask("diff", &json!([from, files])).map_err(|e| format!("{at}: {:?}", e.0))?;
                let theirs = differences::without_comments(theirs.as_str().unwrap_or_default());
                compare(what, sql::render(&to_schema(&found, to)?), theirs);
                let theirs = oracle.ask("diff", &json!([files, from])).map_err(|e| format!("{at}: {:?}", e.0))?;
                let theirs = differences::without_comments(theirs.as_str().unwrap_or_default());
                compare(&format!("{what}, from the schema"), sql::render(&from_schema(to, &found)?), theirs);
            }
            before = Some(now);
        }
    }
    eprintln!("{compared} plans compared with the engine's");
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {compared} plans differ:\n{}", failures.len(), failures.join("\n")).into())
}

fn to_schema(found: &Catalog, text: &str) -> Result<nicol_migrate::Plan, nicol_testkit::libtest_mimic::Failed> {
    let schema = loading::schema(text)?;
    let wanted = wanted::catalog(&schema).map_err(|e| e.to_string())?;
    Ok(diff(found, &wanted, &DiffOptions::of(&schema)))
}

fn from_schema(text: &str, found: &Catalog) -> Result<nicol_migrate::Plan, nicol_testkit::libtest_mimic::Failed> {
    let schema = loading::schema(text)?;
    let there = wanted::catalog(&schema).map_err(|e| e.to_string())?;
    Ok(diff(&there, found, &DiffOptions::of(&schema)))
}

/// What is different where one side is a database: directions and usual classes of indexes, and constraints that the engine
/// drops as if they were indexes.
fn as_if_live(script: &str) -> String {
    let line = |line: &str| -> String {
        if line.contains(" USING ") && !line.contains("USING BTREE") && line.starts_with("CREATE ") {
            return line.replace(" ASC", "").replace(" DESC", "").replace(" jsonb_ops", "");
        }
        match (line.strip_prefix("ALTER TABLE "), line.split_once(" DROP CONSTRAINT ")) {
            (Some(_), Some((_, name))) if name.ends_with("_key\";") => format!("DROP INDEX {name}"),
            _ => line.to_owned(),
        }
    };
    script.lines().map(line).collect::<Vec<_>>().join("\n")
}
