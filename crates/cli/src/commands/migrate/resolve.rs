use nicol_engine::resolve;
use nicol_engine::squash::BeforeSquash;
use serde_json::json;

use crate::args::DatabaseArgs;
use crate::commands::Status;
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::output;

/// Say what became of a migration that failed or was applied by hand
///
/// Changes the record in the database only. --applied also baselines a database that was there before its migrations. It warns
/// where the database lacks tables or columns that the script surely makes. Of migrations that a squash stands for, which the
/// folder lacks, it records all in the place of that: the squash is given up.
///
/// Exit codes: 0 recorded; 1 it could not be.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("outcome").required(true).args(["applied", "rolled_back"]))]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Record this migration as applied
    #[arg(long, value_name = "MIGRATION")]
    applied: Option<String>,
    /// Record this failed migration as rolled back, so that it can be applied again
    #[arg(long, value_name = "MIGRATION")]
    rolled_back: Option<String>,
    /// The outcome as one JSON object: {"ok", "migration", "recordedAs": "applied" or "rolled-back"}; with --applied
    /// "missing": [{"schema", "table", "column"}, null where it is the schema of the connection, or a table], and "inThePlace":
    /// {"of", "migrations"} if a squash was turned back, or null, too
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let database = Database::open_for_history(&args.database)?;
    let folder = database.folder()?;
    let target = &database.target;
    if let Some(name) = &args.applied {
        let work = async {
            let missing = resolve::missing(target, &folder, name).await?;
            Ok((missing, resolve::mark_applied(target, &folder, name).await?))
        };
        let (missing, turned) = context::block_on(work).map_err(|error| super::meant(error, &folder, Some(name)))?;
        match &turned {
            Some(BeforeSquash { by, migrations }) => output::result(format_args!(
                "Recorded as applied in the place of {by}, which is given up: {}.",
                migrations.join(", ")
            ))?,
            None => output::result(format_args!("{name} is recorded as applied."))?,
        }
        if !missing.is_empty() {
            let list: Vec<_> = missing.iter().map(ToString::to_string).collect();
            output::warning(format_args!("the database lacks what its script makes: {}", list.join(", ")));
            output::hint(
                "if it did not run here, say `nicol migrate down --mark-only`: it is pending again then, and \
                 `nicol migrate deploy` applies it",
            );
        }
        output::answer(|| {
            let missing: Vec<_> = missing
                .iter()
                .map(|one| json!({ "schema": one.schema, "table": one.table, "column": one.column }))
                .collect();
            let instead = turned.map(|turned| json!({ "of": turned.by, "migrations": turned.migrations }));
            json!({ "ok": true, "migration": name, "recordedAs": "applied", "missing": missing, "inThePlace": instead })
        })?;
    }
    if let Some(name) = &args.rolled_back {
        context::block_on(async { Ok(resolve::mark_rolled_back(target, name).await?) })
            .map_err(|error| super::meant(error, &folder, Some(name)))?;
        let now = match folder.find(name) {
            Some(_) => ", and pending again",
            None => "; its folder is gone, so nothing is applied again",
        };
        output::result(format_args!("{name} is recorded as rolled back{now}."))?;
        output::answer(|| json!({ "ok": true, "migration": name, "recordedAs": "rolled-back" }))?;
    }
    Ok(0)
}
