use super::Differ;
use crate::steps::Step;

/// Schemas that wanted objects stand in and that are not there. A schema is never dropped.
pub(super) fn steps(differ: &Differ<'_>, steps: &mut Vec<Step>) {
    if !differ.capabilities.namespaces {
        return;
    }
    let (from, to) = (differ.from, differ.to);
    let used = to.tables.iter().map(|t| &t.name).chain(to.enums.iter().map(|e| &e.name));
    let mut missing: Vec<&str> = used
        .filter_map(|name| to.namespace_of(name))
        .filter(|used| from.default_namespace.as_deref() != Some(used) && !from.namespaces.iter().any(|n| n == used))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    steps.extend(missing.into_iter().map(|name| Step::CreateNamespace(name.to_owned())));
}
