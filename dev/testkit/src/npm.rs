//! npm packages that tests run: installed once, below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A copy of a folder's files below `target/`, with its packages installed by `npm` and these arguments; `None` (and a
/// skip that `NICOL_ORACLE=required` forbids) where that can't be. It is installed again when `package.json` or the lock
/// file changes.
#[must_use]
pub fn install(source: &Path, name: &str, arguments: &[&str]) -> Option<PathBuf> {
    let skip = |reason: &str| {
        crate::skip::skip("NICOL_ORACLE", reason);
        None
    };
    if !has_node() {
        return skip("there is no node");
    }
    let dir = crate::cache(name);
    // Several test processes may come here at once: one installs, the others wait.
    let lock = fs::File::create(dir.join(".lock")).ok()?;
    lock.lock().ok()?;
    for entry in fs::read_dir(source).ok()?.flatten() {
        if entry.path().is_file() {
            let target = dir.join(entry.file_name());
            let text = fs::read(entry.path()).ok()?;
            if fs::read(&target).ok().as_ref() != Some(&text) {
                fs::write(&target, text).ok()?;
            }
        }
    }
    let read = |file: &str| fs::read_to_string(source.join(file)).unwrap_or_default();
    let wanted = format!("{}{}{}", arguments.join(" "), read("package.json"), read("package-lock.json"));
    let stamp = dir.join(".installed");
    if fs::read_to_string(&stamp).ok().as_ref() != Some(&wanted) {
        let done = Command::new("npm").args(arguments).current_dir(&dir).stdout(Stdio::null()).status();
        if !done.is_ok_and(|s| s.success()) {
            return skip(&format!("npm can't install the packages of {name}"));
        }
        fs::write(&stamp, wanted).ok()?;
    }
    Some(dir)
}

/// Whether Node.js can be run.
#[must_use]
pub fn has_node() -> bool {
    Command::new("node").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}
