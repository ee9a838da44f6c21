//! Commands that bring a database to the schema: `nicol migrate dev`, which writes files, too, `nicol migrate rebase --replan` and
//! `nicol db push`.

use super::{End, Ground, Place};
use crate::support::Project;

const BEFORE: &str = "model User {\n  id   Int     @id\n  name String?\n}\n";
const AFTER: &str =
    "model User {\n  id   Int     @id\n  name String?\n  size Int?\n}\n\nmodel Post {\n  id Int @id\n}\n";

fn want(project: &Project, from: &str, to: &str) {
    let schema = project.read("schema.prisma");
    assert!(schema.contains(from));
    project.write("schema.prisma", &schema.replace(from, to));
}

fn execute(project: &Project, sql: &str) {
    project.write("rows.sql", sql);
    project.done(&["db", "execute", "--file", "rows.sql"]);
}

/// The rows that were there before, and what the schema wants.
fn check_done(place: &Place) {
    assert_eq!(place.witness.ask("SELECT name FROM \"User\" ORDER BY id"), ["a", "b"], "{}", place.what);
    let models = ["migrate", "diff", "--from-config-datasource", "--to-schema", "schema.prisma", "--exit-code"];
    place.done(&models);
}

const DEV: [&str; 5] = ["migrate", "dev", "--name", "more", "--skip-generate"];

fn first(project: &Project) {
    project.done(&["migrate", "dev", "--name", "first", "--skip-generate"]);
    execute(project, "INSERT INTO \"User\" VALUES (1, 'a'), (2, 'b');");
    want(project, BEFORE, AFTER);
}

/// Every row of the history has its folder, and what it makes is there.
fn check_history(place: &Place) {
    let (seen, names) = (place.see(), place.project.names("migrations"));
    assert!(
        seen.rows.iter().all(|row| names.iter().any(|name| row.strip_prefix(name.as_str()) == Some(" done"))),
        "{}: {:?}, {names:?}",
        place.what,
        seen.rows
    );
    assert_eq!(
        seen.has("Post"),
        seen.rows.iter().any(|row| row.ends_with("_more done")),
        "{}: {:?}",
        place.what,
        seen.rows
    );
}

#[test]
fn a_new_migration_is_written_and_applied_once() {
    for ground in Ground::each(BEFORE, &first) {
        ground.die_everywhere(&DEV, &mut |place: &Place, _: &End| {
            check_history(place);
            place.done(&DEV);
            check_history(place);
            assert_eq!(place.project.migrations(), ["first", "more"], "{}", place.what);
            check_done(place);
            place.done(&["migrate", "status"]);
            // The way back may have been missed; then that is told, with the command that makes it.
            let name = place
                .project
                .names("migrations")
                .into_iter()
                .find(|name| name.ends_with("_more"))
                .expect("it is there");
            let end = place.go(&["migrate", "down", "--accept-data-loss"]);
            if !end.is_done {
                assert!(end.said.contains(&format!("nicol migrate down --write {name}")), "{}", end.said);
                place.done(&["migrate", "down", "--write"]);
                place.done(&["migrate", "down", "--accept-data-loss"]);
            }
        });
    }
}

const OWN: &str = "20260103000000_size";

/// One's own is applied, and what others have merged stands behind it.
fn two_branches(project: &Project) {
    let integer = if project.is_postgres() {
        "INTEGER NOT NULL,\n    \"name\" TEXT,\n\n    CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\")"
    } else {
        "INTEGER NOT NULL PRIMARY KEY,\n    \"name\" TEXT"
    };
    let write = |name: &str, up: &str, down: &str| {
        project.write(&format!("migrations/{name}/migration.sql"), up);
        project.write(&format!("migrations/{name}/down.sql"), down);
    };
    write("20260101000000_first", &format!("-- CreateTable\nCREATE TABLE \"User\" (\n    \"id\" {integer}\n);\n"), "");
    // As a plan writes it.
    let blanks = if project.is_postgres() { "    " } else { "" };
    write(
        OWN,
        &format!("-- AlterTable\nALTER TABLE \"User\" ADD COLUMN {blanks}\"size\" INTEGER;\n"),
        "ALTER TABLE \"User\" DROP COLUMN \"size\";\n",
    );
    project.done(&["migrate", "deploy"]);
    execute(project, "INSERT INTO \"User\" (id, name) VALUES (1, 'a'), (2, 'b');");
    write(
        "20260104000000_theirs",
        &format!(
            "-- CreateTable\nCREATE TABLE \"Post\" (\n    \"id\" {}\n);\n",
            integer.replace(",\n    \"name\" TEXT", "").replace("User_pkey", "Post_pkey")
        ),
        "DROP TABLE \"Post\";\n",
    );
    want(project, BEFORE, AFTER);
}

#[test]
fn what_is_planned_anew_comes_to_what_the_schema_wants() {
    let args = ["migrate", "rebase", "--replan", "--accept-data-loss", OWN];
    for ground in Ground::each(BEFORE, &two_branches) {
        ground.die_everywhere(&args, &mut |place: &Place, end: &End| {
            let (seen, what) = (place.see(), &place.what);
            let size = if ground.is_postgres() {
                "information_schema.columns WHERE column_name = 'size' AND table_name = 'User'"
            } else {
                "pragma_table_info('User') WHERE name = 'size'"
            };
            let has_size = place.value(&format!("SELECT COUNT(*) FROM {size}")) == "1";
            assert_eq!(has_size, seen.state(OWN) == "done", "{what}: {:?}", seen.rows);
            assert!(!end.is_done || !has_size, "{}", end.said);
            // The same again; where its migration has gone already, the command that is told.
            let again = place.go(&args);
            if !again.is_done {
                assert!(again.said.contains("nicol migrate dev"), "{}", again.said);
            }
            place.done(&DEV);
            check_done(place);
            place.done(&["migrate", "status"]);
        });
    }
}

const PUSH: [&str; 4] = ["db", "push", "--accept-data-loss", "--skip-generate"];

#[test]
fn a_push_is_done_as_a_whole() {
    let pushed = |project: &Project| {
        project.done(&["db", "push", "--skip-generate"]);
        execute(project, "INSERT INTO \"User\" VALUES (1, 'a'), (2, 'b');");
        want(project, BEFORE, AFTER);
    };
    for ground in Ground::each(BEFORE, &pushed) {
        ground.die_everywhere(&PUSH, &mut |place: &Place, end: &End| {
            let size = if ground.is_postgres() {
                "information_schema.columns WHERE column_name = 'size' AND table_name = 'User'"
            } else {
                "pragma_table_info('User') WHERE name = 'size'"
            };
            let has_size = place.value(&format!("SELECT COUNT(*) FROM {size}")) == "1";
            assert_eq!(has_size, place.see().has("Post"), "{}", end.said);
            assert!(!end.is_done || has_size, "{}", end.said);
            place.done(&PUSH);
            check_done(place);
        });
    }
}
