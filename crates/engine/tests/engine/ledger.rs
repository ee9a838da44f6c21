//! Our own history: its rows, and that nobody else sees it.

use nicol_driver::admin::Connection;
use nicol_engine::down::{Goal, Mode, Request, down};
use nicol_engine::ledger::{self, Entry, Opened};
use serde_json::json;

use crate::down::write_all;
use crate::shadow::without_the_right;
use crate::support::{Database, Project, run};

#[test]
fn rows_are_added_and_never_changed() {
    for project in Project::each("ledger rows") {
        run(async {
            project.deploy().await.expect("nothing is in the way");
            let connection = Connection::connect(&project.target.url).await.expect("it is there");
            assert_eq!(ledger::read(&project.target, &connection).await.expect("it is read"), []);
            for name in ["it's one", "two\\"] {
                let opened = ledger::open(&project.target, &connection).await;
                let Opened::Ready(ledger) = opened else { panic!("{opened:?}") };
                let entry = Entry {
                    migration_name: Some(name.to_owned()),
                    reason: Some("a try".to_owned()),
                    details: json!({ "rows": 3 }),
                    ..Entry::new("down")
                };
                ledger.write(&connection, &entry).await.expect("it is written");
                ledger.close(&connection).await;
            }
            let rows = ledger::read(&project.target, &connection).await.expect("it is read");
            let told: Vec<_> = rows.iter().map(|r| (r.seq, r.migration_name.as_deref().unwrap_or_default())).collect();
            assert_eq!(told, [(1, "it's one"), (2, "two\\")]);
            let last = &rows[1];
            assert_eq!((last.action.as_str(), &last.details), ("down", &json!({ "rows": 3 })));
            assert!(!last.actor.is_empty() && !last.host.is_empty() && !last.finished_at.is_empty());
            assert_eq!(last.role.is_some(), project.database == Database::Postgres);

            let opened = ledger::open(&project.target, &connection).await;
            let table = if project.database == Database::Postgres { "_nicol.history" } else { "_nicol._nicol_history" };
            for change in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET reason = 'another'")] {
                assert!(connection.execute_script(&change).await.is_err(), "{change}");
            }
            drop(opened);
        });
    }
}

#[test]
fn who_may_not_make_the_schema_is_told_why() {
    let Some(project) = Project::new(Database::Postgres, "ledger rights") else { return };
    run(async {
        let connection = Connection::connect(&project.target.url).await.expect("it is there");
        connection
            .execute_script("CREATE ROLE nicol_ledger_reader; SET ROLE nicol_ledger_reader")
            .await
            .expect("a role");
        let opened = ledger::open(&project.target, &connection).await;
        assert!(opened.trouble().is_some_and(|why| why.contains("permission")), "{opened:?}");
        assert_eq!(ledger::read(&project.target, &connection).await.expect("nothing is there"), []);
    });
}

#[test]
fn who_may_only_read_the_history_works_on_without_it() {
    let Some((project, server)) = without_the_right("ledger of another") else { return };
    project.add("1_first", "CREATE TABLE \"A\" (id INTEGER PRIMARY KEY)");
    write_all(&project);
    run(async {
        project.deploy().await.expect("nothing is in the way");
        let url = project.target.url.as_postgres().expect("it is PostgreSQL");
        let owner = Project::at(Database::Postgres, &server.url(&url.database));
        let connection = Connection::connect(&owner.target.url).await.expect("it is there");
        assert!(ledger::open(&owner.target, &connection).await.ready().is_some());
        let rights = "GRANT USAGE ON SCHEMA _nicol TO PUBLIC; GRANT SELECT ON _nicol.history TO PUBLIC";
        connection.execute_script(rights).await.expect("they are given");
        let request = Request::new(Goal::Last(1), Mode::AcceptDataLoss);
        let done = down(&project.target, &project.folder(), &request).await.expect("the history is not needed");
        assert!(done.untold.is_some_and(|why| why.contains("GRANT INSERT")));
    });
}

#[test]
fn a_file_that_a_killed_run_has_left_empty_tells_nothing() {
    let Some(project) = Project::new(Database::Sqlite, "left empty") else { return };
    project.add("1_init", "CREATE TABLE a (b INTEGER);");
    run(async {
        project.deploy().await.expect("it applies");
        let file = ledger::file(&project.target).expect("it is in a file");
        std::fs::write(file, "").expect("it can be written");
        let connection = Connection::connect(&project.target.url).await.expect("it is there");
        assert_eq!(ledger::read(&project.target, &connection).await.expect("it is read").len(), 0);
    });
}
