//! Column types as field types.

use nicol_catalog::{ColumnArity, ColumnType, PostgresType as Pg, SqliteType};
use nicol_model::ScalarType;

use super::context::Context;
use super::values::string;

/// The type of a field without its mark, and the native type where it is not the default one.
pub(super) fn field_type(context: &Context<'_>, ty: &ColumnType) -> (String, Option<String>) {
    match ty {
        ColumnType::Postgres(ty) => {
            let (scalar, native) = postgres(*ty);
            (scalar.name().to_owned(), native)
        }
        ColumnType::Sqlite(ty) => (sqlite(*ty).name().to_owned(), None),
        ColumnType::Enum(id) => match context.enum_of(*id) {
            Some(found) if !found.values.is_empty() => (found.name.clone(), None),
            Some(found) => (unsupported(&found.found.name.name), None),
            None => (unsupported(""), None),
        },
        ColumnType::Unsupported(text) => (unsupported(text), None),
    }
}

fn unsupported(text: &str) -> String {
    format!("Unsupported({})", string(text))
}

/// `?`, `[]` or nothing.
pub(super) const fn mark(arity: ColumnArity) -> &'static str {
    match arity {
        ColumnArity::Required => "",
        ColumnArity::Nullable => "?",
        ColumnArity::List => "[]",
    }
}

fn postgres(ty: Pg) -> (ScalarType, Option<String>) {
    let plain = |name: &str| Some(name.to_owned());
    let sized = |name: &str, size: Option<u32>| Some(size.map_or_else(|| name.to_owned(), |n| format!("{name}({n})")));
    match ty {
        Pg::SmallInt => (ScalarType::Int, plain("SmallInt")),
        Pg::Integer => (ScalarType::Int, None),
        Pg::Oid => (ScalarType::Int, plain("Oid")),
        Pg::BigInt => (ScalarType::BigInt, None),
        Pg::Decimal(Some((65, 30))) => (ScalarType::Decimal, None),
        Pg::Decimal(None) => (ScalarType::Decimal, plain("Decimal")),
        Pg::Decimal(Some((precision, scale))) => (ScalarType::Decimal, Some(format!("Decimal({precision}, {scale})"))),
        Pg::Money => (ScalarType::Decimal, plain("Money")),
        Pg::Real => (ScalarType::Float, plain("Real")),
        Pg::DoublePrecision => (ScalarType::Float, None),
        Pg::Text => (ScalarType::String, None),
        Pg::Citext => (ScalarType::String, plain("Citext")),
        Pg::Inet => (ScalarType::String, plain("Inet")),
        Pg::Uuid => (ScalarType::String, plain("Uuid")),
        Pg::Xml => (ScalarType::String, plain("Xml")),
        Pg::VarChar(n) => (ScalarType::String, sized("VarChar", n)),
        Pg::Char(n) => (ScalarType::String, sized("Char", n)),
        Pg::Bit(n) => (ScalarType::String, sized("Bit", n)),
        Pg::VarBit(n) => (ScalarType::String, sized("VarBit", n)),
        Pg::ByteA => (ScalarType::Bytes, None),
        Pg::Boolean => (ScalarType::Boolean, None),
        Pg::Timestamp(Some(3)) => (ScalarType::DateTime, None),
        Pg::Timestamp(n) => (ScalarType::DateTime, sized("Timestamp", n)),
        Pg::Timestamptz(n) => (ScalarType::DateTime, sized("Timestamptz", n)),
        Pg::Date => (ScalarType::DateTime, plain("Date")),
        Pg::Time(n) => (ScalarType::DateTime, sized("Time", n)),
        Pg::Timetz(n) => (ScalarType::DateTime, sized("Timetz", n)),
        Pg::Json => (ScalarType::Json, plain("Json")),
        Pg::JsonB => (ScalarType::Json, None),
    }
}

const fn sqlite(ty: SqliteType) -> ScalarType {
    match ty {
        SqliteType::Integer => ScalarType::Int,
        SqliteType::BigInt => ScalarType::BigInt,
        SqliteType::Real => ScalarType::Float,
        SqliteType::Decimal => ScalarType::Decimal,
        SqliteType::Text => ScalarType::String,
        SqliteType::Blob => ScalarType::Bytes,
        SqliteType::DateTime => ScalarType::DateTime,
        SqliteType::Boolean => ScalarType::Boolean,
        SqliteType::JsonB => ScalarType::Json,
    }
}
