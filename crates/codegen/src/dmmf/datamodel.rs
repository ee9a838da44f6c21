//! `datamodel`: enums, models, composite types and indexes, as the schema declares them.

use std::fmt;

use nicol_model::{Arity, ReferentialAction};
use nicol_schema::ir::{
    Composite, Enum, Field, FieldId, FieldKind, Index, IndexAlgorithm, IndexField, IndexKind, Model, ModelId,
    OperatorClass, RelationEnd, RelationId, RelationKind, Schema, SortOrder,
};

use super::default;
use super::json::Json;

pub(super) fn write(schema: &Schema, out: &mut Json<'_>) -> fmt::Result {
    out.raw("{\"enums\":")?;
    out.list(&schema.enums, |out, item| enumeration(item, true, out))?;
    out.raw(",\"models\":")?;
    out.list(shown(schema), |out, (id, item)| model(schema, id, item, true, out))?;
    out.raw(",\"types\":")?;
    out.list(&schema.composites, |out, item| composite(schema, item, out))?;
    out.raw(",\"indexes\":")?;
    let indexes = shown(schema).flat_map(|(_, model)| indexes(model).map(move |index| (model, index)));
    out.list(indexes, |out, (model, entry)| index(schema, model, entry, out))?;
    out.raw("}")
}

/// The models that clients see, then the views.
pub(super) fn shown(schema: &Schema) -> impl Iterator<Item = (ModelId, &Model)> {
    let of = |is_view: bool| {
        let all = (0..).map(ModelId).zip(&schema.models);
        all.filter(move |(_, model)| !model.is_ignored && model.is_view == is_view)
    };
    of(false).chain(of(true))
}

/// `{`, and the name unless it is the key of the object.
fn named(name: &str, is_named: bool, out: &mut Json<'_>) -> fmt::Result {
    out.raw("{")?;
    if is_named {
        out.raw("\"name\":")?;
        out.string(name)?;
        out.raw(",")?;
    }
    Ok(())
}

/// `"key":` in front of a value.
fn documentation(text: Option<&str>, out: &mut Json<'_>) -> fmt::Result {
    if let Some(text) = text {
        out.raw(",\"documentation\":")?;
        out.string(text)?;
    }
    Ok(())
}

pub(super) fn enumeration(item: &Enum, is_named: bool, out: &mut Json<'_>) -> fmt::Result {
    named(&item.name, is_named, out)?;
    out.raw("\"values\":")?;
    out.list(&item.values, |out, value| {
        out.raw("{\"name\":")?;
        out.string(&value.name)?;
        out.raw(",\"dbName\":")?;
        out.optional(value.is_mapped.then_some(&value.database_name))?;
        documentation(value.documentation.as_deref(), out)?;
        out.raw("}")
    })?;
    out.raw(",\"dbName\":")?;
    out.optional(item.is_mapped.then_some(&item.database_name))?;
    documentation(item.documentation.as_deref(), out)?;
    out.raw("}")
}

pub(super) fn model(schema: &Schema, id: ModelId, model: &Model, is_named: bool, out: &mut Json<'_>) -> fmt::Result {
    named(&model.name, is_named, out)?;
    out.raw("\"dbName\":")?;
    out.optional(model.is_mapped.then_some(&model.database_name))?;
    out.raw(",\"schema\":")?;
    out.optional(model.namespace.as_deref())?;
    out.raw(",\"fields\":")?;
    let keys = Keys::of(schema, id, model);
    let shown = (0..).map(FieldId).zip(&model.fields).filter(|(_, field)| is_shown(schema, field));
    out.list(shown, |out, (at, field)| {
        self::field(schema, field, &keys, Some(RelationEnd { model: id, field: at }), out)
    })?;
    out.raw(",\"primaryKey\":")?;
    match model.primary_key.as_ref().filter(|key| !key.is_on_field) {
        Some(key) => named_key(schema, model, key.name.as_deref(), &key.fields, out)?,
        None => out.raw("null")?,
    }
    // Partial uniques say nothing of all records.
    let is_listed = |index: &&Index| index.kind == IndexKind::Unique && !index.is_on_field && index.predicate.is_none();
    let uniques = || model.indexes.iter().filter(is_listed);
    out.raw(",\"uniqueFields\":")?;
    out.list(uniques(), |out, unique| names(schema, model, &unique.fields, out))?;
    out.raw(",\"uniqueIndexes\":")?;
    out.list(uniques(), |out, unique| named_key(schema, model, unique.name.as_deref(), &unique.fields, out))?;
    out.raw(",\"isGenerated\":false")?;
    documentation(model.documentation.as_deref(), out)?;
    out.raw("}")
}

