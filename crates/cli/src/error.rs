//! How a command fails.

use std::path::Path;

use nicol_driver::GivenUp;

/// What a command says when it fails: what happened, to what, and what to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommandError {
    pub(crate) kind: ErrorKind,
    /// Prisma's code where there is one (`P1001`), or a word of ours (`folder-exists`).
    pub(crate) code: Option<String>,
    /// One sentence or more; the first is what happened.
    pub(crate) message: String,
    /// Ways out, each an instruction.
    pub(crate) hints: Vec<String>,
    /// More for the JSON object: what stood on standard error before.
    pub(crate) more: Vec<(&'static str, serde_json::Value)>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// The command line.
    Usage,
    /// A configuration file, an env file, a setting.
    Config,
    /// The schema.
    Schema,
    /// The database or the migrations.
    Database,
    /// A request to the database that makes no sense.
    Request,
    /// A generator that is a program of others.
    Generator,
    /// A file or a pipe.
    Io,
    /// The person said no, or Ctrl-C.
    Cancelled,
    /// `migrate dev` can't go on before a reset.
    ResetNeeded,
    /// A command or a flag of Prisma that Nicol doesn't have yet.
    NotYet,
}

impl ErrorKind {
    /// A stable word for `--json`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Config => "config",
            Self::Schema => "schema",
            Self::Database => "database",
            Self::Request => "invalid-request",
            Self::Generator => "generator",
            Self::Io => "io",
            Self::Cancelled => "cancelled",
            Self::ResetNeeded => "reset-needed",
            Self::NotYet => "not-yet",
        }
    }
}

impl CommandError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, code: None, message: message.into(), hints: Vec::new(), more: Vec::new() }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// A file that can't be read or written.
    pub(crate) fn io(action: &str, path: &Path, error: &std::io::Error) -> Self {
        let failed = Self::new(ErrorKind::Io, format!("can't {action} {}: {}", path.display(), describe_io(error)));
        match way_out(error.kind()) {
            Some(hint) => failed.hint(hint),
            None => failed,
        }
    }

    /// Ctrl-C, or "no".
    pub(crate) fn cancelled(message: &str) -> Self {
        Self::new(ErrorKind::Cancelled, message)
    }

    /// Ctrl-C while work was under way, and what has become of that.
    pub(crate) fn interrupted(work: GivenUp) -> Self {
        let text = match work {
            GivenUp::Cancelled => "the command was interrupted, and what was under way is cancelled",
            GivenUp::Done => {
                "the command was interrupted, but the statement that was under way was done before the database server \
                 heard of that"
            }
            GivenUp::Unknown => {
                "the command was interrupted; whether the database server has cancelled what was under way is not known"
            }
        };
        Self::new(ErrorKind::Cancelled, text).code("interrupted")
    }

    /// Whether this is [`CommandError::interrupted`], and not a "no".
    pub(crate) fn is_interrupted(&self) -> bool {
        self.kind == ErrorKind::Cancelled && self.code.is_some()
    }

    /// What to look for in the documentation and in scripts. Without a code of its own it is the kind.
    pub(crate) fn label(&self) -> &str {
        self.code.as_deref().unwrap_or(self.kind.name())
    }

    /// A part of Nicol that is still to come.
    pub(crate) fn not_yet(what: &str) -> Self {
        Self::new(ErrorKind::NotYet, format!("{what} is not there yet in this version of Nicol"))
    }

    pub(crate) fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a key to the JSON object.
    pub(crate) fn with(mut self, key: &'static str, value: serde_json::Value) -> Self {
        self.more.push((key, value));
        self
    }

    /// The status that the process ends with: Prisma's.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::Cancelled | ErrorKind::ResetNeeded => 130,
            _ => 1,
        }
    }
}

/// What to do about a file, where the message alone does not say it.
const fn way_out(kind: std::io::ErrorKind) -> Option<&'static str> {
    match kind {
        std::io::ErrorKind::PermissionDenied => Some("give yourself the right to it, or run Nicol as its owner"),
        std::io::ErrorKind::InvalidData => Some("save it as UTF-8"),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            Some("make room, and run the command again")
        }
        std::io::ErrorKind::FileTooLarge => Some("raise the limit (`ulimit -f`), and run the command again"),
        std::io::ErrorKind::ReadOnlyFilesystem => Some("make the disk writable, or work elsewhere"),
        _ => None,
    }
}

/// In words, without "(os error 2)".
fn describe_io(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        std::io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        std::io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
        std::io::ErrorKind::FileTooLarge => "files of this size are not allowed here".to_owned(),
        std::io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        std::io::ErrorKind::AlreadyExists => "there is a file of this name".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        std::io::ErrorKind::NotADirectory => "it, or a part of its path, is not a folder".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}
