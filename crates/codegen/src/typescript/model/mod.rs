//! `models/<Model>.ts`: everything that is about one model.

mod aggregate;
mod args;
mod delegate;
mod record;
mod select;

use nicol_model::{Field, Model, ModelId};
use nicol_query::surface::{Arguments, Container, OutputField, OutputKind, OutputType, RootOperation};

use super::Client;
use super::names::{capitalised, property};
use super::writer::Writer;

/// A model, and what is asked of it again and again.
pub(super) struct Subject<'c, 'm> {
    client: &'c Client<'m>,
    id: ModelId,
    model: &'m Model,
    /// Its name, as in its types.
    name: &'m str,
    /// Its name with the first letter in upper case, as in types of results.
    capitalised: String,
    /// Its property of the client.
    property: String,
    /// The fields of its records: columns, relations, `_count`.
    fields: Vec<OutputField<'m>>,
}

impl<'c, 'm> Subject<'c, 'm> {
    pub(super) fn new(client: &'c Client<'m>, id: ModelId, model: &'m Model) -> Self {
        Self {
            client,
            id,
            model,
            name: &model.name,
            capitalised: capitalised(&model.name),
            property: property(&model.name),
            fields: client.surface.output_fields(OutputType::Record(Container::Model(id))),
        }
    }

    /// Its file.
    pub(super) fn module(&self) -> String {
        let options = self.client.options;
        let mut w = Writer::module(1 << 15, &["The types of the model ", self.name, "."].concat());
        w.line(&["import type * as runtime from \"", &options.runtime_module(), "\""]);
        w.line(&["import type * as $Enums from \"", &options.import("../enums"), "\""]);
        w.line(&["import type * as Prisma from \"", &options.import("../internal/prismaNamespace"), "\""]);
        w.gap();
        w.doc(self.model.documentation.as_deref(), &["A record of ", self.name, "."]);
        w.line(&[
            "export type ",
            self.name,
            "Model = runtime.Types.Result.DefaultSelection<Prisma.$",
            self.name,
            "Payload>",
        ]);
        self.body(&mut w);
        w.finish()
    }

    /// Its types, those of its inputs among them.
    pub(super) fn body(&self, w: &mut Writer) {
        self.aggregates(w);
        self.client.inputs(Some(Container::Model(self.id)), w);
        self.selections(w);
        self.payload(w);
        self.delegate(w);
        self.arguments(w);
    }

    fn has(&self, operation: RootOperation) -> bool {
        self.client.surface.has_operation(self.id, operation)
    }

    fn columns(&self) -> impl Iterator<Item = &OutputField<'m>> {
        self.fields.iter().filter(|field| !matches!(field.kind, OutputKind::Object(_)))
    }

    /// The relation fields, each with the model that it leads to.
    fn relations(&self) -> impl Iterator<Item = (&OutputField<'m>, ModelId)> {
        self.fields.iter().filter_map(|field| match field.kind {
            OutputKind::Object(OutputType::Record(Container::Model(target))) => Some((field, target)),
            _ => None,
        })
    }

    /// Whether `include` has something to take.
    fn has_relations(&self) -> bool {
        self.client.has_relations(self.id)
    }

    /// Whether there are lists of related records to count.
    fn has_counts(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, OutputKind::Object(OutputType::Count(_))))
    }

    /// What can be said about a relation field where it is selected.
    fn relation_args(&self, field: &OutputField<'m>, name: &str, target: &str) -> String {
        match field.arguments {
            Arguments::None => format!("Prisma.{target}DefaultArgs<ExtArgs>"),
            _ => format!("Prisma.{}${name}Args<ExtArgs>", self.name),
        }
    }

    /// The field of the schema.
    fn field(&self, name: &str) -> Option<&'m Field> {
        self.model.fields.iter().find(|field| field.name == name)
    }
}

/// How a related record stands in a result: alone, missing or in a list.
const fn around(field: &OutputField<'_>) -> &'static str {
    match (field.is_list, field.is_nullable) {
        (true, _) => "[]",
        (false, true) => " | null",
        (false, false) => "",
    }
}
