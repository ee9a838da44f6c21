//! Data model → payload. Every struct is taken apart field by field, so that a new field is a compile error here.

use super::writer::Writer;
use crate::{
    Arity, Composite, DataModel, DefaultFunction, DefaultValue, Enum, EnumValue, Field, FieldId, FieldKind, Flavour,
    HiddenKeyField, HiddenUnique, JoinTable, Literal, Model, NativeType, Provider, ReferentialAction, Relation,
    RelationMode, RelationSide, ScalarType, UniqueCriterion,
};

pub(super) fn payload(data_model: &DataModel) -> Vec<u8> {
    let DataModel { flavour, provider, relation_mode, preview_features, models, enums, composites, relations } =
        data_model;
    let mut writer = Writer::default();
    writer.tag(match flavour {
        Flavour::Six => 6,
        Flavour::Seven => 7,
    });
    writer.tag(match provider {
        Provider::Postgresql => 0,
        Provider::Cockroachdb => 1,
        Provider::Sqlite => 2,
        Provider::Mysql => 3,
        Provider::Sqlserver => 4,
        Provider::Mongodb => 5,
    });
    writer.flag(match relation_mode {
        RelationMode::ForeignKeys => false,
        RelationMode::Prisma => true,
    });
    writer.list(preview_features, |w, feature| w.text(feature));
    writer.list(models, model);
    writer.list(enums, enumeration);
    writer.list(composites, composite);
    writer.list(relations, relation);
    writer.finish()
}

fn model<'a>(w: &mut Writer<'a>, model: &'a Model) {
    let Model {
        name,
        database_name,
        namespace,
        is_view,
        fields,
        primary_key,
        uniques,
        hidden_uniques,
        is_creatable,
        documentation,
    } = model;
    names(w, name, database_name);
    w.optional_text(namespace.as_deref());
    w.flag(*is_view);
    w.optional_text(documentation.as_deref());
    w.list(fields, field);
    ids(w, primary_key);
    w.list(uniques, unique);
    w.list(hidden_uniques, hidden_unique);
    w.flag(*is_creatable);
}

fn field<'a>(w: &mut Writer<'a>, field: &'a Field) {
    let Field { name, database_name, kind, arity, default, is_updated_at, is_foreign_key, native_type, documentation } =
        field;
    names(w, name, database_name);
    // One byte for what nearly every field has none of.
    w.tag(
        match arity {
            Arity::Required => 0,
            Arity::Optional => 1,
            Arity::List => 2,
        } | u8::from(*is_updated_at) << 2
            | u8::from(default.is_some()) << 3
            | u8::from(native_type.is_some()) << 4
            | u8::from(documentation.is_some()) << 5
            | u8::from(*is_foreign_key) << 6,
    );
    kind_of_field(w, *kind);
    if let Some(value) = default {
        default_value(w, value);
    }
    if let Some(NativeType { name, args }) = native_type {
        w.text(name);
        w.list(args, |w, arg| w.text(arg));
    }
    if let Some(text) = documentation {
        w.text(text);
    }
}

fn kind_of_field(w: &mut Writer<'_>, kind: FieldKind) {
    match kind {
        FieldKind::Scalar(scalar) => w.tag(scalar_tag(scalar)),
        FieldKind::Enum(id) => {
            w.tag(16);
            w.number(u64::from(id.0));
        }
        FieldKind::Composite(id) => {
            w.tag(19);
            w.number(u64::from(id.0));
        }
        FieldKind::Relation(id, side) => {
            w.tag(match side {
                RelationSide::Forward => 17,
                RelationSide::Back => 18,
            });
            w.number(u64::from(id.0));
        }
    }
}

fn scalar_tag(scalar: ScalarType) -> u8 {
    match scalar {
        ScalarType::String => 0,
        ScalarType::Boolean => 1,
        ScalarType::Int => 2,
        ScalarType::BigInt => 3,
        ScalarType::Float => 4,
        ScalarType::Decimal => 5,
        ScalarType::DateTime => 6,
        ScalarType::Json => 7,
        ScalarType::Bytes => 8,
    }
}

