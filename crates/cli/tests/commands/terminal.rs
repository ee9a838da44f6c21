//! Questions, colours and progress on a terminal.

use std::process::Command;

use nicol_testkit::postgres::Server;
use nicol_testkit::terminal::{Terminal, has_colours};
use nicol_testkit::wait::until;

use crate::support::{Project, USER, text};

const ENTER: &str = "\r";
const DOWN: &str = "\x1b[B";
const CTRL_C: &str = "\x03";
const ESCAPE: &str = "\x1b";

fn start(project: &Project, args: &[&str]) -> Terminal {
    Terminal::start(&project.command(args))
}

/// A project whose next migration drops a column with data.
fn with_data_to_lose() -> Project {
    let project = Project::sqlite("model User {\n  id   Int     @id\n  name String?\n}\n");
    project.done(&["migrate", "dev", "--name", "init"]);
    project.write("insert.sql", "INSERT INTO \"User\" VALUES (1, 'Ann')");
    project.done(&["db", "execute", "--file", "insert.sql"]);
    let schema = project.read("schema.prisma");
    project.write("schema.prisma", &schema.replace("  name String?\n", ""));
    project
}

fn is_column_there(project: &Project) -> bool {
    project.done(&["db", "pull", "--print"]).contains("name")
}

#[test]
fn the_name_of_a_migration_is_asked_for() {
    let project = Project::sqlite(USER);
    let mut terminal = start(&project, &["migrate", "dev"]);
    terminal.wait_for("Name of the new migration:");
    terminal.type_keys("Add users\r");
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.text());
    assert_eq!(project.migrations(), ["add_users"]);

    // Enter takes what is proposed.
    let schema = project.read("schema.prisma");
    project.write("schema.prisma", &(schema + "\nmodel Post {\n  id Int @id\n}\n"));
    let mut terminal = start(&project, &["migrate", "dev"]);
    terminal.wait_for("create_post");
    terminal.type_keys(ENTER);
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.text());
    assert_eq!(project.migrations(), ["add_users", "create_post"]);
}

#[test]
fn a_terminal_that_can_only_print_gets_no_escape_sequences_and_no_questions() {
    let project = with_data_to_lose();
    for args in
        [&["db", "push"][..], &["migrate", "reset"], &["migrate", "down"], &["migrate", "dev", "--name", "drop"]]
    {
        let mut command = project.command(args);
        let mut terminal = Terminal::start(command.env("TERM", "dumb"));
        assert_eq!(terminal.end().code(), Some(1), "{}", terminal.text());
        assert!(terminal.text().contains("this terminal can only print (TERM=dumb)"), "{args:?}: {}", terminal.text());
        assert!(!terminal.text().contains('\x1b'), "{args:?}: {}", terminal.text());
    }
    let mut command = project.command(&["db", "push", "--accept-data-loss", "--skip-generate"]);
    let mut terminal = Terminal::start(command.env("TERM", "dumb"));
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.text());
    assert!(!terminal.text().contains('\x1b'), "{}", terminal.text());
}

#[test]
fn a_question_that_is_not_answered_writes_nothing() {
    for key in [CTRL_C, ESCAPE] {
        let project = Project::sqlite(USER);
        let mut terminal = start(&project, &["migrate", "dev"]);
        terminal.wait_for("Name of the new migration:");
        terminal.type_keys(key);
        assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
        assert!(terminal.text().contains("Cancelled: no migration was written."), "{}", terminal.text());
        assert_eq!(project.names("migrations"), [""; 0]);
        assert!(project.run(&["migrate", "dev", "--name", "later"]).status.success());
    }
}

#[test]
fn a_signal_ends_a_question_and_leaves_the_terminal_as_it_was() {
    let project = Project::sqlite(USER);
    let script = "nicol migrate dev; echo \"ended with $?\"; stty -a | tr ' ;' '\\n\\n' | grep -x -e echo -e icanon";
    let mut terminal = Terminal::start(&project.program("sh", &["-c", script]));
    terminal.wait_for("Name of the new migration:");
    let found = project.program("pgrep", &["-P", &terminal.id().to_string()]).output().expect("pgrep runs");
    let id = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
    terminal.wait_for("ended with 130");
    terminal.end();
    let after = terminal.text().split("ended with 130").nth(1).unwrap_or_default().to_owned();
    assert!(after.contains("icanon") && after.contains("echo"), "{}", terminal.text());
    assert_eq!(project.names("migrations"), [""; 0]);
}

