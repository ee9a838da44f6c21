//! Generators that are programs of others: the generator protocol, from the schema's blocks to the last answer.
//!
//! All processes are started and asked for their manifest at once; then every output is known; then they generate one
//! after the other, in the order of the schema.

mod children;
mod command;
mod engines;
mod errors;
mod output;
mod platform;
mod process;
mod project;

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use nicol_codegen::generator::{self, Manifest, Options};

pub(super) use self::children::{Children, supervise};
use self::command::Places;
use self::process::{Process, Start};
use self::project::Facts;
use super::{Block, Generated, Job, Kind, Settings};
use crate::config::paths::normalise;
use crate::error::CommandError;

/// The processes of a run.
pub(super) struct Session<'a, 'c> {
    job: Job<'a>,
    settings: &'a Settings,
    blocks: &'a [Block<'a>],
    /// Of each block, as generators see it.
    configs: Vec<generator::Generator>,
    running: Vec<Option<Running<'c>>>,
    facts: Facts,
    last_id: u64,
}

/// A generator that has been started.
struct Running<'c> {
    process: Process<'c>,
    manifest_id: u64,
    manifest: Manifest,
    binary_paths: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A failure, and the position of the block that it is about.
pub(super) type Failures = Vec<(usize, CommandError)>;

impl<'a, 'c> Session<'a, 'c> {
    /// Starts the generators that are wanted and waits until all of them can generate. A failure means that nothing is
    /// generated at all, as under Prisma.
    pub(super) fn begin(
        children: &'c Children,
        job: Job<'a>,
        settings: &'a Settings,
        blocks: &'a [Block<'a>],
    ) -> Result<Self, Failures> {
        let facts = Facts::new(job, settings);
        let targets = |block: &Block<'_>| platform::targets(block.ir, &facts.platform, &job.project.environment);
        let mut configs = Vec::with_capacity(blocks.len());
        let mut failures = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            let file = job.path_of_file(block.ir.file).to_string_lossy().into_owned();
            match targets(block) {
                Ok(targets) => configs.push(generator::Generator::of(block.ir, targets, file)),
                Err(error) => failures.push((index, error)),
            }
        }
        if !failures.is_empty() {
            return Err(failures);
        }
        let running = blocks.iter().map(|_| None).collect();
        let mut session = Self { job, settings, blocks, configs, running, facts, last_id: 0 };
        session.start(children)?;
        session.read_manifests()?;
        session.resolve_outputs()?;
        session.check_requirements()?;
        Ok(session)
    }

    /// Starts all processes and asks for their manifests, without waiting for an answer.
    fn start(&mut self, children: &'c Children) -> Result<(), Failures> {
        let job = self.job;
        let environment = &job.project.environment;
        let places = Places::new(&job.project.working_directory, &self.facts.schema_folder, environment.get("PATH"));
        let mut variables: Vec<(&str, &OsStr)> = environment.added().map(|(name, v)| (name, OsStr::new(v))).collect();
        variables.push(("PRISMA_GENERATOR_INVOCATION", OsStr::new("true")));
        variables.push(("PATH", &places.search_path));
        let mut failures = Vec::new();
        for (index, block) in self.blocks.iter().enumerate() {
            let Some(provider) = block.process() else { continue };
            let start = Start {
                command: &places.command(provider),
                working_directory: &job.project.working_directory,
                variables: &variables,
            };
            self.last_id += 1;
            let id = self.last_id;
            let config = &self.configs[index];
            let started = Process::start(children, &start).and_then(|mut process| {
                let request = generator::get_manifest(id, config)?;
                process.send(|out| io::Write::write_all(out, &request))?;
                Ok(process)
            });
            match started {
                Ok(process) => {
                    let manifest = Manifest::default();
                    self.running[index] = Some(Running { process, manifest_id: id, manifest, binary_paths: None });
                }
                Err(error) => failures.push((index, errors::not_started(block, &error))),
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    fn read_manifests(&mut self) -> Result<(), Failures> {
        let mut failures = Vec::new();
        for (index, running) in self.running.iter_mut().enumerate() {
            let Some(running) = running else { continue };
            let block = &self.blocks[index];
            match running.process.answer(running.manifest_id) {
                Ok(Ok(result)) => running.manifest = Manifest::of(&result),
                Ok(Err(failure)) => failures.push((index, errors::answered(block, &failure))),
                Err(why) => failures.push((index, errors::no_answer(block, "said what it is", why))),
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    /// Makes every output absolute, of blocks that are not run now too: generators look at each other's.
    fn resolve_outputs(&mut self) -> Result<(), Failures> {
        let mut failures = Vec::new();
        for (index, block) in self.blocks.iter().enumerate() {
            match self.output(index, block) {
                Ok(Some(path)) => {
                    let config = &mut self.configs[index];
                    config.is_custom_output = config.output.is_some();
                    let path = path.to_string_lossy().into_owned();
                    config.output = Some(generator::EnvValue::Resolved(path));
                }
                Ok(None) => {}
                // What is not run now may be unfinished.
                Err(_) if self.running[index].is_none() => {}
                Err(error) => failures.push((index, error)),
            }
            if self.facts.of_six.is_some() && matches!(block.kind, Kind::Client(_)) {
                let engine = project::client_engine(block.ir, &self.job.project.environment);
                self.configs[index].set_config("engineType", engine);
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    /// The folder or file that a block's output goes to.
    fn output(&self, index: usize, block: &Block<'_>) -> Result<Option<PathBuf>, CommandError> {
        let base = self.job.folder_of_file(block.ir.file);
        if block.kind == Kind::Rust {
            return super::rust::output_folder(&self.job, block.ir).map(Some);
        }
        if let Some(written) = &block.ir.output {
            let written = self.job.value(block.ir, "output", written)?;
            return Ok(Some(normalise(&base.join(written))));
        }
        if let Some(running) = &self.running[index] {
            let Some(default) = &running.manifest.default_output else { return Err(errors::no_output(block)) };
            return Ok(Some(output::of_manifest(default, &base, &self.job.project.working_directory)));
        }
        let is_client_package = block.provider.as_deref() == Some("prisma-client-js");
        Ok(is_client_package.then(|| output::of_client_package(&base)))
    }

    fn check_requirements(&mut self) -> Result<(), Failures> {
        let mut failures = Vec::new();
        for (index, running) in self.running.iter_mut().enumerate() {
            let Some(running) = running else { continue };
            let block = &self.blocks[index];
            for needed in &running.manifest.requires_generators {
                if !self.blocks.iter().any(|other| other.provider.as_deref() == Some(needed)) {
                    failures.push((index, errors::generator_missing(block, needed)));
                }
            }
            let asked = &running.manifest.requires_engines;
            let flavour = self.job.loaded.schema.flavour;
            match engines::paths(block, asked, flavour, &self.facts.platform, &self.job.project.environment) {
                Ok(paths) => running.binary_paths = paths,
                Err(error) => failures.push((index, error)),
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    /// Lets the generator of a block generate, and waits for the end of it.
    pub(super) fn generate(&mut self, index: usize) -> Result<Generated, CommandError> {
        let block = &self.blocks[index];
        let start = Instant::now();
        self.last_id += 1;
        let id = self.last_id;
        let of_six = self.of_six(index);
        let Some(running) = &mut self.running[index] else { return Err(errors::not_begun(block)) };
        let others = self.configs.iter().enumerate().filter(|(other, _)| *other != index);
        let options = Options {
            datamodel: &self.facts.datamodel,
            datasources: &self.facts.datasources,
            generator: &self.configs[index],
            other_generators: others.map(|(_, config)| config).collect(),
            schema_path: &self.facts.schema_path,
            allows_no_models: self.settings.allows_no_models,
            of_six,
            typed_sql: self.job.typed_sql.unwrap_or_default(),
            binary_paths: running.binary_paths.take(),
        };
        let schema = &self.job.loaded.schema;
        let sent = running
            .process
            .send(|out| generator::generate(out, id, &options, |sink| nicol_codegen::dmmf::write(schema, sink)));
        let outcome = match sent {
            Ok(()) => running.process.answer(id),
            Err(error) => Err(process::NoAnswer::Io(error)),
        };
        running.process.release();
        match outcome {
            Ok(Ok(_)) => {}
            Ok(Err(failure)) => return Err(errors::answered(block, &failure)),
            Err(why) => return Err(errors::no_answer(block, "had generated", why)),
        }
        let Manifest { pretty_name, version, .. } = running.manifest.clone();
        let what = pretty_name.unwrap_or_else(|| block.provider.clone().unwrap_or_default());
        let output = self.job.shown(&self.output_path(index)).to_path_buf();
        Ok(Generated { what, version, output, time: start.elapsed() })
    }

    fn of_six(&self, index: usize) -> Option<generator::OfSix> {
        let mut of_six = self.facts.of_six.clone()?;
        let output = self.output_path(index);
        of_six.env_paths.root_env_path = project::root_env_path(&output).map(|p| p.to_string_lossy().into_owned());
        Some(of_six)
    }

    fn output_path(&self, index: usize) -> PathBuf {
        match &self.configs[index].output {
            Some(generator::EnvValue::Resolved(path)) => PathBuf::from(path),
            _ => Path::new(".").to_path_buf(),
        }
    }
}
