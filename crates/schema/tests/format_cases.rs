//! The cases of `cases/format`: `schema.prisma` in, `expected.prisma` out; or `schema/` in, `expected/` out.

use nicol_schema::{format, format_files};
use nicol_testkit::cases::{self, Case, Outcome};

fn main() {
    cases::run(&[("format", check)]);
}

fn check(case: &Case) -> Outcome {
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

fn stable(again: &str, formatted: &str) -> Outcome {
    if again == formatted { Ok(()) } else { Err("formatting the result changes it".into()) }
}
