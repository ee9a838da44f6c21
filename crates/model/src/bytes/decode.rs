//! Payload → data model, the mirror of `encode`.

use super::DecodeError;
use super::reader::Reader;
use crate::{
    Arity, Composite, CompositeId, DataModel, DefaultFunction, DefaultValue, Enum, EnumId, EnumValue, Field, FieldId,
    FieldKind, Flavour, HiddenKeyField, HiddenUnique, JoinTable, Literal, Model, ModelId, NativeType, Provider,
    ReferentialAction, Relation, RelationId, RelationMode, RelationSide, ScalarType, UniqueCriterion,
};

type Result<T> = std::result::Result<T, DecodeError>;

pub(super) fn data_model(r: &mut Reader<'_>) -> Result<DataModel> {
    Ok(DataModel {
        flavour: match r.tag()? {
            6 => Flavour::Six,
            7 => Flavour::Seven,
            _ => return Err(DecodeError::Damaged),
        },
        provider: match r.tag()? {
            0 => Provider::Postgresql,
            1 => Provider::Cockroachdb,
            2 => Provider::Sqlite,
            3 => Provider::Mysql,
            4 => Provider::Sqlserver,
            5 => Provider::Mongodb,
            _ => return Err(DecodeError::Damaged),
        },
        relation_mode: if r.flag()? { RelationMode::Prisma } else { RelationMode::ForeignKeys },
        preview_features: r.list(Reader::text)?,
        models: r.list(model)?,
        enums: r.list(enumeration)?,
        composites: r.list(composite)?,
        relations: r.list(relation)?,
    })
}

fn model(r: &mut Reader<'_>) -> Result<Model> {
    let (name, database_name) = names(r)?;
    let namespace = r.optional_text()?;
    let is_view = r.flag()?;
    let documentation = r.optional_text()?;
    let fields = r.list(field)?;
    let primary_key = ids(r)?;
    let uniques = r.list(unique)?;
    let hidden_uniques = r.list(hidden_unique)?;
    let is_creatable = r.flag()?;
    Ok(Model {
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
    })
}

fn field(r: &mut Reader<'_>) -> Result<Field> {
    let (name, database_name) = names(r)?;
    let flags = r.tag()?;
    let arity = match flags & 3 {
        0 => Arity::Required,
        1 => Arity::Optional,
        2 => Arity::List,
        _ => return Err(DecodeError::Damaged),
    };
    let kind = kind_of_field(r)?;
    let default = if flags & 8 != 0 { Some(default_value(r)?) } else { None };
    let native_type =
        if flags & 16 != 0 { Some(NativeType { name: r.text()?, args: r.list(Reader::text)? }) } else { None };
    let documentation = if flags & 32 != 0 { Some(r.text()?) } else { None };
    Ok(Field {
        name,
        database_name,
        kind,
        arity,
        default,
        is_updated_at: flags & 4 != 0,
        is_foreign_key: flags & 64 != 0,
        native_type,
        documentation,
    })
}

fn kind_of_field(r: &mut Reader<'_>) -> Result<FieldKind> {
    Ok(match r.tag()? {
        16 => FieldKind::Enum(EnumId(r.id()?)),
        17 => FieldKind::Relation(RelationId(r.id()?), RelationSide::Forward),
        18 => FieldKind::Relation(RelationId(r.id()?), RelationSide::Back),
        19 => FieldKind::Composite(CompositeId(r.id()?)),
        scalar => FieldKind::Scalar(*ScalarType::ALL.get(usize::from(scalar)).ok_or(DecodeError::Damaged)?),
    })
}

fn composite(r: &mut Reader<'_>) -> Result<Composite> {
    Ok(Composite { name: r.text()?, documentation: r.optional_text()?, fields: r.list(field)? })
}

fn hidden_unique(r: &mut Reader<'_>) -> Result<HiddenUnique> {
    Ok(HiddenUnique {
        place: r.id()?,
        is_primary_key: r.flag()?,
        name: r.text()?,
        is_strict: r.flag()?,
        fields: r.list(|r| Ok(HiddenKeyField { name: r.text()?, kind: kind_of_field(r)?, is_list: r.flag()? }))?,
    })
}

