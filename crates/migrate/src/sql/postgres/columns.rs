use nicol_catalog::{Catalog, Column, ColumnArity, ColumnType, Default, PostgresType as Pg};

use super::names::Names;
use crate::sql::quoting::{hexadecimal, identifier, text};

/// A column in `CREATE TABLE` and `ADD COLUMN`: name, type, `NOT NULL`, default.
pub(super) fn definition(names: &Names<'_>, column: &Column) -> String {
    let ty = if column.counts() { serial(&column.ty) } else { None };
    let ty = ty.map_or_else(|| column_type(names, column), str::to_owned);
    let mut sql = format!("{} {ty}", identifier(&column.name));
    if column.arity == ColumnArity::Required {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = default(names, column) {
        sql.push_str(" DEFAULT ");
        sql.push_str(&default);
    }
    sql
}

/// The shorthand for a column with a sequence of its own.
const fn serial(ty: &ColumnType) -> Option<&'static str> {
    match ty {
        ColumnType::Postgres(Pg::SmallInt) => Some("SMALLSERIAL"),
        ColumnType::Postgres(Pg::Integer) => Some("SERIAL"),
        ColumnType::Postgres(Pg::BigInt) => Some("BIGSERIAL"),
        _ => None,
    }
}

/// The type of a wanted column.
pub(super) fn column_type(names: &Names<'_>, column: &Column) -> String {
    column_type_in(names, &names.plan.to, column)
}

/// The type of a column of either side.
pub(super) fn column_type_in(names: &Names<'_>, catalog: &Catalog, column: &Column) -> String {
    let mut ty = match &column.ty {
        ColumnType::Postgres(ty) => native(*ty),
        ColumnType::Enum(id) => {
            let name = &catalog.enumeration(*id).name;
            format!("{}{}", names.prefix(catalog, name), identifier(&name.name))
        }
        ColumnType::Unsupported(text) => text.clone(),
        // Not a type of this dialect; a diff never mixes them.
        ColumnType::Sqlite(_) => "TEXT".to_owned(),
    };
    if column.arity == ColumnArity::List {
        ty.push_str("[]");
    }
    ty
}

pub(super) fn native(ty: Pg) -> String {
    let with = |name: &str, argument: Option<u32>| match argument {
        Some(n) => format!("{name}({n})"),
        None => name.to_owned(),
    };
    match ty {
        Pg::SmallInt => "SMALLINT".to_owned(),
        Pg::Integer => "INTEGER".to_owned(),
        Pg::BigInt => "BIGINT".to_owned(),
        Pg::Decimal(None) => "DECIMAL".to_owned(),
        Pg::Decimal(Some((precision, scale))) => format!("DECIMAL({precision},{scale})"),
        Pg::Money => "MONEY".to_owned(),
        Pg::Inet => "INET".to_owned(),
        Pg::Oid => "OID".to_owned(),
        Pg::Citext => "CITEXT".to_owned(),
        Pg::Real => "REAL".to_owned(),
        Pg::DoublePrecision => "DOUBLE PRECISION".to_owned(),
        Pg::VarChar(n) => with("VARCHAR", n),
        Pg::Char(n) => with("CHAR", n),
        Pg::Text => "TEXT".to_owned(),
        Pg::ByteA => "BYTEA".to_owned(),
        Pg::Timestamp(n) => with("TIMESTAMP", n),
        Pg::Timestamptz(n) => with("TIMESTAMPTZ", n),
        Pg::Date => "DATE".to_owned(),
        Pg::Time(n) => with("TIME", n),
        Pg::Timetz(n) => with("TIMETZ", n),
        Pg::Boolean => "BOOLEAN".to_owned(),
        Pg::Bit(n) => with("BIT", n),
        Pg::VarBit(n) => with("VARBIT", n),
        Pg::Uuid => "UUID".to_owned(),
        Pg::Xml => "XML".to_owned(),
        Pg::Json => "JSON".to_owned(),
        Pg::JsonB => "JSONB".to_owned(),
    }
}

/// The default of a wanted column, if the database keeps one.
pub(super) fn default(names: &Names<'_>, column: &Column) -> Option<String> {
    let value = column.default.as_ref()?;
    value_sql(value, &|| column_type(names, column))
}

fn value_sql(value: &Default, list_type: &dyn Fn() -> String) -> Option<String> {
    Some(match value {
        Default::Text(value) | Default::EnumValue(value) | Default::DateTime(value) | Default::Json(value) => {
            text(value)
        }
        Default::Number(digits) => digits.clone(),
        Default::Boolean(value) => value.to_string(),
        Default::Bytes(bytes) => format!("'\\x{}'", hexadecimal(bytes)),
        Default::List(values) => {
            let values: Vec<_> = values.iter().filter_map(|v| value_sql(v, list_type)).collect();
            format!("ARRAY[{}]::{}", values.join(", "), list_type())
        }
        Default::Now => "CURRENT_TIMESTAMP".to_owned(),
        Default::Expression(expression) => expression.source.clone(),
        Default::Unknown | Default::MadeByClient => return None,
    })
}
