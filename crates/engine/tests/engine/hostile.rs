//! Scripts and databases that would make the history a lie: after each, it says what the catalog shows, and the next run goes
//! on or says what to do.

use std::time::Duration;

use nicol_driver::admin::Connection;
use nicol_engine::apply::{Event, Options, Pause};
use nicol_engine::deploy::deploy_with;
use nicol_engine::resolve::mark_rolled_back;
use nicol_engine::{Error, status};
use nicol_testkit::postgres::Server;

use crate::support::{Database, Project, run};

/// The migrations of the history: their names, and `+` done, `-` failed.
async fn history(project: &Project) -> String {
    let sql = "SELECT coalesce(string_agg(migration_name || CASE WHEN finished_at IS NULL THEN '-' ELSE '+' END, ' ' \
               ORDER BY started_at), '') FROM _prisma_migrations WHERE rolled_back_at IS NULL";
    project.value(sql).await
}

async fn is_there(project: &Project, relation: &str) -> bool {
    project.value(&format!("SELECT to_regclass('{relation}') IS NOT NULL")).await == "t"
}

/// What the next run says of a migration that has to be settled.
async fn advice(project: &Project) -> String {
    let error = project.deploy().await.expect_err("it has to be settled");
    let Error::FailedMigrations { failed } = error else { panic!("{error}") };
    let state = status::status(&project.target, &project.folder()).await.expect("it can be asked");
    assert_eq!(state.failed, failed, "both say the same");
    failed[0].advice.clone().unwrap_or_default()
}

#[test]
fn a_concurrent_index_that_passes_away_is_made_again() {
    let Some(project) = Project::new(Database::Postgres, "index again") else { return };
    project.add("1_init", "CREATE TABLE a (b int); INSERT INTO a VALUES (1); CREATE SEQUENCE tries;");
    // As a deadlock would end it, twice.
    project.add(
        "2_function",
        "CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN\n\
         IF nextval('tries') < 3 THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF; RETURN $1; END $$;",
    );
    project.add("3_index", "CREATE INDEX CONCURRENTLY \"I\" ON a (f(b));");
    let pause = Pause { first: Duration::from_millis(1), longest: Duration::from_millis(1) };
    run(async {
        let mut tries = 0;
        let once = Options { retries: 1, pause, ..Options::default() };
        deploy_with(&project.target, &project.folder(), &once, &mut |_| {}).await.expect_err("once is not enough");
        assert_eq!(history(&project).await, "1_init+ 2_function+ 3_index-");
        let said = advice(&project).await;
        assert!(said.contains("say DROP INDEX CONCURRENTLY public.\"I\";"), "{said}");
        project.execute("DROP INDEX CONCURRENTLY public.\"I\"").await;
        mark_rolled_back(&project.target, "3_index").await.expect("it failed");

        project.execute("SELECT setval('tries', 1, false)").await;
        let options = Options { retries: 2, pause, ..Options::default() };
        let done = deploy_with(&project.target, &project.folder(), &options, &mut |event| {
            tries += usize::from(matches!(event, Event::Retrying { .. }));
        })
        .await;
        assert_eq!(done.expect("it is made at last").applied, ["3_index"]);
        assert_eq!(tries, 2);
        assert_eq!(project.value("SELECT COUNT(*) FROM pg_index WHERE NOT indisvalid").await, "0");
        assert!(is_there(&project, "\"I\"").await);
    });
}

