//! `runtimeDataModel`: what generated TypeScript clients tell extensions of the schema.

use std::fmt;

use nicol_schema::ir::Schema;

use super::datamodel;
use super::json::Json;

/// Writes models and enums by name, with what DMMF says of each.
///
/// # Errors
/// If the sink fails.
pub(crate) fn write(schema: &Schema, sink: &mut dyn fmt::Write) -> fmt::Result {
    let mut out = Json::new(sink);
    out.raw("{\"models\":{")?;
    for (at, (id, model)) in datamodel::shown(schema).enumerate() {
        out.raw(if at > 0 { "," } else { "" })?;
        out.string(&model.name)?;
        out.raw(":")?;
        datamodel::model(schema, id, model, false, &mut out)?;
    }
    out.raw("},\"enums\":{")?;
    for (at, item) in schema.enums.iter().enumerate() {
        out.raw(if at > 0 { "," } else { "" })?;
        out.string(&item.name)?;
        out.raw(":")?;
        datamodel::enumeration(item, false, &mut out)?;
    }
    out.raw("},\"types\":{}}")?;
    out.finish()
}
