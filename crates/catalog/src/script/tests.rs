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
}

#[test]
fn pragmas_are_read_in_all_their_forms() {
    for off in [
        "pragma  foreign_keys = off",
        "PRAGMA main.foreign_keys=OFF",
        "PRAGMA \"foreign_keys\"=OFF",
        "PRAGMA /* why */ \"main\" . [foreign_keys] (0)",
        "PRAGMA `Foreign_Keys`='no'",
        "PRAGMA foreign_keys(false)",
        "PRAGMA foreign_keys = \"off\"",
        "PRAGMA foreign_keys = nonsense",
        "PRAGMA foreign_keys = -1",
    ] {
        assert!(around_transaction(&format!("{off}; DROP TABLE a;")).lifts_foreign_keys, "{off}");
    }
    for other in [
        "PRAGMA foreign_keys = ON",
        "PRAGMA foreign_keys(1)",
        "PRAGMA foreign_keys",
        "-- PRAGMA foreign_keys=OFF\nSELECT 1",
        "SELECT 'PRAGMA foreign_keys=OFF'",
        "PRAGMA defer_foreign_keys=OFF",
        "PRAGMA foreign_keys.synchronous=OFF",
    ] {
        assert!(!around_transaction(&format!("{other}; DROP TABLE a;")).lifts_foreign_keys, "{other}");
    }
}

#[test]
fn what_a_transaction_refuses_runs_around_it() {
    let script = "-- é\nPRAGMA synchronous=OFF;\nPRAGMA main.journal_mode(WAL);\nCREATE TABLE a (b);\nPRAGMA synchronous;\n\
                  PRAGMA \"temp_store\"='é';\nPRAGMA wal_checkpoint;\nSELECT nothing;";
    let arranged = around_transaction(script);
    assert_eq!(arranged.before, ["PRAGMA synchronous=OFF", "PRAGMA main.journal_mode(WAL)"]);
    assert_eq!(arranged.after, ["PRAGMA \"temp_store\"='é'", "PRAGMA wal_checkpoint"]);
    assert_eq!(texts(Sqlite, &arranged.inside), ["CREATE TABLE a (b)", "PRAGMA synchronous", "SELECT nothing"]);
    // Places stay: in characters, as they are told.
    let place =
        |text: &str| text.chars().count() - text.find("SELECT nothing").map_or(0, |at| text[at..].chars().count());
    assert_eq!(place(&arranged.inside), place(script));
    assert!(!controls_transactions(script));
}

#[test]
fn rows_that_change_while_foreign_keys_are_on_are_seen() {
    let redefined = "PRAGMA foreign_keys=OFF; INSERT INTO new_a SELECT * FROM a; DROP TABLE a; PRAGMA foreign_keys=ON;";
    assert!(!around_transaction(redefined).relies_on_foreign_keys);
    assert!(around_transaction(&format!("DELETE FROM b; {redefined}")).relies_on_foreign_keys);
    assert!(around_transaction(&format!("{redefined} UPDATE b SET c = 1")).relies_on_foreign_keys);
    assert!(!around_transaction("DELETE FROM b").relies_on_foreign_keys);
}

#[test]
fn tables_that_take_the_place_of_dropped_ones_are_found() {
    let found = |script: &str| replacing_renames(&statements(Sqlite, script)).len();
    assert_eq!(found("DROP TABLE \"P\"; ALTER TABLE \"new_P\" RENAME TO \"P\""), 1);
    assert_eq!(found("drop table if exists main.[p]; SELECT 1; alter table main.\"new_P\" rename to P;"), 1);
    assert_eq!(found("ALTER TABLE a RENAME TO b"), 0);
    assert_eq!(found("DROP TABLE c; ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME c TO d"), 0);
    assert_eq!(found("ALTER TABLE a RENAME TO b; DROP TABLE b"), 0, "it was not dropped before");
    assert_eq!(found("DROP VIEW b; ALTER TABLE a RENAME TO b"), 0);
}
