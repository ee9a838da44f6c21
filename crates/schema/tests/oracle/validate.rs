//! Validation against the published engines: the same schemas are accepted, and the rest is refused at the same places.

use nicol_testkit::oracle::Oracle;
use nicol_testkit::{cases, corpus};

use crate::damage::damage;
use crate::judge::{Places, ours, theirs};
use crate::random::{self, Random};

/// A run in another place: `NICOL_SEED=7 NICOL_DAMAGED=20000 cargo test --test oracle damage`.
fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn seeds() -> Vec<(String, String)> {
    let own = cases::list("validate")
        .into_iter()
        .filter_map(|case| Some((case.name.clone(), case.read_if_there("schema.prisma")?)));
    own.chain(corpus::schemas().into_iter().map(|s| (s.name, s.text))).collect()
}

/// The difference of the judgements, if there is one.
fn compare(oracle: &mut Oracle, text: &str) -> Option<String> {
    // A few damaged schemas crash the published engine; it judges the next one again.
    let mut theirs = theirs(oracle, text)?;
    let ours = ours(text);
    let refuses = |places: &Places| places.iter().any(|(is_error, ..)| *is_error);
    if refuses(&theirs) != (refuses(&ours.places) || !ours.unread.is_empty()) {
        return Some(format!("Prisma: {theirs:?}\nours: {:?}", ours.places));
    }
    theirs.retain(|(_, start, end)| !ours.unread.iter().any(|block| block.start <= *start && *end <= block.end));
    let missing: Vec<_> = theirs.difference(&ours.places).filter(|_| !ours.has_syntax_errors).collect();
    let extra: Vec<_> = ours.places.difference(&theirs).collect();
    if missing.is_empty() && extra.is_empty() {
        return None;
    }
    let show = |(is_error, start, end): &(bool, usize, usize)| {
        let line = text[..*start].matches('\n').count() + 1;
        let kind = if *is_error { "error" } else { "warning" };
        format!("  {kind} in line {line}: {:?}\n", text[*start..*end].chars().take(120).collect::<String>())
    };
    let missing: String = missing.into_iter().map(show).collect();
    let extra: String = extra.into_iter().map(show).collect();
    Some(format!("only Prisma:\n{missing}only ours:\n{extra}"))
}

#[test]
fn schemas_are_judged_alike() {
    let Some(mut oracle) = Oracle::start() else { return };
    let large = nicol_testkit::large::schema().map(|text| ("the large schema".to_owned(), text));
    for (name, text) in seeds().into_iter().chain(large) {
        if let Some(difference) = compare(&mut oracle, &text) {
            panic!("{name}\n{difference}");
        }
    }
}

#[test]
fn damage_is_judged_alike() {
    let Some(mut oracle) = Oracle::start() else { return };
    let seeds = seeds();
    let first = number("NICOL_SEED", 1);
    let count = number("NICOL_DAMAGED", random::cases(400));
    let mut report = String::new();
    let mut failed = 0;
    for i in 0..count {
        let seed = first.wrapping_mul(1_000_003).wrapping_add(i);
        let mut random = Random(seed);
        let (name, text) = &seeds[random.below(seeds.len())];
        let times = 1 + random.below(3);
        let damaged = damage(text, times, &mut random);
        if let Some(difference) = compare(&mut oracle, &damaged) {
            failed += 1;
            if let Some(dir) = std::env::var_os("NICOL_DAMAGED_DIR") {
                std::fs::write(std::path::Path::new(&dir).join(format!("{i}.prisma")), &damaged).unwrap();
            }
            if failed <= 40 {
                report.push_str(&format!("\n#{i} of {name}\n{difference}"));
            }
        }
    }
    assert!(failed == 0, "{failed} of {count} damaged schemas are judged differently{report}");
}
