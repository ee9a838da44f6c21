//! Real schemas and histories, where they are at hand (`../shared/corpus` beside the repository).

use std::fs;
use std::path::PathBuf;

/// A schema of the corpus.
#[derive(Debug, Clone)]
pub struct CorpusSchema {
    pub name: String,
    pub path: PathBuf,
    pub text: String,
}

impl CorpusSchema {
    /// The datasource's provider, canonical.
    #[must_use]
    pub fn provider(&self) -> &str {
        let datasource = self.text.find("datasource ").map_or("", |at| &self.text[at..]);
        let provider = datasource.find("provider").map_or("", |at| &datasource[at..]);
        match provider.split('"').nth(1).unwrap_or("") {
            "postgres" => "postgresql",
            other => other,
        }
    }
}

/// A public application: its schema and its migrations folder.
#[derive(Debug, Clone)]
pub struct Project {
    pub name: String,
    pub schema: CorpusSchema,
    pub migrations: PathBuf,
}

/// The folder, if it is there.
#[must_use]
pub fn dir() -> Option<PathBuf> {
    let dir = crate::root().parent()?.join("shared/corpus");
    dir.is_dir().then_some(dir)
}

/// All schema files of the corpus, sorted by name; empty (and a skip) where there is none.
#[must_use]
pub fn schemas() -> Vec<CorpusSchema> {
    let Some(dir) = dir() else {
        crate::skip::skip("NICOL_ORACLE", "there is no corpus beside the repository");
        return Vec::new();
    };
    let mut found = Vec::new();
    for folder in ["schemas", "schemas7"] {
        for entry in fs::read_dir(dir.join(folder)).into_iter().flatten().flatten() {
            if let Ok(text) = fs::read_to_string(entry.path()) {
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                found.push(CorpusSchema { name, path: entry.path(), text });
            }
        }
    }
    found.extend(projects().into_iter().map(|p| p.schema));
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// The applications of the corpus, sorted by name.
#[must_use]
pub fn projects() -> Vec<Project> {
    let Some(dir) = dir() else { return Vec::new() };
    let mut found = Vec::new();
    for entry in fs::read_dir(dir.join("projects")).into_iter().flatten().flatten() {
        let path = entry.path().join("schema.prisma");
        if let Ok(text) = fs::read_to_string(&path) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let schema = CorpusSchema { name: format!("projects/{name}"), path, text };
            found.push(Project { name, schema, migrations: entry.path().join("migrations") });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
