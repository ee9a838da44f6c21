//! Values: JSON with tags → the binary form.

use std::fmt::{Display, Write as _};

use nicol_model::{Arity, Field, FieldKind, ScalarType, base64};
use serde::de::IgnoredAny;
use serde_json::Value as Json;

use super::error::{InputError, InputErrorKind, Path};
use super::reader::Reader;
use crate::literal;
use crate::value::ListWriter;

type Result<T> = std::result::Result<T, InputError>;

/// The tag of a value: `{"$type": T, "value": V}`.
pub(super) fn tag(value: &Json) -> Option<(&str, &Json)> {
    let object = value.as_object()?;
    Some((object.get("$type")?.as_str()?, object.get("value").unwrap_or(&Json::Null)))
}

/// Whether the key is as good as absent.
pub(super) fn is_absent(value: &Json) -> bool {
    matches!(tag_name(value), Some("Undefined" | "Skip"))
}

/// The tag's name alone; `FieldRef` in the form of calls has no value.
pub(super) fn tag_name(value: &Json) -> Option<&str> {
    value.as_object()?.get("$type")?.as_str()
}

/// `Prisma.DbNull` and its kin.
pub(super) fn null_kind(value: &Json) -> Option<&str> {
    let (name, value) = tag(value)?;
    let value = value.as_str()?;
    (matches!(name, "Null" | "Enum") && matches!(value, "DbNull" | "JsonNull" | "AnyNull")).then_some(value)
}

/// The model and field of a reference to a column.
pub(super) fn field_ref(value: &Json) -> Option<(&str, &str)> {
    let object = value.as_object()?;
    if object.get("$type")?.as_str()? != "FieldRef" {
        return None;
    }
    match object.get("value").and_then(Json::as_object) {
        Some(inner) => Some((inner.get("_container")?.as_str()?, inner.get("_ref")?.as_str()?)),
        None => Some((object.get("model")?.as_str()?, object.get("field")?.as_str()?)),
    }
}

impl Reader<'_> {
    /// A single value of a field's type.
    pub(super) fn scalar(&self, field: &Field, value: &Json, path: &Path<'_>) -> Result<Vec<u8>> {
        match field.kind {
            FieldKind::Enum(id) => {
                let e = self.surface.model.enumeration(id);
                let name = value.as_str().or_else(|| tag(value).filter(|t| t.0 == "Enum").and_then(|t| t.1.as_str()));
                let found = name.and_then(|n| e.values.iter().find(|v| v.name == n));
                found.map(|v| v.database_name.clone().into_bytes()).ok_or_else(|| {
                    let names: Vec<&str> = e.values.iter().map(|v| v.name.as_str()).collect();
                    path.error(
                        InputErrorKind::InvalidArgumentValue,
                        format!("this is no value of the enum `{}`: give one of {}", e.name, names.join(", ")),
                    )
                })
            }
            FieldKind::Scalar(scalar) => self.typed(scalar, value, path),
            FieldKind::Composite(_) | FieldKind::Relation(..) => {
                Err(path.error(InputErrorKind::InvalidArgumentType, "a relation is no value"))
            }
        }
    }

    /// A value of a type.
    pub(super) fn typed(&self, scalar: ScalarType, value: &Json, path: &Path<'_>) -> Result<Vec<u8>> {
        typed(scalar, value, self.is_protocol, path)
    }

    /// A list of values of a field's type.
    pub(super) fn list(&self, field: &Field, value: &Json, path: &Path<'_>) -> Result<(Vec<u8>, usize)> {
        let wrong =
            || path.error(InputErrorKind::InvalidArgumentType, format!("expected a list, got {}", describe(value)));
        let elements = value.as_array().ok_or_else(wrong)?;
        let mut out = Vec::new();
        let mut writer = ListWriter::new(&mut out);
        for (index, element) in elements.iter().enumerate() {
            let path = path.index(index);
            if is_absent(element) {
                return Err(path.error(InputErrorKind::InvalidArgumentValue, "a list can't hold `undefined`"));
            }
            writer.push(Some(&self.scalar(field, element, &path)?));
        }
        Ok((out, elements.len()))
    }

    /// A value of a column: a list if the field is one. A single value may stand for a list of one.
    pub(super) fn column_value(&self, field: &Field, value: &Json, path: &Path<'_>) -> Result<Vec<u8>> {
        if field.arity != Arity::List {
            return self.scalar(field, value, path);
        }
        if value.is_array() {
            return self.list(field, value, path).map(|(bytes, _)| bytes);
        }
        self.list_of_one(field, value, path)
    }

    /// What `push` adds to a list: one value or several. To a list of JSON it is always one, as in 7.10: an array is JSON.
    pub(super) fn pushed(&self, field: &Field, value: &Json, path: &Path<'_>) -> Result<Vec<u8>> {
        if field.kind == FieldKind::Scalar(ScalarType::Json) {
            return self.list_of_one(field, value, path);
        }
        self.column_value(field, value, path)
    }

    fn list_of_one(&self, field: &Field, value: &Json, path: &Path<'_>) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        ListWriter::new(&mut out).push(Some(&self.scalar(field, value, path)?));
        Ok(out)
    }
}

