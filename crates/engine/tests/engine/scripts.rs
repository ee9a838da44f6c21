//! Scripts that do what scripts should not do, or do it in another spelling: nothing may be lost by it.

use nicol_engine::execute::execute;
use nicol_engine::resolve::mark_rolled_back;

use crate::support::{Database, Project, run};

/// How many tables of these names are there.
async fn tables(project: &Project, names: &str) -> String {
    project
        .value(&match project.database {
            Database::Postgres => format!("SELECT COUNT(*) FROM pg_tables WHERE tablename IN ({names})"),
            Database::Sqlite => format!("SELECT COUNT(*) FROM sqlite_schema WHERE name IN ({names})"),
        })
        .await
}

#[test]
fn a_transaction_that_is_left_open_is_a_failure() {
    for begin in ["BEGIN;", "begin transaction;", "BEGIN; CREATE TABLE x (id INTEGER); COMMIT; BEGIN;"] {
        for project in Project::each("left open") {
            project.add("1_init", "CREATE TABLE a (id INTEGER);");
            project.add("2_open", &format!("{begin} CREATE TABLE b (id INTEGER);"));
            project.add("3_next", "CREATE TABLE c (id INTEGER);");
            run(async {
                let error = project.deploy().await.expect_err("it is left open");
                assert_eq!(error.code(), Some("P3018"), "{begin}");
                let text = error.to_string();
                assert!(text.contains("2_open") && text.contains("COMMIT"), "{text}");
                assert_eq!(tables(&project, "'b', 'c'").await, "0", "{:?} {begin}", project.database);
                let rows = "SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NULL AND logs LIKE '%COMMIT%'";
                assert_eq!(project.value(rows).await, "1");

                mark_rolled_back(&project.target, "2_open").await.expect("it failed");
                project.add("2_open", "BEGIN; CREATE TABLE b (id INTEGER); COMMIT;");
                assert_eq!(project.deploy().await.expect("mended").applied, ["2_open", "3_next"]);
                assert_eq!(tables(&project, "'b', 'c'").await, "2");
            });
        }
    }
}

#[test]
fn a_script_that_is_executed_may_not_leave_a_transaction_open_either() {
    for project in Project::each("executed open") {
        run(async {
            nicol_driver::admin::create_database(&project.target.url).await.ok();
            let error = execute(&project.target, "BEGIN; CREATE TABLE a (id INTEGER);").await.expect_err("left open");
            assert!(error.to_string().contains("COMMIT"), "{error}");
            assert_eq!(tables(&project, "'a'").await, "0");
        });
    }
}

#[test]
fn what_a_script_sets_ends_with_it() {
    let Some(project) = Project::new(Database::Postgres, "settings") else { return };
    project.add(
        "1_dump",
        "SET statement_timeout = 0;\nSET default_transaction_read_only = off;\n\
         SELECT pg_catalog.set_config('search_path', '', false);\nSET row_security = off;\n\
         CREATE TABLE public.a (id integer);\n",
    );
    project.add("2_role", "CREATE TABLE b (id integer);\nSET ROLE pg_read_all_data;\n");
    project.add(
        "3_path",
        "CREATE SCHEMA elsewhere;\nSET search_path TO elsewhere;\nCREATE TEMP TABLE _prisma_migrations (id int);\n",
    );
    project.add(
        "4_authorization",
        "SET SESSION AUTHORIZATION pg_read_all_data;\nSET default_transaction_read_only = on;\n",
    );
    project.add("5_last", "CREATE TABLE c (id integer);\nCREATE TEMP TABLE _prisma_migrations (id int);\n");
    run(async {
        assert_eq!(project.deploy().await.expect("all apply").applied.len(), 5);
        assert_eq!(
            project.value("SELECT COUNT(*) FROM public._prisma_migrations WHERE finished_at IS NOT NULL").await,
            "5"
        );
        assert_eq!(
            project
                .value("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('a', 'b', 'c')")
                .await,
            "3"
        );
    });
}

#[test]
fn foreign_keys_are_off_however_that_is_written() {
    for (off, on) in [
        ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON"),
        ("PRAGMA main.foreign_keys=OFF", "PRAGMA main.foreign_keys=ON"),
        ("PRAGMA \"foreign_keys\"=OFF", "PRAGMA [foreign_keys] = 1"),
        ("PRAGMA foreign_keys(0)", "PRAGMA foreign_keys(yes)"),
    ] {
        let Some(project) = Project::new(Database::Sqlite, "pragma") else { return };
        project.add(
            "1_init",
            "CREATE TABLE p (id INTEGER PRIMARY KEY);\n\
             CREATE TABLE c (id INTEGER, p INTEGER REFERENCES p (id) ON DELETE CASCADE);\n\
             INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1);",
        );
        project.add(
            "2_redefine",
            &format!(
                "{off};\nCREATE TABLE new_p (id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO new_p (id) SELECT id FROM p;\n\
                 DROP TABLE p;\nALTER TABLE new_p RENAME TO p;\n{on};"
            ),
        );
        // They are on again.
        project.add("3_cascade", "DELETE FROM p;");
        run(async {
            let only = |last: &str| {
                let mut folder = project.folder();
                folder.migrations.retain(|m| m.name.as_str() <= last);
                folder
            };
            let deploy = |last: &'static str| {
                let folder = only(last);
                let target = project.target.clone();
                async move { nicol_engine::deploy::deploy(&target, &folder, &mut |_| {}).await.expect("it applies") }
            };
            deploy("2_redefine").await;
            assert_eq!(project.value("SELECT COUNT(*) FROM c").await, "1", "{off}");
            deploy("3_cascade").await;
            assert_eq!(project.value("SELECT COUNT(*) FROM c").await, "0", "{off}");
        });
    }
}

