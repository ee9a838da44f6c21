//! What goes where: data and results on standard output, everything else on standard error.
//!
//! A closed pipe (`nicol … | head`) never stops a command half way: what nobody reads is dropped. Colours follow the
//! terminal, `NO_COLOR` and `CLICOLOR_FORCE`, and never carry meaning alone.

use std::fmt::Display;
use std::io::Write;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};

use crate::config::{Notice, Weight};
use crate::error::{CommandError, ErrorKind};
use crate::progress;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// Whether one JSON object is wanted on standard output.
static JSON: AtomicBool = AtomicBool::new(false);

/// Writes a text to standard output as it is.
pub(crate) fn data(text: &str) -> Result<(), CommandError> {
    progress::clear();
    let mut out = anstream::stdout().lock();
    written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// What came of writing to standard output: nobody reading it is no failure.
pub(crate) fn written(result: std::io::Result<()>) -> Result<(), CommandError> {
    match result {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(CommandError::io("write to", std::path::Path::new("standard output"), &e))
        }
        _ => Ok(()),
    }
}

/// Writes a line of the result to standard output.
pub(crate) fn result(line: impl Display) -> Result<(), CommandError> {
    if is_json() {
        note(line);
        return Ok(());
    }
    data(&format!("{line}\n"))
}

/// Writes a line to standard error.
pub(crate) fn note(line: impl Display) {
    progress::clear();
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// A line that only matters when something surprises.
pub(crate) fn quiet(line: impl Display) {
    note(format_args!("{DIM}{line}{DIM:#}"));
}

/// Something odd that stops nothing.
pub(crate) fn warning(text: impl Display) {
    note(format_args!("{WARNING}warning{WARNING:#}: {text}"));
}

/// What to do now.
pub(crate) fn hint(text: impl Display) {
    note(format_args!("{HINT}hint{HINT:#}: {text}"));
}

/// What a project's configuration has to tell a command that works with it.
pub(crate) fn notices(notices: &[Notice]) {
    tell(notices.iter().filter(|notice| notice.weight != Weight::Leftover));
}

/// As [`notices`], with what has no effect: for commands that look at the project itself.
pub(crate) fn all_notices(notices: &[Notice]) {
    tell(notices);
}

fn tell<'n>(notices: impl IntoIterator<Item = &'n Notice>) {
    for notice in notices {
        match notice.weight {
            Weight::Info => quiet(&notice.text),
            Weight::Leftover | Weight::Warning => warning(&notice.text),
        }
        if let Some(help) = &notice.help {
            hint(help);
        }
    }
}

/// A failure, with its ways out.
pub(crate) fn error(error: &CommandError) {
    if error.kind == ErrorKind::Cancelled && !error.is_interrupted() {
        // Somebody wanted it so.
        note(&error.message);
    } else {
        note(format_args!("{ERROR}error[{}]{ERROR:#}: {}", error.label(), error.message));
    }
    for text in &error.hints {
        hint(text);
    }
}

/// From now on standard output is for one JSON object: lines of the result go to standard error too.
pub(crate) fn start_json(json: bool) {
    JSON.store(json, Ordering::Relaxed);
}

/// Whether one JSON object is wanted.
pub(crate) fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Where a program that a command starts writes its output: where lines of our result go.
pub(crate) fn for_program() -> std::io::Result<Stdio> {
    if !is_json() {
        return Ok(Stdio::inherit());
    }
    #[cfg(unix)]
    return std::os::fd::AsFd::as_fd(&std::io::stderr()).try_clone_to_owned().map(Stdio::from);
    #[cfg(windows)]
    return std::os::windows::io::AsHandle::as_handle(&std::io::stderr()).try_clone_to_owned().map(Stdio::from);
}

/// The JSON object of a command that was asked for one.
pub(crate) fn answer(object: impl FnOnce() -> serde_json::Value) -> Result<(), CommandError> {
    if is_json() { data(&format!("{}\n", object())) } else { Ok(()) }
}

/// A failure as the whole outcome of a command: on standard error, or as the JSON object that was asked for.
pub(crate) fn failure(failed: &CommandError) {
    if !is_json() || data(&format!("{}\n", error_json(failed))).is_err() {
        error(failed);
    }
}

fn error_json(error: &CommandError) -> serde_json::Value {
    let mut object = serde_json::json!({ "ok": false, "error": error_object(error) });
    for (key, value) in &error.more {
        object[key] = value.clone();
    }
    object
}

/// An error as a part of JSON objects.
pub(crate) fn error_object(error: &CommandError) -> serde_json::Value {
    serde_json::json!({
        "kind": error.kind.name(), "code": error.label(), "message": error.message, "hints": error.hints,
    })
}

/// Whether standard error shows colours.
pub(crate) fn has_color() -> bool {
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}

/// Columns of the terminal, for texts that are cut to it.
pub(crate) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).or_else(terminal_width);
    columns.filter(|c| *c >= 40).unwrap_or(140)
}

#[cfg(unix)]
fn terminal_width() -> Option<usize> {
    rustix::termios::tcgetwinsize(std::io::stderr()).ok().map(|size| size.ws_col.into())
}

#[cfg(not(unix))]
fn terminal_width() -> Option<usize> {
    std::io::IsTerminal::is_terminal(&std::io::stderr()).then_some(120)
}
