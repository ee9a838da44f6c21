//! What `nicol quickstart` makes is used: its server is started again as it says, and its program is built and run.

use std::process::Output;
use std::sync::{Mutex, PoisonError};

use nicol_testkit::postgres::Server;
use nicol_testkit::postgres::find;
use nicol_testkit::terminal::Terminal;

use crate::support::{Project, text};

/// The commands that the quickstart proposes, by what they do.
fn proposed(output: &Output, what: &str) -> String {
    let said = text(output);
    let mut lines = said.lines().skip_while(|line| line.trim() != format!("# {what}"));
    lines.nth(1).unwrap_or_else(|| panic!("`{what}` is not proposed:\n{said}")).trim().to_owned()
}

/// Builds and runs the ready program, with what the tests have built of its libraries, and without a network.
fn cargo_run(project: &Project, folder: &str) -> String {
    // All of them are called alike, and lie in the same place when they are built: one at a time, and the one that was built
    // before is out of date.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let program = format!("{folder}/src/main.rs");
    project.write(&program, &project.read(&program));
    // The same versions and settings as ours, so that nothing has to be looked up, and the libraries of others are not built
    // once more.
    let lock = std::fs::read_to_string(nicol_testkit::root().join("Cargo.lock")).expect("our lock file");
    project.write(&format!("{folder}/Cargo.lock"), &lock);
    let mut command = project.program(env!("CARGO"), &["run", "--offline", "--quiet"]);
    // Nobody looks into the program with a debugger.
    command.args(["--config", "profile.dev.debug=0"]);
    for (package, setting) in [("\"*\"", "opt-level=1"), ("\"*\"", "debug=false")].into_iter().chain(
        ["nicol", "nicol-client", "nicol-driver", "nicol-query", "nicol-model"].map(|name| (name, "opt-level=0")),
    ) {
        command.args(["--config", &format!("profile.dev.package.{package}.{setting}")]);
    }
    command.current_dir(project.path(folder));
    command.env("CARGO_TARGET_DIR", nicol_testkit::cache("")).env("CARGO_INCREMENTAL", "0");
    for name in ["HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"] {
        match std::env::var_os(name) {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", text(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What the program prints on the data of the seed and of the quickstart's queries.
fn is_right(printed: &str) {
    for line in [
        "3 open todos",
        "  [ ] Read about Nicol",
        "  [ ] Write the notes to it",
        "Ada Lovelace has 2 todos",
        "Alan Turing has 2 todos",
        "made \"Try Nicol\" for Ada",
        "4 todos again",
    ] {
        assert!(printed.lines().any(|l| l == line), "`{line}` is not in:\n{printed}");
    }
}

/// The Rust code of our README as a program on the quickstart's schema.
fn readme_program() -> String {
    let readme = std::fs::read_to_string(nicol_testkit::root().join("README.md")).expect("the README");
    let code =
        readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).expect("Rust code in the README");
    format!(
        "mod db;\nuse db::{{Todo, todo, user}};\nuse nicol::connect;\n\n\
         async fn readme(url: String, key: &str) -> Result<(), Box<dyn std::error::Error>> {{\n    \
         const Missing: &str = \"it is missing\";\n{code}\n    let _ = (todos, id, title);\n    Ok(())\n}}\n\n\
         #[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n    \
         let url = std::env::var(\"DATABASE_URL\").expect(\"a URL\").replace(\"../../\", \"\");\n    \
         readme(url, \"todo_1\").await.expect(\"it runs\");\n    println!(\"done\");\n}}\n"
    )
}

#[test]
fn the_ready_program_runs_on_sqlite_and_on_postgresql() {
    let project = Project::empty();
    project.done(&["quickstart"]);
    is_right(&cargo_run(&project, "nicol-quickstart"));

    // So does what the README shows.
    project.write("nicol-quickstart/src/main.rs", &readme_program());
    assert_eq!(cargo_run(&project, "nicol-quickstart"), "done\n");

    let Some(server) = Server::shared() else { return };
    project.done(&["quickstart", "on-postgres", "--postgres", &server.database("quickstart")]);
    is_right(&cargo_run(&project, "on-postgres"));
}

#[test]
fn a_private_server_keeps_its_data_and_is_started_again_as_it_says() {
    if find::programs().is_none() {
        return nicol_testkit::skip::skip("NICOL_POSTGRES", "no PostgreSQL server binaries are installed");
    }
    let project = Project::empty();
    // A path that a shell reads otherwise, and a URL too.
    const FOLDER: &str = "it's 100% mine";
    let output = project.run(&["quickstart", FOLDER, "--postgres"]);
    assert!(output.status.success(), "{}", text(&output));

    // It is stopped.
    let refused = project.command(&["health", "--timeout", "2"]).current_dir(project.path(FOLDER)).output();
    let refused = refused.expect("it runs");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("P1001"), "{}", text(&refused));

    // The README says the same.
    let command = proposed(&output, "starts the server again");
    let readme = project.read(&format!("{FOLDER}/README.md"));
    assert!(readme.contains(&command), "{readme}");
    let stop = readme.lines().find(|line| line.ends_with(" stop")).expect("how to stop it").to_owned();

    let shell = |line: &str| {
        let output = project.program("sh", &["-c", line]).current_dir(project.path(FOLDER)).output();
        output.expect("sh runs")
    };
    // The server would keep a pipe open.
    let started = shell(&format!("{command} > start.log 2>&1"));
    assert!(started.status.success(), "{command}: {}", project.read(&format!("{FOLDER}/start.log")));
    let _stopped = Stop { shell: &shell, line: format!("{stop} > stop.log 2>&1") };
    let request = r#"{"model": "Todo", "action": "count"}"#;
    let counted = shell(&format!("echo '{request}' | nicol query --lines"));
    assert!(text(&counted).contains(r#"{"id":null,"ok":4}"#), "{}", text(&counted));
    let status = shell("nicol migrate status");
    assert!(status.status.success(), "{}", text(&status));
    is_right(&cargo_run(&project, FOLDER));
    drop(_stopped);
    assert!(text(&shell("nicol health --timeout 2")).contains("P1001"));
}

#[test]
fn no_server_stays_behind_an_interrupted_quickstart() {
    if find::programs().is_none() {
        return nicol_testkit::skip::skip("NICOL_POSTGRES", "no PostgreSQL server binaries are installed");
    }
    let project = Project::empty();
    let mut terminal = Terminal::start(&project.command(&["quickstart", "--postgres"]));
    terminal.wait_for("A first migration");
    let running = project.path("nicol-quickstart/postgres/data/postmaster.pid");
    assert!(running.exists());
    terminal.type_keys("\x03");
    assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
    assert!(terminal.text().contains("nicol-quickstart holds what was made so far"), "{}", terminal.text());
    assert!(!running.exists());
}

/// Stops the server, also when the test fails.
struct Stop<'s> {
    shell: &'s dyn Fn(&str) -> Output,
    line: String,
}

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        (self.shell)(&self.line);
    }
}
