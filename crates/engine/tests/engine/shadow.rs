//! A shadow database is emptied at every use: it must never be one that somebody needs.

use std::fs;

use nicol_driver::DatabaseUrl;
use nicol_driver::admin::Connection;
use nicol_engine::dev::Dev;
use nicol_engine::shadow::Way;
use nicol_engine::{Error, Result, Target};
use nicol_migrate::diff::DiffOptions;
use nicol_migrate::renames::Renames;
use nicol_testkit::postgres::Server;

use crate::support::{Database, Project, run};

/// `migrate dev` up to where the shadow database is used.
async fn replay(project: &Project, target: &Target) -> Result<()> {
    // An answer of the cache would need no database.
    let _ = fs::remove_dir_all(project.dir.path().join(".nicol"));
    let mut dev = Dev::start(target, project.folder(), DiffOptions::default()).await?;
    dev.reset_reasons().await.map(drop)
}

async fn filled(project: &Project) {
    project.add("1_init", "CREATE TABLE a (b INTEGER);\nINSERT INTO a VALUES (1);");
    project.deploy().await.expect("it applies");
}

fn with_shadow(project: &Project, url: &str) -> Target {
    let url = DatabaseUrl::parse(url, None).expect("a valid URL");
    Target { shadow_url: Some(url), ..project.target.clone() }
}

#[test]
fn what_a_killed_run_has_left_is_dropped_by_a_later_one() {
    let Some(project) = Project::new(Database::Postgres, "shadow left") else { return };
    run(async {
        filled(&project).await;
        // Whose databases say so themselves.
        project.add(
            "2_told",
            "CREATE TABLE told AS SELECT shobj_description(d.oid, 'pg_database') AS said, \
            current_database() AS name FROM pg_database d WHERE datname = current_database();\n\
            DO $$ BEGIN IF current_database() LIKE 'prisma_migrate_shadow_db_%' AND (SELECT said LIKE \
            'Shadow database of Nicol, made by the session % of %' FROM told) IS NOT TRUE THEN RAISE 'unsigned'; END IF; END $$;",
        );
        replay(&project, &project.target).await.expect("it is signed");
        let alive = Connection::connect(&project.target.url).await.expect("it connects");
        let session = "SELECT pid || ' of ' || extract(epoch FROM backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid()";
        let session = alive.query_text(session).await.expect("it answers").rows[0][0].clone().expect("it is told");
        let number = std::process::id();
        let name = |kind: u8| format!("prisma_migrate_shadow_db_{kind}{number:0>31}");
        let signed = |session: &str| format!("'Shadow database of Nicol, made by the session {session}'");
        let comments = [
            Some(signed("1 of 2.5")),
            Some(signed(&session)),
            Some("'mine'".to_owned()),
            None,
            // Somebody is in it.
            Some(signed("1 of 2.5")),
        ];
        for (kind, comment) in (0..).zip(&comments) {
            alive.execute_script(&format!("CREATE DATABASE {}", name(kind))).await.expect("it is made");
            if let Some(comment) = comment {
                let comment = format!("COMMENT ON DATABASE {} IS {comment}", name(kind));
                alive.execute_script(&comment).await.expect("it is taken");
            }
        }
        let used = DatabaseUrl::Postgres(project.target.url.as_postgres().expect("it is").with_database(&name(4)));
        let used = Connection::connect(&used).await.expect("it connects");
        replay(&project, &project.target).await.expect("nothing is in the way");
        for kind in 0..5 {
            let is_there = format!("SELECT count(*) FROM pg_database WHERE datname = '{}'", name(kind));
            assert_eq!(project.value(&is_there).await, if kind == 0 { "0" } else { "1" }, "{kind}");
        }
        drop(used);
        for kind in 1..5 {
            alive.execute_script(&format!("DROP DATABASE {} WITH (FORCE)", name(kind))).await.expect("it goes");
        }
    });
}

#[test]
fn the_main_database_by_another_name_is_not_emptied() {
    for project in Project::each("shadow name") {
        run(async {
            filled(&project).await;
            let main = project.target.url.clone();
            let other_name = match project.database {
                Database::Sqlite => {
                    let link = project.dir.path().join("other.db");
                    fs::hard_link(project.dir.path().join("dev.db"), &link).expect("a link can be made");
                    format!("file:{}", link.display())
                }
                // The folder of the socket, by another way.
                Database::Postgres => {
                    let url = main.as_postgres().expect("it is PostgreSQL");
                    let link = project.dir.path().join("pg");
                    std::os::unix::fs::symlink(url.host.to_string(), &link).expect("a link can be made");
                    format!("postgresql://{}@localhost:{}/{}?host={}", url.user, url.port, url.database, link.display())
                }
            };
            let target = with_shadow(&project, &other_name);
            assert!(!target.shadow_url.as_ref().expect("it was set").same_database(&main), "the names differ");
            let error = replay(&project, &target).await.expect_err("it is the main database");
            assert!(matches!(error, Error::ShadowIsMain { .. }), "{error}");
            assert_eq!(project.value("SELECT COUNT(*) FROM a").await, "1");

            // Nor a database of the run that is not the main one.
            let elsewhere = Project::new(project.database, "shadow elsewhere").expect("it was there before");
            filled(&elsewhere).await;
            let target = Target { url: elsewhere.target.url.clone(), protected: vec![main], ..target };
            let error = replay(&elsewhere, &target).await.expect_err("it is in the run");
            assert!(matches!(error, Error::ShadowIsMain { .. }), "{error}");
            assert_eq!(project.value("SELECT COUNT(*) FROM a").await, "1");
        });
    }
}

