//! What is taken back is what was agreed to, no more of it is lost than was said, and what is reported is recorded.

use std::time::Duration;

use nicol_catalog::Catalog;
use nicol_driver::admin::Connection;
use nicol_engine::Error;
use nicol_engine::apply::{Options, Pause};
use nicol_engine::branches::{Replan, replan};
use nicol_engine::down::{Done, DownError, Goal, Heard, Mode, Request, Told, down, down_with};
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::sql::render;

use super::write_all;
use crate::support::{DATABASES, Database, Project, run};

fn project(database: Database) -> Option<Project> {
    let project = Project::new(database, "consent")?;
    project.add("1_first", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\n");
    project.add("2_second", "CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);\n");
    write_all(&project);
    run(project.deploy()).expect("nothing is in the way");
    Some(project)
}

fn each() -> impl Iterator<Item = Project> {
    DATABASES.into_iter().filter_map(project)
}

async fn last(project: &Project, count: usize, mode: Mode, told: Option<Told>) -> Result<Done, DownError> {
    let request = Request { told, ..Request::new(Goal::Last(count), mode) };
    refusal(down(&project.target, &project.folder(), &request).await)
}

fn refusal(outcome: Result<Done, Error>) -> Result<Done, DownError> {
    outcome.map_err(|error| match error {
        Error::Down(error) => error,
        other => panic!("{other}"),
    })
}

async fn rolled_back(project: &Project) -> String {
    project.value("SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL").await
}

fn write_down(project: &Project, name: &str, text: &str) {
    project.folder().find(name).expect("it is there").write_down(text).expect("it can be written");
}

#[test]
fn only_what_was_agreed_to_is_taken_back() {
    for project in each() {
        let told = run(last(&project, 1, Mode::Look, None)).expect("it is looked at").told();
        project.add("3_third", "CREATE TABLE c (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO c VALUES (1);\n");
        write_down(&project, "3_third", "DROP TABLE c");
        run(async {
            project.deploy().await.expect("another run applies it");
            let refused = last(&project, 1, Mode::AcceptDataLoss, Some(told)).await.expect_err("it is another one");
            let DownError::Changed { told, now } = &refused else { panic!("{refused}") };
            assert_eq!((&told[..], &now[..]), (&["2_second".to_owned()][..], &["3_third".to_owned()][..]));
            assert_eq!(
                (rolled_back(&project).await.as_str(), project.value("SELECT count(*) FROM c").await),
                ("0", "1".into())
            );
            // Another script than the one that was looked at.
            let told = last(&project, 1, Mode::Look, None).await.expect("it is looked at").told();
            write_down(&project, "3_third", "DROP TABLE c; DROP TABLE b");
            let refused = last(&project, 1, Mode::AcceptDataLoss, Some(told)).await.expect_err("it is another one");
            assert!(matches!(refused, DownError::Changed { .. }), "{refused}");
        });
    }
}

#[test]
fn no_more_is_lost_than_was_said() {
    for project in each() {
        run(async {
            project.execute("INSERT INTO b VALUES (1), (2)").await;
            let told = last(&project, 1, Mode::Look, None).await.expect("it is looked at").told();
            project.execute("INSERT INTO b VALUES (3)").await;
            let refused = last(&project, 1, Mode::AcceptDataLoss, Some(told.clone())).await.expect_err("one has come");
            assert!(
                matches!(&refused, DownError::MoreIsLost { findings } if findings[0].count == Some(3)),
                "{refused}"
            );
            assert_eq!(rolled_back(&project).await, "0");
            project.execute("DELETE FROM b WHERE id > 1").await;
            last(&project, 1, Mode::AcceptDataLoss, Some(told)).await.expect("it is less");
            assert_eq!(rolled_back(&project).await, "1");
        });
    }
}

/// Until something waits for a table of this database.
async fn until_it_waits(project: &Project) {
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation' \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    while project.value(waiting).await == "0" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn rows_that_are_being_written_are_waited_for_and_counted() {
    let Some(project) = project(Database::Postgres) else { return };
    run(async {
        let other = Connection::connect(&project.target.url).await.expect("it is there");
        other.execute_script("BEGIN; INSERT INTO b SELECT generate_series(1, 1000)").await.expect("it is open");
        let commit = async {
            until_it_waits(&project).await;
            tokio::time::sleep(Duration::from_millis(60)).await;
            other.execute_script("COMMIT").await.expect("it is free to");
        };
        let (mut seen, folder) = (Vec::new(), project.folder());
        let options = Options { watch: Some(Duration::from_millis(20)), ..Options::default() };
        let mut on = |heard: Heard<'_>| {
            if let Heard::Seen { migration, sight, .. } = heard {
                seen.push((migration.to_owned(), sight.blockers.len()));
            }
        };
        let request = Request::new(Goal::Last(1), Mode::Careful);
        let (outcome, ()) = tokio::join!(down_with(&project.target, &folder, &request, &options, &mut on), commit);
        let refused = refusal(outcome).expect_err("there are rows");
        assert!(matches!(&refused, DownError::LosesData { findings } if findings[0].count == Some(1000)), "{refused}");
        assert_eq!(project.value("SELECT count(*) FROM b").await, "1000");
        assert!(seen.contains(&("2_second".to_owned(), 1)), "{seen:?}");
    });
}

