//! Rows 0 to 2 and `codegen` plan and print: no runtime, socket, file, environment, clock or randomness.

use crate::repo::Repo;

const PURE: [&str; 7] = ["diagnostics", "catalog", "model", "schema", "migrate", "query", "codegen"];

const IMPURE_PACKAGES: [&str; 8] =
    ["tokio", "tokio-postgres", "rusqlite", "getrandom", "tempfile", "dotenvy", "inquire", "rustls"];

const IMPURE_CODE: [&str; 9] = [
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "include_str!(env",
];

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    for package in repo.packages() {
        let name = package["name"].as_str().unwrap_or_default();
        if !PURE.iter().any(|p| name == format!("nicol-{p}")) {
            continue;
        }
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let target = dependency["name"].as_str().unwrap_or_default();
            if dependency["kind"].is_null() && IMPURE_PACKAGES.contains(&target) {
                problems.push(format!("{name} is pure and must not depend on {target}"));
            }
        }
    }
    for file in repo.rust_files() {
        let Some(krate) = PURE.iter().find(|p| file.starts_with(&format!("crates/{p}/src/"))) else { continue };
        for (number, line) in production_lines(&repo.read(file)) {
            if let Some(found) = IMPURE_CODE.iter().find(|code| line.contains(*code)) {
                problems.push(format!("{file}:{number}: {found} in the pure crate {krate}"));
            }
        }
    }
}

/// Lines before the file's test module, comments left out, with their numbers from 1.
pub(super) fn production_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .map(|(i, line)| (i + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}
