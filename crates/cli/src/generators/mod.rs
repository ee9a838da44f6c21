//! The generators of a schema: which ones there are, in which order they run, and what becomes of each.
//!
//! Those of others speak the generator protocol ([`protocol`]); the clients for Rust and TypeScript are built in.

mod files;
mod place;
mod protocol;
mod rust;
mod typescript;

use std::path::{Path, PathBuf};
use std::time::Duration;

use nicol_codegen::typescript::TypedQuery;
use nicol_schema::ir::{ConfigValue, Generator, StringOrEnv};
use serde_json::{Value, json};

use self::protocol::{Children, Session, supervise};
use crate::config::Project;
use crate::config::paths::normalise;
use crate::config::schema_files::parent;
use crate::error::CommandError;
use crate::output;
use crate::schema::Loaded;

/// How generators run.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) allows_no_models: bool,
    /// `--no-engine`, which Prisma 6 hands on.
    pub(crate) is_without_engine: bool,
    /// What `--sql` has read. `None`: typed queries are none of this run.
    pub(crate) typed_sql: Option<Vec<TypedQuery>>,
}

/// What became of a generator.
#[derive(Debug)]
pub(crate) struct Report {
    name: String,
    provider: Option<String>,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Generated(Generated),
    Failed(CommandError),
    /// Another one could not begin, so that none did.
    NotBegun,
}

/// What a generator made.
#[derive(Debug)]
struct Generated {
    /// Its name, as it calls itself.
    what: String,
    version: Option<String>,
    /// The folder or file, as people know it.
    output: PathBuf,
    time: Duration,
}

/// A generator block, and whether it is to run.
struct Block<'a> {
    ir: &'a Generator,
    /// Its value; `None` when it stands in a variable that is not set.
    provider: Option<String>,
    kind: Kind,
    is_wanted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Built in.
    Rust,
    /// Built in: a client for TypeScript.
    Client(nicol_codegen::typescript::Generator),
    /// A program of others.
    Process,
}

impl Default for Settings {
    fn default() -> Self {
        Self { allows_no_models: true, is_without_engine: false, typed_sql: None }
    }
}

impl Report {
    pub(crate) const fn is_ok(&self) -> bool {
        !matches!(self.outcome, Outcome::Failed(_) | Outcome::NotBegun)
    }

    fn output(&self) -> Option<&Path> {
        match &self.outcome {
            Outcome::Generated(generated) => Some(&generated.output),
            Outcome::Failed(_) | Outcome::NotBegun => None,
        }
    }

    pub(crate) fn as_json(&self) -> Value {
        let mut object = json!({ "name": self.name, "provider": self.provider, "ok": self.is_ok(), "output": null });
        match &self.outcome {
            Outcome::Generated(Generated { what, version, output, .. }) => {
                object["what"] = json!(what);
                object["version"] = json!(version);
                object["output"] = json!(output);
            }
            Outcome::Failed(error) => object["error"] = output::error_object(error),
            Outcome::NotBegun => {}
        }
        object
    }
}

/// Runs generators in the order of the schema, all of them or those with these names. A failure is told and stops no
/// other, but one that can't begin stops all. The only error is Ctrl-C.
pub(crate) fn run(
    project: &Project,
    loaded: &Loaded,
    names: &[String],
    settings: &Settings,
) -> Result<Vec<Report>, CommandError> {
    let job = Job { project, loaded, typed_sql: settings.typed_sql.as_deref() };
    let is_wanted = |generator: &Generator| names.is_empty() || names.contains(&generator.name);
    let mut blocks = Vec::new();
    let mut failures = Vec::new();
    for (index, ir) in loaded.schema.generators.iter().enumerate() {
        let is_wanted = is_wanted(ir);
        let provider = match job.value(ir, "provider", &ir.provider) {
            Ok(provider) => Some(provider),
            Err(error) => {
                if is_wanted {
                    failures.push((index, error));
                }
                None
            }
        };
        let kind = Kind::of(provider.as_deref().unwrap_or_default());
        blocks.push(Block { ir, provider, kind, is_wanted });
    }
    if !failures.is_empty() {
        return Ok(not_begun(&blocks, failures));
    }
    if blocks.iter().all(|block| block.process().is_none()) {
        return Ok(run_blocks(job, &blocks, None));
    }
    let reports = supervise(|children: &Children| match Session::begin(children, job, settings, &blocks) {
        Ok(mut session) => run_blocks(job, &blocks, Some(&mut session)),
        Err(failures) => not_begun(&blocks, failures),
    })?;
    Ok(reports)
}

/// One after the other.
fn run_blocks(job: Job<'_>, blocks: &[Block<'_>], mut session: Option<&mut Session<'_, '_>>) -> Vec<Report> {
    let mut reports = Vec::new();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.is_wanted) {
        let outcome = match (block.kind, session.as_deref_mut()) {
            (Kind::Rust, _) => rust::run(&job, block.ir).map(Outcome::Generated),
            (Kind::Process, Some(session)) => session.generate(index).map(Outcome::Generated),
            (Kind::Client(kind), _) => typescript::run(&job, block.ir, kind).map(Outcome::Generated),
            // A session is there whenever a program is to run.
            (Kind::Process, None) => Ok(Outcome::NotBegun),
        };
        let outcome = outcome.unwrap_or_else(Outcome::Failed);
        if let Outcome::Failed(error) = &outcome
            && error.is_interrupted()
        {
            break;
        }
        let report = block.report(outcome);
        tell(&report);
        if block.kind != Kind::Process {
            warn_of_shared_output(&report, &reports);
        }
        reports.push(report);
    }
    reports
}

