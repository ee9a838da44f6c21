//! Puts a project's configuration together from what lies on the disk and in the environment.

use std::fs;
use std::path::{Path, PathBuf};

use super::discovery;
use super::documents;
use super::environment::Environment;
use super::keys::{KeyError, Settings, UnknownKey};
use super::paths::normalise;
use super::runtime;
use super::schema_files::{self, SchemaFiles, parent};
use super::script::{self, ScriptError};
use super::urls::{ConfigUrl, ConfigUrls};
use super::value::{NotStatic, Text, Value};
use crate::error::{CommandError, ErrorKind};

/// What the command line says about the project.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// `--schema`.
    pub(crate) schema: Option<PathBuf>,
    /// `--config`.
    pub(crate) config: Option<PathBuf>,
}

/// A project: its configuration, its environment, and where its schema is.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) working_directory: PathBuf,
    pub(crate) environment: Environment,
    pub(crate) configuration: Configuration,
    /// Things to tell on standard error.
    pub(crate) notices: Vec<Notice>,
    schema: SchemaPlace,
}

/// Something to tell that is no error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) weight: Weight,
    pub(crate) text: String,
    pub(crate) help: Option<String>,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Where something was found.
    Info,
    /// Odd, and without effect: told only by commands that look at the project itself.
    Leftover,
    /// A command may do something else than was meant.
    Warning,
}

/// What all sources together say. Paths are absolute.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Configuration {
    /// The file that the settings came from, if there is one.
    pub(crate) file: Option<PathBuf>,
    pub(crate) schema: Option<PathBuf>,
    pub(crate) migrations: Option<PathBuf>,
    pub(crate) views: Option<PathBuf>,
    pub(crate) typed_sql: Option<PathBuf>,
    pub(crate) seed: Option<String>,
    pub(crate) init_shadow_db: Option<String>,
    /// How long a statement of a migration may wait for a lock, as it is written.
    pub(crate) lock_timeout: Option<String>,
    /// How long a statement of a migration may take, as it is written.
    pub(crate) statement_timeout: Option<String>,
    /// How often a migration is tried again, as it is written.
    pub(crate) retries: Option<String>,
    /// How long another run is waited for, as it is written.
    pub(crate) lock_wait: Option<String>,
    pub(crate) urls: ConfigUrls,
    pub(crate) external_tables: Vec<String>,
    pub(crate) external_enums: Vec<String>,
    /// As it is written: `never` or `always`.
    pub(crate) keep_dropped: Option<String>,
    /// As it is written: `never`, `destructive` or `always`.
    pub(crate) backup_before: Option<String>,
    pub(crate) backup_folder: Option<PathBuf>,
    pub(crate) backup_programs: Option<PathBuf>,
}

/// Where the schema is, or everything that was tried.
#[derive(Debug)]
enum SchemaPlace {
    At(PathBuf),
    Nowhere { tried: Vec<PathBuf> },
    Several(Vec<PathBuf>),
}

impl Notice {
    pub(crate) fn info(text: impl Into<String>) -> Self {
        Self { weight: Weight::Info, text: text.into(), help: None }
    }

    pub(crate) fn warning(text: impl Into<String>, help: Option<String>) -> Self {
        Self { weight: Weight::Warning, text: text.into(), help }
    }
}

impl Project {
    /// Reads the configuration. The schema's own files are read by [`Project::schema`].
    pub(crate) fn open(options: &Options) -> Result<Self, CommandError> {
        let working_directory =
            std::env::current_dir().map_err(|e| CommandError::io("find the working directory", Path::new("."), &e))?;
        Self::open_in(&working_directory, Environment::of_process(), options)
    }

