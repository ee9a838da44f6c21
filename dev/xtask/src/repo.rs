//! The files of the repository, as the checks see them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The repository: its root and the files that git knows or would add.
pub(crate) struct Repo {
    pub(crate) root: PathBuf,
    /// Relative to the root, with `/`.
    pub(crate) files: Vec<String>,
}

impl Repo {
    /// The repository that this program was built from.
    pub(crate) fn here() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().nth(2).unwrap_or(here).to_path_buf();
        let listing = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output()
            .expect("git lists the files");
        let files = String::from_utf8_lossy(&listing.stdout).lines().map(str::to_owned).collect();
        Self { root, files }
    }

    /// The text of a file; empty if it can't be read.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).unwrap_or_default()
    }

    /// Rust files below `crates/` and `dev/`.
    pub(crate) fn rust_files(&self) -> impl Iterator<Item = &str> {
        let ours = |f: &&str| f.ends_with(".rs") && (f.starts_with("crates/") || f.starts_with("dev/"));
        self.files.iter().map(String::as_str).filter(ours)
    }

    /// `cargo metadata` of the workspace's own packages.
    pub(crate) fn packages(&self) -> Vec<Value> {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
            .current_dir(&self.root)
            .output()
            .expect("cargo metadata runs");
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
        metadata["packages"].as_array().cloned().unwrap_or_default()
    }
}