#[test]
fn losing_data_needs_a_yes() {
    let commands: [(&[&str], &str); 2] = [
        (&["migrate", "dev", "--name", "drop"], "Write and apply this migration?"),
        (&["db", "push"], "Make these changes?"),
    ];
    for (args, question) in commands {
        let project = with_data_to_lose();
        for answer in ["n\r", ENTER, CTRL_C] {
            let mut terminal = start(&project, args);
            terminal.wait_for("its 1 non-null value");
            terminal.wait_for(question);
            terminal.type_keys(answer);
            assert_eq!(terminal.end().code(), Some(130), "{answer:?}: {}", terminal.text());
            assert!(terminal.text().contains("Cancelled: "), "{}", terminal.text());
            assert!(is_column_there(&project));
            assert_eq!(project.migrations(), ["init"]);
        }
        let mut terminal = start(&project, args);
        terminal.wait_for(question);
        terminal.type_keys("y\r");
        assert_eq!(terminal.end().code(), Some(0), "{}", terminal.text());
        assert!(!is_column_there(&project));
    }
}

#[test]
fn drift_is_told_and_never_reset_by_a_question() {
    let project = Project::sqlite(USER);
    project.done(&["migrate", "dev", "--name", "init"]);
    project.write("change.sql", "ALTER TABLE \"User\" ADD COLUMN byhand TEXT");
    project.done(&["db", "execute", "--file", "change.sql"]);
    let mut terminal = start(&project, &["migrate", "dev"]);
    assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
    assert!(
        terminal.text().contains("byhand") && terminal.text().contains("nicol migrate reset"),
        "{}",
        terminal.text()
    );
    assert!(project.done(&["db", "pull", "--print"]).contains("byhand"));
}

