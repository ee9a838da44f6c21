//! Histories of random changes that Prisma's engine has planned, as long as the longest of public applications: Nicol deploys
//! them in one go, the result is what Prisma's schema says and is pulled as Prisma pulls it, and each takes the other's
//! history for its own, whatever the line endings.

use std::collections::BTreeMap;

use nicol_catalog::{Catalog, Dialect};
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::{Connection, create_database};
use nicol_engine::database::describe;
use nicol_engine::pull::pull;
use nicol_engine::status::status;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::raise::Options;
use nicol_migrate::sql::render;
use nicol_testkit::cases::difference;
use nicol_testkit::oracle::Oracle;
use serde_json::{Value, json};

use crate::checks::{prepared, try_schema, url};
use crate::generate::{Database as Kind, Random, Schema};
use crate::live::is_known;
use crate::support::{Database, Project, run, schema, wanted_of};

/// Migrations of a history by default, and with `NICOL_LONG=1`. `NICOL_HISTORY_LENGTH` asks for another number,
/// `NICOL_HISTORY_SEED` for another history.
const LENGTHS: (usize, usize) = (16, 820);

#[test]
fn long_histories_of_postgresql_are_those_of_prisma() {
    history(Database::Postgres, Kind::Postgresql);
}

#[test]
fn long_histories_of_sqlite_are_those_of_prisma() {
    history(Database::Sqlite, Kind::Sqlite);
}

/// The scripts, and the schema that they end at.
struct Planned {
    scripts: Vec<String>,
    schema: String,
}

fn history(database: Database, kind: Kind) {
    let Some(mut oracle) = Oracle::start() else { return };
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<usize>().ok());
    let length = if std::env::var_os("NICOL_LONG").is_some() { LENGTHS.1 } else { LENGTHS.0 };
    let length = number("NICOL_HISTORY_LENGTH").unwrap_or(length);
    let seed = number("NICOL_HISTORY_SEED").unwrap_or(7);
    let Some(trial) = Project::new(database, "planned") else { return };
    let planned = run(plan(&trial, &mut oracle, kind, length, u64::try_from(seed).unwrap_or_default()));

    let ours = Project::new(database, "ours").expect("the database is there");
    let theirs = Project::new(database, "theirs").expect("the database is there");
    write(&ours, &planned, "\n");
    write(&theirs, &planned, "\r\n");

    let done = run(ours.deploy()).unwrap_or_else(|e| panic!("it deploys: {e}"));
    assert_eq!(done.applied.len(), length);
    is_in_step(&ours);
    is_pulled(&ours, &mut oracle);

    oracle.ask("deploy", &json!([theirs.migrations(), "--url", url(&theirs)])).expect("Prisma deploys it");
    // Each goes on where the other stopped, with the other's line endings.
    write(&ours, &planned, "\r\n");
    write(&theirs, &planned, "\n");
    for project in [&ours, &theirs] {
        let answer = oracle.ask("deploy", &json!([project.migrations(), "--url", url(project)])).expect("it answers");
        assert_eq!(answer["appliedMigrationNames"], json!([]), "{answer}");
        let done = run(project.deploy()).expect("nothing is in the way");
        assert_eq!(done.applied, [""; 0]);
        is_in_step(project);
    }
    assert!(diff(&catalog(&ours), &catalog(&theirs), &DiffOptions::default()).is_empty());
    says(&ours, &planned, &mut oracle);
}

fn catalog(project: &Project) -> Catalog {
    run(async {
        let connection = Connection::connect(&project.target.url).await.expect("it is there");
        describe(&connection, &project.target.scope()).await.expect("it is read")
    })
}

/// Changes, each planned by the engine from schema to schema, that the database takes.
async fn plan(trial: &Project, oracle: &mut Oracle, kind: Kind, length: usize, seed: u64) -> Planned {
    let mut random = Random::new(seed);
    let mut now = Schema::random(&mut random, kind);
    let mut text: Option<String> = None;
    let mut scripts = vec![prepared(trial_dialect(kind)).to_owned()];
    let mut first = Some(now.clone());
    if trial.database == Database::Sqlite {
        create_database(&trial.target.url).await.expect("it is made");
    }
    trial.execute(&scripts[0]).await;
    while scripts.len() < length {
        let mut next = first.take().unwrap_or_else(|| now.mutated(&mut random));
        while next.models.len() < 6 {
            next.add_model(&mut random);
            if random.chance(50) {
                next.add_relation(&mut random);
            }
        }
        let wanted = next.print();
        if try_schema(&wanted).is_err() {
            continue;
        }
        let Ok(script) = oracle.diff(text.as_deref(), Some(&wanted)) else { continue };
        if script.contains("empty migration") || !takes(&trial.target.url, &script).await {
            continue;
        }
        scripts.push(script);
        now = next;
        text = Some(wanted);
    }
    Planned { scripts, schema: text.unwrap_or_default() }
}

