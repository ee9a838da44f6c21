//! Validation: declarations of all files → [`Schema`], or what is wrong with them.
//!
//! The stages are those of Prisma: 1 the parser, 2 names, 3 types, 4 attributes each in isolation,
//! configuration, 5 relations, 6 checks of everything together. The checks run only when the stages
//! before found no error, because they would report consequences; within a stage all problems are reported.

mod attributes;
mod build;
mod checks;
mod composites;
mod config;
mod connector;
mod context;
mod draft;
mod names;
mod objects;
mod operator_classes;
mod relations;
mod types;

use nicol_diagnostics::{Diagnostic, FileId, Sources};

use crate::ast::Block;
use crate::ir::{Datasource, Generator, Schema};
use crate::{Parse, codes, parse};
use context::Context;

/// What came of reading schema files.
#[derive(Debug)]
pub struct Loaded {
    /// The schema; `None` if there are errors.
    pub schema: Option<Schema>,
    /// Errors and warnings, in the order of the stages, so that causes come before what follows from them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Everything there is to say about files, for those who don't need the schema: it is valid if no error is among it. The
/// same diagnostics as of [`load`], without the work of making the schema.
#[must_use]
pub fn judge(sources: &Sources) -> Vec<Diagnostic> {
    let parsed = parse_all(sources);
    judged(&borrowed(&parsed), |_, _| ()).1
}

/// Parses and validates files. Their order matters only for the order of models and messages.
#[must_use]
pub fn load(sources: &Sources) -> Loaded {
    let parsed = parse_all(sources);
    let (schema, diagnostics) = validate(&borrowed(&parsed));
    Loaded { schema, diagnostics }
}

/// Reads the configuration blocks alone, for those who need to know the database and nothing of its models: the schema
/// has none. Syntax errors count anywhere, all else only in datasources and generators, as in Prisma.
#[must_use]
pub fn load_configuration(sources: &Sources) -> Loaded {
    let parsed = parse_all(sources);
    let files = borrowed(&parsed);
    let (mut cx, blocks) = read_all(&files);
    let config = config::read(&mut cx, &blocks);
    let schema = (!cx.has_errors()).then(|| build::configuration(&cx, &config));
    Loaded { schema, diagnostics: cx.finish() }
}

fn parse_all(sources: &Sources) -> Vec<(FileId, Parse<'_>)> {
    sources.iter().map(|(id, file)| (id, parse(&file.text))).collect()
}

fn borrowed<'p>(parsed: &'p [(FileId, Parse<'p>)]) -> Vec<(FileId, &'p Parse<'p>)> {
    parsed.iter().map(|(id, file)| (*id, file)).collect()
}

/// The declarations, and the errors of syntax.
fn read_all<'a>(files: &[(FileId, &'a Parse<'a>)]) -> (Context, Vec<Block<'a>>) {
    let mut blocks: Vec<_> = files.iter().flat_map(|(id, file)| file.ast(*id)).collect();
    let syntax_errors = files.iter().flat_map(|(id, file)| file.diagnostics(*id)).collect();
    let mut cx = Context::new(syntax_errors, config::flavour(&blocks));
    objects::reject(&mut cx, &mut blocks);
    composites::attributes(&mut cx, &blocks);
    (cx, blocks)
}

/// The configuration blocks of schema files, usable ones only, whatever is wrong with the models.
#[derive(Debug)]
pub struct Configuration {
    pub datasources: Vec<Datasource>,
    pub generators: Vec<Generator>,
    /// What is wrong with the syntax of the files and with these blocks, and warnings about these.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the datasource and the generators of files, as Prisma's `get_config` does: models are parsed, but not judged.
#[must_use]
pub fn configuration(sources: &Sources) -> Configuration {
    let parsed = parse_all(sources);
    let files = borrowed(&parsed);
    let (mut cx, blocks) = read_all(&files);
    let config::Configuration { datasources, generators, .. } = config::read(&mut cx, &blocks);
    let mut diagnostics = cx.finish();
    // Our own warning about the syntax is not about these blocks.
    diagnostics.retain(|diagnostic| diagnostic.code != codes::IGNORED_TEXT);
    Configuration { datasources, generators, diagnostics }
}

/// Whether parsed files are a valid schema.
pub(crate) fn is_valid(files: &[(FileId, &Parse<'_>)]) -> bool {
    judged(files, |_, _| ()).0.is_some()
}

/// Validates parsed files as one schema. The diagnostics hold those of the parser too.
#[must_use]
pub fn validate(files: &[(FileId, &Parse<'_>)]) -> (Option<Schema>, Vec<Diagnostic>) {
    judged(files, build::schema)
}

/// Runs all stages, and then the last step if there is no error.
fn judged<T>(
    files: &[(FileId, &Parse<'_>)],
    finish: impl FnOnce(&Context, &checks::Subject<'_, '_>) -> T,
) -> (Option<T>, Vec<Diagnostic>) {
    let (mut cx, blocks) = read_all(files);
    let mut shape = names::collect(&mut cx, &blocks);
    types::resolve(&mut cx, &mut shape);
    let mut draft = attributes::read(&mut cx, shape);
    let config = config::read(&mut cx, &blocks);
    if cx.has_errors() {
        return (None, cx.finish());
    }
    relations::infer(&mut draft);
    let subject = checks::Subject::new(&draft, &config);
    checks::run(&mut cx, &subject);
    let finished = (!cx.has_errors()).then(|| finish(&cx, &subject));
    (finished, cx.finish())
}
