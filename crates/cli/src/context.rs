//! What nearly every command starts with: the project, its schema, its database.

use nicol_diagnostics::{SourceFile, Sources};
use nicol_schema::ir::{Datasource, Schema};

use crate::args::ProjectArgs;
use crate::config::Project;
use crate::config::schema_files::{SchemaFiles, parent};
use crate::config::urls::{self, Connection, DEFAULT_VARIABLE, SchemaUrls, UrlError};
use crate::error::{CommandError, ErrorKind};
use crate::output;

/// Opens the project and tells what its configuration has to tell.
pub(crate) fn open(args: &ProjectArgs) -> Result<Project, CommandError> {
    let project = Project::open(&args.options())?;
    output::notices(&project.notices);
    Ok(project)
}

/// The schema's files as the sources of messages, in the order of the files.
pub(crate) fn sources(files: &SchemaFiles) -> Sources {
    Sources::new(files.files.iter().map(|(path, text)| SourceFile::new(path.to_string_lossy(), text)).collect())
}

/// What to connect to. `schema` is `None` for commands that need none and for projects without one.
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
    let connection =
        urls::resolve(flag, &project.working_directory, &in_schema, urls, &project.environment).map_err(url_error)?;
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

fn url_error(error: UrlError) -> CommandError {
    let database = |message: String| CommandError::new(ErrorKind::Config, message);
    match error {
        UrlError::Nowhere => database(format!(
            "no database is named: neither by --url, nor in the schema, nor in the configuration, nor by the variable {DEFAULT_VARIABLE}"
        ))
        .code("P1012")
        .hint(format!("set {DEFAULT_VARIABLE} in .env, for example {DEFAULT_VARIABLE}=\"file:./dev.db\""))
        .hint("or give `datasource.url` in prisma.config.ts"),
        UrlError::Unset(origin, names) => {
            let (verb, list) = match names.as_slice() {
                [name] => ("is", format!("the variable {name}")),
                names => ("are", format!("the variables {}", names.join(", "))),
            };
            let name = names.first().map_or(DEFAULT_VARIABLE, String::as_str);
            database(format!("{list} {verb} not set, and {origin} needs {}", if verb == "is" { "it" } else { "one of them" }))
                .code("P1012")
                .hint(format!("set it in the environment, or write {name}=\"…\" into .env"))
        }
        UrlError::Empty(origin) => database(format!("{origin} is empty")).code("P1012").hint("give it a URL"),
        UrlError::Invalid(origin, error) => {
            database(format!("{origin}: {error}")).code(error.code().as_str().to_owned())
        }
        UrlError::ShadowIsMain(origin) => {
            database(format!("{origin} is the database itself, and a shadow database is emptied at every use"))
                .hint("name another database, or take `shadowDatabaseUrl` out: then one is made and dropped as needed")
        }
    }
}