const fn trial_dialect(kind: Kind) -> Dialect {
    match kind {
        Kind::Postgresql => Dialect::Postgres,
        Kind::Sqlite => Dialect::Sqlite,
    }
}

/// Runs a script as a whole; the engine writes some that no database takes.
async fn takes(url: &DatabaseUrl, script: &str) -> bool {
    let connection = Connection::connect(url).await.expect("it is there");
    connection.execute_script(&format!("BEGIN;\n{script}\nCOMMIT;")).await.is_ok()
}

fn write(project: &Project, planned: &Planned, line_end: &str) {
    for (i, script) in planned.scripts.iter().enumerate() {
        project.add(&format!("{i:04}_step"), &script.replace('\n', line_end));
    }
    let provider = match project.database {
        Database::Postgres => "postgresql",
        Database::Sqlite => "sqlite",
    };
    let lock = format!("provider = \"{provider}\"\n");
    std::fs::write(project.migrations().join("migration_lock.toml"), lock).expect("it is written");
}

fn is_in_step(project: &Project) {
    let state = run(status(&project.target, &project.folder())).expect("it answers");
    assert!(state.is_up_to_date() && state.diagnosis.edited.is_empty(), "{:?}", state.diagnosis);
}

/// From the database to the schema: what the engine says, or COMPAT.md; and then there is nothing left to say.
fn says(project: &Project, planned: &Planned, oracle: &mut Oracle) {
    let schema = schema(&planned.schema);
    let ours = || diff(&catalog(project), &wanted_of(&schema), &DiffOptions::of(&schema));
    let args = json!([format!("url:{}", url(project)), [["schema.prisma", planned.schema]]]);
    let theirs = oracle.ask("diff", &args).expect("it answers");
    let theirs = theirs.as_str().unwrap_or_default();
    let plan = ours();
    let script = render(&plan);
    assert!(is_known(&plan, theirs) || is_less(&script, theirs), "{}", difference(theirs, &script));
    if !plan.is_empty() {
        run(project.execute(&render(&plan)));
    }
    assert!(ours().is_empty(), "{}", render(&ours()));
}

/// Whether ours makes fewer tables of SQLite anew, because expressions are compared by meaning.
fn is_less(ours: &str, theirs: &str) -> bool {
    let tables = |script: &str| -> BTreeMap<String, bool> {
        let parts = script.split("CREATE TABLE \"new_").skip(1);
        parts
            .map(|part| (part.lines().next().unwrap_or_default().to_owned(), part.contains("DEFAULT (1 + 1)")))
            .collect()
    };
    let (ours, theirs) = (tables(ours), tables(theirs));
    ours.keys().all(|name| theirs.contains_key(name))
        && theirs.iter().all(|(name, has_expression)| *has_expression || ours.contains_key(name))
}

/// Over a schema that has nothing yet.
fn is_pulled(project: &Project, oracle: &mut Oracle) {
    let provider = if project.database == Database::Postgres { "postgresql" } else { "sqlite" };
    let bare = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n");
    let files = vec![("schema.prisma".to_owned(), bare)];
    let ours = run(pull(&project.target, &files, &Options::default())).unwrap_or_else(|e| panic!("it is pulled: {e}"));
    let theirs: Value = oracle.ask("introspect", &json!([files, "--url", url(project)])).expect("it answers");
    let plain = |text: &str| -> Vec<String> {
        let kept = text.lines().filter(|l| !l.starts_with("///") && !l.trim().is_empty());
        kept.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    let (mut ours, theirs) = (plain(&ours.files[0].1), plain(theirs["schema"].as_str().unwrap_or_default()));
    // A second unique over one column, which Prisma leaves out.
    let is_second = |l: &String| {
        l.strip_prefix("@@unique([").is_some_and(|l| !l.split(']').next().is_some_and(|l| l.contains(", ")))
    };
    ours.retain(|line| theirs.contains(line) || !is_second(line));
    // Lists of constants under casts, and expressions that SQLite takes back.
    let is_listed =
        |theirs: &str| ["dbgenerated(\"ARRAY[(", "dbgenerated(\"1 + 1\")"].iter().any(|m| theirs.contains(m));
    let is_same = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| a == b || is_listed(b));
    assert!(is_same, "{}", difference(&theirs.join("\n"), &ours.join("\n")));
}
