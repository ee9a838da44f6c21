//! The TypeScript client: the same files, exported names and types as those of Prisma 7.10, from the surface.
//!
//! Both generators print the same declarations: `prisma-client` as modules, `prisma-client-js` in one `Prisma` namespace.
//! What no schema changes stands in `text/`.

mod class;
mod config;
mod entry;
mod enums;
mod inputs;
mod js;
mod model;
mod names;
mod namespace;
mod options;
mod sql;
mod type_map;
mod types;
mod writer;

use std::collections::HashMap;

use nicol_model::ModelId;
use nicol_query::surface::{Container, Graph, InputType, OutputKind, OutputType, Surface};
use nicol_schema::ir::Schema;

pub use options::{Generator, ModuleFormat, Options, UrlSource};
pub use sql::{QueryColumn, QueryParameter, TypedQuery};

/// A generated file, relative to the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub contents: String,
}

/// What all files are made from.
struct Client<'a> {
    surface: Surface<'a>,
    graph: Graph,
    /// The input types of each model, and those that belong to none.
    inputs: HashMap<Option<Container>, Vec<InputType>>,
    /// By model: whether it has relations that clients see.
    has_relations: Vec<bool>,
    /// `strictUndefinedChecks`: `undefined` is refused, so that there is a value to leave a field out.
    is_strict: bool,
    options: &'a Options,
    config: config::Config,
}

/// Generates the client of a schema.
#[must_use]
pub fn generate(schema: &Schema, options: &Options) -> Vec<File> {
    let model = nicol_schema::lower::described(schema);
    let client = Client::new(Surface::new(&model), schema, options);
    match options.generator {
        Generator::Client => client.modules(),
        Generator::ClientJs => js::files(&client),
    }
}

impl<'a> Client<'a> {
    fn new(surface: Surface<'a>, schema: &Schema, options: &'a Options) -> Self {
        let graph = surface.graph();
        let mut inputs: HashMap<Option<Container>, Vec<InputType>> = HashMap::new();
        for input in &graph.inputs {
            inputs.entry(input.owner).or_default().push(input.ty);
        }
        let is_relation = |kind| matches!(kind, OutputKind::Object(OutputType::Record(_)));
        let has_relations = (0..surface.model.models.len())
            .map(|at| ModelId(u16::try_from(at).unwrap_or(u16::MAX)))
            .map(|id| surface.output_fields(OutputType::Record(Container::Model(id))))
            .map(|fields| fields.iter().any(|field| is_relation(field.kind)))
            .collect();
        let is_strict = options.has_preview("strictUndefinedChecks");
        Self { surface, graph, inputs, has_relations, is_strict, options, config: config::Config::new(schema, options) }
    }

    /// The name of a model.
    fn name(&self, model: ModelId) -> &'a str {
        self.surface.container_name(Container::Model(model))
    }

    fn has_relations(&self, model: ModelId) -> bool {
        self.has_relations.get(model.index()).copied().unwrap_or_default()
    }

    /// The files of `prisma-client`.
    fn modules(&self) -> Vec<File> {
        let extension = &self.options.file_extension;
        let file = |path: &str, contents: String| File { path: format!("{path}.{extension}"), contents };
        let mut files = vec![
            file("client", entry::client(self)),
            file("browser", entry::browser(self)),
            file("enums", enums::module(self)),
            file("models", entry::models(self)),
            file("commonInputTypes", inputs::shared_module(self)),
            file("internal/class", class::module(self)),
            file("internal/prismaNamespace", namespace::module(self)),
            file("internal/prismaNamespaceBrowser", namespace::browser_module(self)),
        ];
        for (id, model) in self.surface.models() {
            files.push(file(&format!("models/{}", model.name), model::Subject::new(self, id, model).module()));
        }
        if !self.options.typed_sql.is_empty() {
            files.extend(sql::modules(self, &self.options.typed_sql));
        }
        files
    }
}
