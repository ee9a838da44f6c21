//! `aggregate`, `count` and `groupBy`: what they return and what they take.

use nicol_query::ast::AggregateFunction;
use nicol_query::surface::{Arguments, OutputField, OutputKind, OutputType, RootOperation};

use super::super::types::{Compared, EXT_ARGS, output_name};
use super::super::writer::Writer;
use super::Subject;

impl Subject<'_, '_> {
    pub(super) fn aggregates(&self, w: &mut Writer) {
        let Self { client, capitalised: name, .. } = self;
        let all = client.surface.output_fields(OutputType::Aggregate(self.id));
        w.gap();
        w.block(&["export type Aggregate", name, " ="], |w| self.parts(&all, w));
        for part in &all {
            let OutputKind::Object(output) = part.kind else { continue };
            let fields = client.surface.output_fields(output);
            w.gap();
            w.block(&["export type ", &client.output_type(output), " ="], |w| {
                fields.iter().for_each(|field| client.output_field(field, w));
            });
            w.gap();
            w.block(&["export type ", &self.aggregate_input(output), " ="], |w| {
                fields.iter().for_each(|field| w.line(&[output_name(field), "?: true", client.skip()]));
            });
        }
        self.aggregate_args(&all, w);
        self.group_by_args(&all, w);
        self.group_by_result(&all, w);
    }

    /// The fields for each function, in a result.
    fn parts(&self, all: &[OutputField<'_>], w: &mut Writer) {
        for part in all {
            if let OutputKind::Object(output) = part.kind {
                w.line(&[output_name(part), ": ", &self.client.output_type(output), " | null"]);
            }
        }
    }

    /// `UserCountAggregateInputType`: which columns.
    fn aggregate_input(&self, output: OutputType) -> String {
        let function = match output {
            OutputType::AggregateOf(_, AggregateFunction::Avg) => "Avg",
            OutputType::AggregateOf(_, AggregateFunction::Sum) => "Sum",
            OutputType::AggregateOf(_, AggregateFunction::Min) => "Min",
            OutputType::AggregateOf(_, AggregateFunction::Max) => "Max",
            _ => "Count",
        };
        [&self.capitalised, function, "AggregateInputType"].concat()
    }

    /// The arguments for each function.
    fn functions(&self, all: &[OutputField<'_>], w: &mut Writer) {
        for part in all {
            if let OutputKind::Object(output) = part.kind {
                let name = output_name(part);
                w.line(&[name, "?: ", &self.aggregate_input(output), if name == "_count" { " | true" } else { "" }]);
            }
        }
    }

    fn operation_args(&self, operation: RootOperation, w: &mut Writer) {
        for field in self.client.surface.arguments(Arguments::Operation(operation, self.id)) {
            self.client.input_field(&field, Compared::With(self.name), w);
        }
    }

    fn aggregate_args(&self, all: &[OutputField<'_>], w: &mut Writer) {
        let Self { capitalised, .. } = self;
        w.gap();
        w.block(&["export type ", capitalised, "AggregateArgs", EXT_ARGS, " ="], |w| {
            self.operation_args(RootOperation::Aggregate, w);
            self.functions(all, w);
        });
        w.gap();
        let of = ["Prisma.GetScalarType<T[P], Aggregate", capitalised, "[P]>"].concat();
        w.block(&["export type Get", capitalised, "AggregateType<T extends ", capitalised, "AggregateArgs> ="], |w| {
            w.line(&["[P in keyof T & keyof Aggregate", capitalised, "]: P extends '_count' | 'count'"]);
            w.line(&["  ? T[P] extends true ? number : ", &of]);
            w.line(&["  : ", &of]);
        });
    }

    fn group_by_args(&self, all: &[OutputField<'_>], w: &mut Writer) {
        w.gap();
        w.block(&["export type ", self.name, "GroupByArgs", EXT_ARGS, " ="], |w| {
            self.operation_args(RootOperation::GroupBy, w);
            self.functions(all, w);
        });
    }

    fn group_by_result(&self, all: &[OutputField<'_>], w: &mut Writer) {
        let Self { name, capitalised, .. } = self;
        w.gap();
        w.block(&["export type ", capitalised, "GroupByOutputType ="], |w| {
            self.columns().for_each(|field| self.client.output_field(field, w));
            self.parts(all, w);
        });
        w.gap();
        let output = [capitalised, "GroupByOutputType"].concat();
        let of = ["Prisma.GetScalarType<T[P], ", &output, "[P]>"].concat();
        w.line(&[
            "export type Get",
            capitalised,
            "GroupByPayload<T extends ",
            name,
            "GroupByArgs> = Prisma.PrismaPromise<",
        ]);
        w.block_with(
            &["  Array<Prisma.PickEnumerable<", &output, ", T['by']> & {"],
            |w| {
                w.line(&["  [P in ((keyof T) & (keyof ", &output, "))]: P extends '_count'"]);
                w.line(&["    ? T[P] extends boolean ? number : ", &of]);
                w.line(&["    : ", &of]);
            },
            &["  }>"],
        );
        w.line(&[">"]);
    }
}
