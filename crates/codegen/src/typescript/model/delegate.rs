//! What `prisma.user` is, and what its methods that name one record return.

use nicol_query::surface::{Arguments, RootOperation};

use super::super::types::output_name;
use super::super::writer::Writer;
use super::Subject;

const GROUP_BY: &str = include_str!("../text/group_by.ts");

/// What a method returns.
#[derive(Clone, Copy)]
enum Returned {
    /// A record, or null.
    Maybe,
    /// A record.
    One,
    /// A list of records.
    Many,
    /// How many.
    Count,
}

/// A method of a model.
struct Method {
    operation: RootOperation,
    name: &'static str,
    args: &'static str,
    returned: Returned,
    /// Whether it can be called without arguments.
    is_bare: bool,
    doc: &'static str,
}

const fn method(
    operation: RootOperation,
    (name, args): (&'static str, &'static str),
    returned: Returned,
    is_bare: bool,
    doc: &'static str,
) -> Method {
    Method { operation, name, args, returned, is_bare, doc }
}

use RootOperation as Op;
const METHODS: [Method; 14] = [
    method(
        Op::FindUnique,
        ("findUnique", "FindUnique"),
        Returned::Maybe,
        false,
        "The record with an id or a unique, or null.",
    ),
    method(
        Op::FindUniqueOrThrow,
        ("findUniqueOrThrow", "FindUniqueOrThrow"),
        Returned::One,
        false,
        "The record with an id or a unique, or an error with the code P2025.",
    ),
    method(Op::FindFirst, ("findFirst", "FindFirst"), Returned::Maybe, true, "The first record that matches, or null."),
    method(
        Op::FindFirstOrThrow,
        ("findFirstOrThrow", "FindFirstOrThrow"),
        Returned::One,
        true,
        "The first record that matches, or an error with the code P2025.",
    ),
    method(Op::FindMany, ("findMany", "FindMany"), Returned::Many, true, "All records that match."),
    method(Op::CreateOne, ("create", "Create"), Returned::One, false, "Makes a record."),
    method(Op::CreateMany, ("createMany", "CreateMany"), Returned::Count, true, "Makes records, and tells how many."),
    method(
        Op::CreateManyAndReturn,
        ("createManyAndReturn", "CreateManyAndReturn"),
        Returned::Many,
        true,
        "Makes records, and returns them.",
    ),
    method(Op::DeleteOne, ("delete", "Delete"), Returned::One, false, "Deletes a record, and returns it."),
    method(Op::UpdateOne, ("update", "Update"), Returned::One, false, "Changes a record."),
    method(
        Op::DeleteMany,
        ("deleteMany", "DeleteMany"),
        Returned::Count,
        true,
        "Deletes all records that match, and tells how many.",
    ),
    method(
        Op::UpdateMany,
        ("updateMany", "UpdateMany"),
        Returned::Count,
        false,
        "Changes all records that match, and tells how many.",
    ),
    method(
        Op::UpdateManyAndReturn,
        ("updateManyAndReturn", "UpdateManyAndReturn"),
        Returned::Many,
        false,
        "Changes all records that match, and returns them.",
    ),
    method(Op::UpsertOne, ("upsert", "Upsert"), Returned::One, false, "Changes a record, or makes it."),
];

impl Subject<'_, '_> {
    pub(super) fn delegate(&self, w: &mut Writer) {
        let Self { name, capitalised, .. } = self;
        w.gap();
        w.line(&["export interface ", name, "Delegate<ExtArgs extends runtime.Types.Extensions.InternalArgs = runtime.Types.Extensions.DefaultArgs, GlobalOmitOptions = {}> {"]);
        w.inside(
            |w| {
                w.line(&[
                    "[K: symbol]: { types: Prisma.TypeMap<ExtArgs>['model']['",
                    name,
                    "'], meta: { name: '",
                    name,
                    "' } }",
                ]);
                METHODS.iter().filter(|method| self.has(method.operation)).for_each(|method| self.method(method, w));
                w.gap();
                w.line(&["/** How many records match. */"]);
                w.line(&[
                    "count<T extends ",
                    name,
                    "CountArgs>(args?: Prisma.Subset<T, ",
                    name,
                    "CountArgs>): Prisma.PrismaPromise<",
                ]);
                w.line(&["  T extends runtime.Types.Utils.Record<'select', any>"]);
                w.line(&[
                    "    ? T['select'] extends true ? number : Prisma.GetScalarType<T['select'], ",
                    capitalised,
                    "CountAggregateOutputType>",
                ]);
                w.line(&["    : number"]);
                w.line(&[">"]);
                w.gap();
                w.line(&["/** Counts, sums, averages and extremes of all records that match. */"]);
                w.line(&[
                    "aggregate<T extends ",
                    capitalised,
                    "AggregateArgs>(args: Prisma.Subset<T, ",
                    capitalised,
                    "AggregateArgs>): Prisma.PrismaPromise<Get",
                    capitalised,
                    "AggregateType<T>>",
                ]);
                w.gap();
                w.lines(&GROUP_BY.replace("$name", name).replace("$Capitalised", capitalised));
                w.gap();
                w.line(&["/** Its columns, to be compared with one another in filters. */"]);
                w.line(&["readonly fields: ", name, "FieldRefs"]);
            },
            &["}"],
        );
        self.fluent(w);
    }