#[test]
fn a_limit_ends_the_wait_and_nothing_is_done() {
    let Some(project) = project(Database::Postgres) else { return };
    run(async {
        let other = Connection::connect(&project.target.url).await.expect("it is there");
        other.execute_script("BEGIN; LOCK TABLE b IN ROW EXCLUSIVE MODE").await.expect("it is open");
        let pause = Pause { first: Duration::from_millis(1), longest: Duration::from_millis(1) };
        let lock_timeout = Some(Duration::from_millis(20));
        let options = Options { lock_timeout, retries: 2, pause, ..Options::default() };
        let request = Request::new(Goal::Last(2), Mode::Careful);
        let (mut retried, folder) = (0, project.folder());
        let mut on = |heard: Heard<'_>| retried += u32::from(matches!(heard, Heard::Retrying { .. }));
        let outcome = down_with(&project.target, &folder, &request, &options, &mut on).await;
        let refused = refusal(outcome).expect_err("the table is held");
        assert!(refused.to_string().contains("lock timeout"), "{refused}");
        assert_eq!((rolled_back(&project).await.as_str(), retried), ("0", 2));
        // When the other one is through, it goes on by itself.
        let options = Options { retries: u32::MAX, ..options };
        let mut on = |_: Heard<'_>| ();
        let end = async { other.execute_script("COMMIT").await.expect("it is free to") };
        let (outcome, ()) = tokio::join!(down_with(&project.target, &folder, &request, &options, &mut on), end);
        refusal(outcome).expect("nobody is in the way");
        assert_eq!(rolled_back(&project).await, "2");
    });
}

#[test]
fn a_script_that_ends_in_a_comment_swallows_nothing() {
    let Some(project) = project(Database::Sqlite) else { return };
    write_down(&project, "2_second", "DROP TABLE b; /* todo");
    run(async {
        let done = last(&project, 2, Mode::AcceptDataLoss, None).await.expect("it was asked for");
        assert_eq!((done.taken_back.len(), rolled_back(&project).await.as_str()), (2, "2"));
        assert_eq!(project.value("SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b')").await, "0");
        project.deploy().await.expect("they are applied again");
    });
}

#[test]
fn a_mark_that_touches_no_row_undoes_everything() {
    for project in each() {
        write_down(&project, "2_second", "DROP TABLE b; DELETE FROM _prisma_migrations");
        run(async {
            let refused = last(&project, 1, Mode::AcceptDataLoss, None).await.expect_err("it can't be marked");
            assert!(matches!(refused, DownError::NotMarked { inner: None, .. }), "{refused}");
            assert_eq!(project.value("SELECT count(*) FROM _prisma_migrations").await, "2");
            project.execute("SELECT * FROM b").await;
        });
    }
}

