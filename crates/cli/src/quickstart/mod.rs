//! `nicol quickstart`: a working project, made by the commands that its reader will use.

mod files;
mod queries;
mod steps;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use nicol_driver::admin::Connection;
use nicol_driver::{Code, DatabaseUrl};
use nicol_engine::server::{PrivateServer, quoted};

use crate::context;
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
        .code("folder-exists")
        .hint("delete it, or name another folder: nicol quickstart my-folder"));
    }
    check(database)?;
    output::result("Nicol quickstart\n")?;
    let server = match database {
        Database::PrivateServer => Some(Arc::new(PrivateServer::create(&folder.join("postgres"))?)),
        _ => None,
    };
    let made = make_until_interrupted(folder, database, server.clone());
    // Whatever happened, the server does not stay behind.
    let stopped = server.as_ref().map_or(Ok(()), |server| server.stop()).map_err(CommandError::from);
    made.map_err(|e| match folder.exists() {
        true => e.hint(format!("{} holds what was made so far: delete it to begin again", folder.display())),
        false => e,
    })?;
    stopped?;
    output::result(format_args!("\nDone in {:.1} s. What to try next:\n", start.elapsed().as_secs_f64()))?;
    for (command, what) in next(folder, server.as_deref()) {
        if !what.is_empty() {
            output::result(format_args!("  # {what}"))?;
        }
        output::result(format_args!("  {command}"))?;
    }
    Ok(())
}

/// Makes the project on a thread of its own, so that Ctrl-C comes back here.
fn make_until_interrupted(
    folder: &Path,
    database: &Database,
    server: Option<Arc<PrivateServer>>,
) -> Result<(), CommandError> {
    let (folder, database) = (folder.to_owned(), database.clone());
    let work = move || {
        if let Some(server) = &server {
            server.start()?;
            output::result(format_args!("A private PostgreSQL server runs in {}\n", server.dir().display()))?;
        }
        make(&folder, &database, server.as_deref())
    };
    context::block_on(async {
        let failed = |e: tokio::task::JoinError| CommandError::new(ErrorKind::Io, format!("it can't be made: {e}"));
        tokio::task::spawn_blocking(work).await.map_err(failed)?
    })
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

/// What to try next: commands, and what they do.
fn next(folder: &Path, server: Option<&PrivateServer>) -> Vec<(String, &'static str)> {
    let nicol = own_name();
    let mut lines = vec![(format!("cd {}", quoted(&folder.display().to_string())), "")];
    if let Some(server) = server {
        lines.push((server.shell_command(true), "starts the server again"));
    }
    lines.push(("cargo run".to_owned(), "the program in src/main.rs, on the generated client"));
    lines.push((format!("{nicol} migrate dev"), "after a change of prisma/schema/*.prisma"));
    lines.push((format!("{nicol} help"), "all commands"));
    lines
}

/// How to call this program: by its name where the PATH leads to it.
fn own_name() -> String {
    let Ok(exe) = std::env::current_exe() else { return "nicol".to_owned() };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|dir| dir.join("nicol")).find(|p| p.is_file());
    let is_this = |found: &PathBuf| found.canonicalize().ok() == exe.canonicalize().ok();
    if found.as_ref().is_some_and(is_this) { "nicol".to_owned() } else { exe.display().to_string() }
}

/// A server that can't be reached is told before anything is written.
fn check(database: &Database) -> Result<(), CommandError> {
    let Database::Url(url) = database else { return Ok(()) };
    let url = DatabaseUrl::parse(url, None).map_err(nicol_engine::Error::from)?;
    if url.as_postgres().is_none() {
        return Err(CommandError::usage("--postgres takes the URL of a PostgreSQL database")
            .hint("leave it out for SQLite, or give it without a URL for a private server"));
    }
    match context::block_on(async { Ok(Connection::connect(&url).await.map(drop)) })? {
        // A missing database is made.
        Err(e) if e.code() != Code::P1003 => Err(nicol_engine::Error::from(e).into()),
        _ => Ok(()),
    }
}
