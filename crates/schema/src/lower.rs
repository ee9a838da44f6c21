//! Schema → the client's data model.
//!
//! Left out is what no client can see: models and fields that are ignored, fields of `Unsupported` types,
//! and what cannot be said without them: relations that are stored in or reference them. Keys over such
//! fields are kept apart, by name.

use nicol_model as model;
use nicol_model::{Arity, DataModel, Provider, ReferentialAction, RelationMode, RelationSide};

use crate::ir::{self, Schema};

/// The data model of a schema.
#[must_use]
pub fn data_model(schema: &Schema) -> DataModel {
    lowered(schema, false)
}

/// The data model of a schema as it is described to others: with the relations that Prisma's client shows though they
/// reference ignored fields. Ours can't follow these, so that [`data_model`] leaves them out.
#[must_use]
pub fn described(schema: &Schema) -> DataModel {
    lowered(schema, true)
}

fn lowered(schema: &Schema, keeps_unreachable: bool) -> DataModel {
    let datasource = schema.datasource.as_ref();
    let relation_mode = datasource.map_or(RelationMode::ForeignKeys, |d| d.relation_mode);
    let provider = datasource.map_or(Provider::Postgresql, |d| d.provider);
    let foreign_keys = foreign_keys(schema);
    let lowering =
        Lowering { schema, map: Visible::of(schema, keeps_unreachable), provider, relation_mode, foreign_keys };
    DataModel {
        flavour: schema.flavour,
        provider,
        relation_mode,
        preview_features: schema.preview_features.clone(),
        models: lowering.visible_models().map(|(id, model)| lowering.model(id, model)).collect(),
        enums: schema.enums.iter().map(enumeration).collect(),
        composites: schema.composites.iter().map(composite).collect(),
        relations: lowering.visible_relations().map(|relation| lowering.relation(relation)).collect(),
    }
}

/// New ids of what is left. Data models hold 65,535 of each kind, far beyond any schema.
struct Visible {
    models: Vec<Option<model::ModelId>>,
    /// By model, by field.
    fields: Vec<Vec<Option<model::FieldId>>>,
    relations: Vec<Option<model::RelationId>>,
}

/// Numbers the items that are left.
fn renumber<T>(left: impl Iterator<Item = bool>, id: fn(u16) -> T) -> Vec<Option<T>> {
    let mut next = 0;
    left.map(|is_left| {
        is_left.then(|| {
            next += 1;
            id(next - 1)
        })
    })
    .collect()
}

impl Visible {
    fn of(schema: &Schema, keeps_unreachable: bool) -> Self {
        let models = renumber(schema.models.iter().map(|m| !m.is_ignored), model::ModelId);
        let is_column = |field: &ir::Field| !field.is_ignored && value_kind(&field.kind).is_some();
        let relation_is_left = |relation: &ir::Relation| {
            let ends = [relation.forward, relation.back];
            let ends_are_left = ends.iter().all(|end| models[end.model.index()].is_some());
            let columns_are_left = |end: ir::RelationEnd, fields: &[ir::FieldId]| {
                fields.iter().all(|field| is_column(schema.model(end.model).field(*field)))
            };
            ends_are_left
                && match &relation.kind {
                    ir::RelationKind::ForeignKey(key) => {
                        columns_are_left(relation.forward, &key.fields)
                            && (keeps_unreachable || columns_are_left(relation.back, &key.references))
                    }
                    ir::RelationKind::ManyToMany { .. } => true,
                    ir::RelationKind::EmbeddedManyToMany { forward, back } => {
                        columns_are_left(relation.forward, &forward.fields)
                            && columns_are_left(relation.back, &back.fields)
                    }
                }
        };
        let relations: Vec<_> = renumber(schema.relations.iter().map(relation_is_left), model::RelationId);
        let field_is_left = |field: &ir::Field| match field.kind {
            ir::FieldKind::Relation(id) => !field.is_ignored && relations[id.index()].is_some(),
            _ => is_column(field),
        };
        let fields =
            schema.models.iter().map(|m| renumber(m.fields.iter().map(field_is_left), model::FieldId)).collect();
        Self { models, fields, relations }
    }

