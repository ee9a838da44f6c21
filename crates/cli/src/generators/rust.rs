//! `nicol-rust`, and `prisma-client-rust` for projects that come from there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use nicol_codegen::rust::{self, Migrations, Options, UrlSource};
use nicol_driver::DatabaseUrl;
use nicol_engine::Folder;
use nicol_model::names::nearest;
use nicol_schema::ir::{Generator, StringOrEnv};
use nicol_schema::lower;

use super::files::{self, File};
use super::place::{self, Url, relative};
use super::{Generated, Job, config};
use crate::config::paths::normalise;
use crate::config::urls::DEFAULT_VARIABLE;
use crate::error::CommandError;
use crate::output;

/// What a block names as its `provider`.
pub(super) const PROVIDER: &str = "nicol-rust";

const MANIFEST: &str = "Cargo.toml";

/// The keys of a block, besides those that every generator has.
const KEYS: [&str; 4] = ["crate", "deserialize", "embedMigrations", "omit"];

pub(super) fn run(job: &Job<'_>, generator: &Generator) -> Result<Generated, CommandError> {
    let start = Instant::now();
    let folder = output_folder(job, generator)?;
    let model = lower::data_model(&job.loaded.schema);
    let omit = rust::omitted(&model, generator).map_err(|error| CommandError::config(error.to_string()))?;
    let options = Options { omit, ..options(job, generator, &folder)? };
    let generated = rust::generate(&model, &options);
    // A manifest that is there is the user's.
    let is_written = |path: &str| path != MANIFEST || !folder.join(MANIFEST).exists();
    let files: Vec<File<'_>> = generated
        .files
        .iter()
        .filter(|file| is_written(&file.path))
        .map(|file| File { path: &file.path, contents: &file.contents })
        .collect();
    let root = if options.crate_name.is_some() { "src/lib.rs" } else { "mod.rs" };
    files::write(&folder, job.shown(&folder), root, &files)?;
    for renamed in &generated.renamed {
        output::warning(format_args!(
            "{} is called {} in Rust, because two names became one",
            renamed.schema, renamed.rust
        ));
    }
    let output = job.shown(&folder).to_path_buf();
    Ok(Generated { what: "the Rust client".to_owned(), version: None, output, time: start.elapsed() })
}

/// `output`, relative to the schema's file; `../src/db` without one.
pub(super) fn output_folder(job: &Job<'_>, generator: &Generator) -> Result<PathBuf, CommandError> {
    let written = match &generator.output {
        Some(value) => job.value(generator, "output", value)?,
        None => "../src/db".to_owned(),
    };
    // prisma-client-rust writes one file; ours is the folder of the same module.
    let written = Path::new(&written);
    let written =
        if written.extension().is_some_and(|e| e == "rs") { written.with_extension("") } else { written.into() };
    Ok(normalise(&job.folder_of_file(generator.file).join(written)))
}

fn options(job: &Job<'_>, generator: &Generator, folder: &Path) -> Result<Options, CommandError> {
    let (url, base) = place::url(job);
    let url = match url {
        Url::Variable(name) => UrlSource::Env(name),
        Url::Literal(text) if matches!(DatabaseUrl::parse(&text, None), Ok(DatabaseUrl::Sqlite(_))) => {
            UrlSource::Literal(text)
        }
        // A server is another one elsewhere.
        Url::Literal(_) => UrlSource::Env(DEFAULT_VARIABLE.to_owned()),
    };
    let defaults = Options::default();
    warn_of_unknown_keys(generator);
    let crate_name = crate_name(generator)?;
    let manifest = if crate_name.is_some() { Some(folder) } else { manifest_folder(folder) };
    let migrations = match flag(generator, "embedMigrations")? {
        true => Some(migrations(job, &if crate_name.is_some() { folder.join("src") } else { folder.into() })?),
        false => None,
    };
    Ok(Options {
        deserialize: flag(generator, "deserialize")?,
        url,
        sqlite_folder: manifest.map(|from| relative(from, &base)),
        dependency: dependency(folder).unwrap_or(defaults.dependency),
        crate_name,
        migrations,
        omit: defaults.omit,
    })
}

/// Other generators that write Rust clients have keys of their own.
fn warn_of_unknown_keys(generator: &Generator) {
    if generator.provider != StringOrEnv::Literal(PROVIDER.to_owned()) {
        return;
    }
    for (key, _) in generator.config.iter().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
        let near = nearest(key, KEYS).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        output::warning(format_args!("the generator `{}` has no `{key}`: it is ignored{near}", generator.name));
    }
}

fn flag(generator: &Generator, key: &str) -> Result<bool, CommandError> {
    match config(generator, key) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => {
            let name = &generator.name;
            Err(CommandError::config(format!("`{key}` of the generator `{name}` is true or false, not `{other}`")))
        }
    }
}

fn crate_name(generator: &Generator) -> Result<Option<String>, CommandError> {
    let Some(name) = config(generator, "crate") else { return Ok(None) };
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_name {
        return Ok(Some(name.to_owned()));
    }
    let generator = &generator.name;
    Err(CommandError::config(format!(
        "`crate` of the generator `{generator}` is `{name}`, which is no name of a crate: take letters, digits, `-` and `_`"
    )))
}

/// Where the manifest above the output has Nicol from, in the words of a manifest in `folder`.
fn dependency(folder: &Path) -> Option<String> {
    let above = manifest_folder(folder.parent()?)?;
    let manifest: toml::Table = fs::read_to_string(above.join(MANIFEST)).ok()?.parse().ok()?;
    if manifest.get("workspace").and_then(|w| w.get("dependencies")?.get("nicol")).is_some() {
        return Some("workspace = true".to_owned());
    }
    let path = manifest.get("dependencies")?.get("nicol")?.get("path")?.as_str()?;
    Some(format!("path = {:?}", relative(folder, &above.join(path))))
}

/// The migrations folder, as the root file in `from` names it.
fn migrations(job: &Job<'_>, from: &Path) -> Result<Migrations, CommandError> {
    let path = job.project.migrations(job.loaded.files.root());
    let folder = Folder::read(&path)?;
    for migration in &folder.migrations {
        migration.script()?;
    }
    Ok(Migrations {
        folder: relative(from, &path),
        names: folder.migrations.into_iter().map(|migration| migration.name).collect(),
        has_lock: folder.lock.is_some(),
    })
}

/// The nearest folder with a Cargo.toml.
fn manifest_folder(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|f| f.join(MANIFEST).is_file())
}
