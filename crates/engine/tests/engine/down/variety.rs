//! Pairs of schemas with what the generator of single edits lacks: several schemas, names and enum values that change, and
//! statements by hand around what schemas can say.

use nicol_catalog::{Catalog, Dialect, Table};

use crate::generate::{Database as Kind, Random, Schema};

/// A change.
pub(super) struct Pair {
    pub(super) from: String,
    pub(super) to: String,
}

impl Pair {
    pub(super) fn random(random: &mut Random, kind: Kind) -> Self {
        let from = Schema::random(random, kind);
        let mut to = if random.chance(85) { from.mutated(random) } else { from.clone() };
        for _ in 0..random.below(3) {
            vary(&mut to, random);
        }
        let (from, to) = (from.print(), to.print());
        if kind == Kind::Postgresql && random.chance(25) {
            // A model or enum that moves is another one.
            let salt = random.below(50);
            let moved = if random.chance(30) { salt + 1 } else { salt };
            return Self { from: in_two_schemas(&from, salt), to: in_two_schemas(&to, moved) };
        }
        Self { from, to }
    }
}

/// Changes names, or the values of an enum.
fn vary(schema: &mut Schema, random: &mut Random) {
    let name = schema.fresh("name ");
    match random.below(6) {
        0 if !schema.models.is_empty() => {
            let at = random.below(schema.models.len());
            schema.models[at].map = Some(name);
        }
        1 => {
            let at = random.below(schema.models.len());
            let fields = schema.models[at].fields.len();
            schema.models[at].fields[random.below(fields)].map = Some(name);
        }
        _ if schema.enums.is_empty() => schema.add_enum(random),
        2 => {
            let at = random.below(schema.enums.len());
            schema.enums[at].map = Some(name);
        }
        3 => {
            let at = random.below(schema.enums.len());
            schema.enums[at].values.reverse();
        }
        // Its name in the schema stays, so that defaults do.
        4 => {
            let at = random.below(schema.enums.len());
            if let Some(last) = schema.enums[at].values.last_mut() {
                last.push_str(&format!(" @map(\"{name}\")"));
            }
        }
        _ => {
            let at = random.below(schema.enums.len());
            let value = schema.fresh("Between");
            schema.enums[at].values.insert(0, value);
        }
    }
}

/// The same, with models and enums in one of two schemas, which their name and `salt` decide.
fn in_two_schemas(text: &str, salt: usize) -> String {
    let mut name = String::new();
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if let (Some("model" | "enum"), Some(found)) = (words.next(), words.next()) {
            found.clone_into(&mut name);
        }
        if line == "}" && !name.is_empty() {
            let sum: usize = name.bytes().map(usize::from).sum();
            let home = if (sum + salt).is_multiple_of(3) { "other" } else { "public" };
            lines.push(format!("  @@schema(\"{home}\")"));
            name.clear();
        }
        lines.push(line.to_owned());
        if line.starts_with("datasource") {
            lines.push("  schemas = [\"public\", \"other\"]".to_owned());
        }
    }
    lines.join("\n") + "\n"
}

/// What no schema says, for some tables: statements that make it, and, now and then, some that take it away.
pub(super) fn by_hand(random: &mut Random, catalog: &Catalog) -> (String, String) {
    let (mut made, mut taken) = (String::new(), String::new());
    for (at, table) in catalog.tables.iter().enumerate() {
        if !random.chance(30) {
            continue;
        }
        let extras = match catalog.dialect {
            Dialect::Sqlite => sqlite(at, table),
            _ => postgres(at, table),
        };
        let (make, take) = random.pick(&extras);
        made.push_str(&format!("{make};\n"));
        if random.chance(25) {
            taken.push_str(&format!("{take};\n"));
        }
    }
    (made, taken)
}

/// The table's name as SQL writes it.
pub(super) fn named(table: &Table) -> String {
    match &table.name.namespace {
        Some(namespace) => format!("\"{namespace}\".\"{}\"", table.name.name),
        None => format!("\"{}\"", table.name.name),
    }
}

