//! What a change may lose on the rows that are there: held against what Prisma's `db push` says, on pairs of generated
//! schemas and tables filled in several ways. The wording is each one's own: compared are which danger, its place, and
//! the number of rows or values.

pub(crate) mod rows;
mod theirs;

use nicol_catalog::{Catalog, Dialect};
use nicol_engine::push::Push;
use nicol_migrate::checks::{Danger, Message};
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::sql::render;
use nicol_testkit::oracle::Oracle;
use serde_json::json;

use crate::generate::{Database as Kind, Random, Schema};
use crate::support::{Database, Project, run, schema, wanted_of};
use rows::{FILLINGS, insert};

/// Pairs that are compared; `NICOL_CHECKS_PAIRS` asks for more.
const PAIRS: u64 = 40;

/// A danger in few words: what, the table, its columns, the number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    what: &'static str,
    place: Vec<String>,
    number: Option<u64>,
}

#[test]
fn dangers_on_the_rows_of_postgresql_are_those_that_prisma_sees() {
    compare(Database::Postgres);
}

#[test]
fn dangers_on_the_rows_of_sqlite_are_those_that_prisma_sees() {
    compare(Database::Sqlite);
}

fn compare(database: Database) {
    let Some(mut oracle) = Oracle::start() else { return };
    let kind = match database {
        Database::Postgres => Kind::Postgresql,
        Database::Sqlite => Kind::Sqlite,
    };
    let pairs = std::env::var("NICOL_CHECKS_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(PAIRS);
    let (mut failures, mut compared, mut refused, mut passed_over, mut dangers) = (Vec::new(), 0, 0, 0, 0);
    let mut found = 0;
    for seed in 0..pairs {
        let mut random = Random::new(seed.wrapping_mul(104_729));
        let from = Schema::random(&mut random, kind);
        let (from, to) = (from.print(), from.mutated(&mut random).print());
        if kind == Kind::Sqlite && has_literals_that_differ(&from) {
            passed_over += 1;
            continue;
        }
        let (Ok(made), Ok(wanted)) = (try_schema(&from), try_schema(&to)) else { continue };
        let Some(project) = Project::new(database, "checks") else { return };
        let (made, options, wanted) = (wanted_of(&made), DiffOptions::of(&wanted), wanted_of(&wanted));
        let plan = diff(&Catalog::empty(made.dialect), &made, &DiffOptions::default());
        let filled: String = made.tables.iter().map(|t| insert(&made, t, *random.pick(&FILLINGS))).collect();
        let push = run(async {
            nicol_engine::database::connect_or_create(&project.target).await.expect("it is made");
            project.execute(&format!("{}\n{}", prepared(made.dialect), render(&plan))).await;
            project.execute(&format!("{}\n{filled}", without_foreign_keys(made.dialect))).await;
            Push::prepare(&project.target, &wanted, &options, false).await
        });
        let push = push.unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let here = &push.findings.here;
        let ours = (here.warnings.iter().map(ours).collect(), here.unexecutable.iter().map(ours).collect());
        drop(push);
        let answer = oracle.ask("push", &json!([[["schema.prisma", to]], "--url", url(&project)]));
        // An answer that is an error tells nothing about warnings: the change was tried, and its SQL failed.
        let Ok(answer) = answer else {
            refused += 1;
            continue;
        };
        let mut theirs = (theirs::findings(&answer["warnings"]), theirs::findings(&answer["unexecutable"]));
        // SQLite numbers the rows of such a column itself; COMPAT.md has it.
        theirs.1.retain(|f| f.what != "add required" || !counts(&wanted, &f.place));
        compared += 1;
        dangers += theirs.0.len() + theirs.1.len();
        let mut ours: Findings = ours;
        let obstacles = ours.1.len();
        ours.1.retain(|f| f.what != "obstacle");
        found += obstacles - ours.1.len();
        let (ours, theirs) = (sorted(ours), sorted(theirs));
        if ours != theirs {
            failures.push(format!(
                "seed {seed}\nours   {ours:?}\ntheirs {theirs:?}\n// from\n{from}\n// to\n{to}\n{filled}"
            ));
        }
    }
    eprintln!(
        "{database:?}: {dangers} dangers in {compared} changes compared, {refused} that the engine can't make; {found} \
         obstacles besides"
    );
    assert!(compared * 4 > (pairs - passed_over) * 3, "too few changes were compared");
    assert!(
        failures.is_empty(),
        "{} of {compared} differ\n{}",
        failures.len(),
        failures[..failures.len().min(4)].join("\n")
    );
}

fn counts(catalog: &Catalog, place: &[String]) -> bool {
    let [column, table] = place else { return false };
    let table = catalog.tables.iter().find(|t| t.name.name == *table);
    table.is_some_and(|t| t.columns.iter().any(|c| c.name == *column && c.counts()))
}

type Findings = (Vec<Finding>, Vec<Finding>);

fn sorted(mut findings: Findings) -> Findings {
    findings.0.sort();
    findings.1.sort();
    findings
}

/// On SQLite we write defaults of JSON and bytes as SQL literals, Prisma as something else, and then makes the table anew.
pub(crate) fn has_literals_that_differ(schema: &str) -> bool {
    let is_one = |line: &str| (line.contains(" Json") || line.contains(" Bytes")) && line.contains("@default");
    schema.lines().any(is_one)
}

pub(crate) fn try_schema(text: &str) -> Result<nicol_schema::ir::Schema, ()> {
    std::panic::catch_unwind(|| schema(text)).map_err(|_| ())
}

/// Types and functions that generated schemas use.
pub(crate) fn prepared(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "",
        _ => "CREATE EXTENSION citext;\nCREATE FUNCTION gen() RETURNS text LANGUAGE sql AS 'SELECT ''x''';",
    }
}

