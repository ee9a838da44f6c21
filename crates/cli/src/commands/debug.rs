use std::path::Path;

use serde_json::{Value, json};

use super::Status;
use crate::args::ProjectArgs;
use crate::config::Project;
use crate::config::urls::DEFAULT_VARIABLE;
use crate::error::CommandError;
use crate::{interaction, output};

/// Show what Nicol found: files, variables, settings, and where each comes from
///
/// Connects to nothing, and shows no password.
///
/// Exit codes: 0; 1 the configuration can't be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

/// Variables that change what commands do, beside those of URLs.
const VARIABLES: [&str; 11] = [
    "CI",
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "NODE_ENV",
    "PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK",
    "PRISMA_MIGRATE_SKIP_GENERATE",
    "PRISMA_MIGRATE_SKIP_SEED",
    "PRISMA_HIDE_UPDATE_MESSAGE",
    "PRISMA_LOG_LEVEL",
    "RUST_LOG",
];

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let project = Project::open(&args.project.options())?;
    output::all_notices(&project.notices);
    let report = report(&project);
    if args.json {
        output::answer(|| report)?;
        return Ok(0);
    }
    let sections = report.as_object().into_iter().flatten();
    for (title, section) in sections {
        output::result(format_args!("{title}"))?;
        for (name, value) in section.as_object().into_iter().flatten() {
            let text = match value {
                Value::Null => "-".to_owned(),
                Value::String(text) => text.clone(),
                Value::Array(list) if list.is_empty() => "-".to_owned(),
                Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                other => other.to_string(),
            };
            output::result(format_args!("  {name:<37}{text}"))?;
        }
    }
    Ok(0)
}

fn report(project: &Project) -> Value {
    let shown = |path: &Path| Value::from(project.shown(path).display().to_string());
    let configuration = &project.configuration;
    let schema = project.schema();
    let migrations =
        schema.as_ref().ok().map(|files| project.migrations(files.root())).or_else(|| configuration.migrations.clone());
    let variable = |name: &str| project.environment.get(name).map(str::to_owned);
    let urls = &configuration.urls;
    let url = |url: &Option<crate::config::urls::ConfigUrl>| {
        url.as_ref().map(|url| match url.text.variable_name() {
            Some(name) if project.environment.get(name).is_some() => format!("the variable {name}"),
            Some(name) if url.text.value.is_some() => format!("the variable {name}, which is not set: its fallback"),
            Some(name) => format!("the variable {name}, which is not set"),
            None => "written in the configuration".to_owned(),
        })
    };
    let mut variables: Vec<(String, Value)> =
        VARIABLES.iter().map(|name| ((*name).to_owned(), variable(name).into())).collect();
    let mut url_variables = vec![DEFAULT_VARIABLE.to_owned()];
    for url in [&urls.url, &urls.direct_url, &urls.shadow_database_url].into_iter().flatten() {
        for name in &url.text.variables {
            if !url_variables.contains(name) {
                url_variables.push(name.clone());
            }
        }
    }
    for (at, name) in url_variables.into_iter().enumerate() {
        // Without its password; what is no URL may hold one in any form and isn't shown.
        let value = variable(&name).map(|value| match nicol_driver::DatabaseUrl::parse(&value, None) {
            Ok(url) => url.to_string(),
            Err(_) => "set, but not a URL that Nicol can use".to_owned(),
        });
        variables.insert(at, (name, value.into()));
    }
    json!({
        "files": {
            "working directory": project.working_directory.display().to_string(),
            "configuration": configuration.file.as_deref().map(shown),
            "schema": project.schema_path().ok().map(shown),
            "schema files": schema.as_ref().map_or(0, |files| files.files.len()),
            "migrations": migrations.as_deref().map(shown),
            "env files": project.environment.files().iter().map(|f| shown(f)).collect::<Vec<_>>(),
        },
        "settings": {
            "datasource.url": url(&urls.url),
            "datasource.directUrl": url(&urls.direct_url),
            "datasource.shadowDatabaseUrl": url(&urls.shadow_database_url),
            "migrations.seed": configuration.seed,
            "tables.external": configuration.external_tables,
            "enums.external": configuration.external_enums,
        },
        "terminal": {
            "may ask": interaction::can_ask(&project.environment),
            "CI": interaction::is_ci(&project.environment),
            "colour": output::has_color(),
        },
        "variables": Value::Object(variables.into_iter().collect()),
    })
}
