//! The arguments of operations and of fields in a selection.

use nicol_model::{Arity, Field, ModelId, ScalarType};

use super::{Fields, list, one};
use crate::surface::{
    Arguments, Container, EnumType, Form, InputField, InputType, RootOperation, Surface, TypeKind, TypeRef,
};

const fn scalar(scalar: ScalarType) -> TypeRef {
    TypeRef::one(TypeKind::Scalar(scalar))
}

impl<'m> Surface<'m> {
    /// The arguments, in the order in which Prisma lists them; without the selection.
    #[must_use]
    pub fn arguments(&self, arguments: Arguments) -> Vec<InputField<'m>> {
        let mut out = Vec::new();
        self.arguments_into(arguments, &mut out);
        out
    }

    /// Adds arguments to a list.
    pub fn arguments_into(&self, arguments: Arguments, out: &mut Vec<InputField<'m>>) {
        match arguments {
            Arguments::None => {}
            Arguments::Operation(operation, model) => self.operation_arguments(operation, model, out),
            Arguments::Related(model) => self.many_arguments(model, out),
            Arguments::Where(model) => out.push(filter(model)),
            Arguments::RawSql => {
                out.push(InputField::required("query", [scalar(ScalarType::String)]));
                out.push(InputField::optional("parameters", [scalar(ScalarType::Json)]));
            }
            Arguments::RawCommand => out.push(InputField::required("command", [scalar(ScalarType::Json)])),
        }
    }

    /// Whether an argument needs `orderBy` beside it: pages of records that nothing tells apart.
    #[must_use]
    pub fn needs_order(&self, arguments: Arguments, argument: &str) -> bool {
        let model = match arguments {
            Arguments::Operation(operation, model) if RootOperation::QUERIES.contains(&operation) => model,
            Arguments::Related(model) => model,
            _ => return false,
        };
        matches!(argument, "take" | "skip") && !self.has_unique(model)
    }

    fn operation_arguments(&self, operation: RootOperation, model: ModelId, out: &mut Fields<'m>) {
        use RootOperation as Op;
        match operation {
            Op::FindFirst | Op::FindFirstOrThrow | Op::FindMany => {
                self.many_arguments(model, out);
                self.load_strategy(out);
            }
            Op::Aggregate => self.page_arguments(model, out),
            Op::GroupBy => {
                out.push(filter(model));
                out.push(order(InputType::GroupOrderBy(model)));
                let fields = TypeKind::Enum(EnumType::ScalarFields(model));
                out.push(InputField::required("by", [TypeRef::list(fields), TypeRef::one(fields)]));
                out.push(InputField::optional("having", [one(InputType::Having(model))]));
                out.extend(["take", "skip"].map(|name| InputField::optional(name, [scalar(ScalarType::Int)])));
            }
            Op::FindUnique | Op::FindUniqueOrThrow | Op::DeleteOne => {
                out.push(unique(model));
                self.load_strategy(out);
            }
            Op::FindRaw => {
                out.extend(["filter", "options"].map(|name| InputField::optional(name, [scalar(ScalarType::Json)])));
            }
            Op::AggregateRaw => {
                let json = TypeKind::Scalar(ScalarType::Json);
                out.push(InputField::optional("pipeline", [TypeRef::list(json)]));
                out.push(InputField::optional("options", [TypeRef::one(json)]));
            }
            Op::CreateOne => {
                let data = new("data", model);
                out.push(InputField { is_required: self.needs_data(model), ..data });
                self.load_strategy(out);
            }
            Op::UpsertOne => {
                out.push(unique(model));
                out.push(new("create", model));
                out.push(changed("update", model));
                self.load_strategy(out);
            }
            Op::CreateMany | Op::CreateManyAndReturn => {
                let rows = InputType::CreateMany(model, None);
                out.push(InputField::required("data", [one(rows), list(rows)]));
                if self.features.skip_duplicates {
                    out.push(InputField::optional("skipDuplicates", [scalar(ScalarType::Boolean)]));
                }
            }
            Op::UpdateOne => {
                out.push(changed("data", model));
                out.push(unique(model));
                self.load_strategy(out);
            }
            Op::UpdateMany | Op::UpdateManyAndReturn => {
                let data = [InputType::UpdateMany(model), InputType::UncheckedUpdateMany(model, None)];
                out.push(InputField::required("data", data.map(one)));
                out.push(filter(model));
                out.push(InputField::optional("limit", [scalar(ScalarType::Int)]));
            }
            Op::DeleteMany => {
                out.push(filter(model));
                out.push(InputField::optional("limit", [scalar(ScalarType::Int)]));
            }
        }
    }

    /// Whether a new record needs data. Prisma asks for some where a field fills itself in by `@updatedAt`, too.
    fn needs_data(&self, model: ModelId) -> bool {
        let needs = |field: &Field| field.arity == Arity::Required && field.default.is_none();
        self.values(Container::Model(model)).any(|(_, field)| needs(field))
            || self.relations(model).any(|(field, _)| needs(field))
    }

    /// Of a list of records.
    fn many_arguments(&self, model: ModelId, out: &mut Fields<'m>) {
        self.page_arguments(model, out);
        let fields = TypeKind::Enum(EnumType::ScalarFields(model));
        out.push(InputField::optional("distinct", [TypeRef::one(fields), TypeRef::list(fields)]));
    }

    /// Which records, in which order, from where, how many.
    fn page_arguments(&self, model: ModelId, out: &mut Fields<'m>) {
        out.push(filter(model));
        out.push(order(InputType::OrderBy(Container::Model(model))));
        if self.has_unique(model) {
            out.push(InputField::optional("cursor", [one(InputType::WhereUnique(model))]));
        }
        out.extend(["take", "skip"].map(|name| InputField::optional(name, [scalar(ScalarType::Int)])));
    }

    fn load_strategy(&self, out: &mut Fields<'m>) {
        if self.features.load_strategy {
            let strategy = TypeRef::one(TypeKind::Enum(EnumType::RelationLoadStrategy));
            out.push(InputField::optional("relationLoadStrategy", [strategy]));
        }
    }
}

fn filter<'m>(model: ModelId) -> InputField<'m> {
    InputField::optional("where", [one(InputType::Where(Container::Model(model)))])
}

fn unique<'m>(model: ModelId) -> InputField<'m> {
    InputField::required("where", [one(InputType::WhereUnique(model))])
}

fn order<'m>(input: InputType) -> InputField<'m> {
    InputField::optional("orderBy", [list(input), one(input)])
}

fn new(name: &str, model: ModelId) -> InputField<'_> {
    InputField::required(name, [Form::Checked, Form::Unchecked].map(|form| one(InputType::Create(model, form, None))))
}

fn changed(name: &str, model: ModelId) -> InputField<'_> {
    InputField::required(name, [Form::Checked, Form::Unchecked].map(|form| one(InputType::Update(model, form, None))))
}
