//! What a failed migration has left behind, and who may say that it is nothing.

use nicol_engine::Error;
use nicol_engine::down::{DownError, Goal, Mode, Request, down};
use nicol_engine::status::status;

use crate::support::{Database, Project, run};

async fn advice(project: &Project) -> String {
    let state = status(&project.target, &project.folder()).await.expect("it is read");
    state.failed.first().and_then(|failed| failed.advice.clone()).unwrap_or_default()
}

async fn is_refused_by_down(project: &Project) {
    let request = Request::new(Goal::Last(1), Mode::AcceptDataLoss);
    match down(&project.target, &project.folder(), &request).await {
        Err(Error::Down(error @ DownError::FailedPartly { .. })) => assert!(error.to_string().contains("2_second")),
        other => panic!("{other:?}"),
    }
    let standing = "SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NULL";
    assert_eq!(project.value(standing).await, "2");
}

/// A row without an end and without a word, as of a run that was killed; the script is there.
async fn killed(project: &Project, id: &str) {
    project.deploy().await.expect("nothing is in the way");
    let unended = format!("UPDATE _prisma_migrations SET finished_at = NULL{id} WHERE migration_name = '2_second'");
    project.execute(&unended).await;
}

#[test]
fn a_run_that_ended_without_a_word_may_have_done_all() {
    // As Prisma leaves it, and as Nicol has.
    for (project, id) in Project::each("without a word").zip([", id = '6f6a2c4e-0f5c-4c39-9c0e-2b0f5f9f7a11'", ""]) {
        project.add("1_first", "CREATE TABLE a (b INTEGER);");
        project.add("2_second", "CREATE TABLE c (d INTEGER); INSERT INTO a VALUES (1);");
        run(async {
            killed(&project, id).await;
            let told = advice(&project).await;
            assert!(told.contains("all of it is there or nothing"), "{told}");
            assert!(told.contains("--applied 2_second") && told.contains("--rolled-back 2_second"), "{told}");
            is_refused_by_down(&project).await;
            assert_eq!(project.value("SELECT b FROM a").await, "1");
        });
    }
}

#[test]
fn what_fails_behind_the_commit_of_a_sqlite_script_leaves_the_script() {
    let Some(project) = Project::new(Database::Sqlite, "behind the commit") else { return };
    project.add("1_first", "CREATE TABLE a (b INTEGER);");
    project.add("2_second", "INSERT INTO a VALUES (1);\nPRAGMA temp_store_directory = '/nowhere/at/all';\n");
    run(async {
        let Err(Error::ApplyFailed { left, .. }) = project.deploy().await else { panic!("SQLite refuses the folder") };
        assert_eq!(project.value("SELECT count(*) FROM a").await, "1");
        let told = advice(&project).await;
        assert!(told.contains("stays") && !told.contains("nothing of it"), "{told}");
        assert_eq!(left.as_deref(), Some(told.as_str()));
        is_refused_by_down(&project).await;
    });
}

#[test]
fn a_script_that_is_corrected_has_still_left_nothing() {
    for project in Project::each("corrected") {
        project.add("1_first", "CREATE TABLE a (b INTEGER);");
        for (failing, corrected) in [
            ("INSERT INTO a VALUES (1); SELECT * FROM nowhere;", "INSERT INTO a VALUES (1);"),
            ("INSERT INTO a VALUES (1); SELECT * FROM nowhere;", "BEGIN; INSERT INTO a VALUES (1); COMMIT;"),
        ] {
            project.add("2_second", failing);
            run(async {
                assert!(project.deploy().await.is_err());
                project.add("2_second", corrected);
                let state = status(&project.target, &project.folder()).await.expect("it is read");
                assert_eq!(state.diagnosis.edited, [""; 0], "it was never applied");
                let logs = state.failed[0].logs.clone().unwrap_or_default();
                assert!(logs.contains("nowhere") && !logs.contains("nothing of it"), "{logs}");
                let told = advice(&project).await;
                assert!(told.contains("nothing of that run") && told.contains("--rolled-back 2_second"), "{told}");
                let request = Request::new(Goal::Last(1), Mode::Careful);
                let done = down(&project.target, &project.folder(), &request).await.expect("nothing is there");
                assert_eq!(done.taken_back, ["2_second"]);
                assert_eq!(project.value("SELECT count(*) FROM a").await, "0");
            });
        }
    }
}

#[test]
fn a_script_that_was_changed_since_does_not_tell_what_is_left() {
    for project in Project::each("changed since") {
        project.add("1_first", "CREATE TABLE a (b INTEGER);");
        project.add("2_second", "BEGIN; INSERT INTO a VALUES (1); COMMIT; SELECT * FROM nowhere;");
        run(async {
            assert!(project.deploy().await.is_err());
            project.add("2_second", "INSERT INTO a VALUES (1);");
            let told = advice(&project).await;
            assert!(told.contains("was changed since") && !told.contains("nothing of it"), "{told}");
            is_refused_by_down(&project).await;
        });
    }
}
