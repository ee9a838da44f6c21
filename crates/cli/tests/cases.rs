//! The command line as people see it: `cases/cli/<name>/`.
//!
//! A case has the files of a project in `files/` (copied to a fresh folder) and shell commands in `commands.txt`, one a
//! line. `expected.txt` is the transcript: what each command wrote to both streams, and how it ended. Times, the
//! folder and the version are replaced by words in brackets. A case that says `$POSTGRES` gets the URL of an empty
//! database on a private server, one that says `$PASSWORDS` the socket folder of a server that asks for passwords. What
//! has to happen at a certain moment waits for it: `tools/interrupt` and `tools/eventually`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use nicol_testkit::cases::{self, Case, Outcome};
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::postgres::Server;

mod config_oracle;
mod guide;

/// Commands for cases only.
const TOOLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools");

fn main() {
    let trials = config_oracle::trials().into_iter().chain(guide::trials());
    cases::run_with(&[("cli", check)], trials.collect());
}

fn check(case: &Case) -> Outcome {
    let temp = tempfile::tempdir().map_err(|e| e.to_string())?;
    let folder = temp.path().canonicalize().map_err(|e| e.to_string())?;
    copy(&case.dir.join("files"), &folder)?;
    let mut transcript = String::new();
    let commands = case.read("commands.txt")?;
    let postgres = if commands.contains("$POSTGRES") {
        let Some(server) = Server::shared() else { return Ok(()) };
        let url = server.database("cli");
        Some((url, server.socket_dir().display().to_string()))
    } else {
        None
    };
    let passwords = if commands.contains("$PASSWORDS") {
        let Some(server) = Server::with_passwords() else { return Ok(()) };
        Some(server.socket_dir().display().to_string())
    } else {
        None
    };
    let variables = [
        ("POSTGRES", postgres.as_ref().map_or("", |(url, _)| url)),
        ("PASSWORDS", passwords.as_deref().unwrap_or_default()),
    ];
    for command in commands.lines().filter(|line| !line.trim().is_empty()) {
        let output = run(command, &folder, &variables).map_err(|e| format!("{command}: {e}"))?;
        transcript.push_str(&format!("$ {command}\n"));
        let status = output.status.code().map_or("by a signal".to_owned(), |code| code.to_string());
        for (name, text) in [("", &output.stdout), ("stderr", &output.stderr)] {
            let mut text = normalise(&String::from_utf8_lossy(text), &folder);
            if let Some((url, socket)) = &postgres {
                let database = url.split('?').next().and_then(|u| u.rsplit('/').next()).unwrap_or_default();
                text = text
                    .replace(url.as_str(), "[URL]")
                    .replace(socket.as_str(), "[SOCKET]")
                    .replace(database, "[DATABASE]");
            }
            if let Some(socket) = &passwords {
                text = text.replace(socket.as_str(), "[SOCKET]");
            }
            if !name.is_empty() && !text.is_empty() {
                transcript.push_str(&format!("--- {name}\n"));
            }
            transcript.push_str(&text);
            if !text.is_empty() && !text.ends_with('\n') {
                transcript.push_str("(no line end)\n");
            }
        }
        transcript.push_str(&format!("--- exit {status}\n\n"));
    }
    case.expect("expected.txt", &transcript)
}

/// Runs a command line in an environment that has nothing but a path.
fn run(command: &str, folder: &Path, variables: &[(&str, &str)]) -> std::io::Result<Output> {
    let binaries = Path::new(env!("CARGO_BIN_EXE_nicol")).parent().unwrap_or(Path::new("."));
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{}:{TOOLS}:{path}", binaries.display()))
        .env("HOME", folder)
        .env("TERM", "dumb")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
}

fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    if !from.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(from).map_err(|e| e.to_string())?.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).map_err(|e| e.to_string())?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}

const UNKNOWN_HOST: &str = "failed to lookup address information: ";

/// Takes out what differs from run to run.
fn normalise(text: &str, folder: &Path) -> String {
    let text = text
        .replace(&folder.display().to_string(), "[FOLDER]")
        .replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
        .replace(&format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH), "[PLATFORM]");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        out.push_str(before);
        let is_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let is_date =
            number.len() == 4 && after.len() > 19 && after.is_char_boundary(19) && after[..19].ends_with(" UTC");
        if number.len() == 14 && !number.contains('.') {
            out.push_str("[STAMP]");
        } else if is_date {
            out.push_str("[TIME]");
            rest = &after[19..];
            continue;
        } else if before.ends_with("illiseconds\":")
            || !is_word && [" ms", "ms", " s"].iter().any(|unit| is_unit(after, unit))
        {
            out.push_str("[TIME]");
        } else {
            out.push_str(number);
        }
        rest = after;
    }
    out.push_str(rest);
    // Without a network there is another reason.
    match out.split_once(UNKNOWN_HOST) {
        None => out,
        Some((before, after)) => {
            let after = after.find(')').map_or(after, |end| &after[end..]);
            format!("{before}{UNKNOWN_HOST}[REASON]{after}")
        }
    }
}

fn is_unit(text: &str, unit: &str) -> bool {
    text.strip_prefix(unit).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}
