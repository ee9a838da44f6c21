//! No data is lost without a word: tables are filled, changed at random, and read again. What is gone must have been told;
//! what fails must have been told, too.

use std::collections::BTreeMap;

use nicol_catalog::{Catalog, Dialect, Table};
use nicol_migrate::checks::{self, Counts, Danger, DataQuery, Message, Obstacle, Place};
use nicol_migrate::steps::{ColumnPair, Step, TableChange, TypeChange};
use nicol_migrate::{Plan, sql};
use nicol_testkit::cases::Outcome;
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::postgres::Server;

use super::generate::{Database, Random, Schema};
use super::rows::{FILLINGS, insert};
use super::{apply, live, loading};

/// Changes on SQLite; `NICOL_DIFF_PAIRS` asks for another number, `NICOL_LONG=1` is for 10,000.
const CHANGES: u64 = 500;

/// Of each column of each table the values as texts, sorted; NULLs are left out. The rows are under an empty name.
type Data = BTreeMap<(String, String), Vec<String>>;

pub(crate) fn run(database: Database) -> Outcome {
    let is_long = std::env::var("NICOL_LONG").is_ok_and(|v| v == "1");
    let asked = std::env::var("NICOL_DIFF_PAIRS").ok().and_then(|n| n.parse().ok());
    // A server takes its time.
    let usual = if database == Database::Sqlite { CHANGES } else { CHANGES / 20 };
    let changes = asked.unwrap_or(if is_long { 10_000 } else { usual });
    let (mut failures, mut done, mut failed, mut lost) = (Vec::new(), 0, 0, 0);
    for seed in 0..changes {
        let mut random = Random::new(seed.wrapping_mul(6_700_417));
        let from = Schema::random(&mut random, database);
        let (from, to) = (from.print(), from.mutated(&mut random).print());
        let (Ok(made), Ok(plan)) = (loading::plan(None, Some(&from)), loading::plan(Some(&from), Some(&to))) else {
            continue;
        };
        let filled: String = made.to.tables.iter().map(|t| insert(&made.to, t, *random.pick(&FILLINGS))).collect();
        let outcome = match database {
            Database::Sqlite => on_sqlite(&made, &plan, &filled),
            Database::Postgresql => match Server::shared() {
                Some(server) => on_postgres(server, &made, &plan, &filled),
                None => return Ok(()),
            },
        };
        let trouble = match outcome {
            Err(setup) => Some(format!("the tables can't be filled: {}", setup.message().unwrap_or_default())),
            Ok(Done { told, after: Err((step, error)), .. }) => {
                failed += 1;
                let is_told = told.iter().any(|message| message.step == step);
                (!is_told).then(|| format!("step {step} fails, and nothing was told of it: {error}"))
            }
            Ok(Done { told, before, after: Ok(after), orphans }) => {
                done += 1;
                lost += usize::from(plan.loses_data());
                let is_silent = |danger: &Danger| orphans.1 > 0 && is_of_orphans(danger);
                let refused = told.iter().find(|m| is_refusal(&m.danger) && !is_silent(&m.danger));
                let wrong = refused.map(|message| format!("it runs, but was refused: {}", message.text));
                let is_new = orphans.0 == 0 && orphans.1 > 0 && !told.iter().any(|m| is_of_orphans(&m.danger));
                let unheard = is_new.then(|| "rows refer to none, and nothing was told of it".to_owned());
                wrong.or(unheard).or_else(|| untold(&plan, &told, &before, &after))
            }
        };
        if let Some(trouble) = trouble {
            failures.push(format!(
                "seed {seed}: {trouble}\n// from\n{from}\n// to\n{to}\n{}\n{filled}",
                sql::render(&plan)
            ));
        }
    }
    eprintln!(
        "{database:?}: {done} changes of filled tables, of which {lost} drop something; {failed} fail, as was told"
    );
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} of {changes}:\n{}",
        failures.len(),
        failures[..failures.len().min(std::env::var("NICOL_DIFF_SHOW").ok().and_then(|n| n.parse().ok()).unwrap_or(4))]
            .join("\n")
    )
    .into())
}

