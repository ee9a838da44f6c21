//! `migrate down` on live databases, and what Prisma makes of it.

use nicol_catalog::Catalog;
use nicol_driver::admin::Connection;
use nicol_engine::down::{Done, DownError, Goal, Mode, Request, down};
use nicol_engine::status::status;
use nicol_engine::{Error, ledger};
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::inverse::NoteKind;
use nicol_migrate::inverse::Proof;
use nicol_migrate::sql::{render, render_keeping};
use nicol_testkit::oracle::Oracle;
use nicol_testkit::postgres::Server;
use serde_json::json;

use super::write_all;
use crate::support::{Database, Project, run};

const FIRST: &str = "CREATE TABLE \"User\" (id INTEGER NOT NULL PRIMARY KEY, email TEXT);\n";
const SECOND: &str =
    "CREATE TABLE \"Post\" (id INTEGER NOT NULL PRIMARY KEY);\nALTER TABLE \"User\" ADD COLUMN name TEXT;\n";
const THIRD: &str = "CREATE UNIQUE INDEX by_email ON \"User\" (email);\n";

pub(super) fn project(database: Database) -> Option<Project> {
    let project = Project::new(database, "taken back")?;
    for (name, script) in [("1_first", FIRST), ("2_second", SECOND), ("3_third", THIRD)] {
        project.add(name, script);
    }
    write_all(&project);
    run(project.deploy()).expect("nothing is in the way");
    Some(project)
}

pub(super) fn each() -> impl Iterator<Item = Project> {
    [Database::Postgres, Database::Sqlite].into_iter().filter_map(project)
}

pub(super) async fn take_back(project: &Project, goal: Goal, mode: Mode) -> Result<Done, Error> {
    let request = Request { reason: Some("it's wrong".to_owned()), ..Request::new(goal, mode) };
    down(&project.target, &project.folder(), &request).await
}

