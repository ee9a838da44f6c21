//! A project that also uses sqlx, rusqlite, Diesel or SeaORM still resolves, builds and runs.
//!
//! What is resolved is asked of cargo with the registry's index; what is built is one application with the newest sqlx
//! and a rusqlite of its own, on both databases. The tests of the oldest rusqlite are `dev/oldest-sqlite`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use nicol_testkit::postgres::Server;
use nicol_testkit::{cache, root};

/// Crates with SQLite in their graph. Which rusqlite goes with them is the registry's affair, and changes with it.
const BESIDE: &[&str] = &[
    r#"sqlx = { version = "0.9", features = ["postgres", "runtime-tokio", "sqlite"] }"#,
    r#"sqlx = { version = "0.8", features = ["postgres", "runtime-tokio", "sqlite"] }"#,
    r#"sqlx = { version = "0.7", features = ["postgres", "runtime-tokio", "sqlite"] }"#,
    // Without SQLite it still stands in the graph, as what could be switched on.
    r#"sqlx = { version = "0.8", features = ["postgres", "runtime-tokio"] }"#,
    r#"sea-orm = { version = "2", features = ["runtime-tokio", "sqlx-sqlite"] }"#,
    r#"sea-orm = { version = "1", features = ["runtime-tokio", "sqlx-sqlite"] }"#,
    r#"diesel = { version = "~2.3", features = ["sqlite"] }"#,
    r#"diesel = { version = "~2.2", features = ["sqlite"] }"#,
    r#"diesel = { version = "~2.1", features = ["sqlite"] }"#,
    r#"rusqlite = "0.29""#,
    r#"rusqlite = "0.37""#,
    r#"rusqlite = "0.41""#,
];

fn cargo(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO")).args(args).current_dir(folder).output().expect("cargo runs")
}

/// The registry's index can't be asked: the machine has no network. The message is cargo's.
fn unreachable(output: &Output) -> bool {
    let text = String::from_utf8_lossy(&output.stderr);
    !output.status.success()
        && ["download of", "failed to download", "Could not resolve host", "unable to update registry"]
            .iter()
            .any(|sign| text.contains(sign))
}

fn application(folder: &Path, dependencies: &str) {
    let mut manifest = String::from("[package]\nname = \"beside\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n");
    let _ = writeln!(manifest, "nicol = {{ path = {:?} }}", root().join("crates/nicol"));
    manifest.push_str(dependencies);
    fs::create_dir_all(folder.join("src")).expect("folders can be made");
    fs::write(folder.join("src/main.rs"), "fn main() {}\n").expect("files can be written");
    fs::write(folder.join("Cargo.toml"), manifest).expect("files can be written");
}

/// The versions of a package in the lock file.
fn locked(folder: &Path, package: &str) -> Vec<String> {
    let lock = fs::read_to_string(folder.join("Cargo.lock")).expect("cargo wrote it");
    let name = format!("name = \"{package}\"\nversion = \"");
    lock.split(&name).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// The second number of a version `0.n.m`.
fn minor(version: &str) -> u32 {
    let minor = version.strip_prefix("0.").and_then(|rest| rest.split('.').next()).and_then(|n| n.parse().ok());
    minor.unwrap_or_else(|| panic!("{version} is a version of rusqlite"))
}

/// The versions of rusqlite that Nicol takes: from this one to before that one.
fn range() -> (u32, u32) {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace has a manifest");
    let line = manifest.lines().find(|line| line.starts_with("rusqlite = ")).expect("it names rusqlite");
    let bound = |sign: &str| {
        let rest = line.split(sign).nth(1).expect("the range has two ends");
        minor(rest.split([',', '"']).next().unwrap_or_default().trim())
    };
    (bound(">="), bound("<"))
}

#[test]
fn cargo_finds_a_sqlite_for_all() {
    let (oldest, end) = range();
    for dependency in BESIDE {
        let folder = tempfile::tempdir().expect("temporary folders");
        application(folder.path(), dependency);
        let output = cargo(folder.path(), &["generate-lockfile"]);
        if unreachable(&output) {
            return nicol_testkit::skip::skip("NICOL_REGISTRY", "the registry can't be reached");
        }
        assert!(output.status.success(), "beside {dependency}:\n{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(locked(folder.path(), "libsqlite3-sys").len(), 1, "beside {dependency}");
        let found = locked(folder.path(), "rusqlite");
        assert_eq!(found.len(), 1, "beside {dependency}: {found:?}");
        assert!((oldest..end).contains(&minor(&found[0])), "beside {dependency}: {found:?}");
    }
}

/// An application that has a lock file with the newest rusqlite, and gets sqlx: cargo takes the rusqlite that fits both.
#[test]
fn other_crates_can_come_later() {
    let folder = tempfile::tempdir().expect("temporary folders");
    application(folder.path(), "");
    let output = cargo(folder.path(), &["generate-lockfile"]);
    if unreachable(&output) {
        return nicol_testkit::skip::skip("NICOL_REGISTRY", "the registry can't be reached");
    }
    let before = locked(folder.path(), "rusqlite");
    assert_eq!(before.len(), 1, "{before:?}");
    application(folder.path(), BESIDE[0]);
    let output = cargo(folder.path(), &["update", "--workspace"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // One is there for all, which is an older one as long as sqlx does not take the newest.
    assert_eq!(locked(folder.path(), "libsqlite3-sys").len(), 1);
    let (oldest, end) = range();
    let after = locked(folder.path(), "rusqlite");
    assert!(after.len() == 1 && (oldest..end).contains(&minor(&after[0])), "{before:?}, then {after:?}");
}

/// Minutes of compiling what is not ours: a test of `./test --long`.
#[test]
fn sqlx_rusqlite_and_nicol_share_a_process() {
    if std::env::var_os("NICOL_LONG").is_none() {
        return;
    }
    let folder = cache("beside").join("project");
    fs::create_dir_all(folder.join("src")).expect("folders can be made");
    let place = root();
    let place = place.to_str().expect("a path of text");
    for (from, to) in [("manifest.toml", "Cargo.toml"), ("src/main.rs", "src/main.rs")] {
        let text = fs::read_to_string(root().join("dev/beside/project").join(from)).expect("the file is there");
        fs::write(folder.join(to), text.replace("{root}", place)).expect("files can be written");
    }
    // What the workspace has locked stays so: the application is built of the packages that are here.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("files can be written");
    let built = cargo(&folder, &["build"]);
    if unreachable(&built) {
        return nicol_testkit::skip::skip("NICOL_REGISTRY", "the registry can't be reached");
    }
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));

    let file = tempfile::tempdir().expect("temporary folders");
    let file = file.path().join("shared.db");
    fs::File::create(&file).expect("files can be made");
    let mut args = vec!["run".to_owned(), "--quiet".to_owned(), "--".to_owned(), file.display().to_string()];
    args.extend(Server::shared().map(|server| server.database("beside")));
    let output = cargo(&folder, &args.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "each sees what the others wrote\n");
}
