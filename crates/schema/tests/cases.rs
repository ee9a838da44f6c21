//! Case folders:
//!
//! - `cases/format`: `schema.prisma` in, `expected.prisma` out; or `schema/` in, `expected/` out;
//! - `cases/syntax`: `schema.prisma` in, the syntax errors as terminal text out, `expected.txt`.

use nicol_diagnostics::render::{TerminalOptions, terminal};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_schema::{format, format_files, parse};
use nicol_testkit::cases::{self, Case, Outcome};

fn main() {
    cases::run(&[("format", formatting), ("syntax", syntax)]);
}

fn syntax(case: &Case) -> Outcome {
    let text = case.read("schema.prisma")?;
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("schema.prisma", text.as_str()));
    let diagnostics: Vec<_> = parse(&text).diagnostics(file).collect();
    case.expect("expected.txt", &terminal(&sources, &diagnostics, TerminalOptions::default()))
}

fn formatting(case: &Case) -> Outcome {
    let files = case.files("schema", ".prisma");
    if files.is_empty() {
        let formatted = format(&case.read("schema.prisma")?);
        case.expect("expected.prisma", &formatted)?;
        return stable(&format(&formatted), &formatted);
    }
    let formatted = format_files(&pairs(&files));
    for ((name, _), text) in files.iter().zip(&formatted) {
        case.expect(&std::format!("expected/{name}"), text)?;
    }
    let again: Vec<_> = files.iter().zip(&formatted).map(|((name, _), text)| (name.clone(), text.clone())).collect();
    stable(&format_files(&pairs(&again)).concat(), &formatted.concat())
}

fn pairs(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// A second run changes nothing but the empty lines that Prisma leaves in its first.
fn stable(again: &str, formatted: &str) -> Outcome {
    let lines = |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    if lines(again) == lines(formatted) { Ok(()) } else { Err("formatting the result changes it".into()) }
}