fn composite(schema: &Schema, item: &Composite, out: &mut Json<'_>) -> fmt::Result {
    out.raw("{\"name\":")?;
    out.string(&item.name)?;
    out.raw(",\"dbName\":null,\"schema\":null,\"fields\":")?;
    let shown = item.fields.iter().filter(|field| is_shown(schema, field));
    out.list(shown, |out, field| self::field(schema, field, &Keys::default(), None, out))?;
    out.raw(",\"primaryKey\":null,\"uniqueFields\":[],\"uniqueIndexes\":[]")?;
    documentation(item.documentation.as_deref(), out)?;
    out.raw("}")
}

/// Ignored and unsupported fields are not shown, nor relations to ignored models.
fn is_shown(schema: &Schema, field: &Field) -> bool {
    let leads_nowhere = |id: RelationId| {
        let relation = schema.relation(id);
        schema.model(relation.forward.model).is_ignored || schema.model(relation.back.model).is_ignored
    };
    !field.is_ignored
        && match field.kind {
            FieldKind::Unsupported(_) => false,
            FieldKind::Relation(id) => !leads_nowhere(id),
            FieldKind::Scalar(_) | FieldKind::Enum(_) | FieldKind::Composite(_) => true,
        }
}

/// What keys say of the fields of a model.
#[derive(Default)]
struct Keys {
    id: Option<FieldId>,
    /// For each field whether it is a unique by itself.
    uniques: Vec<bool>,
    /// For each field whether it holds a relation.
    foreign: Vec<bool>,
}

impl Keys {
    fn of(schema: &Schema, id: ModelId, model: &Model) -> Self {
        let alone = |fields: &[IndexField]| match fields {
            [field] if field.path.is_empty() => Some(field.field),
            _ => None,
        };
        let mut keys = Self {
            id: model.primary_key.as_ref().and_then(|key| alone(&key.fields)),
            uniques: vec![false; model.fields.len()],
            foreign: vec![false; model.fields.len()],
        };
        let uniques = || model.indexes.iter().filter(|index| index.kind == IndexKind::Unique);
        // Prisma: a partial one says that the field is no unique, whatever others it has.
        for is_partial in [false, true] {
            for index in uniques().filter(|index| index.predicate.is_some() == is_partial) {
                if let Some(field) = alone(&index.fields) {
                    keys.uniques[field.index()] = !is_partial;
                }
            }
        }
        for (at, field) in (0..).map(FieldId).zip(&model.fields) {
            if let FieldKind::Relation(relation) = field.kind {
                for field in sides(schema, relation, RelationEnd { model: id, field: at }).0 {
                    keys.foreign[field.index()] = true;
                }
            }
        }
        keys
    }

    fn is_unique(&self, field: FieldId) -> bool {
        self.uniques.get(field.index()).copied().unwrap_or_default()
    }

    fn is_foreign(&self, field: FieldId) -> bool {
        self.foreign.get(field.index()).copied().unwrap_or_default()
    }
}

/// `fields` and `references` at an end of a relation.
fn sides(schema: &Schema, relation: RelationId, end: RelationEnd) -> (&[FieldId], &[FieldId]) {
    let relation = schema.relation(relation);
    let is_forward = relation.forward == end;
    match &relation.kind {
        RelationKind::ForeignKey(key) if is_forward => (&key.fields, &key.references),
        RelationKind::EmbeddedManyToMany { forward, back } => {
            let side = if is_forward { forward } else { back };
            (&side.fields, &side.references)
        }
        RelationKind::ForeignKey(_) | RelationKind::ManyToMany { .. } => (&[], &[]),
    }
}

