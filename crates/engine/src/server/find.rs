//! PostgreSQL's programs on this machine, and who may run them. Standard library only: the tests' servers use this
//! file too.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the folder of the server's programs, where they are not found by themselves.
pub const VARIABLE: &str = "NICOL_POSTGRES_BIN";

/// The user that a server runs as when we are root: PostgreSQL refuses to run as root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherUser {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
}

/// The folder of the newest server's programs: that of the variable and no other, or Debian's, Homebrew's, that of
/// `pg_config`.
#[must_use]
pub fn programs() -> Option<PathBuf> {
    let has_server = |dir: &PathBuf| dir.join("initdb").is_file() && dir.join("postgres").is_file();
    if let Some(named) = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        return Some(PathBuf::from(named)).filter(has_server);
    }
    let told = || {
        let output = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
    };
    let candidates = newest("/usr/lib/postgresql", "").into_iter().chain(newest("/opt/homebrew/opt", "postgresql@"));
    candidates.chain(std::iter::once_with(told).flatten()).find(has_server)
}

/// `<parent>/<prefix><version>/bin`, newest version first.
fn newest(parent: &str, prefix: &str) -> Vec<PathBuf> {
    let version = |path: &Path| path.file_name()?.to_str()?.strip_prefix(prefix)?.parse::<u32>().ok();
    let entries = fs::read_dir(parent).into_iter().flatten().flatten().map(|e| e.path());
    let mut found: Vec<_> = entries.filter_map(|p| Some((version(&p)?, p.join("bin")))).collect();
    found.sort();
    found.into_iter().rev().map(|(_, bin)| bin).collect()
}

/// Who runs the server if we are root; `None` if we are not, and run it ourselves.
#[must_use]
pub fn other_user() -> Option<OtherUser> {
    // The owner of our own process' entry is the effective user.
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].into_iter().find_map(|name| {
        let mut parts = passwd.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(':'))?.split(':').skip(1);
        let (uid, gid) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(OtherUser { name: name.to_owned(), uid, gid })
    })
}
