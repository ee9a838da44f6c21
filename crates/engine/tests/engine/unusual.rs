//! What histories hold that people have written: they deploy, and replay on a shadow database.

use nicol_engine::dev::Dev;
use nicol_migrate::diff::DiffOptions;

use crate::support::{Database, Project, run};

/// Deploys, and looks for drift: the history is replayed for that.
async fn settles(project: &Project) {
    project.deploy().await.unwrap_or_else(|e| panic!("it deploys: {e}"));
    let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
    let reasons = dev.reset_reasons().await.unwrap_or_else(|e| panic!("it replays: {e}"));
    assert!(reasons.is_empty(), "{reasons:?}");
}

#[test]
fn scripts_may_work_on_the_table_of_the_history() {
    let Some(project) = Project::new(Database::Postgres, "history's table") else { return };
    run(async {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        project.add("2_rls", "ALTER TABLE \"_prisma_migrations\" ENABLE ROW LEVEL SECURITY;");
        project.add("3_public", "REVOKE ALL ON public._prisma_migrations FROM PUBLIC;");
        settles(&project).await;
    });
}

#[test]
fn a_dump_with_the_table_of_the_history_replays() {
    let Some(project) = Project::new(Database::Postgres, "dumped history") else { return };
    run(async {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        project.deploy().await.expect("it applies");
        // What was there is a baseline from now on: it is marked as applied, and run on shadow databases only.
        std::fs::remove_dir_all(project.migrations()).expect("it was there");
        project.execute("DELETE FROM _prisma_migrations").await;
        let history = nicol_migrate::history::create_table_sql(nicol_catalog::Dialect::Postgres);
        project.add("0_baseline", &format!("CREATE TABLE a (b INTEGER);\n{history};"));
        nicol_engine::resolve::mark_applied(&project.target, &project.folder(), "0_baseline")
            .await
            .expect("it is marked");
        project.add("1_rls", "ALTER TABLE _prisma_migrations ENABLE ROW LEVEL SECURITY;");
        settles(&project).await;
    });
}

#[test]
fn the_name_of_a_shadow_database_needs_no_quotes() {
    let Some(project) = Project::new(Database::Postgres, "plain name") else { return };
    run(async {
        let set = "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET work_mem = ''8MB'''; END $$;";
        project.add("1_setting", set);
        project.add("2_init", "CREATE TABLE a (b INTEGER);");
        settles(&project).await;
    });
}

#[test]
fn files_may_begin_with_a_byte_order_mark() {
    for project in Project::each("byte order mark") {
        run(async {
            project.add("1_init", "\u{feff}-- CreateTable\r\nCREATE TABLE a (b INTEGER);\r\n");
            project.add("2_more", "\u{feff}ALTER TABLE a ADD COLUMN c INTEGER;");
            settles(&project).await;
        });
    }
}

#[test]
fn a_dump_of_today_is_a_baseline() {
    let Some(project) = Project::new(Database::Postgres, "dump of today") else { return };
    run(async {
        let dump = "--\n-- A dump\n--\n\n\\restrict k7pPmQ2u\n\nSET standard_conforming_strings = on;\n\
                    SELECT pg_catalog.set_config('search_path', '', false);\n\nCREATE TABLE public.a (b integer);\n\n\
                    \\unrestrict k7pPmQ2u\n\n";
        project.add("0_init", dump);
        project.add("1_more", "ALTER TABLE a ADD COLUMN c INTEGER;");
        settles(&project).await;
    });
}

#[test]
fn what_only_psql_can_run_is_named() {
    let Some(project) = Project::new(Database::Postgres, "for psql") else { return };
    run(async {
        project.add("0_init", "CREATE TABLE a (b int);\nCOPY a (b) FROM stdin;\n1\n\\.\n");
        let error = project.deploy().await.expect_err("there are rows in it");
        assert!(error.to_string().contains("`COPY a (b) FROM stdin` is for psql"), "{error}");
        assert_eq!(project.value("SELECT to_regclass('a') IS NULL").await, "t");
    });
}

