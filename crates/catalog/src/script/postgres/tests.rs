use super::*;

fn command(statement: &str) -> Option<&'static str> {
    match Demand::of(statement) {
        Demand::Outside(command) => Some(command),
        _ => None,
    }
}

#[test]
fn what_no_transaction_takes_is_known() {
    for (statement, wanted) in [
        ("CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX CONCURRENTLY"),
        ("\u{feff}CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX CONCURRENTLY"),
        (
            "create /* so */ unique\n-- and\nindex concurrently if not exists \"i\" on t (a)",
            "CREATE INDEX CONCURRENTLY",
        ),
        ("DROP INDEX CONCURRENTLY IF EXISTS i", "DROP INDEX CONCURRENTLY"),
        ("REINDEX INDEX CONCURRENTLY i", "REINDEX CONCURRENTLY"),
        ("REINDEX (VERBOSE, CONCURRENTLY) TABLE t", "REINDEX CONCURRENTLY"),
        ("REINDEX SCHEMA s", "REINDEX SCHEMA"),
        ("REINDEX DATABASE CONCURRENTLY d", "REINDEX CONCURRENTLY"),
        ("ALTER TABLE p DETACH PARTITION q CONCURRENTLY", "DETACH PARTITION CONCURRENTLY"),
        ("ALTER TABLE IF EXISTS ONLY s.p DETACH PARTITION s.q CONCURRENTLY", "DETACH PARTITION CONCURRENTLY"),
        ("VACUUM (FULL) t", "VACUUM"),
        ("CLUSTER", "CLUSTER"),
        ("CLUSTER (VERBOSE)", "CLUSTER"),
        ("CREATE DATABASE d", "CREATE DATABASE"),
        ("DROP DATABASE IF EXISTS d", "DROP DATABASE"),
        ("ALTER DATABASE \"d\" SET TABLESPACE x", "ALTER DATABASE SET TABLESPACE"),
        ("CREATE TABLESPACE x LOCATION '/x'", "CREATE TABLESPACE"),
        ("ALTER SYSTEM SET work_mem = '1MB'", "ALTER SYSTEM"),
        ("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", "CREATE SUBSCRIPTION"),
        ("ALTER SUBSCRIPTION s REFRESH PUBLICATION", "ALTER SUBSCRIPTION"),
        ("DISCARD ALL", "DISCARD ALL"),
        ("COMMIT PREPARED 'x'", "COMMIT PREPARED"),
        ("rollback prepared 'x'", "ROLLBACK PREPARED"),
    ] {
        assert_eq!(command(statement), Some(wanted), "{statement}");
        assert_eq!(Demand::of(statement).is_concurrent(), wanted.ends_with("CONCURRENTLY"));
    }
    for statement in [
        "CREATE INDEX i ON t (a)",
        "CREATE INDEX \"CONCURRENTLY\" ON t (a)",
        "CREATE UNIQUE INDEX i ON t (concurrently)",
        "DROP INDEX i",
        "REINDEX INDEX i",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
        "ALTER TABLE p DETACH PARTITION q",
        "ALTER TABLE p DETACH PARTITION q FINALIZE",
        "ALTER TABLE p ADD COLUMN concurrently int",
        "ALTER DATABASE d SET search_path = x",
        "ALTER TYPE e ADD VALUE 'VACUUM'",
        "CLUSTER t USING i",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (slot_name = NONE, create_slot = false)",
        "ALTER SUBSCRIPTION s DISABLE",
        "ALTER SUBSCRIPTION s SET (slot_name = NONE)",
        "ANALYZE t",
        "DISCARD TEMP",
        "COMMENT ON TABLE t IS 'VACUUM; CREATE INDEX CONCURRENTLY'",
        "",
    ] {
        assert_eq!(Demand::of(statement), Demand::Nothing, "{statement}");
    }
}

#[test]
fn what_controls_transactions_is_known() {
    for statement in [
        "BEGIN",
        "start transaction isolation level serializable",
        "COMMIT AND CHAIN",
        "END",
        "ROLLBACK TO a",
        "ABORT",
        "SAVEPOINT a",
        "RELEASE a",
        "PREPARE TRANSACTION 'x'",
        "SET TRANSACTION READ ONLY",
        "SET LOCAL transaction_isolation = 'serializable'",
        "set session transaction_read_only to on",
    ] {
        assert_eq!(Demand::of(statement), Demand::Controls, "{statement}");
    }
    for statement in [
        "PREPARE p AS SELECT 1",
        "SET search_path = a",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET LOCAL lock_timeout = 0",
        "SET CONSTRAINTS ALL IMMEDIATE",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END",
        "CREATE TABLE begin_end (\"begin\" int)",
    ] {
        assert_eq!(Demand::of(statement), Demand::Nothing, "{statement}");
    }
}

#[test]
fn what_may_commit_is_known() {
    assert_eq!(Demand::of("CALL p()"), Demand::MayCommit("CALL"));
    assert_eq!(Demand::of("DO $$ BEGIN UPDATE t SET a = 1; commit; END $$"), Demand::MayCommit("DO"));
    assert_eq!(Demand::of("DO 'BEGIN CALL p(); END' LANGUAGE plpgsql"), Demand::MayCommit("DO"));
    let guarded = "DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$";
    assert_eq!(Demand::of(guarded), Demand::Nothing);
    assert_eq!(Demand::of("DO $$ BEGIN PERFORM callback(committed); END $$"), Demand::Nothing);
}