pub(super) fn refusal(outcome: Result<Done, Error>) -> DownError {
    match outcome {
        Err(Error::Down(error)) => error,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn rolled_back(project: &Project) -> String {
    project
        .value("SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL AND finished_at IS NOT NULL")
        .await
}

#[test]
fn what_is_taken_back_is_pending_and_applied_again() {
    for project in each() {
        run(async {
            let done = take_back(&project, Goal::Last(1), Mode::Careful).await.expect("nothing is lost");
            assert_eq!((done.taken_back, done.findings.len(), done.untold), (vec!["3_third".to_owned()], 0, None));
            let state = status(&project.target, &project.folder()).await.expect("it answers");
            assert_eq!(state.diagnosis.pending, ["3_third"]);
            let [back] = &state.taken_back[..] else { panic!("{:?}", state.taken_back) };
            assert_eq!((back.name.as_str(), back.reason.as_deref()), ("3_third", Some("it's wrong")));
            assert!(back.who.is_some());
            let done = project.deploy().await.expect("it is applied again");
            assert_eq!((done.applied.len(), done.again), (1, vec!["3_third".to_owned()]));
            let state = status(&project.target, &project.folder()).await.expect("it answers");
            assert!(state.is_up_to_date() && state.taken_back.is_empty());
        });
    }
}

#[test]
fn several_go_at_once_down_to_the_named_one() {
    for project in each() {
        run(async {
            project.execute("INSERT INTO \"Post\" (id) VALUES (1), (2)").await;
            let goal = || Goal::To("1_first".to_owned());
            let looked = take_back(&project, goal(), Mode::Look).await.expect("it is looked at");
            assert_eq!(looked.taken_back, ["3_third", "2_second"]);
            let refused = refusal(take_back(&project, goal(), Mode::Careful).await);
            assert!(matches!(&refused, DownError::LosesData { findings } if findings[0].count == Some(2)), "{refused}");
            assert_eq!(rolled_back(&project).await, "0");
            let done = take_back(&project, goal(), Mode::AcceptDataLoss).await.expect("it was asked for");
            assert_eq!((done.taken_back.len(), done.in_one_transaction), (2, true));
            assert_eq!(rolled_back(&project).await, "2");
            let connection = Connection::connect(&project.target.url).await.expect("it is there");
            let told = ledger::read(&project.target, &connection).await.expect("it is read");
            let names: Vec<_> = told.iter().filter_map(|e| e.migration_name.as_deref()).collect();
            assert_eq!(names, ["3_third", "2_second"]);
            assert_eq!(told[1].details["lost"][0]["count"], 2);
            assert!(connection.execute_script("SELECT * FROM \"Post\"").await.is_err());
        });
    }
}

#[test]
fn rows_in_the_way_are_counted_and_nothing_is_done() {
    for project in each() {
        run(async {
            project.add("4_fourth", "DROP INDEX by_email;\n");
        });
        write_all(&project);
        run(async {
            project.deploy().await.expect("nothing is in the way");
            project.execute("INSERT INTO \"User\" (id, email) VALUES (1, 'a'), (2, 'a'), (3, 'b')").await;
            let refused = refusal(take_back(&project, Goal::Last(1), Mode::AcceptDataLoss).await);
            let DownError::Refused { findings } = &refused else { panic!("{refused}") };
            assert_eq!((findings[0].kind, findings[0].count), (NoteKind::Refuses, Some(1)));
            assert_eq!(rolled_back(&project).await, "0");
        });
    }
}

#[test]
fn a_step_that_fails_undoes_those_before_it() {
    for project in each() {
        run(async {
            let folder = project.folder();
            let second = folder.find("2_second").expect("it is there");
            let text = second.down().expect("it is read").expect("it was written");
            second.write_down(&format!("{text}SELECT * FROM nowhere;\n")).expect("it can be written");
            let refused = refusal(take_back(&project, Goal::Last(2), Mode::AcceptDataLoss).await);
            assert!(matches!(&refused, DownError::Failed { taken_back, .. } if taken_back.is_empty()), "{refused}");
            assert_eq!(rolled_back(&project).await, "0");
            project.execute("SELECT name FROM \"User\"").await;
            let connection = Connection::connect(&project.target.url).await.expect("it is there");
            assert_eq!(ledger::read(&project.target, &connection).await.expect("it is read").len(), 0);
        });
    }
}

#[test]
fn scripts_that_no_transaction_takes_go_one_by_one() {
    let Some(project) = project(Database::Postgres) else { return };
    run(async {
        let folder = project.folder();
        let third = folder.find("3_third").expect("it is there");
        third.write_down("DROP INDEX CONCURRENTLY by_email").expect("it can be written");
        let done = take_back(&project, Goal::Last(2), Mode::AcceptDataLoss).await.expect("it was asked for");
        assert_eq!((done.taken_back.len(), done.in_one_transaction), (2, false));
        assert_eq!(rolled_back(&project).await, "2");
    });
}

#[test]
fn what_can_not_be_trusted_is_refused() {
    for project in each() {
        run(async {
            let folder = project.folder();
            let third = folder.find("3_third").expect("it is there");
            let text = third.down().expect("it is read").expect("it was written");
            third.write_down(&text.replace("migration.sql: ", "migration.sql: 0")).expect("it can be written");
            let refused = refusal(take_back(&project, Goal::Last(1), Mode::Careful).await);
            assert!(matches!(refused, DownError::Stale { .. }), "{refused}");
            third.write_down("DROP INDEX by_email; DELETE FROM \"User\"").expect("it can be written");
            let refused = refusal(take_back(&project, Goal::Last(1), Mode::Careful).await);
            assert!(matches!(refused, DownError::LosesData { .. }), "{refused}");
            std::fs::remove_file(third.down_path()).expect("it was there");
            let refused = refusal(take_back(&project, Goal::Last(1), Mode::Careful).await);
            assert!(matches!(refused, DownError::Missing { .. }), "{refused}");
            third.write_down(&text).expect("it can be written");
            project.add("3_third", "SELECT 1");
            let refused = refusal(take_back(&project, Goal::Last(1), Mode::Careful).await);
            assert!(matches!(refused, DownError::Edited { .. }), "{refused}");
            let refused = refusal(take_back(&project, Goal::Last(9), Mode::Careful).await);
            assert!(matches!(refused, DownError::TooMany { applied: 3, .. }), "{refused}");
            let refused = refusal(take_back(&project, Goal::To("0".to_owned()), Mode::Careful).await);
            assert!(matches!(refused, DownError::NotApplied { .. }), "{refused}");
            assert_eq!(rolled_back(&project).await, "0");
        });
    }
}

#[test]
fn what_prisma_left_on_sqlite_is_not_taken_for_nothing() {
    let Some(project) = project(Database::Sqlite) else { return };
    run(async {
        project.add("4_fourth", "CREATE TABLE half (id INTEGER);\nSELECT * FROM nowhere;\n");
        assert!(project.deploy().await.is_err());
        let advice = async || {
            let state = status(&project.target, &project.folder()).await.expect("it is read");
            state.failed[0].advice.clone().unwrap_or_default()
        };
        assert!(advice().await.contains("nothing of it is in the database"));
        // As Prisma leaves it: an id of its own, and what ran before the error.
        let id = "UPDATE _prisma_migrations SET id = '6f6a2c4e-0f5c-4c39-9c0e-2b0f5f9f7a11' WHERE finished_at IS NULL";
        project.execute(&format!("CREATE TABLE half (id INTEGER); {id}")).await;
        assert!(advice().await.contains("what stands before the one that failed may be there"), "{}", advice().await);
        let refused = refusal(take_back(&project, Goal::Last(1), Mode::Careful).await);
        assert!(matches!(refused, DownError::FailedPartly { .. }), "{refused}");
    });
}

#[test]
fn a_failed_migration_that_left_nothing_is_only_marked() {
    for project in each() {
        run(async {
            project.add("4_fourth", "CREATE TABLE half (id INTEGER);\nSELECT * FROM nowhere;\n");
            assert!(project.deploy().await.is_err());
            let done = take_back(&project, Goal::Last(1), Mode::Careful).await.expect("nothing is lost");
            assert_eq!(done.taken_back, ["4_fourth"]);
            project.add("4_fourth", "CREATE TABLE half (id INTEGER);\n");
            assert_eq!(project.deploy().await.expect("it is mended").applied, ["4_fourth"]);
            project.add("5_fifth", "BEGIN; CREATE TABLE part (id INTEGER); COMMIT; SELECT * FROM nowhere;\n");
            assert!(project.deploy().await.is_err());
            let refused = refusal(take_back(&project, Goal::Last(1), Mode::Careful).await);
            assert!(matches!(refused, DownError::FailedPartly { .. }), "{refused}");
        });
    }
}

#[test]
fn prisma_applies_again_what_nicol_has_taken_back_and_the_other_way_round() {
    let (Some(mut oracle), Some(_)) = (Oracle::start(), Server::shared()) else { return };
    for project in each() {
        let url = match project.database {
            Database::Postgres => Server::shared()
                .expect("it runs")
                .url(&project.target.url.as_postgres().expect("it is PostgreSQL").database),
            Database::Sqlite => format!("file:{}", project.dir.path().join("dev.db").display()),
        };
        let lock = if project.database == Database::Postgres { "postgresql" } else { "sqlite" };
        let lock = format!("provider = \"{lock}\"\n");
        std::fs::write(project.migrations().join("migration_lock.toml"), lock).expect("it can be written");
        run(take_back(&project, Goal::Last(2), Mode::AcceptDataLoss)).expect("it was asked for");
        let answer = oracle.ask("deploy", &json!([project.migrations(), "--url", url])).expect("it deploys");
        assert_eq!(answer["appliedMigrationNames"], json!(["2_second", "3_third"]), "{answer}");
        // What Prisma has applied is taken back as well, and nothing of ours is in its way.
        run(take_back(&project, Goal::Last(1), Mode::Careful)).expect("nothing is lost");
        let applied = run(project.deploy()).expect("it is applied again").applied;
        assert_eq!(applied, ["3_third"]);
        let answer = oracle.ask("deploy", &json!([project.migrations(), "--url", url])).expect("it answers");
        assert_eq!(answer["appliedMigrationNames"], json!([]), "{answer}");
    }
}

#[test]
fn prisma_sees_nothing_of_what_nicol_keeps() {
    let (Some(mut oracle), Some(project)) = (Oracle::start(), project(Database::Postgres)) else { return };
    run(async {
        take_back(&project, Goal::Last(1), Mode::Careful).await.expect("nothing is lost");
        project.deploy().await.expect("it is applied again");
        project
            .execute("CREATE SCHEMA _nicol_keep; CREATE TABLE _nicol_keep.\"User__x\" (id INT PRIMARY KEY, x TEXT)")
            .await;
    });
    let database = &project.target.url.as_postgres().expect("it is PostgreSQL").database;
    let url = Server::shared().expect("it runs").url(database);
    std::fs::write(project.migrations().join("migration_lock.toml"), "provider = \"postgresql\"\n")
        .expect("it can be written");
    // What `migrate dev` takes for drift: the history against the database.
    let (history, live) = (format!("migrations:{}", project.migrations().display()), format!("url:{url}"));
    for (from, to) in [(&history, &live), (&live, &history)] {
        let script = oracle.ask("diff", &json!([from, to, "--url", url])).expect("it answers");
        assert!(script.as_str().is_some_and(|s| s.contains("empty migration")), "{script}");
    }
    let schema = "datasource db {\n  provider = \"postgresql\"\n}\nmodel User {\n  id Int @id\n  email String? @unique(map: \"by_email\")\n  name String?\n}\n\
        model Post {\n  id Int @id\n}\n";
    let answer = oracle.ask("push", &json!([[["schema.prisma", schema]], "--url", url])).expect("it answers");
    assert_eq!((&answer["warnings"], &answer["unexecutable"]), (&json!([]), &json!([])), "{answer}");
    run(async {
        assert_eq!(project.value("SELECT count(*) FROM _nicol.history").await, "1");
        assert_eq!(project.value("SELECT count(*) FROM _nicol_keep.\"User__x\"").await, "0");
    });
}

#[test]
fn what_was_kept_comes_back_with_its_data() {
    let Some(project) = Project::new(Database::Postgres, "kept") else { return };
    let first = "enum Role {\n  A\n  B\n}\nmodel User {\n  id Int @id @default(autoincrement())\n  name String\n  role Role @default(A)\n  roles Role[]\n  \
        posts Post[]\n}\nmodel Post {\n  id Int @id\n  title String?\n  role Role\n  userId Int\n  user User @relation(fields: [userId], references: [id])\n}\n";
    let second = "model User {\n  id Int @id @default(autoincrement())\n}\n";
    let made = project.wanted(first);
    let wanted = project.wanted(second);
    let options = DiffOptions::default();
    project.add("20260101000000_first", &render(&diff(&Catalog::empty(made.dialect), &made, &options)));
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute(
        "INSERT INTO \"User\" (name, role, roles) VALUES ('Ann', 'A', '{A,B}'), ('Bob', 'B', '{}'); \
         INSERT INTO \"Post\" VALUES (7, 'one', 'A', 1), (8, NULL, 'B', 2)",
    ));
    let data = || {
        run(async {
            let users = project
                .value("SELECT json_agg(json_build_array(id, name, role, roles) ORDER BY id) FROM \"User\"")
                .await;
            let posts = project.value("SELECT json_agg(p ORDER BY id) FROM \"Post\" p").await;
            (users, posts)
        })
    };
    let before = data();
    project.add("20260102000000_second", &render_keeping(&diff(&made, &wanted, &options), &[], "20260102000000"));
    let ways = write_all(&project);
    assert_eq!(ways[1].proof, Proof::Equal, "{}", ways[1].text);
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("INSERT INTO \"User\" DEFAULT VALUES"));
    run(take_back(&project, Goal::Last(1), Mode::Careful)).expect("nothing is lost");
    run(project.execute("DELETE FROM \"User\" WHERE name = ''"));
    assert_eq!(data(), before, "{}", ways[1].text);
    let kept =
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '_nicol_keep'";
    assert_eq!(run(project.value(kept)), "0");
    // Prisma runs the same script.
    let Some(mut oracle) = Oracle::start() else { return };
    std::fs::write(project.migrations().join("migration_lock.toml"), "provider = \"postgresql\"\n")
        .expect("it can be written");
    let database = &project.target.url.as_postgres().expect("it is PostgreSQL").database;
    let url = Server::shared().expect("it runs").url(database);
    let answer = oracle.ask("deploy", &json!([project.migrations(), "--url", url])).expect("it deploys");
    assert_eq!(answer["appliedMigrationNames"], json!(["20260102000000_second"]), "{answer}");
    run(take_back(&project, Goal::Last(1), Mode::Careful)).expect("nothing is lost");
    assert_eq!(data(), before);
}