/// The first thing that is gone and was not told.
fn untold(plan: &Plan, told: &[Message], before: &Data, after: &Data) -> Option<String> {
    let is_told = |table: &str, column: &str| {
        told.iter().any(|message| {
            let at = |place: &Place| {
                place.table.name == table
                    && place.column.as_ref().is_none_or(|name| column.is_empty() || name == column)
            };
            match &message.danger {
                Danger::DropTable(at_table) => at(at_table),
                Danger::DropColumn(place) | Danger::RecreateColumn(place) | Danger::RiskyCast { column: place, .. } => {
                    at(place)
                }
                Danger::RecreateRequiredColumn(place) | Danger::AddRequiredColumn(place) => at(place),
                _ => false,
            }
        })
    };
    for ((table, column), values) in before {
        if is_told(table, column) || values.is_empty() {
            continue;
        }
        let Some(kept) = after.get(&(table.clone(), column.clone())) else {
            return Some(format!("`{table}`.`{column}` is gone, with {} values", values.len()));
        };
        let is_cast = pair_of(plan, table, column).is_some_and(|pair| pair.change.ty == Some(TypeChange::Safe));
        // NULLs may have become the default.
        let missing = match is_cast {
            true => kept.len() < values.len(),
            false => values.iter().any(|value| !kept.contains(value)),
        };
        if missing {
            return Some(format!("`{table}`.`{column}` was {values:?} and is {kept:?}"));
        }
    }
    None
}

fn pair_of(plan: &Plan, table: &str, column: &str) -> Option<ColumnPair> {
    let is_it =
        |found: &Table, pair: &ColumnPair| found.name.name == table && found.columns[pair.columns.from].name == column;
    plan.steps.iter().find_map(|step| match step {
        Step::AlterTable(alter) => alter.changes.iter().find_map(|change| match change {
            TableChange::AlterColumn(pair) if is_it(plan.from.table_at(alter.tables.from), pair) => Some(*pair),
            _ => None,
        }),
        Step::RedefineTables(tables) => tables.iter().find_map(|table| {
            table.columns.iter().find(|pair| is_it(plan.from.table_at(table.tables.from), pair)).copied()
        }),
        _ => None,
    })
}

/// What is said to be impossible for sure.
const fn is_refusal(danger: &Danger) -> bool {
    matches!(danger, Danger::Obstacle { .. } | Danger::Refused { .. })
}

/// SQLite takes such rows in silence.
const fn is_of_orphans(danger: &Danger) -> bool {
    matches!(danger, Danger::Obstacle { obstacle: Obstacle::Orphans { .. }, .. })
}

/// A change of filled tables.
struct Done {
    /// What was told of it, in view of the data.
    told: Vec<Message>,
    before: Data,
    /// Or which step failed, and how.
    after: Result<Data, (usize, String)>,
    /// Rows that refer to none, before and after, where the database tolerates them.
    orphans: (usize, usize),
}

/// What is told of a plan before it runs; `count` answers a question to the data, if it can be asked.
fn told(plan: &Plan, mut count: impl FnMut(&str) -> Option<i64>) -> Vec<Message> {
    let checks = checks::checks(plan);
    let mut counts = Counts::default();
    for query in checks::queries(&checks) {
        if let Some(found) = count(&query.count()) {
            counts.insert(query, found);
        }
    }
    let verdict = checks::verdict(&checks, Some(&counts));
    verdict.warnings.into_iter().chain(verdict.unexecutable).collect()
}

fn on_sqlite(made: &Plan, plan: &Plan, filled: &str) -> Result<Done, Failed> {
    let connection = rusqlite::Connection::open_in_memory()?;
    connection.execute_batch(&format!("{}\nPRAGMA foreign_keys=OFF;\n{filled}", sql::render(made)))?;
    let read = |catalog: &Catalog| -> Result<Data, Failed> {
        let mut data = Data::new();
        for (table, column, expression) in columns(catalog) {
            let name = table.replace('"', "\"\"");
            let mut statement = connection.prepare(&format!("SELECT {expression} FROM \"{name}\" ORDER BY 1"))?;
            let values = statement.query_map([], |row| row.get::<_, Option<String>>(0))?;
            data.insert((table, column), values.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect());
        }
        Ok(data)
    };
    let orphans = || -> Result<usize, Failed> {
        let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = statement.query([])?;
        let mut count = 0;
        while rows.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    };
    let before = read(&made.to)?;
    let orphans_before = orphans()?;
    let told = told(plan, |count| connection.query_row(count, [], |row| row.get(0)).ok());
    connection.execute_batch("BEGIN")?;
    for statement in sql::statements(plan) {
        if let Err(error) = connection.execute_batch(&statement.sql) {
            return Ok(Done { told, before, after: Err((statement.step, error.to_string())), orphans: (0, 0) });
        }
    }
    connection.execute_batch("COMMIT")?;
    Ok(Done { told, before, after: Ok(read(&plan.to)?), orphans: (orphans_before, orphans()?) })
}

