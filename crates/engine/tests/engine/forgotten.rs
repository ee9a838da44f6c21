//! SQLite makes tables anew as they were when a script was written: what has come to them since is not dropped with that.

use nicol_engine::Error;
use nicol_engine::branches::rebase;
use nicol_engine::down::{DownError, Goal, Mode, Request, down};

use crate::down::write_all;
use crate::support::{Database, Project, run};

const INIT: (&str, &str) =
    ("20260101000000_init", "CREATE TABLE \"User\" (\"id\" INTEGER PRIMARY KEY, \"name\" TEXT);");

fn anew(column: &str) -> String {
    format!(
        "PRAGMA foreign_keys=OFF;\nCREATE TABLE \"new_User\" (\"id\" INTEGER PRIMARY KEY, \"name\" TEXT, \"{column}\" INTEGER DEFAULT 3);\n\
         INSERT INTO \"new_User\" (\"id\", \"name\") SELECT \"id\", \"name\" FROM \"User\";\nDROP TABLE \"User\";\n\
         ALTER TABLE \"new_User\" RENAME TO \"User\";\nPRAGMA foreign_keys=ON;\n"
    )
}

fn columns(project: &Project) -> String {
    run(project.value("SELECT group_concat(name, ' ') FROM pragma_table_info('User')"))
}

#[test]
fn a_late_migration_drops_nothing_of_those_behind_it() {
    let Some(project) = Project::new(Database::Sqlite, "late") else { return };
    project.add(INIT.0, INIT.1);
    project.add("20260103000000_theirs", "ALTER TABLE \"User\" ADD COLUMN \"theirs\" INTEGER;");
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("INSERT INTO User VALUES (1, 'a', 777)"));
    project.add("20260102000000_mine", &anew("mine"));
    let error = run(project.deploy()).expect_err("it knows nothing of the other branch");
    assert!(matches!(&error, Error::ApplyFailed { is_recorded: false, .. }), "{error}");
    assert!(error.to_string().contains("the column `theirs` of `user`"), "{error}");
    assert_eq!(
        (columns(&project).as_str(), run(project.value("SELECT theirs FROM User")).as_str()),
        ("id name theirs", "777")
    );
    // If it is to go, that is said.
    project.add("20260102000000_mine", &format!("-- drops theirs\n{}", anew("mine")));
    run(project.deploy()).expect("it is named");
    assert_eq!(columns(&project), "id name mine");
}

#[test]
fn values_of_another_branch_are_not_dropped_by_a_later_migration() {
    let Some(project) = Project::new(Database::Sqlite, "in order") else { return };
    project.add(INIT.0, INIT.1);
    project.add("20260102000000_theirs", "ALTER TABLE \"User\" ADD COLUMN \"theirs\" INTEGER;");
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("INSERT INTO User VALUES (1, 'a', 777); CREATE INDEX by_hand ON User (name)"));
    // Planned where nobody knew of it.
    project.add("20260103000000_mine", &anew("mine"));
    let error = run(project.deploy()).expect_err("it knows nothing of the values");
    assert!(error.to_string().contains("the column `theirs` of `user`"), "{error}");
    assert!(!error.to_string().contains("by_hand"), "an index has no values: {error}");
    assert_eq!(run(project.value("SELECT theirs FROM User")), "777");
    // Without values a script does what it says, as Prisma's deploy does.
    run(project.execute("UPDATE User SET theirs = NULL"));
    run(project.deploy()).expect("nothing is lost");
    assert_eq!(columns(&project), "id name mine");
}

