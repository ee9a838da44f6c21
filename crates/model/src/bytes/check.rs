//! Whether every id of a decoded data model points at something, so that the planner may index without a second thought.

use super::DecodeError;
use crate::{DataModel, FieldId, FieldKind, Model, ModelId, RelationSide};

pub(super) fn references(data_model: &DataModel) -> Result<(), DecodeError> {
    for (number, model) in data_model.models.iter().enumerate() {
        fields_exist(model, &model.primary_key)?;
        for unique in &model.uniques {
            fields_exist(model, &unique.fields)?;
        }
        for field in model.hidden_uniques.iter().flat_map(|unique| &unique.fields) {
            value_exists(data_model, field.kind)?;
        }
        for (place, field) in model.fields.iter().enumerate() {
            match field.kind {
                FieldKind::Relation(id, side) => {
                    let relation = data_model.relations.get(id.index()).ok_or(DANGLING)?;
                    let (end, owner) = (relation.field(side), relation.model(side));
                    if end.map(FieldId::index) != Some(place) || owner.index() != number {
                        return Err(DecodeError::Inconsistent("a relation that does not know its field"));
                    }
                }
                kind => value_exists(data_model, kind)?,
            }
        }
    }
    for field in data_model.composites.iter().flat_map(|composite| &composite.fields) {
        value_exists(data_model, field.kind)?;
    }
    for relation in &data_model.relations {
        for side in [RelationSide::Forward, RelationSide::Back] {
            let model = model(data_model, relation.model(side))?;
            fields_exist(model, relation.field(side).as_slice())?;
        }
        fields_exist(model(data_model, relation.forward_model)?, &relation.fields)?;
        fields_exist(model(data_model, relation.back_model)?, &relation.references)?;
        if relation.fields.len() != relation.references.len() {
            return Err(DecodeError::Inconsistent("a foreign key of two lengths"));
        }
    }
    Ok(())
}

/// Of a field that is no relation.
fn value_exists(data_model: &DataModel, kind: FieldKind) -> Result<(), DecodeError> {
    let exists = match kind {
        FieldKind::Scalar(_) => true,
        FieldKind::Enum(id) => id.index() < data_model.enums.len(),
        FieldKind::Composite(id) => id.index() < data_model.composites.len(),
        FieldKind::Relation(..) => false,
    };
    if exists { Ok(()) } else { Err(DANGLING) }
}

const DANGLING: DecodeError = DecodeError::Inconsistent("an id that points at nothing");

fn model(data_model: &DataModel, id: ModelId) -> Result<&Model, DecodeError> {
    data_model.models.get(id.index()).ok_or(DANGLING)
}

fn fields_exist(model: &Model, ids: &[FieldId]) -> Result<(), DecodeError> {
    if ids.iter().all(|id| id.index() < model.fields.len()) { Ok(()) } else { Err(DANGLING) }
}
