use std::path::PathBuf;

use nicol_catalog::Dialect;
use nicol_driver::DatabaseUrl;
use nicol_migrate::introspect::Scope;

use crate::error::{Error, Result};

/// The database that a workflow is about.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where to connect: `directUrl` where there is one.
    pub url: DatabaseUrl,
    /// A shadow database of the user's own; it is emptied, never dropped. `None`: one is made and dropped.
    pub shadow_url: Option<DatabaseUrl>,
    /// The datasource's `schemas`; empty for the default one.
    pub namespaces: Vec<String>,
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

    /// What is looked at when the database is read.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::of_schemas(&self.namespaces)
    }

    /// The same target at the shadow database.
    ///
    /// # Errors
    /// The shadow database would be the main one.
    pub(crate) fn checked_shadow(&self) -> Result<Option<&DatabaseUrl>> {
        match &self.shadow_url {
            Some(shadow) if shadow.same_database(&self.url) => Err(Error::ShadowIsMain),
            other => Ok(other.as_ref()),
        }
    }
}
