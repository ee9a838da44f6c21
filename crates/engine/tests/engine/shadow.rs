//! A shadow database is emptied at every use: it must never be one that somebody needs.

use std::fs;

use nicol_driver::DatabaseUrl;
use nicol_engine::dev::Dev;
use nicol_engine::{Error, Result, Target};
use nicol_migrate::diff::DiffOptions;
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
