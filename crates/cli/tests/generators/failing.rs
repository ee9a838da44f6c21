//! How generators run and fail: order, outputs, environment, and every row of the protocol's table.

use crate::project::{Project, block};

#[test]
fn manifests_come_first_and_generation_is_one_at_a_time() {
    // The first one's manifest waits for the second one's process: they run at once.
    let wait = "while [ ! -e second ]; do sleep 0.01; done";
    let project =
        Project::new(&(block("a", wait, "sleep 0.2") + &block("b", "touch second", "") + &block("c", "", "")));
    let run = project.run(&[]);
    run.expect_status(0);
    let log = project.log();
    let mut manifests = log[..3].to_vec();
    manifests.sort();
    assert_eq!(manifests, ["manifest a", "manifest b", "manifest c"]);
    let rest: Vec<&str> = log[3..].iter().map(String::as_str).filter(|line| !line.starts_with("closed")).collect();
    assert_eq!(rest, ["begin a", "end a", "begin b", "end b", "begin c", "end c"]);
    let lines: Vec<&str> = run.stdout.lines().map(|line| line.split(" (").next().unwrap_or(line)).collect();
    assert_eq!(lines, ["Generated a", "Generated b", "Generated c"]);
    assert!(run.stdout.contains("Generated a (1.2) in made-a ("), "{run:#?}");
    // All have ended when the command has.
    assert_eq!(log.iter().filter(|line| line.starts_with("closed")).count(), 3, "{log:?}");
}

#[test]
fn only_named_generators_run_and_names_are_checked() {
    let project = Project::new(&(block("a", "", "") + &block("b", "", "") + &block("c", "", "")));
    project.run(&["--generator", "c", "--generator=a"]).expect_status(0);
    let begun: Vec<String> = project.log().into_iter().filter(|line| line.starts_with("begin")).collect();
    assert_eq!(begun, ["begin a", "begin c"]);
    let unknown = project.run(&["--generator", "d"]);
    unknown.expect_status(1).expect_said(&["the schema has no generator `d`", "its generators are: a, b, c"]);
    assert_eq!(project.log().iter().filter(|line| line.starts_with("begin")).count(), 2);
}

#[test]
fn an_error_in_an_answer_stops_no_other() {
    let fail = r#"printf "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32000,\"message\":\"no such type\"},\"id\":%s}\n" "$(printf %s "$line" | sed "s/.*:\([0-9]*\)}$/\1/")" >&2"#;
    let project = Project::new(&(block("a", "", fail) + &block("b", "", "")));
    let run = project.run(&[]);
    run.expect_status(1).expect_said(&["error[generator]: the generator `a` (", "failed: no such type"]);
    assert!(run.stdout.starts_with("Generated b"), "{run:#?}");
}

#[test]
fn an_end_before_the_manifest_stops_all() {
    for (name, code, said) in [
        ("with_code", "echo because >&2; exit 3", "ended with exit code 3 before it said what it is"),
        ("in_silence", "exit 0", "ended without an answer, before it said what it is"),
        ("by_signal", "kill -9 $$", "was ended by signal 9 before it said what it is"),
    ] {
        let project = Project::new(&(block("a", "", "") + &block(name, code, "")));
        let run = project.run(&[]);
        run.expect_status(1).expect_said(&[&format!("the generator `{name}` ("), said, "Nothing was generated"]);
        assert!(!project.log().iter().any(|line| line.starts_with("begin")), "{run:#?}");
        assert_eq!(run.stdout, "");
    }
    // What it wrote is seen.
    let project = Project::new(&block("a", "echo because >&2; exit 3", ""));
    project.run(&[]).expect_status(1).expect_said(&["because\n"]);
}

#[test]
fn an_end_before_the_answer_is_an_error_and_stops_no_other() {
    for (code, said) in [
        ("exit 0", "ended without an answer, before it had generated"),
        ("exit 4", "ended with exit code 4 before it had generated"),
    ] {
        let project = Project::new(&(block("a", "", code) + &block("b", "", "")));
        let run = project.run(&[]);
        run.expect_status(1).expect_said(&[said]);
        assert!(run.stdout.starts_with("Generated b"), "{run:#?}");
    }
}

