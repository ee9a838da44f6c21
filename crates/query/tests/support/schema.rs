//! Data models from schema text.

use nicol_diagnostics::{SourceFile, Sources};
use nicol_model::DataModel;

/// The data model of a schema that has to be right.
pub(crate) fn data_model(text: &str) -> Result<DataModel, String> {
    let sources = Sources::new(vec![SourceFile::new("schema.prisma", text)]);
    let loaded = nicol_schema::load(&sources);
    match loaded.schema {
        Some(schema) => Ok(nicol_schema::lower::data_model(&schema)),
        None => Err(loaded.diagnostics.iter().map(|d| format!("{}\n", d.message)).collect()),
    }
}
