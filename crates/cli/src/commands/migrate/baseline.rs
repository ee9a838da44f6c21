use nicol_engine::baseline;
use nicol_migrate::history::slug;
use nicol_schema::ir::Schema;
use serde_json::json;

use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::{output, progress, schema};

/// Take over a database that was there before its migrations
///
/// Without migrations, a first one is written from the database: tables and the like, and functions, triggers, views and
/// checks in the server's own words. With migrations, they are replayed on the shadow database, which must come to what
/// the database has. Then they are recorded as applied; nothing else of the database is touched.
///
/// Exit codes: 0 recorded; 1 nothing was changed; 130 interrupted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The name of the migration that is written
    #[arg(short, long, value_name = "NAME", default_value = "init")]
    name: String,
    /// The outcome as one JSON object: {"ok", "created": MIGRATION or null, "recorded": [MIGRATIONS], "lacking": [TEXTS],
    /// "hasModels": whether the schema has any}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let (database, mut folder) = super::begin(&args.database, args.json)?;
    // Before every time stamp, as Prisma's guides have it.
    let name = format!("0_{}", slug(&args.name));
    let options = database.diff_options();
    let work = async { Ok(baseline::baseline(&database.target, &mut folder, &options, &name).await?) };
    let done = context::block_on(progress::shown("comparing the database with the migrations", work))?;
    if let Some(name) = &done.created {
        output::result(format_args!("Wrote {}", folder.path.join(name).join("migration.sql").display()))?;
    }
    done.recorded.iter().try_for_each(|name| output::result(format_args!("Recorded {name} as applied")))?;
    if !done.lacking.is_empty() {
        let list: String = done.lacking.iter().map(|text| format!("\n  - {text}")).collect();
        output::warning(format_args!("on a new database, the migration does not make all that this one has:{list}"));
    }
    // The command itself needs no models, and those that are wrong are told by others.
    let has_models = project_schema(&database).is_none_or(|schema| !schema.models.is_empty());
    if !has_models {
        output::warning(
            "the schema has no models, so the next `nicol migrate dev` would plan to drop all that the database has",
        );
        output::hint("bring them into the schema first: `nicol db pull`");
    }
    output::answer(
        || json!({ "ok": true, "created": done.created, "recorded": done.recorded, "lacking": done.lacking, "hasModels": has_models }),
    )?;
    Ok(0)
}

/// The whole schema, if it is valid.
fn project_schema(database: &Database) -> Option<Schema> {
    let files = database.project.schema().ok()?;
    nicol_schema::load(&schema::sources(&files)).schema
}