    pub(crate) fn open_in(
        working_directory: &Path,
        environment: Environment,
        options: &Options,
    ) -> Result<Self, CommandError> {
        let mut loader = Loader { working_directory, environment, of_files: Vec::new(), notices: Vec::new() };
        let file = loader.config_file(options.config.as_deref())?;
        loader.env_file(&working_directory.join(".env"));
        if let Some(file) = &file {
            loader.env_file(&parent(file).join(".env"));
        }
        let mut configuration = loader.configuration(file.as_deref())?;
        let base = match &options.config {
            Some(_) => file.as_deref().map_or(working_directory, parent),
            None => working_directory,
        };
        let schema = loader.schema_place(options, &configuration, base);
        if let SchemaPlace::At(path) = &schema
            && loader.schema_side_env_files(path)
        {
            // Variables came that the configuration may have asked for before they were there.
            configuration = loader.configuration(file.as_deref())?;
        }
        loader.tell_conflicts();
        let Loader { environment, mut of_files, notices, .. } = loader;
        of_files.extend(notices);
        let notices = of_files;
        Ok(Self { working_directory: working_directory.to_path_buf(), environment, configuration, notices, schema })
    }

    /// The schema's files and their texts.
    pub(crate) fn schema(&self) -> Result<SchemaFiles, CommandError> {
        let path = self.schema_path()?;
        if !path.exists() {
            let shown = self.shown(path).display();
            return Err(CommandError::new(ErrorKind::Schema, format!("the schema {shown} does not exist"))
                .hint("check the path that names it: --schema, or `schema` in the configuration"));
        }
        // People know files by their way from here.
        SchemaFiles::read_as(path, |path| self.shown(path).to_path_buf())
    }

    /// The schema's file or folder.
    pub(crate) fn schema_path(&self) -> Result<&Path, CommandError> {
        let list =
            |paths: &[PathBuf]| paths.iter().map(|p| format!("\n  {}", self.shown(p).display())).collect::<String>();
        match &self.schema {
            SchemaPlace::At(path) => Ok(path),
            SchemaPlace::Nowhere { tried } => {
                Err(CommandError::new(ErrorKind::Schema, format!("no schema was found; looked for{}", list(tried)))
                    .code("schema-not-found")
                    .hint("make a project with `nicol init`, or name the schema with --schema or in prisma.config.ts"))
            }
            SchemaPlace::Several(paths) => Err(CommandError::new(
                ErrorKind::Schema,
                format!("no schema is named, and more than one could be meant:{}", list(paths)),
            )
            .hint("name one with --schema, or with `schema` in prisma.config.ts")),
        }
    }

    /// The migrations folder for a schema with this root folder (it may not exist yet).
    pub(crate) fn migrations(&self, schema_root: &Path) -> PathBuf {
        let schema_root = &normalise(&self.working_directory.join(schema_root));
        if let Some(path) = &self.configuration.migrations {
            return path.clone();
        }
        let inside = schema_root.join("migrations");
        let beside = parent(schema_root).join("migrations");
        if !inside.is_dir() && beside.join("migration_lock.toml").is_file() { beside } else { inside }
    }

    /// A path as people know it from where they are.
    pub(crate) fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        match path.strip_prefix(&self.working_directory) {
            Ok(relative) if !relative.as_os_str().is_empty() => relative,
            _ => path,
        }
    }
}

struct Loader<'a> {
    working_directory: &'a Path,
    environment: Environment,
    /// What the configuration's files give to tell; anew with each reading.
    of_files: Vec<Notice>,
    notices: Vec<Notice>,
}

