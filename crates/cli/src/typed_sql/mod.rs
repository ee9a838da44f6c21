//! TypedSQL: the `.sql` files of a project, and what the database says of their statements.

mod doc;
mod names;
mod plan;
mod postgres;
mod program;
mod sqlite;

use std::fs;
use std::path::{Path, PathBuf};

use nicol_catalog::Dialect;
use nicol_codegen::typescript::{QueryColumn, QueryParameter, TypedQuery};
use nicol_driver::DescribedType;
use nicol_driver::admin::Connection;

use self::doc::Doc;
use crate::config::Project;
use crate::config::paths::normalise;
use crate::config::schema_files::SchemaFiles;
use crate::error::{CommandError, ErrorKind};
use crate::schema::Loaded;
use crate::{context, output};

const PREVIEW: &str = "typedSql";

/// What is known of a statement before its comments are looked at.
struct Facts {
    parameters: Vec<Parameter>,
    columns: Vec<QueryColumn>,
}

struct Parameter {
    /// As the statement or its type names it.
    name: Option<String>,
    ty: String,
}

/// A statement's file.
struct File {
    name: String,
    path: PathBuf,
    text: String,
}

/// The folder of the `.sql` files.
fn folder(project: &Project, schema: &SchemaFiles) -> PathBuf {
    let configured = project.configuration.typed_sql.clone();
    normalise(&configured.unwrap_or_else(|| project.working_directory.join(schema.root()).join("sql")))
}

/// The texts of the `.sql` files as far as they can be read: whoever watches them sees by these that one has changed.
pub(crate) fn texts(project: &Project, schema: &SchemaFiles) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder(project, schema)).into_iter().flatten().flatten();
    let mut texts: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| (fs::read(&path).unwrap_or_default(), path))
        .map(|(text, path)| (path, text))
        .collect();
    texts.sort();
    texts
}

/// Reads the files and has the database check each statement.
pub(crate) fn read(project: &Project, loaded: &Loaded) -> Result<Vec<TypedQuery>, CommandError> {
    let generators = &loaded.schema.generators;
    if !generators.iter().any(|generator| generator.preview_features.iter().any(|name| name == PREVIEW)) {
        return Err(CommandError::new(
            ErrorKind::Schema,
            format!("`--sql` needs the preview feature `{PREVIEW}`, and no generator of the schema has it"),
        )
        .hint(format!("add to the block of the client: previewFeatures = [\"{PREVIEW}\"]")));
    }
    let files = files(project, &folder(project, &loaded.files))?;
    if files.is_empty() {
        output::note("There are no .sql files, so there are no typed queries.");
        return Ok(Vec::new());
    }
    let target = context::target_of(project, loaded)?;
    context::block_on(async {
        let connection = Connection::connect(&target.url).await.map_err(nicol_engine::Error::from)?;
        let mut queries = Vec::new();
        let mut failures = Vec::new();
        let enums = match target.dialect() {
            Dialect::Sqlite => Vec::new(),
            Dialect::Postgres | Dialect::Cockroach => {
                postgres::enums(&connection).await.map_err(nicol_engine::Error::from)?
            }
        };
        for file in &files {
            match query(&connection, file, &enums).await {
                Ok(query) => queries.push(query),
                Err(why) => failures.push((project.shown(&file.path), why)),
            }
        }
        connection.close().await;
        if failures.is_empty() { Ok(queries) } else { Err(failed(&failures)) }
    })
}

fn failed(failures: &[(&Path, String)]) -> CommandError {
    let count = if failures.len() == 1 { "a statement".to_owned() } else { format!("{} statements", failures.len()) };
    let mut message = format!("nothing was generated, since {count} for typed queries can't be used:");
    for (path, why) in failures {
        message.push_str(&format!("\nin {}: {why}", path.display()));
    }
    CommandError::new(ErrorKind::Database, message).code("typed-sql")
}

