//! How scripts are carried: with their record in one transaction, or after it.

use std::time::Duration;

use nicol_driver::admin::{Connection, MIGRATION_LOCK};
use nicol_engine::apply::{Event, Options, Pause};
use nicol_engine::deploy::deploy_with;
use nicol_engine::dev::Dev;
use nicol_engine::resolve::mark_rolled_back;
use nicol_engine::{Error, Result};
use nicol_migrate::diff::DiffOptions;
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until;

use crate::support::{Database, Project, run};

fn quick() -> Options {
    let pause = Pause { first: Duration::from_millis(1), longest: Duration::from_millis(2) };
    Options { retries: 2, pause, lock_timeout: Some(Duration::from_millis(30)), ..Options::default() }
}

#[test]
fn a_script_and_its_record_are_one_transaction() {
    let Some(project) = Project::new(Database::Postgres, "one transaction") else { return };
    let scripts = [
        "CREATE TABLE t0 (a int)",
        "CREATE TABLE t1 (a int); -- the end",
        "CREATE TABLE t2 (a int) /* the end */",
        "-- AddTable\r\nCREATE TABLE t3 (\r\n  a int\r\n);\r\n\r\n-- é; COMMIT;\r\nCOMMENT ON TABLE t3 IS 'BEGIN; \"';\r\n",
        "SET search_path = ''; CREATE TABLE public.t4 (a int);",
        "CREATE TABLE t5 (a int); SET ROLE pg_read_all_data;",
        "CREATE TABLE t6 (a int); SET LOCAL ROLE pg_read_all_data",
        "CREATE TABLE t7 (a int); SET SESSION AUTHORIZATION pg_read_all_data;",
        "CREATE TABLE t8 (a int); SET standard_conforming_strings = off; SELECT 'a\\'; SET default_transaction_read_only = on;",
        "CREATE TABLE t9 (a int); SET statement_timeout = '1h'; SET lock_timeout = '1h'; SET client_encoding = 'LATIN1';",
        "CREATE TEMP TABLE _prisma_migrations (id int); CREATE TABLE public.t10 (a int);",
        "CREATE TABLE t11 (a int); DO $$ BEGIN PERFORM set_config('role', 'pg_read_all_data', false); END $$",
        "CREATE TABLE t12 (a int); SELECT $x$ ; ROLLBACK; $x$, E'\\''; DELETE FROM t12;",
        "CREATE TABLE t13 (a int); CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
        "CREATE SCHEMA clutter; CREATE FUNCTION clutter.clock_timestamp() RETURNS timestamptz AS $$ SELECT now() - interval '1 year' $$ LANGUAGE sql;\
         CREATE TABLE t14 (a int); SET search_path = clutter, pg_catalog;",
    ];
    for (i, script) in scripts.iter().enumerate() {
        project.add(&format!("{i:02}"), script);
    }
    run(async {
        assert_eq!(project.deploy().await.expect("all apply").applied.len(), scripts.len());
        for (i, script) in scripts.iter().enumerate() {
            let sql = format!(
                "SELECT (m.xmin = c.xmin OR m.xmin::text::bigint - c.xmin::text::bigint BETWEEN 0 AND 1)::text || m.applied_steps_count \
                 || (m.finished_at >= m.started_at AND m.started_at > now() - interval '1 hour')::text \
                 FROM public._prisma_migrations m, pg_class c WHERE m.migration_name = '{i:02}' AND c.relname = 't{i}'"
            );
            assert_eq!(project.value(&sql).await, "true1true", "{script}");
        }
    });
}

#[test]
fn empty_scripts_are_recorded() {
    for project in Project::each("empty") {
        for (i, script) in ["", ";", "-- This is an empty migration.", "/* so */ ;; \n"].iter().enumerate() {
            project.add(&format!("{i}"), script);
        }
        run(async {
            assert_eq!(project.deploy().await.expect("all apply").applied.len(), 4);
            assert_eq!(project.value("SELECT SUM(applied_steps_count) FROM _prisma_migrations").await, "4");
        });
    }
}

