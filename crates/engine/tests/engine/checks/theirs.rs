//! Reading the engine's messages: by the few words that tell them apart, and the names between quotes.

use serde_json::Value;

use super::Finding;

/// Which words tell which danger; the first that fit.
const MARKS: [(&str, &str); 11] = [
    ("covering the columns", "unique"),
    ("on the enum", "enum"),
    ("primary key", "primary key"),
    ("drop the column", "drop column"),
    ("about to drop the", "drop table"),
    ("alter the column", "cast"),
    ("No cast exists", "recreate required"),
    ("dropped and recreated", "recreate"),
    ("Made the column", "make required"),
    ("prisma-level default", "add required, made by the client"),
    ("the required column", "add required"),
];

/// A list of messages, as `push` answers it: texts, or objects with the text in them.
pub(super) fn findings(messages: &Value) -> Vec<Finding> {
    messages.as_array().into_iter().flatten().map(|m| finding(m.as_str().unwrap_or_else(|| panic!("{m}")))).collect()
}

fn finding(text: &str) -> Finding {
    let lower = text.to_lowercase();
    let what = MARKS.iter().find(|(mark, _)| lower.contains(&mark.to_lowercase()));
    let what = what.unwrap_or_else(|| panic!("no danger that is known: {text}")).1;
    let mut place = Vec::new();
    let mut names = names(text);
    // Lists stand in brackets, inside of quotes or instead of them.
    if let Some((before, list)) = text.split_once('[')
        && let Some((list, _)) = list.split_once(']')
        && matches!(what, "unique" | "enum")
    {
        place.extend(list.split(',').map(|name| name.trim().to_owned()));
        names.retain(|name| !name.starts_with('['));
        assert!(!before.is_empty());
    }
    let rest = match what {
        "unique" | "enum" | "primary key" | "drop table" => 1,
        _ => 2,
    };
    place.extend(names.into_iter().take(rest));
    Finding { what, place, number: number(text).filter(|_| what != "unique" && what != "enum") }
}

fn names(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The first number outside of quotes.
pub(super) fn number(text: &str) -> Option<u64> {
    let outside: String = text.split('`').step_by(2).collect();
    outside.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse().ok())
}
