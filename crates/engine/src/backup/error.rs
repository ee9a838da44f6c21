use std::path::PathBuf;

use nicol_catalog::names::quoted;

use super::programs::{VARIABLE, how_to_install};

/// Why there is no backup, or why one was not restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// PostgreSQL's programs are not there.
    #[error(
        "`{program}` was not found on this machine, so PostgreSQL {server} can't be backed up or restored from here: \
         nothing was done. {}",
        how_to_install(*server)
    )]
    NoProgram { program: &'static str, server: u32 },
    /// They are, but too old for the server.
    #[error(
        "`{}` is of version {found}, and the server of version {server}: a program that is older than the server can't \
         read it, so nothing was done. {}",
        path.display(), how_to_install(*server)
    )]
    ProgramTooOld { path: PathBuf, found: String, server: u32 },
    /// The folder that was named has none.
    #[error("the folder {} has no `{program}`, and it is named by {by}: correct that, or take it out", folder.display())]
    NotInFolder { folder: PathBuf, program: &'static str, by: String },
    /// A program failed.
    #[error("`{program}` failed: {said}")]
    Program { program: String, said: String },
    /// It may not read all of the database.
    #[error(
        "the user `{user}` may not read all of the database, so it can't be backed up: {said}\na backup holds all schemas, those of \
         others and Nicol's own too: let an administrator say `GRANT pg_read_all_data TO {}`, or name another user's URL (`--url`)",
        quoted(user)
    )]
    NoRight { user: String, said: String },
    /// Policies hide rows from it.
    #[error(
        "row level security may hide rows from the user `{user}`, so the database can't be backed up: {said}\nlet an \
         administrator say `ALTER ROLE {} BYPASSRLS`, or name the URL (`--url`) of a user who sees all rows",
        quoted(user)
    )]
    RowsHidden { user: String, said: String },
    #[error("{} exists already: name another file, or remove it", path.display())]
    FileExists { path: PathBuf },
    #[error("a database in memory can't be backed up or restored: name a file")]
    InMemory,
    /// It was written, and could not be read back as it should.
    #[error("the backup was written, but it is not what it should be, and was removed: {what}")]
    NotVerified { what: String },
    /// Not a file that can be restored here.
    #[error("{} is {what}", path.display())]
    NotABackup { path: PathBuf, what: String },
    /// A database that may not be written over.
    #[error("the database already exists: name a new one, or restore into it without --into-new")]
    NotNew,
}

impl BackupError {
    /// A word for scripts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoProgram { .. } | Self::ProgramTooOld { .. } | Self::NotInFolder { .. } => "backup-program",
            Self::Program { .. } | Self::NotVerified { .. } | Self::InMemory => "backup-failed",
            Self::NoRight { .. } | Self::RowsHidden { .. } => "backup-rights",
            Self::FileExists { .. } => "file-exists",
            Self::NotABackup { .. } => "no-backup",
            Self::NotNew => "database-exists",
        }
    }
}

/// What `NICOL_POSTGRES_BIN` and the configuration's key are called in messages.
pub(super) fn named_by_variable() -> String {
    format!("the variable {VARIABLE}")
}
