//! From a `provider` to the command line that starts it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::config::runtime::is_on_path;

/// Where generators are looked for.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub(super) working_directory: PathBuf,
    /// The folder of the schema's file, or the schema's folder.
    pub(super) schema_folder: PathBuf,
    /// PATH, with the `node_modules/.bin` of both folders and of those above them before it.
    pub(super) search_path: OsString,
}

/// Ends of scripts that node runs.
const JAVASCRIPT: [&str; 3] = ["js", "mjs", "cjs"];
/// Ends of scripts that node runs from 22.18 on, tsx and bun before.
const TYPESCRIPT: [&str; 3] = ["ts", "mts", "cts"];

impl Places {
    pub(super) fn new(working_directory: &Path, schema_folder: &Path, path: Option<&str>) -> Self {
        let mut folders: Vec<PathBuf> = Vec::new();
        let above = schema_folder.ancestors().chain(working_directory.ancestors());
        for folder in above.map(|folder| folder.join("node_modules/.bin")) {
            if folder.is_dir() && !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        folders.extend(std::env::split_paths(path.unwrap_or_default()));
        // A folder whose name holds a colon can't stand in a PATH.
        let search_path =
            std::env::join_paths(folders.iter().filter(|f| std::env::join_paths([f]).is_ok())).unwrap_or_default();
        Self {
            working_directory: working_directory.to_path_buf(),
            schema_folder: schema_folder.to_path_buf(),
            search_path,
        }
    }

    /// The line for the shell. A provider is such a line already, as under Prisma; a script that can't be executed as it
    /// stands, or that lies beside the schema instead of here, gets what it needs.
    pub(super) fn command(&self, provider: &str) -> String {
        let Some(script) = self.script(provider.trim()) else { return provider.to_owned() };
        let quoted = quote(&script.to_string_lossy());
        if is_executable(&script) { quoted } else { format!("{} {quoted}", self.runtime(&script)) }
    }

    /// The script that a provider is the path of.
    fn script(&self, provider: &str) -> Option<PathBuf> {
        let path = Path::new(provider);
        let extension = path.extension()?.to_str()?;
        if !JAVASCRIPT.contains(&extension) && !TYPESCRIPT.contains(&extension) {
            return None;
        }
        // A bare name is first of all something on the PATH.
        let is_bare = path.components().count() == 1 && !provider.starts_with('.');
        if is_bare && is_on_path(provider, &self.search_path.to_string_lossy()) {
            return None;
        }
        [&self.working_directory, &self.schema_folder].into_iter().map(|base| base.join(path)).find(|p| p.is_file())
    }

    fn runtime(&self, script: &Path) -> &'static str {
        let is_typescript =
            script.extension().and_then(|e| e.to_str()).is_some_and(|extension| TYPESCRIPT.contains(&extension));
        let is_there = |name: &&str| is_on_path(name, &self.search_path.to_string_lossy());
        let known: &[&'static str] = if is_typescript { &["tsx", "bun", "node"] } else { &["node", "bun"] };
        known.iter().copied().find(is_there).unwrap_or("node")
    }
}

/// A word for the shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Places;

    #[test]
    fn scripts_get_a_runtime_and_the_rest_stays() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path();
        fs::create_dir_all(root.join("prisma")).expect("a folder");
        fs::create_dir_all(root.join("bin")).expect("a folder");
        for file in
            ["here.js", "prisma/beside.mjs", "prisma/it's.cjs", "prisma/typed.ts", "bin/tsx", "bin/node", "bin/bare.js"]
        {
            fs::write(root.join(file), "").expect("a file");
        }
        let bin = root.join("bin");
        let places = Places::new(root, &root.join("prisma"), bin.to_str());
        let shown = root.display();
        assert_eq!(places.command("./here.js"), format!("node '{shown}/./here.js'"));
        assert_eq!(places.command("./beside.mjs"), format!("node '{shown}/prisma/./beside.mjs'"));
        assert_eq!(places.command("it's.cjs"), format!("node '{shown}/prisma/it'\\''s.cjs'"));
        assert_eq!(places.command("typed.ts"), format!("tsx '{shown}/prisma/typed.ts'"));
        for whole in ["prisma-kysely", "node ./here.js", "bare.js", "missing.js", "cargo run -p generator -- x"] {
            assert_eq!(places.command(whole), whole);
        }
    }

    #[test]
    fn installed_generators_come_first() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path();
        for folder in ["node_modules/.bin", "apps/web/node_modules/.bin", "apps/web/prisma"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        let places = Places::new(root, &root.join("apps/web/prisma"), Some("/usr/bin:/bin"));
        let shown = root.display();
        assert_eq!(
            places.search_path.to_string_lossy(),
            format!("{shown}/apps/web/node_modules/.bin:{shown}/node_modules/.bin:/usr/bin:/bin")
        );
    }
}
