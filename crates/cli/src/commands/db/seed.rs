use std::path::Path;

use nicol_engine::seed;
use serde_json::json;

use crate::args::ProjectArgs;
use crate::commands::Status;
use crate::config::Project;
use crate::context;
use crate::error::CommandError;
use crate::output;

/// Run the project's seed command
///
/// The command stands in `migrations.seed` of the configuration, or in `prisma.seed` of package.json. It is started
/// without a shell, and finds `nicol` and node_modules/.bin on its PATH. What stands after `--` is passed on.
///
/// Exit codes: 0 the command ended with 0, or there is none; 1 it can't be started, or ended with another code, or package.json
/// can't be read; 130 interrupted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// The outcome as one JSON object: {"ok", "command"}; what the command prints goes to standard error then
    #[arg(long)]
    json: bool,
    /// Arguments for the seed command
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let project = context::open(&args.project)?;
    let Some(command) = &project.configuration.seed else {
        check_package_json(&project)?;
        output::note("No seed command is configured, so there is nothing to run.");
        output::hint("name one as `migrations.seed` in prisma.config.ts or nicol.toml, for example");
        let is_node = project.working_directory.join("package.json").is_file();
        output::hint(if is_node {
            "  seed: \"tsx prisma/seed.ts\"    (or in package.json: \"prisma\": { \"seed\": \"tsx prisma/seed.ts\" })"
        } else {
            "  seed = \"nicol db execute --file prisma/seed.sql\""
        });
        output::answer(|| json!({ "ok": true, "command": null }))?;
        return Ok(0);
    };
    start(&project, command, &args.arguments)?;
    output::answer(|| json!({ "ok": true, "command": command }))?;
    Ok(0)
}

/// That no command is named is told only of what could be read.
fn check_package_json(project: &Project) -> Result<(), CommandError> {
    let Ok(text) = std::fs::read_to_string(project.working_directory.join("package.json")) else { return Ok(()) };
    match serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}')) {
        Ok(_) => Ok(()),
        Err(error) => Err(CommandError::config(format!(
            "package.json is not valid JSON: {error}; no seed command is configured elsewhere, and whether it names one can't be told"
        ))),
    }
}

/// What commands do that made or emptied the database: the seed, if there is one.
pub(crate) fn after(project: &Project) -> Result<(), CommandError> {
    match &project.configuration.seed {
        Some(command) => start(project, command, &[]),
        None => Ok(()),
    }
}

fn start(project: &Project, command: &str, arguments: &[String]) -> Result<(), CommandError> {
    output::quiet(format_args!("seed: {command}"));
    let variables: Vec<(String, String)> =
        project.environment.added().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let seed = seed::Seed { command, more: arguments, folder: &project.working_directory, variables: &variables };
    let out = output::for_program().map_err(|e| CommandError::io("copy", Path::new("standard error"), &e))?;
    context::block_on(async { Ok(seed.run(out).await?) })?;
    output::result("The database is seeded.")
}
