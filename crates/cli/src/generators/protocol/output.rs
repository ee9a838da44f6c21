//! Where generators write, when their block doesn't say it: the rules of Prisma's `resolveOutput`.

use std::path::{Path, PathBuf};

use crate::config::paths::normalise;
use crate::config::schema_files::parent;

/// The folder that a manifest's `defaultOutput` means for a block in a file of `base`.
pub(super) fn of_manifest(default: &str, base: &Path, working_directory: &Path) -> PathBuf {
    let default = default.strip_prefix("./").unwrap_or(default);
    let from = if default.starts_with("node_modules") { package_folder(base, working_directory) } else { base.into() };
    normalise(&from.join(default))
}

/// The folder of the project whose `node_modules` is meant.
fn package_folder(base: &Path, working_directory: &Path) -> PathBuf {
    let is_usual_place = working_directory.join("prisma/schema.prisma").exists()
        || (base == working_directory.join("prisma") && working_directory.join("package.json").exists());
    if is_usual_place {
        return working_directory.to_path_buf();
    }
    let candidates = ["node_modules", "package.json"];
    for name in candidates {
        for folder in [base, parent(base)] {
            if folder.join(name).exists() {
                return folder.to_path_buf();
            }
        }
    }
    base.to_path_buf()
}

/// Where `prisma-client-js` writes without an output: the package `@prisma/client` as node finds it.
pub(super) fn of_client_package(base: &Path) -> PathBuf {
    let package = "node_modules/@prisma/client";
    let installed = base.ancestors().map(|folder| folder.join(package)).find(|path| path.is_dir());
    if let Some(path) = installed {
        return path.canonicalize().unwrap_or(path);
    }
    let project = base.ancestors().find(|folder| folder.join("package.json").is_file()).unwrap_or(base);
    project.join(package)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{of_client_package, of_manifest};

    #[test]
    fn outputs_count_from_the_file_of_the_block() {
        let nowhere = Path::new("/nowhere");
        assert_eq!(of_manifest("./zod", Path::new("/app/prisma"), nowhere), Path::new("/app/prisma/zod"));
        assert_eq!(of_manifest("../src", Path::new("/app/prisma"), nowhere), Path::new("/app/src"));
        assert_eq!(of_manifest("/abs", Path::new("/app/prisma"), nowhere), Path::new("/abs"));
    }

    #[test]
    fn node_modules_is_that_of_the_project() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path();
        let output = |base: &str, cwd: &str| {
            let path = of_manifest("./node_modules/x", &root.join(base), &root.join(cwd));
            path.strip_prefix(root).expect("below").display().to_string()
        };
        fs::create_dir_all(root.join("app/prisma")).expect("a folder");
        fs::create_dir_all(root.join("app/db/schema")).expect("a folder");
        assert_eq!(output("app/db", "."), "app/db/node_modules/x");
        fs::write(root.join("app/package.json"), "{}").expect("a file");
        assert_eq!(output("app/db", "."), "app/node_modules/x");
        assert_eq!(output("app/prisma", "app"), "app/node_modules/x");
        // Only one folder up.
        assert_eq!(output("app/db/schema", "."), "app/db/schema/node_modules/x");
        fs::write(root.join("app/prisma/schema.prisma"), "").expect("a file");
        assert_eq!(output("app/db/schema", "app"), "app/node_modules/x");
    }

    #[test]
    fn the_client_is_written_into_its_package() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path().canonicalize().expect("a path");
        fs::create_dir_all(root.join("prisma")).expect("a folder");
        fs::write(root.join("package.json"), "{}").expect("a file");
        assert_eq!(of_client_package(&root.join("prisma")), root.join("node_modules/@prisma/client"));
        fs::create_dir_all(root.join("prisma/node_modules/@prisma/client")).expect("a folder");
        assert_eq!(of_client_package(&root.join("prisma")), root.join("prisma/node_modules/@prisma/client"));
    }
}
