//! Reads `prisma.config.ts` and its kind without running it.
//!
//! Nearly every such file is an object literal in a `defineConfig` call with a few variables in it. That much of
//! JavaScript is evaluated here, in a millisecond and without Node. What can't be known this way becomes
//! [`Value::Unknown`] with its place and reason, and only counts if someone needs that value. A statement that could
//! change anything else (a call of unknown effect, a loop) makes the whole file [`ScriptError::NotStatic`].

mod expressions;
mod natives;
mod statements;

use std::collections::HashMap;
use std::path::Path;

use nicol_diagnostics::{LineColumn, SourceFile};
use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;

use super::value::{NotStatic, Value};
use natives::Native;

/// What a configuration file may ask of its surroundings.
pub(crate) trait Host {
    /// The value of an environment variable.
    fn variable(&self, name: &str) -> Option<String>;
    /// The file says `process.env.NAME = value`.
    fn set_variable(&mut self, name: &str, value: String);
    /// The file loads an env file (`dotenv`, `process.loadEnvFile`), relative to the working directory.
    fn load_env_file(&mut self, path: &Path, overrides: bool);
    /// `process.cwd()`.
    fn working_directory(&self) -> &Path;
    /// The file itself, absolute.
    fn file(&self) -> &Path;
}

/// Why a file has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScriptError {
    /// Not JavaScript or TypeScript.
    Syntax { at: LineColumn, message: String },
    /// It has to be run.
    NotStatic(NotStatic),
    /// It reaches a `throw`.
    Throws { at: LineColumn, message: String },
    /// It has no default export.
    NoDefaultExport,
}

/// The value of the default export (or of `module.exports`).
pub(crate) fn read(text: &str, host: &mut dyn Host) -> Result<Value, ScriptError> {
    let source = SourceFile::new(host.file().display().to_string(), text);
    let kind = SourceType::from_path(host.file()).unwrap_or_else(|_| SourceType::ts());
    // A `.js` or `.cjs` file may be a module or a script, and only its text tells.
    let kind = if kind.is_module() && kind.is_typescript() { kind } else { kind.with_unambiguous(true) };
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, kind).parse();
    if let Some(error) = parsed.diagnostics.errors().next() {
        let offset = error.labels.iter().next().map_or(0, |label| label.offset());
        let at = source.line_column(offset);
        return Err(ScriptError::Syntax { at, message: error.message.to_string() });
    }
    let mut evaluator = Evaluator { host, source: &source, scope: HashMap::new(), exported: None, stop: None };
    evaluator.run(&parsed.program);
    if let Some(stop) = evaluator.stop {
        return Err(stop);
    }
    match evaluator.exported {
        None => Err(ScriptError::NoDefaultExport),
        Some(Value::Unknown(why)) => Err(ScriptError::NotStatic(why)),
        Some(value) => Ok(value),
    }
}

/// The state of a file while its statements are gone through.
struct Evaluator<'h> {
    host: &'h mut dyn Host,
    source: &'h SourceFile,
    scope: HashMap<String, Thing>,
    exported: Option<Value>,
    /// Set by what ends the reading; nothing is evaluated afterwards.
    stop: Option<ScriptError>,
}

/// What a name or an expression stands for.
#[derive(Debug, Clone)]
enum Thing {
    Value(Value),
    /// Something of the language or of a package whose meaning we know.
    Native(Native),
}

impl From<Value> for Thing {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl From<Native> for Thing {
    fn from(native: Native) -> Self {
        Self::Native(native)
    }
}

impl Evaluator<'_> {
    fn at(&self, span: oxc_span::Span) -> LineColumn {
        self.source.line_column(span.start)
    }

    fn unknown(&self, span: oxc_span::Span, reason: impl Into<String>) -> Value {
        Value::Unknown(NotStatic { at: self.at(span), reason: reason.into() })
    }

    /// Gives up on the whole file.
    fn give_up(&mut self, span: oxc_span::Span, reason: impl Into<String>) {
        let why = NotStatic { at: self.at(span), reason: reason.into() };
        self.stop.get_or_insert(ScriptError::NotStatic(why));
    }
}

#[cfg(test)]
mod tests;
