//! How long the generated client takes to compile: debug, its own crate only, its dependencies built before.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::timing::{Figure, measure_runs};

const RUNS: usize = 5;

/// `project` holds the client of 100 models in `db`, as `generate` has written it.
pub(crate) fn generated_client(root: &Path, project: &Path) -> Figure {
    let manifest = format!(
        "[package]\nname = \"hundred\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n\
         [dependencies]\nnicol = {{ path = {:?} }}\n\n[workspace]\n",
        root.join("crates/nicol").display().to_string()
    );
    fs::write(project.join("Cargo.toml"), manifest).expect("the folder can be written");
    fs::write(project.join("lib.rs"), "pub mod db;\n").expect("the folder can be written");
    // The versions that the repository is tested with.
    fs::copy(root.join("Cargo.lock"), project.join("Cargo.lock")).expect("the lock file is there");
    let cargo = |args: &[&str]| {
        let mut command = Command::new("cargo");
        command.args(args).current_dir(project).env("CARGO_TARGET_DIR", project.join("target"));
        command
    };
    let built = cargo(&["build"]).output().expect("cargo runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    measure_runs("compile its client (debug, own crate)", 3000.0, RUNS, || {
        let cleaned = cargo(&["clean", "--quiet", "-p", "hundred"]).status().expect("cargo runs");
        assert!(cleaned.success());
        cargo(&["build", "--quiet"])
    })
}
