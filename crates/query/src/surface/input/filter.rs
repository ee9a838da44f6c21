//! Conditions on values.

use nicol_model::ScalarType;
use smallvec::{SmallVec, smallvec};

use super::{Fields, one};
use crate::surface::{EnumType, FieldRef, Filter, InputField, InputType, RefTarget, Surface, TypeKind, TypeRef, Value};

type Types = SmallVec<[TypeRef; 4]>;

const BOOLEAN: TypeRef = TypeRef::one(TypeKind::Scalar(ScalarType::Boolean));
const STRING: TypeRef = TypeRef::one(TypeKind::Scalar(ScalarType::String));
const QUERY_MODE: TypeRef = TypeRef::one(TypeKind::Enum(EnumType::QueryMode));

const fn reference(target: RefTarget, is_list: bool) -> TypeRef {
    TypeRef::one(TypeKind::FieldRef(FieldRef { target, is_list }))
}

const fn target(value: Value) -> RefTarget {
    match value {
        Value::Scalar(scalar) => RefTarget::Scalar(scalar),
        Value::Uuid => RefTarget::Scalar(ScalarType::String),
        Value::Enum(id) => RefTarget::Enum(EnumType::Declared(id)),
    }
}

/// The value, or that of another column.
fn value_or_column(value: Value) -> Types {
    smallvec![TypeRef::one(value.kind()), reference(target(value), false)]
}

/// A place that takes a value.
fn operand<'m>(name: &'m str, types: Types) -> InputField<'m> {
    InputField::optional(name, types).parameter()
}

impl<'m> Surface<'m> {
    /// The conditions on a value.
    pub(super) fn filter(&self, filter: Filter, out: &mut Fields<'m>) {
        let Filter { value, is_nullable, .. } = filter;
        match value {
            Value::Scalar(ScalarType::Json) => self.json_filter(is_nullable, out),
            Value::Scalar(ScalarType::Boolean) => {
                out.push(operand("equals", value_or_column(value)).nullable(is_nullable));
                out.push(negation(filter));
            }
            Value::Scalar(ScalarType::Bytes) | Value::Enum(_) => {
                self.equality(value, is_nullable, out);
                out.push(negation(filter));
            }
            Value::Scalar(ScalarType::String) => {
                self.equality(value, is_nullable, out);
                self.comparisons(value, true, out);
                out.extend(["contains", "startsWith", "endsWith"].map(|name| operand(name, value_or_column(value))));
                self.search(out);
                self.mode(filter, out);
                out.push(negation(filter));
            }
            Value::Uuid => {
                self.equality(value, is_nullable, out);
                self.comparisons(value, true, out);
                self.search(out);
                self.mode(filter, out);
                out.push(negation(filter));
            }
            Value::Scalar(_) => {
                self.equality(value, is_nullable, out);
                self.comparisons(value, true, out);
                out.push(negation(filter));
            }
        }
        if filter.has_aggregates {
            aggregates(filter, out);
        }
        if is_nullable && self.features.undefined {
            out.push(InputField::optional("isSet", [BOOLEAN]));
        }
    }

    fn search(&self, out: &mut Fields<'m>) {
        if self.features.search {
            out.push(operand("search", smallvec![STRING]));
        }
    }

    fn mode(&self, filter: Filter, out: &mut Fields<'m>) {
        if self.features.insensitive && !filter.is_nested {
            out.push(InputField::optional("mode", [QUERY_MODE]));
        }
    }

    fn equality(&self, value: Value, is_nullable: bool, out: &mut Fields<'m>) {
        out.push(operand("equals", value_or_column(value)).nullable(is_nullable));
        for name in ["in", "notIn"] {
            out.push(operand(name, self.values_or_column(value)).nullable(is_nullable));
        }
    }

    /// A list of values, or a column that holds one.
    fn values_or_column(&self, value: Value) -> Types {
        let mut types: Types = smallvec![TypeRef::list(value.kind())];
        if self.features.scalar_lists {
            types.push(reference(target(value), true));
        }
        types
    }