#[test]
fn places_of_errors_are_those_of_the_script() {
    let Some(project) = Project::new(Database::Postgres, "places") else { return };
    let columns =
        |range: std::ops::Range<u32>| range.map(|n| format!("ALTER TABLE a ADD c{n} int;\n")).collect::<String>();
    let many = format!("CREATE TABLE a (b int);\n{}DROP TABLE nowhere;\n{}", columns(0..240), columns(240..300));
    for (script, words, line) in [
        ("CREATE TABLE a (b int);\n-- é\nCREATE TABLE (;\n", "at or near \"(\"", 3),
        ("CREATE TABLE a (b int);\nCREATE TABLE b (", "at end of input", 2),
        ("CREATE TABLE a (b int);\nSELECT 'a", "unterminated quoted string at or near \"'a\"", 2),
        ("CREATE TABLE a (b int);\n/* é", "unterminated /* comment at or near \"/* é\"", 2),
        ("CREATE TABLE a (b int);\nSELECT $x$ a", "unterminated dollar-quoted string at or near \"$x$ a\"", 2),
        ("CREATE TABLE a (b int);\n\nSELECT 'é', nowhere", "\"nowhere\" does not exist", 3),
        ("CREATE TABLE a (b int); SET ROLE pg_read_all_data;\nSELECT nowhere", "\"nowhere\" does not exist", 2),
        // Of these the server names no place.
        ("CREATE TABLE a (b int);\nALTER TABLE a ADD b int;\nDROP TABLE a;", "already exists", 2),
        (
            "CREATE TABLE a AS SELECT 1 AS b FROM (VALUES (1), (2)) x;\n-- é\nCREATE UNIQUE INDEX i ON a (b)",
            "unique index",
            3,
        ),
        (many.as_str(), "table \"nowhere\" does not exist", 242),
    ] {
        project.add("1_broken", script);
        let at = format!("> {line:>4} | ");
        run(async {
            let error = project.deploy().await.expect_err(script);
            let Error::ApplyFailed { inner, excerpt, is_recorded: true, .. } = error else { panic!("{error}") };
            assert!(inner.to_string().contains(words), "{script}: {inner}");
            let excerpt = excerpt.expect("a place");
            assert!(excerpt.contains(&at), "{script}: {excerpt}");
            // The same on the shadow database.
            let mut dev =
                Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
            let error = dev.reset_reasons().await.expect_err("it fails there, too");
            let Error::ShadowFailed { excerpt, .. } = &error else { panic!("{error}") };
            let is_last = script.trim_end().lines().count() == line && words == "unique index";
            assert_eq!(excerpt.as_ref().is_some_and(|e| e.contains(&at)), !is_last, "{script}: {excerpt:?}");
            let logs = project.value("SELECT logs FROM _prisma_migrations WHERE rolled_back_at IS NULL").await;
            assert!(logs.contains(words), "{logs}");
            mark_rolled_back(&project.target, "1_broken").await.expect("it failed");
            assert_eq!(project.value("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'a'").await, "0");
        });
    }
}

#[test]
fn a_commit_that_fails_leaves_nothing_but_its_record() {
    for project in Project::each("commit fails") {
        project.add(
            "1_init",
            "CREATE TABLE p (id INTEGER PRIMARY KEY);\n\
             CREATE TABLE c (p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED);",
        );
        project.add("2_dangling", "CREATE TABLE left_over (a INTEGER); INSERT INTO c VALUES (7);");
        run(async {
            let error = project.deploy().await.expect_err("the key is missing");
            let Error::ApplyFailed { is_recorded: true, .. } = error else { panic!("{error}") };
            assert_eq!(project.value("SELECT COUNT(*) FROM c").await, "0");
            let failed = "SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NULL AND logs IS NOT NULL";
            assert_eq!(project.value(failed).await, "1");
            mark_rolled_back(&project.target, "2_dangling").await.expect("it failed");
            project.add("2_dangling", "CREATE TABLE left_over (a INTEGER);");
            assert_eq!(project.deploy().await.expect("mended").applied, ["2_dangling"]);
        });
    }
}

