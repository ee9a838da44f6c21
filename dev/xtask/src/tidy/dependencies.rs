//! Every dependency is named with its reason in CONTRIBUTING.md, and comes from the workspace's table.

use crate::repo::Repo;

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    let manifest: toml::Table = match repo.read("Cargo.toml").parse() {
        Ok(table) => table,
        Err(e) => return problems.push(format!("Cargo.toml: {e}")),
    };
    let contributing = repo.read("CONTRIBUTING.md");
    let table = manifest.get("workspace").and_then(|w| w.get("dependencies")).and_then(toml::Value::as_table);
    let table = table.cloned().unwrap_or_default();
    for name in table.keys().filter(|n| *n != "nicol" && !n.starts_with("nicol-")) {
        if !contributing.contains(&format!("`{name}`")) {
            problems.push(format!("CONTRIBUTING.md does not say why we depend on `{name}`"));
        }
    }
    let mut used = std::collections::BTreeSet::new();
    for file in repo.files.iter().filter(|f| f.ends_with("/Cargo.toml")) {
        if !["crates/", "dev/", "examples/"].iter().any(|top| file.starts_with(top)) {
            continue;
        }
        let Ok(manifest) = repo.read(file).parse::<toml::Table>() else { continue };
        // A workspace of its own: fuzzing needs a nightly compiler.
        if manifest.contains_key("workspace") {
            continue;
        }
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, value) in manifest.get(section).and_then(toml::Value::as_table).into_iter().flatten() {
                used.insert(name.clone());
                if value.get("workspace").is_none() {
                    problems.push(format!("{file}: {name} does not take its version from the workspace"));
                }
            }
        }
        if manifest.get("lints").is_none() {
            problems.push(format!("{file}: no `[lints] workspace = true`"));
        }
    }
    for name in table.keys().filter(|n| *n != "nicol" && !used.contains(*n)) {
        problems.push(format!("Cargo.toml: no crate uses the workspace dependency {name}"));
    }
}
