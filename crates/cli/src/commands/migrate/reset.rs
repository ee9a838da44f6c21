use nicol_driver::admin::Connection;
use nicol_engine::apply::Event;
use nicol_engine::reset;
use serde_json::json;

use super::events::{EventArgs, Teller};
use super::limits::LimitArgs;
use crate::args::DatabaseArgs;
use crate::commands::{Status, db, generate};
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::generators::Report;
use crate::{backups, output, progress, prompt, schema};

/// Empty the database and apply all migrations: ALL DATA IS LOST
///
/// Says what would be destroyed and asks; without a terminal it needs --force. Afterwards it generates the clients and
/// runs the seed. Only the clients need valid models.
///
/// Exit codes: 0 done; 1 it failed, or a generator or the seed did, or it would have to ask and can't; 130 you said no, or
/// interrupted it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Don't ask
    #[arg(short, long)]
    force: bool,
    /// Don't generate the clients afterwards
    #[arg(long)]
    skip_generate: bool,
    /// Don't run the seed afterwards
    #[arg(long)]
    skip_seed: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    events: EventArgs,
    /// The outcome as one JSON object: {"ok", "createdDatabase", "applied": [MIGRATIONS], "generators"}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let (database, is_valid) = Database::open_for_history_first(&args.database)?;
    let folder = database.folder()?;
    if !args.force {
        let what = context::describe(&database.project, &database.target.url);
        let tables = context::block_on(tables(&database))?;
        output::warning(format_args!("all data will be lost in the {what}{tables}"));
        let question = "Empty this database and apply all migrations?";
        let environment = &database.project.environment;
        context::block_on(prompt::consent(environment, question, "--force", "the database is as it was"))?;
    }
    let options = args.limits.options(&database.project, args.events.is_wanted())?;
    let mut teller = Teller::start("reset", &args.events, &database.target, &folder)?;
    let outcome = {
        let mut tell = |event: Event<'_>| teller.tell(event);
        let work = async {
            backups::before(&database.project, &database.target, "before_reset", true).await?;
            Ok(reset::reset_with(&database.target, &folder, &options, &mut tell).await?)
        };
        context::block_on(progress::shown("emptying the database", work))
    };
    let done = teller.end(outcome)?;
    if done.created_database {
        output::result("Made the database.")?;
    }
    output::result(match done.applied.len() {
        0 => "The database is empty; there are no migrations.".to_owned(),
        1 => "The database was emptied, and its migration applied.".to_owned(),
        n => format!("The database was emptied, and its {n} migrations applied."),
    })?;
    let wants_clients = !args.skip_generate && !database.loaded.schema.generators.is_empty();
    let reports =
        if wants_clients && is_valid { generate::after(&database.project, &database.loaded)? } else { Vec::new() };
    if !args.skip_seed {
        db::seed::after(&database.project)?;
    }
    if wants_clients && !is_valid {
        output::note("The clients are as they were: the schema is not valid.");
        schema::load(&database.project)?;
    }
    let is_ok = reports.iter().all(Report::is_ok);
    output::answer(|| {
        json!({
            "ok": is_ok,
            "createdDatabase": done.created_database,
            "applied": done.applied,
            "generators": generate::as_json(&reports),
        })
    })?;
    Ok(u8::from(!is_ok))
}

/// What is there to lose, in words. A database that is not there has nothing.
async fn tables(database: &Database) -> Result<String, CommandError> {
    const SHOWN: usize = 20;
    let connection = match Connection::connect(&database.target.url).await.map_err(nicol_engine::Error::from) {
        Ok(connection) => connection,
        Err(error) if error.is_missing_database() => return Ok(String::new()),
        Err(error) => return Err(error.into()),
    };
    let found = nicol_engine::database::describe(&connection, &database.target.scope()).await?;
    let mut names: Vec<String> = found.tables.iter().take(SHOWN).map(|t| t.name.name.clone()).collect();
    if found.tables.len() > SHOWN {
        names.push(format!("and {} more", found.tables.len() - SHOWN));
    }
    Ok(if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) })
}