#[test]
fn a_script_that_empties_the_history_is_still_recorded() {
    for project in Project::each("emptied history") {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        project.add("2_squash", "DELETE FROM _prisma_migrations WHERE migration_name <> '1_init';");
        project.add("3_own", "BEGIN; DELETE FROM _prisma_migrations WHERE migration_name <> '1_init'; COMMIT;");
        run(async {
            assert_eq!(project.deploy().await.expect("all apply").applied.len(), 3);
            let names =
                "SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND applied_steps_count = 1";
            assert_eq!(project.value(names).await, "2", "the second one was deleted by the third");
        });
    }
}

#[test]
fn a_script_that_drops_the_history_is_undone() {
    for project in Project::each("dropped history") {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        project.add("2_drop", "DROP TABLE a; DROP TABLE _prisma_migrations;");
        run(async {
            project.deploy().await.expect_err("there would be no record");
            assert_eq!(project.value("SELECT COUNT(*) FROM a").await, "0");
            assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NULL").await, "1");
        });
    }
}

#[test]
fn what_no_transaction_takes_is_recorded_first() {
    let Some(project) = Project::new(Database::Postgres, "outside") else { return };
    project.add("1_init", "CREATE TABLE a (b int);");
    project.add("2_index", "-- so\nCREATE INDEX CONCURRENTLY i ON a (b)");
    project.add("3_vacuum", "VACUUM a;");
    project.add(
        "4_procedure",
        "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (1); COMMIT; END $$;",
    );
    project.add("5_call", "CALL p();");
    project.add("6_do", "DO $$ BEGIN INSERT INTO a VALUES (2); COMMIT; INSERT INTO a VALUES (3); END $$;");
    // What only the server knows.
    project.add("7_hidden", "CREATE FUNCTION hidden() RETURNS text LANGUAGE sql AS $$ SELECT 'CLUSTER' $$;");
    project.add("8_mixed", "CREATE TABLE never (a int);\nVACUUM a;");
    run(async {
        // Told before anything runs.
        let error = project.deploy().await.expect_err("the last one can't run");
        let Error::MustSplit { migration, .. } = &error else { panic!("{error}") };
        assert_eq!(migration, "8_mixed");
        std::fs::remove_dir_all(project.migrations().join("8_mixed")).expect("it is there");
        assert_eq!(project.deploy().await.expect("the others can").applied.len(), 7);
        assert_eq!(project.value("SELECT SUM(b) FROM a").await, "6");
        assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL").await, "7");
        assert_eq!(project.value("SELECT COUNT(*) FROM pg_class WHERE relname IN ('never', 'j')").await, "0");
    });
}

