//! `TypeMap`: what each method of each model takes and returns, for extensions.

use nicol_query::surface::RootOperation;

use super::names::{capitalised, property};
use super::types::EXT_ARGS;
use super::writer::Writer;
use super::{Client, Generator};

/// The methods that return records, what stands behind them, and how their arguments are called.
const METHODS: [(RootOperation, &str, &str, &str); 14] = [
    (RootOperation::FindUnique, "findUnique", "FindUnique", " | null"),
    (RootOperation::FindUniqueOrThrow, "findUniqueOrThrow", "FindUniqueOrThrow", ""),
    (RootOperation::FindFirst, "findFirst", "FindFirst", " | null"),
    (RootOperation::FindFirstOrThrow, "findFirstOrThrow", "FindFirstOrThrow", ""),
    (RootOperation::FindMany, "findMany", "FindMany", "[]"),
    (RootOperation::CreateOne, "create", "Create", ""),
    (RootOperation::CreateMany, "createMany", "CreateMany", COUNT),
    (RootOperation::CreateManyAndReturn, "createManyAndReturn", "CreateManyAndReturn", "[]"),
    (RootOperation::DeleteOne, "delete", "Delete", ""),
    (RootOperation::UpdateOne, "update", "Update", ""),
    (RootOperation::DeleteMany, "deleteMany", "DeleteMany", COUNT),
    (RootOperation::UpdateMany, "updateMany", "UpdateMany", COUNT),
    (RootOperation::UpdateManyAndReturn, "updateManyAndReturn", "UpdateManyAndReturn", "[]"),
    (RootOperation::UpsertOne, "upsert", "Upsert", ""),
];

/// In the place of records.
const COUNT: &str = "BatchPayload";

const OTHERS: &str = include_str!("text/type_map.ts");

pub(super) fn write(client: &Client<'_>, w: &mut Writer) {
    let properties: Vec<String> =
        client.surface.models().map(|(_, model)| format!("\"{}\"", property(&model.name))).collect();
    let properties = if properties.is_empty() { "never".to_owned() } else { properties.join(" | ") };
    w.gap();
    let (options, omit) = match client.options.generator {
        Generator::Client => ("GlobalOmitOptions", "GlobalOmitOptions"),
        Generator::ClientJs => {
            ("ClientOptions", "ClientOptions extends { omit: infer OmitOptions } ? OmitOptions : {}")
        }
    };
    w.line(&[
        "export interface TypeMapCb<", options,
        " = {}> extends runtime.Types.Utils.Fn<{ extArgs: runtime.Types.Extensions.InternalArgs }, runtime.Types.Utils.Record<string, any>> {",
    ]);
    w.line(&["  returns: TypeMap<this['params']['extArgs'], ", omit, ">"]);
    w.line(&["}"]);
    w.gap();
    let parameters = EXT_ARGS.trim_end_matches('>');
    w.line(&["export type TypeMap", parameters, ", GlobalOmitOptions = {}> = {"]);
    w.inside(
        |w| {
            w.line(&["globalOmitOptions: { omit: GlobalOmitOptions }"]);
            w.block(&["meta:"], |w| {
                w.line(&["modelProps: ", &properties]);
                let has_levels = !client.surface.features.isolation_levels.is_empty();
                w.line(&["txIsolationLevel: ", if has_levels { "TransactionIsolationLevel" } else { "never" }]);
            });
            w.block(&["model:"], |w| {
                for (id, model) in client.surface.models() {
                    w.block(&[&model.name, ":"], |w| of_model(client, id, &model.name, w));
                }
            });
        },
        &["} & {"],
    );
    w.lines(OTHERS);
    if client.options.has_preview("typedSql") {
        w.lines("      $queryRawTyped: {\n        args: runtime.UnknownTypedSql\n        result: JsonObject\n      }");
    }
    w.lines("    }\n  }\n}");
}

fn of_model(client: &Client<'_>, id: nicol_model::ModelId, name: &str, w: &mut Writer) {
    w.line(&["payload: Prisma.$", name, "Payload<ExtArgs>"]);
    w.line(&["fields: Prisma.", name, "FieldRefs"]);
    w.block(&["operations:"], |w| {
        let capitalised = capitalised(name);
        for (operation, method, args, behind) in METHODS {
            if !client.surface.has_operation(id, operation) {
                continue;
            }
            w.begin(&[method, ": { args: Prisma.", name, args, "Args<ExtArgs>; result: "]);
            match behind {
                COUNT => w.end(&["BatchPayload }"]),
                behind => w.end(&["runtime.Types.Utils.PayloadToResult<Prisma.$", name, "Payload>", behind, " }"]),
            }
        }
        w.line(&[
            "aggregate: { args: Prisma.",
            &capitalised,
            "AggregateArgs<ExtArgs>; result: runtime.Types.Utils.Optional<Prisma.Aggregate",
            &capitalised,
            "> }",
        ]);
        w.line(&[
            "groupBy: { args: Prisma.",
            name,
            "GroupByArgs<ExtArgs>; result: runtime.Types.Utils.Optional<Prisma.",
            &capitalised,
            "GroupByOutputType>[] }",
        ]);
        w.line(&[
            "count: { args: Prisma.",
            name,
            "CountArgs<ExtArgs>; result: runtime.Types.Utils.Optional<Prisma.",
            &capitalised,
            "CountAggregateOutputType> | number }",
        ]);
    });
}
