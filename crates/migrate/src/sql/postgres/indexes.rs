use nicol_catalog::{IndexAlgorithm, IndexColumn, IndexTarget, NullsOrder, SortOrder};

use super::names::Names;
use crate::ids::{self, IndexId, Pair};
use crate::sql::quoting::{identifier, list};

/// Every constraint of PostgreSQL has a name; an empty one shows that a catalog was built without.
pub(super) fn constraint_name(name: Option<&str>) -> String {
    identifier(name.unwrap_or_default())
}

pub(super) fn create(names: &Names<'_>, id: IndexId) -> String {
    let table = names.plan.to.table_at(id.table);
    let index = ids::index(&names.plan.to, id);
    let unique = if index.is_unique { "UNIQUE " } else { "" };
    let columns: Vec<_> = index.columns.iter().map(column).collect();
    let mut sql = format!("CREATE {unique}INDEX {} ON {}", identifier(&index.name), names.to(&table.name));
    match algorithm(&index.algorithm) {
        None => sql.push_str(&format!("({})", columns.join(", "))),
        Some(algorithm) => sql.push_str(&format!(" USING {algorithm} ({})", columns.join(", "))),
    }
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", list(&index.include, ", ")));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE ({})", predicate.source));
    }
    sql
}

/// The access method, if it isn't the usual one.
fn algorithm(algorithm: &IndexAlgorithm) -> Option<&str> {
    Some(match algorithm {
        IndexAlgorithm::BTree => return None,
        IndexAlgorithm::Hash => "HASH",
        IndexAlgorithm::Gist => "GIST",
        IndexAlgorithm::Gin => "GIN",
        IndexAlgorithm::SpGist => "SPGIST",
        IndexAlgorithm::Brin => "BRIN",
        IndexAlgorithm::Other(name) => name,
    })
}

fn column(column: &IndexColumn) -> String {
    let mut sql = match &column.target {
        IndexTarget::Column(name) => identifier(name),
        IndexTarget::Expression(expression) => format!("({})", expression.source),
    };
    if let Some(class) = &column.operator_class {
        sql.push(' ');
        sql.push_str(class);
    }
    match column.order {
        Some(SortOrder::Asc) => sql.push_str(" ASC"),
        Some(SortOrder::Desc) => sql.push_str(" DESC"),
        None => {}
    }
    match column.nulls {
        Some(NullsOrder::First) => sql.push_str(" NULLS FIRST"),
        Some(NullsOrder::Last) => sql.push_str(" NULLS LAST"),
        None => {}
    }
    sql
}

/// A constraint's index goes with the constraint.
pub(super) fn drop(names: &Names<'_>, id: IndexId) -> String {
    let table = names.plan.from.table_at(id.table);
    let index = ids::index(&names.plan.from, id);
    let name = identifier(&index.name);
    if index.is_constraint {
        format!("ALTER TABLE {} DROP CONSTRAINT {name}", names.from(&table.name))
    } else {
        format!("DROP INDEX {}{name}", names.prefix(&names.plan.from, &table.name))
    }
}

pub(super) fn rename(names: &Names<'_>, pair: Pair<IndexId>) -> String {
    let table = names.plan.from.table_at(pair.from.table);
    format!(
        "ALTER INDEX {}{} RENAME TO {}",
        names.prefix(&names.plan.from, &table.name),
        identifier(&ids::index(&names.plan.from, pair.from).name),
        identifier(&ids::index(&names.plan.to, pair.to).name)
    )
}