#[test]
fn other_encodings_are_told_unless_only_a_comment_is_lost() {
    for project in Project::each("encodings") {
        run(async {
            let write = |name: &str, bytes: &[u8]| {
                project.add(name, "");
                std::fs::write(project.migrations().join(name).join("migration.sql"), bytes).expect("it is written");
            };
            write("1_latin", b"-- caf\xe9\nCREATE TABLE a (b TEXT);");
            settles(&project).await;
            write("2_latin", b"INSERT INTO a VALUES ('caf\xe9');");
            let error = project.deploy().await.expect_err("a value would be lost");
            assert_eq!(error.code(), Some("P3015"), "{error}");
            assert!(error.to_string().contains("UTF-8"), "{error}");
            let utf16: Vec<u8> = "\u{feff}SELECT 1;".encode_utf16().flat_map(u16::to_le_bytes).collect();
            write("2_latin", &utf16);
            let error = project.deploy().await.expect_err("it is UTF-16");
            assert!(error.to_string().contains("UTF-8"), "{error}");
        });
    }
}

#[test]
fn a_default_that_names_its_sequence_is_no_difference() {
    let Some(project) = Project::new(Database::Postgres, "named sequence") else { return };
    run(async {
        let script = "CREATE SEQUENCE numbers START 1000;\nCREATE SEQUENCE \"It's\";\n\
                      CREATE TABLE a (id INTEGER PRIMARY KEY DEFAULT nextval('numbers'), \
                      b BIGINT NOT NULL DEFAULT nextval('public.numbers'), c INTEGER NOT NULL DEFAULT nextval('\"It''s\"'), \
                      d TEXT NOT NULL DEFAULT lpad(nextval('numbers')::text, 8, '0'));";
        project.add("1_init", script);
        settles(&project).await;
        let connection = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
        let found = nicol_engine::database::describe(&connection, &project.target.scope()).await.expect("it is read");
        let model = |first: &str| {
            project.wanted(&format!(
                r#"model a {{
                    id Int    @id @default(dbgenerated("{first}"))
                    b  BigInt @default(dbgenerated("nextval('public.numbers'::text::regclass)"))
                    c  Int    @default(dbgenerated("nextval('\"It''s\"'::regclass)"))
                    d  String @default(dbgenerated("lpad((nextval('numbers'::regclass))::text, 8, '0'::text)"))
                }}"#
            ))
        };
        let differs = |wanted: &nicol_catalog::Catalog| {
            let options = DiffOptions::default();
            let there = nicol_migrate::diff::diff(&found, wanted, &options).steps.len();
            (there, nicol_migrate::diff::diff(wanted, &found, &options).steps.len())
        };
        assert_eq!(differs(&model("nextval('numbers'::regclass)")), (0, 0));
        assert_ne!(differs(&model("nextval('others'::regclass)")), (0, 0));
    });
}

#[test]
fn a_lock_file_may_say_postgres() {
    let Some(project) = Project::new(Database::Postgres, "postgres") else { return };
    run(async {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        std::fs::write(project.migrations().join("migration_lock.toml"), "provider = \"postgres\"\n").expect("written");
        settles(&project).await;
    });
}

#[test]
fn an_index_with_a_method_of_an_extension_is_kept() {
    let Some(project) = Project::new(Database::Postgres, "bloom") else { return };
    run(async {
        let script = "CREATE EXTENSION bloom;\nCREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER, c INTEGER);\n\
                      CREATE INDEX a_fast ON a USING bloom (b, c) WITH (length = 80);\n\
                      CREATE UNIQUE INDEX a_some ON a (b) WHERE c > 0;";
        project.add("1_init", script);
        settles(&project).await;
        let connection = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
        let found = nicol_engine::database::describe(&connection, &project.target.scope()).await.expect("it is read");
        let script = |indexes: &str| {
            let wanted = project.wanted(&format!("model a {{\n  id Int @id\n  b Int?\n  c Int?\n{indexes}}}\n"));
            let sql =
                |from, to| nicol_migrate::sql::render(&nicol_migrate::diff::diff(from, to, &DiffOptions::default()));
            (sql(&found, &wanted), sql(&wanted, &found))
        };
        let nothing = "-- This is an empty migration.\n";
        // Schemas can't say the method, nor without a preview feature the rows: with and without the index they mean this one.
        let (there, back) = script("  @@index([b, c], map: \"a_fast\")\n  @@unique([b], map: \"a_some\")\n");
        assert_eq!((there.as_str(), back.as_str()), (nothing, nothing));
        let (there, _) = script("");
        assert_eq!(there, nothing);
        let (there, _) = script("  @@index([b, c])\n");
        assert_eq!(there, "-- RenameIndex\nALTER INDEX \"a_fast\" RENAME TO \"a_b_c_idx\";\n");
        let (there, _) = script("  @@index([c, b], map: \"a_fast\")\n");
        assert!(there.contains("DROP INDEX \"a_fast\"") && there.contains("CREATE INDEX \"a_fast\""), "{there}");
    });
}

