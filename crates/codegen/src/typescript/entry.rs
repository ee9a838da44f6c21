//! The files that applications import: `client`, `browser` and `models`.

use super::Client;
use super::options::ModuleFormat;
use super::writer::Writer;

/// `client.ts`: the class, the `Prisma` namespace, enums, and the models as types.
pub(super) fn client(client: &Client<'_>) -> String {
    let options = client.options;
    let mut w = Writer::module(1 << 12, "What applications import: the client, its types, the enums.");
    w.line(&["import type * as runtime from \"", &options.runtime_module(), "\""]);
    w.line(&["import * as $Class from \"", &options.import("./internal/class"), "\""]);
    w.line(&["import * as Prisma from \"", &options.import("./internal/prismaNamespace"), "\""]);
    w.gap();
    enums_and_namespace(client, &mut w);
    w.gap();
    w.doc(None, &["The client: `new PrismaClient()` asks the database of the schema."]);
    w.line(&["export const PrismaClient = $Class.getPrismaClientClass()"]);
    w.line(&[
        "export type PrismaClient<LogOpts extends Prisma.LogLevel = never, OmitOpts extends Prisma.PrismaClientOptions[\"omit\"] = Prisma.PrismaClientOptions[\"omit\"], ExtArgs extends runtime.Types.Extensions.InternalArgs = runtime.Types.Extensions.DefaultArgs> = $Class.PrismaClient<LogOpts, OmitOpts, ExtArgs>",
    ]);
    records(client, &mut w);
    w.finish()
}

/// `browser.ts`: the same without the client.
pub(super) fn browser(client: &Client<'_>) -> String {
    let options = client.options;
    let mut w = Writer::module(1 << 12, "What code for browsers imports: types, enums, and names; no client.");
    w.line(&["import * as Prisma from \"", &options.import("./internal/prismaNamespaceBrowser"), "\""]);
    w.gap();
    enums_and_namespace(client, &mut w);
    records(client, &mut w);
    w.finish()
}

/// `models.ts`: all types of all models.
pub(super) fn models(client: &Client<'_>) -> String {
    let mut w = Writer::module(1 << 12, "The types of all models.");
    for (_, model) in client.surface.models() {
        w.line(&["export type * from \"", &client.options.import(&format!("./models/{}", model.name)), "\""]);
    }
    w.line(&["export type * from \"", &client.options.import("./commonInputTypes"), "\""]);
    w.finish()
}

fn enums_and_namespace(client: &Client<'_>, w: &mut Writer) {
    let enums = client.options.import("./enums");
    w.line(&["export { Prisma }"]);
    w.line(&["export * as $Enums from \"", &enums, "\""]);
    w.line(&["export * from \"", &enums, "\""]);
}

/// A type for the records of each model.
fn records(client: &Client<'_>, w: &mut Writer) {
    for (_, model) in client.surface.models() {
        w.gap();
        w.doc(model.documentation.as_deref(), &["A record of ", &model.name, "."]);
        w.line(&["export type ", &model.name, " = Prisma.", &model.name, "Model"]);
    }
}

/// How a module finds the folder it stands in, and what it imports for that.
pub(super) const fn directory_name(format: ModuleFormat) -> (&'static str, &'static str) {
    match format {
        ModuleFormat::Esm => (
            "import * as path from \"node:path\"\nimport { fileURLToPath } from \"node:url\"",
            "path.dirname(path.dirname(fileURLToPath(import.meta.url)))",
        ),
        ModuleFormat::Cjs => ("import * as path from \"node:path\"", "path.dirname(__dirname)"),
    }
}
