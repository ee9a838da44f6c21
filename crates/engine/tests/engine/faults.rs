//! A connection that is cut at every point of a deploy: the history is never wrong, nothing is applied twice, and the next
//! run goes on or says what to do.

use nicol_driver::DatabaseUrl;
use nicol_engine::resolve::mark_rolled_back;
use nicol_testkit::between::{Cut, Relay};
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use crate::support::{Database, Project, run};

/// Tables that a script of each kind makes; the row in `log` tells how often a script was carried out.
const SCRIPTS: [(&str, &str); 5] = [
    ("1_init", "CREATE TABLE log (name text); CREATE TABLE t1 (a int); INSERT INTO log VALUES ('1_init');"),
    ("2_whole", "SET search_path = public; CREATE TABLE t2 (a int);\nINSERT INTO log VALUES ('2_whole') -- é"),
    ("3_index", "CREATE INDEX CONCURRENTLY t3 ON t1 (a);"),
    ("4_own", "BEGIN; CREATE TABLE t4 (a int); INSERT INTO log VALUES ('4_own'); COMMIT;"),
    ("5_last", "CREATE TABLE t5 (a int); INSERT INTO log VALUES ('5_last');"),
];

/// Whether a script can be in one transaction with its record.
fn is_whole(name: &str) -> bool {
    !matches!(name, "3_index" | "4_own")
}

/// Holds the history against the catalog.
async fn check(direct: &Project, what: &str) {
    if direct.value("SELECT COUNT(*) FROM pg_class WHERE relname = '_prisma_migrations'").await == "0" {
        assert_eq!(direct.value("SELECT COUNT(*) FROM pg_class WHERE relname = 't1'").await, "0", "{what}");
        return;
    }
    for (name, _) in SCRIPTS {
        let count = async |state: &str| {
            let sql = format!("SELECT COUNT(*) FROM _prisma_migrations WHERE migration_name = '{name}' AND {state}");
            direct.value(&sql).await
        };
        let done = count("finished_at IS NOT NULL AND rolled_back_at IS NULL").await;
        let failed = count("finished_at IS NULL AND rolled_back_at IS NULL").await;
        let made = direct.value(&format!("SELECT COUNT(*) FROM pg_class WHERE relname = 't{}'", &name[..1])).await;
        match is_whole(name) {
            true => assert_eq!((done.as_str(), failed.as_str()), (made.as_str(), "0"), "{what}: {name}"),
            false if done == "1" => assert_eq!((made.as_str(), failed.as_str()), ("1", "0"), "{what}: {name}"),
            false if failed == "0" => assert_eq!((made.as_str(), done.as_str()), ("0", "0"), "{what}: {name}"),
            // It may be there or not; what is known is that somebody has to look.
            false => assert_eq!((done.as_str(), failed.as_str()), ("0", "1"), "{what}: {name}"),
        }
    }
}

/// Deploys until all is there; what has to be settled is settled by what the catalog shows.
async fn go_on(direct: &Project, what: &str) {
    for _ in 0..3 {
        let Err(error) = direct.deploy().await else { break };
        assert_eq!(error.code(), Some("P3009"), "{what}: {error}");
        let (name, _) = SCRIPTS.into_iter().find(|(name, _)| error.to_string().contains(name)).expect("it is named");
        assert!(!is_whole(name), "{what}: {error}");
        // What is there is taken away, and the migration is applied anew.
        direct.execute(if name == "3_index" { "DROP INDEX IF EXISTS t3" } else { "DROP TABLE IF EXISTS t4" }).await;
        direct.execute(&format!("DELETE FROM log WHERE name = '{name}'")).await;
        mark_rolled_back(&direct.target, name).await.expect("it is settled");
    }
    check(direct, what).await;
    assert_eq!(direct.deploy().await.expect("nothing is left to do").applied, [""; 0], "{what}");
    assert_eq!(direct.value("SELECT COUNT(*) FROM pg_class WHERE relname ~ '^t[1-5]$'").await, "5", "{what}");
    let twice = "SELECT COUNT(*) - COUNT(DISTINCT name) FROM log";
    assert_eq!(direct.value(twice).await, "0", "{what}: applied twice");
}