#[test]
fn pragmas_that_no_transaction_takes_run_around_it() {
    let Some(project) = Project::new(Database::Sqlite, "pragmas around") else { return };
    project.add(
        "1_init",
        "PRAGMA synchronous=OFF;\nPRAGMA main.journal_mode=WAL;\nPRAGMA temp_store = MEMORY;\n\
         CREATE TABLE a (id INTEGER);\nPRAGMA synchronous(FULL);\nPRAGMA wal_checkpoint(TRUNCATE);\n",
    );
    project
        .add("2_broken", "CREATE TABLE b (id INTEGER);\nPRAGMA synchronous=NORMAL;\nINSERT INTO nowhere VALUES (1);");
    run(async {
        let error = project.deploy().await.expect_err("the second fails");
        let nicol_engine::Error::ApplyFailed { migration, excerpt, .. } = error else { panic!("{error}") };
        assert_eq!(migration, "2_broken");
        assert!(excerpt.expect("a place").contains(">    3 | INSERT"), "the place is that of the script");
        assert_eq!(tables(&project, "'a', 'b'").await, "1", "the second one left nothing");
        assert_eq!(project.value("PRAGMA journal_mode").await, "wal");
    });
}

#[test]
fn rows_are_not_orphaned_by_keys_that_are_off_for_another_part() {
    let Some(project) = Project::new(Database::Sqlite, "orphans") else { return };
    let redefine = "PRAGMA foreign_keys=OFF;\nCREATE TABLE new_x (id INTEGER);\nDROP TABLE x;\n\
                    ALTER TABLE new_x RENAME TO x;\nPRAGMA foreign_keys=ON;\n";
    project.add(
        "1_init",
        "CREATE TABLE x (id INTEGER);\nCREATE TABLE p (id INTEGER PRIMARY KEY);\n\
         CREATE TABLE c (id INTEGER, p INTEGER REFERENCES p (id) ON DELETE CASCADE);\n\
         INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1, 1), (2, 2);",
    );
    project.add("2_fill", &format!("{redefine}INSERT INTO c VALUES (3, 2);"));
    project.add("3_mixed", &format!("DELETE FROM p WHERE id = 1;\n{redefine}"));
    run(async {
        let error = project.deploy().await.expect_err("it would orphan");
        assert_eq!(error.code(), Some("P3018"));
        assert!(error.to_string().contains("3_mixed") && error.to_string().contains("1 row"), "{error}");
        assert_eq!(project.value("SELECT COUNT(*) FROM p").await, "2");
        assert_eq!(project.value("SELECT COUNT(*) FROM c").await, "3");
    });
}

const REDEFINE: &str = "PRAGMA defer_foreign_keys=ON;\nPRAGMA foreign_keys=OFF;\n\
    CREATE TABLE \"new_P\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"name\" TEXT);\n\
    INSERT INTO \"new_P\" (\"id\", \"name\") SELECT \"id\", \"name\" FROM \"P\";\nDROP TABLE \"P\";\n\
    ALTER TABLE \"new_P\" RENAME TO \"P\";\nPRAGMA foreign_keys=ON;\nPRAGMA defer_foreign_keys=OFF;\n";

#[test]
fn a_table_under_a_view_and_triggers_is_made_anew() {
    let Some(project) = Project::new(Database::Sqlite, "view") else { return };
    project.add(
        "1_init",
        "CREATE TABLE \"P\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"name\" TEXT NOT NULL);\n\
         CREATE TABLE \"C\" (\"id\" INTEGER, \"p\" INTEGER REFERENCES \"P\" (\"id\"));\n\
         CREATE VIEW \"vw\" AS SELECT \"name\" FROM \"P\";\n\
         CREATE TRIGGER \"tr\" AFTER INSERT ON \"C\" BEGIN UPDATE \"P\" SET \"name\" = 'counted' WHERE \"id\" = NEW.\"p\"; END;\n\
         INSERT INTO \"P\" VALUES (1, 'one');",
    );
    project.add("2_redefine", REDEFINE);
    // Another rename of the same script still takes everything with it.
    project.add("3_rename", &format!("{REDEFINE}ALTER TABLE \"P\" RENAME TO \"Q\";"));
    run(async {
        project.deploy().await.expect("all apply");
        assert_eq!(project.value("SELECT name FROM vw").await, "one");
        project.execute("INSERT INTO \"C\" VALUES (1, 1)").await;
        assert_eq!(project.value("SELECT name FROM \"Q\"").await, "counted");
        assert_eq!(project.value("SELECT \"table\" FROM pragma_foreign_key_list('C')").await, "Q");
    });
}

#[test]
fn a_view_that_would_break_keeps_its_table() {
    let Some(project) = Project::new(Database::Sqlite, "broken view") else { return };
    project.add(
        "1_init",
        "CREATE TABLE \"P\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"name\" TEXT NOT NULL, \"old\" TEXT);\n\
         CREATE VIEW \"vw\" AS SELECT old FROM \"P\";\nINSERT INTO \"P\" VALUES (1, 'one', 'o');",
    );
    project.add("2_redefine", &format!("-- drops old\n{REDEFINE}"));
    run(async {
        let error = project.deploy().await.expect_err("the view needs the column");
        assert!(error.to_string().contains("`vw`"), "{error}");
        assert_eq!(project.value("SELECT old FROM vw").await, "o");
    });
}
