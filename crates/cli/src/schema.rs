//! The project's schema, read and judged.

use nicol_catalog::Catalog;
use nicol_diagnostics::{Diagnostic, SourceFile, Sources, render};
use nicol_migrate::wanted;
use nicol_schema::ir::Schema;

use crate::config::Project;
use crate::config::schema_files::SchemaFiles;
use crate::error::{CommandError, ErrorKind};
use crate::output;

/// A schema without errors, with the files it came from.
pub(crate) struct Loaded {
    pub(crate) files: SchemaFiles,
    pub(crate) schema: Schema,
}

/// The schema's files as the sources of messages, in the order of the files.
pub(crate) fn sources(files: &SchemaFiles) -> Sources {
    Sources::new(files.files.iter().map(|(path, text)| SourceFile::new(path.to_string_lossy(), text)).collect())
}

/// Reads the schema for a command that needs a valid one. Warnings and errors go to standard error.
pub(crate) fn load(project: &Project) -> Result<Loaded, CommandError> {
    load_files(project.schema()?)
}

/// As [`load`], of files that a flag names.
pub(crate) fn load_files(files: SchemaFiles) -> Result<Loaded, CommandError> {
    load_by(files, nicol_schema::load)
}

/// Reads the schema's datasource and generators for a command that has nothing to do with its models: they are left
/// out, and may be wrong.
pub(crate) fn load_configuration(project: &Project) -> Result<Loaded, CommandError> {
    load_configuration_files(project.schema()?)
}

/// As [`load_configuration`], of files that a flag names.
pub(crate) fn load_configuration_files(files: SchemaFiles) -> Result<Loaded, CommandError> {
    load_by(files, nicol_schema::load_configuration)
}

/// As [`load`] if the models are right, else as [`load_configuration`]; and whether they are.
pub(crate) fn load_as_far_as_valid(project: &Project) -> Result<(Loaded, bool), CommandError> {
    let files = project.schema()?;
    let is_valid = nicol_schema::load(&sources(&files)).schema.is_some();
    let read = if is_valid { nicol_schema::load } else { nicol_schema::load_configuration };
    Ok((load_by(files, read)?, is_valid))
}

fn load_by(files: SchemaFiles, read: fn(&Sources) -> nicol_schema::Loaded) -> Result<Loaded, CommandError> {
    let sources = sources(&files);
    let nicol_schema::Loaded { schema, diagnostics } = read(&sources);
    print(&sources, &diagnostics);
    match schema {
        Some(schema) => Ok(Loaded { files, schema }),
        None => Err(invalid(&files, &sources, &diagnostics)),
    }
}

/// The error of a command that can't work with an invalid schema, its problems having been told.
pub(crate) fn invalid(files: &SchemaFiles, sources: &Sources, diagnostics: &[Diagnostic]) -> CommandError {
    let message = format!("the schema {} is not valid", files.path.display());
    let list = as_json(sources, diagnostics)["diagnostics"].take();
    CommandError::new(ErrorKind::Schema, message).code("P1012").with("diagnostics", list)
}

/// The object of `validate --json`.
pub(crate) fn as_json(sources: &Sources, diagnostics: &[Diagnostic]) -> serde_json::Value {
    serde_json::from_str(&render::json(sources, diagnostics)).unwrap_or_default()
}

/// Renders diagnostics on standard error.
pub(crate) fn print(sources: &Sources, diagnostics: &[Diagnostic]) {
    if diagnostics.is_empty() {
        return;
    }
    let options = render::TerminalOptions { color: output::has_color(), width: output::width() };
    output::note(render::terminal(sources, diagnostics, options).trim_end());
}

/// The database that the schema wants.
pub(crate) fn catalog(schema: &Schema) -> Result<Catalog, CommandError> {
    wanted::catalog(schema).map_err(|e| CommandError::new(ErrorKind::Schema, e.to_string()))
}
