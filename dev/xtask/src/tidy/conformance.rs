//! Every row of docs/conformance.md names a test that is there, or says whose it is; every error code has a row.

use super::invariants::{exists, paths_of};
use crate::repo::Repo;

const DOCUMENT: &str = "docs/conformance.md";
const CODES: &str = "crates/driver/src/error/code.rs";

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    let text = repo.read(DOCUMENT);
    let rows = text.lines().enumerate().filter(|(_, line)| line.starts_with("| ") && !line.ends_with("| ours |"));
    for (i, row) in rows {
        let mut named = paths_of(row).peekable();
        if named.peek().is_none() && !row.contains("not ours: ") {
            problems.push(format!("{DOCUMENT}:{}: a row without a test", i + 1));
        }
        for missing in named.filter(|named| !exists(repo, named)) {
            problems.push(format!("{DOCUMENT}:{}: there is no `{missing}`", i + 1));
        }
    }
    for code in repo.read(CODES).split('"').skip(1).step_by(2).filter(|text| text.starts_with('P')) {
        if !text.contains(&format!("| {code} | ")) {
            problems.push(format!("{DOCUMENT}: {code} of {CODES} has no row"));
        }
    }
}
