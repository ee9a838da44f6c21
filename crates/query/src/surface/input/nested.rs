//! What can be done with related records in data.

use nicol_model::{Arity, ScalarType};

use super::{Fields, list, one};
use crate::surface::{Container, End, Form, InputField, InputType, Surface, TypeKind, TypeRef};

const BOOLEAN: TypeRef = TypeRef::one(TypeKind::Scalar(ScalarType::Boolean));

impl<'m> Surface<'m> {
    /// Both forms of a new record at an end.
    fn new_record(&self, end: End) -> [TypeRef; 2] {
        let model = self.end_model(end);
        [Form::Checked, Form::Unchecked].map(|form| one(InputType::Create(model, form, Some(end))))
    }

    /// Both forms of a change of the record at an end.
    fn changed_record(&self, end: End) -> [TypeRef; 2] {
        let model = self.end_model(end);
        [Form::Checked, Form::Unchecked].map(|form| one(InputType::Update(model, form, Some(end))))
    }

    /// Whether the field that leads to this end is a list.
    fn leads_to_many(&self, end: End) -> bool {
        self.end_arity(end.opposite()) == Arity::List
    }

    /// One object, or one and a list of them.
    fn one_or_many(&self, name: &'m str, end: End, input: InputType) -> InputField<'m> {
        if self.leads_to_many(end) {
            InputField::optional(name, [one(input), list(input)])
        } else {
            InputField::optional(name, [one(input)])
        }
    }

    /// `create`.
    fn create_related(&self, end: End, out: &mut Fields<'m>) {
        if !self.is_creatable(self.end_model(end)) {
            return;
        }
        let [checked, unchecked] = self.new_record(end);
        out.push(if self.leads_to_many(end) {
            let list = |ty: TypeRef| TypeRef::list(ty.kind);
            InputField::optional("create", [checked, list(checked), unchecked, list(unchecked)])
        } else {
            InputField::optional("create", [checked, unchecked])
        });
        out.push(self.one_or_many("connectOrCreate", end, InputType::ConnectOrCreate(end)));
    }

    /// `createMany`.
    fn create_many_related(&self, end: End, out: &mut Fields<'m>) {
        if self.features.create_many
            && self.is_creatable(self.end_model(end))
            && self.leads_to_many(end)
            && !self.is_many_to_many(end)
        {
            out.push(InputField::optional("createMany", [one(InputType::CreateManyEnvelope(end))]));
        }
    }

    pub(super) fn create_nested(&self, end: End, out: &mut Fields<'m>) {
        self.create_related(end, out);
        self.create_many_related(end, out);
        out.push(self.one_or_many("connect", end, InputType::WhereUnique(self.end_model(end))));
    }

    pub(super) fn update_nested(&self, end: End, out: &mut Fields<'m>) {
        let model = self.end_model(end);
        let unique = InputType::WhereUnique(model);
        self.create_related(end, out);
        if self.is_creatable(model) {
            out.push(self.one_or_many("upsert", end, InputType::NestedUpsert(end)));
        }
        if self.leads_to_many(end) {
            self.create_many_related(end, out);
            for name in ["set", "disconnect", "delete", "connect"] {
                out.push(self.one_or_many(name, end, unique));
            }
            out.push(self.one_or_many("update", end, InputType::NestedUpdate(end)));
            out.push(self.one_or_many("updateMany", end, InputType::NestedUpdateMany(end)));
            out.push(self.one_or_many("deleteMany", end, InputType::ScalarWhere(model)));
        } else {
            if self.end_arity(end.opposite()) == Arity::Optional {
                let filter = one(InputType::Where(Container::Model(model)));
                out.push(if self.features.filtered_disconnect || !self.holds_key_at(end.opposite()) {
                    InputField::optional("disconnect", [BOOLEAN, filter])
                } else {
                    InputField::optional("disconnect", [BOOLEAN])
                });
                out.push(InputField::optional("delete", [BOOLEAN, filter]));
            }
            out.push(self.one_or_many("connect", end, unique));
            let [checked, unchecked] = self.changed_record(end);
            out.push(InputField::optional("update", [one(InputType::NestedUpdate(end)), checked, unchecked]));
        }
    }

    pub(super) fn connect_or_create(&self, end: End, out: &mut Fields<'m>) {
        out.push(InputField::required("where", [one(InputType::WhereUnique(self.end_model(end)))]));
        out.push(InputField::required("create", self.new_record(end)));
    }

    pub(super) fn create_many_envelope(&self, end: End, out: &mut Fields<'m>) {
        let rows = InputType::CreateMany(self.end_model(end), Some(end));
        out.push(InputField::required("data", [one(rows), list(rows)]));
        if self.features.skip_duplicates {
            out.push(InputField::optional("skipDuplicates", [BOOLEAN]));
        }
    }

    pub(super) fn nested_upsert(&self, end: End, out: &mut Fields<'m>) {
        let model = self.end_model(end);
        let many = self.leads_to_many(end);
        if many {
            out.push(InputField::required("where", [one(InputType::WhereUnique(model))]));
        }
        out.push(InputField::required("update", self.changed_record(end)));
        out.push(InputField::required("create", self.new_record(end)));
        if !many {
            out.push(InputField::optional("where", [one(InputType::Where(Container::Model(model)))]));
        }
    }

    pub(super) fn nested_update(&self, end: End, out: &mut Fields<'m>) {
        let model = self.end_model(end);
        out.push(if self.leads_to_many(end) {
            InputField::required("where", [one(InputType::WhereUnique(model))])
        } else {
            InputField::optional("where", [one(InputType::Where(Container::Model(model)))])
        });
        out.push(InputField::required("data", self.changed_record(end)));
    }

    pub(super) fn nested_update_many(&self, end: End, out: &mut Fields<'m>) {
        let model = self.end_model(end);
        out.push(InputField::required("where", [one(InputType::ScalarWhere(model))]));
        let data = [InputType::UpdateMany(model), InputType::UncheckedUpdateMany(model, Some(end))];
        out.push(InputField::required("data", data.map(one)));
    }
}
