use nicol_engine::push::Push;
use nicol_migrate::checks::Message;

use crate::args::{ProjectArgs, UrlArgs};
use crate::commands::{Status, generate};
use crate::context::{self, Database};
use crate::error::{CommandError, ErrorKind};
use crate::{output, prompt};

/// Bring the database to the schema without a migration
///
/// For prototypes: nothing is recorded. On PostgreSQL all of it happens or nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    url: UrlArgs,
    /// Go on without asking when data may be lost
    #[arg(long)]
    accept_data_loss: bool,
    /// Empty the database first: ALL DATA IS LOST
    #[arg(long)]
    force_reset: bool,
    /// Don't generate the clients afterwards
    #[arg(long)]
    skip_generate: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let database = Database::open(&args.project, args.url.url.as_deref())?;
    context::block_on(work(args, &database))?;
    if args.skip_generate {
        return Ok(0);
    }
    Ok(generate::after(&database.project, &database.loaded))
}

async fn work(args: &Args, database: &Database) -> Result<(), CommandError> {
    let wanted = database.wanted()?;
    let push = Push::prepare(&database.target, &wanted, &database.diff_options(), args.force_reset).await?;
    if push.created_database {
        output::result("Made the database.")?;
    } else if args.force_reset {
        output::result("Emptied the database.")?;
    }
    let verdict = &push.findings.here;
    let list = |messages: &[Message]| messages.iter().map(|m| format!("\n  - {}", m.text)).collect::<String>();
    if !verdict.unexecutable.is_empty() {
        return Err(CommandError::new(
            ErrorKind::Database,
            format!("these changes can't be made on the rows that are there:{}", list(&verdict.unexecutable)),
        )
        .hint("change the rows first, or make the change in steps that they fit")
        .hint("or begin with an empty database: --force-reset (ALL DATA IS LOST)"));
    }
    if push.plan.is_empty() {
        return output::result("The database is in step with the schema: nothing to do.");
    }
    if !verdict.warnings.is_empty() {
        output::warning(format_args!("data may be lost:{}", list(&verdict.warnings)));
        if !args.accept_data_loss {
            prompt::consent(&database.project.environment, "Make these changes?", "--accept-data-loss")?;
        }
    }
    let start = std::time::Instant::now();
    push.execute().await?;
    output::result(format_args!("The database is in step with the schema ({} ms).", start.elapsed().as_millis()))
}
