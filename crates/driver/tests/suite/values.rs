//! Values of every type, there and back.

use nicol_driver::{Code, Connection};
use nicol_model::ScalarType::{self, BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String as Text};
use nicol_query::value::{CellType, ListReader};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{Database, Value, list, one, run};

fn int(v: i32) -> Vec<u8> {
    v.to_be_bytes().to_vec()
}

fn big(v: i64) -> Vec<u8> {
    v.to_be_bytes().to_vec()
}

fn float(v: f64) -> Vec<u8> {
    v.to_be_bytes().to_vec()
}

fn bytes(v: &str) -> Vec<u8> {
    v.as_bytes().to_vec()
}

/// 2024-02-29 12:34:56.789 UTC.
const MOMENT: i64 = 1_709_210_096_789_000;
const DAY: i64 = 86_400_000_000;

/// Columns of PostgreSQL with values that they keep exactly.
fn kept_by_postgres() -> Vec<(&'static str, ScalarType, Vec<Vec<u8>>)> {
    let day = MOMENT.div_euclid(DAY) * DAY;
    vec![
        ("boolean", Boolean, vec![vec![0], vec![1]]),
        ("smallint", Int, vec![int(0), int(-32768), int(32767)]),
        ("integer", Int, vec![int(0), int(i32::MIN), int(i32::MAX)]),
        ("integer", BigInt, vec![big(-5)]),
        ("bigint", BigInt, vec![big(0), big(i64::MIN), big(i64::MAX)]),
        ("bigint", Int, vec![int(-1)]),
        ("oid", Int, vec![int(7)]),
        ("oid", BigInt, vec![big(4_294_967_295)]),
        ("real", Float, vec![float(0.1), float(-1.5e30), float(f64::NAN), float(f64::INFINITY)]),
        (
            "double precision",
            Float,
            vec![float(0.1), float(f64::MIN), float(5e-324), float(-0.0), float(f64::NEG_INFINITY)],
        ),
        (
            "numeric",
            Decimal,
            ["0", "-12.50", "NaN", "0.00001", "123456789012345678901234567890.123456789"].map(bytes).to_vec(),
        ),
        ("numeric(65,30)", Decimal, vec![bytes("1.100000000000000000000000000000")]),
        ("money", Decimal, ["0.00", "-1234.56"].map(bytes).to_vec()),
        ("text", Text, ["", "a'b\"c\\", "äöü😀", "line\nbreak"].map(bytes).to_vec()),
        ("varchar(5)", Text, vec![bytes("abcde")]),
        ("char(3)", Text, vec![bytes("ab ")]),
        ("\"char\"", Text, vec![bytes("x")]),
        ("name", Text, vec![bytes("a_name")]),
        ("citext", Text, vec![bytes("MiXed")]),
        ("xml", Text, vec![bytes("<a b=\"c\"/>")]),
        ("uuid", Text, vec![bytes("6f9619ff-8b86-d011-b42d-00cf4fc964ff")]),
        ("inet", Text, ["192.168.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"].map(bytes).to_vec()),
        ("cidr", Text, ["10.0.0.0/8", "::1/128"].map(bytes).to_vec()),
        ("bit(4)", Text, vec![bytes("0101")]),
        ("varbit", Text, ["", "1", "101010101"].map(bytes).to_vec()),
        ("json", Json, vec![bytes("{\"b\":  1}"), bytes("null")]),
        ("jsonb", Json, vec![bytes("{\"a\": [1, null]}"), bytes("\"x\"")]),
        ("bytea", Bytes, vec![vec![], vec![0, 1, 254, 255]]),
        ("timestamp(3)", DateTime, vec![big(MOMENT), big(0), big(-1000)]),
        ("timestamptz", DateTime, vec![big(MOMENT + 7), big(-62_135_596_800_000_000), big(253_402_300_799_999_999)]),
        ("date", DateTime, vec![big(day), big(-DAY)]),
        ("time", DateTime, vec![big(MOMENT - day), big(0)]),
        ("timetz", DateTime, vec![big(MOMENT - day)]),
        ("mood", Text, vec![bytes("so so")]),
        ("small", Int, vec![int(7)]),
    ]
}