/// A value of a type. `has_json_text`: whether a tagged `Json` holds its text, as in the protocol's form.
pub(super) fn typed(scalar: ScalarType, value: &Json, has_json_text: bool, path: &Path<'_>) -> Result<Vec<u8>> {
    let wrong = || {
        path.error(
            InputErrorKind::InvalidArgumentType,
            format!("expected a value of type {scalar}, got {}", describe(value)),
        )
    };
    let invalid = |what: &str| path.error(InputErrorKind::InvalidArgumentValue, format!("this is no {what}"));
    let tagged = tag(value);
    Ok(match scalar {
        ScalarType::String => value.as_str().ok_or_else(wrong)?.as_bytes().to_vec(),
        ScalarType::Boolean => vec![u8::from(value.as_bool().ok_or_else(wrong)?)],
        ScalarType::Int => {
            let number = integer(value).ok_or_else(wrong)?;
            let number = i32::try_from(number).map_err(|_| {
                // As Prisma: what 64 bits hold is sent to the database, which refuses it.
                let kind = if i64::try_from(number).is_ok() {
                    InputErrorKind::ValueTooLarge
                } else {
                    InputErrorKind::InvalidArgumentValue
                };
                path.error(kind, format!("{number} does not fit into an Int (32 bits): use BigInt for larger numbers"))
            })?;
            number.to_be_bytes().to_vec()
        }
        ScalarType::BigInt => {
            let too_large = |kind, number: &dyn Display| {
                path.error(
                    kind,
                    format!("{number} does not fit into a BigInt (64 bits): use Decimal for larger numbers"),
                )
            };
            let number = match (&tagged, value) {
                (Some(("BigInt", Json::String(text))), _) | (None, Json::String(text)) => {
                    text.parse().map_err(|_| {
                        // As Prisma: a big integer is sent to the database, which refuses it; a text is refused at once.
                        match is_whole_number(text) {
                            true if tagged.is_some() => too_large(InputErrorKind::ValueTooLarge, text),
                            true => too_large(InputErrorKind::InvalidArgumentValue, text),
                            false => invalid("whole number"),
                        }
                    })?
                }
                (Some(("BigInt", inner)), _) => whole(inner, wrong, too_large)?,
                _ => whole(value, wrong, too_large)?,
            };
            i64::to_be_bytes(number).to_vec()
        }
        ScalarType::Float => {
            let number = match &tagged {
                Some(("Float" | "Decimal", Json::String(text))) => {
                    let number: f64 = text.parse().map_err(|_| invalid("number"))?;
                    if number.is_infinite() && text.contains(|c: char| c.is_ascii_digit()) {
                        return Err(path.error(
                            InputErrorKind::ValueTooLarge,
                            format!("{text} does not fit into a Float (64 bits): use Decimal for larger numbers"),
                        ));
                    }
                    Some(number)
                }
                Some(("Float" | "Decimal", inner)) => inner.as_f64(),
                _ => value.as_f64(),
            };
            number.ok_or_else(wrong)?.to_be_bytes().to_vec()
        }
        ScalarType::Decimal => {
            let text = match (&tagged, value) {
                (Some(("Decimal" | "Float", Json::String(text))), _) | (None, Json::String(text)) => text.clone(),
                (Some(("Decimal" | "Float", Json::Number(n))), _) | (None, Json::Number(n)) => n.to_string(),
                _ => return Err(wrong()),
            };
            literal::decimal(&text).ok_or_else(|| invalid("decimal number"))?.into_bytes()
        }
        ScalarType::DateTime => {
            let micros = match (&tagged, value) {
                (Some(("DateTime", Json::String(text))), _) => literal::js_date(text),
                (None, Json::String(text)) => literal::date_time(text),
                _ => return Err(wrong()),
            };
            let micros = micros.ok_or_else(|| invalid("date and time with a zone, as in 2030-01-31T12:00:00Z"))?;
            micros.to_be_bytes().to_vec()
        }
        ScalarType::Bytes => {
            let text = match (&tagged, value) {
                (Some(("Bytes", Json::String(text))), _) | (None, Json::String(text)) => text,
                _ => return Err(wrong()),
            };
            base64::decode(text).ok_or_else(|| invalid("base64 with its padding, as in aGk="))?
        }
        ScalarType::Json => match &tagged {
            // As the answers have it.
            Some(("Json", Json::String(text))) if has_json_text => {
                serde_json::from_str::<Json>(text).map_err(|_| invalid("JSON text"))?.to_string().into_bytes()
            }
            Some(("Decimal", Json::String(text))) => {
                literal::decimal(text).ok_or_else(|| invalid("number"))?.into_bytes()
            }
            _ if holds_null_kind(value) => {
                return Err(path.error(
                    InputErrorKind::InvalidArgumentValue,
                    "DbNull, JsonNull and AnyNull stand for a whole value: inside of JSON, and in a list of it, there is null",
                ));
            }
            _ => {
                let mut text = String::new();
                write_plain(value, &mut text).map_err(|_| invalid("JSON text"))?;
                text.into_bytes()
            }
        },
    })
}

