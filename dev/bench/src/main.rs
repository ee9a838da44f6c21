//! Figures of the commands: whole processes, medians, beside what they must reach.
//!
//! ```sh
//! cargo build --release && cargo run --release -p nicol-bench
//! cargo run --release -p nicol-bench compile    # only the compile time of the generated client
//! cargo run --release -p nicol-bench live       # only the commands on a database of 200 tables
//! ```

mod compile;
mod live;
mod schema;
mod timing;

use std::fs;
use std::path::Path;
use std::process::Command;

use nicol_testkit::postgres::Server;
use timing::{Figure, measure, measure_runs};

fn main() {
    let root = nicol_testkit::root();
    let hundred = root.join("bench/hundred.prisma");
    let mut arguments = std::env::args().skip_while(|a| a != "--write-large");
    if arguments.next().is_some() {
        let path = arguments.next().expect("--write-large PATH");
        fs::write(path, nicol_testkit::large::schema().expect("the corpus is there")).expect("the path can be written");
        return;
    }
    if std::env::args().any(|a| a == "--write-schema") {
        fs::write(&hundred, schema::models(100)).expect("bench/ can be written");
        return;
    }
    let nicol = nicol_binary(&root);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut figures = Vec::new();
    let only_compile = std::env::args().any(|a| a == "compile");
    if std::env::args().any(|a| a == "live") {
        let server = Server::shared().expect("PostgreSQL is installed");
        live::figures(server, &nicol, dir.path(), &mut figures);
        return timing::print(&figures);
    }
    let run = |args: &[&str], folder: &Path| {
        let mut command = Command::new(&nicol);
        command.args(args).current_dir(folder);
        command
    };

    if !only_compile {
        fs::write(dir.path().join("thousand.prisma"), schema::lines(1000)).expect("the folder can be written");
        for command in ["validate", "format"] {
            let args = [command, "--schema", "thousand.prisma"];
            figures.push(measure(&format!("{command}, 1,000 lines"), 10.0, || run(&args, dir.path())));
        }
    }

    if let Some(large) = nicol_testkit::large::schema() {
        fs::write(dir.path().join("large.prisma"), large).expect("the folder can be written");
        let large = |command: &'static str| run(&[command, "--schema", "large.prisma"], dir.path());
        let datamodel = ["dmmf", "--datamodel", "--schema", "large.prisma"];
        figures.push(measure("dmmf --datamodel, 7,600 lines", 20.0, || run(&datamodel, dir.path())));
        figures.push(measure("dmmf, 7,600 lines, 71 MB", 600.0, || {
            run(&["dmmf", "--schema", "large.prisma"], dir.path())
        }));
        // The second run finds nothing to write, the more so the others.
        figures.push(measure("validate, 7,600 lines", 20.0, || large("validate")));
        figures.push(measure("format, 7,600 lines", 20.0, || large("format")));
    }

    let project = dir.path().join("hundred");
    fs::create_dir_all(project.join("prisma")).expect("the folder can be written");
    fs::copy(&hundred, project.join("prisma/schema.prisma")).expect("bench/hundred.prisma is there");
    figures.push(measure("generate, 100 models", 200.0, || run(&["generate"], &project)));

    if let Some(server) = if only_compile { None } else { Server::shared() } {
        let url = server.database("bench");
        let dev = |name: &str| {
            let mut command = run(&["migrate", "dev", "--skip-generate", "--skip-seed", "--name", name], &project);
            command.env("DATABASE_URL", &url);
            command
        };
        let first = dev("init").output().expect("nicol runs");
        assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
        figures.push(measure("migrate dev, nothing to do, 100 models", 150.0, || dev("none")));
        live::figures(server, &nicol, dir.path(), &mut figures);
    }
    if !only_compile {
        quickstart(&nicol, dir.path(), &mut figures);
    }
    figures.push(compile::generated_client(&root, &project));
    timing::print(&figures);
}

/// What stands ready after the build: on SQLite, and on a private server that is made, started and stopped.
fn quickstart(nicol: &Path, dir: &Path, figures: &mut Vec<Figure>) {
    let has_server = nicol_testkit::postgres::find::programs().is_some();
    let kinds: [(&str, f64, &[&str]); 2] =
        [("SQLite", 3_000.0, &[]), ("private PostgreSQL", 10_000.0, &["--postgres"])];
    for (name, goal, options) in kinds.into_iter().take(if has_server { 2 } else { 1 }) {
        let mut run = 0;
        figures.push(measure_runs(&format!("quickstart, {name}"), goal, 5, || {
            run += 1;
            let mut command = Command::new(nicol);
            command.args(["quickstart", &format!("{name} {run}")]).args(options).current_dir(dir);
            command
        }));
    }
}

fn nicol_binary(root: &Path) -> std::path::PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let binary = target.join("release/nicol");
    assert!(binary.is_file(), "build it first: cargo build --release");
    binary
}
