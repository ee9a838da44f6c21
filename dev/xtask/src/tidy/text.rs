//! Nothing of one machine stands in the repository.

use crate::repo::Repo;

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    // Spelled in parts, so that this file passes its own check.
    let forbidden = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("bash_", "jobs"), concat!("FIX", "ME")];
    let read =
        |f: &&String| [".rs", ".md", ".toml", ".sh", ".prisma", ".sql", ".ts", ".json"].iter().any(|e| f.ends_with(e));
    for file in repo.files.iter().filter(read) {
        for (i, line) in repo.read(file).lines().enumerate() {
            if let Some(found) = forbidden.iter().find(|text| line.contains(*text)) {
                problems.push(format!("{file}:{}: {found}", i + 1));
            }
        }
    }
}
