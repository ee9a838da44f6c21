//! The connection of migrations.

use nicol_driver::admin::{self, Connection, MIGRATION_LOCK};
use nicol_driver::{Code, DatabaseUrl};
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until_async;

use crate::support::Database;

fn cells(row: &[Option<String>]) -> Vec<Option<&str>> {
    row.iter().map(Option::as_deref).collect()
}

async fn scripts_and_text_rows(database: &Database) {
    let c = Connection::connect(&database.url()).await.unwrap();
    c.execute_script("CREATE TABLE t (a INTEGER, b TEXT);\nINSERT INTO t VALUES (1, 'x'), (NULL, 'y;z');")
        .await
        .unwrap();
    let rows = c.query_text("SELECT a, b AS \"the b\" FROM t ORDER BY b").await.unwrap();
    assert_eq!(rows.columns, ["a", "the b"]);
    assert_eq!(rows.rows.iter().map(|r| cells(r)).collect::<Vec<_>>(), [[Some("1"), Some("x")], [None, Some("y;z")]]);
    let all = c.query_text_all(&["SELECT 1 AS one", "SELECT * FROM nobody", "SELECT 2 AS two"]).await;
    assert_eq!(all[0].as_ref().unwrap().columns, ["one"]);
    assert_eq!(all[1].as_ref().unwrap_err().code(), Code::P2021);
    assert_eq!(all[2].as_ref().unwrap().rows, [[Some("2".to_owned())]]);
    assert!(c.server_version().await.unwrap().contains('.'));
    assert!(c.server_version_number().await.unwrap() > 100_000);
    let schema = c.current_schema().await.unwrap();
    assert!(matches!(schema.as_deref(), Some("public" | "main")));
}

async fn one_migration_at_a_time(database: &Database) {
    let url = database.url_with("socket_timeout=1");
    let (one, two) = (Connection::connect(&url).await.unwrap(), Connection::connect(&url).await.unwrap());
    assert!(one.try_advisory_lock(MIGRATION_LOCK).await.unwrap());
    assert!(!two.try_advisory_lock(MIGRATION_LOCK).await.unwrap());
    one.execute_script("CREATE TABLE t (a INTEGER)").await.unwrap();
    one.release_advisory_lock(MIGRATION_LOCK).await.unwrap();
    assert!(two.try_advisory_lock(MIGRATION_LOCK).await.unwrap());
    two.close().await;
    assert!(one.try_advisory_lock(MIGRATION_LOCK).await.unwrap(), "the end of a connection releases it too");
}

async fn databases_come_and_go(database: &Database) {
    let name = if database.url.starts_with("file:") {
        let path =
            database.url().as_sqlite().unwrap().file_path().unwrap().with_file_name("deep").join("er").join("new.db");
        path.display().to_string()
    } else {
        "brand new \"one\"".to_owned()
    };
    let url = database.url().with_database(&name);
    assert!(!admin::database_exists(&url).await.unwrap());
    assert_eq!(Connection::connect(&url).await.unwrap_err().code(), Code::P1003);
    admin::create_database(&url).await.unwrap();
    assert!(admin::database_exists(&url).await.unwrap());
    assert_eq!(admin::create_database(&url).await.unwrap_err().code(), Code::P1009);
    let c = Connection::connect(&url).await.unwrap();
    c.execute_script("CREATE TABLE t (a INTEGER)").await.unwrap();
    admin::drop_database(&url).await.unwrap();
    assert!(!admin::database_exists(&url).await.unwrap());
    admin::drop_database(&url).await.unwrap();
}

crate::on_both!(scripts_and_text_rows, one_migration_at_a_time, databases_come_and_go);

#[tokio::test]
async fn a_failing_script_takes_no_effect_on_postgres() {
    let Some(database) = crate::support::postgres("script") else { return };
    let c = Connection::connect(&database.url()).await.unwrap();
    let script = "CREATE TABLE t (a int);\nINSERT INTO t VALUES ('x');";
    let error = c.execute_script(script).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("22P02"));
    assert!(script[error.server().unwrap().position.unwrap() as usize - 1..].starts_with("'x'"));
    assert_eq!(c.query_text("SELECT 1 FROM pg_class WHERE relname = 't'").await.unwrap().rows.len(), 0);
}

