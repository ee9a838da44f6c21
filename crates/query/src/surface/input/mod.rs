//! The fields of each input type, in the order in which Prisma lists them.

mod composite;
mod data;
mod filter;
mod nested;
mod operation;
mod order;
mod record;

use super::{Constraints, Container, End, InputField, InputType, Surface, TypeKind, TypeRef};

/// Where the fields of a type are collected.
pub(super) type Fields<'m> = Vec<InputField<'m>>;

pub(super) const fn one(input: InputType) -> TypeRef {
    TypeRef::one(TypeKind::Input(input))
}

pub(super) const fn list(input: InputType) -> TypeRef {
    TypeRef::list(TypeKind::Input(input))
}

impl<'m> Surface<'m> {
    /// The fields of an input type.
    #[must_use]
    pub fn fields(&self, input: InputType) -> Vec<InputField<'m>> {
        let mut out = Vec::new();
        self.fields_into(input, &mut out);
        out
    }

    /// Adds the fields of an input type to a list.
    pub fn fields_into(&self, input: InputType, out: &mut Vec<InputField<'m>>) {
        match input {
            InputType::Where(container) => self.where_fields(container, out),
            InputType::WhereUnique(model) => self.where_unique(model, out),
            InputType::ScalarWhere(model) => self.scalar_where(model, input, false, out),
            InputType::Having(model) => self.scalar_where(model, input, true, out),
            InputType::CompoundUnique(model, place) => self.compound_unique(model, place, out),
            InputType::Filter(filter) => self.filter(filter, out),
            InputType::ListFilter(value) => self.list_filter(value, out),
            InputType::ListRelationFilter(model) => record::list_relation_filter(model, out),
            InputType::OneRelationFilter { model, is_nullable } => record::one_relation_filter(model, is_nullable, out),
            InputType::CompositeFilter(id, arity) => self.composite_filter(id, arity, out),
            InputType::ObjectEquality(id) => self.object_equality(id, out),
            InputType::OrderBy(container) => self.order_by(container, out),
            InputType::GroupOrderBy(model) => self.group_order_by(model, out),
            InputType::SortOrder => order::sort_order(out),
            InputType::CountOrder(_) => order::count_order(out),
            InputType::AggregateOrder(model, function) => self.aggregate_order(model, function, out),
            InputType::Relevance(model) => order::relevance(model, out),
            InputType::Create(model, form, without) => self.create(model, form, without, out),
            InputType::Update(model, form, without) => self.update(model, form, without, out),
            InputType::CreateMany(model, without) => self.create_many(model, without, out),
            InputType::UpdateMany(model) => self.update_many(model, out),
            InputType::UncheckedUpdateMany(model, without) => self.unchecked_update_many(model, without, out),
            InputType::ListCreate(container, field) => self.list_create(container, field, out),
            InputType::ListUpdate(container, field) => self.list_update(container, field, out),
            InputType::FieldUpdate { value, is_nullable } => self.field_update(value, is_nullable, out),
            InputType::CreateNested(end, _) => self.create_nested(end, out),
            InputType::UpdateNested(end, _) => self.update_nested(end, out),
            InputType::ConnectOrCreate(end) => self.connect_or_create(end, out),
            InputType::CreateManyEnvelope(end) => self.create_many_envelope(end, out),
            InputType::NestedUpsert(end) => self.nested_upsert(end, out),
            InputType::NestedUpdate(end) => self.nested_update(end, out),
            InputType::NestedUpdateMany(end) => self.nested_update_many(end, out),
            InputType::CompositeCreate(id) => self.composite_create(id, out),
            InputType::CompositeCreateEnvelope(id, arity) => composite::create_envelope(id, arity, out),
            InputType::CompositeUpdate(id) => self.composite_update(id, out),
            InputType::CompositeUpdateEnvelope(id, arity) => composite::update_envelope(id, arity, out),
            InputType::CompositeUpsert(id) => composite::upsert(id, out),
            InputType::CompositeUpdateMany(id) => composite::update_many(id, out),
            InputType::CompositeDeleteMany(id) => composite::delete_many(id, out),
        }
    }

    /// How many fields have to and may be given.
    #[must_use]
    pub const fn constraints(&self, input: InputType) -> Constraints {
        let (at_most, at_least) = match input {
            InputType::OrderBy(_) | InputType::GroupOrderBy(_) => (Some(1), Some(0)),
            InputType::WhereUnique(_) | InputType::CompositeUpdate(_) => (None, Some(1)),
            InputType::ListFilter(_)
            | InputType::CompositeFilter(..)
            | InputType::CountOrder(_)
            | InputType::AggregateOrder(..)
            | InputType::ListCreate(..)
            | InputType::ListUpdate(..)
            | InputType::FieldUpdate { .. }
            | InputType::CompositeCreateEnvelope(..)
            | InputType::CompositeUpdateEnvelope(..) => (Some(1), Some(1)),
            _ => (None, None),
        };
        Constraints { at_most, at_least }
    }

    /// Whose data an input type describes. Types that several share have none.
    #[must_use]
    pub fn container(&self, input: InputType) -> Option<Container> {
        let at = |end: End| Some(Container::Model(self.end_model(end)));
        match input {
            InputType::Where(container)
            | InputType::OrderBy(container)
            | InputType::CountOrder(container)
            | InputType::ListCreate(container, _)
            | InputType::ListUpdate(container, _) => Some(container),
            InputType::WhereUnique(model)
            | InputType::ScalarWhere(model)
            | InputType::Having(model)
            | InputType::CompoundUnique(model, _)
            | InputType::ListRelationFilter(model)
            | InputType::OneRelationFilter { model, .. }
            | InputType::GroupOrderBy(model)
            | InputType::AggregateOrder(model, _)
            | InputType::Relevance(model)
            | InputType::Create(model, ..)
            | InputType::Update(model, ..)
            | InputType::CreateMany(model, _)
            | InputType::UpdateMany(model)
            | InputType::UncheckedUpdateMany(model, _) => Some(Container::Model(model)),
            InputType::CreateNested(end, _)
            | InputType::UpdateNested(end, _)
            | InputType::ConnectOrCreate(end)
            | InputType::CreateManyEnvelope(end)
            | InputType::NestedUpsert(end)
            | InputType::NestedUpdate(end)
            | InputType::NestedUpdateMany(end) => at(end),
            InputType::CompositeFilter(id, _)
            | InputType::ObjectEquality(id)
            | InputType::CompositeCreate(id)
            | InputType::CompositeCreateEnvelope(id, _)
            | InputType::CompositeUpdate(id)
            | InputType::CompositeUpdateEnvelope(id, _)
            | InputType::CompositeUpsert(id)
            | InputType::CompositeUpdateMany(id)
            | InputType::CompositeDeleteMany(id) => Some(Container::Composite(id)),
            InputType::Filter(_) | InputType::ListFilter(_) | InputType::SortOrder | InputType::FieldUpdate { .. } => {
                None
            }
        }
    }
}
