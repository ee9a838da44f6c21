//! Conditions on records: `where`, unique `where`, `having`.

use nicol_model::{Arity, Field, FieldKind, ModelId};
use smallvec::smallvec;

use super::{Fields, list, one};
use crate::surface::{Container, EnumType, Filter, InputField, InputType, Surface, TypeKind, TypeRef};

/// `AND`, `OR`, `NOT`.
fn logic(input: InputType, out: &mut Fields<'_>) {
    out.push(InputField::optional("AND", [one(input), list(input)]));
    out.push(InputField::optional("OR", [list(input)]));
    out.push(InputField::optional("NOT", [one(input), list(input)]));
}

impl<'m> Surface<'m> {
    pub(super) fn where_fields(&self, container: Container, out: &mut Fields<'m>) {
        logic(InputType::Where(container), out);
        for (_, field) in self.values(container) {
            out.extend(self.condition(field, false));
        }
        if let Container::Model(model) = container {
            self.relation_conditions(model, out);
        }
    }

    /// `where` of columns only, with conditions on aggregates in `having`.
    pub(super) fn scalar_where(&self, model: ModelId, input: InputType, has_aggregates: bool, out: &mut Fields<'m>) {
        logic(input, out);
        for (_, field) in self.columns(model) {
            out.extend(self.condition(field, has_aggregates));
        }
    }

    pub(super) fn where_unique(&self, model: ModelId, out: &mut Fields<'m>) {
        let start = out.len();
        let uniques = &self.model.model(model).uniques;
        let is_alone = |id| uniques.iter().any(|unique| unique.fields == [id]);
        for (_, field) in self.columns(model).filter(|(id, _)| is_alone(*id)) {
            let Some(value) = self.value(field) else { continue };
            let ty = TypeRef { kind: value.kind(), is_list: field.arity == Arity::List };
            out.push(InputField::optional(&field.name, [ty]).parameter());
        }
        // Uniques before the id.
        let compounds = self.unique_names(model).filter(|unique| unique.is_compound);
        let (ids, mut compounds): (Vec<_>, Vec<_>) = compounds.partition(|unique| unique.is_primary_key);
        compounds.extend(ids);
        for unique in &compounds {
            // Of two with the same name the type is one.
            let place =
                compounds.iter().find(|other| other.name == unique.name).map_or(unique.place, |first| first.place);
            out.push(InputField::optional(unique.name, [one(InputType::CompoundUnique(model, place))]));
        }
        logic(InputType::Where(Container::Model(model)), out);
        let end = out.len();
        for (_, field) in self.values(Container::Model(model)) {
            if !out[start..end].iter().any(|given| given.name == field.name) {
                out.extend(self.condition(field, false));
            }
        }
        self.relation_conditions(model, out);
    }

    pub(super) fn compound_unique(&self, model: ModelId, place: u16, out: &mut Fields<'m>) {
        let data = self.model.model(model);
        let required = |name: &'m str, kind: FieldKind, is_list: bool| {
            let kind = match kind {
                FieldKind::Scalar(scalar) => TypeKind::Scalar(scalar),
                FieldKind::Enum(id) => TypeKind::Enum(EnumType::Declared(id)),
                FieldKind::Composite(id) => TypeKind::Input(InputType::ObjectEquality(id)),
                FieldKind::Relation(..) => return None,
            };
            Some(InputField::required(name, [TypeRef { kind, is_list }]).parameter())
        };
        if let Some(hidden) = data.hidden_uniques.iter().find(|unique| unique.place == place) {
            out.extend(hidden.fields.iter().filter_map(|f| required(&f.name, f.kind, f.is_list)));
        } else if let Some(unique) = self.unique_at(model, place) {
            let fields = unique.fields.iter().map(|id| data.field(*id));
            out.extend(fields.filter_map(|f| required(&f.name, f.kind, f.arity == Arity::List)));
        }
    }

    fn relation_conditions(&self, model: ModelId, out: &mut Fields<'m>) {
        for (field, end) in self.relations(model) {
            let target = self.end_model(end.opposite());
            if field.arity == Arity::List {
                out.push(InputField::optional(&field.name, [one(InputType::ListRelationFilter(target))]));
            } else {
                let is_nullable = field.arity == Arity::Optional;
                let filter = InputType::OneRelationFilter { model: target, is_nullable };
                let types = [one(filter), one(InputType::Where(Container::Model(target)))];
                out.push(InputField::optional(&field.name, types).nullable(is_nullable));
            }
        }
    }

    /// The condition on a column or a composite type.
    fn condition(&self, field: &'m Field, has_aggregates: bool) -> Option<InputField<'m>> {
        if let FieldKind::Composite(id) = field.kind {
            let filter = one(InputType::CompositeFilter(id, field.arity));
            let equal = InputType::ObjectEquality(id);
            return Some(match field.arity {
                Arity::List => InputField::optional(&field.name, [filter, list(equal)]),
                arity => InputField::optional(&field.name, [filter, one(equal)]).nullable(arity == Arity::Optional),
            });
        }
        let value = self.value(field)?;
        if field.arity == Arity::List {
            return Some(InputField::optional(&field.name, [one(InputType::ListFilter(value))]));
        }
        let is_nullable = field.arity == Arity::Optional;
        let filter = one(InputType::Filter(Filter { value, is_nullable, has_aggregates, is_nested: false }));
        if value.is_json() {
            return Some(InputField::optional(&field.name, [filter]));
        }
        let types: smallvec::SmallVec<[TypeRef; 4]> = smallvec![filter, TypeRef::one(value.kind())];
        Some(InputField::optional(&field.name, types).nullable(is_nullable).parameter())
    }
}

pub(super) fn list_relation_filter(model: ModelId, out: &mut Fields<'_>) {
    let filter = one(InputType::Where(Container::Model(model)));
    out.extend(["every", "some", "none"].map(|name| InputField::optional(name, [filter])));
}

pub(super) fn one_relation_filter(model: ModelId, is_nullable: bool, out: &mut Fields<'_>) {
    let filter = one(InputType::Where(Container::Model(model)));
    out.extend(["is", "isNot"].map(|name| InputField::optional(name, [filter]).nullable(is_nullable)));
}
