use std::fs;

use nicol_engine::dev::Dev;
use nicol_migrate::diff::DiffOptions;
use nicol_migrate::history::ResetReason;
use nicol_migrate::renames::Renames;
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use crate::support::{Project, run};

const ONE: &str = "model User {\n  id    Int    @id @default(autoincrement())\n  email String @unique\n}\n";
const TWO: &str = "model User {\n  id    Int    @id @default(autoincrement())\n  email String @unique\n  name  String?\n  posts Post[]\n}\n\nmodel Post {\n  id     Int  @id\n  userId Int\n  user   User @relation(fields: [userId], references: [id])\n}\n";

/// A whole run of `migrate dev`; the names of what was applied.
async fn dev(project: &Project, models: &str, name: &str) -> Vec<String> {
    let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
    assert_eq!(dev.reset_reasons().await.expect("the history replays"), []);
    let mut applied = dev.apply_pending(&mut |_| {}).await.expect("they apply");
    let proposal = dev.propose(&project.wanted(models), &Renames::default()).await.expect("it plans");
    assert!(proposal.findings.here.unexecutable.is_empty());
    dev.create(&proposal, name, false).expect("it is written");
    applied.extend(dev.apply_pending(&mut |_| {}).await.expect("it applies"));
    applied
}

async fn reasons(project: &Project) -> Vec<ResetReason> {
    let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
    dev.reset_reasons().await.expect("the history replays")
}

#[test]
fn a_schema_becomes_migrations_and_then_there_is_nothing_to_do() {
    for project in Project::each("dev") {
        run(async {
            let first = dev(&project, ONE, "init").await;
            assert!(first.len() == 1 && first[0].ends_with("_init"), "{first:?}");
            assert_eq!(dev(&project, ONE, "nothing").await, [""; 0], "{:?}", project.database);
            let second = dev(&project, TWO, "Add posts").await;
            assert!(second.len() == 1 && second[0].ends_with("_add_posts"), "{second:?}");
            assert_eq!(dev(&project, TWO, "nothing").await, [""; 0]);
            let lock = fs::read_to_string(project.migrations().join("migration_lock.toml")).expect("it is written");
            assert!(lock.contains(project.target.dialect().provider_name()));
        });
    }
}

#[test]
fn a_table_altered_by_hand_is_found_with_and_without_the_cache() {
    for project in Project::each("drift") {
        run(async {
            dev(&project, ONE, "init").await;
            project.execute("ALTER TABLE \"User\" ADD COLUMN stray INTEGER").await;
            for _ in 0..2 {
                let found = reasons(&project).await;
                let [ResetReason::Drift { summary, has_history: true }] = found.as_slice() else { panic!("{found:?}") };
                assert!(summary.contains("stray") || summary.contains("User"), "{summary}");
                fs::remove_dir_all(project.dir.path().join(".nicol")).expect("the cache is there");
            }
        });
    }
}

#[test]
fn edited_and_missing_migrations_are_found() {
    for project in Project::each("edited") {
        run(async {
            dev(&project, ONE, "init").await;
            let folder = project.folder();
            let name = &folder.migrations[0].name;
            let path = project.migrations().join(name).join("migration.sql");
            let script = fs::read_to_string(&path).expect("it is there");
            // Another line ending is no edit.
            fs::write(&path, script.replace('\n', "\r\n")).expect("it is written");
            assert_eq!(reasons(&project).await, []);
            fs::write(&path, format!("{script}\n-- edited\n")).expect("it is written");
            assert_eq!(reasons(&project).await, [ResetReason::Edited(name.clone())]);
            fs::remove_dir_all(project.migrations().join(name)).expect("it is there");
            let found = reasons(&project).await;
            assert!(found.contains(&ResetReason::Unpersisted(vec![name.clone()])), "{found:?}");
            let drift = found.iter().find_map(|r| match r {
                ResetReason::Drift { summary, .. } => Some(summary.as_str()),
                _ => None,
            });
            assert!(drift.is_some_and(|d| d.contains("User") && !d.contains("public")), "{found:?}");
        });
    }
}

#[test]
fn a_damaged_cache_means_a_replay() {
    for project in Project::each("cache") {
        run(async {
            dev(&project, ONE, "init").await;
            assert_eq!(reasons(&project).await, []);
            let cache = project.dir.path().join(".nicol/shadow");
            for entry in fs::read_dir(&cache).expect("the cache is there").flatten() {
                fs::write(entry.path(), "{ damaged").expect("it is written");
            }
            assert_eq!(reasons(&project).await, []);
        });
    }
}

#[test]
fn a_broken_pending_migration_is_told_before_the_database_is_touched() {
    for project in Project::each("broken pending") {
        run(async {
            dev(&project, ONE, "init").await;
            project.add("99999999999999_broken", "CREATE TABEL oops (a INTEGER);");
            let mut dev =
                Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
            let error = dev.reset_reasons().await.expect_err("it does not replay");
            assert_eq!(error.code(), Some("P3006"));
            assert!(error.to_string().contains("99999999999999_broken"), "{error}");
            assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations").await, "1");
        });
    }
}

#[test]
fn no_shadow_database_stays_behind() {
    // Other tests make shadow databases too: this one has its server alone.
    let Some(server) = Server::start(&[]) else { return };
    let project = Project::at(crate::support::Database::Postgres, &server.database("shadow"));
    project.add("1_broken", "SELECT 1/0;");
    let is_left = || {
        let sql = "SELECT EXISTS (SELECT FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db_%')";
        server.psql("postgres", sql).trim() == "t"
    };
    run(async {
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        dev.reset_reasons().await.expect_err("it does not replay");
        assert!(!is_left());
        // Given up in the middle, as by Ctrl-C.
        project.add("1_broken", "SELECT pg_sleep(300);");
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        tokio::select! {
            done = dev.reset_reasons() => panic!("it sleeps: {done:?}"),
            () = until_async("it sleeps", async || server.is_running("pg_sleep(300)") && is_left()) => {}
        }
        drop(dev);
        until_async("the shadow database is dropped", async || !is_left()).await;
    });
}
