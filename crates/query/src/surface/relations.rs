//! Facts about relation fields.

use nicol_model::{Field, FieldId, FieldKind, Model, ModelId, RelationSide};

use super::Surface;

impl<'m> Surface<'m> {
    /// The model that a relation field leads to, and the field that leads back.
    #[must_use]
    pub fn target(&self, model: ModelId, field: FieldId) -> Option<(ModelId, Option<FieldId>)> {
        match self.model.model(model).field(field).kind {
            FieldKind::Relation(relation, side) => {
                let relation = self.model.relation(relation);
                Some((relation.model(side.opposite()), relation.field(side.opposite())))
            }
            _ => None,
        }
    }

    /// Whether the field is a relation whose foreign key stands in its model.
    #[must_use]
    pub fn holds_key(&self, field: &Field) -> bool {
        match field.kind {
            FieldKind::Relation(relation, side) => {
                side == RelationSide::Forward && self.model.relation(relation).join_table.is_none()
            }
            _ => false,
        }
    }

    /// The columns of the foreign key of a relation field, if they stand in its model.
    #[must_use]
    pub fn key_fields(&self, field: &Field) -> &'m [FieldId] {
        match field.kind {
            FieldKind::Relation(relation, RelationSide::Forward) => &self.model.relation(relation).fields,
            _ => &[],
        }
    }

    /// Whether a column is part of a foreign key.
    #[must_use]
    pub fn is_key_column(&self, model: &Model, column: FieldId) -> bool {
        model.fields.iter().any(|f| self.key_fields(f).contains(&column))
    }
}
