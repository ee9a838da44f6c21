//! DMMF: what generators are told of a schema, byte for byte as Prisma of its flavour prints it.
//!
//! The whole can be a hundred times as large as the schema, so nothing is built: every part is written to a sink as it
//! is computed, and what repeats (a type and where to find it) is kept as text.

mod datamodel;
mod default;
pub(crate) mod json;
mod mappings;
pub(crate) mod runtime;
mod schema;

use std::fmt;

use json::Json;
use nicol_model::Flavour;
use nicol_query::surface::{Features, Surface};
use nicol_schema::ir::Schema;

/// Writes the whole DMMF: `datamodel`, `schema` and `mappings`, without line breaks.
///
/// # Errors
/// If the sink fails.
pub fn write(schema: &Schema, sink: &mut dyn fmt::Write) -> fmt::Result {
    let model = nicol_schema::lower::described(schema);
    let provider = schema.datasource.as_ref().map(|datasource| datasource.provider);
    let features = Features::on(provider, &schema.preview_features);
    let surface = Surface::with_features(&model, features);
    let mut out = Json::new(sink);
    out.raw("{\"datamodel\":")?;
    datamodel::write(schema, &mut out)?;
    out.raw(",\"schema\":")?;
    schema::write(&surface, schema.flavour == Flavour::Seven, &mut out)?;
    out.raw(",\"mappings\":")?;
    mappings::write(&surface, &mut out)?;
    out.raw("}")?;
    out.finish()
}

/// Writes the `datamodel` part alone.
///
/// # Errors
/// If the sink fails.
pub fn write_datamodel(schema: &Schema, sink: &mut dyn fmt::Write) -> fmt::Result {
    let mut out = Json::new(sink);
    datamodel::write(schema, &mut out)?;
    out.finish()
}
