use std::time::Duration;

use nicol_driver::{Health, Pool, Settings};
use serde_json::json;

use super::Status;
use crate::args::DatabaseArgs;
use crate::error::CommandError;
use crate::{context, output, progress};

/// Check that the database answers, with its version and how long it took
///
/// Asks `SELECT 1`, again and again with growing pauses until it is answered or the time is over.
///
/// Exit codes: 0 the database answered; 1 it didn't.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Give up after this many seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
    /// The answer as one JSON object: {"ok", "latencyMs", "totalMs", "attempts", "serverVersion", "pool"} or {"ok", "error"}
    #[arg(long)]
    json: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| "it must be a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(number) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("it must be more than 0".to_owned()),
    }
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let (_, target) = context::open_without_schema(&args.database)?;
    let pool = Pool::new(target.url, Settings::default()).map_err(nicol_engine::Error::from)?;
    let work = async { Ok(pool.health(args.timeout).await.map_err(nicol_engine::Error::from)?) };
    let health = context::block_on(progress::shown("asking the database", work))?;
    tell(&health, args.json)?;
    Ok(0)
}

fn tell(health: &Health, as_json: bool) -> Result<(), CommandError> {
    let (latency, total) = (milliseconds(health.latency), milliseconds(health.total));
    if as_json {
        return output::answer(|| {
            json!({
                "ok": true,
                "latencyMs": latency,
                "totalMs": total,
                "attempts": health.tries,
                "serverVersion": health.server_version,
                "pool": {
                    "limit": health.pool.limit,
                    "size": health.pool.size,
                    "idle": health.pool.idle,
                    "busy": health.pool.busy,
                    "waiting": health.pool.waiting,
                },
            })
        });
    }
    let attempts = match health.tries {
        1 => String::new(),
        n => format!(", after {n} attempts"),
    };
    let version = &health.server_version;
    output::result(format_args!(
        "The database answers in {latency} ms ({total} ms with connecting{attempts}): {version}"
    ))
}

/// With two digits behind the point.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
}
