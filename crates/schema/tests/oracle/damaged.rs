//! Damaged schemas against the published engines: accepted or refused alike, with the first error in the same line.
//!
//! A run in another place, with more cases: `NICOL_SEED=7 NICOL_DAMAGED=5000 cargo test --test oracle damage`;
//! `NICOL_DAMAGED_DIR` gets the schemas that are judged differently.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;

use nicol_testkit::oracle::Oracle;

use crate::damage::{Kind, kinds, readable};
use crate::judge::{Places, Verdict, ours, theirs};
use crate::random::{self, Random};
use crate::validate::{compare, seeds};

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// What came of one kind.
#[derive(Default)]
struct Figures {
    cases: u64,
    refused: u64,
    verdicts: u64,
    lines: u64,
    firsts: u64,
    places: u64,
    schemas: BTreeSet<usize>,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.refused += other.refused;
        self.verdicts += other.verdicts;
        self.lines += other.lines;
        self.firsts += other.firsts;
        self.places += other.places;
        self.schemas.extend(&other.schemas);
    }

    fn row(&self, name: &str) -> String {
        let rate = |n: u64, of: u64| if of == 0 { 100.0 } else { n as f64 * 100.0 / of as f64 };
        format!(
            "{name:<22} {:>7} {:>8} {:>8} {:>9.2} {:>9.2} {:>9.2} {:>9.2}\n",
            self.cases,
            self.schemas.len(),
            self.refused,
            rate(self.verdicts, self.cases),
            rate(self.lines, self.refused),
            rate(self.firsts, self.refused),
            rate(self.places, self.cases),
        )
    }
}

fn refuses(places: &Places) -> bool {
    places.iter().any(|(is_error, ..)| *is_error)
}

fn first_line(text: &str, places: &Places) -> Option<usize> {
    let first = places.iter().filter(|(is_error, ..)| *is_error).map(|(_, start, _)| *start).min()?;
    Some(line(text, first))
}

fn line(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

#[test]
fn damage_is_judged_alike() {
    let Some(mut oracle) = Oracle::start() else { return };
    let is_long = |text: &str| text.lines().count() >= 30;
    // Valid ones: what is wrong is the damage.
    let seeds: Vec<_> = seeds().into_iter().filter(|(_, text)| is_long(text) && !refuses(&ours(text).places)).collect();
    let first = number("NICOL_SEED", 1);
    let count = number("NICOL_DAMAGED", random::cases(50));
    let only = std::env::var("NICOL_DAMAGE").ok();
    let mut table = format!(
        "{:<22} {:>7} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9}\n",
        "kind", "cases", "schemas", "refused", "verdict %", "line %", "first %", "places %"
    );
    let mut total = Figures::default();
    let mut report = String::new();
    for (number, kind) in kinds().enumerate().filter(|(_, k)| only.as_deref().is_none_or(|only| only == k.name)) {
        let mut figures = Figures::default();
        let mut i = 0;
        while figures.cases < count && i < count * 4 {
            i += 1;
            let mut random = Random(first.wrapping_mul(1_000_003).wrapping_add(i) ^ ((number as u64) << 40));
            let at = random.below(seeds.len());
            let (name, text) = &seeds[at];
            let Some(damaged) = (kind.change)(text, &mut random).filter(|d| d != text) else { continue };
            // A few damaged schemas crash the published engine; it judges the next one again.
            let Some(expected) = theirs(&mut oracle, &damaged) else { continue };
            figures.schemas.insert(at);
            judge(kind, i, name, &damaged, &expected, &mut figures, &mut report);
            if compare(&damaged, expected.places).is_none() {
                figures.places += 1;
            }
        }
        table.push_str(&figures.row(kind.name));
        total.add(&figures);
    }
    table.push_str(&total.row("all"));
    // Not with `println!`, which the test harness keeps for itself.
    let _ = std::io::stdout().write_all(format!("\n{table}\n").as_bytes());
    assert!(total.verdicts * 1000 >= total.cases * 995 && total.lines * 100 >= total.refused * 95, "{table}{report}");
}

/// What can be read is judged alike in every place, whatever else is wrong with the schema.
#[test]
fn readable_damage_has_the_same_places() {
    let Some(mut oracle) = Oracle::start() else { return };
    let seeds = seeds();
    let kinds: Vec<&Kind> = readable().collect();
    let first = number("NICOL_SEED", 1);
    let count = number("NICOL_DAMAGED", random::cases(600));
    let mut report = String::new();
    let (mut cases, mut failed) = (0_u64, 0_u64);
    for i in 0..count {
        let mut random = Random(first.wrapping_mul(7_000_003).wrapping_add(i));
        let (name, text) = &seeds[random.below(seeds.len())];
        let kind = kinds[random.below(kinds.len())];
        let Some(damaged) = (kind.change)(text, &mut random) else { continue };
        let Some(expected) = theirs(&mut oracle, &damaged) else { continue };
        cases += 1;
        if let Some(difference) = compare(&damaged, expected.places) {
            failed += 1;
            let _ = writeln!(report, "\n{} #{i} of {name}\n{difference}", kind.name);
            if let Some(dir) = std::env::var_os("NICOL_DAMAGED_DIR") {
                let file = format!("readable-{}-{i}", kind.name.replace(' ', "-"));
                std::fs::write(std::path::Path::new(&dir).join(format!("{file}.prisma")), &damaged).unwrap();
            }
        }
    }
    assert!(failed * 500 <= cases, "{failed} of {cases} damaged schemas are judged differently{report}");
}

fn judge(
    kind: &Kind,
    i: u64,
    name: &str,
    damaged: &str,
    expected: &Verdict,
    figures: &mut Figures,
    report: &mut String,
) {
    let judgement = ours(damaged);
    figures.cases += 1;
    let they_refuse = refuses(&expected.places);
    figures.refused += u64::from(they_refuse);
    let ours_line = first_line(damaged, &judgement.all);
    let theirs_line = first_line(damaged, &expected.places);
    let verdict = they_refuse == refuses(&judgement.all);
    figures.verdicts += u64::from(verdict);
    figures.lines += u64::from(they_refuse && ours_line == theirs_line);
    let reported = expected.first_error.map(|at| line(damaged, at));
    figures.firsts += u64::from(they_refuse && judgement.first_error.map(|at| line(damaged, at)) == reported);
    if !verdict || judgement.first_error.map(|at| line(damaged, at)) != reported {
        let what = if verdict { "line" } else { "verdict" };
        let _ = writeln!(report, "{what}: {} #{i} of {name}: Prisma {theirs_line:?}, ours {ours_line:?}", kind.name);
    }
    if let Some(dir) = std::env::var_os("NICOL_DAMAGED_DIR")
        && let Some(difference) = compare(damaged, expected.places.clone())
            .or((ours_line != theirs_line || judgement.first_error.map(|at| line(damaged, at)) != reported)
                .then(String::new))
    {
        let first = judgement.first_error.map(|at| line(damaged, at)) != reported;
        let what = if first {
            "first"
        } else if !verdict {
            "verdict"
        } else if ours_line != theirs_line {
            "line"
        } else {
            "place"
        };
        let file = format!("{what}-{}-{i}", kind.name.replace(' ', "-"));
        let dir = std::path::Path::new(&dir);
        std::fs::write(dir.join(format!("{file}.prisma")), damaged).unwrap();
        std::fs::write(dir.join(format!("{file}.txt")), difference).unwrap();
    }
}