    fn comparisons(&self, value: Value, with_columns: bool, out: &mut Fields<'m>) {
        for name in ["lt", "lte", "gt", "gte"] {
            let types = if with_columns { value_or_column(value) } else { smallvec![TypeRef::one(value.kind())] };
            out.push(operand(name, types));
        }
    }

    fn json_filter(&self, is_nullable: bool, out: &mut Fields<'m>) {
        let json = Value::Scalar(ScalarType::Json);
        let text = || value_or_column(Value::Scalar(ScalarType::String));
        let equality = |name: &'m str| {
            let mut types = value_or_column(json);
            if self.features.json_null {
                types.push(TypeRef::one(TypeKind::Enum(EnumType::JsonNullValueFilter)));
            }
            operand(name, types).nullable(is_nullable && !self.features.json_null)
        };
        out.push(equality("equals"));
        if let Some(json_filters) = self.features.json {
            let path = TypeRef { kind: TypeKind::Scalar(ScalarType::String), is_list: json_filters.path_is_list };
            out.push(InputField::optional("path", [path]));
            out.push(InputField::optional(
                "mode",
                [QUERY_MODE, reference(RefTarget::Enum(EnumType::QueryMode), false)],
            ));
            for name in ["string_contains", "string_starts_with", "string_ends_with"] {
                out.push(operand(name, text()));
            }
            let in_arrays: &[&str] = if json_filters.array_contains {
                &["array_starts_with", "array_ends_with", "array_contains"]
            } else {
                &["array_starts_with", "array_ends_with"]
            };
            for name in in_arrays {
                out.push(operand(name, value_or_column(json)).nullable(true));
            }
            if json_filters.order {
                self.comparisons(json, json_filters.order_by_reference, out);
            }
        }
        out.push(equality("not"));
    }

    /// The conditions on a list.
    pub(super) fn list_filter(&self, value: Value, out: &mut Fields<'m>) {
        out.push(operand("equals", self.values_or_column(value)).nullable(true));
        out.push(operand("has", value_or_column(value)).nullable(true));
        for name in ["hasEvery", "hasSome"] {
            out.push(operand(name, self.values_or_column(value)));
        }
        out.push(InputField::optional("isEmpty", [BOOLEAN]));
    }
}

fn negation<'m>(filter: Filter) -> InputField<'m> {
    let nested = InputType::Filter(Filter { is_nested: true, ..filter });
    operand("not", smallvec![TypeRef::one(filter.value.kind()), one(nested)]).nullable(filter.is_nullable)
}

/// Conditions on aggregates, in `having`.
fn aggregates(filter: Filter, out: &mut Fields<'_>) {
    let nested =
        |value: Value| one(InputType::Filter(Filter { value, is_nested: true, has_aggregates: false, ..filter }));
    out.push(InputField::optional("_count", [nested(Value::Scalar(ScalarType::Int))]));
    if filter.value.is_numeric() {
        let average = match filter.value {
            Value::Scalar(ScalarType::Decimal) => ScalarType::Decimal,
            _ => ScalarType::Float,
        };
        out.push(InputField::optional("_avg", [nested(Value::Scalar(average))]));
        out.push(InputField::optional("_sum", [nested(filter.value)]));
    }
    // The least and the greatest UUID are compared as any string.
    let extreme = if filter.value == Value::Uuid { Value::Scalar(ScalarType::String) } else { filter.value };
    out.push(InputField::optional("_min", [nested(extreme)]));
    out.push(InputField::optional("_max", [nested(extreme)]));
}

impl Surface<'_> {
    /// The fields of a reference to a column.
    #[must_use]
    pub fn reference_fields() -> [InputField<'static>; 2] {
        ["_ref", "_container"].map(|name| InputField::required(name, [STRING]))
    }
}