fn postgres(at: usize, table: &Table) -> Vec<(String, String)> {
    let (name, column) = (named(table), format!("\"{}\"", table.columns[at % table.columns.len()].name));
    let pair = |make: String, take: String| (make, take);
    vec![
        pair(
            format!("ALTER TABLE {name} ADD CONSTRAINT hand{at} CHECK ({column} IS NOT NULL OR true)"),
            format!("ALTER TABLE {name} DROP CONSTRAINT IF EXISTS hand{at}"),
        ),
        pair(
            format!("COMMENT ON COLUMN {name}.{column} IS 'by ''hand'''; COMMENT ON TABLE {name} IS 'too'"),
            format!("COMMENT ON TABLE {name} IS NULL"),
        ),
        pair(format!("GRANT SELECT ON {name} TO PUBLIC"), format!("REVOKE SELECT ON {name} FROM PUBLIC")),
        pair(
            format!("GRANT SELECT ({column}), UPDATE ({column}) ON {name} TO PUBLIC"),
            format!("REVOKE UPDATE ({column}) ON {name} FROM PUBLIC"),
        ),
        pair(
            format!("CREATE INDEX hand{at} ON {name} ((({column} IS NULL))) WHERE {column} IS NOT NULL"),
            format!("DROP INDEX IF EXISTS hand{at}"),
        ),
        pair(
            format!(
                "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; CREATE POLICY hand{at} ON {name} USING ({column} IS NOT NULL)"
            ),
            format!("DROP POLICY IF EXISTS hand{at} ON {name}"),
        ),
        pair(
            format!(
                "CREATE FUNCTION hand{at}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
                 CREATE TRIGGER hand{at} BEFORE UPDATE OF {column} ON {name} FOR EACH ROW EXECUTE FUNCTION hand{at}()"
            ),
            format!("DROP FUNCTION IF EXISTS hand{at}() CASCADE"),
        ),
        pair(
            format!("ALTER TABLE {name} SET (fillfactor = 80); ALTER TABLE {name} REPLICA IDENTITY FULL"),
            format!("ALTER TABLE {name} RESET (fillfactor)"),
        ),
        pair(
            format!("ALTER TABLE {name} ADD COLUMN hand{at} int GENERATED ALWAYS AS (1 + 1) STORED"),
            format!("ALTER TABLE {name} DROP COLUMN IF EXISTS hand{at}"),
        ),
        pair(
            format!("CREATE SEQUENCE hand{at} START 7 INCREMENT 3; ALTER SEQUENCE hand{at} OWNED BY NONE"),
            format!("DROP SEQUENCE hand{at}"),
        ),
        pair(format!("CREATE DOMAIN hand{at} AS int CHECK (VALUE > 3)"), format!("DROP DOMAIN hand{at}")),
        pair(format!("CREATE TYPE hand{at} AS (a int, b text COLLATE \"C\")"), format!("DROP TYPE hand{at}")),
        pair(format!("CREATE TYPE hand{at} AS RANGE (SUBTYPE = float8)"), format!("DROP TYPE hand{at}")),
        pair(format!("CREATE VIEW hand{at} AS SELECT count(*) FROM {name}"), format!("DROP VIEW IF EXISTS hand{at}")),
    ]
}

fn sqlite(at: usize, table: &Table) -> Vec<(String, String)> {
    let (name, column) = (named(table), format!("\"{}\"", table.columns[at % table.columns.len()].name));
    vec![
        (
            format!("CREATE INDEX hand{at} ON {name} ({column}) WHERE {column} IS NOT NULL"),
            format!("DROP INDEX IF EXISTS hand{at}"),
        ),
        (format!("CREATE VIEW hand{at} AS SELECT count(*) AS n FROM {name}"), format!("DROP VIEW IF EXISTS hand{at}")),
        (
            format!("CREATE TRIGGER hand{at} AFTER DELETE ON {name} BEGIN SELECT 1; END"),
            format!("DROP TRIGGER IF EXISTS hand{at}"),
        ),
    ]
}

/// Values that look like others: what a change of types may not keep.
pub(super) fn awkward(random: &mut Random, table: &Table) -> String {
    use nicol_catalog::{ColumnType, PostgresType, SqliteType};
    let awkward = |ty: &ColumnType| match ty {
        ColumnType::Sqlite(SqliteType::Text) => &["'007'", "'1e3'", "''", "'ü 😀'"][..],
        ColumnType::Sqlite(SqliteType::BigInt) => &["9007199254740993"],
        ColumnType::Sqlite(SqliteType::Real) => &["0.1", "-1e300"],
        ColumnType::Postgres(PostgresType::Text) => &["'007'", "' 1 '", "''", "'ü 😀'", "'true'"],
        ColumnType::Postgres(PostgresType::BigInt) => &["9007199254740993"],
        ColumnType::Postgres(PostgresType::DoublePrecision) => &["0.1", "-1e300", "'NaN'"],
        ColumnType::Postgres(PostgresType::Decimal(None)) => &["123456789012345.678901234567"],
        _ => &[],
    };
    let mut sql = String::new();
    for column in &table.columns {
        let is_in_a_key = table.primary_key.as_ref().is_some_and(|k| k.columns.contains(&column.name))
            || table.foreign_keys.iter().any(|k| k.columns.contains(&column.name))
            || table
                .indexes
                .iter()
                .any(|i| i.is_unique && i.columns.iter().any(|c| c.target.column() == Some(&column.name)));
        let values = awkward(&column.ty);
        if !values.is_empty() && !is_in_a_key && column.arity != nicol_catalog::ColumnArity::List && random.chance(50) {
            sql.push_str(&format!("UPDATE {} SET \"{}\" = {};\n", named(table), column.name, random.pick(values)));
        }
    }
    sql
}