    fn field(&self, model: ir::ModelId, field: ir::FieldId) -> Option<model::FieldId> {
        self.fields[model.index()][field.index()]
    }

    /// `None` if one of the fields is not left, or not a column.
    fn fields(&self, schema: &Schema, model: ir::ModelId, fields: &[ir::IndexField]) -> Option<Vec<model::FieldId>> {
        let is_composite =
            |f: &ir::IndexField| matches!(schema.model(model).field(f.field).kind, ir::FieldKind::Composite(_));
        fields.iter().map(|f| if is_composite(f) { None } else { self.field(model, f.field) }).collect()
    }
}

struct Lowering<'a> {
    schema: &'a Schema,
    map: Visible,
    provider: Provider,
    relation_mode: RelationMode,
    /// By model: the fields that hold relations.
    foreign_keys: Vec<Vec<ir::FieldId>>,
}

impl<'a> Lowering<'a> {
    fn visible_models(&self) -> impl Iterator<Item = (ir::ModelId, &'a ir::Model)> {
        (0..).map(ir::ModelId).zip(&self.schema.models).filter(|(_, model)| !model.is_ignored)
    }

    fn visible_relations(&self) -> impl Iterator<Item = &'a ir::Relation> {
        self.schema
            .relations
            .iter()
            .zip(&self.map.relations)
            .filter(|(_, id)| id.is_some())
            .map(|(relation, _)| relation)
    }

    fn model(&self, id: ir::ModelId, model: &ir::Model) -> model::Model {
        let primary_key = model.primary_key.as_ref().and_then(|key| self.map.fields(self.schema, id, &key.fields));
        let is_unknown_to_clients = |field: &ir::Field| {
            matches!(field.kind, ir::FieldKind::Unsupported(_))
                && field.arity == Arity::Required
                && field.default.is_none()
        };
        model::Model {
            name: model.name.clone(),
            database_name: model.database_name.clone(),
            namespace: model.namespace.clone(),
            is_view: model.is_view,
            fields: self.fields(id, model),
            primary_key: primary_key.unwrap_or_default(),
            uniques: self.uniques(id, model),
            hidden_uniques: self.hidden_uniques(id, model),
            is_creatable: !model.fields.iter().any(is_unknown_to_clients),
            documentation: model.documentation.clone(),
        }
    }

    fn fields(&self, id: ir::ModelId, model: &ir::Model) -> Vec<model::Field> {
        let mut fields = Vec::with_capacity(model.fields.len());
        let foreign_keys = &self.foreign_keys[id.index()];
        for (at, field) in (0..).map(ir::FieldId).zip(&model.fields) {
            if self.map.field(id, at).is_none() {
                continue;
            }
            let Some(kind) = self.kind(id, at, field) else { continue };
            fields.push(model::Field { is_foreign_key: foreign_keys.contains(&at), ..value_field(field, kind) });
        }
        fields
    }

    fn kind(&self, model: ir::ModelId, at: ir::FieldId, field: &ir::Field) -> Option<model::FieldKind> {
        Some(match &field.kind {
            ir::FieldKind::Relation(id) => {
                let relation = self.schema.relation(*id);
                let is_forward = relation.forward == ir::RelationEnd { model, field: at };
                let side = if is_forward { RelationSide::Forward } else { RelationSide::Back };
                model::FieldKind::Relation(self.map.relations[id.index()]?, side)
            }
            value => return value_kind(value),
        })
    }

    /// The primary key, then `@unique` fields, then `@@unique`, each under its name in `where`.
    fn uniques(&self, id: ir::ModelId, model: &ir::Model) -> Vec<model::UniqueCriterion> {
        let has_named_keys = !matches!(self.provider, Provider::Sqlite | Provider::Mysql | Provider::Mongodb);
        let primary_key = model.primary_key.as_ref().and_then(|key| {
            Some(model::UniqueCriterion {
                name: client_name(model, key.name.as_deref(), &key.fields),
                fields: self.map.fields(self.schema, id, &key.fields)?,
                is_primary_key: true,
                unused_name: unused_name(key.name.as_deref(), &key.fields),
                database_name: has_named_keys.then(|| key.database_name.clone()),
            })
        });
        let uniques = model.indexes.iter().filter(|index| index.kind == ir::IndexKind::Unique).filter_map(|index| {
            Some(model::UniqueCriterion {
                name: client_name(model, index.name.as_deref(), &index.fields),
                fields: self.map.fields(self.schema, id, &index.fields)?,
                is_primary_key: false,
                unused_name: unused_name(index.name.as_deref(), &index.fields),
                database_name: Some(index.database_name.clone()),
            })
        });
        primary_key.into_iter().chain(uniques).collect()
    }

    /// The ids and uniques that [`Self::uniques`] leaves out.
    fn hidden_uniques(&self, id: ir::ModelId, model: &ir::Model) -> Vec<model::HiddenUnique> {
        let primary_key = model.primary_key.iter().map(|key| (key.name.as_deref(), &key.fields));
        let uniques = model.indexes.iter().filter(|index| index.kind == ir::IndexKind::Unique);
        let all = primary_key.chain(uniques.map(|index| (index.name.as_deref(), &index.fields)));
        let hidden = (0..).zip(all).filter(|(_, (_, fields))| self.map.fields(self.schema, id, fields).is_none());
        let inner = |field: &ir::IndexField| {
            let field = index_field(self.schema, model, field);
            let kind = value_kind(&field.kind)?;
            Some(model::HiddenKeyField { name: field.name.clone(), kind, is_list: field.arity == Arity::List })
        };
        hidden
            .map(|(place, (name, fields))| model::HiddenUnique {
                place,
                is_primary_key: place == 0 && model.primary_key.is_some(),
                name: match name {
                    Some(name) => name.to_owned(),
                    None => {
                        let names = fields.iter().map(|f| index_field(self.schema, model, f).name.as_str());
                        names.collect::<Vec<_>>().join("_")
                    }
                },
                is_strict: fields.iter().all(|f| index_field(self.schema, model, f).arity != Arity::Optional),
                fields: if fields.len() > 1 {
                    fields.iter().map(inner).collect::<Option<Vec<_>>>().unwrap_or_default()
                } else {
                    Vec::new()
                },
            })
            .collect()
    }

    fn relation(&self, relation: &ir::Relation) -> model::Relation {
        let model = |end: ir::RelationEnd| self.map.models[end.model.index()].unwrap_or(model::ModelId(0));
        let ids = |end: ir::RelationEnd, fields: &[ir::FieldId]| {
            fields.iter().filter_map(|field| self.map.field(end.model, *field)).collect()
        };
        let mut lowered = model::Relation {
            name: relation.name.clone(),
            forward_model: model(relation.forward),
            forward_field: self.map.field(relation.forward.model, relation.forward.field),
            back_model: model(relation.back),
            back_field: self.map.field(relation.back.model, relation.back.field),
            fields: Vec::new(),
            references: Vec::new(),
            on_delete: ReferentialAction::Cascade,
            on_update: ReferentialAction::Cascade,
            foreign_key_name: None,
            join_table: None,
        };
        match &relation.kind {
            ir::RelationKind::ForeignKey(key) => {
                lowered.fields = ids(relation.forward, &key.fields);
                lowered.references = ids(relation.back, &key.references);
                lowered.on_delete = key.on_delete;
                lowered.on_update = key.on_update;
                lowered.foreign_key_name =
                    (self.relation_mode == RelationMode::ForeignKeys).then(|| key.database_name.clone());
            }
            ir::RelationKind::ManyToMany { table_name, namespace } => {
                lowered.join_table =
                    Some(model::JoinTable { database_name: table_name.clone(), namespace: namespace.clone() });
            }
            ir::RelationKind::EmbeddedManyToMany { .. } => {}
        }
        lowered
    }
}