#[test]
fn concurrently_beside_others_runs_part_by_part() {
    let Some(project) = Project::new(Database::Postgres, "parts") else { return };
    project.add("1_init", "CREATE TABLE a (b int, c int);\nINSERT INTO a VALUES (1, 1), (1, 2);");
    let two = "SET lock_timeout = '1min';\nCREATE INDEX CONCURRENTLY i ON a (b); -- first\nCREATE INDEX CONCURRENTLY j ON a (c);\n";
    project.add("2_indexes", two);
    project.add(
        "3_more",
        "ALTER TABLE a ADD COLUMN d int;\nUPDATE a SET d = c;\nCREATE UNIQUE INDEX CONCURRENTLY k ON a (d);\n\
         ALTER TABLE a ADD CONSTRAINT k UNIQUE USING INDEX k;\nDROP INDEX CONCURRENTLY i;",
    );
    run(async {
        assert_eq!(project.deploy().await.expect("they can").applied.len(), 3);
        let names = "SELECT string_agg(relname, ' ' ORDER BY 1) FROM pg_class WHERE relname IN ('i', 'j', 'k')";
        assert_eq!(project.value(names).await, "j k");
        assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL").await, "3");
        // They replay, too.
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        assert!(dev.reset_reasons().await.expect("it replays").is_empty());
        // What was done before a part that fails stays, and the record says so.
        let bad =
            "ALTER TABLE a ADD COLUMN e int;\n\nCREATE UNIQUE INDEX CONCURRENTLY l\n  ON a (nothing);\nDROP TABLE a;";
        project.add("4_bad", bad);
        let error = project.deploy().await.expect_err("there is no such column");
        let Error::ApplyFailed { excerpt: Some(excerpt), is_recorded: true, left: Some(left), .. } = &error else {
            panic!("{error:?}")
        };
        assert!(left.contains("stays") && left.contains("take it out of the script"), "{left}");
        assert!(excerpt.contains("ON a (nothing)") || excerpt.contains("CONCURRENTLY l"), "{excerpt}");
        let next = project.deploy().await.expect_err("that is to be settled").to_string();
        assert!(next.contains("what stands before the one that failed stays"), "{next}");
        let left = "SELECT COUNT(*) FROM pg_attribute WHERE attrelid = 'a'::regclass AND attname = 'e'";
        assert_eq!(project.value(left).await, "1");
    });
}

#[test]
fn what_commits_beside_others_is_told_and_leaves_nothing() {
    let Some(project) = Project::new(Database::Postgres, "commits beside") else { return };
    project.add(
        "1_init",
        "CREATE TABLE a (b int);\nCREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (1); COMMIT; END $$;\n\
         CREATE PROCEDURE q() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (2); END $$;",
    );
    project.add("2_alone", "CALL p();");
    project.add("3_beside_that_does_not_commit", "CALL q();\nALTER TABLE a ADD COLUMN c int;");
    project.add("4_beside", "ALTER TABLE a ADD COLUMN d int;\nDO $$ BEGIN UPDATE a SET d = 1; COMMIT; END $$;");
    run(async {
        let error = project.deploy().await.expect_err("it commits beside another");
        let Error::ApplyFailed { migration, is_recorded: true, left: Some(left), .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(migration, "4_beside");
        assert!(left.contains("nothing of it") && left.contains("as DO may"), "{left}");
        let next = project.deploy().await.expect_err("that is to be settled").to_string();
        assert!(next.contains("as DO may"), "{next}");
        assert_eq!(project.value("SELECT COUNT(*) || ' ' || SUM(b) FROM a").await, "2 3");
        let columns = "SELECT string_agg(attname, ' ') FROM pg_attribute WHERE attrelid = 'a'::regclass AND attnum > 0";
        assert_eq!(project.value(columns).await, "b c");
    });
}

/// The server cuts a script as its settings say, and nobody knows these before.
#[test]
fn what_only_the_server_sees_to_commit_is_told() {
    let Some(project) = Project::new(Database::Postgres, "seen to commit") else { return };
    project.add("1_init", "CREATE TABLE a (b text);");
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET standard_conforming_strings = off', current_database()); END $$",
    ));
    // A carriage return ends a comment.
    for (name, script, rows) in [
        ("2_quotes", "INSERT INTO a VALUES ('\\''); COMMIT; SELECT 1/0; SELECT ('\\'x');", "1"),
        ("3_return", "-- x\rBEGIN; INSERT INTO a VALUES ('x'); COMMIT;\nINSERT INTO a SELECT 1/0::int;", "2"),
    ] {
        project.add(name, script);
        run(async {
            let error = project.deploy().await.expect_err("nothing can be divided so");
            let Error::ApplyFailed { is_recorded: true, left: Some(left), .. } = &error else { panic!("{error:?}") };
            assert!(left.contains("before its last COMMIT stays"), "{left}");
            assert_eq!(project.value("SELECT COUNT(*) FROM a").await, rows);
            let next = project.deploy().await.expect_err("that is to be settled").to_string();
            assert!(next.contains("undo that or take it out"), "{next}");
            mark_rolled_back(&project.target, name).await.expect("it failed");
            project.add(name, "SELECT 1;");
        });
    }
}

