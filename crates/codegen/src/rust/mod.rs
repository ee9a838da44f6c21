//! The Rust client: one module per model, plain text, no procedural macros.
//!
//! What the parts look like, and why, was tried out before: few function bodies, `#[inline]` on all of them, type aliases
//! in hidden modules (compile time), and only absolute paths (a model may be called `Option`).

mod client;
mod enums;
mod model;
mod names;
mod omit;
mod scope;
mod types;
mod writer;

use nicol_model::DataModel;
use nicol_query::json::Omit;

pub use omit::{OmitError, omitted};
pub use scope::Renamed;
use scope::Scope;

/// A generated file, relative to the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub contents: Vec<u8>,
}

/// What the generator block asks for, and what is known about the place of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Rows implement `serde::Deserialize` too.
    pub deserialize: bool,
    /// Where the client finds its database when the application doesn't say.
    pub url: UrlSource,
    /// The folder that relative SQLite paths of that URL start from, relative to the `Cargo.toml` that the output
    /// belongs to, with `/` between its parts.
    pub sqlite_folder: Option<String>,
    /// A crate of its own with this name, in place of a module folder.
    pub crate_name: Option<String>,
    /// Where that crate has `nicol` from, in the words of a manifest: `version = "0.1.0"`, `path = "…"`, `workspace = true`.
    pub dependency: String,
    /// Migrations that are compiled into the application.
    pub migrations: Option<Migrations>,
    /// Columns that records don't have: those who want them select them ([`omitted`] reads them).
    pub omit: Omit,
}

/// A migrations folder, as generated code names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrations {
    /// The folder relative to that of the client's root file, with `/` between its parts.
    pub folder: String,
    /// The names of its migrations, in order.
    pub names: Vec<String>,
    /// Whether it has a `migration_lock.toml`.
    pub has_lock: bool,
}

/// Where a URL stands. Texts with passwords are never written into generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlSource {
    /// In this environment variable.
    Env(String),
    /// Literally in the schema: a SQLite file.
    Literal(String),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            deserialize: false,
            url: UrlSource::Env("DATABASE_URL".to_owned()),
            sqlite_folder: None,
            crate_name: None,
            dependency: format!("version = {:?}", env!("CARGO_PKG_VERSION")),
            migrations: None,
            omit: Omit::default(),
        }
    }
}

/// Generated files, and names that had to differ from the schema's because two became one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    pub files: Vec<File>,
    pub renamed: Vec<Renamed>,
}

/// The name of the file with the data model, read by `include_bytes!`.
const MODEL_FILE: &str = "model.bin";

/// Generates the client of a data model.
#[must_use]
pub fn generate(model: &DataModel, options: &Options) -> Generated {
    let scope = Scope::new(model);
    let folder = if options.crate_name.is_some() { "src/" } else { "" };
    let root = if options.crate_name.is_some() { "lib.rs" } else { "mod.rs" };
    let mut files = Vec::with_capacity(model.models.len() + 4);
    let mut add = |path: String, contents: Vec<u8>| files.push(File { path, contents });
    if let Some(name) = &options.crate_name {
        add("Cargo.toml".to_owned(), client::manifest(name, options).into_bytes());
    }
    add(format!("{folder}{root}"), client::root(&scope, options).into_bytes());
    add(format!("{folder}{MODEL_FILE}"), nicol_model::bytes::to_bytes(model));
    if !model.enums.is_empty() {
        add(format!("{folder}_enums.rs"), enums::module(&scope).into_bytes());
    }
    for index in 0..model.models.len() {
        let path = format!("{folder}{}.rs", scope.models[index].module.file());
        add(path, model::module(&scope, index, options).into_bytes());
    }
    Generated { files, renamed: scope.renamed }
}
