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

pub use queries::queries;

/// Reads the answers to [`queries`].
///
/// # Errors
/// When the rows are not those of the queries.
pub fn catalog(rows: &RecordedRows) -> Result<Catalog, IntrospectError> {
    let names = Names::read(rows)?;
    let mut catalog = Catalog::empty(Dialect::Postgres);
    if names.are_qualified {
        for row in rows.answer(queries::NAMESPACES)? {
            catalog.namespaces.push(row.text(0)?.to_owned());
        }
    }
    for row in rows.answer(queries::EXTENSIONS)? {
        catalog.extensions.push(Extension {
            name: row.text(0)?.to_owned(),
            schema: row.optional(1)?.map(str::to_owned),
            version: row.optional(2)?.map(str::to_owned),
            relocatable: row.flag(3)?,
        });
    }
    let enum_ids = read_enums(rows, &names, &mut catalog)?;
    let places = tables::read(rows, &names, &enum_ids, &mut catalog)?;
    tables::read_constraints(rows, &names, &places, &mut catalog)?;
    indexes::read(rows, &names, &places, &mut catalog)?;
    objects::read(rows, &names, &places, &mut catalog)?;
    Ok(catalog)
}

fn read_enums<'a>(
    rows: &'a RecordedRows,
    names: &Names<'_>,
    catalog: &mut Catalog,
) -> Result<types::EnumIds<'a>, IntrospectError> {
    let mut ids = types::EnumIds::new();
    for row in rows.answer(queries::ENUMS)? {
        let key = (row.text(0)?, row.text(1)?);
        let id = *ids.entry(key).or_insert_with(|| {
            catalog.enums.push(EnumType { name: names.qualified(key.0, key.1), values: Vec::new() });
            EnumId(u32::try_from(catalog.enums.len() - 1).unwrap_or(u32::MAX))
        });
        if let (Some(label), Some(found)) = (row.optional(2)?, catalog.enums.get_mut(id.0 as usize)) {
            found.values.push(label.to_owned());
        }
    }
    Ok(ids)
}

/// How schemas show in names.
struct Names<'a> {
    default_schema: Option<&'a str>,
    /// Schemas were asked for by name, so every name carries its own.
    are_qualified: bool,
}

/// Where a table stands in [`Catalog::tables`], by schema and name.
type Places<'a> = HashMap<(&'a str, &'a str), usize>;

impl<'a> Names<'a> {
    fn read(rows: &'a RecordedRows) -> Result<Self, IntrospectError> {
        let server = rows.answer(queries::SERVER)?.next().ok_or(IntrospectError::MissingAnswer(queries::SERVER))?;
        Ok(Self { default_schema: server.optional(1)?, are_qualified: !rows.schemas().is_empty() })
    }

    /// The name of an object in this schema.
    fn qualified(&self, schema: &str, name: &str) -> QualifiedName {
        let is_bare = !self.are_qualified && self.default_schema == Some(schema);
        QualifiedName::new((!is_bare).then(|| schema.to_owned()), name)
    }
}