fn field(schema: &Schema, field: &Field, keys: &Keys, end: Option<RelationEnd>, out: &mut Json<'_>) -> fmt::Result {
    out.raw("{\"name\":")?;
    out.string(&field.name)?;
    if field.is_mapped {
        out.raw(",\"dbName\":")?;
        out.string(&field.database_name)?;
    }
    let at = end.map(|end| end.field);
    let (kind, ty): (&str, &str) = match &field.kind {
        FieldKind::Scalar(scalar) => ("scalar", scalar.name()),
        FieldKind::Enum(id) => ("enum", &schema.enumeration(*id).name),
        FieldKind::Composite(id) => ("object", &schema.composite(*id).name),
        FieldKind::Relation(id) => {
            let relation = schema.relation(*id);
            let other = if Some(relation.forward) == end { relation.back } else { relation.forward };
            ("object", &schema.model(other.model).name)
        }
        FieldKind::Unsupported(text) => ("unsupported", text),
    };
    let is_id = at.is_some() && keys.id == at;
    let is_unique = at.is_some_and(|at| keys.is_unique(at));
    let is_foreign = at.is_some_and(|at| keys.is_foreign(at));
    out.raw(",\"kind\":\"")?;
    out.raw(kind)?;
    for (key, value) in [
        ("\",\"isList\":", field.arity == Arity::List),
        (",\"isRequired\":", field.arity != Arity::Optional),
        (",\"isUnique\":", is_unique && !is_id),
        (",\"isId\":", is_id),
        (",\"isReadOnly\":", is_foreign),
        (",\"hasDefaultValue\":", field.default.is_some()),
    ] {
        out.raw(key)?;
        out.boolean(value)?;
    }
    out.raw(",\"type\":")?;
    out.string(ty)?;
    out.raw(",\"nativeType\":")?;
    match &field.native_type {
        None => out.raw("null")?,
        Some(native) => {
            out.raw("[")?;
            out.string(&native.name)?;
            out.raw(",")?;
            out.strings(native.args.iter().map(String::as_str))?;
            out.raw("]")?;
        }
    }
    if let Some(value) = &field.default {
        out.raw(",\"default\":")?;
        default::write(&field.kind, value, out)?;
    }
    if let (FieldKind::Relation(id), Some(end)) = (&field.kind, end) {
        relation(schema, *id, end, out)?;
    }
    if end.is_some() {
        out.raw(",\"isGenerated\":false,\"isUpdatedAt\":")?;
        out.boolean(field.is_updated_at)?;
    }
    documentation(field.documentation.as_deref(), out)?;
    out.raw("}")
}

fn relation(schema: &Schema, id: RelationId, end: RelationEnd, out: &mut Json<'_>) -> fmt::Result {
    let relation = schema.relation(id);
    let (fields, references) = sides(schema, id, end);
    let other = if relation.forward == end { relation.back } else { relation.forward };
    out.raw(",\"relationName\":")?;
    out.string(&relation.name)?;
    for (key, model, ids) in
        [(",\"relationFromFields\":", end.model, fields), (",\"relationToFields\":", other.model, references)]
    {
        out.raw(key)?;
        let model = schema.model(model);
        out.strings(ids.iter().map(|id| model.field(*id).name.as_str()))?;
    }
    if let RelationKind::ForeignKey(key) = &relation.kind
        && relation.forward == end
    {
        let mut action = |name: &str, action: ReferentialAction, is_written: bool| {
            if !is_written {
                return Ok(());
            }
            out.raw(name)?;
            out.string(action.name())
        };
        action(",\"relationOnDelete\":", key.on_delete, key.on_delete_written)?;
        action(",\"relationOnUpdate\":", key.on_update, key.on_update_written)?;
    }
    Ok(())
}

/// The field that a key holds, by its own name.
fn key_field<'s>(schema: &'s Schema, model: &'s Model, field: &IndexField) -> &'s str {
    match field.path.last() {
        Some((composite, at)) => &schema.composite(*composite).fields[at.index()].name,
        None => &model.field(field.field).name,
    }
}

fn names(schema: &Schema, model: &Model, fields: &[IndexField], out: &mut Json<'_>) -> fmt::Result {
    out.strings(fields.iter().map(|field| key_field(schema, model, field)))
}