#[test]
fn what_locks_stop_is_tried_again_and_leaves_no_record() {
    let Some(project) = Project::new(Database::Postgres, "lock timeout") else { return };
    project.add("1_init", "CREATE TABLE a (b int);");
    run(async {
        project.deploy().await.expect("it applies");
        let holder = Connection::connect(&project.target.url).await.expect("it connects");
        holder.execute_script("BEGIN; LOCK TABLE a IN ACCESS SHARE MODE").await.expect("it locks");
        project.add("2_blocked", "CREATE TABLE c (d int); ALTER TABLE a ADD COLUMN e int;");
        let mut tries = Vec::new();
        let folder = project.folder();
        let outcome = deploy_with(&project.target, &folder, &quick(), &mut |event| {
            if let Event::Retrying { attempt, .. } = event {
                tries.push(attempt);
            }
        })
        .await;
        let error = outcome.expect_err("the table is locked");
        let Error::ApplyFailed { is_recorded: false, .. } = error else { panic!("{error}") };
        assert_eq!(tries, [1, 2]);
        assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations").await, "1");
        assert_eq!(project.value("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'c'").await, "0");

        // Somebody lets go in between: the holder is ended by the server when it is told of the first retry.
        let server = Server::shared().expect("it runs");
        let database = project.target.url.as_postgres().expect("it is PostgreSQL").database.clone();
        let done: Result<_> = deploy_with(&project.target, &folder, &quick(), &mut |event| {
            if let Event::Retrying { .. } = event {
                server.psql(
                    &database,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()",
                );
                until("it has ended", || {
                    server.psql(
                        &database,
                        "SELECT COUNT(*) FROM pg_locks WHERE relation = 'a'::regclass",
                    ).trim() == "0"
                });
            }
        })
        .await;
        assert_eq!(done.expect("it is free").applied, ["2_blocked"]);
    });
}

#[test]
fn a_concurrent_index_and_a_waiting_prisma_do_not_lock_each_other_out() {
    let (Some(project), Some(server)) = (Project::new(Database::Postgres, "deadlock"), Server::shared()) else {
        return;
    };
    project.add("1_init", "CREATE TABLE a (b int);");
    project.add("2_index", "CREATE INDEX CONCURRENTLY i ON a (b);");
    project.add("3_next", "CREATE TABLE c (d int);");
    let database = project.target.url.as_postgres().expect("it is PostgreSQL").database.clone();
    let wait = format!("SELECT pg_advisory_lock({MIGRATION_LOCK}), 'as Prisma waits'");
    let mut waiter = None;
    let folder = project.folder();
    let done =
        run(deploy_with(&project.target, &folder, &Options { retries: 0, ..Options::default() }, &mut |event| {
            if let Event::Applying("2_index") = event {
                let (database, wait) = (database.clone(), wait.clone());
                let asked = wait.clone();
                waiter = Some(std::thread::spawn(move || server.psql(&database, &asked)));
                until("it waits", || server.is_running(&wait));
            }
        }));
    assert_eq!(done.expect("all apply").applied.len(), 3);
    waiter.expect("it was started").join().expect("it got the lock");
    assert_eq!(run(project.value("SELECT COUNT(*) FROM pg_index WHERE NOT indisvalid")), "0");
}