/// The fields that hold relations, by model.
fn foreign_keys(schema: &Schema) -> Vec<Vec<ir::FieldId>> {
    let mut found = vec![Vec::new(); schema.models.len()];
    for relation in &schema.relations {
        match &relation.kind {
            ir::RelationKind::ForeignKey(key) => found[relation.forward.model.index()].extend(&key.fields),
            ir::RelationKind::EmbeddedManyToMany { forward, back } => {
                found[relation.forward.model.index()].extend(&forward.fields);
                found[relation.back.model.index()].extend(&back.fields);
            }
            ir::RelationKind::ManyToMany { .. } => {}
        }
    }
    found
}

/// The kind of a field that a client sees and that is no relation.
fn value_kind(kind: &ir::FieldKind) -> Option<model::FieldKind> {
    Some(match kind {
        ir::FieldKind::Scalar(scalar) => model::FieldKind::Scalar(*scalar),
        ir::FieldKind::Enum(id) => model::FieldKind::Enum(model::EnumId(u16::try_from(id.0).ok()?)),
        ir::FieldKind::Composite(id) => model::FieldKind::Composite(model::CompositeId(u16::try_from(id.0).ok()?)),
        ir::FieldKind::Relation(_) | ir::FieldKind::Unsupported(_) => return None,
    })
}

