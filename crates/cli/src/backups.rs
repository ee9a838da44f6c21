//! Backups that commands make before they do something dangerous.

use std::fs;
use std::path::{Path, PathBuf};

use nicol_catalog::script;
use nicol_engine::backup::{self, Backup, Options, Verified};
use nicol_engine::{Folder, Migration, Target, status};
use serde_json::{Value, json};

use crate::config::Project;
use crate::config::schema_files::parent;
use crate::error::CommandError;
use crate::{output, progress};

/// `backup.before`: what a backup is made before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Before {
    /// Only when a flag asks for it.
    #[default]
    Never,
    /// Before what may lose data.
    Destructive,
    /// Before every change.
    Always,
}

impl Before {
    /// As the configuration says it.
    pub(crate) fn of(project: &Project) -> Result<Self, CommandError> {
        match project.configuration.backup_before.as_deref() {
            None | Some("never") => Ok(Self::Never),
            Some("destructive") => Ok(Self::Destructive),
            Some("always") => Ok(Self::Always),
            Some(other) => Err(CommandError::config(format!(
                "`backup.before` is \"{other}\", which is none of \"never\", \"destructive\" and \"always\""
            ))
            .hint("\"destructive\" makes a backup before every step that may lose data")),
        }
    }

    /// Whether a step wants a backup.
    pub(crate) fn wants(self, is_destructive: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Destructive => is_destructive,
            Self::Always => true,
        }
    }
}

/// What backups of this project are made with.
pub(crate) fn options(project: &Project) -> Options {
    Options { programs: project.configuration.backup_programs.clone(), ..Options::default() }
}

/// The folder of backups that nobody has named a file for: `backup.path`, or `backups` beside the configuration. One that is
/// made here is its owner's alone, and hidden from git: backups hold what people have entrusted to you.
pub(crate) fn folder(project: &Project) -> Result<PathBuf, CommandError> {
    let folder = match &project.configuration.backup_folder {
        Some(folder) => folder.clone(),
        None => {
            let beside = match &project.configuration.file {
                Some(file) if parent(file).ends_with(".config") => parent(parent(file)),
                Some(file) => parent(file),
                None => &project.working_directory,
            };
            beside.join("backups")
        }
    };
    if !folder.exists() {
        let failed = |e: std::io::Error| CommandError::io("make", &folder, &e);
        fs::create_dir_all(&folder).map_err(failed)?;
        restrict(&folder).map_err(failed)?;
        fs::write(folder.join(".gitignore"), "*\n").map_err(failed)?;
    }
    // As people know it from here.
    Ok(folder.strip_prefix(&project.working_directory).map_or(folder.clone(), Path::to_owned))
}

/// A name that no file has: two backups may be made within a second.
pub(crate) fn free(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    let others = (2..).map(|n| file.with_file_name(format!("{stem}_{n}.{extension}")));
    std::iter::once(file.to_owned()).chain(others).find(|file| !file.exists()).unwrap_or_else(|| file.to_owned())
}

#[cfg(unix)]
fn restrict(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Makes a backup before something that `reason` names in its file's name, and tells where it is.
pub(crate) async fn make(project: &Project, target: &Target, reason: &str) -> Result<Backup, CommandError> {
    let options = options(project);
    // What is missing is told before a folder is made.
    backup::check(target, &options).await?;
    let file = free(&folder(project)?.join(backup::file_name(target, Some(reason))));
    progress::now("backing up the database");
    let made = backup::backup(target, &file, &options).await?;
    output::result(told(&made))?;
    Ok(made)
}

/// The same if the configuration wants it before such a step, and the database is there.
pub(crate) async fn before(
    project: &Project,
    target: &Target,
    reason: &str,
    is_destructive: bool,
) -> Result<Option<Backup>, CommandError> {
    if !Before::of(project)?.wants(is_destructive) || !exists(target).await? {
        return Ok(None);
    }
    make(project, target, reason).await.map(Some)
}

/// Before pending migrations are applied: as the configuration wants it, or always if a flag asks for it.
pub(crate) async fn before_pending(
    project: &Project,
    target: &Target,
    folder: &Folder,
    is_asked_for: bool,
    reason: &str,
) -> Result<Option<Backup>, CommandError> {
    let before = Before::of(project)?;
    if !is_asked_for && before == Before::Never || !exists(target).await? {
        return Ok(None);
    }
    let state = status::status(target, folder).await?;
    // Nothing will be applied, which the command itself tells.
    if state.diagnosis.pending.is_empty() || !state.failed.is_empty() {
        return Ok(None);
    }
    let pending: Vec<&Migration> = state.diagnosis.pending.iter().filter_map(|name| folder.find(name)).collect();
    let is_destructive = pending.iter().any(|migration| is_destructive(target, migration));
    if !is_asked_for && !before.wants(is_destructive) {
        return Ok(None);
    }
    make(project, target, reason).await.map(Some)
}

/// By its statements. A script that can't be read is told by whoever applies it.
pub(crate) fn is_destructive(target: &Target, migration: &Migration) -> bool {
    migration.script().is_ok_and(|text| !script::dangers(target.dialect(), text).is_empty())
}

async fn exists(target: &Target) -> Result<bool, CommandError> {
    nicol_driver::admin::database_exists(&target.url).await.map_err(|e| nicol_engine::Error::from(e).into())
}

/// A backup in words.
pub(crate) fn told(made: &Backup) -> String {
    let rows = made.rows.map(|n| format!(", {n} {}", if n == 1 { "row" } else { "rows" })).unwrap_or_default();
    let tables = format!("{} {}", made.tables, if made.tables == 1 { "table" } else { "tables" });
    let how = match made.verified {
        Verified::Restored => "restored for a try and compared",
        Verified::Read => "read back",
        Verified::Checked => "checked and compared",
    };
    let beside: Vec<_> = made.beside.iter().map(|file| file.display().to_string()).collect();
    let with = if beside.is_empty() { String::new() } else { format!(", with {}", beside.join(" and ")) };
    format!("Backup: {} ({tables}{rows}; {how}){with}", made.path.display())
}

/// The same for JSON objects.
pub(crate) fn as_json(made: &Backup) -> Value {
    json!({
        "file": made.path.display().to_string(),
        "beside": made.beside.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
        "bytes": made.bytes,
        "tables": made.tables,
        "rows": made.rows,
        "verified": match made.verified {
            Verified::Restored => "restored",
            Verified::Read => "read",
            Verified::Checked => "checked",
        },
    })
}
