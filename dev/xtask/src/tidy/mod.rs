//! What the compiler can't check: layers, purity, sizes, names in documents.

mod conformance;
mod dependencies;
mod examples;
mod invariants;
mod layers;
mod purity;
mod sizes;
mod text;

use crate::repo::Repo;

/// All problems, one line each.
pub(crate) fn run(repo: &Repo) -> Vec<String> {
    let mut problems = Vec::new();
    layers::check(repo, &mut problems);
    purity::check(repo, &mut problems);
    sizes::check(repo, &mut problems);
    conformance::check(repo, &mut problems);
    dependencies::check(repo, &mut problems);
    examples::check(repo, &mut problems);
    invariants::check(repo, &mut problems);
    text::check(repo, &mut problems);
    crate::pages::check(repo, &mut problems);
    problems
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        let problems = super::run(&crate::repo::Repo::here());
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }
}
