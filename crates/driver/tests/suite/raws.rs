//! Raw queries: columns with names and types.

use nicol_driver::raw::RawType;
use nicol_driver::{Code, Connection};

use crate::support::{Database, int, list, text};

fn shape(rows: &nicol_driver::raw::RawRows) -> Vec<(&str, &str, bool)> {
    rows.columns.iter().map(|c| (c.name.as_str(), c.kind.tag(), c.is_list)).collect()
}

async fn results_have_names_and_types(database: &Database) {
    let c = database.connect().await;
    c.execute_script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, at TIMESTAMP)").await.unwrap();
    let changed =
        c.execute_raw("INSERT INTO t VALUES (1, 'a', NULL), (2, NULL, '2024-01-01 00:00:00')", &[]).await.unwrap();
    assert_eq!(changed, 2);
    let given = [int(2), text("a")];
    let params: Vec<_> = given.iter().map(|v| v.param()).collect();
    let rows = c
        .query_raw("SELECT id, name AS \"the name\", at FROM t WHERE id < $1 OR name = $2 ORDER BY id", &params)
        .await
        .unwrap();
    assert_eq!(shape(&rows), [("id", "int", false), ("the name", "string", false), ("at", "datetime", false)]);
    assert_eq!((rows.rows.rows(), rows.rows.cell(0, 1), rows.rows.cell(0, 2)), (1, Some(&b"a"[..]), None));
    // No rows: the columns are known all the same.
    let none = c.query_raw("SELECT id, name FROM t WHERE id = 99", &[]).await.unwrap();
    assert_eq!((shape(&none), none.rows.rows()), (vec![("id", "int", false), ("name", "string", false)], 0));
    c.execute_script("ALTER TABLE t ADD COLUMN more TEXT").await.unwrap();
    let all = "SELECT * FROM t";
    assert_eq!(c.query_raw(all, &[]).await.unwrap().columns.len(), 4);
    c.execute_script("ALTER TABLE t ADD COLUMN evenmore TEXT").await.unwrap();
    assert_eq!(c.query_raw(all, &[]).await.unwrap().columns.len(), 5);
}

async fn several_statements_at_once(database: &Database) {
    let c = database.connect().await;
    assert_eq!(
        c.execute_raw("CREATE TABLE a (x TEXT); INSERT INTO a VALUES (';'); INSERT INTO a VALUES ('y')", &[])
            .await
            .unwrap(),
        0
    );
    assert_eq!(c.execute_raw("DELETE FROM a -- all of them;\n", &[]).await.unwrap(), 2);
    let error = c.execute_raw("DELETE FROM nobody", &[]).await.unwrap_err();
    assert_eq!(error.code(), Code::P2010);
    assert!(error.meta()["message"].as_str().unwrap().contains("nobody"));
}

crate::on_both!(results_have_names_and_types, several_statements_at_once);

#[tokio::test]
async fn types_of_postgres() {
    let Some(database) = crate::support::postgres("raw") else { return };
    let c = database.connect().await;
    c.execute_script("CREATE TYPE mood AS ENUM ('good')").await.unwrap();
    let sql = "SELECT 1::int2 a, 2 b, 3::int8 c, 4::oid d, 1.5::real e, 2.5::float8 f, 1.10 g, '1'::money h, true i, 'x'::text j,
        'good'::mood k, 'y'::\"char\" l, gen_random_uuid() m, '<a/>'::xml n, '{}'::jsonb o, '\\x00'::bytea p, now() q,
        current_date r, localtime s, ARRAY[1,2] t, ARRAY['good'::mood] u, '10.0.0.1'::inet v, count(*) w";
    let rows = c.query_raw(sql, &[]).await.unwrap();
    let tags: Vec<_> =
        shape(&rows).into_iter().map(|(_, tag, is_list)| format!("{tag}{}", if is_list { "[]" } else { "" })).collect();
    let want = "int int bigint bigint float double decimal decimal bool string enum char uuid xml json bytes datetime date time int[] \
                enum[] string bigint";
    assert_eq!(tags.join(" "), want);
    assert_eq!(rows.rows.cell(0, 6), Some(&b"1.10"[..]));
    assert_eq!(
        rows.rows.cell(0, 20),
        list(nicol_model::ScalarType::String, &[Some(b"good".to_vec())]).bytes.as_deref()
    );
    let error = c.query_raw("SELECT point(1, 2) AS place", &[]).await.unwrap_err();
    assert_eq!((error.code(), error.meta()["code"].as_str()), (Code::P2010, Some("N/A")));
    assert!(error.message().contains("`place`") && error.message().contains("::text"));
    let url = database.url_with("pgbouncer=true");
    let unprepared = Connection::connect(&url, &Default::default()).await.unwrap();
    let again = unprepared.query_raw(sql, &[]).await.unwrap();
    assert_eq!(shape(&again), shape(&rows));
}

#[tokio::test]
async fn types_of_sqlite_follow_the_values_where_nothing_is_declared() {
    let c = crate::support::sqlite();
    let c = c.connect().await;
    for (sql, kind) in [
        ("SELECT 1 UNION ALL SELECT 2", RawType::BigInt),
        ("SELECT 1 UNION ALL SELECT 5000000000", RawType::BigInt),
        ("SELECT 1 UNION ALL SELECT 0.5", RawType::Double),
        ("SELECT 1 UNION ALL SELECT 'x'", RawType::String),
        ("SELECT NULL UNION ALL SELECT x'00'", RawType::Bytes),
        ("SELECT NULL", RawType::Int),
    ] {
        assert_eq!(c.query_raw(sql, &[]).await.unwrap().columns[0].kind, kind, "{sql}");
    }
    // Values that do not fit what was declared still come.
    c.execute_script("CREATE TABLE t (n INTEGER, b BOOLEAN, d DATETIME); INSERT INTO t VALUES (5000000000, 1, 'soon')")
        .await
        .unwrap();
    let rows = c.query_raw("SELECT * FROM t", &[]).await.unwrap();
    assert_eq!(
        rows.columns.iter().map(|c| c.kind).collect::<Vec<_>>(),
        [RawType::BigInt, RawType::Bool, RawType::String]
    );
}

#[tokio::test]
async fn what_a_block_has_committed_is_not_done_again() {
    let Some(database) = crate::support::postgres("raw") else { return };
    let c = database.connect().await;
    c.execute_script("CREATE TABLE account (n INT); INSERT INTO account VALUES (10)").await.unwrap();
    let block = "DO $$ BEGIN UPDATE account SET n = n - 1; COMMIT; PERFORM missing(); END $$";
    let error = c.execute_raw(block, &[]).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("42883"));
    let left = crate::support::one(&c, "SELECT n FROM account", &[], crate::support::INT).await.unwrap().unwrap();
    assert_eq!(left, 9i32.to_be_bytes());
}
