//! What holds for the formatter whatever the text is.

use std::collections::BTreeMap;

use nicol_schema::syntax::{SyntaxElement, SyntaxKind};
use nicol_schema::{format, parse};
use proptest::prelude::*;

use crate::soup::{config, lines, soup};

/// Everything that must not get lost, with how often it is there: comments without their marks, names,
/// numbers, strings, and lines that cannot be read.
fn content(text: &str) -> BTreeMap<String, usize> {
    let mut content = BTreeMap::new();
    for element in parse(text).syntax().descendants_with_tokens() {
        let SyntaxElement::Token(token) = element else { continue };
        let kept = match token.kind() {
            kind if kind.is_comment() || kind == SyntaxKind::HeaderTail => {
                format!("comment {}", token.text().replace(|c: char| c.is_whitespace() || matches!(c, '/' | '*'), ""))
            }
            SyntaxKind::Ident | SyntaxKind::Number | SyntaxKind::String | SyntaxKind::Text => {
                token.text().trim().to_owned()
            }
            _ => continue,
        };
        if kept != "comment " && !kept.is_empty() {
            *content.entry(kept).or_default() += 1;
        }
    }
    content
}

fn check(text: &str) {
    let once = format(text);
    let twice = format(&once);
    // Prisma leaves empty lines where something was moved away, and takes them out when it is called again.
    assert_eq!(without_empty_lines(&once), without_empty_lines(&twice), "not stable for {text:?}");
    assert_eq!(format(&twice), twice, "does not settle for {text:?}");
    assert_eq!(content(text), content(&once), "lost something of {text:?}: {once:?}");
    assert!(once.ends_with('\n'), "{once:?}");
    // Only comments keep other line ends, as they do in Prisma.
    assert!(!once.contains('\r') || text.contains("/*"), "{once:?}");
}

fn without_empty_lines(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| *line != "\n").collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn token_soup(text in soup()) {
        check(&text);
    }

    #[test]
    fn mostly_right_lines(text in lines()) {
        check(&text);
    }

    #[test]
    fn lines_in_a_model(text in lines()) {
        check(&format!("model A {{\n{text}\n}}\n"));
    }
}
