//! The layout against the published formatter, byte for byte.

use std::collections::BTreeMap;

use nicol_diagnostics::{SourceFile, Sources};
use nicol_schema::{format, format_sources};
use nicol_testkit::oracle::Oracle;
use nicol_testkit::{cases, corpus};

use crate::declare;
use crate::mutate::{Mutation, mutate};
use crate::random::{self, Random};

fn check(oracle: &mut Oracle, what: &str, text: &str) {
    if let Some(difference) = differs(oracle, text) {
        panic!("{what}: {difference}");
    }
}

fn differs(oracle: &mut Oracle, text: &str) -> Option<String> {
    let answer = oracle.ask_schema("format", text).unwrap_or_else(|e| panic!("{e:?} for {text}"));
    let expected = answer.as_str().unwrap_or_default();
    let actual = format(text);
    let mut sources = Sources::default();
    sources.add(SourceFile::new("schema.prisma", text));
    assert_eq!(format_sources(&sources).texts, [actual.as_str()], "format_sources differs from format for {text}");
    (actual != expected).then(|| format!("{}for {text}", cases::difference(expected, &actual)))
}

/// Cases where both formatters agree. The others say in `differs.md` why they don't.
fn own_schemas() -> Vec<(String, String)> {
    let cases = cases::list("format").into_iter().filter(|case| case.read_if_there("differs.md").is_none());
    cases.filter_map(|case| Some((case.name.clone(), case.read_if_there("schema.prisma")?))).collect()
}

#[test]
fn corpus_schemas() {
    let Some(mut oracle) = Oracle::start() else { return };
    for schema in corpus::schemas() {
        check(&mut oracle, &schema.name, &schema.text);
    }
}

#[test]
fn the_large_schema() {
    let Some(mut oracle) = Oracle::start() else { return };
    if let Some(text) = nicol_testkit::large::schema() {
        assert!(text.lines().count() > 7_500);
        check(&mut oracle, "the large schema", &text);
    }
}

#[test]
fn cases_that_do_not_differ() {
    let Some(mut oracle) = Oracle::start() else { return };
    for (name, text) in own_schemas() {
        check(&mut oracle, &name, &text);
    }
}

/// The same schemas, written in many other ways: spaces, empty lines, comments, order, line ends.
#[test]
fn mutated_schemas() {
    let Some(mut oracle) = Oracle::start() else { return };
    // The others hold what the published formatter does not get right once more is changed about them.
    let plain = ["columns", "block_attributes", "config_blocks", "values", "multibyte", "views_and_types"];
    let mut schemas = own_schemas();
    schemas.retain(|(name, _)| plain.iter().any(|plain| name.ends_with(plain)));
    assert_eq!(schemas.len(), plain.len());
    schemas.extend(corpus::schemas().into_iter().map(|schema| (schema.name, schema.text)));
    let mut tally = Tally::default();
    for seed in 0..random::cases(500) {
        let mut random = Random(seed);
        let (name, text) = &schemas[random.below(schemas.len())];
        let mutation = Mutation::random(&mut random);
        let text = mutate(text, mutation, &mut random);
        let difference = differs(&mut oracle, &text);
        tally.add(mutation.kinds(), difference.map(|d| format!("{name} with seed {seed}, {mutation:?}: {d}")));
    }
    tally.report();
}

/// How many mutants were formatted alike, by what was changed about them.
#[derive(Default)]
struct Tally {
    count: usize,
    kinds: BTreeMap<&'static str, (usize, usize)>,
    differences: Vec<String>,
}

impl Tally {
    fn add(&mut self, kinds: Vec<&'static str>, difference: Option<String>) {
        self.count += 1;
        for kind in kinds {
            let (all, equal) = self.kinds.entry(kind).or_default();
            *all += 1;
            *equal += usize::from(difference.is_none());
        }
        self.differences.extend(difference);
    }

    fn report(&self) {
        for (kind, (all, equal)) in &self.kinds {
            println!("{kind:<24} {all:>6} mutants, {equal:>6} formatted alike");
        }
        let (count, differ) = (self.count, self.differences.len());
        println!("{:<24} {count:>6} mutants, {:>6} formatted alike", "all", count - differ);
        let shown = self.differences.iter().take(3).map(String::as_str).collect::<String>();
        assert!(differ == 0, "{differ} of {count} differ, for example {shown}");
    }
}

/// Text that can be read, whether it means something or not.
#[test]
fn random_declarations() {
    let Some(mut oracle) = Oracle::start() else { return };
    for seed in 0..random::cases(500) {
        let text = declare::file(&mut Random(seed));
        check(&mut oracle, &format!("seed {seed}"), &text);
    }
}
