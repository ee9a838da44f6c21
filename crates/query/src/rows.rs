//! What columns of new rows hold that are not given.

use nicol_model::{Arity, DataModel, DefaultValue, Field, FieldKind, Literal, ModelId, ScalarType};

use crate::literal;
use crate::request::RowSet;

/// Gives rows that leave out a column, which others of them set, what that column would hold anyway: NULL, or the
/// literal of its default. So most rows set the same columns, and one statement can insert them.
pub fn fill(schema: &DataModel, model: ModelId, rows: &mut RowSet) {
    let Some(model) = schema.models.get(model.index()) else { return };
    rows.fill(|id| absent(schema, model.fields.get(id.index())?));
}

/// What a column holds that is not given, if that is known beforehand; `None` in it is NULL.
fn absent(schema: &DataModel, field: &Field) -> Option<Option<Vec<u8>>> {
    if field.is_updated_at {
        return None;
    }
    match &field.default {
        Some(DefaultValue::Literal(value)) => constant(schema, field, std::slice::from_ref(value)).map(Some),
        Some(DefaultValue::List(values)) => constant(schema, field, values).map(Some),
        Some(DefaultValue::Function(_)) => None,
        None => (field.arity == Arity::Optional).then_some(None),
    }
}

/// The binary form of a default.
pub(crate) fn constant(schema: &DataModel, field: &Field, values: &[Literal]) -> Option<Vec<u8>> {
    let scalar = match field.kind {
        FieldKind::Scalar(scalar) => scalar,
        FieldKind::Enum(_) => ScalarType::String,
        FieldKind::Composite(_) | FieldKind::Relation(..) => return None,
    };
    let one = |value: &Literal| match (field.kind, value) {
        (FieldKind::Enum(id), Literal::Enum(name) | Literal::String(name)) => {
            let value = schema.enumeration(id).values.iter().find(|v| v.name == *name)?;
            Some(value.database_name.clone().into_bytes())
        }
        (_, Literal::Enum(_)) => None,
        (_, Literal::Boolean(value)) => Some(vec![u8::from(*value)]),
        (_, Literal::String(text) | Literal::Number(text)) => literal::parse(scalar, text),
    };
    if field.arity != Arity::List {
        return values.first().and_then(one);
    }
    let mut out = Vec::new();
    let mut list = crate::value::ListWriter::new(&mut out);
    for value in values {
        list.push(Some(&one(value)?));
    }
    Some(out)
}
