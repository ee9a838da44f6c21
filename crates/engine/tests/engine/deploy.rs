use std::fs;
use std::time::{Duration, Instant};

use nicol_engine::apply::{Event, Options};
use nicol_engine::deploy::deploy_with;
use nicol_engine::reset::reset;
use nicol_engine::resolve::{mark_applied, mark_rolled_back};
use nicol_engine::status::status;
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use crate::support::{Database, Project, run};

#[test]
fn what_is_pending_is_applied_in_order_and_recorded() {
    for project in Project::each("pending") {
        project.add("2_more", "ALTER TABLE a ADD COLUMN c INTEGER;\n");
        project.add("1_init", "CREATE TABLE a (b INTEGER);\nINSERT INTO a VALUES (1);\n");
        run(async {
            let done = project.deploy().await.expect("both apply");
            assert_eq!(done.applied, ["1_init", "2_more"]);
            assert_eq!(project.deploy().await.expect("nothing to do").applied, [""; 0]);
            assert!(status(&project.target, &project.folder()).await.expect("it answers").is_up_to_date());
            // A folder older than the last applied one still counts.
            project.add("1_5_between", "CREATE TABLE between_them (a INTEGER);");
            assert_eq!(project.deploy().await.expect("out of order").applied, ["1_5_between"]);
            let steps = project.value("SELECT SUM(applied_steps_count) FROM _prisma_migrations").await;
            assert_eq!(steps, "3");
        });
    }
}

#[test]
fn a_migration_that_fails_half_way_leaves_nothing_but_its_record() {
    for project in Project::each("half way") {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        project.add("2_broken", "CREATE TABLE half (a INTEGER);\n\nINSERT INTO nowhere VALUES (1);");
        project.add("3_never", "CREATE TABLE never (a INTEGER);");
        run(async {
            let error = project.deploy().await.expect_err("the second fails");
            assert_eq!(error.code(), Some("P3018"));
            let text = error.to_string();
            assert!(text.contains("2_broken") && text.contains("nowhere"), "{text}");
            let tables = "SELECT COUNT(*) FROM";
            let there = match project.database {
                Database::Postgres => format!("{tables} pg_tables WHERE tablename IN ('half', 'never')"),
                Database::Sqlite => format!("{tables} sqlite_schema WHERE name IN ('half', 'never')"),
            };
            assert_eq!(project.value(&there).await, "0", "{:?}", project.database);
            let logs = project.value("SELECT logs FROM _prisma_migrations WHERE migration_name = '2_broken'").await;
            assert!(logs.contains("nowhere"), "{logs}");

            // Nothing goes on until it is settled.
            let refused = project.deploy().await.expect_err("a failed migration is in the way");
            assert_eq!(refused.code(), Some("P3009"));
            let state = status(&project.target, &project.folder()).await.expect("it answers");
            assert_eq!(state.failed[0].name, "2_broken");
            assert!(!state.is_up_to_date());

            mark_rolled_back(&project.target, "2_broken").await.expect("it failed");
            mark_rolled_back(&project.target, "2_broken").await.expect("twice is no error");
            project.add("2_broken", "CREATE TABLE half (a INTEGER);");
            assert_eq!(project.deploy().await.expect("mended").applied, ["2_broken", "3_never"]);
            let again = mark_rolled_back(&project.target, "2_broken").await.expect_err("it is applied now");
            assert_eq!(again.code(), Some("P3012"));
            let unknown = mark_rolled_back(&project.target, "nobody").await.expect_err("there is none");
            assert_eq!(unknown.code(), Some("P3011"));
        });
    }
}

#[test]
fn an_existing_database_is_taken_over_by_a_baseline() {
    for project in Project::each("baseline") {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        run(async {
            nicol_driver::admin::create_database(&project.target.url).await.ok();
            project.execute("CREATE TABLE a (b INTEGER)").await;
            let error = project.deploy().await.expect_err("it is not empty");
            assert_eq!(error.code(), Some("P3005"));
            let unknown = mark_applied(&project.target, &project.folder(), "x").await.expect_err("no such folder");
            assert_eq!(unknown.code(), Some("P3017"));
            mark_applied(&project.target, &project.folder(), "1_init").await.expect("the baseline");
            let twice = mark_applied(&project.target, &project.folder(), "1_init").await.expect_err("applied");
            assert_eq!(twice.code(), Some("P3008"));
            assert_eq!(project.deploy().await.expect("nothing to do").applied, [""; 0]);
        });
    }
}

#[test]
fn what_can_not_be_recorded_as_applied_stays_failed() {
    for project in Project::each("not resolved") {
        project.add("1_wrong", "CREATE TABLE a (b INTEGER);\nINSERT INTO nowhere VALUES (1);");
        run(async {
            project.deploy().await.expect_err("there is no such table");
            let refuse = match project.database {
                Database::Postgres => {
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;\n\
                     CREATE TRIGGER refuse BEFORE INSERT ON _prisma_migrations EXECUTE FUNCTION refuse();"
                }
                Database::Sqlite => {
                    "CREATE TRIGGER refuse BEFORE INSERT ON _prisma_migrations BEGIN SELECT RAISE(ABORT, 'no'); END;"
                }
            };
            project.execute(refuse).await;
            mark_applied(&project.target, &project.folder(), "1_wrong").await.expect_err("the table takes no row");
            let error = project.deploy().await.expect_err("it is failed as before, and not pending");
            assert_eq!(error.code(), Some("P3009"));
        });
    }
}

