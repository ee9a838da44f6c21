//! The `Prisma` namespace: what no model changes, names of models and columns, and the type of all operations.

use super::Client;
use super::enums;
use super::names::property;
use super::type_map;
use super::writer::Writer;

const VALUES: &str = include_str!("text/values.ts");
const NULLS: &str = include_str!("text/nulls.ts");
pub(super) const HELPERS: &str = include_str!("text/helpers.ts");
const MIDDLEWARE: &str = include_str!("text/middleware.ts");
const SIX: &str = include_str!("text/six.ts");
const SHARED: &str = include_str!("text/shared.ts");
const CONSTRUCTOR: &str = include_str!("text/constructor.ts");

/// `internal/prismaNamespace.ts`.
pub(super) fn module(client: &Client<'_>) -> String {
    let options = client.options;
    let mut w = Writer::module(1 << 16, "The `Prisma` namespace of `client`: nothing to import.");
    w.line(&["import * as runtime from \"", &options.runtime_module(), "\""]);
    w.line(&["import type * as Prisma from \"", &options.import("../models"), "\""]);
    w.line(&["import { type PrismaClient } from \"", &options.import("./class"), "\""]);
    w.gap();
    w.line(&["export type * from \"", &options.import("../models"), "\""]);
    w.gap();
    w.lines(VALUES);
    if client.config.is_six() {
        w.gap();
        w.lines(SIX);
    }
    w.gap();
    w.block(&["export const prismaVersion: PrismaVersion ="], |w| {
        w.line(&["client: \"", &options.client_version, "\","]);
        w.line(&["engine: \"", &options.engine_version, "\","]);
    });
    w.gap();
    w.lines(NULLS);
    if options.has_preview("strictUndefinedChecks") {
        w.line(&["/** As if the field had not been written. */"]);
        w.line(&["export const skip = runtime.skip"]);
    }
    w.gap();
    w.lines(HELPERS);
    model_names(client, &mut w);
    type_map::write(client, &mut w);
    enums::of_namespace(client, &mut w);
    field_refs(client, &mut w);
    w.gap();
    shared(client, &mut w);
    client_options(client, &mut w);
    w.finish()
}

/// `internal/prismaNamespaceBrowser.ts`: the values that need no database.
pub(super) fn browser_module(client: &Client<'_>) -> String {
    let options = client.options;
    let mut w = Writer::module(1 << 14, "The `Prisma` namespace of `browser`: nothing to import.");
    w.line(&["import * as runtime from \"", &options.runtime_package, "/runtime/index-browser\""]);
    w.gap();
    w.line(&["export type * from \"", &options.import("../models"), "\""]);
    w.line(&["export type * from \"", &options.import("./prismaNamespace"), "\""]);
    w.gap();
    w.line(&["export const Decimal = runtime.Decimal"]);
    w.gap();
    w.lines(NULLS);
    model_names(client, &mut w);
    enums::of_namespace(client, &mut w);
    w.finish()
}

fn model_names(client: &Client<'_>, w: &mut Writer) {
    w.gap();
    w.block_with(
        &["export const ModelName = {"],
        |w| client.surface.models().for_each(|(_, model)| w.line(&[&model.name, ": '", &model.name, "',"])),
        &["} as const"],
    );
    w.gap();
    w.line(&["export type ModelName = (typeof ModelName)[keyof typeof ModelName]"]);
}

/// What may stand in the place of a value: another column of the same model and type.
pub(super) fn field_refs(client: &Client<'_>, w: &mut Writer) {
    for reference in &client.graph.field_refs {
        let mut name = String::new();
        client.surface.push_field_ref_name(*reference, &mut name);
        let mut target = String::new();
        client.surface.push_ref_target(*reference, &mut target);
        w.gap();
        w.line(&["export type ", &name, "<$PrismaModel> = FieldRefInputType<$PrismaModel, '", &target, "'>"]);
    }
}

/// What both generators declare alike.
pub(super) fn shared(client: &Client<'_>, w: &mut Writer) {
    w.lines(SHARED);
    if client.config.is_six() {
        w.gap();
        w.lines(MIDDLEWARE);
    }
}

/// The constructor's options, which know the datasource and the models.
fn client_options(client: &Client<'_>, w: &mut Writer) {
    w.gap();
    w.lines(&CONSTRUCTOR.replace("$datasource", client.config.datasource_name()));
    omit_config(client, w);
}

/// Which columns of which model are left out unless they are asked for.
pub(super) fn omit_config(client: &Client<'_>, w: &mut Writer) {
    w.gap();
    w.block(&["export type GlobalOmitConfig ="], |w| {
        for (_, model) in client.surface.models() {
            w.line(&[&property(&model.name), "?: Prisma.", &model.name, "Omit"]);
        }
    });
}
