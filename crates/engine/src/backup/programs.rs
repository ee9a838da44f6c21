//! PostgreSQL's own programs on this machine.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::error::{BackupError, named_by_variable};

/// Names the folder of `pg_dump` and its like, and of the server's programs.
pub const VARIABLE: &str = "NICOL_POSTGRES_BIN";

/// The programs of one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    folder: PathBuf,
    version: Version,
}

/// A version of PostgreSQL, as its programs print it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version {
    major: u32,
    text: String,
}

impl Version {
    /// `pg_dump (PostgreSQL) 15.14 (Debian 15.14-1)`, `… 18beta1`.
    fn read(printed: &str) -> Option<Self> {
        let text = printed.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?;
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some(Self { major: text[..end].parse().ok()?, text: text.to_owned() })
    }
}

impl Programs {
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

/// Those that can deal with a server of this major version, best first: of the same version, else as little newer as can
/// be, since newer ones may write what an older server doesn't take.
pub(super) async fn find(named: Option<&Path>, server: u32) -> Result<Vec<Programs>, BackupError> {
    // A folder of the server's programs alone is for private servers.
    let is_meant = |folder: &PathBuf| has(folder) || !is_there(folder, "initdb");
    let variable = std::env::var_os(VARIABLE).filter(|v| !v.is_empty()).map(PathBuf::from).filter(is_meant);
    let by = match &variable {
        Some(_) => named_by_variable(),
        None => "`backup.programs`".to_owned(),
    };
    let folders = match variable.or_else(|| named.map(Path::to_owned)) {
        Some(folder) => match has(&folder) {
            true => vec![folder],
            false => return Err(BackupError::NotInFolder { folder, program: "pg_dump", by }),
        },
        None => usual().into_iter().filter(|folder| has(folder)).collect(),
    };
    let mut found = Vec::new();
    for folder in folders {
        if let Some(programs) = look(folder).await {
            found.push(programs);
        }
    }
    let newest = found.iter().max_by_key(|p| p.version.major).cloned();
    found.retain(|p| p.version.major >= server);
    // Of one version the first that was found: that of PATH.
    found.sort_by_key(|p| p.version.major);
    match (found.is_empty(), newest) {
        (false, _) => Ok(found),
        (true, Some(old)) => {
            Err(BackupError::ProgramTooOld { path: old.path("pg_dump"), found: old.version.text, server })
        }
        (true, None) => Err(BackupError::NoProgram { program: "pg_dump", server }),
    }
}

fn has(folder: &Path) -> bool {
    is_there(folder, "pg_dump") && is_there(folder, "pg_restore")
}

fn is_there(folder: &Path, program: &str) -> bool {
    folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)).is_file()
}

async fn look(folder: PathBuf) -> Option<Programs> {
    let program = folder.join(format!("pg_dump{}", std::env::consts::EXE_SUFFIX));
    let printed = Command::new(program).arg("--version").kill_on_drop(true).output().await.ok()?;
    let version = Version::read(&String::from_utf8_lossy(&printed.stdout))?;
    Some(Programs { folder, version })
}

/// `PATH`, and where installers put them.
fn usual() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).filter(|f| !f.as_os_str().is_empty()).collect();
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/usr/libexec", "postgresql"),
        ("/usr/local/opt", "postgresql@"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/opt/homebrew/opt", "libpq"),
        ("/usr/local/opt", "libpq"),
        ("/Applications/Postgres.app/Contents/Versions", ""),
        ("C:\\Program Files\\PostgreSQL", ""),
    ] {
        let begins = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with(prefix));
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        let mut found: Vec<_> = entries.filter(|e| begins(&e.file_name())).map(|e| e.path()).collect();
        found.sort();
        // Alpine has them in the folder itself.
        folders.extend(found.into_iter().flat_map(|folder| [folder.join("bin"), folder]));
    }
    folders
}

/// What to install, in words.
pub(super) fn how_to_install(server: u32) -> String {
    format!(
        "Install the client programs of PostgreSQL {server} (Debian and Ubuntu: `apt install postgresql-client-{server}`; \
         Fedora: `dnf install postgresql{server}`; Alpine: `apk add postgresql{server}-client`; macOS: \
         `brew install postgresql@{server}`), or name their folder in the variable {VARIABLE} or as `backup.programs` in \
         nicol.toml"
    )
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_read() {
        let read = |text: &str| Version::read(text).map(|v| (v.major, v.text));
        let some = |major, text: &str| Some((major, text.to_owned()));
        assert_eq!(read("pg_dump (PostgreSQL) 15.14 (Debian 15.14-1.pgdg12+1)\n"), some(15, "15.14"));
        assert_eq!(read("pg_dump (PostgreSQL) 18beta1"), some(18, "18beta1"));
        assert_eq!(read("pg_dump (PostgreSQL) 9.6.24"), some(9, "9.6.24"));
        assert_eq!(read("pg_dump: command not found"), None);
    }
}
