//! Reports for other programs, judged by theirs: SARIF by the schema of its standard, GitHub's annotations by the
//! package that GitHub gives to those who write them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use nicol_testkit::{cases, npm};
use serde_json::json;

use crate::support::Project;

/// A name, and a text, with everything that has to be escaped somewhere.
const NAME: &str = "a b/50%, c: #é [1]?.prisma";
const TEXT: &str = "model A {\n  id  Int @id\n  b   Strng @default(\"100%, a: b\")\n  😀\n  c   C\n}\n\nenum E {\n  // \r\n}\n\n\
                    model A {\n  id Int @id @default(\n    f(1),\n    2)\n}\n\ngenerator g {\n  a:b,%0A\n}\n";

#[test]
fn other_programs_understand_the_reports() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/reports");
    let Some(packages) = npm::install(&source, "reports", &["ci", "--loglevel=error", "--ignore-scripts"]) else {
        return;
    };
    let project = Project::empty();
    project.write(NAME, TEXT);
    let mut schemas = vec![(NAME.to_owned(), NAME.to_owned())];
    for case in cases::list("validate") {
        let folder = case.name.replace("::", "/");
        for (name, text) in case.files("", ".prisma") {
            project.write(&format!("{folder}/{name}"), &text);
        }
        schemas.push((case.name, folder));
    }
    let mut reports = String::new();
    for (name, path) in schemas {
        let of = |form| {
            let output = project.run(&["validate", "--schema", &path, "--output", form]);
            String::from_utf8(output.stdout).expect("UTF-8")
        };
        let report = json!({ "name": name, "sarif": of("sarif"), "github": of("github"), "json": of("json") });
        reports.push_str(&format!("{report}\n"));
    }
    let mut check = Command::new("node");
    check.arg("check.js").current_dir(packages).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut check = check.spawn().expect("node starts");
    check.stdin.take().expect("a pipe").write_all(reports.as_bytes()).expect("node reads");
    let output = check.wait_with_output().expect("node ends");
    let said = crate::support::text(&output);
    let problems: Option<usize> = said.trim().strip_suffix(" problems").and_then(|number| number.parse().ok());
    assert!(output.status.success() && problems.is_some_and(|problems| problems > 100), "{said}");
}
