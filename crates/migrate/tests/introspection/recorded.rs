//! Cases: `setup.sql` makes a database, `rows*.json` is what it answered, `catalog.txt` what is read from that.
//!
//! Rows of PostgreSQL are kept by major version (`rows.15.json`) and all have to give the same catalog. Where a server
//! is at hand, its own answers have to be those recorded.

use nicol_catalog::Dialect;
use nicol_migrate::introspect::{self, RecordedRows, Scope};
use nicol_testkit::cases::{Case, Outcome};
use nicol_testkit::postgres::Server;

use crate::{catalog_text, record};

pub(crate) fn postgres(case: &Case) -> Outcome {
    if let Some(server) = Server::shared() {
        let url = server.database(&case.name);
        let database = record::database_name(&url);
        server.psql(database, &case.read("setup.sql")?);
        let rows = record::postgres(server, database, &scope(case));
        let version: u32 = server.psql(database, "SHOW server_version_num").trim().parse()?;
        case.expect(&format!("rows.{}.json", version / 10_000), &rows.to_json())?;
    }
    let recorded = case.files("", ".json");
    assert!(!recorded.is_empty(), "{} has no recorded rows", case.name);
    for (_, text) in recorded.into_iter().filter(|(name, _)| name.starts_with("rows.")) {
        check_catalog(case, &text)?;
    }
    Ok(())
}

pub(crate) fn sqlite(case: &Case) -> Outcome {
    let rows = record::sqlite(&case.read("setup.sql")?)?;
    case.expect("rows.json", &rows.to_json())?;
    assert_eq!(rows.dialect(), Dialect::Sqlite);
    check_catalog(case, &case.read("rows.json")?)
}

fn check_catalog(case: &Case, rows: &str) -> Outcome {
    let rows = RecordedRows::from_json(rows)?;
    let catalog = introspect::catalog(&rows)?;
    case.expect("catalog.txt", &catalog_text::print(&catalog))
}

/// `schemas.txt` lists schemas, one a line; without it the default one is looked at.
fn scope(case: &Case) -> Scope {
    let schemas: Vec<String> =
        case.read_if_there("schemas.txt").unwrap_or_default().lines().map(str::to_owned).collect();
    Scope::of_schemas(&schemas)
}