fn default_value(r: &mut Reader<'_>) -> Result<DefaultValue> {
    let function = match r.tag()? {
        8 => {
            let values = r.list(|r| {
                let tag = r.tag()?;
                literal(r, tag)
            })?;
            return Ok(DefaultValue::List(values));
        }
        16 => DefaultFunction::Autoincrement,
        17 => DefaultFunction::Now,
        18 => DefaultFunction::Cuid(r.tag()?),
        19 => DefaultFunction::Uuid(r.tag()?),
        20 => DefaultFunction::Nanoid(Some(r.tag()?)),
        25 => DefaultFunction::Nanoid(None),
        21 => DefaultFunction::Ulid,
        22 => DefaultFunction::Dbgenerated(r.optional_text()?),
        23 => DefaultFunction::Sequence,
        24 => DefaultFunction::Auto,
        tag => return Ok(DefaultValue::Literal(literal(r, tag)?)),
    };
    Ok(DefaultValue::Function(function))
}

fn literal(r: &mut Reader<'_>, tag: u8) -> Result<Literal> {
    Ok(match tag {
        0 => Literal::String(r.text()?),
        1 => Literal::Number(r.text()?),
        2 => Literal::Boolean(false),
        3 => Literal::Boolean(true),
        4 => Literal::Enum(r.text()?),
        _ => return Err(DecodeError::Damaged),
    })
}

fn unique(r: &mut Reader<'_>) -> Result<UniqueCriterion> {
    Ok(UniqueCriterion {
        name: r.text()?,
        fields: ids(r)?,
        is_primary_key: r.flag()?,
        unused_name: r.optional_text()?,
        database_name: r.optional_text()?,
    })
}

fn relation(r: &mut Reader<'_>) -> Result<Relation> {
    let name = r.text()?;
    let forward_model = ModelId(r.id()?);
    let forward_field = optional_id(r)?;
    let back_model = ModelId(r.id()?);
    let back_field = optional_id(r)?;
    let fields = ids(r)?;
    let references = ids(r)?;
    let actions = r.tag()?;
    let foreign_key_name = r.optional_text()?;
    let join_table =
        if r.flag()? { Some(JoinTable { database_name: r.text()?, namespace: r.optional_text()? }) } else { None };
    Ok(Relation {
        name,
        forward_model,
        forward_field,
        back_model,
        back_field,
        fields,
        references,
        on_delete: action(actions >> 4)?,
        on_update: action(actions & 15)?,
        foreign_key_name,
        join_table,
    })
}

fn action(tag: u8) -> Result<ReferentialAction> {
    Ok(match tag {
        0 => ReferentialAction::Cascade,
        1 => ReferentialAction::Restrict,
        2 => ReferentialAction::NoAction,
        3 => ReferentialAction::SetNull,
        4 => ReferentialAction::SetDefault,
        _ => return Err(DecodeError::Damaged),
    })
}

fn enumeration(r: &mut Reader<'_>) -> Result<Enum> {
    let (name, database_name) = names(r)?;
    Ok(Enum {
        name,
        database_name,
        namespace: r.optional_text()?,
        documentation: r.optional_text()?,
        values: r.list(|r| {
            let (name, database_name) = names(r)?;
            Ok(EnumValue { name, database_name, documentation: r.optional_text()? })
        })?,
    })
}

fn names(r: &mut Reader<'_>) -> Result<(String, String)> {
    let name = r.text()?;
    let database_name = r.optional_text()?.unwrap_or_else(|| name.clone());
    Ok((name, database_name))
}

fn ids(r: &mut Reader<'_>) -> Result<Vec<FieldId>> {
    r.list(|r| r.id().map(FieldId))
}

fn optional_id(r: &mut Reader<'_>) -> Result<Option<FieldId>> {
    match r.number()?.checked_sub(1) {
        None => Ok(None),
        Some(id) => u16::try_from(id).map(|id| Some(FieldId(id))).map_err(|_| DecodeError::Damaged),
    }
}
