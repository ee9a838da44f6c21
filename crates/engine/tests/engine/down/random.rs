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
use nicol_migrate::renames::{self, Renames, candidates};
use nicol_migrate::sql::render;

use super::try_write;
use super::variety::{Pair, awkward, by_hand, named};
use crate::checks::rows::{Filling, insert};
use crate::checks::{prepared, try_schema};
use crate::generate::{Database as Kind, Random};
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
        let Pair { from, to } = Pair::random(&mut random, kind);
        let filling = *random.pick(&[Filling::Values, Filling::Values, Filling::Mixed, Filling::None]);
        let (Ok(made), Ok(wanted)) = (try_schema(&from), try_schema(&to)) else { continue };
        let Some(mut project) = Project::new(database, "random way back") else { return };
        if from.contains("schemas = ") {
            project.target.namespaces = vec!["public".to_owned(), "other".to_owned()];
        }
        let (mut made, wanted, options) = (wanted_of(&made), wanted_of(&wanted), DiffOptions::of(&wanted));
        let places = made.tables.iter().map(|t| &t.name).chain(made.enums.iter().map(|e| &e.name));
        let used: Vec<_> = places.filter_map(|name| name.namespace.clone()).collect();
        made.namespaces.retain(|namespace| used.contains(namespace));
        match one(&project, &made, &wanted, &options, filling, &mut random) {
            Ok(Outcome::Compared) => compared += 1,
            Ok(Outcome::Refused) => refused += 1,
            Ok(Outcome::UpFails(why)) => {
                passed_over += 1;
                if std::env::var_os("NICOL_DOWN_WHY").is_some() {
                    eprintln!("seed {seed}: {why}");
                }
            }
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
    UpFails(String),
}

fn one(
    project: &Project,
    made: &Catalog,
    wanted: &Catalog,
    options: &DiffOptions,
    filling: Filling,
    random: &mut Random,
) -> Result<Outcome, String> {
    let dialect = made.dialect;
    let first = render(&diff(&Catalog::empty(dialect), made, &DiffOptions::default()));
    let (by_hand, taken_away) = by_hand(random, made);
    project.add("1_first", &format!("{};\n{first}\n{by_hand}", prepared(dialect).trim_end_matches(';')));
    run(project.deploy()).map_err(|e| e.to_string())?;
    let off = match dialect {
        Dialect::Sqlite => "PRAGMA foreign_keys = OFF;",
        _ => "SET session_replication_role = replica;",
    };
    let rows = made.tables.iter().map(|t| insert(made, t, filling) + &awkward(random, t));
    let rows: String = rows.collect();
    run(project.execute(&format!("{off}\n{rows}")));
    let change = renames::diff(made, wanted, options, &some_renames(made, wanted, options, random));
    if change.is_empty() && taken_away.is_empty() {
        return Ok(Outcome::UpFails("there is no change".to_owned()));
    }
    // Before it or behind it: what is by hand may be in the way, and the other way round.
    let parts = [taken_away, render(&change)];
    let up = if random.chance(50) { parts.concat() } else { parts.into_iter().rev().collect() };
    project.add("2_second", &up);
    let way_back = match try_write(project, &|m| m.name == "2_second") {
        Ok(mut all) => all.remove(0),
        Err(e @ Error::ShadowFailed { .. }) => return Ok(Outcome::UpFails(e.to_string())),
        Err(e) => return Err(e.to_string()),
    };
    if way_back.proof != Proof::Equal {
        return Err(way_back.text);
    }
    run(async {
        let (mut catalog, mut data) = found(project).await;
        let request = Request::new(Goal::Last(1), Mode::AcceptDataLoss);
        if project.deploy().await.is_err() {
            // Its rows are in the way: without them. What failed is marked by the way back, which does nothing else.
            match down(&project.target, &project.folder(), &request).await {
                Ok(_) => {}
                Err(e @ Error::Down(DownError::FailedPartly { .. })) => return Ok(Outcome::UpFails(e.to_string())),
                Err(e) => return Err(format!("a failed migration is not marked: {e}")),
            }
            let rows = made.tables.iter().map(|t| format!("DELETE FROM {};\n", named(t)));
            project.execute(&format!("{off}\n{}", rows.collect::<String>())).await;
            (catalog, data) = found(project).await;
            if let Err(e) = project.deploy().await {
                return Ok(Outcome::UpFails(e.to_string()));
            }
        }
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

/// As somebody would answer who is asked.
fn some_renames(made: &Catalog, wanted: &Catalog, options: &DiffOptions, random: &mut Random) -> Renames {
    let mut renames = Renames::default();
    let mut refused = Vec::new();
    while let Some(first) = candidates(made, wanted, options, &renames, &refused).first() {
        match random.chance(70) {
            true => renames = renames.with(*first),
            false => refused.push(*first),
        }
    }
    renames
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
            let sql = format!("SELECT {value} AS v FROM {} ORDER BY v", named(table));
            let rows = connection.query_text(&sql).await.expect("it is read").rows;
            data.insert((named(table), column.name.clone()), rows.into_iter().flatten().collect());
        }
    }
    (catalog, data)
}

/// Whether the way back says that something is not as it was there.
fn is_told(made: &Made, (table, column): &Place) -> bool {
    let column = format!("\"{column}\"");
    // What is in the schema that connections mean does not say so.
    let short = table.strip_prefix("\"public\".").unwrap_or(table);
    made.inverse.notes.iter().any(|note| {
        note.text.contains(short)
            && (note.text.contains(&column)
                || note.text.contains("comes back empty: migration.sql drops it with its rows"))
    })
}
