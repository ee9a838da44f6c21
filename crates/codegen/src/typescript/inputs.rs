//! The input types: of each model, and those that all share.

use nicol_model::ModelId;
use nicol_query::surface::{Container, InputType};

use super::Client;
use super::types::{Compared, compares};
use super::writer::Writer;

/// `commonInputTypes.ts`: filters, and the order of nulls.
pub(super) fn shared_module(client: &Client<'_>) -> String {
    let options = client.options;
    let mut w = Writer::module(1 << 15, "The input types that models share.");
    w.line(&["import type * as runtime from \"", &options.runtime_module(), "\""]);
    w.line(&["import type * as $Enums from \"", &options.import("./enums"), "\""]);
    w.line(&["import type * as Prisma from \"", &options.import("./internal/prismaNamespace"), "\""]);
    shared(client, &mut w);
    w.finish()
}

/// The input types that belong to no model.
pub(super) fn shared(client: &Client<'_>, w: &mut Writer) {
    client.inputs(None, w);
}

impl Client<'_> {
    /// The input types of a model, with those of others that Prisma puts there.
    pub(super) fn inputs(&self, owner: Option<Container>, w: &mut Writer) {
        for input in self.inputs.get(&owner).into_iter().flatten() {
            self.input(*input, w);
        }
    }

    fn input(&self, ty: InputType, w: &mut Writer) {
        let mut name = String::new();
        self.surface.push_input_name(ty, &mut name);
        w.gap();
        let parameter = if compares(ty) { "<$PrismaModel = never>" } else { "" };
        if name.contains("Json") && compares(ty) {
            return self.json_filter(ty, &name, w);
        }
        if let InputType::WhereUnique(model) = ty {
            self.block(ty, &["export type ", &name, " = {"], &["} & (", &self.unique_alternatives(model), ")"], w);
            return;
        }
        self.block(ty, &["export type ", &name, parameter, " = {"], &["}"], w);
    }

    /// That one of the ids and uniques is there. As with Prisma's `AtLeast`, but nothing has to be worked out.
    fn unique_alternatives(&self, model: ModelId) -> String {
        let fields = self.surface.fields(InputType::WhereUnique(model));
        let mut w = Writer::with_capacity(1 << 8);
        for (at, unique) in self.surface.unique_names(model).enumerate() {
            w.add(&[if at > 0 { " | { " } else { "{ " }, unique.listed_name, ": "]);
            match fields.iter().find(|field| field.name == unique.listed_name) {
                Some(field) => self.alternatives(&field.types, Compared::WithParameter, &mut w),
                None => w.add(&["never"]),
            }
            w.add(&[self.skip(), " | undefined }"]);
        }
        let text = w.finish();
        if text.is_empty() { "{}".to_owned() } else { text }
    }

    /// A filter of Json: beside `path` there has to be a condition. As with Prisma's `PatchUndefined<Either<…>>`, but
    /// nothing has to be worked out for each model.
    fn json_filter(&self, ty: InputType, name: &str, w: &mut Writer) {
        let fields = self.surface.fields(ty);
        let conditions: Vec<String> =
            fields.iter().filter(|f| f.name != "path").map(|f| format!("{{ {}: {{}} | null }}", f.name)).collect();
        w.begin(&["export type ", name, "<$PrismaModel = never> = ", name, "Base<$PrismaModel>"]);
        if conditions.len() < fields.len() {
            w.add(&[" & ({ path?: undefined } | ", &conditions.join(" | "), ")"]);
        }
        w.end(&[]);
        w.gap();
        self.block(ty, &["export type ", name, "Base<$PrismaModel = never> = {"], &["}"], w);
    }

    fn block(&self, ty: InputType, head: &[&str], end: &[&str], w: &mut Writer) {
        let compared = match self.surface.container(ty) {
            Some(container) => Compared::With(self.surface.container_name(container)),
            None => Compared::WithParameter,
        };
        let fields = self.surface.fields(ty);
        w.block_with(head, |w| fields.iter().for_each(|field| self.input_field(field, compared, w)), end);
    }
}