const TYPES: &str = "CREATE EXTENSION IF NOT EXISTS citext; CREATE TYPE mood AS ENUM ('happy', 'so so');
    CREATE DOMAIN small AS integer CHECK (VALUE < 10)";

/// One value through a column, and back.
async fn through(c: &Connection, value: &Value, sql: &str) -> Option<Vec<u8>> {
    one(c, sql, std::slice::from_ref(value), value.cell).await.unwrap_or_else(|e| panic!("{sql} of {value:?}: {e}"))
}

/// A `Float` that is NaN has many forms.
fn same(scalar: ScalarType, a: &[u8], b: &[u8]) -> bool {
    let nan = |v: &[u8]| scalar == Float && f64::from_be_bytes(v.try_into().unwrap()).is_nan();
    a == b || (nan(a) && nan(b))
}

async fn all_types(c: &Connection) {
    for (ty, scalar, values) in kept_by_postgres() {
        let sql = format!("SELECT CAST($1 AS {ty})");
        for value in &values {
            let back = through(c, &Value::new(scalar, value), &sql).await.unwrap();
            assert!(same(scalar, &back, value), "{ty}: {value:?} became {back:?}");
        }
        assert_eq!(through(c, &Value::null(CellType::one(scalar)), &sql).await, None, "{ty}");
        // The same as a list, with a NULL in it, and as an empty list.
        if matches!(ty, "\"char\"" | "xml") {
            continue;
        }
        let sql = format!("SELECT CAST($1 AS {ty}[])");
        let elements: Vec<_> = values.iter().cloned().map(Some).chain([None]).collect();
        let back = through(c, &list(scalar, &elements), &sql).await.unwrap();
        let back: Vec<_> = ListReader::new(&back).map(|e| e.map(<[u8]>::to_vec)).collect();
        assert_eq!(back.len(), elements.len(), "{ty}[]");
        for (a, b) in back.iter().zip(&elements) {
            assert!(
                a.as_ref().zip(b.as_ref()).map_or(a.is_none() && b.is_none(), |(a, b)| same(scalar, a, b)),
                "{ty}[]: {a:?} {b:?}"
            );
        }
        assert_eq!(through(c, &list(scalar, &[]), &sql).await, list(scalar, &[]).bytes, "{ty}[]");
        assert_eq!(through(c, &Value::null(CellType::list(scalar)), &sql).await, None, "{ty}[]");
    }
}

#[tokio::test]
async fn every_type_of_postgres() {
    let Some(database) = crate::support::postgres("types") else { return };
    let c = database.connect().await;
    c.execute_script(TYPES).await.unwrap();
    all_types(&c).await;
}

/// Values travel as text then, and must mean the same. So must other settings of the server that shape texts.
#[tokio::test]
async fn every_type_of_postgres_behind_pgbouncer() {
    let Some(database) = crate::support::postgres("types_text") else { return };
    database.connect().await.execute_script(TYPES).await.unwrap();
    let url = database.url_with("pgbouncer=true&options=-c%20DateStyle%3DSQL%2CDMY%20-c%20TimeZone%3DAmerica/New_York%20-c%20bytea_output%3Descape");
    let c = Connection::connect(&url, &Default::default()).await.unwrap();
    all_types(&c).await;
}

#[tokio::test]
async fn the_time_zone_of_the_session_does_not_matter() {
    let Some(database) = crate::support::postgres("zones") else { return };
    let c = database.connect().await;
    c.execute_script("SET TimeZone = 'Asia/Kathmandu'; CREATE TABLE t (a timestamptz, b timestamp)").await.unwrap();
    let moment = Value::new(DateTime, &big(MOMENT));
    run(&c, "INSERT INTO t VALUES ($1, $1)", std::slice::from_ref(&moment), &[]).await.unwrap_err();
    run(&c, "INSERT INTO t VALUES ($1, $2)", &[moment.clone(), moment.clone()], &[]).await.unwrap();
    let rows = run(
        &c,
        "SELECT a, b, extract(epoch FROM a)::text FROM t",
        &[],
        &[moment.cell, moment.cell, CellType::one(Text)],
    )
    .await
    .unwrap()
    .rows;
    assert_eq!((rows.cell(0, 0), rows.cell(0, 1)), (moment.bytes.as_deref(), moment.bytes.as_deref()));
    assert_eq!(rows.cell(0, 2), Some(&b"1709210096.789000"[..]));
}