/// The old server process has noticed that nobody is there.
async fn alone(server: &Server, direct: &Project) {
    let database = &direct.target.url.as_postgres().expect("it is PostgreSQL").database;
    let others = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{database}'");
    until_async("its process has ended", async || server.psql("postgres", &others).trim() == "0").await;
}

#[test]
fn a_connection_that_is_cut_at_any_message_leaves_a_true_history() {
    let Some(server) = Server::shared() else { return };
    let relay = Relay::start(server);
    let is_long = std::env::var_os("NICOL_LONG").is_some();
    let mut outcomes = (0, 0);
    for is_request in [true, false] {
        // All points of a run: until there is none to cut at.
        for at in 0.. {
            // A share of them, by default; the end is where nothing is cut any more.
            if !is_long && at % 4 != 2 {
                continue;
            }
            let what = format!("{} {at}", if is_request { "request" } else { "answer" });
            let Some(direct) = Project::new(Database::Postgres, &what) else { return };
            for (name, script) in SCRIPTS {
                direct.add(name, script);
            }
            let mut through = Project::at(Database::Postgres, &direct.target.url.to_string());
            let database = &direct.target.url.as_postgres().expect("it is PostgreSQL").database;
            through.target.url = DatabaseUrl::parse(&relay.url(database), None).expect("a valid URL");
            let folder = direct.folder();
            let was_cut = run(async {
                relay.cut(if is_request { Cut::Request(at) } else { Cut::Answer(at) });
                let done = nicol_engine::deploy::deploy(&through.target, &folder, &mut |_| {}).await;
                let was_cut = relay.mend();
                alone(server, &direct).await;
                match &done {
                    Ok(_) => outcomes.0 += 1,
                    Err(_) => outcomes.1 += 1,
                }
                assert!(was_cut || done.is_ok(), "{what}: {done:?}");
                check(&direct, &what).await;
                go_on(&direct, &what).await;
                was_cut
            });
            if !was_cut {
                break;
            }
        }
    }
    assert!(outcomes.0 > 1 && outcomes.1 > 1, "{outcomes:?}");
}

#[test]
fn a_script_that_ends_its_connection_has_left_nothing() {
    let Some(project) = Project::new(Database::Postgres, "ends itself") else { return };
    project.add("1_end", "CREATE TABLE a (b int); SELECT pg_terminate_backend(pg_backend_pid());");
    run(async {
        let error = project.deploy().await.expect_err("it ends itself");
        // It was asked what became of it.
        assert!(!error.to_string().contains("not known"), "{error}");
        let nicol_engine::Error::ApplyFailed { is_recorded: false, .. } = error else { panic!("{error}") };
        assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations").await, "0");
        project.add("1_end", "CREATE TABLE a (b int);");
        assert_eq!(project.deploy().await.expect("nothing is in the way").applied, ["1_end"]);
    });
}

#[test]
fn a_statement_that_fails_anywhere_leaves_a_true_history_on_sqlite() {
    let parts = [
        "PRAGMA foreign_keys=OFF",
        "CREATE TABLE a (b INTEGER)",
        "INSERT INTO a VALUES (1)",
        "ALTER TABLE a ADD COLUMN c INTEGER",
        "PRAGMA foreign_keys=ON",
        "PRAGMA journal_mode=WAL",
    ];
    for own in [false, true] {
        for at in 0..=parts.len() {
            let Some(project) = Project::new(Database::Sqlite, "fails") else { return };
            let mut statements = parts.to_vec();
            if own {
                statements.insert(1, "BEGIN");
                statements.insert(5, "COMMIT");
            }
            statements.insert(at, "INSERT INTO nowhere VALUES (1)");
            project.add("1_broken", &statements.join(";\n"));
            run(async {
                project.deploy().await.expect_err("it fails");
                let failed =
                    "SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NULL AND logs LIKE '%nowhere%'";
                assert_eq!(project.value(failed).await, "1", "{statements:?}");
                let there = project.value("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'a'").await;
                let is_committed = own && at > 5;
                assert_eq!(there == "1", is_committed, "{statements:?}");
                assert_eq!(project.deploy().await.expect_err("it has to be settled").code(), Some("P3009"));
            });
        }
    }
}
