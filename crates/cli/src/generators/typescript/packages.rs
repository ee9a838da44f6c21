//! The npm packages around a generated client: where its runtime comes from, and where `prisma-client-js` writes.

use std::fs;
use std::path::{Path, PathBuf};

/// Our package's name.
const OURS: &str = "nicol";
/// The name under which it may be installed too, so that other packages find it.
const ALIAS: &str = "@prisma/client";

/// The package that generated files import their runtime from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Runtime {
    pub(super) name: &'static str,
    pub(super) is_installed: bool,
}

/// How files of a folder reach our package: as `@prisma/client` where that is ours, else by its own name.
pub(super) fn runtime(folder: &Path) -> Runtime {
    if find(folder, ALIAS).is_some_and(|package| is_ours(&package)) {
        return Runtime { name: ALIAS, is_installed: true };
    }
    Runtime { name: OURS, is_installed: find(folder, OURS).is_some() }
}

/// Where `prisma-client-js` writes for a schema in `folder` that names no output: beside our package, which re-exports it
/// from there. Without one the nearest package's `node_modules` stands for it.
pub(super) fn default_output(folder: &Path) -> PathBuf {
    let installed = [ALIAS, OURS].into_iter().filter_map(|name| find(folder, name)).find(|package| is_ours(package));
    let modules = match installed {
        Some(package) => {
            // Package managers link packages, and node resolves from the place that a link leads to.
            let real = fs::canonicalize(&package).unwrap_or(package);
            let around = real.ancestors().skip(1).take(2).find(|folder| folder.ends_with("node_modules"));
            around.map_or_else(|| real.join("node_modules"), Path::to_path_buf)
        }
        None => {
            let project = folder.ancestors().find(|folder| folder.join("package.json").is_file());
            project.unwrap_or(folder).join("node_modules")
        }
    };
    modules.join(".prisma/client")
}

/// A package as node finds it from a folder, which need not be there yet.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let places = folder.ancestors().map(|folder| match folder.ends_with("node_modules") {
        true => folder.join(name),
        false => folder.join("node_modules").join(name),
    });
    places.into_iter().find(|package| package.join("package.json").is_file())
}

/// Whether a folder holds our package, whatever it is called.
fn is_ours(package: &Path) -> bool {
    manifest_name(package).as_deref() == Some(OURS)
}

/// What the package.json of a folder says that it is called.
pub(super) fn manifest_name(package: &Path) -> Option<String> {
    let text = fs::read_to_string(package.join("package.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(manifest["name"].as_str()?.to_owned())
}

/// Whether a folder is that of a package which re-exports generated clients: it may not be written over.
pub(super) fn is_client_package(folder: &Path) -> bool {
    matches!(manifest_name(folder).as_deref(), Some(OURS | ALIAS))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Runtime, default_output, runtime};

    fn package(folder: &Path, name: &str) {
        fs::create_dir_all(folder).expect("made");
        fs::write(folder.join("package.json"), format!("{{\"name\": \"{name}\"}}")).expect("written");
    }

    #[test]
    fn the_runtime_is_ours_under_either_name() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path().canonicalize().expect("a path");
        let of = |folder: &str| runtime(&root.join(folder));
        assert_eq!(of("src/generated"), Runtime { name: "nicol", is_installed: false });
        package(&root.join("node_modules/@prisma/client"), "@prisma/client");
        package(&root.join("node_modules/nicol"), "nicol");
        assert_eq!(of("src/generated"), Runtime { name: "nicol", is_installed: true });
        package(&root.join("node_modules/@prisma/client"), "nicol");
        assert_eq!(of("src/generated"), Runtime { name: "@prisma/client", is_installed: true });
        assert_eq!(of("node_modules/.prisma/client"), Runtime { name: "@prisma/client", is_installed: true });
    }

    #[test]
    fn the_client_is_written_beside_its_package() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path().canonicalize().expect("a path");
        let of =
            |folder: &str| default_output(&root.join(folder)).strip_prefix(&root).expect("below").display().to_string();
        package(&root, "app");
        assert_eq!(of("prisma"), "node_modules/.prisma/client");
        package(&root.join("node_modules/@prisma/client"), "@prisma/client");
        assert_eq!(of("prisma"), "node_modules/.prisma/client");
        let store = root.join("node_modules/.pnpm/nicol@7.10.0/node_modules/nicol");
        package(&store, "nicol");
        std::os::unix::fs::symlink(&store, root.join("node_modules/nicol")).expect("linked");
        assert_eq!(of("prisma"), "node_modules/.pnpm/nicol@7.10.0/node_modules/.prisma/client");
        // A folder that is worked on, linked into the project.
        package(&root.join("nicol"), "nicol");
        fs::remove_file(root.join("node_modules/nicol")).expect("removed");
        std::os::unix::fs::symlink(root.join("nicol"), root.join("node_modules/nicol")).expect("linked");
        assert_eq!(of("prisma"), "nicol/node_modules/.prisma/client");
    }
}
