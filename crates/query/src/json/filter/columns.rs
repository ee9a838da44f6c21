//! Conditions on columns, and on aggregates of them.

use nicol_model::{Arity, Field, FieldId, FieldKind, ModelId, ScalarType};
use serde_json::Value as Json;

use super::scalar_filter;
use crate::ast::{AggregateFunction, Filter, Operator};
use crate::json::error::{InputErrorKind, Path};
use crate::json::place::Place;
use crate::json::reader::{Object, Reader, Result};
use crate::json::value::{describe, tag_name};

/// What a condition on a field is about.
#[derive(Clone, Copy)]
pub(super) struct Subject<'f> {
    pub(super) model: ModelId,
    pub(super) id: FieldId,
    /// The field, or one that holds what an aggregate of it gives.
    pub(super) field: &'f Field,
    pub(super) aggregate: Option<AggregateFunction>,
    pub(super) input: Place,
}

/// What holds for all conditions of one object.
#[derive(Clone, Copy, Default)]
pub(super) struct Mode<'v> {
    pub(super) insensitive: bool,
    pub(super) negated: bool,
    pub(super) path: Option<&'v Json>,
}

impl Reader<'_> {
    pub(super) fn column_filter(
        &mut self,
        subject: Subject<'_>,
        value: &Json,
        outer: Mode<'_>,
        path: &Path<'_>,
        parts: &mut Vec<Filter>,
    ) -> Result<()> {
        let is_object = value.is_object() && tag_name(value).is_none();
        if is_object {
            let object = self.object(value, subject.input, path)?;
            return self.operators(subject, object, outer, path, parts);
        }
        let takes_values = subject.field.arity != Arity::List && !is_json(subject.field);
        if !takes_values {
            return Err(path.error(
                InputErrorKind::InvalidArgumentType,
                format!("expected an object with operators (`equals`, …), got {}", describe(value)),
            ));
        }
        self.operator(subject, Operator::Equals, value, outer, path, parts)
    }

    pub(super) fn operators(
        &mut self,
        subject: Subject<'_>,
        object: &Object,
        outer: Mode<'_>,
        path: &Path<'_>,
        parts: &mut Vec<Filter>,
    ) -> Result<()> {
        let mut mode = Mode { negated: outer.negated, ..Mode::default() };
        match Self::get(object, "mode").map(|m| m.as_str()) {
            None | Some(Some("default")) => mode.insensitive = outer.insensitive,
            Some(Some("insensitive")) => mode.insensitive = true,
            Some(_) => {
                return Err(path
                    .name("mode")
                    .error(InputErrorKind::InvalidArgumentValue, "`mode` is one of default, insensitive"));
            }
        }
        mode.path = Self::get(object, "path").or(outer.path);
        let mut found = false;
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            if matches!(key.as_str(), "mode" | "path") {
                continue;
            }
            found = true;
            if let Some(function) = aggregate_function(key) {
                let field = aggregate_field(subject.field, function);
                let subject = Subject {
                    field: &field,
                    aggregate: Some(function),
                    input: Place::AggregateFilter(subject.model, subject.id, function),
                    ..subject
                };
                let outer = Mode { negated: mode.negated, ..Mode::default() };
                if tag_name(value).is_some() || !value.is_object() {
                    return Err(path.error(
                        InputErrorKind::InvalidArgumentType,
                        format!("expected a filter, got {}: write {{ equals: … }}", describe(value)),
                    ));
                }
                self.column_filter(subject, value, outer, &path, parts)?;
                continue;
            }
            if key == "not" {
                let nested = value.is_object() && tag_name(value).is_none() && !is_json(subject.field);
                let negated = Mode { negated: !mode.negated, ..mode };
                if nested {
                    let subject = Subject { input: subject.input.under_not(), ..subject };
                    let object = self.object(value, subject.input, &path)?;
                    self.operators(subject, object, negated, &path, parts)?;
                } else {
                    self.operator(subject, Operator::Equals, value, negated, &path, parts)?;
                }
                continue;
            }
            let operator = operator_of(key).ok_or_else(|| {
                path.error(InputErrorKind::UnknownInputField, format!("there is no operator `{key}`"))
            })?;
            self.operator(subject, operator, value, mode, &path, parts)?;
        }
        if mode.path.is_some() && !found {
            return Err(path.error(
                InputErrorKind::InputError,
                "`path` stands alone: add an operator that says what has to be there, for example `equals`",
            ));
        }
        Ok(())
    }

    pub(super) fn operator(
        &mut self,
        subject: Subject<'_>,
        operator: Operator,
        value: &Json,
        mode: Mode<'_>,
        path: &Path<'_>,
        parts: &mut Vec<Filter>,
    ) -> Result<()> {
        let json_path = match mode.path {
            None => None,
            Some(value) => Some(self.json_path(value, path)?),
        };
        let operand = self.operand(subject, operator, value, path)?;
        let mut filter = scalar_filter(subject.id, operator, operand);
        filter.insensitive = mode.insensitive;
        filter.negated = mode.negated;
        filter.json_path = json_path;
        parts.push(match subject.aggregate {
            None => Filter::Scalar(filter),
            Some(function) => Filter::Having { function, filter },
        });
        Ok(())
    }
}

pub(super) fn is_json(field: &Field) -> bool {
    field.kind == FieldKind::Scalar(ScalarType::Json) && field.arity != Arity::List
}

/// A field that holds what the aggregate of a field gives, as the planner compares it.
fn aggregate_field(field: &Field, function: AggregateFunction) -> Field {
    let scalar = match (function, field.kind) {
        (AggregateFunction::Count, _) | (AggregateFunction::Sum, FieldKind::Scalar(ScalarType::Int)) => {
            Some(ScalarType::BigInt)
        }
        (AggregateFunction::Avg, FieldKind::Scalar(ScalarType::Decimal)) => Some(ScalarType::Decimal),
        (AggregateFunction::Avg, _) => Some(ScalarType::Float),
        _ => None,
    };
    let kind = scalar.map_or(field.kind, FieldKind::Scalar);
    Field { kind, arity: Arity::Optional, ..field.clone() }
}

fn aggregate_function(key: &str) -> Option<AggregateFunction> {
    Some(match key {
        "_count" => AggregateFunction::Count,
        "_sum" => AggregateFunction::Sum,
        "_avg" => AggregateFunction::Avg,
        "_min" => AggregateFunction::Min,
        "_max" => AggregateFunction::Max,
        _ => return None,
    })
}

fn operator_of(key: &str) -> Option<Operator> {
    Some(match key {
        "equals" => Operator::Equals,
        "in" => Operator::In,
        "notIn" => Operator::NotIn,
        "lt" => Operator::Lt,
        "lte" => Operator::Lte,
        "gt" => Operator::Gt,
        "gte" => Operator::Gte,
        "contains" => Operator::Contains,
        "startsWith" => Operator::StartsWith,
        "endsWith" => Operator::EndsWith,
        "search" => Operator::Search,
        "has" => Operator::Has,
        "hasEvery" => Operator::HasEvery,
        "hasSome" => Operator::HasSome,
        "isEmpty" => Operator::IsEmpty,
        "string_contains" => Operator::StringContains,
        "string_starts_with" => Operator::StringStartsWith,
        "string_ends_with" => Operator::StringEndsWith,
        "array_contains" => Operator::ArrayContains,
        "array_starts_with" => Operator::ArrayStartsWith,
        "array_ends_with" => Operator::ArrayEndsWith,
        _ => return None,
    })
}
