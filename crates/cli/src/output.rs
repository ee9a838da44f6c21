//! What goes where: data and results on standard output, everything else on standard error.
//!
//! A closed pipe (`nicol … | head`) never stops a command half way: what nobody reads is dropped. Colours follow the
//! terminal, `NO_COLOR` and `CLICOLOR_FORCE`, and never carry meaning alone.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use crate::config::Notice;
use crate::error::{CommandError, ErrorKind};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// Writes a text to standard output as it is.
pub(crate) fn data(text: &str) -> Result<(), CommandError> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(CommandError::io("write to", std::path::Path::new("standard output"), &e))
        }
        _ => Ok(()),
    }
}

/// Writes a line of the result to standard output.
pub(crate) fn result(line: impl Display) -> Result<(), CommandError> {
    data(&format!("{line}\n"))
}

/// Writes a line to standard error.
pub(crate) fn note(line: impl Display) {
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

/// What a project's configuration has to tell.
pub(crate) fn notices(notices: &[Notice]) {
    for notice in notices {
        if notice.is_warning {
            warning(&notice.text);
        } else {
            quiet(&notice.text);
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

/// Runs a command that was asked for JSON or not: with it, a failure is JSON on standard output too.
pub(crate) fn or_json(json: bool, command: impl FnOnce() -> Result<u8, CommandError>) -> Result<u8, CommandError> {
    match command() {
        Err(error) if json && error.exit_code() != 130 => {
            result(error_json(&error))?;
            Ok(error.exit_code())
        }
        other => other,
    }
}

fn error_json(error: &CommandError) -> String {
    serde_json::json!({
        "ok": false,
        "error": { "kind": error.kind.name(), "code": error.label(), "message": error.message, "hints": error.hints },
    })
    .to_string()
}

/// Whether standard error shows colours.
pub(crate) fn has_color() -> bool {
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}

/// Columns of the terminal, for texts that are cut to it.
pub(crate) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.filter(|c| *c >= 40).unwrap_or(if std::io::stderr().is_terminal() { 120 } else { 140 })
}
