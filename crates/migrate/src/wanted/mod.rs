//! The catalog that a schema wants.
//!
//! Rules: Prisma's schema calculator (names, types and referential actions as in its documentation of
//! the schema language; what it writes was observed with the published engine).

mod defaults;
mod indexes;
mod joins;
mod literals;
mod tables;
mod types;

use nicol_catalog::{Catalog, Dialect, EnumType, Extension, QualifiedName};
use nicol_model::Provider;
use nicol_schema::ir::Schema;

/// The schema that PostgreSQL puts unqualified names in, unless the connection says otherwise.
pub const POSTGRES_DEFAULT_NAMESPACE: &str = "public";

/// Why there is no catalog for a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WantedError {
    /// The schema has no datasource block, so no database is known.
    #[error(
        "the schema has no datasource block, so it is not known which database it is for; \
         add one, such as `datasource db {{ provider = \"sqlite\" }}`"
    )]
    NoDatasource,
    /// Migrations for this provider are not written yet.
    #[error(
        "migrations for the provider \"{}\" are not supported; \
         use \"postgresql\" or \"sqlite\" in the datasource block",
        .0.name()
    )]
    UnsupportedProvider(Provider),
}

/// The dialect of a provider that migrations know.
///
/// # Errors
/// [`WantedError::UnsupportedProvider`] for databases that have no migrations here.
pub const fn dialect_of(provider: Provider) -> Result<Dialect, WantedError> {
    match provider {
        Provider::Postgresql => Ok(Dialect::Postgres),
        Provider::Sqlite => Ok(Dialect::Sqlite),
        other => Err(WantedError::UnsupportedProvider(other)),
    }
}

/// What the database looks like when it is what the schema says.
///
/// Views and composite types make no objects. Names without `@@schema` stay unqualified; the schema they stand in is
/// [`Catalog::default_namespace`], which a caller that knows the connection (`?schema=`) may set.
///
/// # Errors
/// See [`WantedError`].
pub fn catalog(schema: &Schema) -> Result<Catalog, WantedError> {
    let datasource = schema.datasource.as_ref().ok_or(WantedError::NoDatasource)?;
    let dialect = dialect_of(datasource.provider)?;
    let capabilities = nicol_catalog::Capabilities::of(dialect);
    let mut catalog = Catalog::empty(dialect);
    if capabilities.namespaces {
        catalog.default_namespace = Some(POSTGRES_DEFAULT_NAMESPACE.to_owned());
        catalog.namespaces.clone_from(&datasource.schemas);
    }
    for (at, extension) in datasource.extensions.iter().enumerate() {
        // Of several with one name the last counts.
        if datasource.extensions[at + 1..].iter().all(|later| later.name != extension.name) {
            catalog.extensions.push(Extension {
                name: extension.name.clone(),
                schema: extension.schema.clone(),
                version: extension.version.clone(),
                relocatable: false,
            });
        }
    }
    if capabilities.enum_types {
        catalog.enums = schema
            .enums
            .iter()
            .map(|e| EnumType {
                name: QualifiedName::new(e.namespace.clone(), &e.database_name),
                values: e.values.iter().map(|v| v.database_name.clone()).collect(),
            })
            .collect();
    }
    let lowering = tables::Lowering { schema, datasource, capabilities };
    catalog.tables = lowering.model_tables();
    catalog.tables.extend(joins::tables(&lowering));
    Ok(catalog)
}
