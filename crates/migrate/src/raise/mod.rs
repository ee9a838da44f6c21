//! From a catalog to schema text: `db pull`.
//!
//! What the database tells is taken from it: columns, types, defaults, keys, indexes, foreign keys, enums. What only a
//! schema can say is taken from the schema as it was: names, the file a model stands in, client-side defaults,
//! enums where the database has none, documentation and every comment.

mod blocks;
mod comments;
mod context;
mod datasource;
mod enums;
mod indexes;
mod joins;
mod layout;
mod names;
mod notes;
mod previous;
mod relations;
mod types;
mod values;
pub mod warnings;

use nicol_catalog::Catalog;

pub use warnings::{Warning, WarningKind};

use context::Context;
use previous::{Previous, Settings};

/// How to pull.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Forget the models and enums of the schema; only generators and the datasource stay.
    pub force: bool,
    /// The schemas that were asked for: the datasource lists them afterwards. Empty: those that it lists.
    pub schemas: Vec<String>,
    /// The file for what is new, where the schema has several; made if missing.
    pub new_file: String,
}

/// The schema after a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// All files, by name and text. With [`Options::force`], files that are not here are to be deleted.
    pub files: Vec<(String, String)>,
    /// Models that were written, views among them.
    pub models: usize,
    pub enums: usize,
    /// The queries of the views that were written: schema, name in the schema file, query.
    pub views: Vec<ViewQuery>,
    /// Sorted by kind.
    pub warnings: Vec<Warning>,
}

/// The query of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewQuery {
    pub namespace: Option<String>,
    pub name: String,
    pub sql: String,
}

/// Why a database can't be pulled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RaiseError {
    /// P4001.
    #[error("the database is empty: it has no tables, views or enums that a schema could show")]
    Empty,
    /// P4002.
    #[error(
        "the foreign key `{constraint}` of `{table}` refers to `{schema}.{referenced}`, which was not read: add `{schema}` to the datasource's `schemas`"
    )]
    ForeignSchema {
        /// The table with the key.
        table: String,
        /// The key.
        constraint: String,
        /// The table it refers to.
        referenced: String,
        /// That table's schema.
        schema: String,
    },
}

impl RaiseError {
    /// Prisma's code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "P4001",
            Self::ForeignSchema { .. } => "P4002",
        }
    }
}

/// Writes the schema that a database has, into the files of the schema as it was.
///
/// The files must be free of syntax errors; at least one of them holds a datasource.
///
/// # Errors
/// When there is nothing to show, or a foreign key leads to a schema that was not read.
pub fn raise(catalog: &Catalog, files: &[(String, String)], options: &Options) -> Result<Raised, RaiseError> {
    if catalog.tables.is_empty() && catalog.views.is_empty() && catalog.enums.is_empty() {
        return Err(RaiseError::Empty);
    }
    let mut settings = Settings::read(files);
    if !options.schemas.is_empty() {
        settings.schemas.clone_from(&options.schemas);
    }
    let mut previous = Previous::read(files);
    if options.force {
        previous.models.clear();
        previous.enums.clear();
    }
    let mut warnings = Vec::new();
    let has_schemas = !settings.schemas.is_empty();
    let catalog = &*enums::as_written(catalog, &previous, &mut warnings);
    let context = Context::new(catalog, &previous, &settings, has_schemas, &mut warnings);
    let relations = relations::fields(&context, &mut warnings)?;
    let files = layout::files(&context, &relations, options, &mut warnings);
    warnings.sort();
    let views = context.views.iter().map(|v| ViewQuery {
        namespace: v.view.name.namespace.clone(),
        name: v.name.clone(),
        sql: v.view.definition.clone(),
    });
    let views: Vec<ViewQuery> = views.collect();
    let models = context.models.iter().filter(|m| !m.table.columns.is_empty()).count() + views.len();
    Ok(Raised { files, models, enums: context.enums.len(), views, warnings })
}
