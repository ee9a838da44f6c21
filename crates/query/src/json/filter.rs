//! `where` (reference: client.md section 2).

use nicol_catalog::Capabilities;
use nicol_model::{Arity, Field, FieldId, FieldKind, ModelId, ScalarType};
use serde_json::Value as Json;

use super::error::{InputErrorKind, Path};
use super::place::Place;
use super::reader::{Object, Reader, Result};
use super::value::{describe, field_ref, null_kind, tag_name};
use crate::ast::{AggregateFunction, Filter, Operand, Operator, Quantifier, ScalarFilter};

/// What a condition on a field is about.
#[derive(Clone, Copy)]
struct Subject<'f> {
    model: ModelId,
    id: FieldId,
    /// The field, or one that holds what an aggregate of it gives.
    field: &'f Field,
    aggregate: Option<AggregateFunction>,
    input: Place,
}

/// What holds for all conditions of one object.
#[derive(Clone, Copy, Default)]
struct Mode<'v> {
    insensitive: bool,
    negated: bool,
    path: Option<&'v Json>,
}

impl Reader<'_> {
    /// A condition; `None` if it says nothing.
    pub(super) fn filter(&mut self, value: &Json, input: Place, path: &Path<'_>) -> Result<Option<Filter>> {
        let object = self.object(value, input, path)?;
        let mut parts = Vec::new();
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            self.filter_entry(key, value, input, &path, &mut parts)?;
        }
        Ok(join(parts))
    }

    /// One key of a condition.
    fn filter_entry(
        &mut self,
        key: &str,
        value: &Json,
        input: Place,
        path: &Path<'_>,
        parts: &mut Vec<Filter>,
    ) -> Result<()> {
        let (Place::Where(model) | Place::WhereUnique(model) | Place::ScalarWhere(model) | Place::Having(model)) =
            input
        else {
            return Err(path.error(InputErrorKind::InvalidArgumentType, "no condition can stand here"));
        };
        // Inside AND, OR and NOT of a unique condition anything may stand.
        let inner = if let Place::WhereUnique(model) = input { Place::Where(model) } else { input };
        match key {
            "AND" | "OR" | "NOT" => {
                if key == "OR" && !value.is_array() {
                    return Err(path.error(InputErrorKind::InvalidArgumentType, "`OR` takes a list of conditions"));
                }
                let elements = Self::elements(value, path)?;
                let mut list = Vec::with_capacity(elements.len());
                for (index, element) in elements.into_iter().enumerate() {
                    let path = path.index(index);
                    // Members that say nothing are left out, `{ OR: [] }` too.
                    list.extend(self.filter(element, inner, &path)?.filter(|f| !is_vacuous(f)));
                }
                match key {
                    "AND" => parts.extend(list),
                    "OR" => parts.push(Filter::Or(list)),
                    _ => parts.extend(list.into_iter().map(|f| Filter::Not(Box::new(f)))),
                }
                return Ok(());
            }
            _ => {}
        }
        let Some(id) = self.model(model).find_field(key) else {
            return Err(path.error(InputErrorKind::UnknownInputField, format!("there is no field `{key}`")));
        };
        let field = self.field(model, id);
        if field.is_column() {
            let subject = Subject {
                model,
                id,
                field,
                aggregate: None,
                input: match input {
                    Place::Having(_) => Place::HavingFilter(model, id),
                    _ => Place::Filter(model, id),
                },
            };
            return self.column_filter(subject, value, Mode::default(), path, parts);
        }
        self.relation_filter(model, id, value, path, parts)
    }

    /// The condition of a unique key; it names one record.
    pub(super) fn unique_filter(&mut self, model: ModelId, value: &Json, path: &Path<'_>) -> Result<Filter> {
        let object = self.object(value, Place::WhereUnique(model), path)?;
        let mut parts = Vec::new();
        let mut is_unique = false;
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            let criterion = self.model(model).uniques.iter().position(|u| u.name == *key);
            let Some(number) = criterion else {
                self.filter_entry(key, value, Place::WhereUnique(model), &path, &mut parts)?;
                continue;
            };
            is_unique = true;
            let criterion = &self.model(model).uniques[number];
            if let [field] = criterion.fields.as_slice() {
                parts.push(self.equals(model, *field, value, &path)?);
                continue;
            }
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            let object = self.object(value, Place::CompoundUnique(model, number), &path)?;
            for field in &criterion.fields {
                let name = self.field(model, *field).name.as_str();
                let value = Self::get(object, name).unwrap_or(&Json::Null);
                parts.push(self.equals(model, *field, value, &path.name(name))?);
            }
        }
        if !is_unique {
            let names: Vec<&str> = self.model(model).uniques.iter().map(|u| u.name.as_str()).collect();
            return Err(path.error(
                InputErrorKind::SomeFieldsMissing,
                format!("one record has to be named: give at least one of {}", names.join(", ")),
            ));
        }
        Ok(join(parts).unwrap_or(Filter::And(Vec::new())))
    }

    fn equals(&mut self, model: ModelId, id: FieldId, value: &Json, path: &Path<'_>) -> Result<Filter> {
        let field = self.field(model, id);
        if value.is_null() {
            return Err(path.error(
                InputErrorKind::InvalidArgumentValue,
                format!("`{}` is null, and null names no record", field.name),
            ));
        }
        let value = self.scalar(field, value, path)?;
        let operand = Operand::Param(self.param(value, path)?);
        Ok(Filter::Scalar(scalar_filter(id, Operator::Equals, operand)))
    }

    fn column_filter(
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

    fn operators(
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

    fn operator(
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

    fn json_path(&mut self, value: &Json, path: &Path<'_>) -> Result<crate::ast::Param> {
        let path = path.name("path");
        let lists = Capabilities::of(self.dialect).array_parameters;
        let text = Field { kind: FieldKind::Scalar(ScalarType::String), ..plain_field() };
        let bytes = match (lists, value) {
            (true, Json::Array(_)) => self.list(&text, value, &path)?.0,
            // SQLite's own text is a path of one key: see `value::sqlite_json_path`.
            (false, Json::String(_)) => self.list(&text, &Json::from(vec![value.clone()]), &path)?.0,
            (true, _) => {
                let message = format!("`path` is a list of keys, got {}", describe(value));
                return Err(path.error(InputErrorKind::InvalidArgumentType, message));
            }
            (false, _) => {
                let message = format!("`path` is a text like $.a.b, got {}", describe(value));
                return Err(path.error(InputErrorKind::InvalidArgumentType, message));
            }
        };
        self.param(bytes, &path)
    }

    fn operand(&mut self, subject: Subject<'_>, operator: Operator, value: &Json, path: &Path<'_>) -> Result<Operand> {
        let field = subject.field;
        if let Some((model, name)) = field_ref(value) {
            return self.field_operand(subject, operator, model, name, path);
        }
        if let Some(kind) = null_kind(value).filter(|_| is_json(field)) {
            return Ok(match kind {
                "DbNull" => Operand::Null,
                "JsonNull" => Operand::JsonNull,
                _ => Operand::AnyNull,
            });
        }
        if value.is_null() {
            let nullable = matches!(operator, Operator::Equals | Operator::In | Operator::NotIn | Operator::Has)
                && (field.arity != Arity::Required || subject.aggregate.is_some())
                && !is_json(field);
            if nullable {
                return Ok(Operand::Null);
            }
            return Err(path.error(
                InputErrorKind::InvalidArgumentType,
                format!("`{}` can't be compared with null here", field.name),
            ));
        }
        let lists = match operator {
            Operator::In | Operator::NotIn | Operator::HasEvery | Operator::HasSome => true,
            Operator::Equals => field.arity == Arity::List,
            _ => false,
        };
        if lists {
            let (bytes, count) = if value.is_array() {
                self.list(field, value, path)?
            } else if field.arity == Arity::List {
                (self.column_value(field, value, path)?, 1)
            } else {
                self.list(field, value, path)?
            };
            if count == 0 {
                return Ok(Operand::EmptyList);
            }
            return Ok(Operand::Param(self.param(bytes, path)?));
        }
        let bytes = match operator {
            Operator::IsEmpty => {
                let wanted = value
                    .as_bool()
                    .ok_or_else(|| path.error(InputErrorKind::InvalidArgumentType, "`isEmpty` is true or false"))?;
                return Ok(Operand::Boolean(wanted));
            }
            Operator::StringContains | Operator::StringStartsWith | Operator::StringEndsWith | Operator::Search => {
                self.typed(ScalarType::String, value, path)?
            }
            _ => self.scalar(field, value, path)?,
        };
        Ok(Operand::Param(self.param(bytes, path)?))
    }

    fn field_operand(
        &mut self,
        subject: Subject<'_>,
        operator: Operator,
        model: &str,
        name: &str,
        path: &Path<'_>,
    ) -> Result<Operand> {
        let wrong = |message: String| path.error(InputErrorKind::InvalidArgumentValue, message);
        let own = self.model(subject.model);
        if own.name != model {
            return Err(wrong(format!(
                "a field can be compared with one of the same model `{}`, not of `{model}`",
                own.name
            )));
        }
        let id = own.find_field(name).ok_or_else(|| wrong(format!("`{model}` has no field `{name}`")))?;
        let other = own.field(id);
        let list = match operator {
            Operator::In | Operator::NotIn | Operator::HasEvery | Operator::HasSome => true,
            Operator::Has => false,
            _ => subject.field.arity == Arity::List,
        };
        let text = matches!(operator, Operator::StringContains | Operator::StringStartsWith | Operator::StringEndsWith);
        let same =
            if text { other.kind == FieldKind::Scalar(ScalarType::String) } else { other.kind == subject.field.kind };
        if !same || (other.arity == Arity::List) != list {
            return Err(wrong(format!("`{name}` is not of the type that `{}` is compared with", subject.field.name)));
        }
        Ok(Operand::Field(id))
    }

    fn relation_filter(
        &mut self,
        model: ModelId,
        id: FieldId,
        value: &Json,
        path: &Path<'_>,
        parts: &mut Vec<Filter>,
    ) -> Result<()> {
        let field = self.field(model, id);
        let Some((target, _)) = self.surface.target(model, id) else { return Ok(()) };
        let where_ = Place::Where(target);
        let related = |quantifier, filter: Option<Filter>| Filter::Relation {
            field: id,
            quantifier,
            filter: Box::new(filter.unwrap_or(Filter::And(Vec::new()))),
        };
        if field.arity == Arity::List {
            let object = self.object(value, Place::ListRelationFilter(model, id), path)?;
            for (key, value) in Self::entries(object) {
                let path = path.name(key);
                let quantifier = match key.as_str() {
                    "some" => Quantifier::Some,
                    "every" => Quantifier::Every,
                    _ => Quantifier::None,
                };
                let filter = self.filter(value, where_, &path)?;
                parts.push(related(quantifier, filter));
            }
            return Ok(());
        }
        let may_miss = |reader: &Self, path: &Path<'_>| {
            if reader.field(model, id).arity == Arity::Optional {
                Ok(())
            } else {
                let message = format!("`{}` is required, so it is never null", reader.field(model, id).name);
                Err(path.error(InputErrorKind::InvalidArgumentType, message))
            }
        };
        if value.is_null() {
            may_miss(self, path)?;
            parts.push(Filter::RelationIsNull(id));
            return Ok(());
        }
        let is_envelope = value.as_object().is_some_and(|o| {
            Self::entries(o).any(|(k, _)| (k == "is" || k == "isNot") && self.model(target).find_field(k).is_none())
        });
        if !is_envelope {
            if let Some(filter) = self.filter(value, where_, path)? {
                parts.push(related(Quantifier::Is, Some(filter)));
            }
            return Ok(());
        }
        let object = self.object(value, Place::OneRelationFilter(model, id), path)?;
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            let is = key == "is";
            if value.is_null() {
                may_miss(self, &path)?;
                let null = Filter::RelationIsNull(id);
                parts.push(if is { null } else { Filter::Not(Box::new(null)) });
                continue;
            }
            let filter = self.filter(value, where_, &path)?;
            parts.push(related(if is { Quantifier::Is } else { Quantifier::IsNot }, filter));
        }
        Ok(())
    }
}

/// Whether there is no condition in a filter.
fn is_vacuous(filter: &Filter) -> bool {
    match filter {
        Filter::And(list) | Filter::Or(list) => list.iter().all(is_vacuous),
        Filter::Not(inner) => is_vacuous(inner),
        _ => false,
    }
}

/// All of these; `None` if there are none.
fn join(mut parts: Vec<Filter>) -> Option<Filter> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Filter::And(parts)),
    }
}

const fn scalar_filter(field: FieldId, operator: Operator, operand: Operand) -> ScalarFilter {
    ScalarFilter { field, operator, operand, insensitive: false, negated: false, json_path: None }
}

fn is_json(field: &Field) -> bool {
    field.kind == FieldKind::Scalar(ScalarType::Json) && field.arity != Arity::List
}

/// A field of text, to read values by.
const fn plain_field() -> Field {
    Field {
        is_foreign_key: false,
        name: String::new(),
        database_name: String::new(),
        kind: FieldKind::Scalar(ScalarType::String),
        arity: Arity::Required,
        default: None,
        is_updated_at: false,
        native_type: None,
        documentation: None,
    }
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
