use std::path::PathBuf;

use super::Status;
use crate::error::CommandError;
use crate::quickstart::{self, Database};

/// Make a working example and run it: schema, database, migration, client, data
///
/// Makes the folder `nicol-quickstart` with a schema in several files, a database, its first migration, the generated
/// Rust client and a seed, runs a handful of queries, and says what to try next. SQLite by default: nothing to install.
///
/// Exit codes: 0 done; 1 the folder is there already, or a step failed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where to make it
    #[arg(value_name = "FOLDER", default_value = "nicol-quickstart")]
    folder: PathBuf,
    /// On PostgreSQL: at this URL, or without one on a private server started from the binaries on this machine
    #[arg(long, value_name = "URL", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "clap's form of a flag with an optional value")]
    postgres: Option<Option<String>>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let database = match &args.postgres {
        None => Database::Sqlite,
        Some(None) => Database::PrivateServer,
        Some(Some(url)) if !url.contains(':') => {
            return Err(CommandError::usage(format!("`{url}` behind --postgres is no URL"))
                .hint(format!("for a folder write it before the flag: `nicol quickstart {url} --postgres`")));
        }
        Some(Some(url)) => Database::Url(url.clone()),
    };
    quickstart::run(&args.folder, &database)?;
    Ok(0)
}
