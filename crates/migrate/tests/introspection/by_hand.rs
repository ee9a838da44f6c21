//! Databases that nobody made with Prisma: tables by hand, at random. What is pulled is a right schema that differs in nothing
//! from its database, and Prisma's text wherever Prisma's is a right schema.

use nicol_migrate::introspect::{RecordedRows, Scope};
use nicol_testkit::cases::difference;
use nicol_testkit::libtest_mimic::{Failed, Trial};
use nicol_testkit::postgres::Server;
use serde_json::json;

use crate::{pull, record};

/// Databases of each kind by default, and with `NICOL_LONG=1`.
const DATABASES: (u64, u64) = (10, 400);

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |kind: &'static str, one: fn(u64) -> Result<bool, Failed>| {
        Trial::test(format!("pull::by_hand::{kind}"), move || {
            let is_long = std::env::var("NICOL_LONG").is_ok_and(|v| v == "1");
            let count = if is_long { DATABASES.1 } else { DATABASES.0 };
            let mut compared = 0;
            for seed in 0..count {
                let one = one(seed).map_err(|e| format!("seed {seed}: {}", e.message().unwrap_or_default()))?;
                compared += u64::from(one);
            }
            eprintln!("{kind}: {compared} of {count} compared");
            if compared * 2 > count { Ok(()) } else { Err("too few were compared".into()) }
        })
    };
    vec![trial("postgresql", postgresql), trial("sqlite", sqlite)]
}

fn postgresql(seed: u64) -> Result<bool, Failed> {
    let Some(server) = Server::shared() else { return Ok(true) };
    let url = server.database("by hand");
    let tables = Tables::random(seed, &POSTGRESQL);
    // A statement that the server refuses is left out.
    let tried = tables.statements.iter().map(|statement| {
        format!("DO $do$ BEGIN EXECUTE $sql${statement}$sql$; EXCEPTION WHEN OTHERS THEN NULL; END $do$;\n")
    });
    server.psql(record::database_name(&url), &tried.collect::<String>());
    let rows = record::postgres(server, record::database_name(&url), &Scope::DefaultSchema);
    same(&rows, "postgresql", &url, &tables)
}

fn sqlite(seed: u64) -> Result<bool, Failed> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("by hand.db");
    let tables = Tables::random(seed, &SQLITE);
    let connection = rusqlite::Connection::open(&path)?;
    for statement in &tables.statements {
        let _ = connection.execute_batch(statement);
    }
    same(&record::sqlite_rows(&connection)?, "sqlite", &format!("file:{}", path.display()), &tables)
}

/// Whether Prisma has a right schema to compare with.
fn same(rows: &RecordedRows, provider: &str, url: &str, tables: &Tables) -> Result<bool, Failed> {
    let script = || tables.statements.join(";\n");
    let stub = pull::datasource(provider, &[]);
    let ours = pull::pull(rows, &[("schema.prisma".to_owned(), stub.clone())])
        .map_err(|e| format!("{}\n{}", e.message().unwrap_or_default(), script()))?;
    let Some(theirs) = pull::oracle_pull(&json!([["schema.prisma", stub]]), url) else { return Ok(true) };
    // It can't read some of these.
    let Ok(theirs) = theirs else { return Ok(false) };
    let judged = pull::ask("validate", &json!([[["schema.prisma", theirs]]]));
    if judged.is_none_or(|judged| judged.is_ok_and(|judged| judged["ok"] != json!(true))) {
        return Ok(false);
    }
    let plain = |text: &str| -> String {
        let kept = text.lines().filter(|l| !l.starts_with("///") && !l.trim().is_empty());
        kept.map(|line| line.split_whitespace().map(unsupported).collect::<Vec<_>>().join(" ") + "\n").collect()
    };
    let (ours, theirs) = (plain(&ours.files[0].1), plain(&theirs));
    if ours == theirs { Ok(true) } else { Err(format!("{}\n{}", difference(&theirs, &ours), script()).into()) }
}

/// Their arguments are ours alone.
fn unsupported(word: &str) -> &str {
    if word.starts_with("Unsupported") { "Unsupported" } else { word }
}

/// What a database takes.
struct Kind {
    /// Types, each with defaults.
    types: &'static [(&'static str, &'static [&'static str])],
    keys: &'static [&'static str],
    /// What may stand behind `CREATE INDEX … ON table`.
    methods: &'static [&'static str],
    actions: &'static [&'static str],
}

const NAMES: [&str; 16] = [
    "users",
    "Order Items",
    "2fa",
    "select",
    "Größe",
    "q\"uote",
    "UPPER",
    "camelCase",
    "lead_",
    "a-b",
    "it's",
    "model",
    "back\\slash",
    "invoice",
    "customer",
    "$dollar",
];
const COLUMNS: [&str; 16] = [
    "name",
    "First Name",
    "2nd",
    "order",
    "Größe",
    "q\"q",
    "type",
    "user",
    "x-y",
    "_lead",
    "back\\s",
    "it's",
    "price",
    "created_at",
    "null",
    "%p",
];

