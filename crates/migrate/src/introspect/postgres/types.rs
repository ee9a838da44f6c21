//! Column types: from `pg_type` names and modifiers to what schemas can name.

use std::collections::HashMap;

use nicol_catalog::{ColumnType, EnumId, PostgresType};

/// A column's type as the catalogue tells it; of a list, the element's.
#[derive(Debug, Clone, Copy)]
pub(super) struct FoundType<'a> {
    pub schema: &'a str,
    pub name: &'a str,
    /// `pg_type.typtype`.
    pub kind: &'a str,
    /// `atttypmod`, -1 without one.
    pub modifier: i64,
    pub is_list: bool,
    /// The whole type in the server's spelling, with `[]` for lists.
    pub printed: &'a str,
}

/// Enums by schema and name.
pub(super) type EnumIds<'a> = HashMap<(&'a str, &'a str), EnumId>;

/// The type of a column. What schemas can't name keeps the server's spelling, without `[]`.
pub(super) fn column_type(found: FoundType<'_>, enums: &EnumIds<'_>) -> ColumnType {
    if found.kind == "e"
        && let Some(id) = enums.get(&(found.schema, found.name))
    {
        return ColumnType::Enum(*id);
    }
    // `citext` is the one type of an extension that schemas can name; its schema is where the extension lives.
    if found.schema != "pg_catalog" && found.name != "citext" {
        return unsupported(found);
    }
    match scalar(found) {
        Some(ty) => ColumnType::Postgres(ty),
        None => unsupported(found),
    }
}

fn unsupported(found: FoundType<'_>) -> ColumnType {
    let printed = if found.is_list { found.printed.trim_end_matches("[]") } else { found.printed };
    ColumnType::Unsupported(printed.to_owned())
}

fn scalar(found: FoundType<'_>) -> Option<PostgresType> {
    let modifier = u32::try_from(found.modifier).ok();
    // Lengths are stored with four bytes of header added.
    let length = modifier.and_then(|m| m.checked_sub(4));
    // Without a precision the server keeps six digits. Prisma reads that off for columns, not for elements of lists.
    let precision = if found.is_list { modifier } else { modifier.or(Some(6)) };
    Some(match found.name {
        "int2" => PostgresType::SmallInt,
        "int4" => PostgresType::Integer,
        "int8" => PostgresType::BigInt,
        "float4" => PostgresType::Real,
        "float8" => PostgresType::DoublePrecision,
        "numeric" => return numeric(length),
        "money" => PostgresType::Money,
        "inet" => PostgresType::Inet,
        "oid" => PostgresType::Oid,
        "citext" => PostgresType::Citext,
        "varchar" => PostgresType::VarChar(length),
        "bpchar" => PostgresType::Char(length),
        // One byte, made for the catalogues themselves; Prisma shows it as a character too.
        "char" => PostgresType::Char(None),
        "text" => PostgresType::Text,
        "bytea" => PostgresType::ByteA,
        "timestamp" => PostgresType::Timestamp(precision),
        "timestamptz" => PostgresType::Timestamptz(precision),
        "date" => PostgresType::Date,
        "time" => PostgresType::Time(precision),
        "timetz" => PostgresType::Timetz(precision),
        "bool" => PostgresType::Boolean,
        "bit" => PostgresType::Bit(modifier),
        "varbit" => PostgresType::VarBit(modifier),
        "uuid" => PostgresType::Uuid,
        "xml" => PostgresType::Xml,
        "json" => PostgresType::Json,
        "jsonb" => PostgresType::JsonB,
        _ => return None,
    })
}

/// `numeric`'s modifier holds the precision in the upper 16 bits and the scale in the lower 11, signed since
/// PostgreSQL 15. Schemas know only scales from 0 to the precision.
fn numeric(modifier: Option<u32>) -> Option<PostgresType> {
    let Some(modifier) = modifier else { return Some(PostgresType::Decimal(None)) };
    let (precision, scale) = (modifier >> 16, modifier & 0x7ff);
    (scale <= precision).then_some(PostgresType::Decimal(Some((precision, scale))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, modifier: i64) -> ColumnType {
        let ty = FoundType { schema: "pg_catalog", name, kind: "b", modifier, is_list: false, printed: "printed" };
        column_type(ty, &EnumIds::new())
    }

    #[test]
    fn modifiers() {
        assert_eq!(found("varchar", 34), ColumnType::Postgres(PostgresType::VarChar(Some(30))));
        assert_eq!(found("varchar", -1), ColumnType::Postgres(PostgresType::VarChar(None)));
        assert_eq!(found("timestamp", -1), ColumnType::Postgres(PostgresType::Timestamp(Some(6))));
        assert_eq!(found("timestamptz", 0), ColumnType::Postgres(PostgresType::Timestamptz(Some(0))));
        assert_eq!(found("bit", 3), ColumnType::Postgres(PostgresType::Bit(Some(3))));
        assert_eq!(found("numeric", -1), ColumnType::Postgres(PostgresType::Decimal(None)));
        assert_eq!(found("numeric", (5 << 16) + 2 + 4), ColumnType::Postgres(PostgresType::Decimal(Some((5, 2)))));
    }

    #[test]
    fn scales_that_schemas_cannot_name_stay_in_the_servers_words() {
        // numeric(5,-2) and numeric(3,5).
        assert_eq!(found("numeric", (5 << 16) + 0x7fe + 4), ColumnType::Unsupported("printed".to_owned()));
        assert_eq!(found("numeric", (3 << 16) + 5 + 4), ColumnType::Unsupported("printed".to_owned()));
    }

    #[test]
    fn a_type_of_another_schema_is_not_its_namesake() {
        let ty = FoundType { schema: "s", name: "text", kind: "b", modifier: -1, is_list: true, printed: "s.text[]" };
        assert_eq!(column_type(ty, &EnumIds::new()), ColumnType::Unsupported("s.text".to_owned()));
    }
}
