//! A database made from a schema differs in nothing from that schema, and neither does one from the schema pulled
//! from it.

use nicol_catalog::Catalog;
use nicol_diagnostics::{SourceFile, Sources};
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::introspect::{self, RecordedRows};
use nicol_migrate::{summary, wanted};
use nicol_schema::ir::Schema;
use nicol_testkit::cases::Outcome;
use nicol_testkit::libtest_mimic::Failed;

/// The schema in these files, which must be right.
pub(crate) fn load(files: &[(String, String)]) -> Result<Schema, Failed> {
    let sources = Sources::new(files.iter().map(|(name, text)| SourceFile::new(name, text)).collect());
    let loaded = nicol_schema::load(&sources);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
    match loaded.schema {
        Some(schema) if errors.is_empty() => Ok(schema),
        _ => {
            let messages: Vec<String> = errors
                .iter()
                .map(|d| format!("{} at {:?}", d.message, sources.file(d.span.file).line_column(d.span.start)))
                .collect();
            let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
            Err(format!("the schema is refused:\n{}\n{}", messages.join("\n"), texts.join("\n")).into())
        }
    }
}

/// Nothing is to be done to bring a database to a schema.
pub(crate) fn is_in_sync(rows: &RecordedRows, schema: &Schema) -> Outcome {
    let found = introspect::catalog(rows)?;
    let wanted: Catalog = wanted::catalog(schema).map_err(|e| format!("{e:?}"))?;
    let plan = diff(&found, &wanted, &DiffOptions::of(schema));
    if plan.steps.is_empty() {
        return Ok(());
    }
    Err(format!("the database differs from its schema:\n{}", summary::summary(&plan)).into())
}
