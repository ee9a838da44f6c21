//! Writing the user's files.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::config::schema_files::parent;
use crate::error::CommandError;

/// Writes beside the file and moves it into place, so that a full disk or a signal can't leave half a file.
pub(crate) fn write_whole(path: &Path, text: &str) -> Result<(), CommandError> {
    let failed = |e: std::io::Error| CommandError::io("write", path, &e);
    // A link stays a link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut file = tempfile::NamedTempFile::new_in(parent(&target)).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    match fs::metadata(&target) {
        Ok(there) => file.as_file().set_permissions(there.permissions()).map_err(failed)?,
        Err(_) => open_to_others(file.as_file()).map_err(failed)?,
    }
    file.persist(&target).map_err(|e| failed(e.error))?;
    Ok(())
}

/// Temporary files are private; a new file of a project is not.
#[cfg(unix)]
fn open_to_others(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_others(_: &fs::File) -> std::io::Result<()> {
    Ok(())
}
