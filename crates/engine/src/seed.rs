//! `db seed`: the user's own command.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

use crate::error::{Error, Result};

/// The command, split into words as a shell would: quotes and backslashes, nothing else (no `&&`, no redirection).
#[must_use]
pub fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_open = false;
    let mut quote = None;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None | Some('"'), '\\') => {
                word.extend(chars.next());
                is_open = true;
            }
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                is_open = true;
            }
            (None, c) if c.is_whitespace() => {
                if is_open {
                    words.push(std::mem::take(&mut word));
                    is_open = false;
                }
            }
            (None, c) => {
                word.push(c);
                is_open = true;
            }
        }
    }
    if is_open {
        words.push(word);
    }
    words
}

/// A seed command, with what it is started with.
#[derive(Debug, Clone, Copy)]
pub struct Seed<'a> {
    pub command: &'a str,
    /// More arguments.
    pub more: &'a [String],
    pub folder: &'a Path,
    /// More environment variables.
    pub variables: &'a [(String, String)],
}

impl Seed<'_> {
    /// Runs it with the caller's input and error output. It finds `nicol` and `node_modules/.bin` of the folders above on
    /// its PATH.
    ///
    /// # Errors
    /// The command can't be started, or ends with another status than 0.
    pub async fn run(self, output: impl Into<Stdio>) -> Result<()> {
        let Self { command, more, folder, variables } = self;
        let failed = |status: String| Error::Command { command: command.to_owned(), status };
        let words = words(command);
        let Some((program, args)) = words.split_first() else {
            return Err(failed("nothing done: it is empty".to_owned()));
        };
        let mut command_line = Command::new(program);
        command_line
            .args(args)
            .args(more)
            .current_dir(folder)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env("PATH", search_path(folder))
            .stdout(output);
        let mut running = Running::start(command_line).map_err(|source| Error::CommandNotStarted {
            command: command.to_owned(),
            program: program.clone(),
            source,
        })?;
        let status = running.end().await.map_err(|e| failed(e.to_string()))?;
        match (status.success(), status.code()) {
            (true, _) => Ok(()),
            (_, Some(code)) => Err(failed(format!("status {code}"))),
            // By a signal.
            (_, None) => Err(failed(status.to_string())),
        }
    }
}

/// A command that runs. Given up (Ctrl-C, SIGTERM), it ends with all that it has started.
struct Running {
    child: Child,
    /// The number of its process group.
    group: Option<u32>,
    has_ended: bool,
}

impl Running {
    fn start(mut command: Command) -> std::io::Result<Self> {
        // At a terminal it stays in the foreground, which is our group: it may ask questions, and Ctrl-C goes to all of it.
        let has_group = cfg!(unix) && !std::io::stdin().is_terminal();
        #[cfg(unix)]
        if has_group {
            command.process_group(0);
        }
        let child = command.kill_on_drop(true).spawn()?;
        Ok(Self { group: child.id().filter(|_| has_group), child, has_ended: false })
    }

    async fn end(&mut self) -> std::io::Result<ExitStatus> {
        let status = self.child.wait().await?;
        // What it has left behind of its own free will stays.
        self.has_ended = true;
        Ok(status)
    }
}

#[cfg(unix)]
impl Drop for Running {
    fn drop(&mut self) {
        use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
        let group = self.group.and_then(|group| Pid::from_raw(i32::try_from(group).ok()?));
        let Some(group) = group.filter(|_| !self.has_ended) else { return };
        let _ = kill_process_group(group, Signal::TERM);
        let start = Instant::now();
        // A member that has ended counts until its parent has heard of it.
        while self.child.try_wait().is_ok() && test_kill_process_group(group).is_ok() {
            if start.elapsed() > GRACE {
                let _ = kill_process_group(group, Signal::KILL);
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// How long a command that is given up may take to end by itself.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(2);

fn search_path(folder: &Path) -> OsString {
    let mut folders: Vec<PathBuf> = folder.ancestors().map(|a| a.join("node_modules/.bin")).collect();
    folders.retain(|f| f.is_dir());
    folders.extend(std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.to_owned())));
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_split_as_a_shell_does() {
        assert_eq!(
            words(r#"tsx  prisma/seed.ts --name "a b" 'c "d"' e\ f """#),
            ["tsx", "prisma/seed.ts", "--name", "a b", "c \"d\"", "e f", ""]
        );
        assert!(words("  ").is_empty());
    }
}
