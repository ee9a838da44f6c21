//! The features `postgres` and `sqlite` switch their drivers off for good: what is not wanted is not even compiled.
//! (Asked of `cargo tree`, which takes no time; that both compile alone is checked by `./test`.)

use std::collections::BTreeSet;
use std::process::Command;

const SQLITE: &[&str] = &["libsqlite3-sys", "rusqlite"];
const POSTGRES: &[&str] = &["postgres-protocol", "rustls", "tokio-postgres", "tokio-postgres-rustls"];

/// The names of all packages that an application with these features links.
fn linked(features: &str) -> BTreeSet<String> {
    let args =
        "tree --locked --offline --no-default-features --edges normal --prefix none --format {p} --package nicol";
    let output = Command::new(env!("CARGO"))
        .args(args.split(' '))
        .args(["--features", features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are text");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn each_database_comes_with_its_own_driver_only() {
    for (features, with, without) in
        [("sqlite", SQLITE, POSTGRES), ("postgres", POSTGRES, SQLITE), ("", &[], &[SQLITE, POSTGRES].concat())]
    {
        let linked = linked(features);
        for name in with {
            assert!(linked.contains(*name), "`{features}` without {name}: {linked:?}");
        }
        for name in without {
            assert!(!linked.contains(*name), "`{features}` brings {name}");
        }
    }
}