#[test]
fn what_no_transaction_takes_is_marked_when_it_is_done() {
    let Some(project) = project(Database::Postgres) else { return };
    project.add("3_third", "CREATE INDEX i ON b (id);\n");
    write_down(&project, "3_third", "DROP INDEX CONCURRENTLY i");
    write_down(&project, "2_second", "DROP TABLE b; DELETE FROM _prisma_migrations");
    run(async {
        project.deploy().await.expect("nothing is in the way");
        // The script ran, and the run was killed before the record.
        project.execute("DROP INDEX CONCURRENTLY i").await;
        let refused = last(&project, 1, Mode::Careful, None).await.expect_err("it is gone");
        assert!(matches!(refused, DownError::FailedApart { .. }), "{refused}");
        assert!(refused.to_string().contains("--mark-only"), "{refused}");
        let request = Request { mark_only: true, ..Request::new(Goal::Last(1), Mode::Careful) };
        let done = down(&project.target, &project.folder(), &request).await.expect("it is marked");
        assert_eq!((done.taken_back, rolled_back(&project).await.as_str()), (vec!["3_third".to_owned()], "1"));
        assert_eq!(project.value("SELECT details->>'markedOnly' FROM _nicol.history").await, "true");
        assert_eq!(project.deploy().await.expect("it is applied again").applied, ["3_third"]);
        // Beside it, what a transaction takes is done with its mark or not at all.
        let refused = last(&project, 2, Mode::AcceptDataLoss, None).await.expect_err("it can't be marked");
        assert!(matches!(&refused, DownError::Failed { taken_back, .. } if taken_back == &["3_third"]), "{refused}");
        project.execute("SELECT * FROM b").await;
        assert_eq!(project.value("SELECT count(*) FROM _prisma_migrations").await, "4");
    });
}

#[test]
fn replanning_takes_back_only_what_was_told() {
    let Some(project) = Project::new(Database::Sqlite, "replanned") else { return };
    let options = DiffOptions::default();
    let first = project.wanted("model User {\n  id Int @id\n}\n");
    let mine = project.wanted("model User {\n  id Int @id\n  name String?\n}\n");
    let theirs = project.wanted("model User {\n  id Int @id\n  size Int?\n}\n");
    let both = project.wanted("model User {\n  id Int @id\n  name String?\n  size Int?\n}\n");
    project.add("20260101000000_first", &render(&diff(&Catalog::empty(first.dialect), &first, &options)));
    project.add("20260102000000_mine", &render(&diff(&first, &mine, &options)));
    write_all(&project);
    run(project.deploy()).expect("nothing is in the way");
    project.add("20260103000000_theirs", &render(&diff(&first, &theirs, &options)));
    let names = ["20260102000000_mine".to_owned()];
    let wish = Replan { mine: &names, wanted: &both, options: &options, name: None, mode: Mode::Look, told: None };
    run(async {
        let mut folder = project.folder();
        let looked = replan(&project.target, &mut folder, &wish).await.expect("it is looked at");
        assert_eq!(looked.taken_back, names);
        project.execute("INSERT INTO User VALUES (1, 'Ann')").await;
        let wish = Replan { mode: Mode::AcceptDataLoss, told: Some(&looked), ..wish };
        let refused = replan(&project.target, &mut folder, &wish).await.expect_err("a value has come");
        assert!(matches!(refused, Error::Down(DownError::MoreIsLost { .. })), "{refused}");
        last(&project, 1, Mode::AcceptDataLoss, None).await.expect("another run takes it back");
        let refused = replan(&project.target, &mut folder, &wish).await.expect_err("it is not applied any more");
        assert!(matches!(refused, Error::Down(DownError::Changed { .. })), "{refused}");
        assert!(folder.find(&names[0]).is_some());
    });
}