fn without_foreign_keys(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "PRAGMA foreign_keys = OFF;",
        _ => "SET session_replication_role = replica;",
    }
}

/// The database for the oracle.
pub(crate) fn url(project: &Project) -> String {
    match project.target.url.as_postgres() {
        Some(url) => nicol_testkit::postgres::Server::shared().expect("it runs").url(&url.database),
        None => format!("file:{}", project.dir.path().join("dev.db").display()),
    }
}

fn ours(message: &Message) -> Finding {
    let (what, at) = match &message.danger {
        Danger::DropTable(at) => ("drop table", at),
        Danger::DropColumn(at) => ("drop column", at),
        Danger::RiskyCast { column, .. } => ("cast", column),
        Danger::RecreateColumn(at) => ("recreate", at),
        Danger::RecreateRequiredColumn(at) => ("recreate required", at),
        Danger::MakeRequired(at) => ("make required", at),
        Danger::AddRequiredColumn(at) => ("add required", at),
        Danger::AddRequiredColumnMadeByClient(at) => ("add required, made by the client", at),
        Danger::DropPrimaryKey(at) => ("primary key", at),
        Danger::AddUnique { table, columns } => {
            let place = columns.iter().cloned().chain([table.table.name.clone()]).collect();
            return Finding { what: "unique", place, number: None };
        }
        Danger::LoseUnsaid { table, .. } | Danger::LoseWithColumn { table, .. } => ("unsaid", table),
        Danger::Refused { of, .. } => ("refused", of),
        // Prisma does not look for them.
        Danger::Obstacle { query, .. } => {
            return Finding { what: "obstacle", place: vec![query.table.name.clone()], number: None };
        }
        Danger::DropEnumValues { name, values } => {
            let place = values.iter().cloned().chain([name.clone()]).collect();
            return Finding { what: "enum", place, number: None };
        }
    };
    let place = at.column.iter().cloned().chain([at.table.name.clone()]).collect();
    // Prisma has no number for columns that are made anew.
    let number = theirs::number(&message.text).filter(|_| !what.starts_with("recreate"));
    Finding { what, place, number }
}
