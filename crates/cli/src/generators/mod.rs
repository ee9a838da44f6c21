//! The generators of a schema: which ones there are, and how their files reach the disk.

mod files;
mod rust;

use std::path::{Path, PathBuf};

use nicol_schema::ir::{ConfigValue, Generator, StringOrEnv};
use serde_json::{Value, json};

use crate::config::Project;
use crate::config::schema_files::parent;
use crate::error::CommandError;
use crate::output;
use crate::schema::Loaded;

/// What became of a generator.
pub(crate) struct Outcome {
    name: String,
    result: Result<Made, CommandError>,
}

enum Made {
    /// In this folder, as people know it.
    Client(PathBuf),
    /// A generator that Nicol doesn't have.
    LeftOut,
}

impl Outcome {
    pub(crate) const fn is_ok(&self) -> bool {
        self.result.is_ok()
    }

    pub(crate) fn as_json(&self) -> Value {
        match &self.result {
            Ok(Made::Client(folder)) => {
                json!({ "name": self.name, "ok": true, "output": folder.display().to_string() })
            }
            Ok(Made::LeftOut) => json!({ "name": self.name, "ok": true, "output": null }),
            Err(error) => json!({ "name": self.name, "ok": false, "error": output::error_object(error) }),
        }
    }
}

/// Runs generators one after the other. A failure is told and stops no other.
pub(crate) fn run(project: &Project, loaded: &Loaded, generators: &[&Generator]) -> Vec<Outcome> {
    let run = |generator: &&Generator| {
        let result = run_one(project, loaded, generator);
        if let Err(error) = &result {
            output::error(error);
        }
        Outcome { name: generator.name.clone(), result }
    };
    generators.iter().map(run).collect()
}

fn run_one(project: &Project, loaded: &Loaded, generator: &Generator) -> Result<Made, CommandError> {
    let job = Job { project, loaded, generator };
    match job.value("provider", &generator.provider)?.as_str() {
        "nicol-rust" | "prisma-client-rust" => rust::run(&job).map(Made::Client),
        other => {
            output::quiet(format_args!(
                "generator `{}` is left out: {other} is not there yet in this version of Nicol",
                generator.name
            ));
            Ok(Made::LeftOut)
        }
    }
}

/// A generator and what it works on.
struct Job<'a> {
    project: &'a Project,
    loaded: &'a Loaded,
    generator: &'a Generator,
}

impl Job<'_> {
    /// A value that may stand in a variable.
    fn value(&self, key: &str, value: &StringOrEnv) -> Result<String, CommandError> {
        match value {
            StringOrEnv::Literal(text) => Ok(text.clone()),
            StringOrEnv::Env(name) => self.project.environment.get(name).map(str::to_owned).ok_or_else(|| {
                CommandError::config(format!(
                    "`{key}` of the generator `{}` is the variable {name}, which is not set",
                    self.generator.name
                ))
            }),
        }
    }

    /// A key of the block that is no common one.
    fn config(&self, key: &str) -> Option<&str> {
        self.generator.config.iter().find(|(name, _)| name == key).and_then(|(_, value)| match value {
            ConfigValue::Text(text) => Some(text.as_str()),
            ConfigValue::List(_) => None,
        })
    }

    /// The folder of the file that a block stands in: what its relative paths count from.
    fn folder_of_file(&self, file: usize) -> PathBuf {
        let files = &self.loaded.files;
        let path = files.files.get(file).map_or(files.path.as_path(), |(path, _)| path.as_path());
        self.project.working_directory.join(parent(path))
    }

    /// A path as people know it.
    fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        self.project.shown(path)
    }
}
