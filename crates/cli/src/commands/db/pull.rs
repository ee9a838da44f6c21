use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use nicol_catalog::Dialect;
use nicol_engine::pull;
use nicol_migrate::raise::{Options, Raised, ViewQuery, warnings};
use serde_json::{Value, json};

use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::config::schema_files::parent;
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::files::write_whole;
use crate::{output, progress};

/// Write the schema from the database
///
/// Keeps what only the schema can say: names, relation names, documentation, comments. Each model stays in its file;
/// new ones go to the only file, or to introspected.prisma. Overwrites the schema's files unless --print is given.
///
/// Exit codes: 0 written; 1 the database has no tables (P4001) or can't be read, or the schema can't be written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Ignore the models and enums that are there
    #[arg(long)]
    force: bool,
    /// Print the schema instead of writing it
    #[arg(long)]
    print: bool,
    /// The database schemas to read, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    schemas: Vec<String>,
    /// Accepted for Prisma's sake: it is about MongoDB
    #[arg(long, value_name = "N", hide = true, allow_negative_numbers = true)]
    composite_type_depth: Option<i32>,
    /// The outcome as one JSON object: {"ok", "models", "enums", "files": [FILES] or with --print {FILE: TEXT}, "warnings"}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let start = Instant::now();
    let mut database = Database::open(&args.database)?;
    if !args.schemas.is_empty() {
        if database.target.dialect() != Dialect::Postgres {
            return Err(CommandError::usage("--schemas is about PostgreSQL: this database has no schemas")
                .hint("leave it out: all tables are read"));
        }
        database.target.namespaces.clone_from(&args.schemas);
    }
    let before = texts(&database);
    let options = Options { force: args.force, schemas: args.schemas.clone(), new_file: new_file(&database) };
    let work = async { Ok(pull::pull(&database.target, &before, &options).await?) };
    let raised = context::block_on(progress::shown("reading the database", work))?;
    if args.print {
        if !args.json {
            print(&raised)?;
        }
    } else {
        write(&database, &before, &raised, args.force)?;
        output::result(format_args!(
            "Wrote {} and {} to {} ({} ms).",
            count(raised.models, "model"),
            count(raised.enums, "enum"),
            database.loaded.files.path.display(),
            start.elapsed().as_millis()
        ))?;
    }
    if !raised.warnings.is_empty() {
        output::warning(format_args!("some of this needs a look:\n{}", warnings::print(&raised.warnings)));
    }
    if !args.print {
        output::hint("nicol generate");
    }
    output::answer(|| as_json(args, &raised))?;
    Ok(0)
}

fn as_json(args: &Args, raised: &Raised) -> Value {
    let files: Value = if args.print {
        Value::Object(raised.files.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect())
    } else {
        raised.files.iter().map(|(name, _)| name.as_str()).collect()
    };
    let warnings = match raised.warnings.is_empty() {
        true => String::new(),
        false => warnings::print(&raised.warnings),
    };
    json!({ "ok": true, "models": raised.models, "enums": raised.enums, "files": files, "warnings": warnings })
}

fn texts(database: &Database) -> Vec<(String, String)> {
    let files = &database.loaded.files.files;
    files.iter().map(|(path, text)| (path.to_string_lossy().into_owned(), text.clone())).collect()
}

fn new_file(database: &Database) -> String {
    let files = &database.loaded.files;
    let path = if files.is_folder { files.path.join("introspected.prisma") } else { files.path.clone() };
    path.to_string_lossy().into_owned()
}

fn print(raised: &Raised) -> Result<(), CommandError> {
    let mut files: Vec<_> = raised.files.iter().collect();
    files.sort();
    match files.as_slice() {
        [(_, text)] => output::data(text),
        files => files.iter().try_for_each(|(name, text)| output::data(&format!("// {name}\n{text}\n"))),
    }
}

fn write(database: &Database, before: &[(String, String)], raised: &Raised, force: bool) -> Result<(), CommandError> {
    for file in &raised.files {
        // A file that stays as it is keeps its date.
        if !before.contains(file) {
            write_whole(Path::new(&file.0), &file.1)?;
        }
    }
    if force {
        let is_left = |name: &String| !raised.files.iter().any(|(kept, _)| kept == name);
        for (name, _) in before.iter().filter(|(name, _)| is_left(name)) {
            fs::remove_file(name).map_err(|e| CommandError::io("delete", Path::new(name), &e))?;
        }
    }
    let folder = database.project.configuration.views.clone();
    let folder = folder.unwrap_or_else(|| database.loaded.files.root().join("views"));
    let mut written = Vec::new();
    for view in &raised.views {
        written.push(write_view(&folder, database, view)?);
    }
    // Without the preview feature no view is read, and that there is none says nothing.
    if database.loaded.schema.preview_features.iter().any(|feature| feature == "views") {
        remove_stale(&folder, &written)?;
    }
    Ok(())
}

fn write_view(folder: &Path, database: &Database, view: &ViewQuery) -> Result<PathBuf, CommandError> {
    let schema = view.namespace.clone().unwrap_or_else(|| database.target.url.schema().to_owned());
    let path: PathBuf = folder.join(schema).join(format!("{}.sql", view.name));
    fs::create_dir_all(parent(&path)).map_err(|e| CommandError::io("make", parent(&path), &e))?;
    write_whole(&path, &format!("{}\n", view.sql.trim_end()))?;
    Ok(path)
}

/// Deletes the queries of views that are gone, as Prisma does, and the folders of schemas that have none left.
fn remove_stale(folder: &Path, written: &[PathBuf]) -> Result<(), CommandError> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    for schema in entries(folder).filter(|path| path.is_dir()) {
        let is_query = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "sql");
        for path in entries(&schema).filter(|path| is_query(path) && !written.contains(path)) {
            fs::remove_file(&path).map_err(|e| CommandError::io("delete", &path, &e))?;
            output::result(format_args!("Deleted {}: the view is gone.", path.display()))?;
        }
        // Only what is empty goes.
        let _ = fs::remove_dir(&schema);
    }
    Ok(())
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