fn named_key(
    schema: &Schema,
    model: &Model,
    name: Option<&str>,
    fields: &[IndexField],
    out: &mut Json<'_>,
) -> fmt::Result {
    out.raw("{\"name\":")?;
    out.optional(name)?;
    out.raw(",\"fields\":")?;
    names(schema, model, fields, out)?;
    out.raw("}")
}

/// An entry of `indexes`.
enum Entry<'s> {
    Id(&'s nicol_schema::ir::PrimaryKey),
    Index(&'s Index),
}

/// The id, then uniques on fields, then the rest by kind.
fn indexes(model: &Model) -> impl Iterator<Item = Entry<'_>> {
    let mut indexes: Vec<&Index> = model.indexes.iter().collect();
    indexes.sort_by_key(|index| match (index.is_on_field, index.kind) {
        (true, _) => 0,
        (false, IndexKind::Normal) => 1,
        (false, IndexKind::Unique) => 2,
        (false, IndexKind::Fulltext) => 3,
    });
    model.primary_key.iter().map(Entry::Id).chain(indexes.into_iter().map(Entry::Index))
}

fn index(schema: &Schema, model: &Model, entry: Entry<'_>, out: &mut Json<'_>) -> fmt::Result {
    let (ty, is_on_field, name, map, fields) = match &entry {
        Entry::Id(key) => ("id", key.is_on_field, &key.name, key.is_mapped.then_some(&key.database_name), &key.fields),
        Entry::Index(index) => (
            match index.kind {
                IndexKind::Unique => "unique",
                IndexKind::Normal => "normal",
                IndexKind::Fulltext => "fulltext",
            },
            index.is_on_field,
            &index.name,
            index.is_mapped.then_some(&index.database_name),
            &index.fields,
        ),
    };
    let (algorithm, clustered) = match &entry {
        Entry::Id(key) => (None, key.clustered),
        Entry::Index(index) => (index.algorithm, index.clustered),
    };
    out.raw("{\"model\":")?;
    out.string(&model.name)?;
    out.raw(",\"type\":\"")?;
    out.raw(ty)?;
    out.raw("\",\"isDefinedOnField\":")?;
    out.boolean(is_on_field)?;
    for (key, value) in [
        (",\"name\":", name.as_deref()),
        (",\"dbName\":", map.map(String::as_str)),
        (",\"algorithm\":", algorithm.map(algorithm_name)),
    ] {
        if let Some(value) = value {
            out.raw(key)?;
            out.string(value)?;
        }
    }
    if let Some(clustered) = clustered {
        out.raw(",\"clustered\":")?;
        out.boolean(clustered)?;
    }
    out.raw(",\"fields\":")?;
    out.list(fields, |out, field| index_field(schema, model, field, out))?;
    out.raw("}")
}

const fn algorithm_name(algorithm: IndexAlgorithm) -> &'static str {
    match algorithm {
        IndexAlgorithm::BTree => "BTree",
        IndexAlgorithm::Hash => "Hash",
        IndexAlgorithm::Gist => "Gist",
        IndexAlgorithm::Gin => "Gin",
        IndexAlgorithm::SpGist => "SpGist",
        IndexAlgorithm::Brin => "Brin",
    }
}

fn index_field(schema: &Schema, model: &Model, field: &IndexField, out: &mut Json<'_>) -> fmt::Result {
    let mut path = model.field(field.field).name.clone();
    for (composite, at) in &field.path {
        path.push('.');
        path.push_str(&schema.composite(*composite).fields[at.index()].name);
    }
    out.raw("{\"name\":")?;
    out.string(&path)?;
    if let Some(sort) = field.sort {
        out.raw(match sort {
            SortOrder::Asc => ",\"sortOrder\":\"asc\"",
            SortOrder::Desc => ",\"sortOrder\":\"desc\"",
        })?;
    }
    if let Some(length) = field.length {
        out.raw(",\"length\":")?;
        out.raw(&length.to_string())?;
    }
    if let Some(OperatorClass::Constant(name) | OperatorClass::Raw(name)) = &field.operator_class {
        out.raw(",\"operatorClass\":")?;
        out.string(name)?;
    }
    out.raw("}")
}
