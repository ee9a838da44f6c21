//! `internal/class.ts`: the config of the runtime, and the type of the client.

use super::Client;
use super::entry::directory_name;
use super::names::property;
use super::writer::Writer;

const CLASS: &str = include_str!("text/class.ts");
const METHODS: &str = include_str!("text/methods.ts");

pub(super) fn module(client: &Client<'_>) -> String {
    let options = client.options;
    let mut w = Writer::module(1 << 16, "What `client` is made of: nothing to import.");
    let (imports, folder) = directory_name(options.module_format);
    w.lines(imports);
    w.line(&["import * as runtime from \"", &options.runtime_module(), "\""]);
    w.line(&["import type * as Prisma from \"", &options.import("./prismaNamespace"), "\""]);
    w.gap();
    let folder = format!("dirname: {folder},");
    client.config.write(&["const config: runtime.GetPrismaClientConfig = {"], &[&folder], options, &mut w);
    w.gap();
    w.lines(CLASS);
    w.gap();
    w.block_with(
        &["export interface PrismaClient<"],
        |w| {
            w.line(&["in LogOpts extends Prisma.LogLevel = never,"]);
            w.line(&[
                "in out OmitOpts extends Prisma.PrismaClientOptions['omit'] = Prisma.PrismaClientOptions['omit'],",
            ]);
            w.line(&[
                "in out ExtArgs extends runtime.Types.Extensions.InternalArgs = runtime.Types.Extensions.DefaultArgs",
            ]);
        },
        &["> {"],
    );
    w.inside(
        |w| {
            methods(client, w);
            for (_, model) in client.surface.models() {
                w.gap();
                w.doc(model.documentation.as_deref(), &[]);
                w.line(&[
                    "get ",
                    &property(&model.name),
                    "(): Prisma.",
                    &model.name,
                    "Delegate<ExtArgs, { omit: OmitOpts }>;",
                ]);
            }
        },
        &["}"],
    );
    w.gap();
    w.block(&["export function getPrismaClientClass(): PrismaClientConstructor"], |w| {
        w.line(&["return runtime.getPrismaClient(config) as unknown as PrismaClientConstructor"]);
    });
    w.finish()
}

/// The methods that no model changes.
fn methods(client: &Client<'_>, w: &mut Writer) {
    w.lines(METHODS);
    client.optional_methods(w);
    w.gap();
    w.line(&["/** A client that can do more: `model`, `client`, `query` and `result`. */"]);
    w.line(&[
        "$extends: runtime.Types.Extensions.ExtendsHook<\"extends\", Prisma.TypeMapCb<OmitOpts>, ExtArgs, runtime.Types.Utils.Call<Prisma.TypeMapCb<OmitOpts>, { extArgs: ExtArgs }>>",
    ]);
}

impl Client<'_> {
    /// The methods of preview features, and those that Prisma 6 had.
    pub(super) fn optional_methods(&self, w: &mut Writer) {
        if self.options.has_preview("typedSql") {
            w.gap();
            w.line(&["/** Runs a query of `sql/`, with its types. */"]);
            w.line(&["$queryRawTyped<T>(typedSql: runtime.TypedSql<unknown[], T>): Prisma.PrismaPromise<T[]>;"]);
        }
        if self.config.is_six() {
            w.gap();
            w.line(&["/** Sends each call through a function, as Prisma 6 did. */"]);
            w.line(&["$use(middleware: Prisma.Middleware): void;"]);
        }
        if self.options.has_preview("metrics") {
            w.gap();
            w.line(&["/** Counters of queries and connections, as Prisma 6 had them. */"]);
            let package = &self.options.runtime_package;
            w.line(&["readonly $metrics: import(\"", package, "/runtime/library\").MetricsClient;"]);
        }
    }
}
