//! Numbered invariants of ARCHITECTURE.md and lines of COMPAT.md name tests that exist.
//!
//! A test is named as `` test: `file` `` or `` test: `file::function` ``, the file relative to the root (or a case folder).

use crate::repo::Repo;

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    for document in ["ARCHITECTURE.md", "COMPAT.md"] {
        let text = repo.read(document);
        for (i, line) in text.lines().enumerate() {
            for named in tests_of(line) {
                if !exists(repo, named) {
                    problems.push(format!("{document}:{}: there is no test `{named}`", i + 1));
                }
            }
        }
    }
    for (i, line) in repo.read("ARCHITECTURE.md").lines().enumerate() {
        let is_invariant = line.strip_prefix("**I").is_some_and(|l| l.starts_with(|c: char| c.is_ascii_digit()));
        if is_invariant && tests_of(line).next().is_none() {
            problems.push(format!("ARCHITECTURE.md:{}: an invariant without a test", i + 1));
        }
    }
}

fn tests_of(line: &str) -> impl Iterator<Item = &str> {
    line.split("test: `").skip(1).filter_map(|rest| rest.split('`').next())
}

fn exists(repo: &Repo, named: &str) -> bool {
    let (file, function) = named.split_once("::").map_or((named, None), |(f, t)| (f, Some(t)));
    let is_there = repo.files.iter().any(|f| f == file || f.starts_with(&format!("{file}/")));
    is_there && function.is_none_or(|t| repo.read(file).contains(t))
}
