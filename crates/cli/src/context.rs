//! What commands on a database start with: the project, its connection, and a runtime to work in.

use std::fs;
use std::path::{Path, PathBuf};

use nicol_catalog::{Capabilities, Dialect};
use nicol_driver::{DatabaseUrl, GivenUp};
use nicol_engine::{Folder, Target};
use nicol_migrate::diff::DiffOptions;
use nicol_schema::ir::{Datasource, Schema};

use crate::args::{DatabaseArgs, ProjectArgs};
use crate::config::Project;
use crate::config::paths::normalise;
use crate::config::schema_files::{SchemaFiles, parent};
use crate::config::urls::{self, Connection, DEFAULT_VARIABLE, SchemaUrls, UrlError};
use crate::error::{CommandError, ErrorKind};
use crate::output;
use crate::schema::{self, Loaded};

/// Opens the project and tells what its configuration has to tell.
pub(crate) fn open(args: &ProjectArgs) -> Result<Project, CommandError> {
    let project = Project::open(&args.options())?;
    output::notices(&project.notices);
    Ok(project)
}

/// A project with a valid schema and a database to work on.
pub(crate) struct Database {
    pub(crate) project: Project,
    pub(crate) loaded: Loaded,
    /// For workflows: by the direct URL.
    pub(crate) target: Target,
    pub(crate) connection: Connection,
}

impl Database {
    /// Opens the project, reads its schema, finds out where to connect and says so.
    pub(crate) fn open(args: &DatabaseArgs) -> Result<Self, CommandError> {
        let project = open(&args.project)?;
        let loaded = schema::load(&project)?;
        Self::of(project, loaded, args.url.as_deref())
    }

    /// The same for commands that go by the migrations folder: the schema says only where the database is, so it has no
    /// models here, and those that it has may be wrong.
    pub(crate) fn open_for_history(args: &DatabaseArgs) -> Result<Self, CommandError> {
        let project = open(&args.project)?;
        let loaded = schema::load_configuration(&project)?;
        Self::of(project, loaded, args.url.as_deref())
    }

    /// The same for a command that needs the models only when its work is done; and whether they are right.
    pub(crate) fn open_for_history_first(args: &DatabaseArgs) -> Result<(Self, bool), CommandError> {
        let project = open(&args.project)?;
        let (loaded, is_valid) = schema::load_as_far_as_valid(&project)?;
        Ok((Self::of(project, loaded, args.url.as_deref())?, is_valid))
    }

    fn of(project: Project, loaded: Loaded, url: Option<&str>) -> Result<Self, CommandError> {
        check_datasource(&loaded)?;
        let connection = connection(&project, url, Some((&loaded.files, &loaded.schema)))?;
        let target = target(&project, Some(&loaded.schema), &connection);
        check_provider(&loaded, &target)?;
        check_external(&project, target.dialect())?;
        tell(&project, &target, &connection);
        Ok(Self { project, loaded, target, connection })
    }

    /// The migrations folder's path.
    pub(crate) fn migrations(&self) -> PathBuf {
        self.project.migrations(self.loaded.files.root())
    }

    /// The migrations folder.
    pub(crate) fn folder(&self) -> Result<Folder, CommandError> {
        // By the way from here, as people know it: commands run in the working directory.
        Ok(Folder::read(self.project.shown(&self.migrations()))?)
    }

    /// What diffs leave alone.
    pub(crate) fn diff_options(&self) -> DiffOptions {
        diff_options(&self.project, DiffOptions::of(&self.loaded.schema))
    }
}

/// What diffs leave alone in a project, beside what the wanted schema can't say.
pub(crate) fn diff_options(project: &Project, of_schema: DiffOptions) -> DiffOptions {
    DiffOptions {
        external_tables: project.configuration.external_tables.clone(),
        external_enums: project.configuration.external_enums.clone(),
        ..of_schema
    }
}

