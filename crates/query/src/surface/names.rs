//! The names of types, as Prisma builds them.

use nicol_model::{Arity, ScalarType};

use super::{
    Container, End, EnumType, FieldRef, Filter, Form, InputType, OutputType, RefTarget, Surface, TypeKind, Value,
};
use crate::ast::AggregateFunction;

/// Adds a word with its first letter in upper case.
fn push_capitalised(word: &str, out: &mut String) {
    let mut letters = word.chars();
    if let Some(first) = letters.next() {
        out.extend(first.to_uppercase());
        out.push_str(letters.as_str());
    }
}

const fn of_arity(arity: Arity) -> &'static str {
    match arity {
        Arity::Required => "",
        Arity::Optional => "Nullable",
        Arity::List => "List",
    }
}

const fn of_function(function: AggregateFunction) -> &'static str {
    match function {
        AggregateFunction::Count => "Count",
        AggregateFunction::Sum => "Sum",
        AggregateFunction::Avg => "Avg",
        AggregateFunction::Min => "Min",
        AggregateFunction::Max => "Max",
    }
}

const fn of_form(form: Form) -> &'static str {
    match form {
        Form::Checked => "",
        Form::Unchecked => "Unchecked",
    }
}

impl<'m> Surface<'m> {
    /// The name of a model or composite type.
    #[must_use]
    pub fn container_name(&self, container: Container) -> &'m str {
        match container {
            Container::Model(id) => &self.model.model(id).name,
            Container::Composite(id) => &self.model.composite(id).name,
        }
    }

    /// Adds the name of an input type.
    pub fn push_input_name(&self, input: InputType, out: &mut String) {
        if let Some(container) = self.container(input) {
            let name = self.container_name(container);
            match input {
                InputType::ListRelationFilter(_) | InputType::OneRelationFilter { .. } => push_capitalised(name, out),
                _ => out.push_str(name),
            }
        }
        match input {
            InputType::Where(_) => out.push_str("WhereInput"),
            InputType::WhereUnique(_) => out.push_str("WhereUniqueInput"),
            InputType::ScalarWhere(_) => out.push_str("ScalarWhereInput"),
            InputType::Having(_) => out.push_str("ScalarWhereWithAggregatesInput"),
            InputType::CompoundUnique(model, place) => {
                self.push_unique(model, place, out);
                out.push_str("CompoundUniqueInput");
            }
            InputType::Filter(Filter { value, is_nullable, has_aggregates, is_nested }) => {
                out.push_str(if is_nested { "Nested" } else { "" });
                self.push_value(value, out);
                out.push_str(if is_nullable { "Nullable" } else { "" });
                out.push_str(if has_aggregates { "WithAggregates" } else { "" });
                out.push_str("Filter");
            }
            InputType::ListFilter(value) => {
                self.push_value(value, out);
                out.push_str("NullableListFilter");
            }
            InputType::ListRelationFilter(_) => out.push_str("ListRelationFilter"),
            InputType::OneRelationFilter { is_nullable, .. } => {
                out.push_str(if is_nullable { "NullableScalarRelationFilter" } else { "ScalarRelationFilter" });
            }
            InputType::CompositeFilter(_, arity) => out.push_str(match arity {
                Arity::Required => "CompositeFilter",
                Arity::Optional => "NullableCompositeFilter",
                Arity::List => "CompositeListFilter",
            }),
            InputType::ObjectEquality(_) => out.push_str("ObjectEqualityInput"),
            InputType::OrderBy(Container::Model(_)) => out.push_str("OrderByWithRelationInput"),
            InputType::OrderBy(Container::Composite(_)) => out.push_str("OrderByInput"),
            InputType::GroupOrderBy(_) => out.push_str("OrderByWithAggregationInput"),
            InputType::SortOrder => out.push_str("SortOrderInput"),
            InputType::CountOrder(Container::Model(_)) => out.push_str("OrderByRelationAggregateInput"),
            InputType::CountOrder(Container::Composite(_)) => out.push_str("OrderByCompositeAggregateInput"),
            InputType::AggregateOrder(_, function) => {
                out.push_str(of_function(function));
                out.push_str("OrderByAggregateInput");
            }
            InputType::Relevance(_) => out.push_str("OrderByRelevanceInput"),
            InputType::Create(_, form, without) => self.push_data(form, "Create", without, "Input", out),
            InputType::Update(_, form, without) => self.push_data(form, "Update", without, "Input", out),
            InputType::CreateMany(_, without) => {
                out.push_str("CreateMany");
                self.push_end(without, out);
                out.push_str("Input");
            }
            InputType::UpdateMany(_) => out.push_str("UpdateManyMutationInput"),
            InputType::UncheckedUpdateMany(_, without) => {
                self.push_data(Form::Unchecked, "UpdateMany", without, "Input", out);
            }
            InputType::ListCreate(container, field) | InputType::ListUpdate(container, field) => {
                out.push_str(if matches!(input, InputType::ListCreate(..)) { "Create" } else { "Update" });
                out.push_str(match container {
                    Container::Model(id) => &self.model.model(id).field(field).name,
                    Container::Composite(id) => &self.model.composite(id).fields[field.index()].name,
                });
                out.push_str("Input");
            }
            InputType::FieldUpdate { value, is_nullable } => {
                out.push_str(if is_nullable { "Nullable" } else { "" });
                self.push_value(value, out);
                out.push_str("FieldUpdateOperationsInput");
            }
            InputType::CreateNested(end, form) => {
                let kind = match self.end_arity(end.opposite()) {
                    Arity::List => "CreateNestedMany",
                    _ => "CreateNestedOne",
                };
                self.push_data(form, kind, Some(end), "Input", out);
            }
            InputType::UpdateNested(end, form) => {
                let kind = match self.end_arity(end.opposite()) {
                    Arity::List => "UpdateMany",
                    Arity::Optional => "UpdateOne",
                    Arity::Required => "UpdateOneRequired",
                };
                self.push_data(form, kind, Some(end), "NestedInput", out);
            }
            InputType::ConnectOrCreate(end) => {
                self.push_data(Form::Checked, "CreateOrConnect", Some(end), "Input", out);
            }
            InputType::CreateManyEnvelope(end) => {
                out.push_str("CreateMany");
                self.push_end(Some(end), out);
                out.push_str("InputEnvelope");
            }
            InputType::NestedUpsert(end) => {
                let kind =
                    if self.end_arity(end.opposite()) == Arity::List { "UpsertWithWhereUnique" } else { "Upsert" };
                self.push_data(Form::Checked, kind, Some(end), "Input", out);
            }
            InputType::NestedUpdate(end) => {
                let kind = match self.end_arity(end.opposite()) {
                    Arity::List => "UpdateWithWhereUnique",
                    _ => "UpdateToOneWithWhere",
                };
                self.push_data(Form::Checked, kind, Some(end), "Input", out);
            }
            InputType::NestedUpdateMany(end) => {
                self.push_data(Form::Checked, "UpdateManyWithWhere", Some(end), "Input", out);
            }
            InputType::CompositeCreate(_) => out.push_str("CreateInput"),
            InputType::CompositeCreateEnvelope(_, arity) => {
                out.push_str(of_arity(arity));
                out.push_str("CreateEnvelopeInput");
            }
            InputType::CompositeUpdate(_) => out.push_str("UpdateInput"),
            InputType::CompositeUpdateEnvelope(_, arity) => {
                out.push_str(of_arity(arity));
                out.push_str("UpdateEnvelopeInput");
            }
            InputType::CompositeUpsert(_) => out.push_str("UpsertInput"),
            InputType::CompositeUpdateMany(_) => out.push_str("UpdateManyInput"),
            InputType::CompositeDeleteMany(_) => out.push_str("DeleteManyInput"),
        }
    }

    /// `UncheckedCreateWithoutAuthorInput`.
    fn push_data(&self, form: Form, kind: &str, without: Option<End>, suffix: &str, out: &mut String) {
        out.push_str(of_form(form));
        out.push_str(kind);
        if without.is_some() {
            out.push_str("Without");
            self.push_end(without, out);
        }
        out.push_str(suffix);
    }

    /// The name of the relation field at an end.
    fn push_end(&self, end: Option<End>, out: &mut String) {
        if let Some(field) = end.and_then(|end| self.end_field(end)) {
            push_capitalised(&field.name, out);
        }
    }

    /// The given name of a compound unique, or the names of its fields.
    fn push_unique(&self, model: nicol_model::ModelId, place: u16, out: &mut String) {
        let data = self.model.model(model);
        let Some(unique) = self.unique_names(model).find(|unique| unique.place == place) else { return };
        let hidden = data.hidden_uniques.iter().find(|unique| unique.place == place);
        let fields: Vec<&str> = match (hidden, self.unique_at(model, place)) {
            (Some(hidden), _) => hidden.fields.iter().map(|field| field.name.as_str()).collect(),
            (None, Some(unique)) => unique.fields.iter().map(|id| data.field(*id).name.as_str()).collect(),
            (None, None) => Vec::new(),
        };
        if unique.name == fields.join("_") {
            for field in fields {
                push_capitalised(field, out);
            }
        } else {
            push_capitalised(unique.name, out);
        }
    }

    fn push_value(&self, value: Value, out: &mut String) {
        match value {
            Value::Scalar(ScalarType::Boolean) => out.push_str("Bool"),
            Value::Scalar(scalar) => out.push_str(scalar.name()),
            Value::Uuid => out.push_str("Uuid"),
            Value::Enum(id) => {
                out.push_str("Enum");
                out.push_str(&self.model.enumeration(id).name);
            }
        }
    }

    /// Adds the name of an output type.
    pub fn push_output_name(&self, output: OutputType, out: &mut String) {
        // Some names take the model's as it is, some with its first letter in upper case.
        let around = |before: &str, model, after: &str, out: &mut String| {
            out.push_str(before);
            let name = self.container_name(Container::Model(model));
            match output {
                OutputType::CreateManyAndReturn(_) | OutputType::UpdateManyAndReturn(_) => out.push_str(name),
                _ => push_capitalised(name, out),
            }
            out.push_str(after);
        };
        match output {
            OutputType::Query => out.push_str("Query"),
            OutputType::Mutation => out.push_str("Mutation"),
            OutputType::Record(container) => out.push_str(self.container_name(container)),
            OutputType::Aggregate(model) => around("Aggregate", model, "", out),
            OutputType::GroupBy(model) => around("", model, "GroupByOutputType", out),
            OutputType::AggregateOf(model, function) => {
                around("", model, of_function(function), out);
                out.push_str("AggregateOutputType");
            }
            OutputType::AffectedRows => out.push_str("AffectedRowsOutput"),
            OutputType::Count(model) => around("", model, "CountOutputType", out),
            OutputType::CreateManyAndReturn(model) => around("CreateMany", model, "AndReturnOutputType", out),
            OutputType::UpdateManyAndReturn(model) => around("UpdateMany", model, "AndReturnOutputType", out),
        }
    }

    /// Adds the name of an enum.
    pub fn push_enum_name(&self, ty: EnumType, out: &mut String) {
        match ty {
            EnumType::Declared(id) => out.push_str(&self.model.enumeration(id).name),
            EnumType::ScalarFields(model) => {
                push_capitalised(self.container_name(Container::Model(model)), out);
                out.push_str("ScalarFieldEnum");
            }
            EnumType::RelevanceFields(model) => {
                out.push_str(self.container_name(Container::Model(model)));
                out.push_str("OrderByRelevanceFieldEnum");
            }
            EnumType::TransactionIsolationLevel => out.push_str("TransactionIsolationLevel"),
            EnumType::RelationLoadStrategy => out.push_str("RelationLoadStrategy"),
            EnumType::SortOrder => out.push_str("SortOrder"),
            EnumType::NullsOrder => out.push_str("NullsOrder"),
            EnumType::QueryMode => out.push_str("QueryMode"),
            EnumType::JsonNullValueInput => out.push_str("JsonNullValueInput"),
            EnumType::NullableJsonNullValueInput => out.push_str("NullableJsonNullValueInput"),
            EnumType::JsonNullValueFilter => out.push_str("JsonNullValueFilter"),
        }
    }

    /// Adds the name of a reference to a column.
    pub fn push_field_ref_name(&self, reference: FieldRef, out: &mut String) {
        if reference.is_list {
            out.push_str("List");
        }
        match reference.target {
            RefTarget::Scalar(scalar) => out.push_str(scalar.name()),
            RefTarget::Enum(ty) => {
                out.push_str("Enum");
                self.push_enum_name(ty, out);
            }
        }
        out.push_str("FieldRefInput");
    }

    /// Adds what a reference points at: `Int`, `Role[]`.
    pub fn push_ref_target(&self, reference: FieldRef, out: &mut String) {
        match reference.target {
            RefTarget::Scalar(scalar) => out.push_str(scalar.name()),
            RefTarget::Enum(ty) => self.push_enum_name(ty, out),
        }
        if reference.is_list {
            out.push_str("[]");
        }
    }

    /// Adds the name of a type.
    pub fn push_type_name(&self, kind: TypeKind, out: &mut String) {
        match kind {
            TypeKind::Scalar(scalar) => out.push_str(scalar.name()),
            TypeKind::Null => out.push_str("Null"),
            TypeKind::Input(input) => self.push_input_name(input, out),
            TypeKind::Enum(ty) => self.push_enum_name(ty, out),
            TypeKind::FieldRef(reference) => self.push_field_ref_name(reference, out),
        }
    }
}