#[tokio::test]
async fn a_script_that_nobody_waits_for_stops() {
    let (Some(database), Some(server)) = (crate::support::postgres("stops"), Server::shared()) else { return };
    let c = Connection::connect(&database.url()).await.unwrap();
    let script = "CREATE TABLE t (a int); SELECT pg_sleep(300), 'script'";
    tokio::select! {
        done = c.execute_script(script) => panic!("it does not end: {done:?}"),
        () = until_async("it runs", async || server.is_running(script)) => {}
    }
    until_async("the server has stopped", async || !server.is_running(script)).await;
    assert_eq!(c.query_text("SELECT 1 FROM pg_class WHERE relname = 't'").await.unwrap().rows.len(), 0);
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let Some(server) = Server::start(&[]) else { return };
    server.psql("postgres", "CREATE ROLE guest LOGIN");
    let url = server.url("fresh").replace("postgres@", "guest@");
    let url = DatabaseUrl::parse(&format!("{url}&schema=inner"), None).unwrap();
    let error = admin::create_database(&url).await.unwrap_err();
    assert_eq!(error.code(), Code::P1010);
    assert!(error.message().contains("guest") && error.message().contains("fresh"), "{error}");
    server.psql("postgres", "ALTER ROLE guest CREATEDB");
    admin::create_database(&url).await.unwrap();
    let c = Connection::connect(&url).await.unwrap();
    assert_eq!(c.current_schema().await.unwrap().as_deref(), Some("inner"), "the schema is made as well");
}

#[tokio::test]
async fn a_sqlite_database_is_copied_as_it_is_at_one_moment() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let url = |name: &str| nicol_driver::SqliteUrl::file(path(name));
    for (name, mode) in [("wal.db", "wal"), ("delete.db", "delete")] {
        let from = url(name);
        admin::create_database(&DatabaseUrl::Sqlite(from.clone())).await.unwrap();
        let c = Connection::connect(&DatabaseUrl::Sqlite(from.clone())).await.unwrap();
        let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n";
        let script =
            format!("PRAGMA journal_mode = {mode}; PRAGMA user_version = 7; CREATE TABLE t (a); INSERT INTO t {rows}");
        c.execute_script(&script).await.unwrap();
        // Over a file that is missing, and over one with something else in it and pages of another size.
        admin::create_database(&DatabaseUrl::Sqlite(url("other.db"))).await.unwrap();
        let other = Connection::connect(&DatabaseUrl::Sqlite(url("other.db"))).await.unwrap();
        other.execute_script("PRAGMA page_size = 1024; PRAGMA journal_mode = wal; CREATE TABLE u (a)").await.unwrap();
        other.close().await;
        for to in ["fresh.db", "other.db"] {
            admin::copy_sqlite(&from, &path(to)).await.unwrap();
            let c = Connection::connect(&DatabaseUrl::Sqlite(url(to))).await.unwrap();
            assert_eq!(c.query_text("PRAGMA integrity_check").await.unwrap().rows, [[Some("ok".to_owned())]]);
            let found =
                c.query_text("SELECT count(*), (SELECT user_version FROM pragma_user_version) FROM t").await.unwrap();
            assert_eq!(cells(&found.rows[0]), [Some("5000"), Some("7")]);
            assert!(c.query_text("SELECT * FROM u").await.is_err());
            c.close().await;
            admin::drop_database(&DatabaseUrl::Sqlite(url(to))).await.unwrap();
        }
        c.close().await;
    }
    let missing = admin::copy_sqlite(&url("nowhere.db"), &path("x.db")).await.unwrap_err();
    assert_eq!(missing.code(), Code::P1003);
    assert!(!path("x.db").exists());
}
