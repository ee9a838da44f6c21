//! The graph of input types: which arguments an action takes, which fields an object may have.
//!
//! It is lazy: an [`InputType`] is a name by ids, and its fields are computed when they are asked for. Requests are
//! checked against it; descriptions of it (DMMF, types of other languages) can be derived from it.

mod fields;

pub(crate) use fields::{is_autoincrement, offers};
use nicol_catalog::{Capabilities, Dialect};
use nicol_model::{Arity, DataModel, Field, FieldId, FieldKind, Model, ModelId, RelationSide};

use crate::ast::{Action, AggregateFunction};

/// The input types of a data model on a database.
#[derive(Debug, Clone, Copy)]
pub struct Surface<'m> {
    pub model: &'m DataModel,
    pub dialect: Dialect,
}

/// An object that a request may hold. Ids are those of the data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputType {
    /// The arguments of an action, without the selection.
    Args(Action, ModelId),
    /// The arguments of related records in a selection.
    ReadArgs(ModelId, FieldId),
    /// The arguments of a counted relation in a selection.
    CountArgs(ModelId, FieldId),
    /// `UserWhereInput`.
    Where(ModelId),
    /// `UserWhereUniqueInput`.
    WhereUnique(ModelId),
    /// `UserScalarWhereInput`.
    ScalarWhere(ModelId),
    /// `UserScalarWhereWithAggregatesInput`.
    Having(ModelId),
    /// `UserAIdBIdCompoundUniqueInput`: the criterion with this number.
    CompoundUnique(ModelId, u16),
    /// `StringFilter` and the like: the conditions on a field.
    Filter(ModelId, FieldId),
    /// The same in `having`.
    HavingFilter(ModelId, FieldId),
    /// Conditions on an aggregate of a field.
    AggregateFilter(ModelId, FieldId, AggregateFunction),
    /// `some`, `every`, `none`.
    ListRelationFilter(ModelId, FieldId),
    /// `is`, `isNot`.
    OneRelationFilter(ModelId, FieldId),
    /// `UserOrderByWithRelationInput`.
    OrderBy(ModelId),
    /// `UserOrderByWithAggregationInput`.
    GroupOrderBy(ModelId),
    /// `SortOrderInput`.
    SortOrder,
    /// `UserOrderByRelationAggregateInput`.
    CountOrder,
    /// `UserCountOrderByAggregateInput` and the like.
    AggregateOrder(ModelId, AggregateFunction),
    /// `UserOrderByRelevanceInput`.
    Relevance(ModelId),
    /// `UserCreateInput` and its unchecked form; the second is a relation that is given by where the data stands.
    Create(ModelId, Option<FieldId>),
    /// `UserUpdateInput` and its unchecked form.
    Update(ModelId, Option<FieldId>),
    /// `UserCreateManyInput`.
    CreateMany(ModelId, Option<FieldId>),
    /// `UserUpdateManyMutationInput`.
    UpdateMany(ModelId, Option<FieldId>),
    /// What can be done with a relation when its record is created.
    CreateNested(ModelId, FieldId),
    /// What can be done with a relation when its record is updated.
    UpdateNested(ModelId, FieldId),
    /// `where`, `create` of a relation.
    ConnectOrCreate(ModelId, FieldId),
    /// `data`, `skipDuplicates`.
    CreateManyEnvelope(ModelId, FieldId),
    /// An element of `update` of a relation.
    NestedUpdate(ModelId, FieldId),
    /// An element of `updateMany` of a relation.
    NestedUpdateMany(ModelId, FieldId),
    /// An element of `upsert` of a relation.
    NestedUpsert(ModelId, FieldId),
    /// `set`, `increment`, …
    FieldUpdate(ModelId, FieldId),
    /// `set` of a list in a new record.
    ListCreate(ModelId, FieldId),
}

/// A field of an input type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputField<'m> {
    pub name: &'m str,
    pub required: bool,
}

impl<'m> Surface<'m> {
    /// The surface of a data model.
    #[must_use]
    pub const fn new(model: &'m DataModel, dialect: Dialect) -> Self {
        Self { model, dialect }
    }

    /// What the database can do.
    #[must_use]
    pub const fn capabilities(&self) -> Capabilities {
        Capabilities::of(self.dialect)
    }

    /// Whether a preview feature of the client is on.
    #[must_use]
    pub fn preview(&self, feature: &str) -> bool {
        self.model.preview_features.iter().any(|f| f == feature)
    }

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

    /// Whether the relation's foreign key, on whichever side, may be missing.
    #[must_use]
    pub fn key_is_optional(&self, field: &Field) -> bool {
        let FieldKind::Relation(relation, _) = field.kind else { return false };
        let relation = self.model.relation(relation);
        let holder = self.model.model(relation.forward_model);
        match relation.forward_field {
            Some(forward) => holder.field(forward).arity == Arity::Optional,
            None => relation.fields.iter().any(|f| holder.field(*f).arity == Arity::Optional),
        }
    }
}
