//! Both renderings, over text with characters of several bytes and all forms of line ends.

use nicol_diagnostics::render::{SarifTool, TerminalOptions, github, json, sarif, summary, terminal};
use nicol_diagnostics::{Applicability, Diagnostic, Edit, FileId, Fix, SourceFile, Sources, Span, apply};

const SCHEMA: &str = "// é\r\nmodel Käse {\n  id Int @id\n  größe Strng // 😀\n}\n";

fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("schema.prisma", SCHEMA));
    sources.add(SourceFile::new("other.prisma", "enum E {\r  A\r  Ä\r}\r"));
    sources
}

/// The place of a word in a file.
fn place(sources: &Sources, file: u32, word: &str) -> Span {
    let id = FileId(file);
    let start = sources.file(id).text.find(word).expect("the word is in the file");
    Span::new(id, u32::try_from(start).unwrap(), u32::try_from(start + word.len()).unwrap())
}

fn diagnostics(sources: &Sources) -> Vec<Diagnostic> {
    let ty = place(sources, 0, "Strng");
    vec![
        Diagnostic::error("unknown-type", ty, "the type `Strng` is not known")
            .with_label(place(sources, 0, "Käse"), "in this model")
            .with_help("did you mean `String`?")
            .with_fix(Fix {
                title: "write `String`".to_owned(),
                edits: vec![Edit { span: ty, replacement: "String".to_owned() }],
                applicability: Applicability::Suggested,
            }),
        Diagnostic::warning("odd-name", place(sources, 1, "Ä"), "an odd name")
            .with_label(place(sources, 0, "größe"), "as odd as this"),
        Diagnostic::error("whole-block", Span::new(FileId(0), 7, 60), "something about a block"),
        Diagnostic::error("at-the-end", Span::new(FileId(1), 19, 19), "something is missing here"),
    ]
}

#[test]
fn terminal_text() {
    let sources = sources();
    let text = terminal(&sources, &diagnostics(&sources), TerminalOptions::default());
    let expected = include_str!("terminal.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some_and(|v| v == "1") {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/terminal.txt"), &text).unwrap();
        return;
    }
    assert_eq!(text, expected);
}

#[test]
fn colours_are_an_argument() {
    let sources = sources();
    let diagnostics = diagnostics(&sources);
    let plain = terminal(&sources, &diagnostics, TerminalOptions::default());
    let coloured = terminal(&sources, &diagnostics, TerminalOptions { color: true, ..TerminalOptions::default() });
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains("\u{1b}["));
}

#[test]
fn nothing_to_tell_is_no_text() {
    assert_eq!(terminal(&sources(), &[], TerminalOptions::default()), "");
    assert_eq!(json(&sources(), &[]), r#"{"ok":true,"diagnostics":[]}"#);
}

#[test]
fn counts() {
    let at = Span::new(FileId(0), 0, 0);
    let error = Diagnostic::error("e", at, "e");
    let warning = Diagnostic::warning("w", at, "w");
    assert_eq!(summary(std::slice::from_ref(&error)), "1 error");
    assert_eq!(summary(&[warning.clone(), warning.clone()]), "2 warnings");
    assert_eq!(summary(&[error.clone(), error, warning]), "2 errors, 1 warning");
}

#[test]
fn json_counts_columns_in_characters_and_offsets_in_bytes() {
    let sources = sources();
    let diagnostics = diagnostics(&sources);
    assert_eq!(
        json(&sources, &diagnostics[..2]),
        concat!(
            r#"{"ok":false,"diagnostics":["#,
            r#"{"severity":"error","code":"unknown-type","message":"the type `Strng` is not known","#,
            r#""help":"did you mean `String`?","file":"schema.prisma","#,
            r#""start":{"line":4,"column":9,"offset":44},"end":{"line":4,"column":14,"offset":49},"#,
            r#""fixes":[{"title":"write `String`","safe":false,"edits":[{"file":"schema.prisma","#,
            r#""start":{"line":4,"column":9,"offset":44},"end":{"line":4,"column":14,"offset":49},"text":"String"}]}]},"#,
            r#"{"severity":"warning","code":"odd-name","message":"an odd name","#,
            r#""help":null,"file":"other.prisma","#,
            r#""start":{"line":3,"column":3,"offset":15},"end":{"line":3,"column":4,"offset":17}}]}"#,
        )
    );
    assert!(json(&sources, &diagnostics[1..2]).starts_with(r#"{"ok":true"#), "warnings are no failure");
}

#[test]
fn places_outside_the_text_do_not_panic() {
    let sources = sources();
    for (start, end) in [(0, 10_000), (10_000, 10_000), (4, 4), (3, 4), (50, 3)] {
        let diagnostic = Diagnostic::error("x", Span::new(FileId(0), start, end), "x");
        assert!(!terminal(&sources, std::slice::from_ref(&diagnostic), TerminalOptions::default()).is_empty());
        assert!(!json(&sources, &[diagnostic]).is_empty());
    }
}

/// Compares with a file beside this one.
fn expect(name: &str, actual: &str) {
    let path = format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_EXPECT").is_some_and(|v| v == "1") {
        std::fs::write(&path, actual).unwrap();
    }
    assert_eq!(actual, std::fs::read_to_string(&path).unwrap_or_default());
}

#[test]
fn sarif_log() {
    let sources = sources();
    let mut found = diagnostics(&sources);
    found[0].fixes[0].applicability = Applicability::Safe;
    let tool = SarifTool { name: "nicol", version: "1.2.3", uri: "https://example.org" };
    let log = sarif(&sources, &found, tool, |code| (code == "unknown-type").then_some("A type that is not known"));
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    expect("sarif.json", &format!("{log:#}\n"));
}

#[test]
fn github_annotations() {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("a,b:c.prisma", SCHEMA));
    sources.add(SourceFile::new("other.prisma", "enum E {\r  A\r  Ä\r}\r"));
    expect("github.txt", &github(&sources, &diagnostics(&sources)));
}

#[test]
fn fixes_are_applied_where_they_do_not_touch() {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("a.prisma", "0123456789"));
    let span = |start, end| Span::new(file, start, end);
    let fixes = [
        Fix::replace(span(2, 4), "ab"),
        Fix::replace(span(3, 5), "never"),
        Fix::insert(file, 8, "-"),
        Fix::insert(file, 8, "never"),
        Fix::remove(span(0, 1)).and(Fix::remove(span(9, 10))),
        Fix::replace(span(5, 6), "guess").sure(false),
    ];
    assert_eq!(apply(&sources, &fixes), (vec!["1ab4567-8".to_owned()], 3));
}
