use nicol_catalog::Catalog;

use super::Differ;
use crate::steps::Step;
use crate::wanted::POSTGRES_DEFAULT_NAMESPACE;

/// Schemas that wanted objects stand in and that are not there. A schema is never dropped. One that an old schema file lists is
/// only there if something stands in it: the script that made its database made no other. One that nobody has named is made by
/// who connects to it; only "public" is written of these, as Prisma does.
pub(super) fn steps(differ: &Differ<'_>, steps: &mut Vec<Step>) {
    if !differ.capabilities.namespaces {
        return;
    }
    let (from, to) = (differ.from, differ.to);
    let there = used(from);
    let is_there = |name: &str| {
        let is_listed = from.namespaces.iter().any(|listed| listed == name);
        let is_found = from.default_namespace.is_none();
        from.default_namespace.as_deref() == Some(name) || is_listed && (is_found || there.contains(&name))
    };
    let is_named = |name: &str| name == POSTGRES_DEFAULT_NAMESPACE || to.default_namespace.as_deref() != Some(name);
    let mut missing: Vec<&str> = used(to).into_iter().filter(|name| is_named(name) && !is_there(name)).collect();
    missing.sort_unstable();
    missing.dedup();
    steps.extend(missing.into_iter().map(|name| Step::CreateNamespace(name.to_owned())));
}

fn used(catalog: &Catalog) -> Vec<&str> {
    let names = catalog.tables.iter().map(|t| &t.name).chain(catalog.enums.iter().map(|e| &e.name));
    names.filter_map(|name| catalog.namespace_of(name)).collect()
}
