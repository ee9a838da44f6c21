use std::path::PathBuf;

use nicol_catalog::{Dialect, QualifiedName};
use nicol_driver::DatabaseUrl;
use nicol_migrate::introspect::Scope;

/// The database that a workflow is about.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where to connect: `directUrl` where there is one.
    pub url: DatabaseUrl,
    /// A shadow database of the user's own; it is emptied, never dropped. `None`: one is made and dropped.
    pub shadow_url: Option<DatabaseUrl>,
    /// Further databases that the run names. Neither they nor the main one may be the shadow database.
    pub protected: Vec<DatabaseUrl>,
    /// The datasource's `schemas`; empty for the default one.
    pub namespaces: Vec<String>,
    /// Tables that others manage: `schema.name` on PostgreSQL, `name` on SQLite. They don't make a database that has no
    /// history one that is not empty.
    pub external_tables: Vec<String>,
    /// Run on the shadow database before the migrations.
    pub init_shadow: Option<String>,
    /// Where replayed histories are kept (`.nicol`); `None`: nowhere.
    pub cache: Option<PathBuf>,
}

impl Target {
    /// The dialect of the database.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.url.dialect()
    }

    /// The databases that must not be emptied with the shadow database.
    pub(crate) fn needed(&self) -> impl Iterator<Item = &DatabaseUrl> {
        std::iter::once(&self.url).chain(&self.protected)
    }

    /// Whether others manage a table.
    pub(crate) fn is_external(&self, name: &QualifiedName) -> bool {
        let qualified = name.namespace.as_ref().map(|namespace| format!("{namespace}.{}", name.name));
        self.external_tables.contains(qualified.as_ref().unwrap_or(&name.name))
    }

    /// What is looked at when the database is read.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::of_schemas(&self.namespaces)
    }
}
