//! Wrong use fails to compile with a message that a person understands.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use nicol_testkit::libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() {
    let said = said();
    let folder = nicol_testkit::root().join("dev/misuse/programs");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the programs are there")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    let trials = names.into_iter().map(|name| {
        let (path, text) = (folder.join(format!("{name}.txt")), said.get(&name).cloned());
        Trial::test(format!("misuse::{name}"), move || {
            let Some(text) = text else { return Err(Failed::from("the program compiles, or was not built")) };
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                fs::write(&path, &text)?;
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if expected == text {
                return Ok(());
            }
            Err(format!("rustc says something else now:\n{}", nicol_testkit::cases::difference(&expected, &text))
                .into())
        })
    });
    nicol_testkit::libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

/// What rustc says about each program.
fn said() -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--package", "nicol-misuse", "--examples", "--features", "programs"])
        .args(["--keep-going", "--message-format", "json"])
        .current_dir(nicol_testkit::root())
        .output()
        .expect("cargo runs");
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for line in output.stdout.split(|&byte| byte == b'\n') {
        let Ok(message) = serde_json::from_slice::<Value>(line) else { continue };
        let diagnostic = &message["message"];
        if message["reason"] != "compiler-message"
            || diagnostic["level"] != "error"
            || diagnostic["spans"] == Value::from(Vec::<Value>::new())
        {
            continue;
        }
        if let Some(name) = message["target"]["name"].as_str() {
            describe(said.entry(name.to_owned()).or_default(), diagnostic);
        }
    }
    said
}

/// The message, what stands at its place, and the notes that are ours or that help; not how types are printed at length.
fn describe(out: &mut String, diagnostic: &Value) {
    let code = diagnostic["code"]["code"].as_str().unwrap_or("error");
    let _ = writeln!(out, "{code}: {}", diagnostic["message"].as_str().unwrap_or_default());
    for span in diagnostic["spans"].as_array().into_iter().flatten().filter(|span| span["is_primary"] == true) {
        let text = &span["text"][0];
        let place = |key: &str| text[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(1) - 1;
        let source: String = text["text"]
            .as_str()
            .unwrap_or_default()
            .chars()
            .skip(place("highlight_start"))
            .take(place("highlight_end").saturating_sub(place("highlight_start")))
            .collect();
        let _ = writeln!(out, "  at `{source}`: {}", span["label"].as_str().unwrap_or("-"));
    }
    for child in diagnostic["children"].as_array().into_iter().flatten() {
        let text = child["message"].as_str().unwrap_or_default();
        // Lists of other types differ with what else is compiled.
        if !text.contains("other types implement") && !text.contains("full name") && !text.contains("written to") {
            let text = without_module(text).replace('\n', "\n    ");
            let _ = writeln!(out, "  {}: {text}", child["level"].as_str().unwrap_or_default());
        }
    }
}

/// Of the path of a method with a bound its name: the rest is the module that holds it, which is nobody's business.
fn without_module(note: &str) -> String {
    match note.strip_prefix("required by a bound in `").and_then(|path| path.rsplit_once("::")) {
        Some((_, method)) => format!("required by a bound in `{method}"),
        None => note.to_owned(),
    }
}
