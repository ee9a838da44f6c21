//! `nicol migrate baseline` and `nicol migrate resolve`: the tables are there, and only the record is made.

use super::{End, Ground, Place};
use crate::support::Project;

const SCRIPTS: [(&str, &str); 3] = [
    ("20260101000000_a", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\n"),
    ("20260102000000_b", "CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);\n"),
    // The server would not mind if it ran twice.
    ("20260103000000_rows", "INSERT INTO b SELECT COALESCE(MAX(id), 0) + 1 FROM b;\n"),
];

fn write(project: &Project) {
    for (name, script) in SCRIPTS {
        project.write(&format!("migrations/{name}/migration.sql"), script);
    }
}

/// What the migrations make, without a record of them.
fn by_hand(project: &Project, is_written: bool) {
    write(project);
    project.done(&["migrate", "deploy"]);
    let file = "forget.sql";
    project.write(file, "DROP TABLE _prisma_migrations;");
    project.done(&["db", "execute", "--file", file]);
    if !is_written {
        std::fs::remove_dir_all(project.path("migrations")).expect("it was there");
    }
}

fn check_rows(place: &Place) {
    assert_eq!(place.witness.ask("SELECT id FROM b"), ["1"], "{}", place.what);
}

const BASELINE: [&str; 2] = ["migrate", "baseline"];

#[test]
fn a_baseline_is_recorded_as_a_whole() {
    for is_written in [false, true] {
        for ground in Ground::each("", &|project| by_hand(project, is_written)) {
            ground.die_everywhere(&BASELINE, &mut |place: &Place, end: &End| {
                let count = if is_written { 3 } else { 1 };
                let seen = place.see();
                assert!(
                    seen.rows.is_empty() && !end.is_done || seen.rows.len() == count,
                    "{}: {:?}",
                    end.said,
                    seen.rows
                );
                if seen.rows.is_empty() {
                    // Nothing runs on tables that are there already.
                    let end = place.go(&["migrate", "deploy"]);
                    assert!(place.see().rows.is_empty(), "{}", end.said);
                    assert!(end.said.contains("P3005") || place.project.names("migrations").is_empty(), "{}", end.said);
                    place.done(&BASELINE);
                } else {
                    let end = place.go(&BASELINE);
                    assert!(end.said.contains("has a history of migrations already"), "{}", end.said);
                }
                check_rows(place);
                assert_eq!(place.see().rows.len(), count, "{}", place.what);
                place.done(&["migrate", "deploy"]);
                place.done(&["migrate", "status"]);
                check_rows(place);
            });
        }
    }
}

/// The last one has failed, and was finished by hand.
fn failed(project: &Project) {
    write(project);
    let (name, script) = SCRIPTS[2];
    let path = format!("migrations/{name}/migration.sql");
    project.write(&path, &format!("BEGIN;\n{script}COMMIT;\nSELECT * FROM nowhere;\n"));
    assert!(!project.run(&["migrate", "deploy"]).status.success());
}

#[test]
fn a_failed_migration_is_settled_or_not() {
    let name = SCRIPTS[2].0;
    for word in ["--applied", "--rolled-back"] {
        let args = ["migrate", "resolve", word, name];
        for ground in Ground::each("", &failed) {
            ground.die_everywhere(&args, &mut |place: &Place, end: &End| {
                let after = if word == "--applied" { "back done" } else { "back" };
                let state = place.see().state(name);
                assert!(state == after || state == "failed" && !end.is_done, "{}: {state}", end.said);
                if state == "failed" {
                    assert!(place.go(&["migrate", "deploy"]).said.contains("P3009"), "{}", place.what);
                    place.done(&args);
                } else {
                    let end = place.go(&args);
                    assert!(end.is_done || end.said.contains("is recorded as applied already"), "{}", end.said);
                }
                assert_eq!(place.see().state(name), after, "{}", place.what);
                check_rows(place);
            });
        }
    }
}
