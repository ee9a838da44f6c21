//! Tables of implicit many-to-many relations.

use nicol_catalog::{
    Column, ColumnArity, ForeignKey, ForeignKeyAction, Index, IndexAlgorithm, IndexColumn, IndexTarget, PrimaryKey,
    QualifiedName, Table, names,
};
use nicol_schema::ir::{Model, Relation, RelationKind};

use super::tables::Lowering;

/// The join tables, in the order of the fields that stand for column `A`.
pub(super) fn tables(lowering: &Lowering<'_>) -> Vec<Table> {
    let mut relations: Vec<_> = lowering
        .schema
        .relations
        .iter()
        .filter_map(|relation| match &relation.kind {
            RelationKind::ManyToMany { table_name, namespace } => {
                Some((relation, QualifiedName::new(namespace.clone(), table_name)))
            }
            RelationKind::ForeignKey(_) | RelationKind::EmbeddedManyToMany { .. } => None,
        })
        .collect();
    relations.sort_by_key(|(relation, _)| (relation.forward.model, relation.forward.field));
    relations.into_iter().filter_map(|(relation, name)| table(lowering, relation, name)).collect()
}

fn table(lowering: &Lowering<'_>, relation: &Relation, name: QualifiedName) -> Option<Table> {
    let ends = [("A", relation.forward), ("B", relation.back)].map(|(c, end)| (c, lowering.schema.model(end.model)));
    let mut columns = Vec::new();
    let mut foreign_keys = Vec::new();
    for (column, model) in ends {
        // Validation demands a key of one field on both ends.
        let id = model.field(model.primary_key.as_ref()?.fields.first()?.field);
        columns.push(Column { name: column.to_owned(), arity: ColumnArity::Required, ..lowering.plain_column(id) });
        if lowering.has_foreign_keys() {
            foreign_keys.push(foreign_key(lowering, &name.name, column, model, &id.database_name));
        }
    }
    let limit = lowering.capabilities.max_identifier_bytes;
    let pair = || vec!["A".to_owned(), "B".to_owned()];
    let suffixed = |suffix| names::with_suffix(name.name.clone(), suffix, limit);
    let has_key = lowering.capabilities.named_keys;
    let mut indexes = Vec::new();
    if !has_key {
        indexes.push(index(suffixed("_AB_unique"), true, &["A", "B"]));
    }
    indexes.push(index(suffixed("_B_index"), false, &["B"]));
    Some(Table {
        columns,
        primary_key: has_key.then(|| PrimaryKey { name: Some(suffixed("_AB_pkey")), columns: pair() }),
        indexes,
        foreign_keys,
        notes: Vec::new(),
        comment: None,
        name,
    })
}

fn index(name: String, is_unique: bool, columns: &[&str]) -> Index {
    Index {
        name,
        is_unique,
        is_constraint: false,
        algorithm: IndexAlgorithm::BTree,
        columns: columns
            .iter()
            .map(|c| IndexColumn {
                target: IndexTarget::Column((*c).to_owned()),
                order: None,
                nulls: None,
                operator_class: None,
            })
            .collect(),
        predicate: None,
        nulls_not_distinct: false,
        include: Vec::new(),
    }
}

fn foreign_key(lowering: &Lowering<'_>, table: &str, column: &str, model: &Model, id: &str) -> ForeignKey {
    let name =
        names::with_suffix(table.to_owned(), &format!("_{column}_fkey"), lowering.capabilities.max_identifier_bytes);
    ForeignKey {
        name: Some(name),
        columns: vec![column.to_owned()],
        referenced_table: Lowering::table_name(model),
        referenced_columns: vec![id.to_owned()],
        on_delete: ForeignKeyAction::Cascade,
        on_update: ForeignKeyAction::Cascade,
        is_deferrable: false,
    }
}
