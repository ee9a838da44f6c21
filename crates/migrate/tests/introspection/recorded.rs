//! Cases: `setup.sql` makes a database, `rows*.json` is what it answered, `catalog.txt` what is read from that.
//!
//! Rows of PostgreSQL are kept by major version (`rows.15.json`) and all have to give the same catalog. Where a server
//! is at hand, its own answers have to be those recorded.

use nicol_catalog::Dialect;
use nicol_migrate::introspect::{self, IntrospectError, RecordedRows, Scope};
use nicol_testkit::cases::{Case, Outcome};
use nicol_testkit::postgres::Server;

use crate::{catalog_text, record};

pub(crate) fn postgres(case: &Case) -> Outcome {
    if let Some(server) = Server::shared() {
        record_on(case, server)?;
    }
    let recorded = case.files("", ".json");
    assert!(!recorded.is_empty(), "{} has no recorded rows", case.name);
    for (_, text) in recorded.into_iter().filter(|(name, _)| name.starts_with("rows.")) {
        // `cargo xtask record` runs once for each version: rows of those to come may be in an older form.
        let is_old = matches!(RecordedRows::from_json(&text), Err(IntrospectError::Format { .. }));
        if !(is_old && is_rewriting()) {
            check_catalog(case, &text)?;
        }
    }
    Ok(())
}

fn is_rewriting() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}

/// A setup that older servers don't take begins with `-- since` and the version.
fn record_on(case: &Case, server: &Server) -> Outcome {
    let setup = case.read("setup.sql")?;
    let version = server.psql("postgres", "SHOW server_version_num").trim().parse::<u32>()? / 10_000;
    let since = setup.strip_prefix("-- since ").and_then(|rest| rest.lines().next()?.parse().ok());
    if since.is_some_and(|since: u32| version < since) {
        return Ok(());
    }
    let url = server.database(&case.name);
    let database = record::database_name(&url);
    server.psql(database, &setup);
    let rows = record::postgres(server, database, &scope(case));
    case.expect(&format!("rows.{version}.json"), &rows.to_json())
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
