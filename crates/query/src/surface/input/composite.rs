//! Composite types (MongoDB): conditions, new values, changes.

use nicol_model::{Arity, CompositeId, Field, FieldKind, ScalarType};

use super::{Fields, list, one};
use crate::surface::{Container, InputField, InputType, Surface, TypeKind, TypeRef};

const BOOLEAN: TypeRef = TypeRef::one(TypeKind::Scalar(ScalarType::Boolean));

impl<'m> Surface<'m> {
    pub(super) fn composite_filter(&self, id: CompositeId, arity: Arity, out: &mut Fields<'m>) {
        let filter = one(InputType::Where(Container::Composite(id)));
        let equal = InputType::ObjectEquality(id);
        let is_optional = arity == Arity::Optional;
        if arity == Arity::List {
            out.push(InputField::optional("equals", [list(equal)]));
            out.extend(["every", "some", "none"].map(|name| InputField::optional(name, [filter])));
            out.push(InputField::optional("isEmpty", [BOOLEAN]));
        } else {
            out.push(InputField::optional("equals", [one(equal)]).nullable(is_optional));
            out.extend(["is", "isNot"].map(|name| InputField::optional(name, [filter]).nullable(is_optional)));
        }
        if arity != Arity::Required && self.features.undefined {
            out.push(InputField::optional("isSet", [BOOLEAN]));
        }
    }

    pub(super) fn object_equality(&self, id: CompositeId, out: &mut Fields<'m>) {
        for (_, field) in self.values(Container::Composite(id)) {
            let is_required = field.arity == Arity::Required;
            let is_nullable = field.arity == Arity::Optional;
            if let FieldKind::Composite(inner) = field.kind {
                let equal = InputType::ObjectEquality(inner);
                let ty = if field.arity == Arity::List { list(equal) } else { one(equal) };
                let given = InputField::optional(&field.name, [ty]).nullable(is_nullable);
                out.push(InputField { is_required, ..given });
                continue;
            }
            let Some(value) = self.value(field) else { continue };
            let ty = TypeRef { kind: value.kind(), is_list: field.arity == Arity::List };
            let given = InputField::optional(&field.name, [ty]).nullable(is_nullable).parameter();
            out.push(InputField { is_required, ..given });
        }
    }

    /// A composite type of a new record. In another composite type it has no envelope.
    pub(super) fn new_composite(&self, container: Container, id: CompositeId, field: &'m Field) -> InputField<'m> {
        let new = InputType::CompositeCreate(id);
        let envelope = match container {
            Container::Model(_) => Some(one(InputType::CompositeCreateEnvelope(id, field.arity))),
            Container::Composite(_) => None,
        };
        let many = (field.arity == Arity::List).then(|| list(new));
        let types = envelope.into_iter().chain([one(new)]).chain(many);
        let given = InputField::optional(&field.name, types).nullable(field.arity == Arity::Optional);
        InputField { is_required: field.arity == Arity::Required, ..given }
    }

    /// A composite type of a change.
    pub(super) fn changed_composite(&self, id: CompositeId, field: &'m Field) -> InputField<'m> {
        let new = InputType::CompositeCreate(id);
        let envelope = one(InputType::CompositeUpdateEnvelope(id, field.arity));
        let many = (field.arity == Arity::List).then(|| list(new));
        let types = [envelope, one(new)].into_iter().chain(many);
        InputField::optional(&field.name, types).nullable(field.arity == Arity::Optional)
    }

    pub(super) fn composite_create(&self, id: CompositeId, out: &mut Fields<'m>) {
        let container = Container::Composite(id);
        out.extend(self.values(container).filter_map(|(_, field)| self.new_value(container, field)));
    }

    pub(super) fn composite_update(&self, id: CompositeId, out: &mut Fields<'m>) {
        let container = Container::Composite(id);
        out.extend(self.values(container).filter_map(|(_, field)| self.changed_value(container, field)));
    }
}

pub(super) fn create_envelope(id: CompositeId, arity: Arity, out: &mut Fields<'_>) {
    let new = InputType::CompositeCreate(id);
    out.push(match arity {
        Arity::List => InputField::optional("set", [one(new), list(new)]),
        arity => InputField::optional("set", [one(new)]).nullable(arity == Arity::Optional),
    });
}

pub(super) fn update_envelope(id: CompositeId, arity: Arity, out: &mut Fields<'_>) {
    let new = InputType::CompositeCreate(id);
    match arity {
        Arity::Required => {
            out.push(InputField::optional("set", [one(new)]).parameter());
            out.push(InputField::optional("update", [one(InputType::CompositeUpdate(id))]));
        }
        Arity::Optional => {
            out.push(InputField::optional("set", [one(new)]).nullable(true).parameter());
            out.push(InputField::optional("upsert", [one(InputType::CompositeUpsert(id))]));
            out.push(InputField::optional("unset", [BOOLEAN]));
        }
        Arity::List => {
            out.extend(["set", "push"].map(|name| InputField::optional(name, [one(new), list(new)]).parameter()));
            out.push(InputField::optional("updateMany", [one(InputType::CompositeUpdateMany(id))]));
            out.push(InputField::optional("deleteMany", [one(InputType::CompositeDeleteMany(id))]));
        }
    }
}

pub(super) fn upsert(id: CompositeId, out: &mut Fields<'_>) {
    out.push(InputField::required("set", [one(InputType::CompositeCreate(id))]).nullable(true).parameter());
    out.push(InputField::required("update", [one(InputType::CompositeUpdate(id))]));
}

pub(super) fn update_many(id: CompositeId, out: &mut Fields<'_>) {
    out.push(InputField::required("where", [one(InputType::Where(Container::Composite(id)))]));
    out.push(InputField::required("data", [one(InputType::CompositeUpdate(id))]));
}

pub(super) fn delete_many(id: CompositeId, out: &mut Fields<'_>) {
    out.push(InputField::required("where", [one(InputType::Where(Container::Composite(id)))]));
}
