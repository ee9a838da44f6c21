//! Tables of implicit many-to-many relations.

use nicol_catalog::{Catalog, Dialect, IndexTarget, QualifiedName, Table};

use super::previous::{Previous, PreviousModel, Settings};

/// The table of an implicit many-to-many relation.
#[derive(Debug)]
pub(super) struct JoinTable<'a> {
    pub table: &'a Table,
    /// The table in column `A`, and in `B`.
    pub a: &'a QualifiedName,
    pub b: &'a QualifiedName,
}

impl<'a> JoinTable<'a> {
    /// The relation's name: the table's without its underscore.
    pub(super) fn relation_name(&self) -> &'a str {
        self.table.name.name.strip_prefix('_').unwrap_or(&self.table.name.name)
    }
}

pub(super) fn find<'a>(
    catalog: &'a Catalog,
    previous: &Previous,
    settings: &Settings,
    tables: &[&'a Table],
) -> Vec<JoinTable<'a>> {
    let join = |table: &&'a Table| {
        let told = || by_schema(catalog, previous, table);
        match by_keys(catalog, table) {
            Some(join) if join.a.name <= join.b.name => Some(join),
            // `A` is the first model by name. Tables with names of their own may be in another order: the schema tells.
            Some(join) => told().filter(|told| (told.a, told.b) == (join.a, join.b)),
            None if settings.emulates_relations => told(),
            None => None,
        }
    };
    tables.iter().filter_map(join).collect()
}

/// The rule: Prisma's, and that the table holds nothing else, which would be lost. Which table comes first is not looked at.
fn by_keys<'a>(catalog: &'a Catalog, table: &'a Table) -> Option<JoinTable<'a>> {
    let is_pair = |columns: &[String]| matches!(columns, [a, b] if is(a, "A") && is(b, "B"));
    let index_columns = |index: &nicol_catalog::Index| -> Vec<String> {
        let name = |c: &nicol_catalog::IndexColumn| match &c.target {
            IndexTarget::Column(name) => name.clone(),
            IndexTarget::Expression(e) => e.source.clone(),
        };
        if index.predicate.is_some() { Vec::new() } else { index.columns.iter().map(name).collect() }
    };
    let has_key =
        catalog.dialect != Dialect::Sqlite && table.primary_key.as_ref().is_some_and(|key| is_pair(&key.columns));
    let has_unique = table.indexes.iter().any(|i| i.is_unique && is_pair(&index_columns(i)));
    let has_index =
        table.indexes.iter().any(|i| !i.is_unique && matches!(index_columns(i).as_slice(), [b] if is(b, "B")));
    if !table.name.name.starts_with('_') || table.columns.len() != 2 || !(has_key || has_unique) || !has_index {
        return None;
    }
    let [one, two] = table.foreign_keys.as_slice() else { return None };
    let (a, b) = match (one.columns.as_slice(), two.columns.as_slice()) {
        ([first], [second]) if is(first, "A") && is(second, "B") => (one, two),
        ([first], [second]) if is(first, "B") && is(second, "A") => (two, one),
        _ => return None,
    };
    let is_id = |key: &nicol_catalog::ForeignKey| {
        let target = catalog.table(&key.referenced_table)?.primary_key.as_ref()?;
        (target.columns.len() == 1 && target.columns == key.referenced_columns).then_some(())
    };
    is_id(a)?;
    is_id(b)?;
    Some(JoinTable { table, a: &a.referenced_table, b: &b.referenced_table })
}

fn is(column: &str, letter: &str) -> bool {
    column.eq_ignore_ascii_case(letter)
}

/// Where the table does not tell (relations have no foreign keys, or the order is another one), the schema tells which
/// table joins what.
fn by_schema<'a>(catalog: &'a Catalog, previous: &Previous, table: &'a Table) -> Option<JoinTable<'a>> {
    if table.columns.len() != 2 {
        return None;
    }
    for model in &previous.models {
        for field in model.fields.iter().filter(|f| f.is_relation && f.is_list) {
            let Some(other) = previous.models.iter().find(|m| m.name == field.type_name) else { continue };
            let is_many = |f: &&super::previous::PreviousField| {
                f.is_list && f.type_name == model.name && f.relation == field.relation
            };
            if !other.fields.iter().any(|f| is_many(&f)) {
                continue;
            }
            let (first, second) = if model.name <= other.name { (model, other) } else { (other, model) };
            let default = format!("{}To{}", first.name, second.name);
            if table.name.name == format!("_{}", field.relation.as_ref().unwrap_or(&default)) {
                let name = |m: &PreviousModel| catalog.tables.iter().map(|t| &t.name).find(|n| n.name == m.table);
                return Some(JoinTable { table, a: name(first)?, b: name(second)? });
            }
        }
    }
    None
}
