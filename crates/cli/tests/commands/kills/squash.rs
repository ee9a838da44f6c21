//! `nicol migrate squash`, and the deploy that records what it has made.

use super::{End, Ground, Place};
use crate::support::Project;

const NAMES: [&str; 4] = ["20260101000000_a", "20260102000000_b", "20260103000000_c", "20260104000000_d"];
const SQUASH: [&str; 4] = ["migrate", "squash", "--to", NAMES[2]];

/// Each makes a table and leaves a row in `log`.
fn applied(project: &Project) {
    project.write(
        &format!("migrations/{}/migration.sql", NAMES[0]),
        "CREATE TABLE log (w TEXT);\nINSERT INTO log VALUES ('a');\n",
    );
    for name in &NAMES[1..] {
        let one = &name[15..];
        let script = format!("CREATE TABLE {one} (id INTEGER PRIMARY KEY);\nINSERT INTO log VALUES ('{one}');\n");
        project.write(&format!("migrations/{name}/migration.sql"), &script);
    }
    project.done(&["migrate", "deploy"]);
}

/// Nothing of the data is touched, whatever happens.
fn check_data(place: &Place) {
    let (what, seen) = (&place.what, place.see());
    assert!(["log", "b", "c", "d"].iter().all(|table| seen.has(table)), "{what}");
    let mut log = place.witness.ask("SELECT w FROM log");
    log.sort();
    assert_eq!(log, ["a", "b", "c", "d"], "{what}");
    assert!(seen.rows.iter().all(|row| row.ends_with(" done")), "{what}: {:?}", seen.rows);
}

/// The names of the folder, and what the database has applied, when all is done.
fn check_done(place: &Place) {
    check_data(place);
    let names = place.project.names("migrations");
    // A file that was about to be written when the kill came is no migration.
    let folders: Vec<_> = names.iter().filter(|name| !name.ends_with(".toml") && !name.starts_with(".new-")).collect();
    assert!(
        folders.len() == 2 && folders[0].ends_with("_squashed") && *folders[1] == NAMES[3],
        "{}: {names:?}",
        place.what
    );
    let rows: Vec<_> = folders.iter().map(|name| format!("{name} done")).collect();
    assert_eq!(place.see().rows, rows, "{}", place.what);
    assert_eq!(place.project.names(&format!("migrations-squashed/{}", folders[0])), NAMES[..3], "{}", place.what);
    place.done(&["migrate", "status"]);
}

#[test]
fn a_squash_that_is_ended_is_ended_by_the_next_one() {
    for ground in Ground::each("", &applied) {
        let mut turn = 0;
        ground.die_everywhere(&SQUASH, &mut |place: &Place, _: &End| {
            check_data(place);
            let before = place.see().rows;
            turn += 1;
            if turn % 2 == 0 {
                // Whoever comes in between does nothing, or all of what is left to do; or says how to go on.
                let end = place.go(&["migrate", "deploy"]);
                check_data(place);
                let names = place.project.names("migrations");
                let is_half = names.iter().any(|name| name.ends_with("_squashed"))
                    && names.iter().any(|name| name.ends_with("_a"));
                assert_eq!(end.is_done, !is_half, "{}", end.said);
                if is_half {
                    assert!(end.said.contains("`nicol migrate squash`"), "{}", end.said);
                    assert_eq!(place.see().rows, before, "{}", place.what);
                    let told = place.go(&["migrate", "status"]);
                    assert!(!told.is_done && told.said.contains("`nicol migrate squash`"), "{}", told.said);
                }
            }
            place.done(&SQUASH);
            place.done(&["migrate", "deploy"]);
            check_done(place);
        });
    }
}

#[test]
fn a_squash_is_recorded_as_a_whole() {
    let squashed = |project: &Project| {
        applied(project);
        project.done(&SQUASH);
    };
    for ground in Ground::each("", &squashed) {
        ground.die_everywhere(&["migrate", "deploy"], &mut |place: &Place, end: &End| {
            check_data(place);
            let rows = place.see().rows.len();
            assert!(rows == 2 || rows == 4 && !end.is_done, "{}", end.said);
            place.done(&["migrate", "deploy"]);
            check_done(place);
        });
    }
}