#[test]
fn a_column_that_is_not_there_any_more_is_not_taken_for_its_name() {
    let Some(project) = Project::new(Database::Sqlite, "renamed elsewhere") else { return };
    project.add(INIT.0, INIT.1);
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("INSERT INTO User VALUES (1, 'Ada')"));
    project.add("20260102000000_theirs", "ALTER TABLE \"User\" RENAME COLUMN \"name\" TO \"full name\";");
    let copy = anew("mine").replace("RENAME", "/* full name */ RENAME");
    project.add("20260103000000_mine", &copy);
    let error = run(project.deploy()).expect_err("SQLite would take it for a text");
    assert!(error.to_string().contains("no such column"), "{error}");
    assert_eq!(
        (columns(&project).as_str(), run(project.value("SELECT \"full name\" FROM User")).as_str()),
        ("id full name", "Ada")
    );
    // Where there are no rows nothing is made up, and Prisma deploys it.
    let empty = Project::new(Database::Sqlite, "renamed elsewhere, empty").expect("it is there");
    for (name, script) in
        [INIT, ("20260102000000_theirs", "ALTER TABLE \"User\" RENAME COLUMN \"name\" TO \"full name\";")]
    {
        empty.add(name, script);
    }
    empty.add("20260103000000_mine", &copy);
    run(empty.deploy()).expect("as Prisma does");
    assert_eq!(columns(&empty), "id name mine");
}

#[test]
fn a_way_back_drops_only_what_its_migration_has_made() {
    let Some(project) = Project::new(Database::Sqlite, "way back") else { return };
    project.add(INIT.0, INIT.1);
    project.add("20260103000000_theirs", "ALTER TABLE \"User\" ADD COLUMN \"theirs\" INTEGER;");
    write_all(&project);
    // Of another branch, which has come between them.
    project.add("20260102000000_mine", "ALTER TABLE \"User\" ADD COLUMN \"mine\" INTEGER;");
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("INSERT INTO User VALUES (1, 'a', 11, 777); CREATE INDEX by_hand ON User (name)"));
    let back_as = |mode| run(down(&project.target, &project.folder(), &Request::new(Goal::Last(1), mode)));
    let back = || back_as(Mode::AcceptDataLoss);
    let unproven = back_as(Mode::Careful).expect_err("it was proven elsewhere");
    assert!(unproven.to_string().contains("Other migrations about the same things"), "{unproven}");
    let foreseen = back_as(Mode::Look).expect_err("who looks hears it, too");
    assert!(matches!(&foreseen, Error::Down(DownError::Forgets { lost, .. }) if lost.len() == 2), "{foreseen}");
    let error = back().expect_err("it would drop the other one's");
    let Error::Down(inner) = &error else { panic!("{error}") };
    let DownError::Forgets { lost, .. } = inner else { panic!("{error}") };
    assert_eq!(lost, &["the column `mine` of `user`", "the index `by_hand` of `user`"]);
    assert_eq!(columns(&project), "id name mine theirs");
    write_all(&project);
    let error = back().expect_err("what was made by hand is still there").to_string();
    assert!(!error.contains("mine`") && error.contains("by_hand"), "{error}");
    run(project.execute("DROP INDEX by_hand"));
    back().expect("nothing is forgotten");
    assert_eq!(columns(&project), "id name mine");
    assert_eq!(run(project.value("SELECT mine FROM User")), "11");
}

#[test]
fn no_migration_is_moved_behind_what_it_would_drop() {
    let Some(project) = Project::new(Database::Sqlite, "moved") else { return };
    project.add(INIT.0, INIT.1);
    project.add("20260103000000_theirs", "ALTER TABLE \"User\" ADD COLUMN \"theirs\" INTEGER;");
    let mine = "20260102000000_mine".to_owned();
    project.add(&mine, &anew("mine"));
    run(project.deploy()).expect("nothing is in the way");
    let moved = |dry_run| run(rebase(&project.target, &mut project.folder(), std::slice::from_ref(&mine), dry_run));
    assert!(moved(true).expect("it is only told").difference.is_some());
    let error = moved(false).expect_err("it would drop the other one's");
    assert!(matches!(error, Error::NewOrderLoses { .. }) && error.to_string().contains("table `User`"), "{error}");
    assert!(project.folder().find(&mine).is_some());
}
