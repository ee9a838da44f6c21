//! The fields of each output type, and the words of each enum.

use nicol_model::{Arity, Field, FieldKind, ModelId, ScalarType};

use super::{
    Arguments, Container, EnumType, OutputField, OutputKind, OutputName, OutputType, Raw, RootOperation, Surface,
    offers,
};
use crate::ast::AggregateFunction;

impl<'m> Surface<'m> {
    /// The fields of an output type, in the order in which Prisma lists them.
    #[must_use]
    pub fn output_fields(&self, output: OutputType) -> Vec<OutputField<'m>> {
        match output {
            OutputType::Query => self.root(RootOperation::QUERIES, &[]),
            OutputType::Mutation => self.root(
                RootOperation::MUTATIONS,
                match self.features.raw {
                    Some(Raw::Sql) => &[("executeRaw", Arguments::RawSql), ("queryRaw", Arguments::RawSql)],
                    Some(Raw::MongoDb) => &[("runCommandRaw", Arguments::RawCommand)],
                    None => &[],
                },
            ),
            OutputType::Record(container) => self.record(container),
            OutputType::Aggregate(model) => self.aggregates(model),
            OutputType::GroupBy(model) => {
                let columns = self.columns(model).filter_map(|(_, field)| value(field));
                columns.chain(self.aggregates(model)).collect()
            }
            OutputType::AggregateOf(model, function) => self.aggregate_of(model, function),
            OutputType::AffectedRows => vec![count("count", Arguments::None)],
            OutputType::Count(model) => {
                let lists = self.relations(model).filter(|(field, _)| field.arity == Arity::List);
                lists.map(|(field, end)| count(&field.name, Arguments::Where(self.end_model(end.opposite())))).collect()
            }
            OutputType::CreateManyAndReturn(model) | OutputType::UpdateManyAndReturn(model) => {
                let columns = self.columns(model).filter_map(|(_, field)| value(field));
                let relations = self.relations(model).filter(|(_, end)| self.holds_key_at(*end));
                columns
                    .chain(relations.map(|(field, end)| self.related(field, self.end_model(end.opposite()))))
                    .collect()
            }
        }
    }

    /// The name of a model's output type, and its fields, can be the same word in several places.
    fn root<const N: usize>(
        &self,
        operations: [RootOperation; N],
        others: &[(&'static str, Arguments)],
    ) -> Vec<OutputField<'m>> {
        let mut out = Vec::new();
        for (model, _) in self.models() {
            let offered = operations.into_iter().filter(|operation| self.has_operation(model, *operation));
            out.extend(offered.map(|operation| self.operation(operation, model)));
        }
        out.extend(others.iter().map(|(name, arguments)| OutputField {
            name: OutputName::Plain(name),
            arguments: *arguments,
            is_nullable: false,
            kind: OutputKind::Scalar(ScalarType::Json),
            is_list: false,
        }));
        out
    }

    /// Whether there is an operation on a model.
    #[must_use]
    pub fn has_operation(&self, model: ModelId, operation: RootOperation) -> bool {
        use RootOperation as Op;
        let can_write = !self.model.model(model).is_view;
        match operation {
            Op::FindFirst | Op::FindFirstOrThrow | Op::FindMany | Op::Aggregate | Op::GroupBy => true,
            Op::FindUnique | Op::FindUniqueOrThrow => self.has_unique(model),
            Op::FindRaw | Op::AggregateRaw => self.features.raw == Some(Raw::MongoDb),
            Op::CreateOne | Op::UpsertOne => self.is_creatable(model),
            Op::CreateMany => self.is_creatable(model) && self.features.create_many,
            Op::CreateManyAndReturn => self.is_creatable(model) && self.features.returning,
            Op::DeleteOne | Op::UpdateOne | Op::UpdateMany | Op::DeleteMany => can_write,
            Op::UpdateManyAndReturn => can_write && self.features.returning,
        }
    }

    fn operation(&self, operation: RootOperation, model: ModelId) -> OutputField<'m> {
        use RootOperation as Op;
        let record = OutputType::Record(Container::Model(model));
        let (kind, is_list, is_nullable) = match operation {
            Op::FindFirst
            | Op::FindFirstOrThrow
            | Op::FindUnique
            | Op::FindUniqueOrThrow
            | Op::DeleteOne
            | Op::UpdateOne => (OutputKind::Object(record), false, true),
            Op::CreateOne | Op::UpsertOne => (OutputKind::Object(record), false, false),
            Op::FindMany => (OutputKind::Object(record), true, false),
            Op::Aggregate => (OutputKind::Object(OutputType::Aggregate(model)), false, false),
            Op::GroupBy => (OutputKind::Object(OutputType::GroupBy(model)), true, false),
            Op::FindRaw | Op::AggregateRaw => (OutputKind::Scalar(ScalarType::Json), false, false),
            Op::CreateMany | Op::UpdateMany | Op::DeleteMany => {
                (OutputKind::Object(OutputType::AffectedRows), false, false)
            }
            Op::CreateManyAndReturn => (OutputKind::Object(OutputType::CreateManyAndReturn(model)), true, false),
            Op::UpdateManyAndReturn => (OutputKind::Object(OutputType::UpdateManyAndReturn(model)), true, false),
        };
        let arguments = Arguments::Operation(operation, model);
        OutputField { name: OutputName::Operation(operation, model), arguments, is_nullable, kind, is_list }
    }

    fn record(&self, container: Container) -> Vec<OutputField<'m>> {
        let mut out: Vec<_> = self.values(container).filter_map(|(_, field)| value(field)).collect();
        let Container::Model(model) = container else { return out };
        let mut has_lists = false;
        for (field, end) in self.relations(model) {
            has_lists |= field.arity == Arity::List;
            out.push(self.related(field, self.end_model(end.opposite())));
        }
        if has_lists {
            out.push(object("_count", OutputType::Count(model), false));
        }
        out
    }

    /// A relation field.
    fn related(&self, field: &'m Field, target: ModelId) -> OutputField<'m> {
        OutputField {
            name: OutputName::Plain(&field.name),
            arguments: match field.arity {
                Arity::List => Arguments::Related(target),
                Arity::Optional => Arguments::Where(target),
                Arity::Required => Arguments::None,
            },
            is_nullable: field.arity != Arity::Required,
            kind: OutputKind::Object(OutputType::Record(Container::Model(target))),
            is_list: field.arity == Arity::List,
        }
    }

    fn aggregates(&self, model: ModelId) -> Vec<OutputField<'m>> {
        let all = [
            ("_count", AggregateFunction::Count),
            ("_avg", AggregateFunction::Avg),
            ("_sum", AggregateFunction::Sum),
            ("_min", AggregateFunction::Min),
            ("_max", AggregateFunction::Max),
        ];
        let is_there = |function| self.columns(model).any(|(_, field)| offers(field, function));
        let there = all.into_iter().filter(|(_, function)| is_there(*function));
        there.map(|(name, function)| object(name, OutputType::AggregateOf(model, function), true)).collect()
    }

    fn aggregate_of(&self, model: ModelId, function: AggregateFunction) -> Vec<OutputField<'m>> {
        let columns = self.columns(model).map(|(_, field)| field).filter(|field| offers(field, function));
        if function == AggregateFunction::Count {
            let columns = columns.map(|field| count(&field.name, Arguments::None));
            return columns.chain([count("_all", Arguments::None)]).collect();
        }
        let average = |field: &Field| match field.kind {
            FieldKind::Scalar(ScalarType::Decimal) => OutputKind::Scalar(ScalarType::Decimal),
            _ => OutputKind::Scalar(ScalarType::Float),
        };
        let of = columns.filter_map(|field| {
            let value = value(field)?;
            let kind = if function == AggregateFunction::Avg { average(field) } else { value.kind };
            Some(OutputField {
                is_nullable: true,
                is_list: function == AggregateFunction::Sum && value.is_list,
                kind,
                ..value
            })
        });
        of.collect()
    }

    /// The words of an enum, as clients write them.
    #[must_use]
    pub fn words(&self, ty: EnumType) -> Vec<&'m str> {
        match ty {
            EnumType::Declared(id) => {
                self.model.enumeration(id).values.iter().map(|value| value.name.as_str()).collect()
            }
            EnumType::ScalarFields(model) => self.columns(model).map(|(_, field)| field.name.as_str()).collect(),
            EnumType::RelevanceFields(model) => self.relevance_fields(model).map(|field| field.name.as_str()).collect(),
            EnumType::TransactionIsolationLevel => self.features.isolation_levels.to_vec(),
            EnumType::RelationLoadStrategy => vec!["query", "join"],
            EnumType::SortOrder => vec!["asc", "desc"],
            EnumType::NullsOrder => vec!["first", "last"],
            EnumType::QueryMode => vec!["default", "insensitive"],
            EnumType::JsonNullValueInput => vec!["JsonNull"],
            EnumType::NullableJsonNullValueInput => vec!["DbNull", "JsonNull"],
            EnumType::JsonNullValueFilter => vec!["DbNull", "JsonNull", "AnyNull"],
        }
    }
}

/// A column or a composite type.
fn value(field: &Field) -> Option<OutputField<'_>> {
    let kind = match field.kind {
        FieldKind::Scalar(scalar) => OutputKind::Scalar(scalar),
        FieldKind::Enum(id) => OutputKind::Enum(EnumType::Declared(id)),
        FieldKind::Composite(id) => OutputKind::Object(OutputType::Record(Container::Composite(id))),
        FieldKind::Relation(..) => return None,
    };
    Some(OutputField {
        name: OutputName::Plain(&field.name),
        arguments: Arguments::None,
        is_nullable: field.arity != Arity::Required,
        kind,
        is_list: field.arity == Arity::List,
    })
}

const fn count(name: &str, arguments: Arguments) -> OutputField<'_> {
    OutputField {
        name: OutputName::Plain(name),
        arguments,
        is_nullable: false,
        kind: OutputKind::Scalar(ScalarType::Int),
        is_list: false,
    }
}

const fn object(name: &str, ty: OutputType, is_nullable: bool) -> OutputField<'_> {
    let name = OutputName::Plain(name);
    OutputField { name, arguments: Arguments::None, is_nullable, kind: OutputKind::Object(ty), is_list: false }
}
