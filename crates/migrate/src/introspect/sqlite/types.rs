//! Declared types. SQLite takes any word, so this is Prisma's list: what it maps, we map, and the rest is unsupported.

use nicol_catalog::{ColumnType, SqliteType};

pub(super) fn column_type(declared: &str) -> ColumnType {
    let lower = declared.to_ascii_lowercase();
    let ty = match lower.as_str() {
        "int" | "integer" | "serial" => SqliteType::Integer,
        "bigint" => SqliteType::BigInt,
        "real" | "float" | "double" => SqliteType::Real,
        "boolean" => SqliteType::Boolean,
        "text" => SqliteType::Text,
        "date" | "datetime" | "timestamp" => SqliteType::DateTime,
        "blob" | "binary" => SqliteType::Blob,
        "jsonb" => SqliteType::JsonB,
        other if other.contains("char") => SqliteType::Text,
        other if other.contains("numeric") || other.contains("decimal") => SqliteType::Decimal,
        _ => return ColumnType::Unsupported(lower),
    };
    ColumnType::Sqlite(ty)
}

/// Whether a sole primary key of this declared type is the row's number: SQLite takes only the exact word.
pub(super) fn is_row_number(declared: &str) -> bool {
    declared.eq_ignore_ascii_case("integer")
}
