//! Errors as TypeScript's `EngineError`.

use nicol_client::{Answer, Error};
use serde_json::{Map, Value, json};

/// What an operation brings. An error is in JSON.
pub(crate) type Outcome = Result<Answer, String>;

/// An error of an operation.
pub(crate) fn error(error: &Error) -> String {
    value(error).to_string()
}

pub(crate) fn value(error: &Error) -> Value {
    let mut out = Map::new();
    let mut meta = error.meta().clone();
    let mut message = error.message();
    match error.code() {
        Some(code) => {
            out.insert("code".to_owned(), code.into());
        }
        None => {
            // Of a request that does not fit: the place is told apart from what is wrong with it.
            if let Some(kind) = meta.shift_remove("kind") {
                out.insert("kind".to_owned(), kind);
            }
            if let Some(expected) = meta.shift_remove("expected") {
                out.insert("expected".to_owned(), expected);
            }
            if let Some(Value::Array(path)) = meta.shift_remove("path") {
                let place: Vec<&str> = path.iter().filter_map(Value::as_str).collect();
                let rest = message.strip_prefix(place.join(".").as_str()).and_then(|rest| rest.strip_prefix(": "));
                message = rest.unwrap_or(message);
                out.insert("path".to_owned(), Value::Array(path));
            }
        }
    }
    out.insert("message".to_owned(), message.into());
    if !meta.is_empty() {
        out.insert("meta".to_owned(), Value::Object(meta));
    }
    if let Some(index) = error.query_index() {
        out.insert("batchIndex".to_owned(), index.into());
    }
    Value::Object(out)
}

/// The client could not be set up.
pub(crate) fn not_set_up(error: &Error) -> String {
    let mut value = value(error);
    value["fault"] = "initialization".into();
    value.to_string()
}

/// A defect of ours.
pub(crate) fn panicked(what: &str) -> String {
    let message = format!(
        "The engine has failed in an unexpected way: {what}. This is a defect of Nicol, not of your code: please report it, \
         with the call that led to it."
    );
    json!({ "message": message, "fault": "panic" }).to_string()
}
