use nicol_catalog::{Catalog, QualifiedName};

use super::identifier;
use crate::Plan;

/// How the names of a plan are written. The schema is left out where it is the one that the wanted catalog takes for
/// granted; a catalog that takes none (a live database, an empty target) has every schema written.
pub(super) struct Names<'a> {
    pub(super) plan: &'a Plan,
}

impl<'a> Names<'a> {
    pub(super) const fn of(plan: &'a Plan) -> Self {
        Self { plan }
    }

    /// The name of an object that is there.
    pub(super) fn from(&self, name: &QualifiedName) -> String {
        self.qualified(&self.plan.from, name)
    }

    /// The name of an object that is there, with its schema wherever the catalog says it and does not take it for granted.
    /// So Prisma writes a few statements.
    pub(super) fn as_found(&self, name: &QualifiedName) -> String {
        match &name.namespace {
            Some(namespace) if self.plan.from.default_namespace.as_ref() != Some(namespace) => {
                format!("{}.{}", identifier(namespace), identifier(&name.name))
            }
            _ => identifier(&name.name),
        }
    }

    /// The name of a wanted object.
    pub(super) fn to(&self, name: &QualifiedName) -> String {
        self.qualified(&self.plan.to, name)
    }

    /// The schema of an object as a prefix, if it is written: `"b".`.
    pub(super) fn prefix(&self, catalog: &Catalog, name: &QualifiedName) -> String {
        match catalog.namespace_of(name) {
            Some(namespace) if self.plan.to.default_namespace.as_deref() != Some(namespace) => {
                format!("{}.", identifier(namespace))
            }
            _ => String::new(),
        }
    }

    fn qualified(&self, catalog: &Catalog, name: &QualifiedName) -> String {
        format!("{}{}", self.prefix(catalog, name), identifier(&name.name))
    }
}
