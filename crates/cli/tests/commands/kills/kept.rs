//! What is kept of what a migration drops, on SQLite in a file beside the database: in either file, or in both, are all rows.

use std::path::PathBuf;

use super::witness::{Sqlite, Witness};
use super::{End, Ground, Place};
use crate::support::Project;

const WITH: &str = "model User {\n  id   Int     @id\n  name String?\n}\n\nmodel Gone {\n  id Int @id\n}\n";
const WITHOUT: &str = "model User {\n  id Int @id\n}\n";

/// A draft that drops a column and a table with rows, and keeps them.
fn draft(project: &Project, journal: &str) {
    project.done(&["migrate", "dev", "--name", "first", "--skip-generate"]);
    let database = Sqlite(project.path("dev.db"));
    for sql in ["INSERT INTO User VALUES (1, 'a'), (2, 'b')", "INSERT INTO Gone VALUES (7)"] {
        database.ask(sql);
    }
    let schema = project.read("schema.prisma").replace(WITH, WITHOUT);
    project.write("schema.prisma", &schema);
    project.done(&["migrate", "dev", "--name", "drop", "--keep-dropped", "--create-only"]);
    database.ask(&format!("PRAGMA journal_mode = {journal}"));
}

/// Whether the migration is applied, as history and catalog say; all rows are somewhere.
fn check(place: &Place) -> bool {
    let what = &place.what;
    let has = |objects: &Sqlite, start: &str| {
        objects.objects().into_iter().find(|name| name.starts_with(start) && !name.ends_with("_key"))
    };
    let main = Sqlite(place.project.path("dev.db"));
    let is_here = !main.ask("SELECT 1 FROM pragma_table_info('User') WHERE name = 'name'").is_empty();
    assert_eq!(is_here, place.see().has("Gone"), "{what}: one transaction");
    let rows = &place.see().rows;
    assert!(!rows.iter().any(|row| row.ends_with("failed")), "{what}: {rows:?}");
    let is_applied = rows.iter().any(|row| row.ends_with("_drop done"));
    assert_eq!(is_applied, !is_here, "{what}: {rows:?}");
    let beside = if is_here { None } else { Some(Sqlite(place.project.path("dev.db.kept"))) };
    let (names, gone) = match &beside {
        None => ("User".to_owned(), "Gone".to_owned()),
        Some(kept) => {
            let named = |start: &str| format!("\"{}\"", has(kept, start).unwrap_or_else(|| panic!("{what}: {start}")));
            (named("User__name"), named("Gone__"))
        }
    };
    let holder = beside.as_ref().unwrap_or(&main);
    assert_eq!(holder.ask(&format!("SELECT name FROM {names} ORDER BY id")), ["a", "b"], "{what}");
    assert_eq!(holder.ask(&format!("SELECT id FROM {gone}")), ["7"], "{what}");
    is_applied
}

const DOWN: [&str; 4] = ["migrate", "down", "--yes", "--reason=a test"];

/// Up and down as often as one likes, and nothing but what is kept stays in the file.
fn up_and_down(place: &Place) {
    for _ in 0..2 {
        if !check(place) {
            place.done(&["migrate", "deploy"]);
        }
        assert!(check(place), "{}", place.what);
        let mut objects = Sqlite(kept(place)).objects();
        // An ended run may have left its list, until the next one has changed the file.
        objects.retain(|name| !name.contains("_nicol_unsure"));
        assert_eq!(objects.len(), 3, "{}: two tables and an index: {objects:?}", place.what);
        place.done(&DOWN);
        assert!(!check(place), "{}", place.what);
        assert_eq!(Sqlite(kept(place)).objects().len(), 0, "{}", place.what);
    }
}

fn kept(place: &Place) -> PathBuf {
    place.project.path("dev.db.kept")
}

#[test]
fn rows_that_are_kept_are_in_one_of_the_files_or_in_both() {
    for journal in ["DELETE", "WAL"] {
        let up = Ground::sqlite(WITH, &|project| draft(project, journal));
        up.die_everywhere(&["migrate", "deploy"], &mut |place: &Place, _: &End| {
            check(place);
            up_and_down(place);
        });
        let down = Ground::sqlite(WITH, &|project| {
            draft(project, journal);
            project.done(&["migrate", "deploy"]);
        });
        down.die_everywhere(&DOWN, &mut |place: &Place, end: &End| {
            let is_applied = check(place);
            assert!(!end.is_done || !is_applied, "{}", end.said);
            up_and_down(place);
        });
    }
}
