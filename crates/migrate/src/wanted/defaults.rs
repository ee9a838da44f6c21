use nicol_catalog::{Default, Expression};
use nicol_model::{DefaultFunction, DefaultValue, Literal, ScalarType, base64};
use nicol_schema::ir::{Field, FieldKind, Schema};

use super::literals;

/// The default of a field's column. `autoincrement()` is none: the column's identity tells it.
pub(super) fn default(schema: &Schema, field: &Field, value: &DefaultValue) -> Option<Default> {
    match value {
        DefaultValue::Literal(value) => Some(literal(schema, field, value)),
        DefaultValue::List(values) => Some(Default::List(values.iter().map(|v| literal(schema, field, v)).collect())),
        DefaultValue::Function(function) => match function {
            DefaultFunction::Now => Some(Default::Now),
            DefaultFunction::Dbgenerated(Some(source)) => {
                Some(Default::Expression(Expression { source: source.clone(), normalised: source.to_lowercase() }))
            }
            DefaultFunction::Dbgenerated(None) => Some(Default::Unknown),
            DefaultFunction::Cuid(_)
            | DefaultFunction::Uuid(_)
            | DefaultFunction::Nanoid(_)
            | DefaultFunction::Ulid => Some(Default::MadeByClient),
            DefaultFunction::Autoincrement | DefaultFunction::Sequence | DefaultFunction::Auto => None,
        },
    }
}

fn literal(schema: &Schema, field: &Field, value: &Literal) -> Default {
    match (value, &field.kind) {
        (Literal::Enum(name), FieldKind::Enum(id)) => {
            let label = schema.enumeration(*id).values.iter().find(|v| v.name == *name).map(|v| &v.database_name);
            Default::EnumValue(label.unwrap_or(name).clone())
        }
        (Literal::Enum(name), _) => Default::EnumValue(name.clone()),
        (Literal::Boolean(value), _) => Default::Boolean(*value),
        (Literal::Number(digits), _) => Default::Number(literals::number(digits)),
        (Literal::String(text), FieldKind::Scalar(scalar)) => match scalar {
            ScalarType::DateTime => Default::DateTime(literals::date_time(text).unwrap_or_else(|| text.clone())),
            ScalarType::Json => Default::Json(text.clone()),
            ScalarType::Bytes => base64::decode(text).map_or_else(|| Default::Text(text.clone()), Default::Bytes),
            ScalarType::Int | ScalarType::BigInt | ScalarType::Float | ScalarType::Decimal => {
                Default::Number(literals::number(text))
            }
            ScalarType::String | ScalarType::Boolean => Default::Text(text.clone()),
        },
        (Literal::String(text), _) => Default::Text(text.clone()),
    }
}
