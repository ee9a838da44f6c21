use nicol_catalog::{
    Capabilities, Column, ColumnArity, Default, ForeignKey, ForeignKeyAction, Identity, PrimaryKey, QualifiedName,
    Table,
};
use nicol_model::{Arity, DefaultFunction, DefaultValue, ReferentialAction, RelationMode, ScalarType};
use nicol_schema::ir::{self, Datasource, Field, FieldKind, Model, ModelId, RelationKind, Schema};

use super::{defaults, indexes, types};

/// What lowering needs to know at every place.
pub(super) struct Lowering<'a> {
    pub(super) schema: &'a Schema,
    pub(super) datasource: &'a Datasource,
    pub(super) capabilities: Capabilities,
}

impl Lowering<'_> {
    /// A table for each model, in the order of the schema.
    pub(super) fn model_tables(&self) -> Vec<Table> {
        (0u32..)
            .map(ModelId)
            .zip(&self.schema.models)
            .filter(|(_, model)| !model.is_view)
            .map(|(id, model)| self.table(id, model))
            .collect()
    }

    /// The name of a model's table.
    pub(super) fn table_name(model: &Model) -> QualifiedName {
        QualifiedName::new(model.namespace.clone(), &model.database_name)
    }

    /// Whether the database holds foreign keys.
    pub(super) fn has_foreign_keys(&self) -> bool {
        self.datasource.relation_mode == RelationMode::ForeignKeys
    }

    fn table(&self, id: ModelId, model: &Model) -> Table {
        Table {
            name: Self::table_name(model),
            columns: model
                .fields
                .iter()
                .filter(|f| !matches!(f.kind, FieldKind::Relation(_)))
                .map(|f| self.column(model, f))
                .collect(),
            primary_key: model.primary_key.as_ref().map(|key| PrimaryKey {
                name: self.capabilities.named_keys.then(|| key.database_name.clone()),
                columns: key.fields.iter().map(|f| model.field(f.field).database_name.clone()).collect(),
            }),
            indexes: indexes::indexes(model),
            foreign_keys: if self.has_foreign_keys() { self.foreign_keys(id) } else { Vec::new() },
            notes: Vec::new(),
            comment: None,
        }
    }

    /// The column of a field, without what makes it count by itself.
    pub(super) fn plain_column(&self, field: &Field) -> Column {
        Column {
            name: field.database_name.clone(),
            ty: types::column_type(self, field),
            arity: match field.arity {
                Arity::Required => ColumnArity::Required,
                Arity::Optional => ColumnArity::Nullable,
                Arity::List => ColumnArity::List,
            },
            default: None,
            identity: None,
            comment: None,
        }
    }

    fn column(&self, model: &Model, field: &Field) -> Column {
        let counts = if self.capabilities.alter_columns {
            // A list can't count, whatever its default is.
            field.arity != Arity::List
                && matches!(field.default, Some(DefaultValue::Function(DefaultFunction::Autoincrement)))
        } else {
            self.is_rowid(model, field)
        };
        Column { default: self.default(field), identity: counts.then_some(Identity::Auto), ..self.plain_column(field) }
    }

    fn default(&self, field: &Field) -> Option<Default> {
        field.default.as_ref().and_then(|value| defaults::default(self.schema, field, value))
    }

    /// SQLite makes a lone `INTEGER` primary key the row's number, so it always counts by itself; no other column can,
    /// whatever its default is.
    fn is_rowid(&self, model: &Model, field: &Field) -> bool {
        !self.capabilities.alter_columns
            && field.kind == FieldKind::Scalar(ScalarType::Int)
            && model.primary_key.as_ref().is_some_and(|key| {
                key.fields.len() == 1 && model.field(key.fields[0].field).database_name == field.database_name
            })
    }

    /// The foreign keys of a model, in the order of its relation fields.
    fn foreign_keys(&self, id: ModelId) -> Vec<ForeignKey> {
        let model = self.schema.model(id);
        let mut keys: Vec<_> = self
            .schema
            .relations
            .iter()
            .filter(|r| r.forward.model == id)
            .filter_map(|r| match &r.kind {
                RelationKind::ForeignKey(key) => Some((r.forward.field, key, self.schema.model(r.back.model))),
                RelationKind::ManyToMany { .. } | RelationKind::EmbeddedManyToMany { .. } => None,
            })
            // A view has no key that a constraint could point at.
            .filter(|(_, _, referenced)| !referenced.is_view)
            .collect();
        keys.sort_by_key(|(field, ..)| *field);
        keys.into_iter().map(|(_, key, referenced)| self.foreign_key(model, key, referenced)).collect()
    }

    fn foreign_key(&self, model: &Model, key: &ir::ForeignKey, referenced: &Model) -> ForeignKey {
        let names = |model: &Model, fields: &[ir::FieldId]| {
            fields.iter().map(|f| model.field(*f).database_name.clone()).collect::<Vec<_>>()
        };
        ForeignKey {
            name: Some(key.database_name.clone()),
            columns: names(model, &key.fields),
            referenced_table: Self::table_name(referenced),
            referenced_columns: names(referenced, &key.references),
            on_delete: action(key.on_delete),
            on_update: action(key.on_update),
            is_deferrable: false,
        }
    }
}

const fn action(action: ReferentialAction) -> ForeignKeyAction {
    match action {
        ReferentialAction::Cascade => ForeignKeyAction::Cascade,
        ReferentialAction::Restrict => ForeignKeyAction::Restrict,
        ReferentialAction::NoAction => ForeignKeyAction::NoAction,
        ReferentialAction::SetNull => ForeignKeyAction::SetNull,
        ReferentialAction::SetDefault => ForeignKeyAction::SetDefault,
    }
}