fn on_postgres(server: &Server, made: &Plan, plan: &Plan, filled: &str) -> Result<Done, Failed> {
    const MARK: &str = "-----8<-----\n";
    let url = server.database("keeping");
    let database = live::name(&url);
    let setup = format!("{}{}\nSET session_replication_role = replica;\n{filled}", apply::PREPARED, sql::render(made));
    server.try_psql(database, &setup)?;
    // The answers to several questions, each as lines.
    let ask = |queries: &[String]| -> Result<Vec<Vec<String>>, Failed> {
        let script: String = queries.iter().map(|query| format!("{query};\n\\echo {MARK}")).collect();
        let answer = server.try_psql(database, &script)?;
        Ok(answer.split(MARK).map(|part| part.lines().map(str::to_owned).collect()).collect())
    };
    let read = |catalog: &Catalog| -> Result<Data, Failed> {
        let all: Vec<_> = columns(catalog).collect();
        let queries = all.iter().map(|(table, _, expression)| {
            let name = table.replace('"', "\"\"");
            format!("SELECT {expression} FROM \"{name}\" WHERE {expression} IS NOT NULL ORDER BY 1")
        });
        let answers = ask(&queries.collect::<Vec<_>>())?;
        Ok(all.into_iter().map(|(table, column, _)| (table, column)).zip(answers).collect())
    };
    let before = read(&made.to)?;
    let questions: Vec<_> = checks::queries(&checks::checks(plan)).iter().map(DataQuery::count).collect();
    let lenient = ["\\set ON_ERROR_STOP off\nSELECT 1".to_owned()].into_iter().chain(questions.iter().cloned());
    let answers = ask(&lenient.collect::<Vec<_>>())?;
    let told = told(plan, |count| {
        let at = questions.iter().position(|question| question == count)?;
        answers[at + 1].first()?.parse().ok()
    });
    // The statement that psql says the line of.
    let (mut script, mut steps) = (String::new(), Vec::new());
    for statement in sql::statements(plan) {
        script.push_str(&format!("{};\n", statement.sql));
        steps.resize(script.lines().count(), statement.step);
    }
    let after = match server.try_psql(database, &script) {
        Ok(_) => Ok(read(&plan.to)?),
        Err(error) => {
            let line = error.lines().find(|line| line.contains(": ERROR:")).and_then(|line| line.split(':').nth(2));
            let step = line.and_then(|n| n.parse::<usize>().ok()).and_then(|n| steps.get(n - 1).copied());
            Err((step.unwrap_or(usize::MAX), error))
        }
    };
    server.psql("postgres", &format!("DROP DATABASE \"{database}\" WITH (FORCE)"));
    Ok(Done { told, before, after, orphans: (0, 0) })
}

/// Table, column and what is read of it; the rows of a table stand under an empty name.
fn columns(catalog: &Catalog) -> impl Iterator<Item = (String, String, String)> {
    catalog.tables.iter().flat_map(move |table| {
        let text = |name: &str| match catalog.dialect {
            Dialect::Sqlite => format!("hex(CAST(\"{name}\" AS TEXT))"),
            _ => format!("\"{name}\"::text"),
        };
        let columns = table.columns.iter().map(move |c| {
            let null = format!("CASE WHEN \"{0}\" IS NULL THEN NULL ELSE {1} END", c.name, text(&c.name));
            (table.name.name.clone(), c.name.clone(), null)
        });
        columns.chain([(table.name.name.clone(), String::new(), "'row'".to_owned())])
    })
}
