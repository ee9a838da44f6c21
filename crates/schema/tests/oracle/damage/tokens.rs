//! Damage without a look at what the tokens mean.

use std::ops::Range;

use nicol_schema::parse;
use nicol_schema::syntax::{SyntaxElement, SyntaxKind};

use super::Kind;
use crate::random::Random;

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "token dropped", change: dropped },
    Kind { name: "token doubled", change: doubled },
    Kind { name: "neighbours swapped", change: neighbours },
    Kind { name: "tokens swapped", change: swapped },
    Kind { name: "token replaced", change: replaced },
    Kind { name: "token inserted", change: inserted },
    Kind { name: "name changed", change: renamed },
    Kind { name: "character dropped", change: character_dropped },
    Kind { name: "character inserted", change: character_inserted },
    Kind { name: "line dropped", change: line_dropped },
    Kind { name: "line doubled", change: line_doubled },
    Kind { name: "lines swapped", change: lines_swapped },
    Kind { name: "line joined", change: line_joined },
    Kind { name: "line broken", change: line_broken },
];

const PUNCTUATION: &[&str] = &[
    "(", ")", "[", "]", "{", "}", ",", ":", "=", "@", "@@", "?", "!", ".", "-", "\"", "\"\"", "//", "/*", "*/", "#",
    ";", "_", "1", "a", "model", "enum", "Int", "[]",
];

/// A token that means something.
struct Token {
    kind: SyntaxKind,
    range: Range<usize>,
}

fn tokens(text: &str) -> Vec<Token> {
    let trivia = [
        SyntaxKind::Whitespace,
        SyntaxKind::Newline,
        SyntaxKind::Comment,
        SyntaxKind::DocComment,
        SyntaxKind::BlockComment,
    ];
    let root = parse(text).syntax();
    let tokens = root.descendants_with_tokens().filter_map(SyntaxElement::into_token);
    tokens
        .filter(|t| !trivia.contains(&t.kind()))
        .map(|t| Token { kind: t.kind(), range: t.text_range().into() })
        .collect()
}

fn any(text: &str, random: &mut Random) -> Option<Token> {
    let mut tokens = tokens(text);
    (!tokens.is_empty()).then(|| tokens.swap_remove(random.below(tokens.len())))
}

/// The text with another in place of a part.
pub(super) fn with(text: &str, range: Range<usize>, new: &str) -> String {
    let mut out = text.to_owned();
    out.replace_range(range, new);
    out
}

fn dropped(text: &str, random: &mut Random) -> Option<String> {
    Some(with(text, any(text, random)?.range, ""))
}

fn doubled(text: &str, random: &mut Random) -> Option<String> {
    let token = any(text, random)?;
    let space = random.pick(&["", " "]);
    let written = &text[token.range.clone()];
    Some(with(text, token.range.clone(), &format!("{written}{space}{written}")))
}

fn exchange(text: &str, first: &Token, second: &Token) -> String {
    let (a, b) = (first.range.clone(), second.range.clone());
    format!("{}{}{}{}{}", &text[..a.start], &text[b.clone()], &text[a.end..b.start], &text[a], &text[b.end..])
}

fn neighbours(text: &str, random: &mut Random) -> Option<String> {
    let tokens = tokens(text);
    let at = random.below(tokens.len().checked_sub(1)?);
    Some(exchange(text, &tokens[at], &tokens[at + 1]))
}

fn swapped(text: &str, random: &mut Random) -> Option<String> {
    let tokens = tokens(text);
    let (a, b) = (random.below(tokens.len()), random.below(tokens.len()));
    (a != b).then(|| exchange(text, &tokens[a.min(b)], &tokens[a.max(b)]))
}

fn replaced(text: &str, random: &mut Random) -> Option<String> {
    Some(with(text, any(text, random)?.range, random.pick(PUNCTUATION)))
}

fn inserted(text: &str, random: &mut Random) -> Option<String> {
    let at = any(text, random)?.range.start;
    let new = format!("{}{}", random.pick(PUNCTUATION), random.pick(&["", " "]));
    Some(with(text, at..at, &new))
}

/// Another name, string or number in place of one; often one that stands elsewhere in the schema.
fn renamed(text: &str, random: &mut Random) -> Option<String> {
    let tokens: Vec<Token> = tokens(text)
        .into_iter()
        .filter(|t| matches!(t.kind, SyntaxKind::Ident | SyntaxKind::Keyword | SyntaxKind::String | SyntaxKind::Number))
        .collect();
    let token = tokens.get(random.below(tokens.len().max(1)))?;
    let written = &text[token.range.clone()];
    let new = match random.below(6) {
        0 => text[tokens[random.below(tokens.len())].range.clone()].to_owned(),
        1 => written.to_lowercase(),
        2 => written.to_uppercase(),
        3 => format!("{written}x"),
        4 => written.chars().skip(1).collect(),
        _ => random.pick(&["x", "1", "id", "String", "new", "a-b", "\"\"", "_x", "null", "true"]).to_owned(),
    };
    Some(with(text, token.range.clone(), &new))
}

fn place(text: &str, random: &mut Random) -> usize {
    text.floor_char_boundary(random.below(text.len()))
}

fn character_dropped(text: &str, random: &mut Random) -> Option<String> {
    let at = place(text, random);
    let length = text[at..].chars().next()?.len_utf8();
    Some(with(text, at..at + length, ""))
}

fn character_inserted(text: &str, random: &mut Random) -> Option<String> {
    let at = place(text, random);
    Some(with(text, at..at, random.pick(PUNCTUATION)))
}

fn on_lines(text: &str, change: impl FnOnce(&mut Vec<&str>)) -> Option<String> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    change(&mut lines);
    Some(lines.join("\n"))
}

fn line_dropped(text: &str, random: &mut Random) -> Option<String> {
    on_lines(text, |lines| {
        lines.remove(random.below(lines.len()));
    })
}

fn line_doubled(text: &str, random: &mut Random) -> Option<String> {
    on_lines(text, |lines| {
        let at = random.below(lines.len());
        lines.insert(at, lines[at]);
    })
}

fn lines_swapped(text: &str, random: &mut Random) -> Option<String> {
    on_lines(text, |lines| {
        let (a, b) = (random.below(lines.len()), random.below(lines.len()));
        lines.swap(a, b);
    })
}

fn line_joined(text: &str, random: &mut Random) -> Option<String> {
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let at = *ends.get(random.below(ends.len().max(1)))?;
    Some(with(text, at..at + 1, random.pick(&["", " "])))
}

fn line_broken(text: &str, random: &mut Random) -> Option<String> {
    let at = any(text, random)?.range.start;
    Some(with(text, at..at, "\n"))
}
