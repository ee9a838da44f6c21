//! The arguments of a model's methods and of its relation fields.

use nicol_query::surface::{Arguments, OutputKind, OutputType, RootOperation};

use super::super::types::{Compared, EXT_ARGS, output_name};
use super::super::writer::Writer;
use super::Subject;

/// Operations, and how their arguments are called.
const OPERATIONS: [(RootOperation, &str); 14] = [
    (RootOperation::FindUnique, "FindUnique"),
    (RootOperation::FindUniqueOrThrow, "FindUniqueOrThrow"),
    (RootOperation::FindFirst, "FindFirst"),
    (RootOperation::FindFirstOrThrow, "FindFirstOrThrow"),
    (RootOperation::FindMany, "FindMany"),
    (RootOperation::CreateOne, "Create"),
    (RootOperation::CreateMany, "CreateMany"),
    (RootOperation::CreateManyAndReturn, "CreateManyAndReturn"),
    (RootOperation::UpdateOne, "Update"),
    (RootOperation::UpdateMany, "UpdateMany"),
    (RootOperation::UpdateManyAndReturn, "UpdateManyAndReturn"),
    (RootOperation::UpsertOne, "Upsert"),
    (RootOperation::DeleteOne, "Delete"),
    (RootOperation::DeleteMany, "DeleteMany"),
];

impl Subject<'_, '_> {
    pub(super) fn arguments(&self, w: &mut Writer) {
        let Self { name, client, .. } = self;
        for (operation, suffix) in OPERATIONS.into_iter().filter(|(operation, _)| self.has(*operation)) {
            w.gap();
            w.block(&["export type ", name, suffix, "Args", EXT_ARGS, " ="], |w| {
                match operation {
                    RootOperation::CreateMany | RootOperation::UpdateMany | RootOperation::DeleteMany => {}
                    RootOperation::CreateManyAndReturn | RootOperation::UpdateManyAndReturn => {
                        let includes = self.returns_relations(operation);
                        selection(name, suffix, includes, w);
                    }
                    _ => selection(name, "", self.has_relations(), w),
                }
                self.given(Arguments::Operation(operation, self.id), w);
            });
        }
        w.gap();
        let strategy = if client.surface.features.load_strategy { " | 'relationLoadStrategy'" } else { "" };
        w.line(&["export type ", name, "CountArgs", EXT_ARGS, " ="]);
        w.line(&["  Omit<", name, "FindManyArgs, 'select' | 'include' | 'distinct' | 'omit'", strategy, "> & {"]);
        w.line(&["    select?: ", &self.capitalised, "CountAggregateInputType | true"]);
        w.line(&["  }"]);
        for (field, target) in self.relations().filter(|(field, _)| field.arguments != Arguments::None) {
            w.gap();
            w.block(&["export type ", name, "$", output_name(field), "Args", EXT_ARGS, " ="], |w| {
                selection(client.name(target), "", client.has_relations(target), w);
                self.given(field.arguments, w);
            });
        }
        w.gap();
        w.block(&["export type ", name, "DefaultArgs", EXT_ARGS, " ="], |w| {
            selection(name, "", self.has_relations(), w);
        });
    }

    /// Arguments from the surface.
    pub(super) fn given(&self, arguments: Arguments, w: &mut Writer) {
        for field in self.client.surface.arguments(arguments) {
            self.client.input_field(&field, Compared::With(self.name), w);
        }
    }

    /// Whether rows of many come back with the records that they refer to.
    fn returns_relations(&self, operation: RootOperation) -> bool {
        let output = match operation {
            RootOperation::CreateManyAndReturn => OutputType::CreateManyAndReturn(self.id),
            _ => OutputType::UpdateManyAndReturn(self.id),
        };
        let fields = self.client.surface.output_fields(output);
        fields.iter().any(|field| matches!(field.kind, OutputKind::Object(_)))
    }
}

/// What of a record is wanted. `omit` stands first: it is what the compiler looks at first when it asks whether arguments
/// for different clients can stand for each other, and by a mapped type it learns to compare them field by field.
fn selection(model: &str, suffix: &str, includes: bool, w: &mut Writer) {
    w.line(&["omit?: Prisma.", model, "Omit<ExtArgs> | null"]);
    w.line(&["select?: Prisma.", model, "Select", suffix, "<ExtArgs> | null"]);
    if includes {
        w.line(&["include?: Prisma.", model, "Include", suffix, "<ExtArgs> | null"]);
    }
}
