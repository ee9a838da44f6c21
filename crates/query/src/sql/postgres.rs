//! PostgreSQL's names of types, and how columns are read.

use nicol_model::{Arity, Field, FieldKind, ScalarType};

/// Whether the column is of type `money`, which has no comparison with numbers.
pub(super) fn is_money(field: &Field) -> bool {
    field.native_type.as_ref().is_some_and(|n| n.name == "Money")
}

/// What makes a column a cell, before and after it: enums and bit strings are text, `money` is a number.
pub(super) fn output(field: &Field) -> (&'static str, &'static str) {
    let list = field.arity == Arity::List;
    let native = field.native_type.as_ref().map(|n| n.name.as_str());
    match (field.kind, native) {
        // The cast to text would add the length of the network to the addresses of hosts.
        (_, Some("Inet")) if list => ("ARRAY(SELECT inet_out(address)::text FROM unnest(", ") AS address)"),
        (_, Some("Inet")) => ("inet_out(", ")::text"),
        (FieldKind::Enum(_), _) | (_, Some("Bit" | "VarBit" | "Xml" | "Citext")) if list => ("", "::text[]"),
        (FieldKind::Enum(_), _) | (_, Some("Bit" | "VarBit" | "Xml" | "Citext")) => ("", "::text"),
        (_, Some("Money")) if list => ("", "::numeric[]"),
        (_, Some("Money")) => ("", "::numeric"),
        _ => ("", ""),
    }
}

/// The type of a field's values, without length or precision.
pub(super) fn type_name(field: &Field) -> &'static str {
    if let Some(native) = &field.native_type {
        match native.name.as_str() {
            "Text" => return "text",
            "Char" => return "bpchar",
            "VarChar" => return "varchar",
            "Bit" | "VarBit" => return "varbit",
            "Uuid" => return "uuid",
            "Inet" => return "inet",
            "Citext" => return "citext",
            "Xml" => return "xml",
            "Boolean" => return "boolean",
            "SmallInt" => return "smallint",
            "Integer" => return "integer",
            "BigInt" => return "bigint",
            "Oid" => return "oid",
            "Real" => return "real",
            "DoublePrecision" => return "double precision",
            "Decimal" => return "numeric",
            "Money" => return "money",
            "Timestamp" => return "timestamp",
            "Timestamptz" => return "timestamptz",
            "Date" => return "date",
            "Time" => return "time",
            "Timetz" => return "timetz",
            "Json" => return "json",
            "JsonB" => return "jsonb",
            "ByteA" => return "bytea",
            _ => {}
        }
    }
    match super::cell_type(field).scalar {
        ScalarType::String => "text",
        ScalarType::Boolean => "boolean",
        ScalarType::Int => "integer",
        ScalarType::BigInt => "bigint",
        ScalarType::Float => "double precision",
        ScalarType::Decimal => "numeric",
        ScalarType::DateTime => "timestamp",
        ScalarType::Json => "jsonb",
        ScalarType::Bytes => "bytea",
    }
}
