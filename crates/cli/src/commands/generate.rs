use std::time::Duration;

use super::Status;
use crate::args::ProjectArgs;
use crate::config::Project;
use crate::error::{CommandError, ErrorKind};
use crate::generators::{Report, Settings};
use crate::schema::Loaded;
use crate::{context, generators, output, schema, typed_sql};

/// Run the generators that the schema names: clients, documentation, types
///
/// Those of others are npm packages, scripts or any program that speaks Prisma's generator protocol. Connects to no
/// database, except for --sql. A generator that fails stops no other; one that can't begin stops all.
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
    /// Also generate typed queries from the .sql files, which the database checks (preview feature typedSql)
    #[arg(long)]
    sql: bool,
    /// Fail when the schema has no models
    #[arg(long)]
    require_models: bool,
    /// Leave out hints
    #[arg(long)]
    no_hints: bool,
    /// The outcome as one JSON object: {"ok", "generators": [{"name", "ok", "output" or "error"}]}
    #[arg(long, conflicts_with = "watch")]
    json: bool,
    /// For generators that ask whether the client has an engine; ours has none anyway.
    #[arg(long, hide = true)]
    no_engine: bool,
    #[command(flatten)]
    ignored: Ignored,
}

/// Flags of Prisma that change nothing here, or that mean what Nicol doesn't do.
#[derive(Debug, clap::Args)]
struct Ignored {
    /// Having no models is allowed anyway.
    #[arg(long, hide = true, conflicts_with = "require_models")]
    allow_no_models: bool,
    #[arg(long, hide = true)]
    data_proxy: bool,
    #[arg(long, hide = true)]
    accelerate: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let Ignored { allow_no_models: _, data_proxy, accelerate } = args.ignored;
    if data_proxy || accelerate {
        return Err(CommandError::usage("clients for Prisma's proxy (--data-proxy, --accelerate) can't be generated")
            .hint("leave the flag out: the client connects to the database itself"));
    }
    let project = context::open(&args.project)?;
    if args.watch { watch(args, &project) } else { once(args, &project) }
}

/// Generates again whenever a file of the schema changes, until Ctrl-C. Problems are told and waited out.
///
/// The texts are read again and compared, four times a second: they are small, and that sees every change, whatever an
/// editor does to save, on network and container mounts too, where the system's notices don't come.
fn watch(args: &Args, project: &Project) -> Result<Status, CommandError> {
    // Whoever reads that it waits may end it at once.
    context::listen();
    let texts = || {
        let schema = project.schema()?;
        let queries = if args.sql { typed_sql::texts(project, &schema) } else { Vec::new() };
        Ok((schema.files, queries))
    };
    let mut seen = None;
    loop {
        let there = texts();
        if seen.as_ref() != Some(&there) {
            match there.clone().and_then(|_| once(args, project)) {
                Err(error) if error.is_interrupted() => return Err(error),
                Err(error) => output::error(&error),
                Ok(_) => {}
            }
            // What was changed while it ran is found by the next look.
            seen = Some(there);
            output::quiet("Waiting for changes of the schema; Ctrl-C ends it.");
        }
        let pause = context::block_on(async {
            tokio::time::sleep(PACE).await;
            Ok(())
        });
        // Nothing was under way: this is how watching ends.
        if let Err(interrupted) = pause {
            return Ok(interrupted.exit_code());
        }
    }
}

/// How often the schema is looked at.
const PACE: Duration = Duration::from_millis(250);

fn once(args: &Args, project: &Project) -> Result<Status, CommandError> {
    let loaded = schema::load(project)?;
    if args.require_models && loaded.schema.models.is_empty() {
        return Err(CommandError::new(ErrorKind::Schema, "the schema has no models, and --require-models wants some"));
    }
    for name in &args.generator {
        if !loaded.schema.generators.iter().any(|g| g.name == *name) {
            let names: Vec<&str> = loaded.schema.generators.iter().map(|g| g.name.as_str()).collect();
            let failed = CommandError::usage(format!("the schema has no generator `{name}`"));
            return Err(match names.as_slice() {
                [] => failed.hint("it has none at all"),
                names => failed.hint(format!("its generators are: {}", names.join(", "))),
            });
        }
    }
    if loaded.schema.generators.is_empty() {
        output::note("The schema has no generator, so there is nothing to generate.");
        if !args.no_hints {
            output::hint(
                "add one:\n  generator client {\n    provider = \"nicol-rust\"\n    output   = \"../src/db\"\n  }",
            );
        }
    }
    let typed_sql = if args.sql { Some(typed_sql::read(project, &loaded)?) } else { None };
    let settings = Settings { allows_no_models: !args.require_models, is_without_engine: args.no_engine, typed_sql };
    let reports = generators::run(project, &loaded, &args.generator, &settings)?;
    let is_ok = reports.iter().all(Report::is_ok);
    output::answer(|| serde_json::json!({ "ok": is_ok, "generators": as_json(&reports) }))?;
    Ok(u8::from(!is_ok))
}

/// The outcomes as a part of JSON objects.
pub(crate) fn as_json(reports: &[Report]) -> serde_json::Value {
    reports.iter().map(Report::as_json).collect()
}

/// What commands do that change the schema's database: all generators. A failure is told and does not undo the rest.
pub(crate) fn after(project: &Project, loaded: &Loaded) -> Result<Vec<Report>, CommandError> {
    generators::run(project, loaded, &[], &Settings::default())
}
