//! What a column is compared with.

use nicol_catalog::Capabilities;
use nicol_model::{Arity, Field, FieldKind, ScalarType};
use serde_json::Value as Json;

use super::columns::{Subject, is_json};
use crate::ast::{Operand, Operator, Param};
use crate::json::error::{InputErrorKind, Path};
use crate::json::reader::{Reader, Result};
use crate::json::template::{How, Kind, Origin};
use crate::json::value::{describe, field_ref, null_kind};

impl Reader<'_> {
    pub(super) fn json_path(&mut self, value: &Json, path: &Path<'_>) -> Result<Param> {
        let path = path.name("path");
        let lists = Capabilities::of(self.dialect).array_parameters;
        let text = Field { kind: FieldKind::Scalar(ScalarType::String), ..plain_field() };
        let mut origin = None;
        let bytes = match (lists, value) {
            (true, Json::Array(_)) => {
                origin = Origin::list(&text, value);
                self.list(&text, value, &path)?.0
            }
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
        self.param(bytes, origin, &path)
    }

    pub(super) fn operand(
        &mut self,
        subject: Subject<'_>,
        operator: Operator,
        value: &Json,
        path: &Path<'_>,
    ) -> Result<Operand> {
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
        let takes_json = matches!(
            operator,
            Operator::Equals | Operator::ArrayContains | Operator::ArrayStartsWith | Operator::ArrayEndsWith
        );
        if value.is_null() && is_json(field) && takes_json {
            return Ok(Operand::JsonNull); // As a JSON value, that is what it is.
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
            return Ok(Operand::Param(self.param(bytes, Origin::list(field, value), path)?));
        }
        let (bytes, origin) = match operator {
            Operator::IsEmpty => {
                let wanted = value
                    .as_bool()
                    .ok_or_else(|| path.error(InputErrorKind::InvalidArgumentType, "`isEmpty` is true or false"))?;
                return Ok(Operand::Boolean(wanted));
            }
            Operator::StringContains | Operator::StringStartsWith | Operator::StringEndsWith | Operator::Search => {
                let origin = Origin::new(value, How::One(Kind::Scalar(ScalarType::String)));
                (self.typed(ScalarType::String, value, path)?, Some(origin))
            }
            _ => (self.scalar(field, value, path)?, Origin::one(field, value)),
        };
        Ok(Operand::Param(self.param(bytes, origin, path)?))
    }

    pub(super) fn field_operand(
        &mut self,
        subject: Subject<'_>,
        operator: Operator,
        model: &str,
        name: &str,
        path: &Path<'_>,
    ) -> Result<Operand> {
        let wrong = |message: String| path.error(InputErrorKind::InvalidArgumentValue, message);
        // Fields that can't be compared are P2019 in Prisma, as is all that is right in form only.
        let unlike = |message: String| path.error(InputErrorKind::InputError, message);
        let own = self.model(subject.model);
        if own.name != model {
            return Err(unlike(format!(
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
            return Err(unlike(format!("`{name}` is not of the type that `{}` is compared with", subject.field.name)));
        }
        Ok(Operand::Field(id))
    }
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
