//! Running PostgreSQL's programs on a database.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;

use nicol_driver::PostgresUrl;
use tokio::process::Command;

use super::error::BackupError;

/// A program that connects to a database. The connection is told by variables: nothing of it stands where others on the
/// machine can read it.
pub(super) fn command(program: &Path, url: &PostgresUrl) -> Command {
    let mut command = Command::new(program);
    let variables = url.libpq_variables();
    for name in variables.remove {
        command.env_remove(name);
    }
    command.envs(variables.set);
    // What it says is looked at.
    command.env("LC_ALL", "C").env_remove("PG_COLOR");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Runs it to its end; what it wrote to standard output, if that is piped.
pub(super) async fn run(mut command: Command) -> Result<Vec<u8>, BackupError> {
    let program = name(&command);
    let failed = |said: String| BackupError::Program { program: program.clone(), said };
    let child = command.spawn().map_err(|e| failed(e.to_string()))?;
    let output = child.wait_with_output().await.map_err(|e| failed(e.to_string()))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(failed(said(&output.stderr, &output.status.to_string()))),
    }
}

pub(super) fn name(command: &Command) -> String {
    let path = Path::new(command.as_std().get_program());
    path.file_stem().unwrap_or(OsStr::new("a program")).to_string_lossy().into_owned()
}

/// The first lines of what a program complains about; its status if it says nothing.
pub(super) fn said(stderr: &[u8], status: &str) -> String {
    const LINES: usize = 12;
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    match lines.len() {
        0 => status.to_owned(),
        n if n <= LINES => lines.join("\n"),
        n => format!("{}\n(and {} more lines)", lines[..LINES].join("\n"), n - LINES),
    }
}

/// The name of a database, as libpq takes it where it would read a URL or settings, too.
pub(super) fn connection_string(database: &str) -> String {
    format!("dbname='{}'", database.replace('\\', "\\\\").replace('\'', "\\'"))
}