#[test]
fn a_folder_of_another_database_is_refused() {
    for project in Project::each("provider") {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        fs::write(project.migrations().join("migration_lock.toml"), "provider = \"mysql\"\n").expect("it is written");
        let error = run(project.deploy()).expect_err("mysql is not this");
        assert_eq!(error.code(), Some("P3019"));
    }
}

#[test]
fn a_missing_script_is_named() {
    for project in Project::each("missing script") {
        fs::create_dir_all(project.migrations().join("1_empty")).expect("it is written");
        let error = run(project.deploy()).expect_err("there is no script");
        assert_eq!(error.code(), Some("P3015"));
        assert!(error.to_string().contains("1_empty"), "{error}");
    }
}

#[test]
fn a_reset_leaves_only_what_the_migrations_make() {
    for project in Project::each("reset") {
        project.add("1_init", "CREATE TABLE a (b INTEGER PRIMARY KEY);\nCREATE TABLE c (a INTEGER REFERENCES a (b));");
        run(async {
            project.deploy().await.expect("it applies");
            project
                .execute("INSERT INTO a VALUES (1); INSERT INTO c VALUES (1); CREATE VIEW v AS SELECT * FROM a; CREATE TABLE stray (x INTEGER)")
                .await;
            let done = reset(&project.target, &project.folder(), &mut |_| {}).await.expect("it resets");
            assert_eq!(done.applied, ["1_init"]);
            assert_eq!(project.value("SELECT COUNT(*) FROM a").await, "0");
            let strays = match project.database {
                Database::Postgres => "SELECT COUNT(*) FROM pg_class WHERE relname IN ('stray', 'v')",
                Database::Sqlite => "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('stray', 'v')",
            };
            assert_eq!(project.value(strays).await, "0");
        });
    }
}

#[test]
fn the_lock_is_waited_for_and_then_given_up() {
    let Some(project) = Project::new(Database::Postgres, "lock") else { return };
    project.add("1_init", "CREATE TABLE a (b INTEGER);");
    run(async {
        let holder = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
        let key = nicol_driver::admin::MIGRATION_LOCK;
        assert!(holder.try_advisory_lock(key).await.expect("it answers"));
        let start = Instant::now();
        let error = project.deploy().await.expect_err("somebody has the lock");
        assert_eq!(error.code(), Some("P1002"));
        assert!(start.elapsed() >= Duration::from_secs(9), "{:?}", start.elapsed());
        let pid = holder.query_text("SELECT pg_backend_pid()").await.expect("it answers").rows[0][0].clone();
        let pid = pid.and_then(|pid| pid.parse::<u32>().ok()).expect("a number");
        assert!(error.to_string().contains(&format!("held by pid {pid} ")), "{error}");
        let running = || async { status(&project.target, &project.folder()).await.expect("it answers").running };
        assert_eq!(running().await.map(|session| session.pid), Some(pid));

        // Two at once: one after the other, each migration once.
        holder.release_advisory_lock(key).await.expect("it was held");
        assert_eq!(running().await, None);
        let (one, two) = tokio::join!(project.deploy(), project.deploy());
        let applied = one.expect("it waits").applied.len() + two.expect("it waits").applied.len();
        assert_eq!(applied, 1);
    });
}

#[test]
fn who_is_at_work_is_told_by_the_migration() {
    let Some(project) = Project::new(Database::Postgres, "at work") else { return };
    project.add("1_init", "CREATE TABLE a (b INTEGER);");
    run(async {
        project.deploy().await.expect("nothing is in the way");
        project.add("2_next", "CREATE TABLE c (d INTEGER);\nALTER TABLE a ADD COLUMN e INTEGER;");
        let reader = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
        reader.execute_script("BEGIN; LOCK TABLE a IN ACCESS SHARE MODE").await.expect("it is free");
        let options = Options { marks: true, ..Options::default() };
        let folder = project.folder();
        let mut hear = |_: Event<'_>| {};
        let deploying = deploy_with(&project.target, &folder, &options, &mut hear);
        let looking = async {
            loop {
                let session = status(&project.target, &folder).await.expect("it answers").running;
                let Some(activity) = session.as_ref().and_then(|s| s.activity.as_ref()) else { continue };
                if activity.statement == Some(2) {
                    let told = session.as_ref().map(ToString::to_string).unwrap_or_default();
                    assert!(told.ends_with(" s): the migration `2_next`, statement 2"), "{told}");
                    assert_eq!((activity.migration.as_deref(), activity.query.as_str()), (Some("2_next"), ""));
                    break;
                }
                assert!(!activity.query.contains("INSERT INTO"), "{activity:?}");
            }
            reader.execute_script("ROLLBACK").await.expect("it ends");
        };
        let (deployed, ()) = tokio::join!(deploying, looking);
        assert_eq!(deployed.expect("nobody is in the way").applied, ["2_next"]);
    });
}