/// The files whose names can be those of functions, in the order of their names.
fn files(project: &Project, folder: &Path) -> Result<Vec<File>, CommandError> {
    let failed = |error: &std::io::Error| {
        CommandError::io("read the folder of typed queries", project.shown(folder), error)
            .hint("make it and put a .sql file into it for each query, or name another one in prisma.config.ts (`typedSql.path`)")
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| failed(&e))? {
        let path = entry.map_err(|e| failed(&e))?.path();
        if path.extension().is_none_or(|extension| extension != "sql") {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let shown = project.shown(&path);
        names::check(&name, shown)?;
        let text = fs::read_to_string(&path).map_err(|e| CommandError::io("read", shown, &e))?;
        files.push(File { name, path, text });
    }
    files.sort_by_cached_key(|file| file.name.to_lowercase());
    if let Some([a, b]) = files.array_windows().find(|[a, b]| a.name.to_lowercase() == b.name.to_lowercase()) {
        return Err(CommandError::config(format!(
            "the queries {} and {} differ in the case of letters alone, and their generated files would be one on many disks",
            project.shown(&a.path).display(),
            project.shown(&b.path).display()
        ))
        .hint("rename one of them"));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// What the database and the comments say of a file; else why it can't be used.
async fn query(connection: &Connection, file: &File, enums: &[String]) -> Result<TypedQuery, String> {
    let doc = Doc::parse(&file.text, enums)?;
    let source = doc::source(&file.text);
    let described = connection.describe(&source).await.map_err(|error| why(&error))?;
    let facts = match connection.dialect() {
        Dialect::Sqlite => sqlite::facts(connection, &source, described).await,
        Dialect::Postgres | Dialect::Cockroach => postgres::facts(connection, described).await,
    }?;
    if let Some(position) = doc.beyond(facts.parameters.len()) {
        let count = facts.parameters.len();
        return Err(format!("a comment tells of the parameter ${position}, and the statement has {count}"));
    }
    Ok(TypedQuery {
        name: file.name.clone(),
        source,
        documentation: doc.description.map(str::to_owned),
        parameters: parameters(facts.parameters, &doc),
        columns: facts.columns,
    })
}

fn parameters(facts: Vec<Parameter>, doc: &Doc<'_>) -> Vec<QueryParameter> {
    let mut parameters: Vec<QueryParameter> = Vec::new();
    for (fact, position) in facts.into_iter().zip(1..) {
        let said = doc.param(position, fact.name.as_deref());
        let wanted = said.and_then(|said| said.alias).map(str::to_owned).or(fact.name);
        let base = wanted.map_or_else(|| format!("_{position}"), |name| names::identifier(&name));
        let is_free = |name: &str| parameters.iter().all(|known| known.name != name);
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let name = std::iter::once(base.clone()).chain(numbered).find(|name| is_free(name)).unwrap_or_default();
        parameters.push(QueryParameter {
            documentation: said.and_then(|said| said.documentation).map(str::to_owned),
            name,
            ty: said.and_then(|said| said.ty).map_or(fact.ty, str::to_owned),
            is_nullable: said.is_some_and(|said| said.is_nullable),
        });
    }
    parameters
}

/// What a typed query calls a type of the database.
fn type_name(ty: &DescribedType) -> String {
    use nicol_driver::raw::RawType;
    match (ty.kind, ty.is_list) {
        (Some(RawType::Enum), false) => ty.name.clone(),
        (Some(RawType::Enum), true) => "string-array".to_owned(),
        (Some(kind), false) => kind.tag().to_owned(),
        (Some(kind), true) => format!("{}-array", kind.tag()),
        (None, _) => "string".to_owned(),
    }
}

/// What the database says is wrong, without what only running it would need.
fn why(error: &nicol_driver::Error) -> String {
    error.server().map_or_else(|| error.message().to_owned(), |said| said.message.clone())
}
