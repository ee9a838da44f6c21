//! What all generators of a run are told alike.

use std::fs;
use std::path::{Path, PathBuf};

use nicol_codegen::generator::{Datasource, EnvPaths, OfSix};
use nicol_model::Flavour;
use nicol_schema::ir::{self, ConfigValue};

use super::super::{Job, Settings};
use super::platform;
use crate::config::environment::Environment;
use crate::config::paths::normalise;
use crate::config::schema_files::parent;

/// The schema and the machine, as generators see them.
pub(super) struct Facts {
    /// Formatted, several files joined.
    pub(super) datamodel: String,
    pub(super) datasources: Vec<Datasource>,
    /// Absolute.
    pub(super) schema_path: String,
    pub(super) schema_folder: PathBuf,
    /// The binary target of this machine.
    pub(super) platform: String,
    /// Without the env file beside the output, which differs.
    pub(super) of_six: Option<OfSix>,
}

impl Facts {
    pub(super) fn new(job: Job<'_>, settings: &Settings) -> Self {
        let (files, schema) = (&job.loaded.files, &job.loaded.schema);
        let schema_path = normalise(&job.project.working_directory.join(&files.path));
        let of_datasource =
            |block: &ir::Datasource| Datasource::of(block, job.path_of_file(block.file).to_string_lossy().into_owned());
        let environment = &job.project.environment;
        let is_set = |name| environment.get(name).is_some_and(|value| !value.is_empty());
        let of_six = (schema.flavour == Flavour::Six).then(|| OfSix {
            is_postinstall: is_set("PRISMA_GENERATE_IN_POSTINSTALL"),
            is_without_engine: settings.is_without_engine || is_set("PRISMA_GENERATE_NO_ENGINE"),
            env_paths: EnvPaths { root_env_path: None, schema_env_path: schema_env_path(&schema_path, job) },
        });
        Self {
            datamodel: job.datamodel(),
            datasources: schema.datasource.iter().map(of_datasource).collect(),
            schema_folder: if files.is_folder { schema_path.clone() } else { parent(&schema_path).to_path_buf() },
            schema_path: schema_path.to_string_lossy().into_owned(),
            platform: platform::binary_target(),
            of_six,
        }
    }
}

/// The env file of the schema, as Prisma 6 says it: beside the schema, else by its way from here.
fn schema_env_path(schema_path: &Path, job: Job<'_>) -> Option<String> {
    let beside = parent(schema_path).join(".env");
    if beside.is_file() {
        return Some(beside.to_string_lossy().into_owned());
    }
    let here = &job.project.working_directory;
    ["./prisma/.env", "./.env"].into_iter().find(|way| here.join(way).is_file()).map(str::to_owned)
}

/// The env file of the package that an output lies in. The generated client has a package.json of its own, which is not
/// meant.
pub(super) fn root_env_path(output: &Path) -> Option<PathBuf> {
    let is_package = |folder: &&Path| {
        let text = fs::read_to_string(folder.join("package.json")).ok();
        text.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
            .is_some_and(|package| package["name"] != ".prisma/client")
    };
    let path = output.ancestors().find(is_package)?.join(".env");
    path.is_file().then_some(path)
}

/// What Prisma 6 puts as `engineType` into a client's block.
pub(super) fn client_engine(block: &ir::Generator, environment: &Environment) -> &'static str {
    let known = |name: &str| ["library", "binary", "client"].into_iter().find(|engine| *engine == name);
    let written = block.config.iter().find(|(key, _)| key == "engineType").and_then(|(_, value)| match value {
        ConfigValue::Text(text) => known(text),
        ConfigValue::List(_) => None,
    });
    environment.get("PRISMA_CLIENT_ENGINE_TYPE").and_then(known).or(written).unwrap_or("library")
}
