//! What generated code hands to the runtime: `ClientConfig` of `packages/nicol/src/config.ts`.

use nicol_model::{Flavour, base64, bytes};
use nicol_schema::ir::Schema;

use super::options::{Options, UrlSource};
use super::writer::Writer;
use crate::dmmf::json::push_string;
use crate::dmmf::runtime;

/// Its parts that are made from the schema.
pub(super) struct Config {
    active_provider: &'static str,
    flavour: Flavour,
    datasource_name: String,
    datasource: String,
    /// The data model's byte form, in base64.
    data_model: String,
    /// Prisma's `runtimeDataModel`, as JSON.
    runtime_data_model: String,
}

impl Config {
    pub(super) fn new(schema: &Schema, options: &Options) -> Self {
        let model = nicol_schema::lower::data_model(schema);
        let mut data_model = String::new();
        base64::encode(&bytes::to_bytes(&model), &mut data_model);
        let mut runtime_data_model = String::new();
        // A String takes everything.
        let _ = runtime::write(schema, &mut runtime_data_model);
        Self {
            active_provider: model.provider.name(),
            flavour: model.flavour,
            datasource_name: datasource_name(schema).to_owned(),
            datasource: datasource(schema, options),
            data_model,
            runtime_data_model,
        }
    }

    /// The whole, with `head` before and `end` behind.
    pub(super) fn write(&self, head: &[&str], more: &[&str], options: &Options, w: &mut Writer) {
        w.block_with(
            head,
            |w| {
                w.line(&["clientVersion: ", &json(&options.client_version), ","]);
                w.line(&["engineVersion: ", &json(&options.engine_version), ","]);
                w.line(&["activeProvider: ", &json(self.active_provider), ","]);
                let features: Vec<String> = options.preview_features.iter().map(|feature| json(feature)).collect();
                w.line(&["previewFeatures: [", &features.join(", "), "],"]);
                w.line(&["flavour: ", if self.is_six() { "6" } else { "7" }, ","]);
                w.line(&["datasource: ", &self.datasource, ","]);
                w.line(&["inlineSchema: ", &json(&options.inline_schema), ","]);
                w.line(&["runtimeDataModel: JSON.parse(", &json(&self.runtime_data_model), "),"]);
                w.line(&["dataModel: ", &json(&self.data_model), ","]);
                more.iter().for_each(|line| w.line(&[line]));
            },
            &["}"],
        );
    }

    /// Whether the schema is one of Prisma 6: its client had more.
    pub(super) fn is_six(&self) -> bool {
        self.flavour == Flavour::Six
    }

    /// The key of the constructor's `datasources`.
    pub(super) fn datasource_name(&self) -> &str {
        &self.datasource_name
    }
}

fn datasource_name(schema: &Schema) -> &str {
    schema.datasource.as_ref().map_or("db", |datasource| datasource.name.as_str())
}

fn datasource(schema: &Schema, options: &Options) -> String {
    let mut out = String::from("{ name: ");
    push_string(datasource_name(schema), &mut out);
    out.push_str(", url: ");
    match &options.url {
        None => out.push_str("null"),
        Some(UrlSource::Env(name)) => {
            out.push_str("{ env: ");
            push_string(name, &mut out);
            out.push_str(" }");
        }
        Some(UrlSource::Literal(value)) => {
            out.push_str("{ value: ");
            push_string(value, &mut out);
            out.push_str(" }");
        }
    }
    out.push_str(", directory: ");
    push_string(&options.directory, &mut out);
    out.push_str(" }");
    out
}

/// A string of JavaScript. Line separators of Unicode end no line there since 2019.
fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 2);
    push_string(text, &mut out);
    out
}
