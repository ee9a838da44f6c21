//! The surface: the one graph of what a client can ask and what it gets.
//!
//! It is lazy: an [`InputType`] or [`OutputType`] is a name by ids, and its fields are computed when they are asked
//! for. Everything that has to know which arguments an action takes or which fields an object has is derived from here:
//! DMMF's `schema` part, the checks of requests and their "did you mean", the types of other languages.
//!
//! Names, order and quirks are those of Prisma's DMMF (6.19 and 7.10), which published generators rely on.

mod features;
mod graph;
mod input;
mod names;
mod output;
mod relations;
mod types;
mod uniques;

pub use features::{Features, JsonFilters, Raw};
pub use graph::{Graph, GraphInput};
use nicol_model::{
    Arity, DataModel, DefaultFunction, DefaultValue, Field, FieldId, FieldKind, Model, ModelId, ScalarType,
};
pub use types::{
    Arguments, Constraints, Container, End, EnumType, FieldRef, Filter, Form, InputField, InputType, OutputField,
    OutputKind, OutputName, OutputType, RefTarget, RootOperation, TypeKind, TypeRef, Value,
};
pub use uniques::UniqueName;

use crate::ast::AggregateFunction;

/// What a client of a data model can ask and get.
#[derive(Debug, Clone, Copy)]
pub struct Surface<'m> {
    pub model: &'m DataModel,
    pub features: Features,
}

impl<'m> Surface<'m> {
    /// The surface of a data model on its database.
    #[must_use]
    pub fn new(model: &'m DataModel) -> Self {
        Self { model, features: Features::of(model) }
    }

    /// The surface of a data model with what is offered given.
    #[must_use]
    pub const fn with_features(model: &'m DataModel, features: Features) -> Self {
        Self { model, features }
    }

