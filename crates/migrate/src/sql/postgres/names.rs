use nicol_catalog::{Catalog, QualifiedName};

use super::identifier;
use crate::Plan;
use crate::wanted::POSTGRES_DEFAULT_NAMESPACE as PUBLIC;

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

    /// The name of an object that is there, for the few statements in which Prisma writes the schema that it has found it in.
    /// Of those that nobody has named only "public" is written: the script may run in another one, beside this one.
    pub(super) fn as_found(&self, name: &QualifiedName) -> String {
        let Plan { from, to, .. } = self.plan;
        match &name.namespace {
            Some(schema)
                if from.default_namespace != name.namespace
                    && (to.default_namespace != name.namespace || schema == PUBLIC) =>
            {
                format!("{}.{}", identifier(schema), identifier(&name.name))
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

#[cfg(test)]
mod tests {
    use nicol_catalog::{Catalog, Dialect, QualifiedName};

    use super::Names;
    use crate::Plan;
    use crate::diff::{DiffOptions, diff};

    #[test]
    fn only_public_is_written_of_the_schemas_that_nobody_names() {
        let empty = Catalog::empty(Dialect::Postgres);
        let mut plan = diff(&empty, &empty, &DiffOptions::default());
        let written =
            |plan: &Plan, schema: &str| Names::of(plan).as_found(&QualifiedName::new(Some(schema.to_owned()), "T"));
        for (url, found, wanted) in [
            (Some("public"), "public", "\"public\".\"T\""),
            (Some("dd"), "dd", "\"T\""),
            (Some("dd"), "other", "\"other\".\"T\""),
            (None, "dd", "\"dd\".\"T\""),
        ] {
            plan.to.default_namespace = url.map(str::to_owned);
            assert_eq!(written(&plan, found), wanted, "{url:?}");
        }
    }
}