#[test]
fn an_index_that_is_not_valid_is_not_taken_for_one() {
    let Some(project) = Project::new(Database::Postgres, "invalid index") else { return };
    project.add("1_init", "CREATE SCHEMA s; CREATE TABLE s.a (b int); INSERT INTO s.a VALUES (1), (1);");
    project.add("2_unique", "CREATE UNIQUE INDEX CONCURRENTLY u ON s.a (b);");
    run(async {
        project.deploy().await.expect_err("the values are equal");
        let said = advice(&project).await;
        assert!(said.contains("DROP INDEX CONCURRENTLY s.u"), "{said}");
        mark_rolled_back(&project.target, "2_unique").await.expect("it failed");
        // As one tries to mend it.
        project.execute("DELETE FROM s.a").await;
        project.add("2_unique", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u ON s.a (b);");
        let error = project.deploy().await.expect_err("the index is not valid").to_string();
        assert!(error.contains("the index s.u was there already, and is not valid"), "{error}");
        assert_eq!(history(&project).await, "1_init+ 2_unique-");
        assert!(advice(&project).await.contains("DROP INDEX CONCURRENTLY s.u"));
        project.execute("DROP INDEX s.u").await;
        let said = advice(&project).await;
        assert!(said.contains("its index u is not there"), "{said}");
        mark_rolled_back(&project.target, "2_unique").await.expect("it failed");
        assert_eq!(project.deploy().await.expect("nothing is in the way").applied, ["2_unique"]);
    });
}

/// Another session may be making an index: that is not valid yet.
#[test]
fn only_what_a_script_has_left_is_to_be_dropped() {
    let Some(project) = Project::new(Database::Postgres, "invalid of others") else { return };
    project.add("1_init", "CREATE TABLE a (b int); INSERT INTO a VALUES (1), (1); CREATE TABLE t (b int);");
    project
        .add("2_two", "CREATE INDEX CONCURRENTLY first ON a (b);\nCREATE UNIQUE INDEX CONCURRENTLY second ON a (b);\n");
    run(async {
        project.deploy().await.expect_err("the values are equal");
        project.execute("INSERT INTO t VALUES (1), (1)").await;
        let connection = Connection::connect(&project.target.url).await.expect("it connects");
        connection.execute_script("CREATE UNIQUE INDEX CONCURRENTLY others ON t (b)").await.expect_err("so are these");
        let said = advice(&project).await;
        assert!(said.contains("DROP INDEX CONCURRENTLY second;") && !said.contains("others"), "{said}");
    });
}

#[test]
fn what_is_prepared_for_a_second_phase_is_not_applied() {
    let Some(project) = Project::new(Database::Postgres, "two phases") else { return };
    project.add("1_whole", "BEGIN; CREATE TABLE a (b int); COMMIT;");
    project
        .add("2_half", "BEGIN; CREATE TABLE c (d int); PREPARE TRANSACTION 'it''s two'; COMMIT PREPARED 'it''s two';");
    run(async {
        let error = project.deploy().await.expect_err("the server takes that only alone");
        assert!(matches!(error, Error::MustSplit { command: "COMMIT PREPARED", .. }), "{error}");
        assert_eq!(history(&project).await, "");
        project.add("2_half", "BEGIN; CREATE TABLE c (d int); PREPARE TRANSACTION 'it''s two';");
        let error = project.deploy().await.expect_err("it is not committed").to_string();
        assert!(error.contains("prepared for a second phase"), "{error}");
        assert_eq!(history(&project).await, "1_whole+ 2_half-");
        assert!(is_there(&project, "a").await && !is_there(&project, "c").await);
        let left = "SELECT COUNT(*) FROM pg_prepared_xacts WHERE database = current_database()";
        assert_eq!(project.value(left).await, "0");
    });
}

#[test]
fn a_full_disk_is_no_failed_migration_unless_a_part_may_be_there() {
    let Some(project) = Project::new(Database::Postgres, "disk full") else { return };
    const FULL: &str = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;";
    project.add("1_whole", &format!("CREATE TABLE a (b int); {FULL}"));
    run(async {
        for _ in 0..2 {
            let error = project.deploy().await.expect_err("the disk is full");
            assert!(matches!(error, Error::ApplyFailed { is_recorded: false, .. }), "{error}");
            assert_eq!(history(&project).await, "");
            assert!(!is_there(&project, "a").await);
        }
        project.add("1_whole", "CREATE TABLE a (b int);");
        project.add("2_own", &format!("BEGIN; CREATE TABLE c (d int); COMMIT; {FULL}"));
        let error = project.deploy().await.expect_err("the disk is full");
        assert!(matches!(error, Error::ApplyFailed { is_recorded: true, .. }), "{error}");
        assert_eq!(history(&project).await, "1_whole+ 2_own-");
        assert!(is_there(&project, "c").await);
        assert!(advice(&project).await.contains("what it did before its last COMMIT stays"));
    });
}

#[test]
fn a_time_limit_in_the_middle_leaves_nothing_or_its_record() {
    let Some(project) = Project::new(Database::Postgres, "time limit") else { return };
    const SLOW: &str = "SET statement_timeout = '20ms'; SELECT pg_sleep(60);";
    project.add("1_whole", &format!("CREATE TABLE a (b int); {SLOW} CREATE TABLE never (c int);"));
    run(async {
        let error = project.deploy().await.expect_err("it takes too long");
        assert!(matches!(error, Error::ApplyFailed { is_recorded: false, .. }), "{error}");
        assert_eq!(history(&project).await, "");
        assert!(!is_there(&project, "a").await);
        project.add("1_whole", &format!("BEGIN; CREATE TABLE a (b int); COMMIT; {SLOW}"));
        project.deploy().await.expect_err("it takes too long");
        assert_eq!(history(&project).await, "1_whole-");
        assert!(is_there(&project, "a").await);
        project.execute("DROP TABLE a").await;
        mark_rolled_back(&project.target, "1_whole").await.expect("it failed");
        project.add("1_whole", "CREATE TABLE a (b int);");
        assert_eq!(project.deploy().await.expect("mended").applied, ["1_whole"]);
    });
}

#[test]
fn what_a_script_does_to_its_session_and_to_locks_ends_with_it() {
    let Some(project) = Project::new(Database::Postgres, "sessions") else { return };
    let scripts = [
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p (id));",
        "SET session_replication_role = replica; INSERT INTO c VALUES (7);",
        // Keys are looked at again.
        "DO $$ BEGIN INSERT INTO c VALUES (8); EXCEPTION WHEN foreign_key_violation THEN RETURN; END $$;",
        "SELECT pg_advisory_unlock_all();",
        "DISCARD ALL;",
        "CREATE TEMP TABLE c (p int); INSERT INTO c VALUES (9);",
        "INSERT INTO c SELECT 10 WHERE false; CREATE TABLE _prisma (id int);",
        "SET search_path = nowhere; SET ROLE pg_read_all_data;",
        "CREATE TABLE last (a int);",
    ];
    for (i, script) in scripts.iter().enumerate() {
        project.add(&format!("{i}"), script);
    }
    run(async {
        assert_eq!(project.deploy().await.expect("all apply").applied.len(), scripts.len());
        assert_eq!(history(&project).await, "0+ 1+ 2+ 3+ 4+ 5+ 6+ 7+ 8+");
        assert_eq!(project.value("SELECT string_agg(p::text, ' ') FROM c").await, "7");
        assert!(is_there(&project, "last").await);
    });
}

