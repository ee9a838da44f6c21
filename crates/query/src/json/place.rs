//! Where an object stands in a request, and what the surface lets it hold.
//!
//! A place takes one or several types of the surface (data has a checked and an unchecked form). The reader takes what
//! any of them takes, requires what all of them require, and looks at what may not stand together itself.

use nicol_model::{Arity, FieldId, FieldKind, ModelId, ScalarType};

use super::error::Expected;
use super::reader::Object;
use crate::ast::{Action, AggregateFunction};
use crate::surface::{
    Arguments, Container, End, Filter, Form, InputField, InputType, RootOperation, Surface, TypeKind, TypeRef, Value,
};

/// Where an object stands. Ids are those of the data model; a relation field is named from where its record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// The arguments of an action, without the selection.
    Args(Action, ModelId),
    /// The arguments of related records in a selection.
    ReadArgs(ModelId, FieldId),
    Where(ModelId),
    WhereUnique(ModelId),
    ScalarWhere(ModelId),
    Having(ModelId),
    /// The value of a unique of several fields, by its number among the visible ones.
    CompoundUnique(ModelId, u16),
    /// The conditions on a column.
    Filter(ModelId, FieldId),
    /// The same under `not`.
    NestedFilter(ModelId, FieldId),
    HavingFilter(ModelId, FieldId),
    NestedHavingFilter(ModelId, FieldId),
    AggregateFilter(ModelId, FieldId, AggregateFunction),
    ListRelationFilter(ModelId, FieldId),
    OneRelationFilter(ModelId, FieldId),
    OrderBy(ModelId),
    GroupOrderBy(ModelId),
    SortOrder,
    /// The count of a relation in `orderBy`.
    CountOrder(ModelId),
    AggregateOrder(ModelId, AggregateFunction),
    Relevance(ModelId),
    /// Data of a new record; the second is a relation field of it that is given by where the data stands.
    Create(ModelId, Option<FieldId>),
    Update(ModelId, Option<FieldId>),
    CreateMany(ModelId, Option<FieldId>),
    UpdateMany(ModelId, Option<FieldId>),
    CreateNested(ModelId, FieldId),
    UpdateNested(ModelId, FieldId),
    ConnectOrCreate(ModelId, FieldId),
    CreateManyEnvelope(ModelId, FieldId),
    NestedUpdate(ModelId, FieldId),
    NestedUpdateMany(ModelId, FieldId),
    NestedUpsert(ModelId, FieldId),
    FieldUpdate(ModelId, FieldId),
}

/// A key that may stand in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key<'m> {
    pub(super) name: &'m str,
    pub(super) is_required: bool,
}

impl Place {
    /// Whether its keys are called arguments.
    pub(super) const fn is_arguments(self) -> bool {
        matches!(self, Self::Args(..) | Self::ReadArgs(..))
    }

    /// The place of the conditions under `not` in this one.
    pub(super) const fn under_not(self) -> Self {
        match self {
            Self::Filter(model, field) => Self::NestedFilter(model, field),
            Self::HavingFilter(model, field) => Self::NestedHavingFilter(model, field),
            other => other,
        }
    }

