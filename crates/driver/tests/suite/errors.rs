//! Each thing that can go wrong with a statement: its code and its `meta`.

use nicol_driver::{Code, Connection, Constraint, Error};
use serde_json::{Value as Json, json};

use crate::support::{Database, TEXT, int, run, text};

const POSTGRES: &str = r#"
    CREATE TABLE "User" (id int PRIMARY KEY, email varchar(10) UNIQUE, "firstName" text NOT NULL DEFAULT 'x', age smallint,
        token uuid, nick text, CONSTRAINT adult CHECK (age >= 18), UNIQUE ("firstName", age));
    CREATE UNIQUE INDEX by_lower ON "User" (lower(nick));
    CREATE TABLE "Post" (id int PRIMARY KEY, "authorId" int, CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId")
        REFERENCES "User" (id));
    INSERT INTO "User" (id, email, "firstName", age, nick) VALUES (1, 'a@b', 'Ann', 20, 'x');"#;

const SQLITE: &str = r#"
    CREATE TABLE "User" (id INTEGER PRIMARY KEY, email TEXT UNIQUE, "firstName" TEXT NOT NULL DEFAULT 'x', age INTEGER, nick TEXT,
        CONSTRAINT adult CHECK (age >= 18), UNIQUE ("firstName", age));
    CREATE UNIQUE INDEX by_lower ON "User" (lower(nick));
    CREATE TABLE "Post" (id INTEGER PRIMARY KEY, "authorId" INTEGER REFERENCES "User" (id));
    INSERT INTO "User" (id, email, "firstName", age, nick) VALUES (1, 'a@b', 'Ann', 20, 'x');"#;

async fn prepared(database: &Database) -> Connection {
    let connection = database.connect().await;
    let script = if database.url.starts_with("file:") { SQLITE } else { POSTGRES };
    connection.execute_script(script).await.unwrap();
    connection
}

async fn fails(connection: &Connection, sql: &str, code: Code) -> Error {
    let error = run(connection, sql, &[], &[]).await.expect_err(sql);
    assert_eq!(error.code(), code, "{sql}: {error:?}");
    assert!(error.message().ends_with('.') && error.message().contains(' '), "a sentence: {error}");
    error
}

fn meta(error: &Error, key: &str) -> Json {
    error.meta().get(key).cloned().unwrap_or(Json::Null)
}

fn cause(error: &Error, key: &str) -> Json {
    error.meta()["driverAdapterError"]["cause"][key].clone()
}

