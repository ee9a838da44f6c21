//! The cases of `cases/validate`: the `.prisma` files in, `expected.txt` with all diagnostics out.

use std::fmt::Write as _;

use nicol_diagnostics::{SourceFile, Sources};
use nicol_testkit::cases::{Case, Outcome};

fn main() {
    nicol_testkit::cases::run(&[("validate", check)]);
}

fn check(case: &Case) -> Outcome {
    let files = case.files("", ".prisma");
    let sources =
        Sources::new(files.iter().map(|(name, text)| SourceFile::new(name.as_str(), text.as_str())).collect());
    let loaded = nicol_schema::load(&sources);
    let mut out = String::new();
    for d in &loaded.diagnostics {
        let file = sources.file(d.span.file);
        let place = file.line_column(d.span.start);
        let text = file.text[d.span.range()].lines().next().unwrap_or_default();
        let kind = if d.is_error() { "error" } else { "warning" };
        let _ = writeln!(out, "{}:{}:{} {kind}[{}]: {}", file.name, place.line, place.column, d.code, d.message);
        let _ = writeln!(out, "    at   {text}");
        for label in &d.labels {
            let place = sources.file(label.span.file).line_column(label.span.start);
            let _ = writeln!(out, "    see  {}:{} {}", place.line, place.column, label.message);
        }
        let _ = writeln!(out, "    help {}", d.help.as_deref().unwrap_or("(none)"));
    }
    out.push_str(if loaded.schema.is_some() { "accepted\n" } else { "refused\n" });
    case.expect("expected.txt", &out)
}