#[test]
fn what_may_commit_does_so_only_by_itself() {
    let alone = "-- only\nCALL p();\n";
    assert!(matches!(Carriage::of(alone), Carriage::Alone(_, Demand::MayCommit("CALL"))));
    assert!(refused_commits(alone).is_empty());
    let beside = "SELECT 1; CALL p();";
    assert_eq!(Carriage::of(beside), Carriage::Together);
    assert_eq!(refused_commits(beside), ["CALL"]);
    assert_eq!(
        refused_commits("DROP SUBSCRIPTION s; DO 'COMMIT'; CALL p(); CALL q();"),
        ["CALL", "DO", "DROP SUBSCRIPTION"]
    );
    let after = "BEGIN; SELECT 1; COMMIT; CALL p();";
    assert!(matches!(Carriage::of(after), Carriage::Alone(_, Demand::Controls)));
    assert!(refused_commits("SELECT 1; SELECT 2;").is_empty());
}

#[test]
fn a_script_says_how_it_can_be_sent() {
    for script in [
        "",
        "-- nothing",
        "CREATE TABLE a (b int);\r\n-- AddColumn\r\nALTER TABLE a ADD COLUMN c int",
        "CREATE TABLE a (b text DEFAULT 'COMMIT;') -- COMMIT;",
        "SELECT $x$ ; COMMIT; $x$",
        "SELECT 'it''s' /* COMMIT; /* nested */ */",
        "SELECT E'\\''",
        "SELECT 1 AS \"a\"",
    ] {
        assert_eq!(Carriage::of(script), Carriage::Together, "{script}");
    }
    let script = "CREATE TABLE a (b int);\nCREATE INDEX CONCURRENTLY i ON a (b);\nCOMMIT";
    let Carriage::Alone(statement, demand) = Carriage::of(script) else { panic!("it is alone") };
    assert_eq!((statement.offset, demand), (24, Demand::Outside("CREATE INDEX CONCURRENTLY")));
    for script in
        ["SELECT 'a", "SELECT 1 /* ", "SELECT 1 /* /* */", "SELECT $$ a", "SELECT \"a", "SELECT E'a\\'", "SELECT 'a'''"]
    {
        // The last one is whole, the others are not.
        assert_eq!(Carriage::of(script) == Carriage::Unended, script != "SELECT 'a'''", "{script}");
    }
}

#[test]
fn what_may_outlive_a_script_is_known() {
    for script in [
        "CREATE TABLE a (b int GENERATED ALWAYS AS IDENTITY); CREATE UNIQUE INDEX i ON a (b); COMMENT ON TABLE a IS ''",
        "ALTER TABLE a ADD COLUMN c text DEFAULT 'set_config'; DROP TABLE b; CREATE TYPE e AS ENUM ('SELECT')",
        "CREATE OR REPLACE FUNCTION f() RETURNS void AS $$ SET ROLE x $$ LANGUAGE sql; CREATE VIEW v AS SELECT 1",
        "CREATE SCHEMA IF NOT EXISTS s; ALTER ROLE x SET search_path = s",
        "-- nothing",
    ] {
        assert!(!may_change_session(script), "{script}");
    }
    for script in [
        "CREATE TABLE a (b int); SET search_path = s",
        "SET ROLE x",
        "RESET ALL",
        "SELECT pg_catalog.set_config('search_path', '', false)",
        "DO $$ BEGIN SET ROLE x; END $$",
        "CREATE TEMP TABLE t (a int)",
        "CREATE TEMPORARY VIEW t AS SELECT 1",
        "CREATE TABLE a AS SELECT set_config('role', 'x', false)",
        "CREATE MATERIALIZED VIEW v AS SELECT f()",
        "CREATE EXTENSION citext",
        "INSERT INTO a VALUES (f())",
        "PREPARE p AS SELECT 1",
        "LISTEN x",
        "what is this",
    ] {
        assert!(may_change_session(script), "{script}");
    }
}

#[test]
fn the_index_that_is_made_concurrently_has_a_name() {
    for (statement, name) in [
        ("CREATE INDEX CONCURRENTLY i ON t (a)", Some(("i", "t"))),
        ("create unique index concurrently if not exists \"I\" on only \"S\" . t (a)", Some(("\"I\"", "\"S\".t"))),
        ("CREATE INDEX CONCURRENTLY ON t (a)", None),
        ("CREATE INDEX i ON t (a)", None),
        ("DROP INDEX CONCURRENTLY i", None),
    ] {
        let found = concurrent_index(statement);
        assert_eq!(found.as_ref().map(|i| (i.name.as_str(), i.table.as_str())), name, "{statement}");
    }
}

#[test]
fn what_is_prepared_for_a_second_phase_has_a_name() {
    let script = "BEGIN; SELECT 1; PREPARE TRANSACTION 'it''s'; PREPARE p AS SELECT 'no'; prepare transaction 'b';";
    assert_eq!(prepared_transactions(script), ["it's", "b"]);
}

#[test]
fn a_statement_can_be_put_where_the_server_cuts() {
    assert_eq!(gaps("CREATE TABLE a (b text DEFAULT ';');\n-- c\nSELECT E'\\';', $$;$$; ;"), Some(vec![0, 42]));
    assert_eq!(gaps(""), Some(vec![]));
    assert_eq!(gaps("SELECT 'a\\'; SELECT 1"), None);
    assert_eq!(gaps("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; SELECT 1"), None);
}
