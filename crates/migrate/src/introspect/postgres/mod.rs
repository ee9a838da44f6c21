//! PostgreSQL 14 to 18.

mod defaults;
mod indexes;
mod objects;
mod queries;
mod tables;
mod types;

use std::collections::HashMap;

use nicol_catalog::{Catalog, Dialect, EnumId, EnumType, Extension, QualifiedName};

use super::rows::{IntrospectError, RecordedRows};

pub(crate) use defaults::{array_literal, constant_text};
pub use queries::queries;

/// Reads the answers to [`queries`].
///
/// # Errors
/// When the rows are not those of the queries.
pub fn catalog(rows: &RecordedRows) -> Result<Catalog, IntrospectError> {
    let mut catalog = Catalog::empty(Dialect::Postgres);
    for row in rows.answer(queries::NAMESPACES)? {
        catalog.namespaces.push(row.text(0)?.to_owned());
    }
    for row in rows.answer(queries::EXTENSIONS)? {
        catalog.extensions.push(Extension {
            name: row.text(0)?.to_owned(),
            schema: row.optional(1)?.map(str::to_owned),
            version: row.optional(2)?.map(str::to_owned),
            relocatable: row.flag(3)?,
        });
    }
    let enum_ids = read_enums(rows, &mut catalog)?;
    let places = tables::read(rows, &enum_ids, &mut catalog)?;
    tables::read_constraints(rows, &places, &mut catalog)?;
    indexes::read(rows, &places, &mut catalog)?;
    objects::read(rows, &places, &mut catalog)?;
    Ok(catalog)
}

fn read_enums<'a>(rows: &'a RecordedRows, catalog: &mut Catalog) -> Result<types::EnumIds<'a>, IntrospectError> {
    let mut ids = types::EnumIds::new();
    for row in rows.answer(queries::ENUMS)? {
        let key = (row.text(0)?, row.text(1)?);
        let id = *ids.entry(key).or_insert_with(|| {
            catalog.enums.push(EnumType { name: qualified(key.0, key.1), values: Vec::new() });
            EnumId(u32::try_from(catalog.enums.len() - 1).unwrap_or(u32::MAX))
        });
        if let (Some(label), Some(found)) = (row.optional(2)?, catalog.enums.get_mut(id.0 as usize)) {
            found.values.push(label.to_owned());
        }
    }
    Ok(ids)
}

/// Where a table stands in [`Catalog::tables`], by schema and name.
type Places<'a> = HashMap<(&'a str, &'a str), usize>;

/// The name of an object in this schema: what was found in a database always carries its schema.
fn qualified(schema: &str, name: &str) -> QualifiedName {
    QualifiedName::new(Some(schema.to_owned()), name)
}
