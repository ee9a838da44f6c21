use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Output, Stdio};

use crate::error::{CommandError, ErrorKind};
use crate::output;

/// Runs the commands that a person would type, and shows them with what they said.
pub(super) struct Steps {
    folder: PathBuf,
}

impl Steps {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// A step that is done already.
    pub(super) fn say(&self, title: &str, lines: &[String]) -> Result<(), CommandError> {
        output::result(title)?;
        lines.iter().try_for_each(|line| output::result(format_args!("    {line}")))
    }

    /// A command of ours.
    pub(super) fn run(&self, title: &str, args: &[&str]) -> Result<(), CommandError> {
        output::result(format_args!("\n{title}\n  $ nicol {}", args.join(" ")))?;
        let output = self.output(args, None)?;
        show(&output)
    }

    /// A request to `nicol query`.
    pub(super) fn query(&self, title: &str, request: &str) -> Result<(), CommandError> {
        output::result(format_args!("\n{title}\n  $ nicol query <<< '{request}'"))?;
        let output = self.output(&["query"], Some(request))?;
        show(&output)
    }

    fn output(&self, args: &[&str], input: Option<&str>) -> Result<Output, CommandError> {
        let failed = |e: &std::io::Error| CommandError::new(ErrorKind::Io, format!("`nicol {}`: {e}", args.join(" ")));
        let exe = std::env::current_exe().map_err(|e| failed(&e))?;
        let mut child = Command::new(exe)
            .args(args)
            .current_dir(&self.folder)
            // What the caller's environment says about databases is not about this project.
            .env_remove("DATABASE_URL")
            .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| failed(&e))?;
        if let (Some(text), Some(mut stdin)) = (input, child.stdin.take()) {
            stdin.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
        }
        let output = child.wait_with_output().map_err(|e| failed(&e))?;
        if output.status.success() {
            return Ok(output);
        }
        if is_interrupted(output.status) {
            return Err(CommandError::interrupted(nicol_driver::GivenUp::Cancelled));
        }
        output::note(String::from_utf8_lossy(&output.stderr).trim_end());
        Err(CommandError::new(ErrorKind::Database, format!("`nicol {}` failed, as told above", args.join(" "))))
    }
}

/// Ctrl-C reaches all programs of a terminal. Nobody is asked here, so that 130 is nothing else.
fn is_interrupted(status: ExitStatus) -> bool {
    #[cfg(unix)]
    let by_signal = {
        const SIGINT: i32 = 2;
        std::os::unix::process::ExitStatusExt::signal(&status) == Some(SIGINT)
    };
    #[cfg(not(unix))]
    let by_signal = false;
    by_signal
        || status.code() == Some(i32::from(CommandError::interrupted(nicol_driver::GivenUp::Cancelled).exit_code()))
}

fn show(output: &Output) -> Result<(), CommandError> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter(|l| !l.trim().is_empty()).try_for_each(|line| output::result(format_args!("    {line}")))
}
