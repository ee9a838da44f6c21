//! Generated schemas with filled tables: a change and its way back give an equal catalog but for the order of columns, and the
//! same data wherever nothing says that some are lost.

use std::collections::BTreeMap;

use nicol_catalog::{Catalog, Dialect};
use nicol_driver::admin::Connection;
use nicol_engine::Error;
use nicol_engine::database::describe;
use nicol_engine::down::{DownError, Goal, Made, Mode, Request, down};
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::inverse::Proof;
use nicol_migrate::sql::render;

use super::try_write;
use crate::checks::rows::{Filling, insert};
use crate::checks::{prepared, try_schema};
use crate::generate::{Database as Kind, Random, Schema};
use crate::support::{Database, Project, run, wanted_of};

/// Pairs by default, and with `NICOL_LONG=1`.
const PAIRS: (u64, u64) = (12, 400);

#[test]
fn changes_of_postgresql_and_their_ways_back() {
    pairs(Database::Postgres, Kind::Postgresql);
}

#[test]
fn changes_of_sqlite_and_their_ways_back() {
    pairs(Database::Sqlite, Kind::Sqlite);
}

fn pairs(database: Database, kind: Kind) {
    let count = if std::env::var_os("NICOL_LONG").is_some() { PAIRS.1 } else { PAIRS.0 };
    let count = std::env::var("NICOL_DOWN_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(count);
    let first = std::env::var("NICOL_DOWN_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let (mut failures, mut compared, mut refused, mut passed_over) = (Vec::new(), 0, 0, 0);
    for seed in first..first + count {
        let mut random = Random::new(seed.wrapping_mul(15_485_863));
        let from = Schema::random(&mut random, kind);
        let (from, to) = (from.print(), from.mutated(&mut random).print());
        let filling = *random.pick(&[Filling::Values, Filling::Values, Filling::Mixed, Filling::None]);
        let (Ok(made), Ok(wanted)) = (try_schema(&from), try_schema(&to)) else { continue };
        let Some(project) = Project::new(database, "random way back") else { return };
        let (made, wanted, options) = (wanted_of(&made), wanted_of(&wanted), DiffOptions::of(&wanted));
        match one(&project, &made, &wanted, &options, filling) {
            Ok(Outcome::Compared) => compared += 1,
            Ok(Outcome::Refused) => refused += 1,
            Ok(Outcome::UpFails) => passed_over += 1,
            Err(e) => failures.push(format!("seed {seed} ({filling:?}): {e}\n// from\n{from}\n// to\n{to}")),
        }
    }
    eprintln!(
        "{database:?}: {compared} ways back compared, {refused} refused for their rows, {passed_over} changes fail"
    );
    assert!(
        failures.is_empty(),
        "{} of {count} fail\n{}",
        failures.len(),
        failures[..failures.len().min(4)].join("\n")
    );
    assert!(compared * 2 > count || count < 8, "too few ways back were compared");
}

enum Outcome {
    Compared,
    /// Rows were in the way, and nothing was done.
    Refused,
    /// The change itself does not run on these rows.
    UpFails,
}

fn one(
    project: &Project,
    made: &Catalog,
    wanted: &Catalog,
    options: &DiffOptions,
    filling: Filling,
) -> Result<Outcome, String> {
    let dialect = made.dialect;
    let first = render(&diff(&Catalog::empty(dialect), made, &DiffOptions::default()));
    project.add("1_first", &format!("{};\n{first}", prepared(dialect).trim_end_matches(';')));
    run(project.deploy()).map_err(|e| e.to_string())?;
    let off = match dialect {
        Dialect::Sqlite => "PRAGMA foreign_keys = OFF;",
        _ => "SET session_replication_role = replica;",
    };
    let rows: String = made.tables.iter().map(|t| insert(made, t, filling)).collect();
    run(project.execute(&format!("{off}\n{rows}")));
    let change = diff(made, wanted, options);
    if change.is_empty() {
        return Ok(Outcome::UpFails);
    }
    project.add("2_second", &render(&change));
    let way_back = match try_write(project, &|m| m.name == "2_second") {
        Ok(mut all) => all.remove(0),
        Err(Error::ShadowFailed { .. }) => return Ok(Outcome::UpFails),
        Err(e) => return Err(e.to_string()),
    };
    if way_back.proof != Proof::Equal {
        return Err(way_back.text);
    }
    run(async {
        let (catalog, data) = found(project).await;
        if project.deploy().await.is_err() {
            return Ok(Outcome::UpFails);
        }
        let request = Request { goal: Goal::Last(1), mode: Mode::AcceptDataLoss, reason: None };
        match down(&project.target, &project.folder(), &request).await {
            Ok(_) => {}
            Err(Error::Down(DownError::Refused { .. })) => return Ok(Outcome::Refused),
            Err(Error::Down(DownError::Failed { .. })) if way_back.text.contains("make it fail") => {
                return Ok(Outcome::Refused);
            }
            Err(e) => return Err(format!("{e}\n{}", way_back.text)),
        }
        let (catalog_after, data_after) = found(project).await;
        let left = diff(&catalog, &catalog_after, &DiffOptions::default());
        if !left.is_empty() {
            return Err(format!("the catalogs differ:\n{}\n{}", render(&left), way_back.text));
        }
        for (place, before) in &data {
            let after = data_after.get(place);
            if after != Some(before) && !is_told(&way_back, place) {
                return Err(format!("{place:?} had {before:?} and has {after:?}\n{}", way_back.text));
            }
        }
        Ok(Outcome::Compared)
    })
}

/// Table and column.
type Place = (String, String);

/// The catalog, and what each column holds.
async fn found(project: &Project) -> (Catalog, BTreeMap<Place, Vec<Option<String>>>) {
    let connection = Connection::connect(&project.target.url).await.expect("it is there");
    let catalog = describe(&connection, &project.target.scope()).await.expect("it is read");
    let mut data = BTreeMap::new();
    for table in catalog.tables.iter().filter(|t| t.name.name != "_prisma_migrations") {
        for column in &table.columns {
            let value = match project.database {
                Database::Postgres => format!("\"{}\"::text", column.name),
                Database::Sqlite => format!("quote(\"{}\")", column.name),
            };
            let sql = format!("SELECT {value} AS v FROM \"{}\" ORDER BY v", table.name.name);
            let rows = connection.query_text(&sql).await.expect("it is read").rows;
            data.insert((table.name.name.clone(), column.name.clone()), rows.into_iter().flatten().collect());
        }
    }
    (catalog, data)
}

/// Whether the way back says that something is not as it was there.
fn is_told(made: &Made, (table, column): &Place) -> bool {
    let (table, column) = (format!("\"{table}\""), format!("\"{column}\""));
    made.inverse.notes.iter().any(|note| {
        note.text.contains(&table)
            && (note.text.contains(&column)
                || note.text.contains("comes back empty: migration.sql drops it with its rows"))
    })
}
