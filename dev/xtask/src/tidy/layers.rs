//! A crate depends only on crates of rows below its own (ARCHITECTURE.md, "Crates").

use crate::repo::Repo;

/// The row of each product crate.
const ROWS: [(&str, u8); 13] = [
    ("nicol-diagnostics", 0),
    ("nicol-catalog", 0),
    ("nicol-model", 0),
    ("nicol-schema", 1),
    ("nicol-migrate", 2),
    ("nicol-query", 2),
    ("nicol-driver", 3),
    ("nicol-codegen", 3),
    ("nicol-engine", 4),
    ("nicol-client", 4),
    ("nicol-node", 5),
    ("nicol-cli", 6),
    ("nicol", 6),
];

/// The row of a product crate.
pub(crate) fn row(package: &str) -> Option<u8> {
    ROWS.iter().find(|(name, _)| *name == package).map(|(_, row)| *row)
}

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    for package in repo.packages() {
        let name = package["name"].as_str().unwrap_or_default();
        let in_crates = package["manifest_path"].as_str().is_some_and(|p| p.contains("/crates/"));
        let Some(own) = row(name) else {
            if in_crates {
                problems.push(format!("{name}: a product crate without a row in xtask/src/tidy/layers.rs"));
            }
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            // Tests may look upwards: what they check is the whole.
            if dependency["kind"] == "dev" {
                continue;
            }
            let target = dependency["name"].as_str().unwrap_or_default();
            if row(target).is_some_and(|below| below >= own) {
                problems.push(format!("{name} (row {own}) depends on {target}, which is not below it"));
            }
        }
    }
}
