//! Sequences, and what we keep without modelling it.

use nicol_catalog::{Catalog, OpaqueKind, OpaqueObject, Sequence, TableNote};

use super::super::rows::{IntrospectError, RecordedRows};
use super::{Places, qualified, queries};

pub(super) fn read(rows: &RecordedRows, places: &Places<'_>, catalog: &mut Catalog) -> Result<(), IntrospectError> {
    for row in rows.answer(queries::SEQUENCES)? {
        let owner = match (row.optional(2)?, row.optional(3)?, row.optional(4)?) {
            (Some(schema), Some(table), Some(column)) => Some((qualified(schema, table), column.to_owned())),
            _ => None,
        };
        catalog.sequences.push(Sequence { name: qualified(row.text(0)?, row.text(1)?), owner });
    }
    for row in rows.answer(queries::OBJECTS)? {
        let name = row.text(2)?;
        let table = match (row.optional(3)?, row.optional(4)?) {
            (Some(schema), Some(table)) => Some((schema, table)),
            _ => None,
        };
        let kind = match row.text(0)? {
            "trigger" => OpaqueKind::Trigger,
            "policy" => OpaqueKind::Policy,
            "function" => OpaqueKind::Function,
            _ => OpaqueKind::Other,
        };
        if kind == OpaqueKind::Trigger
            && let Some(place) = table.and_then(|key| places.get(&key))
            && let Some(found) = catalog.tables.get_mut(*place)
        {
            found.notes.push(TableNote::Trigger(name.to_owned()));
        }
        catalog.opaque.push(OpaqueObject {
            kind,
            name: qualified(row.text(1)?, name),
            table: table.map(|(schema, table)| qualified(schema, table)),
            definition: row.optional(5)?.map(str::to_owned),
        });
    }
    Ok(())
}
