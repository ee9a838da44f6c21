//! Column types as field types.

use nicol_catalog::{ColumnArity, ColumnType, PostgresType as Pg};

use super::context::Context;
use super::values::string;
use crate::sayable;

/// The type of a field without its mark, and the native type where it is not the default one.
pub(super) fn field_type(context: &Context<'_>, ty: &ColumnType) -> (String, Option<String>) {
    match ty {
        ColumnType::Postgres(ty) => (sayable::postgres(*ty).name().to_owned(), native(*ty)),
        ColumnType::Sqlite(ty) => (sayable::sqlite(*ty).name().to_owned(), None),
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

/// What `@db.…` says, where it is not the type that the scalar has by itself.
fn native(ty: Pg) -> Option<String> {
    let plain = |name: &str| Some(name.to_owned());
    let sized = |name: &str, size: Option<u32>| Some(size.map_or_else(|| name.to_owned(), |n| format!("{name}({n})")));
    match ty {
        Pg::SmallInt => plain("SmallInt"),
        Pg::Oid => plain("Oid"),
        Pg::Decimal(None) => plain("Decimal"),
        Pg::Decimal(Some((precision, scale))) if (precision, scale) != (65, 30) => {
            Some(format!("Decimal({precision}, {scale})"))
        }
        Pg::Money => plain("Money"),
        Pg::Real => plain("Real"),
        Pg::Citext => plain("Citext"),
        Pg::Inet => plain("Inet"),
        Pg::Uuid => plain("Uuid"),
        Pg::Xml => plain("Xml"),
        Pg::VarChar(n) => sized("VarChar", n),
        Pg::Char(n) => sized("Char", n),
        Pg::Bit(n) => sized("Bit", n),
        Pg::VarBit(n) => sized("VarBit", n),
        Pg::Timestamp(n) if n != Some(3) => sized("Timestamp", n),
        Pg::Timestamptz(n) => sized("Timestamptz", n),
        Pg::Date => plain("Date"),
        Pg::Time(n) => sized("Time", n),
        Pg::Timetz(n) => sized("Timetz", n),
        Pg::Json => plain("Json"),
        Pg::Integer
        | Pg::BigInt
        | Pg::Decimal(Some(_))
        | Pg::DoublePrecision
        | Pg::Text
        | Pg::ByteA
        | Pg::Boolean
        | Pg::Timestamp(_)
        | Pg::JsonB => None,
    }
}