const POSTGRESQL: Kind = Kind {
    types: &[
        ("int4", &["0", "-5", "(1 + 1)"]),
        ("int8", &["9007199254740993"]),
        ("smallserial", &[]),
        ("numeric(10,2)", &["0.00", "12.5"]),
        ("float8", &["1.5", "random()"]),
        ("money", &["1"]),
        ("text", &["'it''s'", "''", "lower('X')", "E'a\\nb'"]),
        ("varchar(20)", &["'v'"]),
        ("char(5)", &["'ab'"]),
        ("bool", &["true"]),
        ("bytea", &["'\\xDEAD'"]),
        ("date", &["CURRENT_DATE"]),
        ("timestamp(3)", &["CURRENT_TIMESTAMP", "'2020-01-01'"]),
        ("timestamptz", &["now()"]),
        ("uuid", &["gen_random_uuid()"]),
        ("jsonb", &["'{}'"]),
        ("inet", &["'127.0.0.1'"]),
        ("bit(3)", &["B'101'"]),
        ("tsvector", &[]),
        ("interval", &["'1 day'"]),
        ("int4range", &[]),
        ("point", &[]),
        ("int4[]", &["'{1,2}'"]),
        ("text[]", &["'{a,\"b c\"}'"]),
        ("mood", &["'so so'"]),
        ("mood[]", &["'{}'"]),
        ("email", &[]),
        ("int4 GENERATED ALWAYS AS IDENTITY", &[]),
        ("int4 GENERATED ALWAYS AS (1 + 1) STORED", &[]),
    ],
    keys: &["serial", "int8", "uuid", "text", "varchar(20)", "timestamp(3)"],
    methods: &["", "", "", "USING hash", "USING brin", "USING gin", "USING gist"],
    actions: &["", "ON DELETE CASCADE", "ON DELETE SET NULL", "ON UPDATE RESTRICT", "DEFERRABLE", "NOT VALID"],
};

const SQLITE: Kind = Kind {
    types: &[
        ("INTEGER", &["0", "-1"]),
        ("int", &["5"]),
        ("BIGINT", &["9223372036854775807"]),
        ("UNSIGNED BIG INT", &[]),
        ("REAL", &["1.5"]),
        ("DECIMAL(10,2)", &["2.50"]),
        ("TEXT", &["'it''s'", "''"]),
        ("varchar( 20 )", &["'v'"]),
        ("BOOLEAN", &["TRUE", "0"]),
        ("DATETIME", &["CURRENT_TIMESTAMP"]),
        ("BLOB", &[]),
        ("JSONB", &[]),
        ("geometry", &[]),
        ("SERIAL", &[]),
        ("", &[]),
    ],
    keys: &["INTEGER", "INTEGER", "TEXT", "BIGINT"],
    methods: &[""],
    actions: &["", "ON DELETE CASCADE", "ON DELETE RESTRICT", "ON UPDATE RESTRICT", "DEFERRABLE INITIALLY DEFERRED"],
};

struct Tables {
    statements: Vec<String>,
}

impl Tables {
    fn random(seed: u64, kind: &Kind) -> Self {
        let mut random = Random(seed);
        let mut statements = vec![
            "CREATE TYPE mood AS ENUM ('ok', 'so so', '2x')".to_owned(),
            "CREATE DOMAIN email AS text CHECK (VALUE <> '')".to_owned(),
        ];
        let mut made: Vec<(&str, &str)> = Vec::new();
        for _ in 0..1 + random.below(5) {
            let table = *random.pick(&NAMES);
            if made.iter().any(|(name, _)| *name == table) {
                continue;
            }
            let key = *random.pick(kind.keys);
            let mut parts = vec![format!("{} {key} NOT NULL PRIMARY KEY", quoted("id"))];
            let mut columns = Vec::new();
            for _ in 0..random.below(7) {
                let (column, (ty, defaults)) = (*random.pick(&COLUMNS), *random.pick(kind.types));
                if columns.contains(&column) {
                    continue;
                }
                columns.push(column);
                let default = match defaults {
                    [_, ..] if random.chance(40) => format!(" DEFAULT {}", random.pick(defaults)),
                    _ => String::new(),
                };
                let required = if random.chance(40) { " NOT NULL" } else { "" };
                parts.push(format!("{} {ty}{default}{required}", quoted(column)));
            }
            let mut keys = Vec::new();
            for (other, ty) in made.iter().chain([&(table, key)]) {
                if !random.chance(30) {
                    continue;
                }
                let column = format!("{other}_ref");
                let ty = ty.replace("serial", "int4");
                let required = if random.chance(40) { " NOT NULL" } else { "" };
                parts.push(format!("{} {ty}{required}", quoted(&column)));
                let action = if required.is_empty() { *random.pick(kind.actions) } else { "" };
                keys.push(format!(
                    "FOREIGN KEY ({}) REFERENCES {} ({}) {action}",
                    quoted(&column),
                    quoted(other),
                    quoted("id")
                ));
            }
            if columns.len() > 1 && random.chance(30) {
                parts.push(format!("UNIQUE ({}, {})", quoted(columns[1]), quoted(columns[0])));
            }
            if !columns.is_empty() && random.chance(20) {
                parts.push(format!("CHECK ({} IS NOT NULL OR 1 = 1)", quoted(columns[0])));
            }
            parts.extend(keys);
            statements.push(format!("CREATE TABLE {} ({})", quoted(table), parts.join(", ")));
            if let [first, ..] = columns.as_slice() {
                let (first, second) = (quoted(first), quoted(columns.last().unwrap_or(first)));
                let (on, method) = (quoted(table), *random.pick(kind.methods));
                let name = quoted(&format!("{} {table}", random.pick(&["odd index", "2i", "by"])));
                statements.push(match random.below(4) {
                    0 => format!("CREATE INDEX {name} ON {on} {method} ({first})"),
                    1 if first != second => format!("CREATE INDEX {name} ON {on} ({second} DESC, {first})"),
                    2 if first != second => format!("CREATE UNIQUE INDEX {name} ON {on} ({first}, {second})"),
                    _ => format!("CREATE INDEX {name} ON {on} (lower({first}))"),
                });
                statements.push(format!("COMMENT ON COLUMN {on}.{first} IS 'it''s here'"));
            }
            made.push((table, key));
        }
        Self { statements }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// SplitMix64: the same seed gives the same tables everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n.max(1) as u64).unwrap_or_default()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
