//! SQLite: foreign keys that come back, and rows that would refer to nothing.

use std::fs;

use nicol_engine::Error;
use nicol_engine::down::{Done, DownError, Goal, Mode, Request, down};
use nicol_migrate::inverse::NoteKind;

use super::write_all;
use crate::support::{Database, Project, run};

const FIRST: &str = "CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE);\n\
     CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p, k TEXT, FOREIGN KEY (k) REFERENCES \"P\" (code));\n\
     INSERT INTO p VALUES (1, 'a'), (2, 'b');\nINSERT INTO c VALUES (1, 1, 'a'), (2, 2, NULL), (3, NULL, 'b');\n";

/// With a second migration that makes `c` anew.
fn project(script: &str) -> Project {
    let project = Project::new(Database::Sqlite, "references").expect("SQLite is there");
    project.add("1_first", FIRST);
    project.add("2_second", script);
    write_all(&project);
    run(project.deploy()).expect("nothing is in the way");
    project
}

fn take_back(project: &Project) -> Result<Done, Error> {
    let request = Request::new(Goal::Last(1), Mode::AcceptDataLoss);
    run(down(&project.target, &project.folder(), &request))
}

/// What is refused, and how many rows.
fn refused(project: &Project) -> Vec<(String, u64)> {
    let findings = match take_back(project) {
        Err(Error::Down(DownError::Refused { findings })) => findings,
        other => panic!("{other:?}"),
    };
    assert!(findings.iter().all(|f| f.kind == NoteKind::Refuses));
    let sql = "SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL";
    assert_eq!(run(project.value(sql)), "0");
    findings.into_iter().map(|f| (f.text, f.count.expect("it is counted"))).collect()
}

fn is_whole(project: &Project, sql: &str) {
    run(project.execute(sql));
    take_back(project).expect("every row refers to one");
    assert_eq!(run(project.column("SELECT \"table\" FROM pragma_foreign_key_check")), [""; 0]);
    assert_eq!(run(project.value("SELECT count(*) FROM pragma_foreign_key_list('c')")), "2");
}

#[test]
fn a_key_that_comes_back_is_counted() {
    let project = project(
        "PRAGMA foreign_keys=OFF;\nCREATE TABLE new_c (id INTEGER PRIMARY KEY, parent INTEGER, k TEXT);\n\
         INSERT INTO new_c (id, parent, k) SELECT id, p, k FROM c;\nDROP TABLE c;\nALTER TABLE new_c RENAME TO c;\n\
         ALTER TABLE p RENAME TO q;\nALTER TABLE q RENAME COLUMN code TO name;\nPRAGMA foreign_keys=ON;\n",
    );
    run(project.execute("INSERT INTO c VALUES (4, 99, 'a'), (5, 98, 'z'), (6, NULL, NULL)"));
    let found = refused(&project);
    let counts: Vec<_> = found.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [1, 2], "{found:?}");
    assert!(found[1].0.contains("\"parent\" of the table \"c\"") && found[1].0.contains("\"q\""), "{found:?}");
    is_whole(&project, "DELETE FROM c WHERE id IN (4, 5)");
}

#[test]
fn a_parent_that_comes_back_empty_has_no_rows_to_refer_to() {
    let project = project(
        "PRAGMA foreign_keys=OFF;\nCREATE TABLE new_c (id INTEGER PRIMARY KEY, p INTEGER, k TEXT);\n\
         INSERT INTO new_c (id, p, k) SELECT id, p, k FROM c;\nDROP TABLE c;\nALTER TABLE new_c RENAME TO c;\n\
         DROP TABLE p;\nPRAGMA foreign_keys=ON;\n",
    );
    let found = refused(&project);
    assert!(found.iter().all(|(text, count)| *count == 2 && text.contains("comes back empty")), "{found:?}");
    is_whole(&project, "UPDATE c SET p = NULL, k = NULL");
}

#[test]
fn what_was_kept_may_refer_to_what_has_gone_since() {
    let kept = "ATTACH (SELECT CASE file WHEN '' THEN ':memory:' ELSE file || '.kept' END FROM pragma_database_list \
         WHERE name = 'main') AS \"_nicol_keep\";\n";
    let column = project(&format!(
        "{kept}CREATE TABLE \"_nicol_keep\".\"c__p\" AS SELECT \"id\", \"p\" FROM \"c\";\nPRAGMA foreign_keys=OFF;\n\
         CREATE TABLE new_c (id INTEGER PRIMARY KEY, k TEXT, FOREIGN KEY (k) REFERENCES p (code));\n\
         INSERT INTO new_c (id, k) SELECT id, k FROM c;\nDROP TABLE c;\nALTER TABLE new_c RENAME TO c;\n\
         PRAGMA foreign_keys=ON;\nDETACH \"_nicol_keep\";\n"
    ));
    run(column.execute("UPDATE c SET k = NULL; DELETE FROM p WHERE id = 2"));
    assert_eq!(refused(&column).into_iter().map(|(_, count)| count).collect::<Vec<_>>(), [1]);
    is_whole(&column, "DELETE FROM c WHERE id = 2");
    let table = project(&format!(
        "{kept}CREATE TABLE \"_nicol_keep\".\"c\" AS SELECT \"id\", \"p\", \"k\" FROM \"c\";\nDROP TABLE c;\nDETACH \"_nicol_keep\";\n"
    ));
    run(table.execute("DELETE FROM p WHERE id = 1"));
    assert_eq!(refused(&table).into_iter().map(|(_, count)| count).collect::<Vec<_>>(), [1, 1]);
    is_whole(&table, "INSERT INTO p VALUES (1, 'a')");
}

#[test]
fn a_way_back_that_counts_nothing_is_undone() {
    let project = project(
        "PRAGMA foreign_keys=OFF;\nCREATE TABLE new_c (id INTEGER PRIMARY KEY, p INTEGER, k TEXT);\n\
         INSERT INTO new_c (id, p, k) SELECT id, p, k FROM c;\nDROP TABLE c;\nALTER TABLE new_c RENAME TO c;\nPRAGMA foreign_keys=ON;\n",
    );
    let path = project.folder().find("2_second").expect("it is there").down_path();
    let text = fs::read_to_string(&path).expect("it was written");
    let (_, body) = text.split_once("*/").expect("it has a comment");
    fs::write(&path, body).expect("it can be written");
    run(project.execute("INSERT INTO c VALUES (4, 99, NULL)"));
    match take_back(&project) {
        Err(Error::Down(DownError::Orphans { rows, .. })) => assert_eq!(rows, "1 row"),
        other => panic!("{other:?}"),
    }
    assert_eq!(run(project.value("SELECT count(*) FROM pragma_foreign_key_list('c')")), "0");
    is_whole(&project, "DELETE FROM c WHERE id = 4");
}
