//! Programs that are killed just before an operation on files: renaming, removing, writing. It is the same operation each
//! time, so that all points of a run can be tried, one after the other.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Has a program killed (SIGKILL) before its `at`-th operation on files, from 0. Needs Linux's glibc and a C compiler: false,
/// and nothing is done, without.
pub fn before_operation(command: &mut Command, at: usize) -> bool {
    load(command) && {
        command.env("NICOL_DIES_AT", at.to_string());
        true
    }
}

/// Has a program write how many operations on files it has made into this file, when it ends. Else as [`before_operation`].
pub fn count_operations(command: &mut Command, into: &Path) -> bool {
    load(command) && {
        command.env("NICOL_COUNTS_IN", into);
        true
    }
}

fn load(command: &mut Command) -> bool {
    let Some(library) = library() else { return false };
    let name = PathBuf::from(command.get_program());
    command.env("LD_PRELOAD", library).env("NICOL_DIES_AS", name.file_name().unwrap_or_default());
    true
}

/// The library that kills, made once for each process of tests.
fn library() -> Option<&'static PathBuf> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    LIBRARY.get_or_init(make).as_ref()
}

fn make() -> Option<PathBuf> {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) {
        return None;
    }
    let folder = crate::cache("deadly");
    let temp = tempfile::Builder::new().prefix("making-").tempdir_in(&folder).ok()?;
    let (source, made) = (temp.path().join("deadly.c"), temp.path().join("deadly.so"));
    std::fs::write(&source, include_str!("deadly.c")).ok()?;
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut command = Command::new(compiler);
    let status = command.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&made).arg(&source).arg("-ldl").status().ok()?;
    let library = folder.join("deadly.so");
    // Others may make it at the same time; all make the same.
    status.success().then(|| std::fs::rename(&made, &library).ok().map(|()| library)).flatten()
}
