//! The features `postgres` and `sqlite` switch their drivers off for good: what is not wanted is not even compiled.
//! (Asked of `cargo tree`, which takes no time; that both compile alone is checked by `./test`.)

use std::collections::BTreeSet;
use std::process::Command;

const SQLITE: &[&str] = &["libsqlite3-sys", "rusqlite"];
const POSTGRES: &[&str] = &["postgres-protocol", "rustls", "tokio-postgres", "tokio-postgres-rustls"];

/// What `cargo tree` says of all packages that an application with these features links, one a line.
fn tree(features: &str, format: &str) -> String {
    let args = "tree --locked --offline --no-default-features --edges normal --prefix none --package nicol";
    let output = Command::new(env!("CARGO"))
        .args(args.split(' '))
        .args(["--features", features, "--format", format])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("names are text")
}

/// Their names.
fn linked(features: &str) -> BTreeSet<String> {
    let text = tree(features, "{p}");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn each_database_comes_with_its_own_driver_only() {
    for (features, with, without) in [
        ("sqlite", SQLITE, POSTGRES),
        ("sqlite-bundled", SQLITE, POSTGRES),
        ("postgres", POSTGRES, SQLITE),
        ("", &[], &[SQLITE, POSTGRES].concat()),
    ] {
        let linked = linked(features);
        for name in with {
            assert!(linked.contains(*name), "`{features}` without {name}: {linked:?}");
        }
        for name in without {
            assert!(!linked.contains(*name), "`{features}` brings {name}");
        }
    }
}

#[test]
fn sqlite_is_compiled_in_where_that_is_asked_for() {
    for (features, expected) in [("sqlite", false), ("sqlite-bundled", true), ("default", true)] {
        let tree = tree(features, "{p} [{f}]");
        let line = tree.lines().find(|line| line.starts_with("libsqlite3-sys ")).expect("it is linked");
        assert_eq!(line.contains("bundled"), expected, "{features}: {line}");
    }
}
