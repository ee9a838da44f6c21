use std::path::{Path, PathBuf};

use nicol_catalog::{Catalog, Dialect};
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::Connection;
use nicol_engine::{Folder, Target, database, shadow};
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::lock_provider;
use nicol_migrate::{sql, summary};

use super::REPLAYED;
use crate::args::ProjectArgs;
use crate::commands::Status;
use crate::config::Project;
use crate::config::schema_files::SchemaFiles;
use crate::context;
use crate::error::{CommandError, ErrorKind};
use crate::files::write_whole;
use crate::schema::{self, Loaded};
use crate::{output, progress};

/// Show what turns one state of a database into another
///
/// Takes one --from-… and one --to-…. Reads only. Between schemas (and empty) it opens no connection.
///
/// Exit codes: 0 compared; 1 it could not be; with --exit-code 2 when there is a difference.
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("from").required(true),
    group = clap::ArgGroup::new("to").required(true),
    override_usage = "nicol migrate diff <FROM> <TO> [OPTIONS]",
)]
pub(crate) struct Args {
    /// From an empty database
    #[arg(long, group = "from", help_heading = "From")]
    from_empty: bool,
    /// From what a schema describes: a file or a folder
    #[arg(long, value_name = "PATH", group = "from", help_heading = "From", alias = "from-schema-datamodel")]
    from_schema: Option<PathBuf>,
    /// From what a migrations folder makes (needs a shadow database)
    #[arg(long, value_name = "FOLDER", group = "from", help_heading = "From")]
    from_migrations: Option<PathBuf>,
    /// From the database that the configuration or the schema names
    #[arg(long, group = "from", help_heading = "From")]
    from_config_datasource: bool,
    /// From the database at a URL
    #[arg(long, value_name = "URL", group = "from", help_heading = "From")]
    from_url: Option<String>,
    /// From the database that a schema's datasource names
    #[arg(long, value_name = "PATH", group = "from", help_heading = "From")]
    from_schema_datasource: Option<PathBuf>,

    /// To an empty database
    #[arg(long, group = "to", help_heading = "To")]
    to_empty: bool,
    /// To what a schema describes: a file or a folder
    #[arg(long, value_name = "PATH", group = "to", help_heading = "To", alias = "to-schema-datamodel")]
    to_schema: Option<PathBuf>,
    /// To what a migrations folder makes (needs a shadow database)
    #[arg(long, value_name = "FOLDER", group = "to", help_heading = "To")]
    to_migrations: Option<PathBuf>,
    /// To the database that the configuration or the schema names
    #[arg(long, group = "to", help_heading = "To")]
    to_config_datasource: bool,
    /// To the database at a URL
    #[arg(long, value_name = "URL", group = "to", help_heading = "To")]
    to_url: Option<String>,
    /// To the database that a schema's datasource names
    #[arg(long, value_name = "PATH", group = "to", help_heading = "To")]
    to_schema_datasource: Option<PathBuf>,

    #[command(flatten)]
    project: ProjectArgs,
    /// Print the SQL instead of a summary
    #[arg(long)]
    script: bool,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// End with 2 when there is a difference
    #[arg(long)]
    exit_code: bool,
    /// A database to replay migrations on; it is emptied
    #[arg(long, value_name = "URL")]
    shadow_database_url: Option<String>,
    /// The outcome as one JSON object: {"ok", "isEmpty", "summary" or, with --script, "script"}
    #[arg(long)]
    json: bool,
}

