//! Files and folders that are there as a whole, or not at all.

use std::io::Write;
use std::path::Path;
use std::{fs, io};

/// Writes a file: all of it or nothing.
pub(crate) fn write_file(path: &Path, text: &str) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(path.parent().unwrap_or(path))?;
    file.write_all(text.as_bytes())?;
    open_to_others(file.path(), 0o644)?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Makes a folder with one file. It is made beside the folder that it comes into, where nobody takes it for one of those, but
/// for a folder that is a file system of its own.
pub(crate) fn make_dir(path: &Path, file: &str, text: &str) -> io::Result<()> {
    let into = path.parent().unwrap_or(path).canonicalize()?;
    let staged = tempfile::Builder::new().prefix(".new-").tempdir_in(into.parent().unwrap_or(&into))?;
    fs::write(staged.path().join(file), text)?;
    open_to_others(staged.path(), 0o755)?;
    match fs::rename(staged.path(), path) {
        Ok(()) => drop(staged.keep()),
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
            fs::create_dir(path)?;
            write_file(&path.join(file), text).inspect_err(|_| {
                let _ = fs::remove_dir_all(path);
            })?;
        }
        Err(e) => return Err(e),
    }
    Ok(())
}

/// Moves a folder, to another file system too: then it is gone here when all of it is there.
pub(crate) fn move_dir(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
            copy_dir(from, to).inspect_err(|_| {
                let _ = fs::remove_dir_all(to);
            })?;
            fs::remove_dir_all(from)
        }
        outcome => outcome,
    }
}

/// Whether a folder has every file of another, with the same bytes.
pub(crate) fn has_all_of(folder: &Path, other: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(other)? {
        let (here, there) = (folder.join(entry?.file_name()), other);
        let there = there.join(here.file_name().unwrap_or_default());
        let has = match there.is_dir() {
            true => here.is_dir() && has_all_of(&here, &there)?,
            false => here.is_file() && fs::read(&here)? == fs::read(&there)?,
        };
        if !has {
            return Ok(false);
        }
    }
    Ok(true)
}

fn copy_dir(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_dir(&entry.path(), &to)?,
            false => fs::copy(entry.path(), &to).map(drop)?,
        }
    }
    Ok(())
}

/// Temporary files are private; migrations are not.
#[cfg(unix)]
fn open_to_others(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
