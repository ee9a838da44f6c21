//! What is known besides the schema: the generator block, and the place of the output.

use super::sql::TypedQuery;

/// Which of the two generators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// `prisma-client`: TypeScript modules.
    Client,
    /// `prisma-client-js`: JavaScript with one declaration file.
    ClientJs,
}

/// How the generated modules are loaded (`moduleFormat`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModuleFormat {
    Esm,
    Cjs,
}

/// What the generator block asks for, and what is known about the place of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub generator: Generator,
    pub module_format: ModuleFormat,
    /// Of the files, without a dot: `ts`, `mts`, `cts` (`generatedFileExtension`).
    pub file_extension: String,
    /// In imports of generated files, without a dot; empty for none (`importFileExtension`).
    pub import_extension: String,
    /// `nodejs`, `bun`, … (`runtime`).
    pub runtime: String,
    /// The package that holds the runtime: `nicol`, or `@prisma/client` where that is ours.
    pub runtime_package: String,
    /// Where the client finds its database when the application doesn't say.
    pub url: Option<UrlSource>,
    /// From the output folder to the folder that relative SQLite paths of that URL count from, with `/` between its parts.
    pub directory: String,
    /// The release of Prisma that the client matches.
    pub client_version: String,
    pub engine_version: String,
    /// The schema's text: that of all files, formatted.
    pub inline_schema: String,
    /// `previewFeatures` of the generator block.
    pub preview_features: Vec<String>,
    /// The queries of `.sql` files.
    pub typed_sql: Vec<TypedQuery>,
}

/// Where a URL stands. Texts with passwords are never written into generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlSource {
    /// In this environment variable.
    Env(String),
    /// Literally in the schema or the config: a SQLite file.
    Literal(String),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            generator: Generator::Client,
            module_format: ModuleFormat::Esm,
            file_extension: "ts".to_owned(),
            import_extension: "ts".to_owned(),
            runtime: "nodejs".to_owned(),
            runtime_package: "nicol".to_owned(),
            url: Some(UrlSource::Env("DATABASE_URL".to_owned())),
            directory: ".".to_owned(),
            client_version: "7.10.0".to_owned(),
            engine_version: "nicol".to_owned(),
            inline_schema: String::new(),
            preview_features: Vec::new(),
            typed_sql: Vec::new(),
        }
    }
}

impl Options {
    /// A generated file as another one imports it.
    pub(super) fn import(&self, path: &str) -> String {
        if self.import_extension.is_empty() { path.to_owned() } else { format!("{path}.{}", self.import_extension) }
    }

    /// The runtime, as generated files import it.
    pub(super) fn runtime_module(&self) -> String {
        format!("{}/runtime/client", self.runtime_package)
    }

    pub(super) fn has_preview(&self, name: &str) -> bool {
        self.preview_features.iter().any(|feature| feature == name)
    }
}