/// A reader of a SQLite file keeps others from committing.
#[test]
fn who_reads_a_sqlite_database_is_waited_for_and_named() {
    let Some(project) = Project::new(Database::Sqlite, "reader") else { return };
    project.add("1_init", "CREATE TABLE a (b INTEGER);");
    run(async {
        project.deploy().await.expect("it applies");
        project.add("2_next", "CREATE TABLE c (d INTEGER);");
        let reader = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
        reader.query_text("BEGIN").await.expect("it begins");
        reader.query_text("SELECT * FROM a").await.expect("it reads");
        let options = Options { lock_wait: Duration::from_millis(300), ..Options::default() };
        let deployed = async || deploy_with(&project.target, &project.folder(), &options, &mut |_| {}).await;
        let error = deployed().await.expect_err("somebody reads");
        assert_eq!(error.code(), Some("P1002"), "{error}");
        assert!(error.to_string().contains("another program is at work in the database's file"), "{error}");
        reader.query_text("COMMIT").await.expect("it ends");
        assert_eq!(deployed().await.expect("nobody is in the way").applied, ["2_next"]);
    });
}

/// How many migrations six deployers that start at the same time apply.
fn applied_at_once(project: &Project) -> usize {
    let at_once = std::sync::Barrier::new(6);
    std::thread::scope(|scope| {
        let replicas: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    at_once.wait();
                    run(project.deploy()).unwrap_or_else(|e| panic!("{e}")).applied.len()
                })
            })
            .collect();
        replicas.into_iter().map(|replica| replica.join().expect("it deploys")).sum()
    })
}

/// Its own patience is that of the lock, not that of a connection.
#[test]
fn a_long_migration_of_others_is_waited_for() {
    for mode in ["delete", "wal"] {
        let Some(project) = Project::new(Database::Sqlite, mode) else { return };
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        run(project.deploy()).expect("nothing is in the way");
        run(project.value(&format!("PRAGMA journal_mode = {mode}")));
        let mut target = project.target.clone();
        let url = format!("{}?socket_timeout=0", project.target.url);
        target.url = nicol_driver::DatabaseUrl::parse(&url, None).expect("a valid URL");
        run(async {
            let other = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
            assert!(other.try_advisory_lock(0).await.expect("it is asked"), "nobody has it");
            let (folder, mut heard) = (project.folder(), 0);
            let deployed = async {
                let mut waits = |event: Event<'_>| heard += usize::from(matches!(event, Event::LockWaiting(_)));
                deploy_with(&target, &folder, &Options::default(), &mut waits).await
            };
            let ends = async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                other.close().await;
            };
            let (deployed, ()) = tokio::join!(deployed, ends);
            assert_eq!(deployed.expect("it waits").applied, [""; 0], "{mode}");
            assert!(heard > 0, "{mode}");
        });
    }
}

/// With a write-ahead log, who only waits has the file open, too.
#[test]
fn deployers_of_one_file_wait_for_each_other() {
    for mode in ["delete", "wal"] {
        let Some(project) = Project::new(Database::Sqlite, mode) else { return };
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        run(project.deploy()).expect("nothing is in the way");
        run(project.value(&format!("PRAGMA journal_mode = {mode}")));
        project.add("2_next", "CREATE TABLE c (d INTEGER);");
        assert_eq!(applied_at_once(&project), 1, "{mode}");
    }
}

#[test]
fn replicas_that_start_at_once_make_one_database() {
    for attempt in 0..3 {
        let Some(mut project) = Project::new(Database::Postgres, &format!("replicas {attempt}")) else { return };
        // A schema of its own has to be made too.
        let nicol_driver::DatabaseUrl::Postgres(url) = &mut project.target.url else { panic!("it is PostgreSQL") };
        url.schema = Some("app".to_owned());
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        assert_eq!(applied_at_once(&project), 1);
    }
}

#[test]
fn a_deploy_that_is_given_up_leaves_neither_work_nor_record() {
    let (Some(project), Some(server)) = (Project::new(Database::Postgres, "given up"), Server::shared()) else {
        return;
    };
    const SLEEP: &str = "SELECT pg_sleep(300), 'given up';";
    project.add("1_slow", &format!("CREATE TABLE half (a INTEGER);\n{SLEEP}\nCREATE TABLE never (a INTEGER);"));
    run(async {
        tokio::select! {
            done = project.deploy() => panic!("it sleeps: {done:?}"),
            () = until_async("it sleeps", async || server.is_running(SLEEP)) => {}
        }
        // The server hears of it by the cancelled statement.
        until_async("it is cancelled", async || !server.is_running(SLEEP)).await;
        let tables = "SELECT COUNT(*) FROM pg_tables WHERE tablename IN ('half', 'never')";
        assert_eq!(project.value(tables).await, "0");
        assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations").await, "0");
        project.add("1_slow", "CREATE TABLE half (a INTEGER);");
        assert_eq!(project.deploy().await.expect("nothing is in the way").applied, ["1_slow"]);
    });
}