#[test]
fn tables_with_unique_constraints_can_go_beside_tables_that_are_made_anew() {
    let Some(project) = Project::new(Database::Sqlite, "constraints") else { return };
    run(async {
        let script = "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, b TEXT UNIQUE, c INTEGER);\n\
                      CREATE TABLE d (id INTEGER PRIMARY KEY, e TEXT UNIQUE, f TEXT);\nCREATE INDEX d_f ON d (f);";
        project.add("1_init", script);
        settles(&project).await;
        let wanted = project.wanted("model a {\n  id Int @id @default(autoincrement())\n  c  Int?\n}\n");
        let connection = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
        let found = nicol_engine::database::describe(&connection, &project.target.scope()).await.expect("it is read");
        let plan = nicol_migrate::diff::diff(&found, &wanted, &DiffOptions::default());
        drop(connection);
        project.add("2_less", &nicol_migrate::sql::render(&plan));
        settles(&project).await;
        let names = "SELECT group_concat(name, ' ') FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE '%prisma%'";
        assert_eq!(project.value(names).await, "a");
    });
}

#[test]
fn a_second_foreign_key_of_one_definition_stays() {
    for project in Project::each("twin keys") {
        run(async {
            let keys = "FOREIGN KEY (b) REFERENCES a (id) ON DELETE CASCADE ON UPDATE CASCADE";
            let script = format!(
                "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\n\
                 CREATE TABLE c (id INTEGER NOT NULL PRIMARY KEY, b INTEGER NOT NULL, {keys}, {keys});"
            );
            project.add("1_init", &script);
            settles(&project).await;
            let connection = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
            let found =
                nicol_engine::database::describe(&connection, &project.target.scope()).await.expect("it is read");
            let wanted = project.wanted(
                "model a {\n  id Int @id\n  c c[]\n}\nmodel c {\n  id Int @id\n  b Int\n  \
                 a a @relation(fields: [b], references: [id], onDelete: Cascade)\n}\n",
            );
            assert_eq!(nicol_migrate::diff::diff(&found, &wanted, &DiffOptions::default()).steps.len(), 0);
        });
    }
}

#[test]
fn a_key_that_sqlite_lets_be_null_is_no_difference() {
    let Some(project) = Project::new(Database::Sqlite, "nullable key") else { return };
    run(async {
        project.add("1_init", "CREATE TABLE a (id TEXT PRIMARY KEY, b TEXT);");
        settles(&project).await;
        let connection = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
        let found = nicol_engine::database::describe(&connection, &project.target.scope()).await.expect("it is read");
        for model in ["id String @id\n  b String?", "id String? @id\n  b String?\n  @@ignore"] {
            let wanted = project.wanted(&format!("model a {{\n  {model}\n}}\n"));
            assert_eq!(nicol_migrate::diff::diff(&found, &wanted, &DiffOptions::default()).steps.len(), 0, "{model}");
        }
    });
}

#[test]
fn inherited_columns_follow_those_of_the_parent() {
    let Some(project) = Project::new(Database::Postgres, "inherited") else { return };
    run(async {
        let script = "CREATE TABLE base (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);\n\
                      CREATE TABLE child (own INTEGER, PRIMARY KEY (id)) INHERITS (base);\n\
                      CREATE TABLE other (id INTEGER PRIMARY KEY, name TEXT);";
        project.add("1_init", script);
        settles(&project).await;
        let common = "  id Int @id\n  age BigInt?\n  more String?\n";
        let wanted = project.wanted(&format!(
            "model base {{\n{common}}}\nmodel child {{\n{common}  own Int?\n  mine Int?\n}}\nmodel other {{\n  id Int @id\n}}\n"
        ));
        let plan = async || {
            let connection = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
            let found =
                nicol_engine::database::describe(&connection, &project.target.scope()).await.expect("it is read");
            nicol_migrate::sql::render(&nicol_migrate::diff::diff(&found, &wanted, &DiffOptions::default()))
        };
        project.add("2_both", &plan().await);
        settles(&project).await;
        assert_eq!(plan().await, "-- This is an empty migration.\n");
    });
}
