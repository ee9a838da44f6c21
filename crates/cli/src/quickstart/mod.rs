//! `nicol quickstart`: a working project, made by the commands that its reader will use.

mod files;
mod queries;
mod steps;

use std::path::{Path, PathBuf};
use std::time::Instant;

use nicol_engine::server::PrivateServer;

use crate::error::{CommandError, ErrorKind};
use crate::output;
use steps::Steps;

/// Which database the project is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    /// PostgreSQL at this URL.
    Url(String),
    /// PostgreSQL on a server of its own.
    PrivateServer,
}

/// Makes the project and runs it.
pub(crate) fn run(folder: &Path, database: &Database) -> Result<(), CommandError> {
    let start = Instant::now();
    if folder.exists() {
        return Err(CommandError::new(
            ErrorKind::Io,
            format!("{} exists already; nothing was changed", folder.display()),
        )
        .hint("delete it, or name another folder: nicol quickstart my-folder"));
    }
    output::result("Nicol quickstart\n")?;
    let server = match database {
        Database::PrivateServer => Some(start_server(&folder.join("postgres"))?),
        _ => None,
    };
    let made = make(folder, database, server.as_ref());
    // Whatever happened, the server does not stay behind.
    let stopped = server.as_ref().map_or(Ok(()), PrivateServer::stop).map_err(CommandError::from);
    made.map_err(|e| e.hint(format!("{} holds what was made so far", folder.display())))?;
    stopped?;
    output::result(format_args!("\nDone in {:.1} s. What to try next:\n", start.elapsed().as_secs_f64()))?;
    for line in next(folder, server.as_ref()) {
        output::result(format_args!("  {line}"))?;
    }
    Ok(())
}

fn start_server(dir: &Path) -> Result<PrivateServer, CommandError> {
    let server = PrivateServer::create(dir)?;
    server.start()?;
    output::result(format_args!("A private PostgreSQL server runs in {}\n", server.dir().display()))?;
    Ok(server)
}

fn make(folder: &Path, database: &Database, server: Option<&PrivateServer>) -> Result<(), CommandError> {
    let url = match (database, server) {
        (Database::Url(url), _) => url.clone(),
        (_, Some(server)) => server.url("quickstart"),
        // From the folder of the schema file, and from that of the generated client: both lie two folders deep.
        _ => "file:../../dev.db".to_owned(),
    };
    let written = files::write(folder, &files::Values { provider: provider(database), url: &url, server })?;
    let steps = Steps::new(folder.to_owned());
    steps.say("The project", &written)?;
    steps.run(
        "A first migration, applied, and the generated client",
        &["migrate", "dev", "--name", "init", "--skip-seed"],
    )?;
    steps.run("Data", &["db", "seed"])?;
    for query in queries::ALL {
        steps.query(query.title, query.request)?;
    }
    Ok(())
}

const fn provider(database: &Database) -> &'static str {
    match database {
        Database::Sqlite => "sqlite",
        _ => "postgresql",
    }
}

fn next(folder: &Path, server: Option<&PrivateServer>) -> Vec<String> {
    let nicol = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("nicol"));
    let mut lines = vec![format!("cd {}", folder.display())];
    if let Some(server) = server {
        lines.push(format!("{}    # start the server again", server.shell_command(true)));
    }
    lines.push("cargo run                           # the program in src/main.rs, on the generated client".to_owned());
    lines.push(format!("{} migrate dev    # after a change of prisma/schema/*.prisma", nicol.display()));
    lines.push(format!("{} help", nicol.display()));
    lines
}
