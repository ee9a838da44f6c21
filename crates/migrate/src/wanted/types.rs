use nicol_catalog::{ColumnType, EnumId, PostgresType as Pg, SqliteType, TypeArgument};
use nicol_model::{NativeType, ScalarType};
use nicol_schema::ir::{Field, FieldKind};

use super::tables::Lowering;

/// The type of a field's column.
pub(super) fn column_type(lowering: &Lowering<'_>, field: &Field) -> ColumnType {
    let enum_types = lowering.capabilities.enum_types;
    match &field.kind {
        FieldKind::Enum(id) if enum_types => ColumnType::Enum(EnumId(id.0)),
        FieldKind::Enum(_) => ColumnType::Sqlite(SqliteType::Text),
        FieldKind::Unsupported(text) => ColumnType::Unsupported(text.clone()),
        FieldKind::Scalar(scalar) if enum_types => ColumnType::Postgres(
            field.native_type.as_ref().and_then(postgres_native).unwrap_or_else(|| postgres(*scalar)),
        ),
        FieldKind::Scalar(scalar) => ColumnType::Sqlite(sqlite(*scalar)),
        // Neither is a column of these databases; validation keeps composites out, callers leave relations out.
        FieldKind::Composite(_) | FieldKind::Relation(_) => ColumnType::Unsupported(field.name.clone()),
    }
}

/// The types of fields without `@db`.
const fn postgres(scalar: ScalarType) -> Pg {
    match scalar {
        ScalarType::String => Pg::Text,
        ScalarType::Boolean => Pg::Boolean,
        ScalarType::Int => Pg::Integer,
        ScalarType::BigInt => Pg::BigInt,
        ScalarType::Float => Pg::DoublePrecision,
        ScalarType::Decimal => Pg::Decimal(Some((65, 30))),
        ScalarType::DateTime => Pg::Timestamp(Some(3)),
        ScalarType::Json => Pg::JsonB,
        ScalarType::Bytes => Pg::ByteA,
    }
}

/// `@db.…`; `None` for names that validation doesn't let through.
fn postgres_native(native: &NativeType) -> Option<Pg> {
    let one = || argument(native, 0);
    Some(match native.name.as_str() {
        "SmallInt" => Pg::SmallInt,
        "Integer" => Pg::Integer,
        "BigInt" => Pg::BigInt,
        "Decimal" => Pg::Decimal(one().zip(argument(native, 1))),
        "Money" => Pg::Money,
        "Inet" => Pg::Inet,
        "Oid" => Pg::Oid,
        "Citext" => Pg::Citext,
        "Real" => Pg::Real,
        "DoublePrecision" => Pg::DoublePrecision,
        "VarChar" => Pg::VarChar(one()),
        "Char" => Pg::Char(one()),
        "Text" => Pg::Text,
        "ByteA" => Pg::ByteA,
        "Timestamp" => Pg::Timestamp(one()),
        "Timestamptz" => Pg::Timestamptz(one()),
        "Date" => Pg::Date,
        "Time" => Pg::Time(one()),
        "Timetz" => Pg::Timetz(one()),
        "Boolean" => Pg::Boolean,
        "Bit" => Pg::Bit(one()),
        "VarBit" => Pg::VarBit(one()),
        "Uuid" => Pg::Uuid,
        "Xml" => Pg::Xml,
        "Json" => Pg::Json,
        "JsonB" => Pg::JsonB,
        _ => return None,
    })
}

fn argument(native: &NativeType, position: usize) -> Option<TypeArgument> {
    native.args.get(position)?.trim().parse().ok()
}

const fn sqlite(scalar: ScalarType) -> SqliteType {
    match scalar {
        ScalarType::String => SqliteType::Text,
        ScalarType::Boolean => SqliteType::Boolean,
        ScalarType::Int => SqliteType::Integer,
        ScalarType::BigInt => SqliteType::BigInt,
        ScalarType::Float => SqliteType::Real,
        ScalarType::Decimal => SqliteType::Decimal,
        ScalarType::DateTime => SqliteType::DateTime,
        ScalarType::Json => SqliteType::JsonB,
        ScalarType::Bytes => SqliteType::Blob,
    }
}
