//! Files stay small: 800 production lines at the most, and no test is switched off.

use crate::repo::Repo;
use crate::tidy::purity::production_lines;

const LIMIT: usize = 800;

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    for file in repo.rust_files() {
        let text = repo.read(file);
        let lines = production_lines(&text).count();
        let is_test = file.contains("/tests/");
        if lines > LIMIT && !is_test {
            problems.push(format!("{file}: {lines} production lines, more than {LIMIT}: split it"));
        }
        if text.lines().any(|l| l.trim_start().starts_with(concat!("#[", "ignore"))) {
            problems.push(format!("{file}: a test is switched off; assert what happens instead"));
        }
    }
}