#[test]
fn a_nul_in_a_script_is_told_and_nothing_of_it_runs() {
    for project in Project::each("nul") {
        project.add("1_nul", "CREATE TABLE a (b INTEGER);\0 CREATE TABLE c (d INTEGER);");
        run(async {
            project.deploy().await.expect_err("it can't be sent whole");
            assert_eq!(
                project.value("SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL").await,
                "0"
            );
            let made = match project.database {
                Database::Postgres => "SELECT COUNT(*) FROM pg_tables WHERE tablename IN ('a', 'c')",
                Database::Sqlite => "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('a', 'c')",
            };
            assert_eq!(project.value(made).await, "0");
        });
    }
}

#[test]
fn a_database_that_only_reads_keeps_its_history() {
    let Some(project) = Project::new(Database::Postgres, "read only") else { return };
    project.add("1_init", "CREATE TABLE a (b int);");
    run(async {
        project.deploy().await.expect("it applies");
        let name = &project.target.url.as_postgres().expect("it is PostgreSQL").database;
        project.execute(&format!("ALTER DATABASE \"{name}\" SET default_transaction_read_only = on")).await;
        project.add("2_next", "CREATE TABLE c (d int);");
        let error = project.deploy().await.expect_err("nothing can be written");
        assert!(matches!(error, Error::ApplyFailed { is_recorded: false, .. }), "{error}");
        Server::shared().expect("it runs").psql("postgres", &format!("ALTER DATABASE \"{name}\" RESET ALL"));
        assert_eq!(history(&project).await, "1_init+");
        assert_eq!(project.deploy().await.expect("it can be written").applied, ["2_next"]);
    });
}
