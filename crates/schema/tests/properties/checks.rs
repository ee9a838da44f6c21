//! What must hold for any text. The fuzz targets in `dev/fuzz` check the same.

use std::collections::BTreeMap;

use nicol_diagnostics::{FileId, SourceFile, Sources};
use nicol_schema::syntax::{SyntaxElement, SyntaxKind};
use nicol_schema::{format, format_sources, judge, load, parse};

/// The tree holds every byte, and all places are places in the text.
pub(crate) fn parsing(text: &str) {
    let parse = parse(text);
    assert_eq!(parse.syntax().to_string(), text);
    for error in &parse.errors {
        assert!(text.get(error.range.start as usize..error.range.end as usize).is_some(), "{error:?} in {text:?}");
    }
    for block in parse.ast(FileId(0)) {
        let (name, span) = (block.name(), block.span());
        assert_eq!(&text[name.span.range()], name.text);
        assert!(span.start <= name.span.start && name.span.end <= span.end);
    }
}

/// Nothing is lost, and formatting settles.
pub(crate) fn formatting(text: &str) {
    let once = format(text);
    let twice = format(&once);
    // Old notations are errors, and are written as today: what the text lacks beside is added only then.
    let is_mended = parse(text).has_errors() && !parse(&once).has_errors();
    // Prisma leaves empty lines where something was moved away, and takes them out when it is called again.
    assert!(is_mended || without_empty_lines(&once) == without_empty_lines(&twice), "not stable for {text:?}");
    assert_eq!(format(&twice), twice, "does not settle for {text:?}");
    let (before, after) = (content(text), content(&once));
    let lost: Vec<_> = before.iter().filter(|(token, count)| after.get(*token).is_none_or(|n| n < count)).collect();
    assert!(lost.is_empty(), "lost {lost:?} of {text:?}: {once:?}");
    // Parts of relations are added to what can be read only.
    let added: usize = after.values().sum::<usize>() - before.values().sum::<usize>();
    assert!(added == 0 || !parse(text).has_errors(), "added something to {text:?}: {once:?}");
    assert!(once.ends_with('\n'), "{once:?}");
    // Only comments keep other line ends, as they do in Prisma.
    assert!(!once.contains('\r') || text.contains("/*"), "{once:?}");
}

/// Every message is about a place in the text, and a schema is there exactly if there is no error.
pub(crate) fn validation(text: &str) {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("schema.prisma", text));
    let loaded = load(&sources);
    assert_eq!(loaded.schema.is_none(), loaded.diagnostics.iter().any(nicol_diagnostics::Diagnostic::is_error));
    assert_eq!(judge(&sources), loaded.diagnostics);
    for diagnostic in &loaded.diagnostics {
        assert!(text.get(diagnostic.span.range()).is_some(), "{diagnostic:?} in {text:?}");
    }
    // A valid schema stays one, and lacks nothing that formatting could add.
    let formatted = format_sources(&sources);
    assert_eq!(formatted.was_valid, loaded.schema.is_some());
    if formatted.was_valid {
        assert_eq!(formatted.texts, [format(text)]);
        let mut again = Sources::default();
        again.add(SourceFile::new("schema.prisma", formatted.texts[0].as_str()));
        assert!(load(&again).schema.is_some(), "not valid any more: {text:?}");
    }
}

fn without_empty_lines(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| *line != "\n").collect()
}

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