async fn unique_keys(database: &Database) {
    let c = prepared(database).await;
    let e = fails(&c, r#"INSERT INTO "User" (id, email) VALUES (2, 'a@b')"#, Code::P2002).await;
    assert_eq!(meta(&e, "target"), json!(["email"]));
    assert_eq!(cause(&e, "kind"), "UniqueConstraintViolation");
    let e = fails(&c, r#"INSERT INTO "User" (id) VALUES (1)"#, Code::P2002).await;
    assert_eq!(meta(&e, "target"), json!(["id"]));
    let e = fails(&c, r#"INSERT INTO "User" (id, "firstName", age) VALUES (2, 'Ann', 20)"#, Code::P2002).await;
    assert_eq!(meta(&e, "target"), json!(["firstName", "age"]));
    // An index over an expression has no columns to name.
    let e = fails(&c, r#"INSERT INTO "User" (id, nick) VALUES (2, 'X')"#, Code::P2002).await;
    match e.constraint().unwrap() {
        Constraint::Named { index, fields } => {
            assert_eq!((index.as_str(), fields[0].as_str()), ("by_lower", "lower(nick)"));
            assert_eq!(cause(&e, "constraint"), json!({ "index": "by_lower" }));
            assert_eq!(meta(&e, "constraint"), "by_lower");
            assert_eq!(e.table(), Some("public.User"));
        }
        other => {
            assert_eq!(*other, Constraint::Index("by_lower".to_owned()));
            assert_eq!(meta(&e, "target"), "by_lower");
        }
    }
}

async fn foreign_keys(database: &Database) {
    let c = prepared(database).await;
    let e = fails(&c, r#"INSERT INTO "Post" VALUES (1, 99)"#, Code::P2003).await;
    assert_eq!(cause(&e, "kind"), "ForeignKeyConstraintViolation");
    if c.dialect() == nicol_catalog::Dialect::Sqlite {
        assert_eq!(cause(&e, "constraint"), json!({ "foreignKey": {} }));
        assert_eq!(meta(&e, "field_name"), "foreign key");
    } else {
        assert_eq!(cause(&e, "constraint"), json!({ "index": "Post_authorId_fkey" }));
        assert_eq!(meta(&e, "field_name"), "Post_authorId_fkey (index)");
        assert_eq!(meta(&e, "constraint"), "Post_authorId_fkey");
        assert!(e.message().contains("99"), "the server's detail helps: {e}");
    }
    run(&c, r#"INSERT INTO "Post" VALUES (1, 1)"#, &[], &[]).await.unwrap();
    fails(&c, r#"DELETE FROM "User" WHERE id = 1"#, Code::P2003).await;
}

async fn nulls(database: &Database) {
    let c = prepared(database).await;
    let e = fails(&c, r#"INSERT INTO "User" (id, "firstName") VALUES (2, NULL)"#, Code::P2011).await;
    assert_eq!(meta(&e, "constraint"), json!(["firstName"]));
    assert_eq!(e.column(), Some("firstName"));
    assert_eq!(cause(&e, "constraint"), json!({ "fields": ["firstName"] }));
}

async fn what_is_missing(database: &Database) {
    let c = prepared(database).await;
    let e = fails(&c, r#"SELECT 1 FROM "Nobody""#, Code::P2021).await;
    let name = if c.dialect() == nicol_catalog::Dialect::Sqlite { "Nobody" } else { "public.Nobody" };
    assert_eq!((meta(&e, "table"), cause(&e, "table")), (json!(name), json!(name)));
    let e = fails(&c, r#"SELECT t0.nada FROM "User" AS t0"#, Code::P2022).await;
    assert_eq!((meta(&e, "column"), cause(&e, "column")), (json!("t0.nada"), json!("t0.nada")));
    let e = fails(&c, r#"INSERT INTO "User" (nada) VALUES (1)"#, Code::P2022).await;
    assert_eq!(meta(&e, "column"), "nada");
}

async fn anything_else_keeps_what_the_database_said(database: &Database) {
    let c = prepared(database).await;
    let e = fails(&c, r#"INSERT INTO "User" (id, age) VALUES (2, 3)"#, Code::P2039).await;
    let server = e.server().unwrap();
    if c.dialect() == nicol_catalog::Dialect::Sqlite {
        assert_eq!((server.code.as_str(), server.message.as_str()), ("275", "CHECK constraint failed: adult"));
        assert_eq!(cause(&e, "kind"), "sqlite");
    } else {
        assert_eq!((server.code.as_str(), server.constraint.as_deref()), ("23514", Some("adult")));
        assert_eq!((server.severity.as_str(), cause(&e, "kind")), ("ERROR", json!("postgres")));
        assert!(server.detail.as_ref().is_some_and(|d| d.contains("Failing row")));
    }
    let e = fails(&c, "SELECT\n  1 +", Code::P2039).await;
    assert!(
        meta(&e, "message").as_str().unwrap().contains("syntax error") || meta(&e, "message") == "incomplete input"
    );
    let raw = c.query_raw("SELECT 1 FROM nobody", &[]).await.unwrap_err();
    assert_eq!(raw.code(), Code::P2010);
    assert!(meta(&raw, "message").as_str().unwrap().contains("nobody"));
    // The connection is as good as before.
    run(&c, "SELECT 1", &[], &[TEXT]).await.unwrap();
}

async fn a_script_tells_where_it_failed(database: &Database) {
    let c = database.connect().await;
    let script = "CREATE TABLE ä (id int);\nINSERT INTO nobody VALUES (1);\n";
    let e = c.execute_script(script).await.unwrap_err();
    assert_eq!(e.code(), Code::P2021);
    let from: String = script.chars().skip(e.server().unwrap().position.unwrap() as usize - 1).collect();
    assert!(from.starts_with("nobody") || from.starts_with("INSERT"), "{from}");
}

async fn parameters_are_counted(database: &Database) {
    let c = prepared(database).await;
    let e = run(&c, r#"SELECT id FROM "User" WHERE id = $1"#, &[int(1), text("more")], &[]).await.unwrap_err();
    assert!(e.message().contains("1 parameters") && e.message().contains("2 values"), "{e}");
    run(&c, r#"SELECT id FROM "User" WHERE id = $1"#, &[int(1)], &[]).await.unwrap();
}

crate::on_both!(
    unique_keys,
    foreign_keys,
    nulls,
    what_is_missing,
    anything_else_keeps_what_the_database_said,
    a_script_tells_where_it_failed,
    parameters_are_counted,
);

#[tokio::test]
async fn values_that_postgres_refuses() {
    let Some(database) = crate::support::postgres("values") else { return };
    let c = prepared(&database).await;
    let update = |column: &str| format!(r#"UPDATE "User" SET {column} = $1"#);
    let e = run(&c, &update("email"), &[text("longer than ten")], &[]).await.unwrap_err();
    assert_eq!((e.code(), meta(&e, "column_name")), (Code::P2000, json!("(not available)")));
    assert_eq!(cause(&e, "kind"), "LengthMismatch");
    let e = run(&c, &update("age"), &[int(40_000)], &[]).await.unwrap_err();
    assert_eq!(e.code(), Code::P2020);
    assert!(meta(&e, "details").as_str().is_some() && e.message().contains("smallint"), "{e}");
    let e = fails(&c, r#"UPDATE "User" SET age = 40000"#, Code::P2020).await;
    assert_eq!(cause(&e, "kind"), "ValueOutOfRange");
    let e = run(&c, &update("token"), &[text("no uuid")], &[]).await.unwrap_err();
    assert_eq!(e.code(), Code::P2007);
    assert!(meta(&e, "database_error").as_str().unwrap().contains("no uuid"));
    let e = fails(&c, r#"UPDATE "User" SET token = 'no uuid'"#, Code::P2007).await;
    assert_eq!(cause(&e, "kind"), "InvalidInputValue");
    let e = run(&c, &update("email"), &[text("a\0b")], &[]).await.unwrap_err();
    assert_eq!((e.code(), e.sqlstate()), (Code::P2039, Some("22021")));
    let e = fails(&c, "SELECT 1 / 0", Code::P2039).await;
    assert_eq!(meta(&e, "code"), "22012");
    // Not the one that it is connected to.
    let e = fails(&c, "ALTER DATABASE nobody SET timezone TO 'UTC'", Code::P2039).await;
    assert!(e.message().contains("database \"nobody\" does not exist"), "{e}");
}

#[tokio::test]
async fn a_locked_sqlite_database() {
    let database = crate::support::sqlite();
    let (one, two) = (
        prepared(&database).await,
        Connection::connect(&database.url_with("socket_timeout=1"), &Default::default()).await.unwrap(),
    );
    one.begin(None).await.unwrap();
    let began = std::time::Instant::now();
    let e = fails(&two, r#"UPDATE "User" SET age = 30"#, Code::P1008).await;
    assert!(began.elapsed().as_millis() >= 900, "it waited as long as it was told");
    assert!(meta(&e, "context").as_str().unwrap().contains("locked"));
    one.rollback().await.unwrap();
    run(&two, r#"UPDATE "User" SET age = 30"#, &[], &[]).await.unwrap();
}

#[tokio::test]
async fn a_full_sqlite_disk() {
    let database = crate::support::sqlite();
    let c = prepared(&database).await;
    c.execute_script("PRAGMA max_page_count = 12").await.unwrap();
    let big = text(&"x".repeat(100_000));
    let e = run(&c, r#"UPDATE "User" SET "firstName" = $1"#, &[big], &[]).await.unwrap_err();
    assert_eq!((e.code(), meta(&e, "code")), (Code::P2039, json!("13")));
    assert!(e.message().contains("full") && e.message().contains("Make room"), "{e}");
    assert!(e.is_disk() && !fails(&c, "SELECT 1 FROM nobody", Code::P2021).await.is_disk());
    run(&c, r#"UPDATE "User" SET "firstName" = 'small'"#, &[], &[]).await.unwrap();
}
