//! The pages of diagnostics: every code has one, and the examples are what they say.

use std::collections::BTreeSet;

use nicol_diagnostics::{Diagnostic, SourceFile, Sources};
use nicol_schema::pages::{Page, pages};
use nicol_schema::{fix, format, load};

fn diagnostics(page: &Page, example: &str) -> Vec<Diagnostic> {
    let text = format!("{}{example}", page.setup.text());
    load(&Sources::new(vec![SourceFile::new("schema.prisma", text)])).diagnostics
}

fn show(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|d| format!("\n  {}: {}", d.code, d.message)).collect()
}

/// Codes that only follow from others.
const NEVER_ALONE: &[&str] = &["field-without-type", "missing-url", "duplicate-property", "many-to-many-of-view"];

#[test]
fn wrong_examples_have_their_code_and_no_other() {
    let mut report = String::new();
    for page in pages() {
        let found = diagnostics(page, page.wrong);
        let alone = found.iter().all(|d| d.code == page.code) || NEVER_ALONE.contains(&page.code);
        if !found.iter().any(|d| d.code == page.code) || !alone {
            report.push_str(&format!("\n{}:{}", page.code, show(&found)));
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn right_examples_are_clean_and_formatted() {
    let mut report = String::new();
    for page in pages() {
        let found = diagnostics(page, page.right);
        if !found.is_empty() {
            report.push_str(&format!("\n{}:{}", page.code, show(&found)));
        }
        let text = format!("{}{}", page.setup.text(), page.right);
        if format(&text) != text {
            report.push_str(&format!("\n{}: not formatted\n{}", page.code, format(&text)));
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// Every code that the source text of this crate reports.
#[test]
fn every_code_has_one_page() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut reported = BTreeSet::new();
    for folder in ["validate", "parse.rs"] {
        collect(std::path::Path::new(root).join(folder), &mut reported);
    }
    let codes: Vec<&str> = pages().map(|page| page.code).collect();
    let unique: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(codes.len(), unique.len(), "a code has two pages");
    let without: Vec<&String> = reported.iter().filter(|code| !unique.contains(code.as_str())).collect();
    assert!(without.is_empty(), "codes without a page: {without:?}");
    let known = |code: &&&str| !reported.contains(**code) && !["autoincrement", "clustered"].contains(*code);
    let unused: Vec<&&str> = unique.iter().filter(known).collect();
    assert!(unused.is_empty(), "pages of codes that nothing reports: {unused:?}");
}

/// Literals in kebab case: codes, and one name of a database that is written so.
fn collect(path: std::path::PathBuf, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(&path).unwrap() {
            collect(entry.unwrap().path(), found);
        }
        return;
    }
    let text = std::fs::read_to_string(&path).unwrap();
    for literal in text.split('"') {
        let is_code = literal.contains('-')
            && literal.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
        if is_code && literal != "sql-server" {
            found.insert(literal.to_owned());
        }
    }
}

/// Fixes of the wrong examples lead to valid schemas, and mending twice changes nothing more.
#[test]
fn wrong_examples_can_be_mended() {
    let mut mended = BTreeSet::new();
    for page in pages() {
        let text = format!("{}{}", page.setup.text(), page.wrong);
        let sources = Sources::new(vec![SourceFile::new("schema.prisma", text.as_str())]);
        let once = fix(&sources);
        if once.applied == 0 {
            assert_eq!(once.texts, [text]);
            continue;
        }
        let again = Sources::new(vec![SourceFile::new("schema.prisma", once.texts[0].as_str())]);
        assert_eq!(fix(&again).texts, once.texts, "{}: mending again changes more", page.code);
        if load(&again).diagnostics.is_empty() {
            mended.insert(page.code);
        }
    }
    let least = [
        "missing-opposite-relation",
        "unknown-type",
        "unknown-attribute",
        "unknown-native-type",
        "native-type-prefix",
        "one-to-one-not-unique",
        "missing-relation-argument",
        "legacy-colon",
        "legacy-list",
        "legacy-required",
        "optional-list",
        "trailing-comma",
        "renamed-preview-feature",
        "stable-preview-feature",
        "unknown-preview-feature",
        "unknown-provider",
        "deprecated-property",
        "required-back-relation",
        "required-relation-over-optional",
        "relation-to-ignored-model",
        "missing-relation-index",
        "default-not-a-list",
        "wrong-value-kind",
    ];
    let missing: Vec<&&str> = least.iter().filter(|code| !mended.contains(**code)).collect();
    assert!(missing.is_empty(), "not mended: {missing:?}\nmended: {mended:?}");
}
