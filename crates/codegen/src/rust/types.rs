//! The Rust types of columns.

use nicol_model::{Arity, Field, FieldKind, ScalarType};

use super::scope::Scope;

/// The type of one value, owned.
pub(super) fn base(scope: &Scope<'_>, kind: FieldKind, root: &str) -> String {
    match kind {
        FieldKind::Scalar(scalar) => scalar_type(scalar).to_owned(),
        FieldKind::Enum(id) => format!("{root}::{}", scope.enums[id.index()].name.text()),
        FieldKind::Composite(_) | FieldKind::Relation(..) => String::new(),
    }
}

const fn scalar_type(scalar: ScalarType) -> &'static str {
    match scalar {
        ScalarType::String => "::std::string::String",
        ScalarType::Boolean => "::core::primitive::bool",
        ScalarType::Int => "::core::primitive::i32",
        ScalarType::BigInt => "::core::primitive::i64",
        ScalarType::Float => "::core::primitive::f64",
        ScalarType::Decimal => "::nicol::Decimal",
        ScalarType::DateTime => "::nicol::DateTime",
        ScalarType::Json => "::nicol::Json",
        ScalarType::Bytes => "::std::vec::Vec<::core::primitive::u8>",
    }
}

/// The type of a column.
pub(super) fn column(scope: &Scope<'_>, field: &Field, root: &str) -> String {
    let base = base(scope, field.kind, root);
    match field.arity {
        Arity::Required => base,
        Arity::Optional => format!("::core::option::Option<{base}>"),
        Arity::List => format!("::std::vec::Vec<{base}>"),
    }
}

/// The type of a required column in a record to create: text, bytes, JSON and lists are borrowed.
pub(super) fn borrowed(scope: &Scope<'_>, field: &Field, root: &str) -> String {
    if field.arity == Arity::List {
        return format!("&'a [{}]", base(scope, field.kind, root));
    }
    match field.kind {
        FieldKind::Scalar(ScalarType::String) => "&'a ::core::primitive::str".to_owned(),
        FieldKind::Scalar(ScalarType::Bytes) => "&'a [::core::primitive::u8]".to_owned(),
        FieldKind::Scalar(ScalarType::Json) => "&'a ::nicol::Json".to_owned(),
        kind => base(scope, kind, root),
    }
}
