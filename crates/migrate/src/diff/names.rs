use nicol_catalog::{Catalog, QualifiedName};

use super::DiffOptions;

/// Whether two names of two catalogs mean the same place.
pub(super) fn same(from: &Catalog, a: &QualifiedName, to: &Catalog, b: &QualifiedName) -> bool {
    a.name == b.name && from.namespace_of(a) == to.namespace_of(b)
}

impl DiffOptions {
    pub(super) fn ignores_table(&self, catalog: &Catalog, name: &QualifiedName) -> bool {
        is_own(&name.name) || lists(&self.external_tables, catalog, name)
    }

    pub(super) fn ignores_enum(&self, catalog: &Catalog, name: &QualifiedName) -> bool {
        lists(&self.external_enums, catalog, name)
    }
}

/// The history of migrations, and the tables that PostGIS keeps in a database.
fn is_own(name: &str) -> bool {
    const POSTGIS: [&str; 5] =
        ["spatial_ref_sys", "geometry_columns", "geography_columns", "raster_columns", "raster_overviews"];
    name == "_prisma_migrations" || POSTGIS.iter().any(|table| name.eq_ignore_ascii_case(table))
}

fn lists(listed: &[String], catalog: &Catalog, name: &QualifiedName) -> bool {
    listed.iter().any(|entry| match catalog.namespace_of(name) {
        Some(namespace) => {
            entry.strip_suffix(name.name.as_str()).and_then(|rest| rest.strip_suffix('.')) == Some(namespace)
        }
        None => *entry == name.name,
    })
}