/// A whole number of 64 bits.
fn whole(
    value: &Json,
    wrong: impl FnOnce() -> InputError,
    too_large: impl FnOnce(InputErrorKind, &dyn Display) -> InputError,
) -> Result<i64> {
    let number = integer(value).ok_or_else(wrong)?;
    i64::try_from(number).map_err(|_| too_large(InputErrorKind::InvalidArgumentValue, &number))
}

fn is_whole_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A whole number, of any size that 128 bits hold.
fn integer(value: &Json) -> Option<i128> {
    let number = value.as_number()?;
    if let Some(n) = number.as_i128() {
        return Some(n);
    }
    let float = number.as_f64()?;
    // 1e3 is a whole number; it is exact in 128 bits.
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
    (float.fract() == 0.0 && float.abs() < 1e30).then_some(float as i128)
}

/// Whether one of Prisma's nulls is, or is somewhere in, a JSON value.
fn holds_null_kind(value: &Json) -> bool {
    match value {
        Json::Array(list) => list.iter().any(holds_null_kind),
        Json::Object(object) => match tag(value) {
            Some(("Json" | "JsonText" | "Raw", _)) => false,
            _ => null_kind(value).is_some() || object.values().any(holds_null_kind),
        },
        _ => false,
    }
}

/// Writes JSON as it is to be stored: tagged values inside become what they are in JSON. `JsonText` is what nests so deeply
/// that readers of a request may not follow: it is looked at, without recursion, and stays text.
fn write_plain(value: &Json, out: &mut String) -> serde_json::Result<()> {
    match value {
        Json::Array(list) => {
            out.push('[');
            for (index, element) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_plain(element, out)?;
            }
            out.push(']');
        }
        Json::Object(object) => match tag(value) {
            Some(("JsonText", Json::String(text))) => {
                serde_json::from_str::<IgnoredAny>(text)?;
                out.push_str(text);
            }
            Some(("Json" | "Raw" | "DateTime" | "BigInt" | "Decimal" | "Bytes", inner)) => write_text(inner, out),
            Some(("Float", inner)) => {
                let number = inner.as_str().and_then(|t| t.parse::<f64>().ok()).and_then(serde_json::Number::from_f64);
                write_text(&number.map_or(Json::Null, Json::Number), out);
            }
            _ => {
                out.push('{');
                for (index, (key, value)) in object.iter().filter(|(_, v)| !is_absent(v)).enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    super::answer::write_string(key, out);
                    out.push(':');
                    write_plain(value, out)?;
                }
                out.push('}');
            }
        },
        other => write_text(other, out),
    }
    Ok(())
}

fn write_text(value: &Json, out: &mut String) {
    // Text takes all that is written to it.
    let _ = write!(out, "{value}");
}

/// What a value is, for people.
pub(super) fn describe(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(_) => "a Boolean".to_owned(),
        Json::Number(n) if n.is_f64() => format!("the number {n}"),
        Json::Number(n) => format!("the number {n}"),
        Json::String(_) => "a String".to_owned(),
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => match tag_name(value) {
            Some("JsonText") => "what nests deeper than anything but JSON".to_owned(),
            Some(name) => format!("a {name}"),
            None => "an object".to_owned(),
        },
    }
}
