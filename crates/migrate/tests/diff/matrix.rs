//! Every native type of PostgreSQL changed to every other.

use nicol_migrate::sql;
use nicol_testkit::cases::{Outcome, difference};

use super::{differences, loading};

const TYPES: [&str; 45] = [
    "Int @db.SmallInt",
    "Int",
    "BigInt",
    "Decimal",
    "Decimal @db.Decimal(5, 2)",
    "Decimal @db.Decimal(2, 0)",
    "Decimal @db.Decimal",
    "Decimal @db.Money",
    "Float @db.Real",
    "Float",
    "String",
    "String @db.VarChar",
    "String @db.VarChar(20)",
    "String @db.VarChar(3)",
    "String @db.VarChar(30)",
    "String @db.VarChar(50)",
    "String @db.Char(4)",
    "String @db.Char",
    "String @db.Char(40)",
    "Boolean",
    "DateTime",
    "DateTime @db.Timestamp",
    "DateTime @db.Timestamp(6)",
    "DateTime @db.Timestamp(0)",
    "DateTime @db.Timestamptz",
    "DateTime @db.Timestamptz(3)",
    "DateTime @db.Date",
    "DateTime @db.Time",
    "DateTime @db.Time(3)",
    "DateTime @db.Timetz",
    "DateTime @db.Timetz(3)",
    "Json",
    "Json @db.Json",
    "Bytes",
    "String @db.Uuid",
    "String @db.Xml",
    "String @db.Bit(4)",
    "String @db.Bit",
    "String @db.VarBit",
    "String @db.VarBit(5)",
    "String @db.VarBit(3)",
    "String @db.Inet",
    "Int @db.Oid",
    "String @db.Citext",
    "String @db.Char(14)",
];

fn schema(ty: &str, arity: &str) -> String {
    let (scalar, native) = ty.split_once(' ').unwrap_or((ty, ""));
    format!(
        "datasource db {{\n  provider = \"postgresql\"\n}}\n\nmodel M {{\n  id Int @id\n  c {scalar}{arity} {native}\n}}\n"
    )
}

pub(crate) fn native_types() -> Outcome {
    let mut failures = Vec::new();
    let mut known = 0;
    for arities in [("?", "?"), ("[]", "[]"), ("[]", "?"), ("?", "[]")] {
        for from in TYPES {
            for to in TYPES {
                let (a, b) = (schema(from, arities.0), schema(to, arities.1));
                let Some(theirs) = loading::oracle(Some(&a), Some(&b)) else { return Ok(()) };
                let theirs = theirs?;
                let plan = loading::plan(Some(&a), Some(&b))?;
                let ours = sql::render(&plan);
                if ours == theirs {
                    continue;
                }
                // No cast from money to these exists.
                let is_money =
                    from.ends_with("Money") && theirs.contains("SET DATA TYPE") && ours.contains("DROP COLUMN");
                if is_money || differences::known(&plan, &theirs, &ours).is_some() {
                    known += 1;
                } else {
                    failures.push(format!("{from}{} -> {to}{}\n{}", arities.0, arities.1, difference(&theirs, &ours)));
                }
            }
        }
    }
    eprintln!("{} changes of type compared, {known} differ as COMPAT.md says", TYPES.len() * TYPES.len() * 4);
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("{} changes differ:\n{}", failures.len(), failures.join("\n")).into())
}
