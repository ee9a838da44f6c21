//! What migrations may wait for: flags and configuration.

use std::time::Duration;

use nicol_engine::apply::Options;

use crate::config::Project;
use crate::error::CommandError;
use crate::progress;

/// What one statement may wait for.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct TimeArgs {
    /// How long a statement may wait for a lock (PostgreSQL; no effect on SQLite, where only --lock-wait counts): 500ms, 5s,
    /// 2m; statements that are CONCURRENTLY have no limit.
    /// Else `migrations.lockTimeout` of the configuration, else what the server says
    #[arg(long, value_name = "TIME", value_parser = time)]
    lock_timeout: Option<Duration>,
    /// How long a statement may take (PostgreSQL); else `migrations.statementTimeout`, else what the server says
    #[arg(long, value_name = "TIME", value_parser = time)]
    statement_timeout: Option<Duration>,
}

/// Limits of what applies migrations.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct LimitArgs {
    #[command(flatten)]
    times: TimeArgs,
    /// How often a migration is tried again that a lock time-out, a deadlock or a failed serialization has undone, after
    /// pauses of 1, 2, 4 … 30 s; else `migrations.retries`, else 3
    #[arg(long, value_name = "N")]
    retries: Option<u32>,
    /// How long to wait for another run that is at work on this database; else `migrations.lockWait`, else 10s
    #[arg(long, value_name = "TIME", value_parser = time)]
    lock_wait: Option<Duration>,
}

/// How often a migration that takes long is looked at.
const WATCH: Duration = Duration::from_millis(1500);
const SHORTEST: Duration = Duration::from_millis(50);

impl TimeArgs {
    /// With what the configuration says.
    pub(crate) fn options(&self, project: &Project) -> Result<Options, CommandError> {
        let settings = &project.configuration;
        let mut options = Options {
            lock_timeout: configured(self.lock_timeout, "lockTimeout", settings.lock_timeout.as_ref())?,
            statement_timeout: configured(
                self.statement_timeout,
                "statementTimeout",
                settings.statement_timeout.as_ref(),
            )?,
            ..Options::default()
        };
        // Whoever is in the way is seen before the time-out comes.
        let half = options.lock_timeout.filter(|limit| !limit.is_zero()).map(|limit| (limit / 2).max(SHORTEST));
        options.watch = Some(half.map_or(WATCH, |half| half.min(WATCH)));
        Ok(options)
    }
}

impl LimitArgs {
    /// With what the configuration says; `tells_statements`: somebody wants to know which statement runs.
    pub(super) fn options(&self, project: &Project, tells_statements: bool) -> Result<Options, CommandError> {
        let settings = &project.configuration;
        let options = self.times.options(project)?;
        let retries = match (self.retries, &settings.retries) {
            (Some(flag), _) => Some(flag),
            (None, Some(text)) => Some(text.parse().map_err(|_| {
                let message = format!("`migrations.retries` is \"{text}\", which is no whole number");
                CommandError::config(message).hint("for example 3; 0 is never")
            })?),
            (None, None) => None,
        };
        Ok(Options {
            retries: retries.unwrap_or(options.retries),
            lock_wait: configured(self.lock_wait, "lockWait", settings.lock_wait.as_ref())?
                .unwrap_or(options.lock_wait),
            marks: tells_statements || progress::is_wanted(),
            ..options
        })
    }
}

/// A time of the command line, else of the configuration.
fn configured(flag: Option<Duration>, key: &str, text: Option<&String>) -> Result<Option<Duration>, CommandError> {
    match (flag, text) {
        (Some(limit), _) => Ok(Some(limit)),
        (None, Some(text)) => time(text).map(Some).map_err(|why| {
            CommandError::config(format!("`migrations.{key}` is \"{text}\": {why}")).hint("for example \"5s\"")
        }),
        (None, None) => Ok(None),
    }
}

/// A time with its unit; 0 is no limit.
fn time(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "it is no time: write a whole number and ms, s or m".to_owned())?;
    let milliseconds = match unit.trim() {
        "ms" => Some(number),
        "s" => number.checked_mul(1000),
        "m" | "min" => number.checked_mul(60_000),
        "" if number == 0 => Some(0),
        _ => return Err("it needs a unit: ms, s or m".to_owned()),
    };
    // PostgreSQL's limit for them.
    milliseconds
        .filter(|ms| *ms <= 2_147_483_647)
        .map(Duration::from_millis)
        .ok_or_else(|| "it is longer than 24 days".to_owned())
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_have_units() {
        assert_eq!(["500ms", "5s", "2m", "0"].map(|t| time(t).expect(t).as_millis()), [500, 5_000, 120_000, 0]);
        for wrong in ["5", "s", "5h", "-1s", "1.5s", "99999999999999999999s", "9999999999s", ""] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}