/// Opens the project for a command that needs a database but no schema.
pub(crate) fn open_without_schema(args: &DatabaseArgs) -> Result<(Project, Target), CommandError> {
    let project = open(&args.project)?;
    let (target, connection) = find_without_schema(&project, args.url.as_deref(), args.project.schema.is_some())?;
    tell(&project, &target, &connection);
    Ok((project, target))
}

fn tell(project: &Project, target: &Target, connection: &Connection) {
    output::quiet(format_args!("{} ({})", describe(project, &target.url), connection.migration_origin().short()));
}

/// The database of a project whose schema may be missing. What is wrong with the schema doesn't matter either, as long
/// as something else says where to connect.
pub(crate) fn target_without_schema(project: &Project, url: Option<&str>) -> Result<Target, CommandError> {
    find_without_schema(project, url, false).map(|(target, _)| target)
}

fn find_without_schema(
    project: &Project,
    url: Option<&str>,
    needs_schema: bool,
) -> Result<(Target, Connection), CommandError> {
    let named = url.is_some() || project.configuration.urls.url.is_some();
    let files = match project.schema() {
        Ok(files) => Some(files),
        Err(error) if needs_schema => return Err(error),
        Err(_) => None,
    };
    let mut schema = None;
    if let Some(files) = &files {
        let sources = schema::sources(files);
        let nicol_schema::Loaded { schema: valid, diagnostics } = nicol_schema::load_configuration(&sources);
        if valid.is_none() && !named {
            schema::print(&sources, &diagnostics);
            return Err(schema::invalid(files, &sources, &diagnostics));
        }
        schema = valid;
    }
    let connection = connection(project, url, files.as_ref().zip(schema.as_ref()))?;
    let target = target(project, schema.as_ref(), &connection);
    check_external(project, target.dialect())?;
    Ok((target, connection))
}

/// A target that is nothing but a database.
pub(crate) fn target_at(project: &Project, url: DatabaseUrl) -> Target {
    let init_shadow = project.configuration.init_shadow_db.clone();
    Target {
        url,
        shadow_url: None,
        protected: Vec::new(),
        namespaces: Vec::new(),
        external_tables: project.configuration.external_tables.clone(),
        init_shadow,
        cache: Some(cache(project)),
    }
}

/// The target of the engine's workflows.
pub(crate) fn target(project: &Project, schema: Option<&Schema>, connection: &Connection) -> Target {
    let datasource = schema.and_then(|s| s.datasource.as_ref());
    Target {
        url: connection.migration_url().clone(),
        shadow_url: connection.shadow_database_url.clone(),
        // With a `directUrl` the other one leads to the main database, too.
        protected: connection.direct_url.is_some().then(|| connection.url.clone()).into_iter().collect(),
        namespaces: datasource.map(|d| d.schemas.clone()).unwrap_or_default(),
        external_tables: project.configuration.external_tables.clone(),
        init_shadow: project.configuration.init_shadow_db.clone(),
        cache: Some(cache(project)),
    }
}

/// The database of a schema that was read, for a command that needs one besides.
pub(crate) fn target_of(project: &Project, loaded: &Loaded) -> Result<Target, CommandError> {
    check_datasource(loaded)?;
    let connection = connection(project, None, Some((&loaded.files, &loaded.schema)))?;
    let target = target(project, Some(&loaded.schema), &connection);
    check_provider(loaded, &target)?;
    Ok(target)
}

/// The folder for what can be made again: `.nicol` beside the configuration.
fn cache(project: &Project) -> PathBuf {
    let beside = match &project.configuration.file {
        Some(file) if parent(file).ends_with(".config") => parent(parent(file)),
        Some(file) => parent(file),
        None => &project.working_directory,
    };
    beside.join(".nicol")
}

/// Makes the cache's folder, hidden from git by a file of its own. A disk that refuses it costs time only.
pub(crate) fn prepare_cache(target: &mut Target) {
    let Some(folder) = &target.cache else { return };
    let ignore = folder.join(".gitignore");
    let made =
        fs::create_dir_all(folder).and_then(|()| if ignore.exists() { Ok(()) } else { fs::write(ignore, "*\n") });
    if made.is_err() {
        target.cache = None;
    }
}

