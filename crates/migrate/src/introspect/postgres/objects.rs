//! Sequences, what we keep without modelling it, and what reads columns.

use nicol_catalog::{Catalog, Dependent, DependentKind, OpaqueKind, OpaqueObject, Sequence, TableNote};

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
    read_dependents(rows, places, catalog)
}

fn read_dependents(rows: &RecordedRows, places: &Places<'_>, catalog: &mut Catalog) -> Result<(), IntrospectError> {
    for row in rows.answer(queries::DEPENDENTS)? {
        let table = (row.text(0)?, row.text(1)?);
        if !places.contains_key(&table) {
            continue;
        }
        let kind = match row.text(3)? {
            "constraint" => DependentKind::Constraint,
            "index" => DependentKind::Index,
            "generated" => DependentKind::GeneratedColumn,
            "view" => DependentKind::View,
            "rule" => DependentKind::Rule,
            "trigger" => DependentKind::Trigger,
            "policy" => DependentKind::Policy,
            "statistics" => DependentKind::Statistics,
            _ => DependentKind::Function,
        };
        catalog.dependents.push(Dependent {
            table: qualified(table.0, table.1),
            column: row.text(2)?.to_owned(),
            kind,
            name: row.text(4)?.to_owned(),
        });
    }
    Ok(())
}
