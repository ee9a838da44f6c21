//! Values of raw SQL: their types follow from what they are.

use nicol_model::ScalarType;
use serde_json::Value as Json;

use super::error::{InputError, InputErrorKind, Path};
use super::value::{is_absent, tag, tag_name, typed};
use crate::literal;
use crate::value::{CellType, ListWriter, read_big_int, read_float, read_int};

type Result<T> = std::result::Result<T, InputError>;

/// The type of a parameter and its binary form; `None` is NULL. `place` is where it stands among the arguments.
///
/// # Errors
/// If the value is tagged as one of a type that it isn't.
pub fn raw_value(value: &Json, place: usize) -> Result<(CellType, Option<Vec<u8>>)> {
    let (root, name) = (Path::Root, "args");
    let args = root.name(name);
    let path = args.index(place);
    match value {
        Json::Array(elements) => list(elements, value, &path),
        _ => single(value, &path).map(|(scalar, bytes)| (CellType::one(scalar), bytes)),
    }
}

fn single(value: &Json, path: &Path<'_>) -> Result<(ScalarType, Option<Vec<u8>>)> {
    if value.is_null() || is_absent(value) {
        return Ok((ScalarType::String, None));
    }
    let scalar = match value {
        Json::Bool(_) => ScalarType::Boolean,
        Json::String(_) => ScalarType::String,
        Json::Number(number) => match number.as_i64() {
            Some(whole) if i32::try_from(whole).is_ok() => ScalarType::Int,
            Some(_) => ScalarType::BigInt,
            None => ScalarType::Float,
        },
        _ => match tag_name(value) {
            Some("BigInt") => ScalarType::BigInt,
            Some("Float") => ScalarType::Float,
            Some("Decimal") => ScalarType::Decimal,
            Some("DateTime") => ScalarType::DateTime,
            Some("Bytes") => ScalarType::Bytes,
            Some(name @ ("Null" | "Enum" | "FieldRef")) => {
                return Err(path.error(
                    InputErrorKind::InvalidArgumentType,
                    format!("a {name} is no value of raw SQL: give null, or text"),
                ));
            }
            _ => ScalarType::Json,
        },
    };
    typed(scalar, value, false, path).map(|bytes| (scalar, Some(bytes)))
}

/// A list of one type, or JSON if there is none that all elements have.
fn list(elements: &[Json], value: &Json, path: &Path<'_>) -> Result<(CellType, Option<Vec<u8>>)> {
    let mut values = Vec::with_capacity(elements.len());
    for (index, element) in elements.iter().enumerate() {
        values.push(match element {
            Json::Array(_) => (ScalarType::Json, None),
            _ => single(element, &path.index(index))?,
        });
    }
    let given = values.iter().filter(|(_, bytes)| bytes.is_some()).map(|(scalar, _)| *scalar);
    let scalar = given.clone().next();
    // A list without a value is one of text, which databases cast to anything.
    let scalar = scalar.map_or(Some(ScalarType::String), |first| given.into_iter().try_fold(first, common));
    let is_json = elements.iter().any(|e| e.is_array() || (e.is_object() && tag(e).is_none()));
    let Some(scalar) = scalar.filter(|_| !is_json) else {
        return Ok((CellType::one(ScalarType::Json), Some(typed(ScalarType::Json, value, false, path)?)));
    };
    let mut out = Vec::new();
    let mut writer = ListWriter::new(&mut out);
    for (own, bytes) in values {
        writer.push(bytes.map(|bytes| widened(own, bytes, scalar)).as_deref());
    }
    Ok((CellType::list(scalar), Some(out)))
}

/// The type that holds the values of both without a loss.
fn common(a: ScalarType, b: ScalarType) -> Option<ScalarType> {
    use ScalarType::{BigInt, Decimal, Float, Int};

    let rank = |scalar| [Int, BigInt, Float, Decimal].iter().position(|s| *s == scalar);
    match (a, b) {
        (a, b) if a == b => Some(a),
        (BigInt, Float) | (Float, BigInt) => Some(Decimal),
        (a, b) => Some(if rank(a)? < rank(b)? { b } else { a }),
    }
}

/// A number as one of a wider type.
fn widened(from: ScalarType, bytes: Vec<u8>, to: ScalarType) -> Vec<u8> {
    let wider = match (from, to) {
        (ScalarType::Int, ScalarType::BigInt) => read_int(&bytes).map(|n| i64::from(n).to_be_bytes().to_vec()),
        (ScalarType::Int, ScalarType::Float) => read_int(&bytes).map(|n| f64::from(n).to_be_bytes().to_vec()),
        (ScalarType::Int, ScalarType::Decimal) => read_int(&bytes).map(|n| n.to_string().into_bytes()),
        (ScalarType::BigInt, ScalarType::Decimal) => read_big_int(&bytes).map(|n| n.to_string().into_bytes()),
        (ScalarType::Float, ScalarType::Decimal) => {
            read_float(&bytes).and_then(|n| literal::decimal(&n.to_string())).map(String::into_bytes)
        }
        _ => None,
    };
    wider.unwrap_or(bytes)
}