/// A schema without a datasource is for no database.
fn check_datasource(loaded: &Loaded) -> Result<(), CommandError> {
    if loaded.schema.datasource.is_some() {
        return Ok(());
    }
    let schema = loaded.files.path.display();
    let message = format!("the schema {schema} has no datasource block, so it is for no database");
    Err(CommandError::new(ErrorKind::Schema, message).code("P1012").hint(
        "add one, with the database that it is for (postgresql or sqlite):\n  \
         datasource db {\n    provider = \"sqlite\"\n  }",
    ))
}

/// A schema for one database can't be brought to another.
fn check_provider(loaded: &Loaded, target: &Target) -> Result<(), CommandError> {
    let Some(datasource) = &loaded.schema.datasource else { return Ok(()) };
    let dialect = nicol_migrate::wanted::dialect_of(datasource.provider)
        .map_err(|e| CommandError::new(ErrorKind::Schema, e.to_string()))?;
    if dialect == target.dialect() {
        return Ok(());
    }
    Err(CommandError::config(format!(
        "the schema is for {}, and the database's URL is for {}",
        dialect.provider_name(),
        target.dialect().provider_name()
    ))
    .code("P1013")
    .hint("make the URL and the provider of the datasource block agree"))
}

/// Where there are schemas, names of what others manage say theirs (P3023); elsewhere they can't (P3024).
pub(crate) fn check_external(project: &Project, dialect: Dialect) -> Result<(), CommandError> {
    let configuration = &project.configuration;
    let has_schemas = Capabilities::of(dialect).namespaces;
    let listed =
        [("tables.external", &configuration.external_tables), ("enums.external", &configuration.external_enums)];
    for (key, names) in listed {
        let Some(wrong) = names.iter().find(|name| name.contains('.') != has_schemas) else { continue };
        return Err(match has_schemas {
            true => CommandError::config(format!("`{wrong}` of `{key}` does not say in which schema it is"))
                .code("P3023")
                .hint(format!("write \"public.{wrong}\", or with the schema that it is in")),
            false => CommandError::config(format!(
                "`{wrong}` of `{key}` names a schema, and {} has none",
                dialect.provider_name()
            ))
            .code("P3024")
            .hint("write the name alone"),
        });
    }
    Ok(())
}

/// One line that says which database it is.
pub(crate) fn describe(project: &Project, url: &DatabaseUrl) -> String {
    match (url.as_postgres(), url.as_sqlite()) {
        (Some(postgres), _) => {
            format!("database: PostgreSQL \"{}\", schema \"{}\", at {}", postgres.database, url.schema(), host(url))
        }
        (_, Some(sqlite)) => match sqlite.file_path() {
            Some(path) => format!("database: SQLite {}", project.shown(&normalise(path)).display()),
            None => "database: SQLite in memory".to_owned(),
        },
        _ => format!("database: {url}"),
    }
}

fn host(url: &DatabaseUrl) -> String {
    use nicol_driver::Host;
    match url.as_postgres().map(|p| (&p.host, p.port)) {
        Some((Host::Tcp(host), port)) => format!("{host}:{port}"),
        Some((Host::Socket(folder), _)) => format!("unix:{}", folder.display()),
        None => String::new(),
    }
}

/// What to connect to. `schema` is `None` for projects without one.
pub(crate) fn connection(
    project: &Project,
    flag: Option<&str>,
    schema: Option<(&SchemaFiles, &Schema)>,
) -> Result<Connection, CommandError> {
    let in_schema = match schema {
        Some((files, Schema { datasource: Some(datasource), .. })) => schema_urls(project, files, datasource),
        _ => SchemaUrls::default(),
    };
    let urls = &project.configuration.urls;
    let connection = urls::resolve(flag, &project.working_directory, &in_schema, urls, &project.environment);
    let is_postgres = schema
        .and_then(|(_, schema)| schema.datasource.as_ref())
        .is_some_and(|d| !matches!(d.provider, nicol_model::Provider::Sqlite));
    let connection = connection.map_err(|error| url_error(error, is_postgres))?;
    connection.warnings.iter().for_each(output::warning);
    Ok(connection)
}