/// What is said when some generators could not begin: what they said, and nothing about the rest.
fn not_begun(blocks: &[Block<'_>], mut failures: protocol::Failures) -> Vec<Report> {
    let mut reports = Vec::new();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.is_wanted) {
        let mut is_first = true;
        while let Some(position) = failures.iter().position(|(of, _)| *of == index) {
            let (_, error) = failures.remove(position);
            if !error.is_interrupted() {
                output::error(&error);
            }
            if std::mem::take(&mut is_first) {
                reports.push(block.report(Outcome::Failed(error)));
            }
        }
        if is_first {
            reports.push(block.report(Outcome::NotBegun));
        }
    }
    if reports.len() > 1 {
        output::note("Nothing was generated, by no generator.");
    }
    reports
}

fn tell(report: &Report) {
    match &report.outcome {
        Outcome::Generated(Generated { what, version, output, time }) => {
            let version = version.as_ref().map(|version| format!(" ({version})")).unwrap_or_default();
            let milliseconds = time.as_millis();
            // What happens to standard output stops no generator. The next command meets it too.
            let _ =
                output::result(format_args!("Generated {what}{version} in {} ({milliseconds} ms).", output.display()));
        }
        Outcome::Failed(error) => output::error(error),
        Outcome::NotBegun => {}
    }
}

/// Clients that are written into one folder: the later one takes the place of the earlier one.
fn warn_of_shared_output(report: &Report, earlier: &[Report]) {
    let Some(output) = report.output() else { return };
    let is_client = |other: &&Report| Kind::of(other.provider.as_deref().unwrap_or_default()) != Kind::Process;
    if let Some(other) = earlier.iter().filter(is_client).find(|other| other.output() == Some(output)) {
        output::warning(format_args!(
            "the generators `{}` and `{}` write into one place, {}: what `{}` wrote there is replaced",
            other.name,
            report.name,
            output.display(),
            other.name
        ));
        output::hint("give each an `output` of its own, or remove one of them");
    }
}

impl Kind {
    fn of(provider: &str) -> Self {
        match provider {
            rust::PROVIDER | "prisma-client-rust" => Self::Rust,
            "prisma-client" => Self::Client(nicol_codegen::typescript::Generator::Client),
            "prisma-client-js" => Self::Client(nicol_codegen::typescript::Generator::ClientJs),
            _ => Self::Process,
        }
    }
}

impl Block<'_> {
    /// The provider, if it is a program that is to run.
    fn process(&self) -> Option<&str> {
        self.provider.as_deref().filter(|_| self.is_wanted && self.kind == Kind::Process)
    }

    fn report(&self, outcome: Outcome) -> Report {
        Report { name: self.ir.name.clone(), provider: self.provider.clone(), outcome }
    }
}

/// What generators work on.
#[derive(Clone, Copy)]
struct Job<'a> {
    project: &'a Project,
    loaded: &'a Loaded,
    typed_sql: Option<&'a [TypedQuery]>,
}

impl Job<'_> {
    /// A value of a block that may stand in a variable.
    fn value(&self, generator: &Generator, key: &str, value: &StringOrEnv) -> Result<String, CommandError> {
        match value {
            StringOrEnv::Literal(text) => Ok(text.clone()),
            StringOrEnv::Env(name) => {
                let set = self.project.environment.get(name).filter(|value| !value.is_empty());
                set.map(str::to_owned).ok_or_else(|| {
                    CommandError::config(format!(
                        "`{key}` of the generator `{}` is the variable {name}, which is not set",
                        generator.name
                    ))
                    .hint(format!("set {name}, in .env too, or write the value into the block"))
                })
            }
        }
    }

    /// The absolute path of a file of the schema.
    fn path_of_file(&self, file: usize) -> PathBuf {
        let files = &self.loaded.files;
        let path = files.files.get(file).map_or(files.path.as_path(), |(path, _)| path.as_path());
        normalise(&self.project.working_directory.join(path))
    }

    /// The folder of the file that a block stands in: what its relative paths count from.
    fn folder_of_file(&self, file: usize) -> PathBuf {
        parent(&self.path_of_file(file)).to_path_buf()
    }

    /// The schema's text as generators get it: formatted, several files joined.
    fn datamodel(&self) -> String {
        let texts: Vec<&str> = self.loaded.files.files.iter().map(|(_, text)| text.as_str()).collect();
        nicol_schema::format(&texts.join("\n"))
    }

    /// A path as people know it.
    fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        self.project.shown(path)
    }
}

/// A key of a block that is no common one.
fn config<'g>(generator: &'g Generator, key: &str) -> Option<&'g str> {
    generator.config.iter().find(|(name, _)| name == key).and_then(|(_, value)| match value {
        ConfigValue::Text(text) => Some(text.as_str()),
        ConfigValue::List(_) => None,
    })
}
