//! Backups of whole databases, each read back before it counts, and their restoring.
//!
//! PostgreSQL's own programs do it there (`pg_dump`, `pg_restore`, `psql`): what a server of some version has, only they
//! know to write down. SQLite copies its pages itself. Everything is in a backup, our own history too.

mod contents;
mod error;
mod postgres;
mod process;
mod programs;
mod replace;
mod restore;
mod scratch;
mod sqlite;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use nicol_driver::DatabaseUrl;

pub use error::BackupError;
pub use programs::VARIABLE;
pub use restore::{Made, Restore, Restored};

use crate::companions::Companion;
use crate::error::{Error, Result};
use crate::target::Target;

/// How a backup is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verify {
    /// By restoring it, where the user may make a database for that; else by reading all of it.
    #[default]
    Auto,
    /// By restoring it into a database that is dropped afterwards, and counting rows there.
    Restore,
    /// By reading all of it.
    Read,
}

/// How a backup was read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// It was restored, and its rows counted.
    Restored,
    /// Every byte of it was read.
    Read,
    /// SQLite: its pages were checked, and its rows counted.
    Checked,
}

/// What a backup is made with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder of PostgreSQL's programs, if it is named.
    pub programs: Option<PathBuf>,
    pub verify: Verify,
}

/// A backup that was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    /// SQLite: what was kept beside the database is beside the backup.
    pub beside: Vec<PathBuf>,
    pub bytes: u64,
    /// Tables whose rows are in it.
    pub tables: usize,
    /// How many rows they have, if they were counted.
    pub rows: Option<u64>,
    pub verified: Verified,
    /// Why it was not restored, where that was tried.
    pub note: Option<String>,
}

/// The name of a backup's file: the database's, the time, and what for.
#[must_use]
pub fn file_name(target: &Target, reason: Option<&str>) -> String {
    let (name, extension) = match &target.url {
        DatabaseUrl::Postgres(url) => (url.database.clone(), "dump"),
        DatabaseUrl::Sqlite(url) => {
            let stem = url.file_path().and_then(Path::file_stem).map(|s| s.to_string_lossy().into_owned());
            (stem.unwrap_or_else(|| "memory".to_owned()), "db")
        }
    };
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let time = Timestamp::now().to_zoned(TimeZone::UTC).strftime("%Y%m%d%H%M%S");
    let reason = reason.map(|r| format!("_{r}")).unwrap_or_default();
    format!("{name}_{time}{reason}.{extension}")
}

/// Looks whether a backup could be made at all, without making one: the programs are there, and new enough.
///
/// # Errors
/// [`BackupError`]; the connection's.
pub async fn check(target: &Target, options: &Options) -> Result<()> {
    match &target.url {
        DatabaseUrl::Postgres(url) => postgres::programs(url, options).await.map(drop),
        DatabaseUrl::Sqlite(_) => Ok(()),
    }
}

/// Writes a backup of the whole database to a file that does not exist yet, and reads it back. Until that is done it
/// has another name, so that a file of this name is a good backup. Only its owner may read it.
///
/// # Errors
/// [`BackupError`]; the connection's; the disk's. Then there is no file.
pub async fn backup(target: &Target, to: &Path, options: &Options) -> Result<Backup> {
    if to.exists() {
        return Err(BackupError::FileExists { path: to.to_owned() }.into());
    }
    let folder = to.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let done = match &target.url {
        DatabaseUrl::Postgres(url) => {
            // What is missing is told before there is a file.
            let programs = postgres::programs(url, options).await?;
            let staged = Staged::new(folder)?;
            let done = postgres::backup(url, &programs, options.verify, &staged.file).await?;
            staged.keep(to)?;
            done
        }
        DatabaseUrl::Sqlite(url) => {
            if url.file_path().is_none() {
                return Err(BackupError::InMemory.into());
            }
            let staged = Staged::new(folder)?;
            let done = sqlite::backup(target, url, &staged.file).await?;
            staged.keep(to)?;
            done
        }
    };
    let beside = match &target.url {
        DatabaseUrl::Sqlite(_) => {
            Companion::ALL.map(|companion| companion.named(to)).into_iter().filter(|file| file.exists()).collect()
        }
        DatabaseUrl::Postgres(_) => Vec::new(),
    };
    let bytes = fs::metadata(to).map_err(|e| Error::file("read", to, e))?.len();
    Ok(Backup { path: to.to_owned(), beside, bytes, ..done })
}

/// A folder for a backup that is not whole yet, beside the place where it will stand. It goes with whatever is in it.
struct Staged {
    folder: tempfile::TempDir,
    file: PathBuf,
}

impl Staged {
    fn new(beside: &Path) -> Result<Self> {
        fs::create_dir_all(beside).map_err(|e| Error::file("make", beside, e))?;
        // Such folders are their owner's alone.
        let folder = tempfile::Builder::new()
            .prefix(".unfinished-backup-")
            .tempdir_in(beside)
            .map_err(|e| Error::file("write in", beside, e))?;
        let file = folder.path().join("backup");
        Ok(Self { folder, file })
    }

    /// Moves the finished file, and those beside a SQLite database, into place.
    fn keep(self, to: &Path) -> Result<()> {
        let failed = |e| Error::file("write", to, e);
        let beside = Companion::ALL.map(|companion| (companion.named(&self.file), companion.named(to)));
        for (from, to) in beside.into_iter().chain([(self.file.clone(), to.to_owned())]) {
            if !from.exists() {
                continue;
            }
            restrict(&from).map_err(failed)?;
            // On the disk before the name says that it is there.
            fs::File::open(&from).and_then(|f| f.sync_all()).map_err(failed)?;
            // A link fails where a rename would write over a file that somebody has put there meanwhile.
            match fs::hard_link(&from, &to) {
                Ok(()) => {}
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                    return Err(BackupError::FileExists { path: to }.into());
                }
                Err(_) => fs::rename(&from, &to).map_err(failed)?,
            }
        }
        drop(self.folder);
        Ok(())
    }
}

/// Only for the eyes of its owner.
#[cfg(unix)]
fn restrict(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> std::io::Result<()> {
    Ok(())
}
