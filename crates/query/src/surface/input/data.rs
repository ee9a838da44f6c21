//! Data of new records and changes, without what is nested in it.

use nicol_model::{Arity, Field, FieldId, FieldKind, ModelId, ScalarType};

use super::{Fields, one};
use crate::surface::{
    Container, End, EnumType, Form, InputField, InputType, Surface, TypeKind, TypeRef, Value, is_autoincrement,
};

impl<'m> Surface<'m> {
    pub(super) fn create(&self, model: ModelId, form: Form, without: Option<End>, out: &mut Fields<'m>) {
        for (_, field) in self.data_values(model, form, without, true) {
            out.extend(self.new_value(Container::Model(model), field));
        }
        for (field, end) in self.data_relations(model, form, without) {
            let nested = one(InputType::CreateNested(end.opposite(), form));
            let is_required = form == Form::Checked && self.is_required_relation(model, field, end);
            out.push(InputField { is_required, ..InputField::optional(&field.name, [nested]) });
        }
    }

    pub(super) fn create_many(&self, model: ModelId, without: Option<End>, out: &mut Fields<'m>) {
        for (_, field) in self.data_values(model, Form::Unchecked, without, true) {
            if self.features.writable_autoincrement || !is_autoincrement(field) {
                out.extend(self.new_value(Container::Model(model), field));
            }
        }
    }

    pub(super) fn update(&self, model: ModelId, form: Form, without: Option<End>, out: &mut Fields<'m>) {
        for (_, field) in self.data_values(model, form, without, false) {
            out.extend(self.changed_value(Container::Model(model), field));
        }
        for (field, end) in self.data_relations(model, form, without) {
            out.push(InputField::optional(&field.name, [one(InputType::UpdateNested(end.opposite(), form))]));
        }
    }

    pub(super) fn update_many(&self, model: ModelId, out: &mut Fields<'m>) {
        for (_, field) in self.data_values(model, Form::Checked, None, false) {
            out.extend(self.changed_value(Container::Model(model), field));
        }
    }

    pub(super) fn unchecked_update_many(&self, model: ModelId, without: Option<End>, out: &mut Fields<'m>) {
        for (_, field) in self.data_values(model, Form::Unchecked, without, false) {
            out.extend(self.changed_value(Container::Model(model), field));
        }
    }