#[test]
fn what_a_migration_waits_for_is_seen_and_which_statement_runs() {
    let (Some(project), Some(server)) = (Project::new(Database::Postgres, "seen"), Server::shared()) else { return };
    project.add("1_init", "CREATE TABLE a (b int);");
    run(async {
        project.deploy().await.expect("it applies");
        let holder = Connection::connect(&project.target.url).await.expect("it connects");
        holder
            .execute_script("BEGIN; SET application_name = 'a report'; LOCK TABLE a IN ACCESS SHARE MODE")
            .await
            .expect("it locks");
        project.add(
            "2_blocked",
            "CREATE TABLE c (d text DEFAULT ';');\n-- é\nCREATE TABLE e (f int);\nALTER TABLE a ADD COLUMN g int;\nDROP TABLE e;",
        );
        let database = project.target.url.as_postgres().expect("it is PostgreSQL").database.clone();
        let options = Options { watch: Some(Duration::from_millis(20)), marks: true, ..Options::default() };
        let mut seen = Vec::new();
        let done = deploy_with(&project.target, &project.folder(), &options, &mut |event| {
            if let Event::Seen { migration, sight } = event
                && !sight.blockers.is_empty()
            {
                if seen.is_empty() {
                    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'a report' \
                               AND datname = current_database()";
                    server.psql(&database, sql);
                }
                seen.push((migration.name.clone(), sight.clone()));
            }
        })
        .await;
        assert_eq!(done.expect("the way is free").applied, ["2_blocked"]);
        let (name, sight) = &seen[0];
        assert_eq!((name.as_str(), sight.statement), ("2_blocked", Some(3)));
        assert_eq!(sight.lock.as_deref(), Some("AccessExclusiveLock on a"));
        let blocker = &sight.blockers[0];
        let activity = blocker.activity.as_ref().expect("it may be seen");
        assert_eq!((blocker.application.as_str(), activity.state.as_str()), ("a report", "idle in transaction"));
        assert!(activity.query.contains("LOCK TABLE a") && !activity.query_start.is_empty(), "{blocker:?}");

        // Marks don't move the places of errors.
        for (i, broken) in
            ["SELECT nowhere", "CREATE TABLE (", "SELECT 'é'; SELECT nowhere;", "CREATE TABLE x ("].iter().enumerate()
        {
            let name = format!("3_broken{i}");
            project.add(&name, &format!("CREATE TABLE h (i text);\n-- é\nINSERT INTO h VALUES ('é');\n{broken}"));
            let error =
                deploy_with(&project.target, &project.folder(), &options, &mut |_| {}).await.expect_err("broken");
            let Error::ApplyFailed { excerpt: Some(excerpt), inner, is_recorded: true, .. } = error else {
                panic!("{error}")
            };
            assert!(excerpt.contains(">    4 | "), "{broken}: {excerpt} {inner}");
            assert!(!inner.to_string().contains("advisory"), "{inner}");
            mark_rolled_back(&project.target, &name).await.expect("it failed");
            project.add(&name, "");
            project.deploy().await.expect("mended");
        }
    });
}

#[test]
fn what_a_failed_migration_leaves_behind_is_told_at_once() {
    let Some(project) = Project::new(Database::Postgres, "left behind") else { return };
    run(async {
        project.add("1_init", "CREATE TABLE a (b int); INSERT INTO a VALUES (1), (1);");
        project.add("2_index", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (b);");
        let left = async || match project.deploy().await {
            Err(Error::ApplyFailed { left, .. }) => left.unwrap_or_default(),
            other => panic!("{other:?}"),
        };
        let told = left().await;
        assert!(told.contains("DROP INDEX CONCURRENTLY public.i;"), "{told}");
        let error = project.deploy().await.expect_err("it is not settled").to_string();
        assert!(error.contains(&told) && !error.contains("<name>"), "{error}");
        project.execute("DROP INDEX i").await;
        mark_rolled_back(&project.target, "2_index").await.expect("it failed");
        project.add("2_index", "BEGIN; ALTER TABLE a ADD COLUMN c int; COMMIT; SELECT nothing;");
        let told = left().await;
        assert!(told.contains("before its last COMMIT stays") && told.contains("take it out of the script"), "{told}");
        mark_rolled_back(&project.target, "2_index").await.expect("it failed");
        project.add("2_index", "SELECT nothing;");
        assert_eq!(left().await, "", "nothing is left");
    });
}
