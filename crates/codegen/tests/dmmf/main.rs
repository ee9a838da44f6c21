//! DMMF against the published engines: the same keys in the same order with the same values, for both flavours.

mod compare;
mod generate;
mod mutate;
mod random;

use compare::Judge;
use nicol_testkit::{cases, corpus};
use random::Random;

/// Schemas of the corpus and of all our cases.
fn schemas() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = corpus::schemas().into_iter().map(|s| (s.name, s.text)).collect();
    for area in ["cli", "codegen-rust", "diff", "dmmf", "format", "introspect", "pull", "query", "validate"] {
        for case in cases::list(area) {
            let mut files: Vec<_> = std::fs::read_dir(&case.dir).into_iter().flatten().flatten().collect();
            files.sort_by_key(std::fs::DirEntry::path);
            for file in files.iter().filter(|file| file.path().extension().is_some_and(|e| e == "prisma")) {
                if let Ok(text) = std::fs::read_to_string(file.path()) {
                    found.push((format!("{} {}", case.name, file.file_name().display()), text));
                }
            }
        }
    }
    found
}

#[test]
fn corpus_and_cases() {
    let Some(mut judge) = Judge::start() else { return };
    for (name, text) in schemas() {
        judge.compare(&name, &text);
    }
    judge.report("corpus and cases", 300);
}

#[test]
fn configurations() {
    let Some(mut judge) = Judge::start() else { return };
    for (name, text) in schemas() {
        judge.compare_config(&name, &text);
    }
    judge.report("get_config", 300);
}

/// Valid schemas with a few lines changed: other types, arities, attributes, keys, relations, providers, features.
#[test]
fn mutated_schemas() {
    let Some(mut judge) = Judge::start() else { return };
    let originals: Vec<_> = schemas().into_iter().filter(|(_, text)| text.len() < 8000).collect();
    let mut random = Random::new(7);
    for number in 0..judge.count(1200) {
        let (name, text) = random.pick(&originals);
        judge.compare(&format!("{name}, changed {number}"), &mutate::mutate(text, &mut random));
    }
    judge.report("mutated", judge.count(1200) / 5);
}

/// Schemas made from nothing, for every provider.
#[test]
fn generated_schemas() {
    let Some(mut judge) = Judge::start() else { return };
    let mut random = Random::new(11);
    for number in 0..judge.count(600) {
        judge.compare(&format!("generated {number}"), &generate::schema(&mut random));
    }
    judge.report("generated", judge.count(600) / 3);
}