#[tokio::test]
async fn types_meet_half_way() {
    let Some(database) = crate::support::postgres("half_way") else { return };
    let c = database.connect().await;
    for (ty, given, wanted, want) in [
        ("bigint", Value::new(Decimal, b"5.0"), BigInt, big(5)),
        ("numeric", Value::new(Int, &int(-3)), Decimal, bytes("-3")),
        ("text", Value::new(BigInt, &big(9)), Text, bytes("9")),
        ("text", Value::new(Boolean, &[1]), Text, bytes("true")),
        ("text", Value::new(Bytes, "yü".as_bytes()), Text, bytes("yü")),
        ("double precision", Value::new(Int, &int(2)), Decimal, bytes("2")),
        ("numeric", Value::new(Float, &float(0.5)), Float, float(0.5)),
        ("timestamp", Value::new(Text, b"2024-02-29T12:34:56.789Z"), DateTime, big(MOMENT)),
        ("timestamptz", Value::new(Text, b"2024-02-29 13:34:56.789+01"), Text, bytes("2024-02-29 12:34:56.789+00")),
        (
            "uuid",
            Value::new(Text, b"{6F9619FF8B86D011B42D00CF4FC964FF}"),
            Text,
            bytes("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        ),
        ("interval", Value::new(Text, b"1 day"), Text, bytes("1 day")),
    ] {
        let back = if ty == "interval" {
            format!("SELECT CAST(CAST($1 AS {ty}) AS text)")
        } else {
            format!("SELECT CAST($1 AS {ty})")
        };
        assert_eq!(
            one(&c, &back, std::slice::from_ref(&given), CellType::one(wanted)).await.unwrap(),
            Some(want),
            "{ty} {given:?}"
        );
    }
    let literal = [Value::new(Text, b"{1, NULL,\"3\"}")];
    let lists = one(&c, "SELECT $1::int[]", &literal, CellType::list(Int)).await;
    assert_eq!(lists.unwrap(), list(Int, &[Some(int(1)), None, Some(int(3))]).bytes);
    for (ty, given, code) in [
        ("smallint", Value::new(Int, &int(40_000)), Code::P2020),
        ("integer", Value::new(BigInt, &big(1 << 40)), Code::P2020),
        ("oid", Value::new(Int, &int(-1)), Code::P2020),
        ("real", Value::new(Float, &float(1e300)), Code::P2020),
        ("integer", Value::new(Decimal, b"99999999999999999999999"), Code::P2020),
        ("integer", Value::new(Float, &float(1.5)), Code::P2007),
        ("timestamp", Value::new(Text, b"tomorrow"), Code::P2007),
        ("integer[]", Value::new(Int, &int(1)), Code::P2023),
        ("integer", list(Int, &[]), Code::P2023),
    ] {
        let error = one(&c, &format!("SELECT CAST($1 AS {ty})"), std::slice::from_ref(&given), CellType::one(Text))
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{ty} {given:?}: {error}");
    }
    let narrow = one(&c, "SELECT 5000000000", &[], CellType::one(Int)).await.unwrap_err();
    assert_eq!(narrow.code(), Code::P2020);
    let strange = one(&c, "SELECT point(1, 2)", &[], CellType::one(Text)).await.unwrap_err();
    assert_eq!((strange.code(), strange.column()), (Code::P2023, Some("point")));
    one(&c, "SELECT 1", &[], CellType::one(Int)).await.unwrap();
}

async fn big_results(database: &Database) {
    let c = database.connect().await;
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i, 'row ' || i, NULL FROM n";
    let cells = [CellType::one(Int), CellType::one(Text), CellType::one(Text)];
    let rows = run(&c, sql, &[], &cells).await.unwrap().rows;
    assert_eq!(rows.rows(), 100_000);
    for at in [0, 77_776, 99_999] {
        let number = i32::try_from(at + 1).unwrap();
        assert_eq!(rows.cell(at, 0), Some(&int(number)[..]));
        assert_eq!(rows.cell(at, 1), Some(format!("row {number}").as_bytes()));
        assert_eq!(rows.cell(at, 2), None);
    }
}

/// A row of values as they might come, for a table of this suite.
fn row() -> impl Strategy<Value = Vec<Value>> {
    let decimal = ("[1-9][0-9]{0,11}", proptest::option::of("[0-9]{0,2}[1-9]"), any::<bool>()).prop_map(
        |(whole, fraction, negative)| {
            format!("{}{whole}{}", if negative { "-" } else { "" }, fraction.map_or(String::new(), |f| format!(".{f}")))
        },
    );
    let text = "[^\0]{0,40}";
    (
        any::<i32>(),
        any::<i64>(),
        any::<bool>(),
        proptest::num::f64::NORMAL,
        decimal,
        text,
        proptest::collection::vec(any::<u8>(), 0..50),
        -62_000_000_000_000i64..253_402_300_799_999,
    )
        .prop_map(|(i, b, t, f, d, s, x, ms)| {
            vec![
                Value::new(Int, &int(i)),
                Value::new(BigInt, &big(b)),
                Value::new(Boolean, &[u8::from(t)]),
                Value::new(Float, &float(f)),
                Value::new(Decimal, d.as_bytes()),
                Value::new(Text, s.as_bytes()),
                Value::new(Json, format!("{{\"a\": {i}}}").as_bytes()),
                Value::new(Bytes, &x),
                Value::new(DateTime, &big(ms * 1000)),
            ]
        })
}

async fn any_row_comes_back(database: &Database) {
    let c = database.connect().await;
    let types = if database.url.starts_with("file:") {
        "a INTEGER, b BIGINT, c BOOLEAN, d REAL, e DECIMAL, f TEXT, g JSONB, h BLOB, i DATETIME"
    } else {
        "a integer, b bigint, c boolean, d double precision, e numeric, f text, g jsonb, h bytea, i timestamp(3)"
    };
    c.execute_script(&format!("CREATE TABLE t ({types})")).await.unwrap();
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    for _ in 0..200 {
        let mut values = row().new_tree(&mut runner).unwrap().current();
        if proptest::bool::weighted(0.1).new_tree(&mut runner).unwrap().current() {
            values.iter_mut().for_each(|v| v.bytes = None);
        }
        let cells: Vec<_> = values.iter().map(|v| v.cell).collect();
        let sql = "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING a, b, c, d, e, f, g, h, i";
        let rows = run(&c, sql, &values, &cells).await.unwrap().rows;
        for (at, value) in values.iter().enumerate() {
            assert_eq!(rows.cell(0, at), value.bytes.as_deref(), "column {at} of {values:?}");
        }
    }
}

crate::on_both!(big_results, any_row_comes_back);

mod in_sqlite {
    use super::*;
    use nicol_driver::Settings;
    use nicol_model::Flavour;

    async fn connect(database: &Database, flavour: Flavour) -> Connection {
        Connection::connect(&database.url(), &Settings { flavour, ..Settings::default() }).await.unwrap()
    }

    #[tokio::test]
    async fn dates_are_written_as_the_flavour_does_and_read_in_every_form() {
        let database = crate::support::sqlite();
        for (flavour, stored) in [(Flavour::Six, "1709210096789"), (Flavour::Seven, "2024-02-29T12:34:56.789+00:00")] {
            let c = connect(&database, flavour).await;
            let given = Value::new(DateTime, &big(MOMENT + 499));
            assert_eq!(
                one(&c, "SELECT CAST($1 AS TEXT)", &[given], CellType::one(Text)).await.unwrap(),
                Some(bytes(stored))
            );
        }
        let c = connect(&database, Flavour::Six).await;
        for written in [
            "1709210096789",
            "'1709210096789'",
            "'2024-02-29T12:34:56.789Z'",
            "'2024-02-29T12:34:56.789+00:00'",
            "'2024-02-29 12:34:56.789'",
            "'2024-02-29T07:34:56.789-05:00'",
        ] {
            let read = one(&c, &format!("SELECT {written}"), &[], CellType::one(DateTime)).await.unwrap();
            assert_eq!(read, Some(big(MOMENT)), "{written}");
        }
        let now = one(&c, "SELECT CURRENT_TIMESTAMP", &[], CellType::one(DateTime)).await.unwrap().unwrap();
        assert!(i64::from_be_bytes(now.try_into().unwrap()) > MOMENT);
        let error = one(&c, "SELECT 'soon'", &[], CellType::one(DateTime)).await.unwrap_err();
        assert_eq!(error.code(), Code::P2023);
    }

    #[tokio::test]
    async fn lists_travel_as_json() {
        let database = crate::support::sqlite();
        let c = connect(&database, Flavour::Seven).await;
        for (given, json) in [
            (list(Int, &[Some(int(1)), None]), "[1,null]"),
            (list(Text, &[Some(bytes("a\"b\\\n😀"))]), "[\"a\\\"b\\\\\\n😀\"]"),
            (list(Boolean, &[Some(vec![1]), Some(vec![0])]), "[1,0]"),
            (list(Float, &[Some(float(0.5)), Some(float(f64::INFINITY))]), "[0.5,9e999]"),
            (list(BigInt, &[Some(big(i64::MAX))]), "[9223372036854775807]"),
            (list(Bytes, &[Some(vec![1, 171])]), "[\"01AB\"]"),
            (list(DateTime, &[Some(big(0))]), "[\"1970-01-01T00:00:00.000+00:00\"]"),
            (list(Decimal, &[Some(bytes("1.50"))]), "[1.5]"),
            (list(Text, &[]), "[]"),
        ] {
            assert_eq!(one(&c, "SELECT $1", &[given], CellType::one(Text)).await.unwrap(), Some(bytes(json)));
        }
        let largest = [list(BigInt, &[Some(big(i64::MAX))])];
        let sql = "SELECT count(*) FROM json_each($1) WHERE value = 9223372036854775807";
        let found = one(&c, sql, &largest, CellType::one(Int));
        assert_eq!(found.await.unwrap(), Some(int(1)));
    }

    #[tokio::test]
    async fn whatever_was_stored_is_read_if_it_makes_sense() {
        let database = crate::support::sqlite();
        let c = connect(&database, Flavour::Seven).await;
        for (sql, scalar, want) in [
            ("'12'", Int, int(12)),
            ("12.0", Int, int(12)),
            ("'true'", Boolean, vec![1]),
            ("0", Boolean, vec![0]),
            ("3", Float, float(3.0)),
            ("'0.25'", Float, float(0.25)),
            ("0.1", Decimal, bytes("0.1")),
            ("1e20", Decimal, bytes("100000000000000000000")),
            ("7", Text, bytes("7")),
            ("0.5", Text, bytes("0.5")),
            ("x'6162'", Text, bytes("ab")),
            ("'ab'", Bytes, bytes("ab")),
            ("'[1, 2]'", Json, bytes("[1, 2]")),
        ] {
            assert_eq!(
                one(&c, &format!("SELECT {sql}"), &[], CellType::one(scalar)).await.unwrap(),
                Some(want),
                "{sql}"
            );
        }
        for (sql, scalar, code) in [
            ("5000000000", Int, Code::P2020),
            ("'x'", Int, Code::P2023),
            ("1.5", BigInt, Code::P2023),
            ("x'ff'", Text, Code::P2023),
            ("x'00'", Int, Code::P2023),
        ] {
            let error = one(&c, &format!("SELECT {sql} AS col"), &[], CellType::one(scalar)).await.unwrap_err();
            assert_eq!((error.code(), error.column()), (code, Some("col")), "{sql}");
        }
    }
}