impl Loader<'_> {
    fn shown<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(self.working_directory).unwrap_or(path).display()
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        normalise(&self.working_directory.join(path))
    }

    /// The configuration file: `--config`, or the first that is there.
    fn config_file(&self, flag: Option<&Path>) -> Result<Option<PathBuf>, CommandError> {
        let Some(flag) = flag else {
            return Ok(discovery::candidates().map(|c| self.working_directory.join(c)).find(|p| p.is_file()));
        };
        let path = self.absolute(flag);
        if !path.is_file() {
            return Err(CommandError::config(format!("the configuration file {} does not exist", flag.display()))
                .hint("check the path after --config; it counts from the working directory"));
        }
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if extension != "toml" && !discovery::EXTENSIONS.contains(&extension) {
            return Err(CommandError::config(format!(
                "the configuration file {} is of a kind that Nicol can't read",
                flag.display()
            ))
            .hint(format!("it must end in one of .{}, .toml", discovery::EXTENSIONS.join(", ."))));
        }
        Ok(Some(path))
    }

    /// Adds an env file that may be there.
    fn env_file(&mut self, path: &Path) {
        self.read_env_file(path, false);
    }

    fn read_env_file(&mut self, path: &Path, overrides: bool) {
        let path = normalise(path);
        if (self.environment.has_read(&path) && !overrides) || !path.is_file() {
            return;
        }
        match fs::read_to_string(&path) {
            Ok(text) => self.environment.add_file(&path, &text, overrides),
            Err(e) => {
                let shown = path.strip_prefix(self.working_directory).unwrap_or(&path);
                let CommandError { message, hints, .. } = CommandError::io("read", shown, &e);
                self.notices.push(Notice::warning(message, hints.into_iter().next()));
            }
        }
    }

    /// Env files beside the schema and where Prisma 6 looks. Says whether one brought something.
    fn schema_side_env_files(&mut self, schema: &Path) -> bool {
        let before = self.environment.files().len();
        if schema.is_dir() {
            self.env_file(&schema.join(".env"));
        }
        self.env_file(&parent(schema).join(".env"));
        self.env_file(&self.working_directory.join("prisma/.env"));
        self.environment.files().len() > before
    }

    fn tell_conflicts(&mut self) {
        for conflict in self.environment.conflicts() {
            let (used, ignored) = (self.shown(&conflict.used), self.shown(&conflict.ignored));
            let text =
                format!("{} has different values in {used} and {ignored}; that of {used} is used", conflict.name);
            let help = Some(format!("take it out of {ignored}"));
            self.notices.push(Notice::warning(text, help));
        }
    }

    /// All sources, the earlier winning key by key: the configuration file, `nicol.toml`, package.json.
    fn configuration(&mut self, file: Option<&Path>) -> Result<Configuration, CommandError> {
        self.of_files.clear();
        let mut configuration = Configuration::default();
        let toml = self.working_directory.join("nicol.toml");
        let is_toml = |path: &Path| path.extension().is_some_and(|e| e == "toml");
        for path in [file, Some(toml.as_path()).filter(|p| Some(*p) != file && p.is_file())].into_iter().flatten() {
            let value = if is_toml(path) { self.read_toml(path)? } else { self.read_script(path)? };
            let settings = self.settings(path, &value)?;
            let source = Configuration::from_settings(settings, path);
            configuration = configuration.or(source);
            self.of_files.insert(0, Notice::info(format!("configuration: {}", self.shown(path))));
        }
        if let Some((path, value)) = self.package_json()? {
            let settings = self.settings(&path, &value)?;
            configuration = configuration.or(Configuration::from_settings(settings, &path));
        }
        Ok(configuration)
    }

    fn settings(&mut self, path: &Path, value: &Value) -> Result<Settings, CommandError> {
        let settings = match Settings::from_value(value) {
            Err(KeyError::NotStatic { why, .. }) => {
                let value = runtime::run(path, self.working_directory, &self.environment, &why)?;
                Settings::from_value(&value)
            }
            other => other,
        };
        let shown = self.shown(path).to_string();
        let (settings, unknown) = settings.map_err(|e| key_error(&shown, e))?;
        for UnknownKey { key, help, is_leftover } in unknown {
            let weight = if is_leftover { Weight::Leftover } else { Weight::Warning };
            self.of_files.push(Notice {
                weight,
                text: format!("{shown}: `{key}` is not a known key and is ignored"),
                help,
            });
        }
        Ok(settings)
    }

    fn read_toml(&self, path: &Path) -> Result<Value, CommandError> {
        let text = fs::read_to_string(path).map_err(|e| CommandError::io("read", path, &e))?;
        documents::read_toml(&text, &|name| self.environment.get(name).map(str::to_owned))
            .map_err(|e| CommandError::config(format!("{} is not valid TOML: {e}", self.shown(path))))
    }

    fn read_script(&mut self, path: &Path) -> Result<Value, CommandError> {
        let text = fs::read_to_string(path).map_err(|e| CommandError::io("read", path, &e))?;
        let shown = self.shown(path).to_string();
        let mut host = ScriptHost { file: path, loader: self };
        match script::read(&text, &mut host) {
            Ok(value) => Ok(value),
            Err(ScriptError::NotStatic(why)) => runtime::run(path, self.working_directory, &self.environment, &why),
            Err(error) => Err(script_error(&shown, error)),
        }
    }

    /// The nearest package.json with a `prisma` key.
    fn package_json(&self) -> Result<Option<(PathBuf, Value)>, CommandError> {
        let Some(path) = self.working_directory.ancestors().map(|d| d.join("package.json")).find(|p| p.is_file())
        else {
            return Ok(None);
        };
        let text = fs::read_to_string(&path).map_err(|e| CommandError::io("read", &path, &e))?;
        let value = documents::read_package_json(&text)
            .map_err(|e| CommandError::config(format!("{} is not valid JSON: {e}", self.shown(&path))))?;
        Ok(value.map(|value| (path, value)))
    }

    /// `--schema`, the configuration, the usual places, the only schema below.
    fn schema_place(&mut self, options: &Options, configuration: &Configuration, base: &Path) -> SchemaPlace {
        if let Some(path) = &options.schema {
            return SchemaPlace::At(self.absolute(path));
        }
        if let Some(path) = &configuration.schema {
            return SchemaPlace::At(path.clone());
        }
        let tried = vec![base.join("schema.prisma"), base.join("prisma/schema.prisma")];
        if let Some(path) = tried.iter().find(|p| p.is_file()) {
            return SchemaPlace::At(path.clone());
        }
        let mut found = schema_files::search(base);
        match found.len() {
            0 => SchemaPlace::Nowhere { tried },
            1 => {
                let path = found.remove(0);
                let shown = self.shown(&path).to_string();
                self.notices.push(Notice::info(format!("schema: {shown} (the only one here; nothing names one)")));
                SchemaPlace::At(path)
            }
            _ => SchemaPlace::Several(found),
        }
    }
}

