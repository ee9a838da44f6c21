//! Long lists in requests of cases: `{"$range": [1, 40000]}` is the list of these numbers, and with `item` a list of that
//! value for each, in which the text `$n` is the number and `$s` its text.

use serde_json::{Value, json};

/// The value with its ranges written out.
pub(crate) fn expand(value: Value) -> Value {
    match value {
        Value::Object(mut fields) => match fields.get("$range").and_then(bounds) {
            Some((first, last)) => {
                let item = fields.remove("item").unwrap_or_else(|| json!("$n"));
                (first..=last).map(|number| fill(&item, number)).collect()
            }
            None => fields.into_iter().map(|(key, value)| (key, expand(value))).collect(),
        },
        Value::Array(list) => list.into_iter().map(expand).collect(),
        other => other,
    }
}

fn bounds(range: &Value) -> Option<(i64, i64)> {
    Some((range.get(0)?.as_i64()?, range.get(1)?.as_i64()?))
}

fn fill(item: &Value, number: i64) -> Value {
    match item {
        Value::String(text) if text == "$n" => number.into(),
        Value::String(text) if text == "$s" => number.to_string().into(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), fill(value, number))).collect(),
        Value::Array(list) => list.iter().map(|value| fill(value, number)).collect(),
        other => other.clone(),
    }
}
