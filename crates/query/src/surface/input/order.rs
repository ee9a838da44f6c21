//! `orderBy`.

use nicol_model::{Arity, Field, FieldKind, ModelId, ScalarType};
use smallvec::{SmallVec, smallvec};

use super::{Fields, one};
use crate::ast::AggregateFunction;
use crate::surface::{Container, EnumType, InputField, InputType, Surface, TypeKind, TypeRef, offers};

const SORT_ORDER: TypeRef = TypeRef::one(TypeKind::Enum(EnumType::SortOrder));

impl<'m> Surface<'m> {
    fn column_order(&self, field: &'m Field) -> InputField<'m> {
        let mut types: SmallVec<[TypeRef; 4]> = smallvec![SORT_ORDER];
        if self.features.nulls_order && field.arity == Arity::Optional {
            types.push(one(InputType::SortOrder));
        }
        InputField::optional(&field.name, types)
    }

    pub(super) fn order_by(&self, container: Container, out: &mut Fields<'m>) {
        for (_, field) in self.values(container) {
            out.push(match (field.kind, field.arity) {
                (FieldKind::Composite(id), Arity::List) => {
                    InputField::optional(&field.name, [one(InputType::CountOrder(Container::Composite(id)))])
                }
                (FieldKind::Composite(id), _) => {
                    InputField::optional(&field.name, [one(InputType::OrderBy(Container::Composite(id)))])
                }
                _ => self.column_order(field),
            });
        }
        let Container::Model(model) = container else { return };
        for (field, end) in self.relations(model) {
            let target = Container::Model(self.end_model(end.opposite()));
            let order = match field.arity {
                Arity::List => InputType::CountOrder(target),
                _ => InputType::OrderBy(target),
            };
            out.push(InputField::optional(&field.name, [one(order)]));
        }
        if self.features.search && self.relevance_fields(model).next().is_some() {
            out.push(InputField::optional("_relevance", [one(InputType::Relevance(model))]));
        }
    }

    pub(super) fn group_order_by(&self, model: ModelId, out: &mut Fields<'m>) {
        out.extend(self.columns(model).map(|(_, field)| self.column_order(field)));
        let all = [
            ("_count", AggregateFunction::Count),
            ("_avg", AggregateFunction::Avg),
            ("_max", AggregateFunction::Max),
            ("_min", AggregateFunction::Min),
            ("_sum", AggregateFunction::Sum),
        ];
        for (name, function) in all {
            if self.columns(model).any(|(_, field)| offers(field, function)) {
                out.push(InputField::optional(name, [one(InputType::AggregateOrder(model, function))]));
            }
        }
    }

    pub(super) fn aggregate_order(&self, model: ModelId, function: AggregateFunction, out: &mut Fields<'m>) {
        let columns = self.columns(model).filter(|(_, field)| offers(field, function));
        out.extend(columns.map(|(_, field)| InputField::optional(&field.name, [SORT_ORDER])));
    }
}

pub(super) fn sort_order(out: &mut Fields<'_>) {
    out.push(InputField::required("sort", [SORT_ORDER]));
    out.push(InputField::optional("nulls", [TypeRef::one(TypeKind::Enum(EnumType::NullsOrder))]));
}

pub(super) fn count_order(out: &mut Fields<'_>) {
    out.push(InputField::optional("_count", [SORT_ORDER]));
}

pub(super) fn relevance(model: ModelId, out: &mut Fields<'_>) {
    let fields = TypeKind::Enum(EnumType::RelevanceFields(model));
    out.push(InputField::required("fields", [TypeRef::one(fields), TypeRef::list(fields)]));
    out.push(InputField::required("sort", [SORT_ORDER]));
    out.push(InputField::required("search", [TypeRef::one(TypeKind::Scalar(ScalarType::String))]).parameter());
}
