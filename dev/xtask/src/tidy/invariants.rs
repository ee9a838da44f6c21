//! What ARCHITECTURE.md, COMPAT.md and CONTRIBUTING.md name in backquotes below `cases/`, `crates/` or `dev/` exists, and
//! every numbered invariant names its test.
//!
//! A test is named as `` `file` `` or `` `file::function` ``, relative to the root; a folder of cases is one too.

use crate::repo::Repo;

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    for document in ["ARCHITECTURE.md", "COMPAT.md", "CONTRIBUTING.md"] {
        for (i, line) in repo.read(document).lines().enumerate() {
            for named in paths_of(line).filter(|named| !exists(repo, named)) {
                problems.push(format!("{document}:{}: there is no `{named}`", i + 1));
            }
        }
    }
    for (i, line) in repo.read("ARCHITECTURE.md").lines().enumerate() {
        let is_invariant = line.strip_prefix("**I").is_some_and(|l| l.starts_with(|c: char| c.is_ascii_digit()));
        if is_invariant && !(line.contains("test: `") && paths_of(line).next().is_some()) {
            problems.push(format!("ARCHITECTURE.md:{}: an invariant without a test", i + 1));
        }
    }
}

/// Paths in backquotes; patterns such as `cases/<area>` and `cases/cli/*` are none.
pub(super) fn paths_of(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter(|text| {
        let is_ours = ["cases/", "crates/", "dev/", "examples/"]
            .iter()
            .any(|top| text.starts_with(top) && text.len() > top.len());
        let (file, _) = text.split_once("::").unwrap_or((text, ""));
        is_ours && !file.contains(['<', '*', '{', ' '])
    })
}

pub(super) fn exists(repo: &Repo, named: &str) -> bool {
    let (file, function) = named.split_once("::").map_or((named, None), |(f, t)| (f, Some(t)));
    let file = file.trim_end_matches('/');
    let is_there = repo.files.iter().any(|f| f == file || f.starts_with(&format!("{file}/")));
    is_there && function.is_none_or(|t| repo.read(file).contains(t))
}