    /// The keys that may stand here.
    pub(super) fn keys<'m>(self, surface: &Surface<'m>) -> Vec<Key<'m>> {
        let keys = |fields: Vec<InputField<'m>>| -> Vec<Key<'m>> {
            fields.into_iter().map(|f| Key { name: f.name, is_required: f.is_required }).collect()
        };
        if let Some(arguments) = self.arguments(surface) {
            return keys(surface.arguments(arguments));
        }
        let (first, second) = self.types(surface);
        let mut all = first.map_or_else(Vec::new, |ty| keys(surface.fields(ty)));
        let Some(second) = second else { return all };
        let others = keys(surface.fields(second));
        for key in &mut all {
            key.is_required &= others.iter().any(|other| other.name == key.name && other.is_required);
        }
        for other in others {
            if !all.iter().any(|key| key.name == other.name) {
                all.push(Key { is_required: false, ..other });
            }
        }
        all
    }

    /// The keys with what they take. Of data with two forms it is the one that more of the given keys are of, for a reader.
    pub(super) fn expected(self, surface: &Surface<'_>, given: &Object) -> Vec<Expected> {
        let fields = if let Some(arguments) = self.arguments(surface) {
            surface.arguments(arguments)
        } else {
            let (first, second) = self.types(surface);
            let fields = |ty: Option<InputType>| ty.map_or_else(Vec::new, |ty| surface.fields(ty));
            let (first, second) = (fields(first), fields(second));
            let fitting = |fields: &[InputField<'_>]| fields.iter().filter(|f| given.contains_key(f.name)).count();
            if fitting(&second) > fitting(&first) { second } else { first }
        };
        let types = |field: &InputField<'_>| {
            let name = |ty: &TypeRef| {
                let mut name = String::new();
                surface.push_type_name(ty.kind, &mut name);
                if ty.is_list {
                    name.push_str("[]");
                }
                name
            };
            field.types.iter().map(name).collect()
        };
        let expected =
            |f: InputField<'_>| Expected { types: types(&f), name: f.name.to_owned(), is_required: f.is_required };
        fields.into_iter().map(expected).collect()
    }

    fn arguments(self, surface: &Surface<'_>) -> Option<Arguments> {
        Some(match self {
            Self::Args(action, model) => Arguments::Operation(operation(action), model),
            Self::ReadArgs(model, id) => {
                let field = surface.model.model(model).field(id);
                let target = end(surface, model, id).map(|end| surface.end_model(end.opposite()));
                match (field.arity, target) {
                    (Arity::List, Some(target)) => Arguments::Related(target),
                    (Arity::Optional, Some(target)) => Arguments::Where(target),
                    _ => Arguments::None,
                }
            }
            _ => return None,
        })
    }

    fn types(self, surface: &Surface<'_>) -> (Option<InputType>, Option<InputType>) {
        let container = Container::Model;
        let target = |model, field| end(surface, model, field).map(|end| surface.end_model(end.opposite()));
        // The end of a relation that a nested type is named by: the one that the field leads to.
        let nested = |model, field, ty: fn(End) -> InputType| end(surface, model, field).map(|e| ty(e.opposite()));
        let one = match self {
            Self::Args(..) | Self::ReadArgs(..) => None,
            Self::Where(model) => Some(InputType::Where(container(model))),
            Self::WhereUnique(model) => Some(InputType::WhereUnique(model)),
            Self::ScalarWhere(model) => Some(InputType::ScalarWhere(model)),
            Self::Having(model) => Some(InputType::Having(model)),
            Self::CompoundUnique(model, number) => {
                Some(InputType::CompoundUnique(model, surface.unique_place(model, number)))
            }
            Self::Filter(model, field) => filter(surface, model, field, false, false),
            Self::NestedFilter(model, field) => filter(surface, model, field, false, true),
            Self::HavingFilter(model, field) => filter(surface, model, field, true, false),
            Self::NestedHavingFilter(model, field) => filter(surface, model, field, true, true),
            Self::AggregateFilter(model, field, function) => aggregate_filter(surface, model, field, function),
            Self::ListRelationFilter(model, field) => target(model, field).map(InputType::ListRelationFilter),
            Self::OneRelationFilter(model, field) => {
                let is_nullable = surface.model.model(model).field(field).arity == Arity::Optional;
                target(model, field).map(|model| InputType::OneRelationFilter { model, is_nullable })
            }
            Self::OrderBy(model) => Some(InputType::OrderBy(container(model))),
            Self::GroupOrderBy(model) => Some(InputType::GroupOrderBy(model)),
            Self::SortOrder => Some(InputType::SortOrder),
            Self::CountOrder(model) => Some(InputType::CountOrder(container(model))),
            Self::AggregateOrder(model, function) => Some(InputType::AggregateOrder(model, function)),
            Self::Relevance(model) => Some(InputType::Relevance(model)),
            Self::Create(model, without) => {
                let without = without.and_then(|field| end(surface, model, field));
                return both(|form| InputType::Create(model, form, without));
            }
            Self::Update(model, without) => {
                let without = without.and_then(|field| end(surface, model, field));
                return both(|form| InputType::Update(model, form, without));
            }
            Self::CreateMany(model, without) => {
                Some(InputType::CreateMany(model, without.and_then(|field| end(surface, model, field))))
            }
            Self::UpdateMany(model, without) => {
                let without = without.and_then(|field| end(surface, model, field));
                let unchecked = InputType::UncheckedUpdateMany(model, without);
                return (Some(InputType::UpdateMany(model)), Some(unchecked));
            }
            Self::CreateNested(model, field) => nested(model, field, |e| InputType::CreateNested(e, Form::Checked)),
            Self::UpdateNested(model, field) => nested(model, field, |e| InputType::UpdateNested(e, Form::Checked)),
            Self::ConnectOrCreate(model, field) => nested(model, field, InputType::ConnectOrCreate),
            Self::CreateManyEnvelope(model, field) => nested(model, field, InputType::CreateManyEnvelope),
            Self::NestedUpdate(model, field) => nested(model, field, InputType::NestedUpdate),
            Self::NestedUpdateMany(model, field) => nested(model, field, InputType::NestedUpdateMany),
            Self::NestedUpsert(model, field) => nested(model, field, InputType::NestedUpsert),
            Self::FieldUpdate(model, field) => field_update(surface, model, field),
        };
        (one, None)
    }
}