    /// Models, then views: the order of everything that goes over all of them.
    pub fn models(&self) -> impl Iterator<Item = (ModelId, &'m Model)> + use<'m> {
        let models = self.model;
        let of = move |is_view: bool| {
            (0..).map(ModelId).zip(&models.models).filter(move |(_, model)| model.is_view == is_view)
        };
        of(false).chain(of(true))
    }

    /// The fields of a container: columns and composite types in source order.
    fn values(&self, container: Container) -> impl Iterator<Item = (FieldId, &'m Field)> + use<'m> {
        let fields = match container {
            Container::Model(id) => &self.model.model(id).fields,
            Container::Composite(id) => &self.model.composite(id).fields,
        };
        (0..).map(FieldId).zip(fields).filter(|(_, field)| !field.is_relation())
    }

    /// The columns of a model.
    fn columns(&self, model: ModelId) -> impl Iterator<Item = (FieldId, &'m Field)> + use<'m> {
        (0..).map(FieldId).zip(&self.model.model(model).fields).filter(|(_, field)| field.is_column())
    }

    /// The relation fields of a model that clients see: both ends have to be there.
    fn relations(&self, model: ModelId) -> impl Iterator<Item = (&'m Field, End)> + use<'m> {
        let data_model = self.model;
        self.model.model(model).fields.iter().filter_map(move |field| match field.kind {
            FieldKind::Relation(id, side) => {
                data_model.relation(id).field(side.opposite())?;
                Some((field, End { relation: id, side }))
            }
            _ => None,
        })
    }

    /// The model at an end.
    #[must_use]
    pub fn end_model(&self, end: End) -> ModelId {
        self.model.relation(end.relation).model(end.side)
    }

    /// The relation field at an end.
    #[must_use]
    pub fn end_field(&self, end: End) -> Option<&'m Field> {
        let relation = self.model.relation(end.relation);
        relation.field(end.side).map(|field| self.model.model(relation.model(end.side)).field(field))
    }

    /// How many records the field at an end leads to.
    fn end_arity(&self, end: End) -> Arity {
        self.end_field(end).map_or(Arity::Optional, |field| field.arity)
    }

    /// Whether both ends of a relation are lists.
    fn is_many_to_many(&self, end: End) -> bool {
        self.end_arity(end) == Arity::List && self.end_arity(end.opposite()) == Arity::List
    }

    /// Whether the foreign key of a relation stands in the model at this end.
    fn holds_key_at(&self, end: End) -> bool {
        end.side == nicol_model::RelationSide::Forward && !self.is_many_to_many(end)
    }

    /// Whether `createManyAndReturn` and `updateManyAndReturn` return a field: columns, and records that the rows refer to.
    pub(crate) fn is_returned_of_many(&self, field: &Field) -> bool {
        match field.kind {
            FieldKind::Relation(relation, side) => self.holds_key_at(End { relation, side }),
            _ => field.is_column(),
        }
    }

    /// The columns of the foreign key of a relation, if they stand in the model at this end.
    #[must_use]
    pub fn key_at(&self, end: End) -> &'m [FieldId] {
        match end.side {
            nicol_model::RelationSide::Forward => &self.model.relation(end.relation).fields,
            nicol_model::RelationSide::Back => &[],
        }
    }

    /// Whether records of a model can be made by clients.
    fn is_creatable(&self, model: ModelId) -> bool {
        let model = self.model.model(model);
        model.is_creatable && !model.is_view
    }

    /// Whether there is a way to name one record for sure: only views can lack it.
    fn has_unique(&self, model: ModelId) -> bool {
        let model = self.model.model(model);
        let is_there = |id: &FieldId| model.field(*id).arity != Arity::Optional;
        model.uniques.iter().any(|unique| unique.fields.iter().all(is_there))
            || model.hidden_uniques.iter().any(|unique| unique.is_strict)
    }

    /// Whether a column is an integer id that the database counts up: data in the checked form leaves it out. Changes
    /// leave out a unique of that kind as well.
    fn is_counted_id(&self, model: ModelId, id: FieldId, field: &Field, is_new: bool) -> bool {
        let data = self.model.model(model);
        let counts = |function: &DefaultFunction| match function {
            DefaultFunction::Autoincrement => {
                data.primary_key == [id] || (!is_new && data.uniques.iter().any(|unique| unique.fields == [id]))
            }
            DefaultFunction::Sequence => data.primary_key == [id],
            _ => false,
        };
        matches!(field.kind, FieldKind::Scalar(ScalarType::Int))
            && matches!(&field.default, Some(DefaultValue::Function(function)) if counts(function))
    }

    /// The fields by which a record is known: its id, or its first unique in a view without one.
    fn identifier(&self, model: ModelId) -> &'m [FieldId] {
        let model = self.model.model(model);
        let is_there = |id: &FieldId| model.field(*id).arity != Arity::Optional;
        let has_hidden_id = model.hidden_uniques.iter().any(|unique| unique.is_primary_key);
        if !model.primary_key.is_empty() || has_hidden_id {
            return &model.primary_key;
        }
        let first = model.uniques.iter().find(|unique| unique.fields.iter().all(is_there));
        first.map_or(&[], |unique| &unique.fields)
    }

    /// The columns that `_relevance` takes.
    fn relevance_fields(&self, model: ModelId) -> impl Iterator<Item = &'m Field> + use<'m> {
        let is_text = |field: &&Field| matches!(field.kind, FieldKind::Scalar(ScalarType::String));
        self.columns(model).map(|(_, field)| field).filter(is_text)
    }

    /// What filters and updates of a column are about.
    pub(crate) fn value(&self, field: &Field) -> Option<Value> {
        Some(match field.kind {
            FieldKind::Scalar(ScalarType::String)
                if self.features.uuid_filters
                    && field.arity != Arity::List
                    && field.native_type.as_ref().is_some_and(|n| n.name == "Uuid") =>
            {
                Value::Uuid
            }
            FieldKind::Scalar(scalar) => Value::Scalar(scalar),
            FieldKind::Enum(id) => Value::Enum(id),
            FieldKind::Composite(_) | FieldKind::Relation(..) => return None,
        })
    }
}

impl Value {
    /// Its type.
    pub(crate) const fn kind(self) -> TypeKind {
        match self {
            Self::Scalar(scalar) => TypeKind::Scalar(scalar),
            Self::Uuid => TypeKind::Scalar(ScalarType::String),
            Self::Enum(id) => TypeKind::Enum(EnumType::Declared(id)),
        }
    }

    const fn is_json(self) -> bool {
        matches!(self, Self::Scalar(ScalarType::Json))
    }

    const fn is_numeric(self) -> bool {
        matches!(self, Self::Scalar(ScalarType::Int | ScalarType::BigInt | ScalarType::Float | ScalarType::Decimal))
    }
}

/// Whether sums and averages exist.
pub(crate) const fn is_numeric(field: &Field) -> bool {
    use ScalarType::{BigInt, Decimal, Float, Int};
    matches!(field.kind, FieldKind::Scalar(Int | BigInt | Float | Decimal))
}

/// Whether a field has the aggregate.
pub(crate) fn offers(field: &Field, function: AggregateFunction) -> bool {
    match function {
        AggregateFunction::Count => field.is_column(),
        AggregateFunction::Sum | AggregateFunction::Avg => is_numeric(field),
        AggregateFunction::Min | AggregateFunction::Max => {
            field.is_column()
                && field.arity != Arity::List
                && !matches!(field.kind, FieldKind::Scalar(ScalarType::Json))
        }
    }
}

/// Whether the database makes the column's value.
pub(crate) const fn is_autoincrement(field: &Field) -> bool {
    matches!(field.default, Some(DefaultValue::Function(DefaultFunction::Autoincrement)))
}