#[test]
fn a_database_with_a_history_is_not_emptied() {
    for project in Project::each("shadow history") {
        run(async {
            filled(&project).await;
            let staging = Project::new(project.database, "staging").expect("it was there before");
            filled(&staging).await;
            let target = Target { shadow_url: Some(staging.target.url.clone()), ..project.target.clone() };
            let error = replay(&project, &target).await.expect_err("it has a history");
            assert!(error.to_string().contains("_prisma_migrations"), "{error}");
            assert_eq!(staging.value("SELECT COUNT(*) FROM a").await, "1");
        });
    }
}

#[test]
fn a_shadow_database_of_ones_own_is_used_again_and_again() {
    for project in Project::each("own shadow") {
        run(async {
            filled(&project).await;
            let url = match project.database {
                Database::Sqlite => format!("file:{}", project.dir.path().join("shadow.db").display()),
                Database::Postgres => Server::shared().expect("it was there before").database("own shadow 2"),
            };
            let target = with_shadow(&project, &url);
            for _ in 0..2 {
                replay(&project, &target).await.expect("it may be emptied");
            }
            assert_eq!(project.value("SELECT COUNT(*) FROM a").await, "1");
        });
    }
}

/// A role that owns a database and may not make another one; its URL.
pub(crate) fn without_the_right(label: &str) -> Option<(Project, &'static Server)> {
    let server = Server::shared()?;
    let owner = Project::new(Database::Postgres, label)?;
    let database = owner.target.url.as_postgres().expect("it is PostgreSQL").database.clone();
    let role = format!("only_{database}");
    server.psql("postgres", &format!("CREATE ROLE {role} LOGIN; ALTER DATABASE {database} OWNER TO {role}"));
    server.psql(&database, &format!("ALTER SCHEMA public OWNER TO {role}"));
    let url = server.url(&database).replace("postgres@", &format!("{role}@"));
    Some((Project::at(Database::Postgres, &url), server))
}

const TABLES: &str = "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"public\";\n\n\
    CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE \"A\" (id SERIAL PRIMARY KEY, m mood DEFAULT 'sad', t text);\n\
    CREATE INDEX low ON \"A\" (lower(t));\nCREATE VIEW v AS SELECT id FROM \"A\";\nALTER TABLE \"A\" ADD CHECK (t <> '');";

#[test]
pub(crate) fn without_the_right_to_make_databases_a_schema_will_do() {
    let Some((project, _)) = without_the_right("shadow schema") else { return };
    run(async {
        project.add("1_init", TABLES);
        project.deploy().await.expect("it applies");
        project.execute("INSERT INTO \"A\" (t) VALUES ('kept')").await;
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        assert_eq!(dev.reset_reasons().await.expect("it replays"), [], "what was replayed is what is there");
        assert_eq!(dev.way, Some(Way::TemporarySchema));
        let wanted = project.wanted(
            "enum mood {\n  sad\n}\nmodel A {\n  id Int @id @default(autoincrement())\n  m mood? @default(sad)\n  t String?\n}\n",
        );
        let proposal = dev.propose(&wanted, &Renames::default()).await.expect("it plans");
        assert!(proposal.plan.is_empty(), "{:?}", proposal.plan.steps);
        assert_eq!(project.value("SELECT t FROM \"A\"").await, "kept");
        assert_eq!(project.value("SELECT COUNT(*) FROM pg_namespace WHERE nspname LIKE '\\_nicol%'").await, "0");

        // The last script fails, and the schema goes all the same.
        project.add("2_bad", "ALTER TABLE \"A\" ADD CHECK (nothing > 0);");
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        let error = dev.reset_reasons().await.expect_err("it does not run");
        assert_eq!(error.code(), Some("P3006"), "{error}");
        assert_eq!(project.value("SELECT COUNT(*) FROM pg_namespace WHERE nspname LIKE '\\_nicol%'").await, "0");
    });
}

#[test]
fn a_history_that_names_schemas_is_replayed_on_a_server_of_its_own() {
    let Some((project, _)) = without_the_right("shadow server") else { return };
    run(async {
        project.add("1_init", TABLES);
        project.add(
            "2_more",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\nCREATE TABLE public.b (id int PRIMARY KEY);",
        );
        project.deploy().await.expect("it applies");
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        assert_eq!(dev.reset_reasons().await.expect("it replays"), []);
        assert_eq!(dev.way, Some(Way::PrivateServer));
    });
}
