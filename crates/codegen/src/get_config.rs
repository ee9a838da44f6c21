//! What Prisma's engines answer to `get_config`: the datasources and generators of a schema.

use nicol_diagnostics::render::{TerminalOptions, terminal};
use nicol_diagnostics::{Diagnostic, Severity, Sources};
use nicol_schema::{Configuration, ir};
use serde_json::{Value, json};

use crate::generator::{BinaryTarget, Datasource, EnvValue, Generator};

/// `{"config": {"generators", "datasources", "warnings"}, "errors"}`. Variables of `env()` are named, never read.
///
/// Messages are ours; what they are about, and how many there are, is as in Prisma.
#[must_use]
pub fn get_config(sources: &Sources, configuration: &Configuration) -> Value {
    let path = |file: usize| sources.iter().nth(file).map(|(_, file)| file.name.clone()).unwrap_or_default();
    let generators: Vec<Generator> =
        configuration.generators.iter().map(|block| Generator::of(block, targets(block), path(block.file))).collect();
    let datasources: Vec<Datasource> =
        configuration.datasources.iter().map(|block| Datasource::of(block, path(block.file))).collect();
    let of = |severity: Severity| configuration.diagnostics.iter().filter(move |d| d.severity == severity);
    let warnings: Vec<&str> = of(Severity::Warning).map(|diagnostic| diagnostic.message.as_str()).collect();
    let errors: Vec<Value> = of(Severity::Error)
        .map(|diagnostic| {
            json!({ "file_name": path(diagnostic.span.file.0 as usize), "message": message(sources, diagnostic) })
        })
        .collect();
    json!({
        "config": { "generators": generators, "datasources": datasources, "warnings": warnings },
        "errors": errors,
    })
}

/// The binary targets as written; here none is filled in.
fn targets(block: &ir::Generator) -> Vec<BinaryTarget> {
    let targets = block.binary_targets.iter();
    targets.map(|value| BinaryTarget { value: EnvValue::of(value), is_native: false }).collect()
}

fn message(sources: &Sources, diagnostic: &Diagnostic) -> String {
    terminal(sources, std::slice::from_ref(diagnostic), TerminalOptions { color: false, width: 100 })
}