#[test]
fn a_process_between_its_answers_may_end() {
    // It answers the manifest and goes: the request to generate meets nobody.
    let project = Project::new(&format!("generator a {{\n  provider = \"sh leave\"\n}}\n{}", block("b", "", "")));
    project.write("leave", "read -r line\nprintf '{\"jsonrpc\":\"2.0\",\"result\":{\"manifest\":{\"defaultOutput\":\"x\"}},\"id\":1}\\n' >&2\n");
    let run = project.run(&[]);
    run.expect_status(1).expect_said(&["ended without an answer, before it had generated"]);
    assert!(run.stdout.starts_with("Generated b"), "{run:#?}");
}

#[test]
fn a_provider_that_is_not_there_is_named() {
    let project = Project::new("generator a {\n  provider = \"no-such-generator --x\"\n}\n");
    let run = project.run(&[]);
    run.expect_status(1).expect_said(&[
        "the provider of the generator `a` (no-such-generator --x) was not found",
        "hint: install its package",
    ]);
    project.write("plain.txt", "not a program");
    project
        .write("schema.prisma", &format!("generator a {{\n  provider = \"./plain.txt\"\n}}\n{}", crate::project::REST));
    project.run(&[]).expect_status(1).expect_said(&["can't be run", "chmod +x"]);
}

#[test]
fn what_a_manifest_wants_must_be_there() {
    let manifest = |text: &str| format!("MANIFEST=$(printf \"%b\" \"{}\")", text.replace('"', "\\042"));
    let project = Project::new(&block("a", &manifest(",\"requiresGenerators\":[\"prisma-client-js\"]"), ""));
    project.run(&[]).expect_status(1).expect_said(&[
        "needs a generator whose provider is `prisma-client-js`, and the schema has none",
        "hint: add one: generator client { provider = \"prisma-client-js\"",
    ]);
    assert!(!project.log().contains(&"begin a".to_owned()));
    let schema = project.read("schema.prisma");
    let client = "generator client {\n  provider = \"prisma-client-js\"\n  output = \"./client\"\n}\n";
    project.write("schema.prisma", &format!("{client}{schema}"));
    project.run(&[]).expect_status(0);
    assert!(project.path().join("client/index.js").is_file());

    let project = Project::new(&block("a", &manifest(",\"requiresEngines\":[\"queryEngine\"]"), ""));
    project.run(&[]).expect_status(1).expect_said(&["asks for an engine `queryEngine`"]);
    // Prisma 6 has such an engine; here it may be named.
    let six =
        project.read("schema.prisma").replace("provider = \"sqlite\"", "provider = \"sqlite\"\n  url = \"file:x\"");
    project.write("schema.prisma", &six);
    project
        .run(&[])
        .expect_status(0)
        .expect_said(&["warning: the generator `a` asks for Prisma's engine `queryEngine`"]);
}

#[test]
fn variables_that_are_not_set_are_named() {
    let project = Project::new("generator a {\n  provider = \"sh gen a\"\n  output = env(\"NICOL_TEST_OUT\")\n}\n");
    project
        .run(&[])
        .expect_status(1)
        .expect_said(&["`output` of the generator `a` is the variable NICOL_TEST_OUT, which is not set"]);
    assert!(!project.log().contains(&"begin a".to_owned()));
    project.write(".env", "NICOL_TEST_OUT=../elsewhere\n");
    let run = project.run(&[]);
    run.expect_status(0);
    assert!(run.stdout.contains("/elsewhere ("), "{run:#?}");
    let project = Project::new("generator a {\n  provider = env(\"NICOL_TEST_PROVIDER\")\n}\n");
    project.run(&[]).expect_status(1).expect_said(&["`provider` of the generator `a` is the variable"]);
}

