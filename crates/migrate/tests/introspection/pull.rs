//! `db pull` over a schema that has only a datasource, held against the published engine.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use nicol_migrate::introspect::{self, RecordedRows, Scope};
use nicol_migrate::raise::{self, Options, Raised};
use nicol_testkit::cases::{Case, Outcome, difference, list};
use nicol_testkit::corpus::{self, CorpusSchema, Project};
use nicol_testkit::libtest_mimic::{Failed, Trial};
use nicol_testkit::oracle::Oracle;
use nicol_testkit::postgres::Server;
use serde_json::json;

use crate::{record, round_trip};

/// One oracle for all tests of this process.
static ORACLE: Mutex<Option<Oracle>> = Mutex::new(None);

/// A pull over these files. What comes out must be a right schema, and say what the database has.
pub(crate) fn pull(rows: &RecordedRows, files: &[(String, String)]) -> Result<Raised, Failed> {
    let catalog = introspect::catalog(rows)?;
    let options = Options { new_file: "introspected.prisma".to_owned(), ..Options::default() };
    let raised = raise::raise(&catalog, files, &options)?;
    let schema = round_trip::load(&raised.files)?;
    round_trip::is_in_sync(rows, &schema)?;
    Ok(raised)
}

/// A schema without models.
pub(crate) fn datasource(provider: &str, schemas: &[String]) -> String {
    let schemas = match schemas {
        [] => String::new(),
        list => format!("  schemas = [{}]\n", list.iter().map(|s| format!("{s:?}")).collect::<Vec<_>>().join(", ")),
    };
    format!("datasource db {{\n  provider = \"{provider}\"\n{schemas}}}\n")
}

/// Our text and the oracle's, without the notes above models: their words are our own.
fn compare(ours: &str, theirs: &str) -> Outcome {
    let strip = |text: &str| {
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("///")).collect();
        kept.join("\n")
    };
    let (ours, theirs) = (strip(ours), strip(theirs));
    if ours == theirs { Ok(()) } else { Err(difference(&theirs, &ours).into()) }
}

/// What the oracle pulls from a database; `None` where there is no oracle.
pub(crate) fn oracle_pull(files: &serde_json::Value, url: &str) -> Option<Result<String, Failed>> {
    ask("introspect", &json!([files, "--url", url])).map(|answer| {
        let answer = answer?;
        Ok(answer["schema"].as_str().unwrap_or_default().to_owned())
    })
}

pub(crate) fn ask(command: &str, args: &serde_json::Value) -> Option<Result<serde_json::Value, Failed>> {
    let mut oracle = ORACLE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if oracle.is_none() {
        *oracle = Oracle::start();
    }
    Some(oracle.as_mut()?.ask(command, args).map_err(|e| format!("the oracle says {}", e.0).into()))
}

/// A test for each schema of the corpus.
pub(crate) fn corpus_trials() -> Vec<Trial> {
    let mut names = BTreeSet::new();
    corpus::schemas()
        .into_iter()
        .filter(|schema| matches!(schema.provider(), "postgresql" | "sqlite"))
        .filter(|schema| names.insert(schema.name.clone()))
        .map(|schema| {
            Trial::test(format!("pull::corpus::{}", schema.name), move || match schema.provider() {
                "sqlite" => sqlite_schema(&schema),
                _ => postgres_schema(&schema),
            })
        })
        .collect()
}

/// A test for each application of the corpus: what its migrations make is pulled over nothing, and over its schema.
pub(crate) fn history_trials() -> Vec<Trial> {
    let trial = |project: Project| Trial::test(format!("pull::history::{}", project.name), move || history(&project));
    corpus::projects().into_iter().map(trial).collect()
}

fn history(project: &Project) -> Outcome {
    let Some(server) = Server::shared() else { return Ok(()) };
    let url = server.database(&project.name);
    let mut folders: Vec<_> = std::fs::read_dir(&project.migrations)?.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        server.psql(record::database_name(&url), &std::fs::read_to_string(folder.join("migration.sql"))?);
    }
    let rows = record::postgres(server, record::database_name(&url), &Scope::DefaultSchema);
    again(&rows, &project.schema.text, &url)?;
    postgres_database(server, &url, &[])
}

/// The SQL that makes the database of a schema.
fn made_by(schema: &CorpusSchema) -> Option<Result<String, Failed>> {
    let files = json!([["schema.prisma", schema.text]]);
    ask("diff", &json!(["empty", files])).map(|sql| Ok(sql?.as_str().unwrap_or_default().to_owned()))
}