#[test]
fn what_was_kept_beside_a_sqlite_database_comes_back_with_its_data() {
    let project = Project::new(Database::Sqlite, "kept").expect("it needs nothing");
    let first = "model User {\n  id Int @id @default(autoincrement())\n  name String\n  picture Bytes?\n  size Float?\n  posts Post[]\n}\n\
        model Post {\n  id Int @id\n  title String?\n  userId Int\n  user User @relation(fields: [userId], references: [id])\n}\n";
    let second = "model User {\n  id Int @id @default(autoincrement())\n}\n";
    let (made, wanted, options) = (project.wanted(first), project.wanted(second), DiffOptions::default());
    project.add("20260101000000_first", &render(&diff(&Catalog::empty(made.dialect), &made, &options)));
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute(
        "INSERT INTO User (name, picture, size) VALUES ('Ann', x'00ff', 0.1), ('Bob', NULL, 1e300); \
         INSERT INTO Post VALUES (7, '007', 1), (8, NULL, 2)",
    ));
    let data = || {
        run(async {
            let users = "SELECT group_concat(quote(id) || quote(name) || quote(picture) || quote(size)) FROM User";
            let posts = "SELECT group_concat(quote(id) || quote(title) || quote(userId)) FROM Post";
            (project.value(users).await, project.value(posts).await)
        })
    };
    let before = data();
    project.add("20260102000000_second", &render_keeping(&diff(&made, &wanted, &options), &[], "20260102000000"));
    let ways = write_all(&project);
    assert_eq!(ways[1].proof, Proof::Equal, "{}", ways[1].text);
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("INSERT INTO User DEFAULT VALUES"));
    let taken = run(take_back(&project, Goal::Last(1), Mode::Careful)).expect("nothing is lost");
    assert!(taken.in_one_transaction);
    run(project.execute("DELETE FROM User WHERE name = ''"));
    assert_eq!(data(), before, "{}", ways[1].text);
    // Twice, and with others in the same transaction.
    run(project.deploy()).expect("nothing is in the way");
    run(take_back(&project, Goal::Last(2), Mode::Look)).expect("it is looked at");
    run(take_back(&project, Goal::Last(1), Mode::Careful)).expect("nothing is lost");
    assert_eq!(data(), before);
    // A file that was lost: what it has kept is not there.
    run(project.deploy()).expect("nothing is in the way");
    std::fs::remove_file(project.dir.path().join("dev.db.kept")).expect("it is there");
    let refused = run(take_back(&project, Goal::Last(1), Mode::Careful)).expect_err("it is lost");
    let lost = match refused {
        Error::Down(DownError::LosesData { findings }) => findings,
        other => panic!("{other}"),
    };
    assert_eq!(lost.len(), 4, "{lost:?}");
    let taken = run(take_back(&project, Goal::Last(1), Mode::AcceptDataLoss)).expect("it was asked for");
    assert_eq!(taken.findings.iter().filter(|f| f.kind == NoteKind::Loses).count(), 4);
    assert_eq!(data().0, "1''NULLNULL,2''NULLNULL");
    // Prisma runs the same script, and has nothing to say about it.
    let Some(mut oracle) = Oracle::start() else { return };
    std::fs::write(project.migrations().join("migration_lock.toml"), "provider = \"sqlite\"\n")
        .expect("it can be written");
    run(project.execute("UPDATE User SET name = 'Cid'"));
    let url = format!("file:{}", project.dir.path().join("dev.db").display());
    let answer = oracle.ask("deploy", &json!([project.migrations(), "--url", url])).expect("it deploys");
    assert_eq!(answer["appliedMigrationNames"], json!(["20260102000000_second"]), "{answer}");
    let (history, live) = (format!("migrations:{}", project.migrations().display()), format!("url:{url}"));
    for (from, to) in [(&history, &live), (&live, &history)] {
        let script = oracle.ask("diff", &json!([from, to, "--url", url])).expect("it answers");
        assert!(script.as_str().is_some_and(|s| s.contains("empty migration")), "{script}");
    }
    run(take_back(&project, Goal::Last(1), Mode::Careful)).expect("nothing is lost");
    assert_eq!(data().0, "1'Cid'NULLNULL,2'Cid'NULLNULL");
}