fn both(ty: impl Fn(Form) -> InputType) -> (Option<InputType>, Option<InputType>) {
    (Some(ty(Form::Checked)), Some(ty(Form::Unchecked)))
}

/// The end of a relation at a field.
fn end(surface: &Surface<'_>, model: ModelId, field: FieldId) -> Option<End> {
    match surface.model.model(model).field(field).kind {
        FieldKind::Relation(relation, side) => Some(End { relation, side }),
        _ => None,
    }
}

fn filter(
    surface: &Surface<'_>,
    model: ModelId,
    field: FieldId,
    has_aggregates: bool,
    is_nested: bool,
) -> Option<InputType> {
    let field = surface.model.model(model).field(field);
    let value = surface.value(field)?;
    if field.arity == Arity::List {
        return Some(InputType::ListFilter(value));
    }
    let is_nullable = field.arity == Arity::Optional;
    Some(InputType::Filter(Filter { value, is_nullable, has_aggregates, is_nested }))
}

/// What `having` says of an aggregate: the field of that name in the column's filter.
fn aggregate_filter(
    surface: &Surface<'_>,
    model: ModelId,
    field: FieldId,
    function: AggregateFunction,
) -> Option<InputType> {
    let name = match function {
        AggregateFunction::Count => "_count",
        AggregateFunction::Sum => "_sum",
        AggregateFunction::Avg => "_avg",
        AggregateFunction::Min => "_min",
        AggregateFunction::Max => "_max",
    };
    let outer = filter(surface, model, field, true, false)?;
    let found = surface.fields(outer).into_iter().find(|field| field.name == name)?;
    found.types.iter().find_map(|ty| match ty.kind {
        TypeKind::Input(input) => Some(input),
        _ => None,
    })
}

fn field_update(surface: &Surface<'_>, model: ModelId, id: FieldId) -> Option<InputType> {
    let field = surface.model.model(model).field(id);
    let value = match surface.value(field)? {
        Value::Uuid => Value::Scalar(ScalarType::String),
        value => value,
    };
    Some(match field.arity {
        Arity::List => InputType::ListUpdate(Container::Model(model), id),
        arity => InputType::FieldUpdate { value, is_nullable: arity == Arity::Optional },
    })
}

pub(super) const fn operation(action: Action) -> RootOperation {
    match action {
        Action::FindUnique => RootOperation::FindUnique,
        Action::FindUniqueOrThrow => RootOperation::FindUniqueOrThrow,
        Action::FindFirst => RootOperation::FindFirst,
        Action::FindFirstOrThrow => RootOperation::FindFirstOrThrow,
        Action::FindMany => RootOperation::FindMany,
        Action::Create => RootOperation::CreateOne,
        Action::CreateMany => RootOperation::CreateMany,
        Action::CreateManyAndReturn => RootOperation::CreateManyAndReturn,
        Action::Update => RootOperation::UpdateOne,
        Action::UpdateMany => RootOperation::UpdateMany,
        Action::UpdateManyAndReturn => RootOperation::UpdateManyAndReturn,
        Action::Upsert => RootOperation::UpsertOne,
        Action::Delete => RootOperation::DeleteOne,
        Action::DeleteMany => RootOperation::DeleteMany,
        Action::Aggregate => RootOperation::Aggregate,
        Action::GroupBy => RootOperation::GroupBy,
    }
}