impl Configuration {
    fn from_settings(settings: Settings, file: &Path) -> Self {
        let folder = parent(file);
        let path = |text: Option<Text>| text.and_then(|t| t.value).map(|v| normalise(&folder.join(v)));
        let url = |text: Option<Text>| text.map(|text| ConfigUrl { text, folder: folder.to_path_buf() });
        Self {
            file: Some(file.to_path_buf()),
            schema: path(settings.schema),
            migrations: path(settings.migrations_path),
            views: path(settings.views_path),
            typed_sql: path(settings.typed_sql_path),
            seed: settings.seed.and_then(|t| t.value),
            init_shadow_db: settings.init_shadow_db.and_then(|t| t.value),
            lock_timeout: settings.lock_timeout.and_then(|t| t.value),
            statement_timeout: settings.statement_timeout.and_then(|t| t.value),
            retries: settings.retries.and_then(|t| t.value),
            lock_wait: settings.lock_wait.and_then(|t| t.value),
            urls: ConfigUrls {
                url: url(settings.url),
                direct_url: url(settings.direct_url),
                shadow_database_url: url(settings.shadow_database_url),
                win_over_schema: settings.engine.and_then(|t| t.value).as_deref() == Some("classic"),
            },
            external_tables: settings.external_tables,
            external_enums: settings.external_enums,
            keep_dropped: settings.keep_dropped.and_then(|t| t.value),
            backup_before: settings.backup_before.and_then(|t| t.value),
            backup_folder: path(settings.backup_path),
            backup_programs: path(settings.backup_programs),
        }
    }

