//! Several runs at once where advisory locks don't hold them apart: behind a pooler that gives each transaction another
//! connection, two of them may have the same lock.

use std::sync::Barrier;

use nicol_driver::DatabaseUrl;
use nicol_engine::Error;
use nicol_engine::apply::Options;
use nicol_engine::deploy::deploy_with;
use nicol_engine::down::{DownError, Goal, Mode, Request, down};
use nicol_testkit::between::Pooler;
use nicol_testkit::pgbouncer::PgBouncer;
use nicol_testkit::postgres::Server;

use crate::support::{Database, Project, run};

/// Runs at once through a pooler; what is there afterwards is there once.
fn at_once(project: &Project, pooled: &str) {
    for i in 0..12 {
        let script = match i {
            0 => "CREATE TABLE log (name text);".to_owned(),
            // In transactions of its own.
            3 | 8 => format!("BEGIN; INSERT INTO log VALUES ('{i:02}'); COMMIT;"),
            _ => format!("INSERT INTO log VALUES ('{i:02}'); SELECT pg_sleep(0.005);"),
        };
        project.add(&format!("{i:02}"), &script);
    }
    let begin = Barrier::new(4);
    let ends: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut rival = Project::at(Database::Postgres, &project.target.url.to_string());
                    rival.target.url = DatabaseUrl::parse(pooled, None).expect("a valid URL");
                    let options = Options { lock_wait: std::time::Duration::from_millis(300), ..Options::default() };
                    begin.wait();
                    run(deploy_with(&rival.target, &project.folder(), &options, &mut |_| {}))
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().expect("it ends")).collect()
    });
    for error in ends.into_iter().filter_map(Result::err) {
        // The lock of another, left on a connection of the pooler's; what another is at just now.
        assert!(matches!(error.code(), Some("P1002" | "P3009")), "{error}");
    }
    run(async {
        // Where the pooler has left a lock, nobody holds it any more.
        let server = Server::shared().expect("it runs");
        let database = &project.target.url.as_postgres().expect("it is PostgreSQL").database;
        server.psql(
            "postgres",
            &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"),
        );
        let twice =
            "SELECT string_agg(name, ', ') FROM (SELECT name FROM log GROUP BY name HAVING COUNT(*) > 1) AS twice";
        project.deploy().await.expect("it goes on");
        assert_eq!(project.value(twice).await, "");
        assert_eq!(project.value("SELECT COUNT(*) FROM log").await, "11");
        let rows = "SELECT COUNT(*) || ' ' || COUNT(DISTINCT migration_name) FROM _prisma_migrations WHERE finished_at IS NOT NULL";
        assert_eq!(project.value(rows).await, "12 12");
    });
}

#[test]
fn nothing_is_applied_twice_behind_a_pooler() {
    let (Some(project), Some(server)) = (Project::new(Database::Postgres, "rivals"), Server::shared()) else { return };
    let pooler = Pooler::start(server, 3);
    at_once(&project, &pooler.url(&project.target.url.to_string()));
}

#[test]
fn nothing_is_applied_twice_behind_pgbouncer() {
    let (Some(project), Some(server)) = (Project::new(Database::Postgres, "bounced"), Server::shared()) else { return };
    let Some(bouncer) = PgBouncer::start(server, 3, &[]) else { return };
    at_once(&project, &bouncer.url(&project.target.url.to_string()));
}

#[test]
fn a_pooler_that_changes_the_schema_is_told_before_anything_runs() {
    let (Some(mut project), Some(server)) = (Project::new(Database::Postgres, "astray"), Server::shared()) else {
        return;
    };
    run(project.execute("CREATE SCHEMA app"));
    let DatabaseUrl::Postgres(url) = &mut project.target.url else { panic!("it is PostgreSQL") };
    url.schema = Some("app".to_owned());
    project.add("1_init", "CREATE TABLE a (b int);");
    run(project.deploy()).expect("it applies");
    project.add("2_next", "CREATE TABLE c (d int);");
    let pooler = Pooler::start(server, 3);
    let direct = project.target.url.clone();
    let mut url = DatabaseUrl::parse(&pooler.url(&direct.to_string()), None).expect("a valid URL");
    if let DatabaseUrl::Postgres(url) = &mut url {
        url.schema = Some("app".to_owned());
    }
    project.target.url = url;
    let outcome = run(project.deploy());
    std::fs::write(project.migrations().join("1_init/down.sql"), "DROP TABLE a;").expect("it is written");
    let back = run(down(&project.target, &project.folder(), &Request::new(Goal::Last(1), Mode::AcceptDataLoss)));
    project.target.url = direct;
    let Err(error) = outcome else { panic!("it can't be sure of the schema") };
    assert!(matches!(error, Error::OtherSchema { .. } | Error::DatabaseNotEmpty), "{error}");
    let Err(error) = back else { panic!("it can't be sure of the schema") };
    assert!(matches!(error, Error::OtherSchema { .. } | Error::Down(DownError::NothingApplied)), "{error}");
    assert_eq!(run(project.value("SELECT COUNT(*) FROM app.a")), "0");
    let astray = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(run(project.value(astray)), "0");
}
