//! `db seed`: the user's own command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

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
        let status = Command::new(program)
            .args(args)
            .args(more)
            .current_dir(folder)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env("PATH", search_path(folder))
            .stdout(output)
            .kill_on_drop(true)
            .status()
            .await
            .map_err(|source| Error::CommandNotStarted {
                command: command.to_owned(),
                program: program.clone(),
                source,
            })?;
        match (status.success(), status.code()) {
            (true, _) => Ok(()),
            (_, Some(code)) => Err(failed(format!("status {code}"))),
            // By a signal.
            (_, None) => Err(failed(status.to_string())),
        }
    }
}

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
