//! Writing the user's files.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::config::schema_files::parent;
use crate::error::CommandError;

/// Writes beside the file and moves it into place, so that a full disk or a signal can't leave half a file.
pub(crate) fn write_whole(path: &Path, text: &str) -> Result<(), CommandError> {
    // A pipe or a device (`-o /dev/stdout`) is written to, not replaced.
    let is_special = fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir());
    let written = if is_special {
        fs::write(path, text)
    } else {
        match Staged::new(path, text.as_bytes()).and_then(Staged::place) {
            // A file that may be written in a folder that may not, or one that is mounted by itself.
            Err(e) if path.is_file() && matches!(e.kind(), ErrorKind::PermissionDenied | ErrorKind::ResourceBusy) => {
                fs::write(path, text)
            }
            other => other,
        }
    };
    written.map_err(|e| CommandError::io("write", path, &e))
}

/// A file that is written, and not in its place yet. It is gone when it is dropped.
pub(crate) struct Staged {
    file: tempfile::NamedTempFile,
    target: PathBuf,
}

impl Staged {
    /// Writes the file beside its place, whose folder has to be there.
    pub(crate) fn new(path: &Path, contents: &[u8]) -> io::Result<Self> {
        // A link stays a link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut file = tempfile::NamedTempFile::new_in(parent(&target))?;
        file.write_all(contents)?;
        match fs::metadata(&target) {
            Ok(there) => file.as_file().set_permissions(there.permissions())?,
            Err(_) => open_to_others(file.as_file())?,
        }
        Ok(Self { file, target })
    }

    /// Moves it into its place.
    pub(crate) fn place(self) -> io::Result<()> {
        self.file.persist(&self.target).map(drop).map_err(|e| e.error)
    }
}

/// Temporary files are private; a new file of a project is not.
#[cfg(unix)]
fn open_to_others(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_others(_: &fs::File) -> io::Result<()> {
    Ok(())
}