/// A state of a database, as the command line names it.
#[derive(Clone, Copy)]
enum Named<'a> {
    Empty,
    Schema(&'a Path),
    Migrations(&'a Path),
    ConfigDatasource,
    Url(&'a str),
    SchemaDatasource(&'a Path),
}

/// A state whose files are read, and whose database is known.
enum Side {
    Empty,
    Schema(Catalog),
    Migrations(Folder),
    Live(Box<Target>),
}

impl Side {
    fn target(&self) -> Option<&Target> {
        match self {
            Self::Live(target) => Some(target),
            Self::Empty | Self::Schema(_) | Self::Migrations(_) => None,
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let (from, to) = args.sides();
    let project = open(args, from, to)?;
    let mut said = Said::default();
    let from = read(&project, from, &mut said)?;
    let to = read(&project, to, &mut said)?;
    let options = context::diff_options(&project, said.options);
    let live = [&from, &to].into_iter().filter_map(Side::target);
    let live = live.flat_map(|target| std::iter::once(&target.url).chain(&target.protected)).cloned().collect();
    let shadow = args.shadow_database_url.as_deref();
    let work = Work { project: &project, shadow, live, namespaces: said.namespaces };
    let (from, to) = work.catalogs(from, to)?;
    let plan = diff(&from, &to, &options);
    let mut text = if args.script { sql::render(&plan) } else { summary::summary(&plan) };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    match &args.output {
        Some(path) => write_whole(path, &text)?,
        None if args.json => {}
        None => output::data(&text)?,
    }
    let key = if args.script { "script" } else { "summary" };
    output::answer(|| serde_json::json!({ "ok": true, "isEmpty": plan.is_empty(), key: text }))?;
    Ok(if args.exit_code && !plan.is_empty() { 2 } else { 0 })
}

impl Args {
    /// Both sides; the parser made sure that there is one of each.
    fn sides(&self) -> (Named<'_>, Named<'_>) {
        (
            named(
                &self.from_schema,
                &self.from_migrations,
                self.from_config_datasource,
                &self.from_url,
                &self.from_schema_datasource,
            ),
            named(
                &self.to_schema,
                &self.to_migrations,
                self.to_config_datasource,
                &self.to_url,
                &self.to_schema_datasource,
            ),
        )
    }
}

fn named<'a>(
    schema: &'a Option<PathBuf>,
    migrations: &'a Option<PathBuf>,
    config_datasource: bool,
    url: &'a Option<String>,
    schema_datasource: &'a Option<PathBuf>,
) -> Named<'a> {
    match (schema, migrations, url, schema_datasource) {
        (Some(path), ..) => Named::Schema(path),
        (_, Some(path), ..) => Named::Migrations(path),
        (_, _, Some(url), _) => Named::Url(url),
        (.., Some(path)) => Named::SchemaDatasource(path),
        _ if config_datasource => Named::ConfigDatasource,
        _ => Named::Empty,
    }
}

/// The project, for its settings. A schema that a side names is its schema, so that none is looked for.
fn open(args: &Args, from: Named<'_>, to: Named<'_>) -> Result<Project, CommandError> {
    let mut project = args.project.clone();
    for side in [from, to] {
        if let Named::Schema(path) | Named::SchemaDatasource(path) = side
            && project.schema.is_none()
        {
            project.schema = Some(path.to_path_buf());
        }
    }
    context::open(&project)
}

/// What the schemas of both sides say about the comparison; the wanted side has the last word.
#[derive(Default)]
struct Said {
    /// What live databases are looked at in: `schemas` of the datasource.
    namespaces: Vec<String>,
    options: DiffOptions,
}

/// Reads a side's files.
fn read(project: &Project, side: Named<'_>, said: &mut Said) -> Result<Side, CommandError> {
    type Load = fn(SchemaFiles) -> Result<Loaded, CommandError>;
    let mut load = |path: &Path, load: Load| -> Result<Loaded, CommandError> {
        let loaded = load(SchemaFiles::read(path)?)?;
        if let Some(datasource) = &loaded.schema.datasource {
            said.namespaces.clone_from(&datasource.schemas);
        }
        said.options = DiffOptions::of(&loaded.schema);
        Ok(loaded)
    };
    Ok(match side {
        Named::Empty => Side::Empty,
        Named::Schema(path) => Side::Schema(schema::catalog(&load(path, schema::load_files)?.schema)?),
        Named::Migrations(path) => {
            if !path.is_dir() {
                return Err(CommandError::usage(format!("the migrations folder {} does not exist", path.display())));
            }
            Side::Migrations(Folder::read(path)?)
        }
        Named::ConfigDatasource => Side::Live(Box::new(context::target_without_schema(project, None)?)),
        Named::Url(url) => Side::Live(Box::new(context::target_without_schema(project, Some(url))?)),
        Named::SchemaDatasource(path) => {
            let loaded = load(path, schema::load_configuration_files)?;
            let connection = context::connection(project, None, Some((&loaded.files, &loaded.schema)))?;
            Side::Live(Box::new(context::target(project, Some(&loaded.schema), &connection)))
        }
    })
}

/// What is known before the databases are asked.
struct Work<'a> {
    project: &'a Project,
    /// `--shadow-database-url`.
    shadow: Option<&'a str>,
    /// The databases of both sides: nothing may happen to them.
    live: Vec<DatabaseUrl>,
    /// `schemas` of a datasource on one of the sides.
    namespaces: Vec<String>,
}

impl Work<'_> {
    fn catalogs(&self, from: Side, to: Side) -> Result<(Catalog, Catalog), CommandError> {
        let sides = (dialect(&from)?, dialect(&to)?);
        if let (Some(ours), Some(theirs)) = sides
            && ours != theirs
        {
            let (ours, theirs) = (ours.provider_name(), theirs.provider_name());
            return Err(CommandError::usage(format!("one side is for {ours}, the other for {theirs}"))
                .hint("no migration leads from one kind of database to another: give two sides of one kind"));
        }
        let dialect = sides.0.or(sides.1).ok_or_else(|| {
            CommandError::usage("nothing says which database this is about")
                .hint("one of the sides must be a schema with a datasource, a database, or migrations with a lock file")
        })?;
        context::check_external(self.project, dialect)?;
        let is_live = |side: &Side| matches!(side, Side::Live(_) | Side::Migrations(_));
        if !is_live(&from) && !is_live(&to) {
            return Ok((still(from, dialect), still(to, dialect)));
        }
        let schema = [&from, &to].into_iter().find_map(|side| match side {
            Side::Live(target) => Some(target.url.schema().to_owned()),
            _ => None,
        });
        let work = async { Ok((self.catalog(from, dialect).await?, self.catalog(to, dialect).await?)) };
        let (mut from, mut to) = context::block_on(progress::shown("reading the databases", work))?;
        // Unqualified names of a schema stand in the schema of the database that it is compared with.
        if let Some(schema) = schema {
            for catalog in [&mut from, &mut to] {
                if catalog.default_namespace.is_some() {
                    catalog.default_namespace = Some(schema.clone());
                }
            }
        }
        Ok((from, to))
    }

    async fn catalog(&self, side: Side, dialect: Dialect) -> Result<Catalog, CommandError> {
        match side {
            Side::Live(mut target) => {
                if !self.namespaces.is_empty() {
                    target.namespaces.clone_from(&self.namespaces);
                }
                let connection = Connection::connect(&target.url).await.map_err(nicol_engine::Error::from)?;
                Ok(database::describe(&connection, &target.scope()).await?)
            }
            Side::Migrations(folder) => self.replayed(&folder, dialect).await,
            other => Ok(still(other, dialect)),
        }
    }

    /// What the migrations make. On PostgreSQL a database is needed for it: the one of the flag, the configured shadow
    /// database, or one that is made beside the main database.
    async fn replayed(&self, folder: &Folder, dialect: Dialect) -> Result<Catalog, CommandError> {
        folder.check_provider(dialect)?;
        let invalid = |e: nicol_driver::Error| CommandError::from(nicol_engine::Error::from(e));
        let flag = self.shadow.map(|url| DatabaseUrl::parse(url, Some(&self.project.working_directory)));
        let flag = flag.transpose().map_err(invalid)?;
        let mut target = match (dialect, flag) {
            (Dialect::Sqlite, _) => {
                let memory = DatabaseUrl::parse(":memory:", None).map_err(invalid)?;
                context::target_at(self.project, memory)
            }
            (_, Some(shadow)) => {
                // The main database takes no part, except that the shadow database must not be it.
                let main = context::target_without_schema(self.project, None);
                let mut target = match main {
                    Ok(main) if main.dialect() == dialect => main,
                    _ => context::target_at(self.project, beside(&shadow)),
                };
                target.shadow_url = Some(shadow);
                target
            }
            (_, None) => context::target_without_schema(self.project, None)?,
        };
        if !self.namespaces.is_empty() {
            target.namespaces.clone_from(&self.namespaces);
        }
        target.protected.extend(self.live.iter().cloned());
        context::prepare_cache(&mut target);
        let at = target.shadow_url.as_ref().unwrap_or(&target.url);
        let connection = Connection::connect(at).await.map_err(invalid)?;
        let migrations: Vec<_> = folder.migrations.iter().collect();
        let mut tell = |way: shadow::Way| way.note(REPLAYED).into_iter().for_each(output::note);
        Ok(shadow::replay_telling(&target, &connection, &migrations, &mut tell).await?)
    }
}

/// The same server, and a database of it that is never anybody's own.
fn beside(url: &DatabaseUrl) -> DatabaseUrl {
    match url.as_postgres() {
        Some(postgres) => DatabaseUrl::Postgres(postgres.with_database("template1")),
        None => url.clone(),
    }
}

/// Which database a side is for, where it tells.
fn dialect(side: &Side) -> Result<Option<Dialect>, CommandError> {
    Ok(match side {
        Side::Empty => None,
        Side::Schema(catalog) => Some(catalog.dialect),
        Side::Live(target) => Some(target.dialect()),
        Side::Migrations(folder) => match folder.lock.as_deref().and_then(lock_provider) {
            None => None,
            Some(name) => match nicol_model::Provider::from_name(&name).map(nicol_migrate::wanted::dialect_of) {
                Some(Ok(dialect)) => Some(dialect),
                _ => {
                    return Err(CommandError::new(
                        ErrorKind::Database,
                        format!("the migrations in {} are for {name}, which is not supported", folder.path.display()),
                    )
                    .code("P3019"));
                }
            },
        },
    })
}

/// A side that needs no database.
fn still(side: Side, dialect: Dialect) -> Catalog {
    match side {
        Side::Schema(catalog) => catalog,
        _ => Catalog::empty(dialect),
    }
}