    /// The columns and composite types that data of a form may give.
    fn data_values(
        &self,
        model: ModelId,
        form: Form,
        without: Option<End>,
        is_new: bool,
    ) -> impl Iterator<Item = (FieldId, &'m Field)> + use<'m> {
        let surface = *self;
        let decided = without.map_or(&[][..], |end| self.key_at(end));
        let identifier = match form {
            Form::Checked => self.identifier(model),
            Form::Unchecked => &self.model.model(model).primary_key,
        };
        self.values(Container::Model(model)).filter(move |(id, field)| {
            let is_given = match form {
                Form::Checked => !field.is_foreign_key && !surface.is_counted_id(model, *id, field, is_new),
                Form::Unchecked => !decided.contains(id),
            };
            is_given && (is_new || surface.features.updatable_ids || !identifier.contains(id))
        })
    }

    /// The relations that data of a form may give.
    fn data_relations(
        &self,
        model: ModelId,
        form: Form,
        without: Option<End>,
    ) -> impl Iterator<Item = (&'m Field, End)> + use<'m> {
        let surface = *self;
        self.relations(model)
            .filter(move |(_, end)| Some(*end) != without && (form == Form::Checked || !surface.holds_key_at(*end)))
    }

    /// Whether a new record needs the relation: not if every column of its foreign key has a default.
    fn is_required_relation(&self, model: ModelId, field: &Field, end: End) -> bool {
        let data = self.model.model(model);
        let key = self.key_at(end);
        let is_filled_in = !key.is_empty() && key.iter().all(|id| data.field(*id).default.is_some());
        field.arity == Arity::Required && !is_filled_in
    }

    /// A column or composite type of a new record.
    pub(super) fn new_value(&self, container: Container, field: &'m Field) -> Option<InputField<'m>> {
        if let FieldKind::Composite(id) = field.kind {
            return Some(self.new_composite(container, id, field));
        }
        let value = self.value(field)?;
        if field.arity == Arity::List {
            let at = self.field_id(container, field)?;
            let types = [one(InputType::ListCreate(container, at)), TypeRef::list(value.kind())];
            return Some(InputField::optional(&field.name, types));
        }
        let is_required = field.arity == Arity::Required && field.default.is_none() && !field.is_updated_at;
        Some(InputField { is_required, ..self.plain_value(field, value) }.parameter())
    }

    /// The value itself, with what stands for the nulls of Json.
    pub(super) fn plain_value(&self, field: &'m Field, value: Value) -> InputField<'m> {
        let is_optional = field.arity == Arity::Optional;
        if value.is_json() && self.features.json_null {
            let null = if is_optional { EnumType::NullableJsonNullValueInput } else { EnumType::JsonNullValueInput };
            let types = [TypeRef::one(TypeKind::Enum(null)), TypeRef::one(value.kind())];
            return InputField::optional(&field.name, types);
        }
        InputField::optional(&field.name, [TypeRef::one(value.kind())]).nullable(is_optional)
    }

    /// A column or composite type of a change.
    pub(super) fn changed_value(&self, container: Container, field: &'m Field) -> Option<InputField<'m>> {
        if let FieldKind::Composite(id) = field.kind {
            return Some(self.changed_composite(id, field));
        }
        let value = self.value(field)?;
        if field.arity == Arity::List {
            let at = self.field_id(container, field)?;
            let types = [one(InputType::ListUpdate(container, at)), TypeRef::list(value.kind())];
            return Some(InputField::optional(&field.name, types));
        }
        let is_optional = field.arity == Arity::Optional;
        let changed = if value.is_json() {
            if self.features.json_null {
                return Some(self.plain_value(field, value).parameter());
            }
            // Prisma lists the type twice.
            TypeRef::one(value.kind())
        } else {
            let value = if value == Value::Uuid { Value::Scalar(ScalarType::String) } else { value };
            one(InputType::FieldUpdate { value, is_nullable: is_optional })
        };
        let types = [TypeRef::one(value.kind()), changed];
        Some(InputField::optional(&field.name, types).nullable(is_optional).parameter())
    }

    fn field_id(&self, container: Container, field: &Field) -> Option<FieldId> {
        self.values(container).find(|(_, other)| std::ptr::eq(*other, field)).map(|(id, _)| id)
    }

    fn field_of(&self, container: Container, field: FieldId) -> &'m Field {
        match container {
            Container::Model(id) => self.model.model(id).field(field),
            Container::Composite(id) => &self.model.composite(id).fields[field.index()],
        }
    }

    pub(super) fn list_create(&self, container: Container, field: FieldId, out: &mut Fields<'m>) {
        let Some(value) = self.value(self.field_of(container, field)) else { return };
        out.push(InputField::required("set", [TypeRef::list(value.kind())]).parameter());
    }

    pub(super) fn list_update(&self, container: Container, field: FieldId, out: &mut Fields<'m>) {
        let Some(value) = self.value(self.field_of(container, field)) else { return };
        out.push(InputField::optional("set", [TypeRef::list(value.kind())]).parameter());
        if matches!(value, Value::Enum(_)) && !self.features.enum_list_push {
            return;
        }
        let pushed = [TypeRef::one(value.kind()), TypeRef::list(value.kind())];
        out.push(InputField::optional("push", pushed).parameter());
    }

    pub(super) fn field_update(&self, value: Value, is_nullable: bool, out: &mut Fields<'m>) {
        let operand = TypeRef::one(value.kind());
        out.push(InputField::optional("set", [operand]).nullable(is_nullable).parameter());
        if value.is_numeric() {
            let operations = ["increment", "decrement", "multiply", "divide"];
            out.extend(operations.map(|name| InputField::optional(name, [operand]).parameter()));
        }
        if is_nullable && self.features.undefined {
            out.push(InputField::optional("unset", [TypeRef::one(TypeKind::Scalar(ScalarType::Boolean))]));
        }
    }
}
