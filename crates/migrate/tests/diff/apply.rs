//! A plan, run on a database made from one schema, makes the database of the other.

use nicol_catalog::Catalog;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::introspect::Scope;
use nicol_migrate::{Plan, sql};
use nicol_testkit::cases::Outcome;
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::postgres::Server;

use super::generate::{Database, Random, Schema};
use super::{live, loading};

/// Pairs that are applied; `NICOL_DIFF_PAIRS` asks for another number.
const PAIRS: u64 = 120;

pub(crate) fn run(database: Database) -> Outcome {
    let pairs = std::env::var("NICOL_DIFF_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(PAIRS);
    let (mut failures, mut applied) = (Vec::new(), 0);
    for seed in 0..pairs {
        let mut random = Random::new(seed.wrapping_mul(7919));
        let from = Schema::random(&mut random, database);
        let (from, to) = (from.print(), from.mutated(&mut random).print());
        // What validation refuses is counted by the comparison with the engine.
        let (Ok(made), Ok(plan)) = (loading::plan(None, Some(&from)), loading::plan(Some(&from), Some(&to))) else {
            continue;
        };
        let outcome = match database {
            Database::Sqlite => on_sqlite(&made, &plan),
            Database::Postgresql => match Server::shared() {
                Some(server) => on_postgres(server, &made, &plan),
                None => return Ok(()),
            },
        };
        applied += 1;
        if let Err(e) = outcome {
            failures.push(format!("seed {seed}: {}\n// from\n{from}\n// to\n{to}", e.message().unwrap_or_default()));
        }
    }
    eprintln!("{database:?}: {applied} plans applied");
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {applied} plans fail:\n{}", failures.len(), failures.join("\n")).into())
}

/// Functions and types that generated schemas use.
pub(crate) const PREPARED: &str =
    "CREATE EXTENSION IF NOT EXISTS citext;\nCREATE FUNCTION gen() RETURNS text LANGUAGE sql AS 'SELECT ''x''';\n";

fn on_postgres(server: &Server, made: &Plan, plan: &Plan) -> Outcome {
    let url = server.database("apply");
    let database = live::name(&url);
    let run = |script: &str| server.try_psql(database, script).map_err(|e| Failed::from(format!("{e}\n{script}")));
    run(&format!("{PREPARED}{}", sql::render(made)))?;
    let script = sql::render(plan);
    run(&script)?;
    left_over(&live::postgres(server, database, &Scope::DefaultSchema)?, &plan.to, &script)
}

fn on_sqlite(made: &Plan, plan: &Plan) -> Outcome {
    let connection = rusqlite::Connection::open_in_memory()?;
    let run = |script: &str| connection.execute_batch(script).map_err(|e| Failed::from(format!("{e}\n{script}")));
    run(&sql::render(made))?;
    let script = sql::render(plan);
    run(&script)?;
    left_over(&live::sqlite(&connection)?, &plan.to, &script)
}

/// What a second plan would still do. It must be nothing: no difference may come back for ever.
fn left_over(found: &Catalog, wanted: &Catalog, script: &str) -> Outcome {
    let rest = diff(found, wanted, &DiffOptions { partial_indexes: true, ..DiffOptions::default() });
    if rest.is_empty() {
        return Ok(());
    }
    Err(format!("after\n{script}\nthere is still to do\n{}", sql::render(&rest)).into())
}