    /// Fills what this source leaves open from another.
    fn or(self, other: Self) -> Self {
        let first = |mine: Vec<String>, theirs| if mine.is_empty() { theirs } else { mine };
        Self {
            file: self.file.or(other.file),
            schema: self.schema.or(other.schema),
            migrations: self.migrations.or(other.migrations),
            views: self.views.or(other.views),
            typed_sql: self.typed_sql.or(other.typed_sql),
            seed: self.seed.or(other.seed),
            init_shadow_db: self.init_shadow_db.or(other.init_shadow_db),
            lock_timeout: self.lock_timeout.or(other.lock_timeout),
            statement_timeout: self.statement_timeout.or(other.statement_timeout),
            retries: self.retries.or(other.retries),
            lock_wait: self.lock_wait.or(other.lock_wait),
            urls: ConfigUrls {
                url: self.urls.url.or(other.urls.url),
                direct_url: self.urls.direct_url.or(other.urls.direct_url),
                shadow_database_url: self.urls.shadow_database_url.or(other.urls.shadow_database_url),
                win_over_schema: self.urls.win_over_schema || other.urls.win_over_schema,
            },
            external_tables: first(self.external_tables, other.external_tables),
            external_enums: first(self.external_enums, other.external_enums),
            keep_dropped: self.keep_dropped.or(other.keep_dropped),
            backup_before: self.backup_before.or(other.backup_before),
            backup_folder: self.backup_folder.or(other.backup_folder),
            backup_programs: self.backup_programs.or(other.backup_programs),
        }
    }
}

/// What a configuration file may ask for, given by the loader.
struct ScriptHost<'l, 'a> {
    file: &'l Path,
    loader: &'l mut Loader<'a>,
}

impl script::Host for ScriptHost<'_, '_> {
    fn variable(&self, name: &str) -> Option<String> {
        self.loader.environment.get(name).map(str::to_owned)
    }

    fn set_variable(&mut self, name: &str, value: String) {
        self.loader.environment.set(name, value);
    }

    fn load_env_file(&mut self, path: &Path, overrides: bool) {
        let path = self.loader.working_directory.join(path);
        self.loader.read_env_file(&path, overrides);
    }

    fn working_directory(&self) -> &Path {
        self.loader.working_directory
    }

    fn file(&self) -> &Path {
        self.file
    }
}

fn key_error(file: &str, error: KeyError) -> CommandError {
    match error {
        KeyError::NotStatic { key, why: NotStatic { at, reason } } => {
            CommandError::config(format!("{file}:{}:{}: `{key}` can't be known: {reason}", at.line, at.column))
        }
        KeyError::WrongType { key, wanted, found } => {
            CommandError::config(format!("{file}: `{key}` must be {wanted}, and is {found}"))
        }
        KeyError::Empty { key } => {
            CommandError::config(format!("{file}: `{key}` is empty")).hint("give it a value, or take the key out")
        }
    }
}

fn script_error(file: &str, error: ScriptError) -> CommandError {
    match error {
        ScriptError::Syntax { at, message } => {
            CommandError::config(format!("{file}:{}:{}: {message}", at.line, at.column))
                .hint("the file is neither JavaScript nor TypeScript as it stands")
        }
        ScriptError::Throws { at, message } => {
            CommandError::config(format!("{file}:{}:{}: the file throws: {message}", at.line, at.column))
        }
        ScriptError::NoDefaultExport => CommandError::config(format!("{file} has no default export"))
            .hint("write `export default { schema: \"prisma/schema.prisma\" }`, with or without defineConfig"),
        ScriptError::NotStatic(NotStatic { at, reason }) => {
            CommandError::config(format!("{file}:{}:{}: {reason}", at.line, at.column))
        }
    }
}

#[cfg(test)]
mod tests;
