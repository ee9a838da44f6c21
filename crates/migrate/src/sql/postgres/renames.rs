use nicol_catalog::{Catalog, QualifiedName};

use super::identifier;
use super::names::Names;
use crate::ids::{self, Pair};
use crate::sql::quoting::text;
use crate::steps::Rename;

/// Old names are those of the plan's own `from`.
pub(super) fn rename(names: &Names<'_>, rename: &Rename) -> Vec<String> {
    let plan = names.plan;
    match rename {
        Rename::Table(pair) => {
            moved(names, "TABLE", (&plan.from, &plan.from.table_at(pair.from).name), &plan.to.table_at(pair.to).name)
        }
        Rename::Enum(pair) => {
            let found = &plan.from.enumeration(pair.from).name;
            moved(names, "TYPE", (&plan.from, found), &plan.to.enumeration(pair.to).name)
        }
        Rename::Value(pair) => {
            let (ours, theirs) =
                (plan.from.enumeration(pair.from.enumeration), plan.to.enumeration(pair.to.enumeration));
            vec![format!(
                "ALTER TYPE {} RENAME VALUE {} TO {}",
                names.to(&theirs.name),
                text(&ours.values[pair.from.position]),
                text(&theirs.values[pair.to.position])
            )]
        }
        Rename::Column(pair) => {
            let table = names.to(&plan.to.table_at(pair.to.table).name);
            let (ours, theirs) = (ids::column(&plan.from, pair.from), ids::column(&plan.to, pair.to));
            vec![column(&table, &ours.name, &theirs.name)]
        }
        Rename::JoinColumns(Pair { to, .. }) => {
            let table = names.to(&plan.to.table_at(*to).name);
            vec![column(&table, "A", "_A"), column(&table, "B", "A"), column(&table, "_A", "B")]
        }
        Rename::Sequence { from, to } => {
            // It has moved with its table.
            let found = QualifiedName { namespace: to.namespace.clone(), name: from.name.clone() };
            vec![format!("ALTER SEQUENCE {} RENAME TO {}", names.from(&found), identifier(&to.name))]
        }
    }
}

fn column(table: &str, from: &str, to: &str) -> String {
    format!("ALTER TABLE {table} RENAME COLUMN {} TO {}", identifier(from), identifier(to))
}

/// Into another schema, then to another name.
fn moved(
    names: &Names<'_>,
    kind: &str,
    (from, found): (&Catalog, &QualifiedName),
    wanted: &QualifiedName,
) -> Vec<String> {
    let to = &names.plan.to;
    let mut statements = Vec::new();
    let mut place = names.from(found);
    if let Some(namespace) = to.namespace_of(wanted)
        && from.namespace_of(found) != Some(namespace)
    {
        statements.push(format!("ALTER {kind} {place} SET SCHEMA {}", identifier(namespace)));
        place = format!("{}{}", names.prefix(to, wanted), identifier(&found.name));
    }
    if found.name != wanted.name {
        statements.push(format!("ALTER {kind} {place} RENAME TO {}", identifier(&wanted.name)));
    }
    statements
}
