use std::time::Duration;

use nicol_schema::ir::Generator;

use super::Status;
use crate::args::ProjectArgs;
use crate::config::Project;
use crate::error::{CommandError, ErrorKind};
use crate::generators::Outcome;
use crate::schema::Loaded;
use crate::{context, generators, output, schema};

/// Generate the clients that the schema's generators name
///
/// Connects to no database. A generator that fails stops no other.
///
/// Exit codes: 0 generated, or there is nothing to generate; 1 the schema isn't valid, or a generator failed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Only this generator; may be given several times
    #[arg(long, value_name = "NAME")]
    generator: Vec<String>,
    /// Generate again whenever a file of the schema changes
    #[arg(long)]
    watch: bool,
    /// Also generate typed queries from the .sql files (needs a database)
    #[arg(long)]
    sql: bool,
    /// Fail when the schema has no models
    #[arg(long)]
    require_models: bool,
    /// The outcome as one JSON object: {"ok", "generators": [{"name", "ok", "output" or "error"}]}
    #[arg(long, conflicts_with = "watch")]
    json: bool,
    #[command(flatten)]
    ignored: Ignored,
}

/// Flags of Prisma that change nothing here.
#[derive(Debug, clap::Args)]
struct Ignored {
    #[arg(long, hide = true)]
    no_hints: bool,
    /// Having no models is allowed anyway.
    #[arg(long, hide = true, conflicts_with = "require_models")]
    allow_no_models: bool,
    /// Our clients have no engine of their own.
    #[arg(long, hide = true)]
    no_engine: bool,
    #[arg(long, hide = true)]
    data_proxy: bool,
    #[arg(long, hide = true)]
    accelerate: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let Ignored { no_hints: _, allow_no_models: _, no_engine: _, data_proxy, accelerate } = args.ignored;
    if data_proxy || accelerate {
        return Err(CommandError::usage("clients for Prisma's proxy (--data-proxy, --accelerate) can't be generated")
            .hint("leave the flag out: the client connects to the database itself"));
    }
    if args.sql {
        return Err(CommandError::not_yet("`nicol generate --sql`"));
    }
    let project = context::open(&args.project)?;
    if args.watch { watch(args, &project) } else { once(args, &project) }
}

/// Generates again whenever a file of the schema changes, until Ctrl-C. Problems are told and waited out.
fn watch(args: &Args, project: &Project) -> Result<Status, CommandError> {
    let mut seen = None;
    loop {
        let files = project.schema().map(|schema| schema.files);
        if seen.as_ref() != files.as_ref().ok() {
            match files.and_then(|files| once(args, project).map(|_| files)) {
                Ok(files) => seen = Some(files),
                Err(error) => {
                    output::error(&error);
                    seen = project.schema().map(|schema| schema.files).ok();
                }
            }
            output::quiet("Waiting for changes of the schema; Ctrl-C ends it.");
        }
        std::thread::sleep(Duration::from_millis(250));
    }
}

fn once(args: &Args, project: &Project) -> Result<Status, CommandError> {
    let loaded = schema::load(project)?;
    if args.require_models && loaded.schema.models.is_empty() {
        return Err(CommandError::new(ErrorKind::Schema, "the schema has no models, and --require-models wants some"));
    }
    for name in &args.generator {
        if !loaded.schema.generators.iter().any(|g| g.name == *name) {
            let names: Vec<&str> = loaded.schema.generators.iter().map(|g| g.name.as_str()).collect();
            return Err(CommandError::usage(format!("the schema has no generator `{name}`"))
                .hint(format!("its generators are: {}", names.join(", "))));
        }
    }
    let is_wanted = |g: &&Generator| args.generator.is_empty() || args.generator.contains(&g.name);
    let generators: Vec<&Generator> = loaded.schema.generators.iter().filter(is_wanted).collect();
    if generators.is_empty() {
        output::note("The schema has no generator, so there is nothing to generate.");
        output::hint(
            "add one:\n  generator client {\n    provider = \"nicol-rust\"\n    output   = \"../src/db\"\n  }",
        );
    }
    let outcomes = generators::run(project, &loaded, &generators);
    let is_ok = outcomes.iter().all(Outcome::is_ok);
    output::answer(|| serde_json::json!({ "ok": is_ok, "generators": as_json(&outcomes) }))?;
    Ok(u8::from(!is_ok))
}

/// The outcomes as a part of JSON objects.
pub(crate) fn as_json(outcomes: &[Outcome]) -> serde_json::Value {
    outcomes.iter().map(Outcome::as_json).collect()
}

/// What commands do that change the schema's database: all generators. A failure is told and does not undo the rest.
pub(crate) fn after(project: &Project, loaded: &Loaded) -> Vec<Outcome> {
    let generators: Vec<&Generator> = loaded.schema.generators.iter().collect();
    generators::run(project, loaded, &generators)
}