    fn method(&self, method: &Method, w: &mut Writer) {
        let args = [self.name, method.args, "Args"].concat();
        w.gap();
        w.line(&["/** ", method.doc, " */"]);
        w.begin(&[method.name, "<T extends ", &args]);
        let pages = self.client.surface.needs_order(Arguments::Operation(method.operation, self.id), "take");
        let is_paged = pages && matches!(method.args, "FindFirst" | "FindFirstOrThrow" | "FindMany");
        if is_paged {
            for (parameter, word) in [("TakeDependenciesValidator", "take"), ("SkipDependenciesValidator", "skip")] {
                w.add(&[", ", parameter, " extends \"", word, "\" extends Prisma.Keys<T> ? { orderBy: {} } : {}"]);
            }
        }
        let question = if method.is_bare { "?" } else { "" };
        w.add(&[">(args", question, ": Prisma.SelectSubset<T, ", &args, "<ExtArgs>>"]);
        if is_paged {
            w.add(&[" & TakeDependenciesValidator & SkipDependenciesValidator"]);
        }
        w.add(&["): "]);
        let result = self.result(self.name, method.name);
        match method.returned {
            Returned::Count => w.end(&["Prisma.PrismaPromise<Prisma.BatchPayload>"]),
            Returned::Many => w.end(&["Prisma.PrismaPromise<", &result, ">"]),
            Returned::Maybe => w.end(&[&self.one(self.name, &result, " | null", "null")]),
            Returned::One => w.end(&[&self.one(self.name, &result, "", "never")]),
        }
    }

    fn result(&self, model: &str, operation: &str) -> String {
        format!(
            "runtime.Types.Result.GetResult<Prisma.${model}Payload<ExtArgs>, T, \"{operation}\", GlobalOmitOptions>"
        )
    }

    /// A promise of a record, with its relations as methods.
    fn one(&self, model: &str, result: &str, missing: &str, null: &str) -> String {
        format!("Prisma.Prisma__{model}Client<{result}{missing}, {null}, ExtArgs, GlobalOmitOptions>")
    }

    /// `Prisma__UserClient`: `prisma.user.findUnique(…).posts()`.
    fn fluent(&self, w: &mut Writer) {
        w.gap();
        w.line(&[
            "export interface Prisma__", self.name,
            "Client<T, Null = never, ExtArgs extends runtime.Types.Extensions.InternalArgs = runtime.Types.Extensions.DefaultArgs, GlobalOmitOptions = {}> extends Prisma.PrismaPromise<T> {",
        ]);
        w.inside(
            |w| {
                w.line(&["readonly [Symbol.toStringTag]: \"PrismaPromise\""]);
                for (field, target) in self.relations() {
                    let (name, target) = (output_name(field), self.client.name(target));
                    let args = self.relation_args(field, name, target);
                    w.begin(&[name, "<T extends ", &args, " = {}>(args?: Prisma.Subset<T, ", &args, ">): "]);
                    if field.is_list {
                        w.end(&["Prisma.PrismaPromise<", &self.result(target, "findMany"), " | Null>"]);
                    } else {
                        let (missing, null) = if field.is_nullable { (" | null", "null") } else { (" | Null", "Null") };
                        w.end(&[&self.one(target, &self.result(target, "findUniqueOrThrow"), missing, null)]);
                    }
                }
            },
            &["}"],
        );
    }
}