#[test]
fn a_reset_names_what_goes_and_needs_a_yes() {
    let project = Project::sqlite(USER);
    project.done(&["migrate", "dev", "--name", "init"]);
    project.write("insert.sql", "INSERT INTO \"User\" VALUES (1, 'a@b.c')");
    project.done(&["db", "execute", "--file", "insert.sql"]);
    let rows = || {
        let request = r#"{"model": "User", "action": "count"}"#;
        let command = format!("echo '{request}' | nicol query --lines");
        let output = project.program("sh", &["-c", &command]).output().expect("it runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    for answer in ["n\r", CTRL_C] {
        let mut terminal = start(&project, &["migrate", "reset"]);
        terminal.wait_for("all data will be lost");
        terminal.wait_for("User");
        terminal.wait_for("Empty this database");
        terminal.type_keys(answer);
        assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
        assert_eq!(rows(), r#"{"id":null,"ok":1}"#);
    }
    let mut terminal = start(&project, &["migrate", "reset"]);
    terminal.wait_for("Empty this database");
    terminal.type_keys("y\r");
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.text());
    assert_eq!(rows(), r#"{"id":null,"ok":0}"#);
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    // In CI, on a terminal that can't do more than print, and with one of the streams elsewhere.
    let project = with_data_to_lose();
    let cases: [(&str, &str, &str); 4] = [
        ("CI", "true", "nicol db push"),
        ("TERM", "dumb", "nicol db push"),
        ("TERM", "xterm", "nicol db push < /dev/null"),
        ("TERM", "xterm", "nicol db push 2> said.txt; status=$?; cat said.txt; exit $status"),
    ];
    for (name, value, line) in cases {
        let mut command = project.program("sh", &["-c", line]);
        command.env(name, value);
        let mut terminal = Terminal::start(&command);
        assert_eq!(terminal.end().code(), Some(1), "{line}: {}", terminal.text());
        assert!(terminal.text().contains("--accept-data-loss"), "{line}: {}", terminal.text());
    }
    assert!(is_column_there(&project));
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let project = Project::sqlite("model User {\n  id Itn @id\n}\n");
    let shown = |name: &str, value: &str, args: &[&str]| {
        let mut command = project.command(args);
        command.env(name, value);
        let mut terminal = Terminal::start(&command);
        terminal.end();
        terminal.raw()
    };
    for args in [&["validate"][..], &["vaildate"], &["help"], &["migrate", "dev"]] {
        assert!(has_colours(&shown("TERM", "xterm", args)), "{args:?}");
        assert!(!has_colours(&shown("NO_COLOR", "1", args)), "{args:?}");
        assert!(!has_colours(&shown("TERM", "dumb", args)), "{args:?}");
        assert!(!text(&project.run(args)).contains('\x1b'), "{args:?} through a pipe");
        let mut forced = project.command(args);
        let forced = text(&forced.env("CLICOLOR_FORCE", "1").output().expect("it runs"));
        assert!(has_colours(&forced), "{args:?} with colours forced");
    }
}

#[test]
fn questions_obey_no_color_too() {
    let project = Project::sqlite(USER);
    let mut command = project.command(&["migrate", "dev"]);
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(&command);
    terminal.wait_for("Name of the new migration:");
    terminal.type_keys(ENTER);
    assert!(terminal.end().success());
    assert!(!has_colours(&terminal.raw()), "{:?}", terminal.raw());
}

#[test]
fn long_work_is_shown_on_terminals_only() {
    let Some(server) = Server::shared() else { return };
    let url = server.database("long work");
    let project = Project::postgres(&url, USER);
    // It goes on until it was seen that it does.
    server.psql(name_of(&url), "CREATE TABLE seen ()");
    let wait = "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM seen) LOOP PERFORM pg_sleep(0.02); END LOOP; END $$";
    project.write("wait.sql", wait);
    project.write("sleep.sql", "SELECT pg_sleep(2)");
    let args = |file| ["db", "execute", "--file", file, "--schema", "schema.prisma"];
    const LABEL: &str = "running the script";
    let mut terminal = start(&project, &args("wait.sql"));
    terminal.wait_for(LABEL);
    server.psql(name_of(&url), "INSERT INTO seen DEFAULT VALUES");
    assert!(terminal.end().success(), "{}", terminal.text());
    // The line is gone when the result comes.
    let raw = terminal.raw();
    let after = &raw[raw.rfind(LABEL).expect("it was there")..];
    assert!(after.contains("\r\x1b[2K") && after.contains("The script was run."), "{after:?}");

    assert!(!text(&project.run(&args("sleep.sql"))).contains(LABEL), "through a pipe");
    for (name, value) in [("TERM", "dumb"), ("CI", "true")] {
        let mut command = project.command(&args("sleep.sql"));
        command.env(name, value);
        let mut terminal = Terminal::start(&command);
        assert!(terminal.end().success(), "{}", terminal.text());
        assert!(!terminal.text().contains(LABEL), "{name}={value}: {}", terminal.text());
    }
}

#[test]
fn ctrl_c_on_a_terminal_cancels_what_runs() {
    let Some(server) = Server::shared() else { return };
    let url = server.database("ctrl c");
    let project = Project::postgres(&url, USER);
    project.write("migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    project
        .write("migrations/1_slow/migration.sql", "CREATE TABLE half (a INTEGER);\nSELECT pg_sleep(300), 'ctrl c';\n");
    let mut terminal = start(&project, &["migrate", "deploy"]);
    terminal.wait_for("applying 1_slow");
    until("it sleeps", || server.is_running("pg_sleep(300), 'ctrl c'"));
    terminal.type_keys(CTRL_C);
    assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
    assert!(terminal.text().contains("nicol migrate status"), "{}", terminal.text());
    let status = text(&project.run(&["migrate", "status"]));
    // Nothing of it is there, nothing is recorded, and nothing sleeps on.
    assert!(status.contains("Not applied yet:\n  1_slow"), "{status}");
    assert_eq!(server.psql(name_of(&url), "SELECT to_regclass('half') IS NULL").trim(), "t");
    until("it sleeps no more", || !server.is_running("pg_sleep(300), 'ctrl c'"));
}

/// The name of a database from its URL.
fn name_of(url: &str) -> &str {
    url.split('?').next().and_then(|u| u.rsplit('/').next()).expect("a name")
}

/// A project in which `name` becomes `fullName`, and `Post` becomes `Story`.
fn with_renames() -> Project {
    let models =
        "model User {\n  id   Int     @id\n  name String?\n}\n\nmodel Post {\n  id    Int    @id\n  title String\n}\n";
    let project = Project::sqlite(models);
    project.done(&["migrate", "dev", "--name", "init"]);
    project.write("insert.sql", "INSERT INTO \"User\" VALUES (1, 'Ann'); INSERT INTO \"Post\" VALUES (1, 'Hello')");
    project.done(&["db", "execute", "--file", "insert.sql"]);
    let schema = project.read("schema.prisma");
    project.write("schema.prisma", &schema.replace("  name ", "  fullName ").replace("model Post", "model Story"));
    project
}

#[test]
fn what_may_be_renamed_is_asked_about_and_yes_is_the_default() {
    let project = with_renames();
    let mut terminal = start(&project, &["migrate", "dev", "--name", "renamed"]);
    terminal.wait_for("Is the table `Post` renamed to `Story`?");
    terminal.type_keys(ENTER);
    terminal.wait_for("Is the column `name` of `User` renamed to `fullName`?");
    terminal.type_keys("y\r");
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.text());
    assert!(!terminal.text().contains("data may be lost"), "{}", terminal.text());
    let migration =
        project.names("migrations").into_iter().find(|name| name.ends_with("_renamed")).expect("it is written");
    let script = project.read(&format!("migrations/{migration}/migration.sql"));
    assert!(
        script.contains("RENAME TO \"Story\"") && script.contains("RENAME COLUMN \"name\" TO \"fullName\""),
        "{script}"
    );
}

#[test]
fn what_may_be_one_of_several_is_asked_about_and_is_none_of_them_by_default() {
    let project = Project::sqlite("model User {\n  id Int @id\n  a  String?\n}\n");
    project.done(&["migrate", "dev", "--name", "init"]);
    project.write("insert.sql", "INSERT INTO \"User\" VALUES (1, 'Ann')");
    project.done(&["db", "execute", "--file", "insert.sql"]);
    let schema = project.read("schema.prisma").replace("  a  String?", "  b  String?\n  c  String?");
    project.write("schema.prisma", &schema);
    let mut terminal = start(&project, &["migrate", "dev", "--name", "dropped"]);
    terminal.wait_for("What is the column `a` of `User` now?");
    terminal.wait_for("renamed to `c`");
    terminal.type_keys(ENTER);
    terminal.wait_for("Write and apply this migration?");
    terminal.type_keys("n\r");
    assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
    let mut terminal = start(&project, &["migrate", "dev", "--name", "renamed"]);
    terminal.wait_for("renamed to `c`");
    terminal.type_keys(&DOWN.repeat(2));
    terminal.wait_for("> renamed to `c`");
    terminal.type_keys(ENTER);
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.text());
    assert!(!terminal.text().contains("data may be lost"), "{}", terminal.text());
    let renamed =
        project.names("migrations").into_iter().find(|name| name.ends_with("_renamed")).expect("it is written");
    let script = project.read(&format!("migrations/{renamed}/migration.sql"));
    assert!(script.contains("RENAME COLUMN \"a\" TO \"c\""), "{script}");
}

#[test]
fn what_is_not_renamed_is_dropped_with_the_question_that_this_needs() {
    let project = with_renames();
    let mut terminal = start(&project, &["migrate", "dev", "--name", "dropped"]);
    terminal.wait_for("Is the table `Post` renamed to `Story`?");
    terminal.type_keys("n\r");
    terminal.wait_for("Is the column `name` of `User` renamed to `fullName`?");
    terminal.type_keys("n\r");
    terminal.wait_for("data may be lost");
    terminal.wait_for("Write and apply this migration?");
    terminal.type_keys("n\r");
    assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
    assert_eq!(project.migrations(), ["init"]);
}

#[test]
fn only_the_migration_that_was_asked_about_is_taken_back() {
    let project = Project::sqlite(USER);
    project.done(&["migrate", "dev", "--name", "init"]);
    let schema = project.read("schema.prisma");
    project.write("schema.prisma", &(schema + "\nmodel Post {\n  id Int @id\n}\n"));
    project.done(&["migrate", "dev", "--name", "post"]);
    project.write("insert.sql", "INSERT INTO \"Post\" VALUES (1)");
    project.done(&["db", "execute", "--file", "insert.sql"]);
    let mut terminal = start(&project, &["migrate", "down"]);
    terminal.wait_for("Take back ");
    // Somebody else is faster.
    project.done(&["migrate", "down", "--accept-data-loss"]);
    terminal.type_keys("y\r");
    assert_eq!(terminal.end().code(), Some(1), "{}", terminal.text());
    assert!(terminal.text().contains("what would be taken back is not what was asked any more"), "{}", terminal.text());
    assert!(project.done(&["db", "pull", "--print"]).contains("User"));

    // What it costs is said once.
    project.done(&["migrate", "deploy"]);
    project.done(&["db", "execute", "--file", "insert.sql"]);
    let mut terminal = start(&project, &["migrate", "down"]);
    terminal.wait_for("Take back ");
    terminal.type_keys("y\r");
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.text());
    assert_eq!(terminal.text().matches("data are lost").count(), 1, "{}", terminal.text());
}
