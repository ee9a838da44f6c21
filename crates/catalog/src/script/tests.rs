use super::*;
use crate::Dialect::{Postgres, Sqlite};

fn texts(dialect: Dialect, script: &str) -> Vec<&str> {
    statements(dialect, script).iter().map(|s| s.text).collect()
}

#[test]
fn semicolons_end_statements_and_comments_belong_to_none() {
    let script =
        "-- CreateTable; really\nCREATE TABLE a (b int);\n\n/* two; /* nested */ */ DROP TABLE a ; ;\nSELECT 1 -- end";
    assert_eq!(texts(Postgres, script), ["CREATE TABLE a (b int)", "DROP TABLE a", "SELECT 1"]);
    assert_eq!(statements(Postgres, script)[0].offset, 23);
    assert!(texts(Postgres, " -- nothing\n;;").is_empty());
    assert_eq!(texts(Sqlite, "SELECT 1; ; -- done;\n"), ["SELECT 1"]);
    assert!(is_blank(Sqlite, " /* ; */ ;; -- SELECT 1") && !is_blank(Sqlite, "; SELECT 1"));
}

#[test]
fn quotes_hide_semicolons() {
    let script = r#"INSERT INTO "a;b" VALUES ('it''s; so', E'\'; ', $$;$$, $x$ $$; $x$, $1);SELECT 2"#;
    assert_eq!(texts(Postgres, script).len(), 2);
    assert_eq!(texts(Sqlite, "SELECT `a;b`, [c;d], 'e\\';SELECT 2").len(), 2);
    assert_eq!(
        texts(Sqlite, "INSERT INTO t VALUES ('a;''b', \"c;d\", [e;f]); /* x; */ SELECT 2;"),
        ["INSERT INTO t VALUES ('a;''b', \"c;d\", [e;f])", "SELECT 2"]
    );
    // A dollar inside of a name quotes nothing.
    assert_eq!(texts(Postgres, "SELECT a$$b; SELECT 2; SELECT c$$d").len(), 3);
}

#[test]
fn bodies_hide_semicolons() {
    let function =
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3";
    assert_eq!(texts(Postgres, function).len(), 2);
    let trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE b WHEN 1 THEN 2 END; DELETE FROM c; END; SELECT 1";
    assert_eq!(texts(Sqlite, trigger).len(), 2);
    let select = "EXPLAIN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END; SELECT 1";
    assert_eq!(texts(Sqlite, select).len(), 2);
    let rule = "CREATE RULE r AS ON INSERT TO a DO (DELETE FROM b; DELETE FROM c); SELECT 1";
    assert_eq!(texts(Postgres, rule).len(), 2);
    assert_eq!(texts(Postgres, "BEGIN; SELECT 1; END;"), ["BEGIN", "SELECT 1", "END"]);
    assert_eq!(texts(Sqlite, "BEGIN; CREATE TABLE t (a); END; SELECT 1;").len(), 4);
    assert_eq!(texts(Sqlite, "BEGIN; CREATE TABLE trigger_log (a); COMMIT").len(), 3);
}

#[test]
fn text_that_never_ends_is_one_statement() {
    for script in ["SELECT 'a; b", "SELECT $$ a; b", "SELECT 1 /* ; ", "SELECT \"é;"] {
        assert_eq!(texts(Postgres, script).len(), 1, "{script}");
    }
}

#[test]
fn scripts_that_control_transactions_are_known() {
    assert!(controls_transactions("-- x\nBEGIN;\nSELECT 1;\nCOMMIT;"));
    assert!(controls_transactions("vacuum"));
    assert!(!controls_transactions("PRAGMA foreign_keys=OFF; CREATE TABLE a (b DEFAULT 'BEGIN;')"));
    assert!(sets_pragma("pragma  foreign_keys = off", "foreign_keys"));
    assert!(!sets_pragma("-- PRAGMA foreign_keys\nSELECT 1", "foreign_keys"));
}
