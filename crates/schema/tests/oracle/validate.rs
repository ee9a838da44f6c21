//! Validation against the published engines: the same schemas are accepted, and the rest is refused at the same places.

use nicol_testkit::oracle::Oracle;
use nicol_testkit::{cases, corpus};

use crate::judge::{Places, ours, theirs};

/// Schemas to start from.
pub(crate) fn seeds() -> Vec<(String, String)> {
    let own = cases::list("validate")
        .into_iter()
        .filter_map(|case| Some((case.name.clone(), case.read_if_there("schema.prisma")?)));
    own.chain(corpus::schemas().into_iter().map(|s| (s.name, s.text))).collect()
}

/// The difference of the judgements, if there is one.
pub(crate) fn compare(text: &str, mut theirs: Places) -> Option<String> {
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
        let expected = theirs(&mut oracle, &text).unwrap_or_else(|| panic!("{name}: the published engine crashes"));
        if let Some(difference) = compare(&text, expected.places) {
            panic!("{name}\n{difference}");
        }
    }
}