fn default_value<'a>(w: &mut Writer<'a>, value: &'a DefaultValue) {
    match value {
        DefaultValue::Literal(value) => literal(w, value),
        DefaultValue::List(values) => {
            w.tag(8);
            w.list(values, literal);
        }
        DefaultValue::Function(function) => {
            let (tag, number) = match function {
                DefaultFunction::Autoincrement => (16, None),
                DefaultFunction::Now => (17, None),
                DefaultFunction::Cuid(version) => (18, Some(*version)),
                DefaultFunction::Uuid(version) => (19, Some(*version)),
                DefaultFunction::Nanoid(Some(length)) => (20, Some(*length)),
                DefaultFunction::Nanoid(None) => (25, None),
                DefaultFunction::Ulid => (21, None),
                DefaultFunction::Dbgenerated(expression) => {
                    w.tag(22);
                    w.optional_text(expression.as_deref());
                    return;
                }
                DefaultFunction::Sequence => (23, None),
                DefaultFunction::Auto => (24, None),
            };
            w.tag(tag);
            if let Some(number) = number {
                w.tag(number);
            }
        }
    }
}

fn literal<'a>(w: &mut Writer<'a>, literal: &'a Literal) {
    match literal {
        Literal::String(text) => {
            w.tag(0);
            w.text(text);
        }
        Literal::Number(digits) => {
            w.tag(1);
            w.text(digits);
        }
        Literal::Boolean(value) => w.tag(if *value { 3 } else { 2 }),
        Literal::Enum(name) => {
            w.tag(4);
            w.text(name);
        }
    }
}

fn composite<'a>(w: &mut Writer<'a>, composite: &'a Composite) {
    let Composite { name, fields, documentation } = composite;
    w.text(name);
    w.optional_text(documentation.as_deref());
    w.list(fields, field);
}

fn hidden_unique<'a>(w: &mut Writer<'a>, unique: &'a HiddenUnique) {
    let HiddenUnique { place, is_primary_key, name, fields, is_strict } = unique;
    w.number(u64::from(*place));
    w.flag(*is_primary_key);
    w.text(name);
    w.flag(*is_strict);
    w.list(fields, |w, HiddenKeyField { name, kind, is_list }| {
        w.text(name);
        kind_of_field(w, *kind);
        w.flag(*is_list);
    });
}

fn unique<'a>(w: &mut Writer<'a>, unique: &'a UniqueCriterion) {
    let UniqueCriterion { name, fields, is_primary_key, unused_name, database_name } = unique;
    w.text(name);
    ids(w, fields);
    w.flag(*is_primary_key);
    w.optional_text(unused_name.as_deref());
    w.optional_text(database_name.as_deref());
}

fn relation<'a>(w: &mut Writer<'a>, relation: &'a Relation) {
    let Relation {
        name,
        forward_model,
        forward_field,
        back_model,
        back_field,
        fields,
        references,
        on_delete,
        on_update,
        foreign_key_name,
        join_table,
    } = relation;
    w.text(name);
    w.number(u64::from(forward_model.0));
    optional_id(w, *forward_field);
    w.number(u64::from(back_model.0));
    optional_id(w, *back_field);
    ids(w, fields);
    ids(w, references);
    w.tag(action(*on_delete) << 4 | action(*on_update));
    w.optional_text(foreign_key_name.as_deref());
    w.flag(join_table.is_some());
    if let Some(JoinTable { database_name, namespace }) = join_table {
        w.text(database_name);
        w.optional_text(namespace.as_deref());
    }
}

fn action(action: ReferentialAction) -> u8 {
    match action {
        ReferentialAction::Cascade => 0,
        ReferentialAction::Restrict => 1,
        ReferentialAction::NoAction => 2,
        ReferentialAction::SetNull => 3,
        ReferentialAction::SetDefault => 4,
    }
}

fn enumeration<'a>(w: &mut Writer<'a>, enumeration: &'a Enum) {
    let Enum { name, database_name, namespace, values, documentation } = enumeration;
    names(w, name, database_name);
    w.optional_text(namespace.as_deref());
    w.optional_text(documentation.as_deref());
    w.list(values, |w, EnumValue { name, database_name, documentation }| {
        names(w, name, database_name);
        w.optional_text(documentation.as_deref());
    });
}

fn names<'a>(w: &mut Writer<'a>, name: &'a str, database_name: &'a str) {
    w.text(name);
    w.optional_text((database_name != name).then_some(database_name));
}

fn ids(w: &mut Writer<'_>, ids: &[FieldId]) {
    w.length(ids.len());
    for id in ids {
        w.number(u64::from(id.0));
    }
}

fn optional_id(w: &mut Writer<'_>, id: Option<FieldId>) {
    w.number(id.map_or(0, |id| u64::from(id.0) + 1));
}