#[test]
fn an_output_must_be_known() {
    let project = Project::new("generator a {\n  provider = \"sh silent\"\n}\n");
    project.write(
        "silent",
        "read -r line\nprintf '{\"jsonrpc\":\"2.0\",\"result\":{\"manifest\":null},\"id\":1}\\n' >&2\nread -r line\n",
    );
    project.run(&[]).expect_status(1).expect_said(&["has no default output, and its block has no `output`"]);
}

#[test]
fn the_environment_of_generators() {
    let project =
        Project::new(&block("a", "", "echo $PRISMA_GENERATOR_INVOCATION $FROM_FILE $PATH > seen; pwd >> seen"));
    project.write(".env", "FROM_FILE=value\n");
    std::fs::create_dir_all(project.path().join("node_modules/.bin")).expect("a folder");
    project.run(&[]).expect_status(0);
    let folder = project.path().display().to_string();
    let seen = project.read("seen");
    assert!(seen.starts_with(&format!("true value {folder}/node_modules/.bin:")), "{seen}");
    assert!(seen.ends_with(&format!("\n{folder}\n")), "{seen}");
}

#[test]
fn other_text_passes_through() {
    let talk = "echo out-$name; echo err-$name >&2; echo \"{}\" >&2; echo 12 >&2";
    let project = Project::new(&block("a", talk, talk));
    let run = project.run(&[]);
    run.expect_status(0);
    assert_eq!(run.stderr, "err-a\nerr-a\n");
    assert!(run.stdout.starts_with("out-a\nout-a\nGenerated a"), "{run:#?}");
    // With --json, standard output is one object.
    let run = project.run(&["--json"]);
    run.expect_status(0).expect_said(&["out-a\n", "err-a\n"]);
    let json = run.json();
    assert_eq!(json["ok"], true);
    assert_eq!(json["generators"][0]["version"], "1.2");
    assert_eq!(json["generators"][0]["output"], "made-a");
}

#[test]
fn json_says_what_became_of_each() {
    let project = Project::new(
        &("generator client {\n  provider = \"prisma-client\"\n  output = \"./client\"\n}\n".to_owned()
            + &block("a", "", "exit 1")
            + &block("b", "", "")),
    );
    let run = project.run(&["--json"]);
    run.expect_status(1);
    let json = run.json();
    let of =
        |key: &str| json["generators"].as_array().expect("a list").iter().map(|g| g[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("ok"), [true, false, true]);
    assert_eq!(of("output"), ["client".into(), serde_json::Value::Null, "made-b".into()]);
    assert_eq!(json["generators"][1]["error"]["kind"], "generator");
    let project = Project::new(&(block("a", "exit 1", "") + &block("b", "", "")));
    let json = project.run(&["--json"]).json();
    assert_eq!((&json["ok"], &json["generators"][1]["ok"]), (&false.into(), &false.into()));
}

#[test]
fn hints_can_be_left_out() {
    let project = Project::new("");
    project.run(&[]).expect_status(0).expect_said(&["nothing to generate", "hint: add one"]);
    let run = project.run(&["--no-hints"]);
    assert!(run.status == Some(0) && !run.stderr.contains("hint"), "{run:#?}");
}

#[test]
fn a_client_that_is_not_made_undoes_no_migration() {
    let project =
        Project::new(&("generator client {\n  provider = \"prisma-client\"\n}\n".to_owned() + &block("a", "", "")));
    for command in [&["db", "push"][..], &["migrate", "dev", "--name", "x"]] {
        let mut nicol = std::process::Command::new(env!("CARGO_BIN_EXE_nicol"));
        nicol.args(command).args(["--url", "file:./dev.db"]).current_dir(project.path()).env("NO_COLOR", "1");
        if command[0] == "migrate" {
            let _ = std::fs::remove_file(project.path().join("dev.db"));
        }
        let run = crate::project::Run::of(nicol.stdin(std::process::Stdio::null()));
        run.expect_status(1).expect_said(&["the generator `client` has no `output`"]);
        assert!(run.stdout.contains("Generated a (1.2)"), "{run:#?}");
    }
}
