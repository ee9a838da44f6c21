//! Schemas that were damaged in a few places: tokens dropped, doubled, swapped, replaced, inserted, and cuts anywhere.

use std::sync::LazyLock;

use nicol_testkit::cases;
use proptest::prelude::*;

/// Own schemas of all providers, valid and not, with something of everything.
static SCHEMAS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folders = ["format", "validate", "syntax"].into_iter().flat_map(cases::list);
    let texts: Vec<String> = folders.filter_map(|case| case.read_if_there("schema.prisma")).collect();
    assert!(texts.len() > 40, "only {} schemas", texts.len());
    texts
});

/// What may be put in a token's place.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    "=",
    "@",
    "@@",
    "?",
    "!",
    "\"",
    "\"x\"",
    "//",
    "///",
    "/*",
    "*/",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "model",
    "enum",
    "type",
    "A",
    "id",
    "String",
    "1",
    "-1.5",
    "@id",
    "@@id",
    "@relation",
    "[]",
    "é",
    "\u{feff}",
    "😀",
    "\\",
    ".",
    "Unsupported(\"x\")",
    "{ a: 1 }",
    "fields: [id]",
    "\u{a0}",
    "\0",
];

#[derive(Debug, Clone)]
enum Change {
    Drop,
    Double,
    SwapWith(prop::sample::Index),
    Replace(&'static str),
    Insert(&'static str),
    /// Everything up to another token goes.
    Cut(prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Drop),
        Just(Change::Double),
        any::<prop::sample::Index>().prop_map(Change::SwapWith),
        prop::sample::select(PIECES).prop_map(Change::Replace),
        prop::sample::select(PIECES).prop_map(Change::Insert),
        any::<prop::sample::Index>().prop_map(Change::Cut),
    ]
}

/// A schema with up to six changes.
pub(crate) fn mutant() -> impl Strategy<Value = String> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), change()), 1..7);
    (any::<prop::sample::Index>(), changes).prop_map(|(schema, changes)| {
        let mut tokens = tokens(schema.get::<String>(SCHEMAS.as_slice()));
        for (at, change) in changes {
            if tokens.is_empty() {
                break;
            }
            let at = at.index(tokens.len());
            match change {
                Change::Drop => drop(tokens.remove(at)),
                Change::Double => tokens.insert(at, tokens[at]),
                Change::SwapWith(other) => {
                    let other = other.index(tokens.len());
                    tokens.swap(at, other);
                }
                Change::Replace(piece) => tokens[at] = piece,
                Change::Insert(piece) => tokens.insert(at, piece),
                Change::Cut(other) => {
                    // Mostly little, so that something is left.
                    let end = (at + other.index(20)).min(tokens.len());
                    tokens.drain(at..end);
                }
            }
        }
        tokens.concat()
    })
}

/// Words, and single characters of any other kind.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if is_word(first) { rest.find(|c| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}