fn value_field(field: &ir::Field, kind: model::FieldKind) -> model::Field {
    model::Field {
        name: field.name.clone(),
        database_name: field.database_name.clone(),
        kind,
        arity: field.arity,
        default: field.default.clone(),
        is_updated_at: field.is_updated_at,
        is_foreign_key: false,
        native_type: field.native_type.clone(),
        documentation: field.documentation.clone(),
    }
}

fn composite(declared: &ir::Composite) -> model::Composite {
    let fields = declared.fields.iter().filter(|field| !field.is_ignored);
    model::Composite {
        name: declared.name.clone(),
        fields: fields.filter_map(|field| Some(value_field(field, value_kind(&field.kind)?))).collect(),
        documentation: declared.documentation.clone(),
    }
}

/// The field that a key holds: of the model, or inside composite types.
fn index_field<'a>(schema: &'a Schema, model: &'a ir::Model, field: &ir::IndexField) -> &'a ir::Field {
    match field.path.last() {
        Some((composite, at)) => &schema.composite(*composite).fields[at.index()],
        None => model.field(field.field),
    }
}

/// The name of a key over a single field.
fn unused_name(name: Option<&str>, fields: &[ir::IndexField]) -> Option<String> {
    name.filter(|_| fields.len() == 1).map(str::to_owned)
}

/// A key of one field is named by the field; of several, by its `name` or the joined names.
fn client_name(model: &ir::Model, name: Option<&str>, fields: &[ir::IndexField]) -> String {
    let joined = || fields.iter().map(|f| model.field(f.field).name.as_str()).collect::<Vec<_>>().join("_");
    match name {
        Some(name) if fields.len() > 1 => name.to_owned(),
        _ => joined(),
    }
}

fn enumeration(declared: &ir::Enum) -> model::Enum {
    model::Enum {
        name: declared.name.clone(),
        database_name: declared.database_name.clone(),
        namespace: declared.namespace.clone(),
        values: declared
            .values
            .iter()
            .map(|value| model::EnumValue {
                name: value.name.clone(),
                database_name: value.database_name.clone(),
                documentation: value.documentation.clone(),
            })
            .collect(),
        documentation: declared.documentation.clone(),
    }
}
