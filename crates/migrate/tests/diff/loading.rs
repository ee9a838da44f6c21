//! From schema texts to plans.

use std::sync::{Mutex, OnceLock};

use nicol_catalog::{Catalog, Dialect};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::{Plan, wanted};
use nicol_schema::ir::Schema;
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::oracle::Oracle;

pub(crate) fn schema(text: &str) -> Result<Schema, Failed> {
    let loaded = nicol_schema::load(&Sources::new(vec![SourceFile::new("schema.prisma", text)]));
    loaded.schema.ok_or_else(|| {
        let messages: Vec<_> = loaded.diagnostics.iter().map(|d| d.message.as_str()).collect();
        format!("the schema is not valid: {}\n{text}", messages.join("; ")).into()
    })
}

/// The plan between two schemas; `None` is an empty database.
pub(crate) fn plan(from: Option<&str>, to: Option<&str>) -> Result<Plan, Failed> {
    let from = from.map(schema).transpose()?;
    let to = to.map(schema).transpose()?;
    let options = to.as_ref().map(DiffOptions::of).unwrap_or_default();
    let catalog = |schema: &Option<Schema>| schema.as_ref().map(wanted::catalog).transpose().map_err(|e| e.to_string());
    let (from, to) = (catalog(&from)?, catalog(&to)?);
    let dialect = from.as_ref().or(to.as_ref()).map_or(Dialect::Postgres, |c| c.dialect);
    let empty = || Catalog::empty(dialect);
    Ok(diff(&from.unwrap_or_else(empty), &to.unwrap_or_else(empty), &options))
}

/// The engine's answer; `None` if it isn't there.
pub(crate) fn oracle(from: Option<&str>, to: Option<&str>) -> Option<Result<String, Failed>> {
    static ORACLE: OnceLock<Option<Mutex<Oracle>>> = OnceLock::new();
    let oracle = ORACLE.get_or_init(|| Oracle::start().map(Mutex::new)).as_ref()?;
    let mut oracle = oracle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Some(oracle.diff(from, to).map_err(|e| format!("the oracle says {:?}", e.0).into()))
}