fn postgres_schema(schema: &CorpusSchema) -> Outcome {
    let (Some(server), Some(sql)) = (Server::shared(), made_by(schema)) else { return Ok(()) };
    let url = server.database("corpus");
    let database = record::database_name(&url);
    let sql = sql?;
    if !can_run(server, database, &sql) {
        return Ok(());
    }
    let schemas = listed_schemas(&schema.text);
    let rows = record::postgres(server, database, &Scope::of_schemas(&schemas));
    round_trip::is_in_sync(&rows, &round_trip::load(&[(schema.name.clone(), schema.text.clone())])?)?;
    again(&rows, &schema.text, &url)?;
    postgres_database(server, &url, &schemas)
}

/// A pull over the schema that made the database. The oracle loses plain comments, so they are taken off first.
fn again(rows: &RecordedRows, schema: &str, url: &str) -> Outcome {
    let schema = without_comments(schema);
    let ours = pull(rows, &[("schema.prisma".to_owned(), schema.clone())])?;
    let Some(theirs) = oracle_pull(&json!([["schema.prisma", schema]]), url) else { return Ok(()) };
    let (ours, theirs) = (ours.files[0].1.trim_end(), theirs?);
    if ours == theirs.trim_end() { Ok(()) } else { Err(difference(theirs.trim_end(), ours).into()) }
}

fn without_comments(schema: &str) -> String {
    let mut out = String::new();
    for line in schema.lines() {
        let mut is_string = false;
        let mut end = line.len();
        for (at, c) in line.char_indices() {
            is_string ^= c == '"';
            let rest = &line[at..];
            if !is_string && rest.starts_with("//") {
                if !rest.starts_with("///") {
                    end = at;
                }
                break;
            }
        }
        out.push_str(&line[..end]);
        out.push('\n');
    }
    out
}

/// Whether the server has what the schema needs (extensions of other packages are not there).
fn can_run(server: &Server, database: &str, sql: &str) -> bool {
    let needs = |name: &str| sql.contains(&format!("CREATE EXTENSION IF NOT EXISTS \"{name}\""));
    let has = |name: &str| {
        server.psql(database, &format!("SELECT 1 FROM pg_available_extensions WHERE name = '{name}'")).trim() == "1"
    };
    if needs("postgis") && !has("postgis") || sql.contains("geography") && !has("postgis") {
        return false;
    }
    server.psql(database, sql);
    true
}

fn listed_schemas(text: &str) -> Vec<String> {
    let line = text.lines().find(|line| line.trim_start().starts_with("schemas"));
    line.map(|l| l.split('"').skip(1).step_by(2).map(str::to_owned).collect()).unwrap_or_default()
}

fn postgres_database(server: &Server, url: &str, schemas: &[String]) -> Outcome {
    let rows = record::postgres(server, record::database_name(url), &Scope::of_schemas(schemas));
    let stub = datasource("postgresql", schemas);
    let ours = pull(&rows, &[("schema.prisma".to_owned(), stub.clone())])?;
    let Some(theirs) = oracle_pull(&json!([["schema.prisma", stub]]), url) else { return Ok(()) };
    compare(&ours.files[0].1, &theirs?)
}

fn sqlite_schema(schema: &CorpusSchema) -> Outcome {
    let Some(sql) = made_by(schema) else { return Ok(()) };
    let sql = sql?;
    let files = [(schema.name.clone(), schema.text.clone())];
    round_trip::is_in_sync(&record::sqlite(&sql)?, &round_trip::load(&files)?)?;
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("again.db");
    again(&sqlite_file(&path, &sql)?, &schema.text, &format!("file:{}", path.display()))?;
    sqlite_database(&sql)
}

fn sqlite_database(sql: &str) -> Outcome {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("pull.db");
    let ours = pull(&sqlite_file(&path, sql)?, &[("schema.prisma".to_owned(), datasource("sqlite", &[]))])?;
    let stub = json!([["schema.prisma", datasource("sqlite", &[])]]);
    let Some(theirs) = oracle_pull(&stub, &format!("file:{}", path.display())) else { return Ok(()) };
    compare(&ours.files[0].1, &theirs?)
}

/// Makes a database file and reads it.
pub(crate) fn sqlite_file(path: &Path, sql: &str) -> Result<RecordedRows, Failed> {
    let connection = rusqlite::Connection::open(path)?;
    connection.execute_batch(sql)?;
    record::sqlite_rows(&connection)
}

/// Cases `pull/same/<name>`: SQL of which both pull the same schema. The first line names the database.
pub(crate) fn same_trials() -> Vec<Trial> {
    list("pull/same").into_iter().map(|case| Trial::test(case.name.clone(), move || same(&case))).collect()
}

fn same(case: &Case) -> Outcome {
    let sql = case.read("setup.sql")?;
    if sql.starts_with("-- sqlite") {
        return sqlite_database(&sql);
    }
    let Some(server) = Server::shared() else { return Ok(()) };
    let url = server.database(&case.name);
    server.psql(record::database_name(&url), &sql);
    let schemas: Vec<String> =
        case.read_if_there("schemas.txt").unwrap_or_default().lines().map(str::to_owned).collect();
    postgres_database(server, &url, &schemas)
}