fn schema_urls(project: &Project, files: &SchemaFiles, datasource: &Datasource) -> SchemaUrls {
    let file = files.files.get(datasource.file).map_or(files.path.as_path(), |(path, _)| path.as_path());
    SchemaUrls {
        url: datasource.url.clone(),
        direct_url: datasource.direct_url.clone(),
        shadow_database_url: datasource.shadow_database_url.clone(),
        folder: project.working_directory.join(parent(file)),
    }
}

fn url_error(error: UrlError, is_postgres: bool) -> CommandError {
    match error {
        UrlError::Nowhere => CommandError::config(format!(
            "no database is named: neither by --url, nor in the schema, nor in the configuration, nor by the variable \
             {DEFAULT_VARIABLE}"
        ))
        .code("P1012")
        .hint(format!(
            "set {DEFAULT_VARIABLE} in .env, for example {DEFAULT_VARIABLE}=\"{}\"",
            if is_postgres { "postgresql://user:password@localhost:5432/mydb" } else { "file:./dev.db" }
        ))
        .hint("or give `datasource.url` in prisma.config.ts"),
        UrlError::Unset(origin, names) => {
            let name = names.first().map_or(DEFAULT_VARIABLE, String::as_str);
            let origin = origin.place();
            let message = match names.as_slice() {
                [_, _, ..] => format!("none of the variables {} is set, and {origin} needs one", names.join(", ")),
                _ => format!("the variable {name} is not set, and {origin} needs it"),
            };
            CommandError::config(message)
                .code("P1012")
                .hint(format!("set it in the environment, or write {name}=\"…\" into .env"))
        }
        UrlError::Empty(origin) => {
            CommandError::config(format!("{origin} is empty")).code("P1012").hint("give it the URL of a database")
        }
        UrlError::Invalid(origin, error) => {
            CommandError::config(format!("{origin}: {}", error.message())).code(error.code().as_str())
        }
    }
}

/// For the server to hear of a cancelled statement, and to say how it ended.
const CANCEL_TIME: std::time::Duration = std::time::Duration::from_secs(10);

/// The same, when it was said twice.
const SECOND_TIME: std::time::Duration = std::time::Duration::from_secs(5);

/// Comes back when the command is to stop: by Ctrl-C, or by the end that services and containers send.
async fn stop() {
    #[cfg(unix)]
    if let Ok(mut end) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = end.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Hears of Ctrl-C and of the end that services send from now on: what comes before the next [`block_on`], or between two of
/// them, ends that one. Without it the first of them begins to listen, and before that the system ends the process.
#[cfg(unix)]
pub(crate) fn listen() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    let _entered = runtime.enter();
    // What they set up stays when they are gone.
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        let _ = signal(kind);
    }
}

/// Nothing is kept for later here.
#[cfg(not(unix))]
pub(crate) fn listen() {}

/// Runs work on a database until it is done or Ctrl-C is pressed. Dropping the work closes its connections, so that
/// the server stops too.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| CommandError::io("start", Path::new("the runtime"), &e))?;
    let outcome = runtime.block_on(async {
        tokio::select! {
            // Listening begins before the work does: what the work starts may already end it.
            biased;
            () = stop() => Err(CommandError::interrupted(GivenUp::Unknown)),
            outcome = work => outcome,
        }
    });
    let outcome = match outcome {
        Err(error) if error.is_interrupted() => Err(CommandError::interrupted(runtime.block_on(async {
            // What was given up is cancelled on the server by a task of its own. Who does not want to wait for that says
            // so in the same way, and waits less: without any of it the server would go on.
            let second = async {
                stop().await;
                tokio::time::sleep(SECOND_TIME).await;
            };
            tokio::select! {
                ended = nicol_driver::given_up(CANCEL_TIME) => ended,
                () = second => GivenUp::Unknown,
            }
        }))),
        other => other,
    };
    // A thread that still waits (a lookup of a name, standard input) must not keep the command alive.
    runtime.shutdown_background();
    outcome
}
