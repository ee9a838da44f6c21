//! Differences that random operations find and that are meant: COMPAT.md, "Queries".

use nicol_catalog::Dialect;
use serde_json::Value;

/// What was done since the databases were empty.
#[derive(Default)]
pub(crate) struct Before {
    /// The published client divides whole numbers of SQLite as floats.
    has_fractions: bool,
}

impl Before {
    pub(crate) fn note(&mut self, dialect: Dialect, request: &Value) {
        self.has_fractions |= dialect == Dialect::Sqlite && has_key(request, &|key, _| key == "divide");
    }
}

/// Why the answers differ, if it is known.
pub(crate) fn kind(before: &Before, request: &Value, ours: &Value, theirs: &Value) -> Option<&'static str> {
    let (a, b) = (&ours["error"], &theirs["error"]);
    let both = |code: &str| a["code"] == code && b["code"] == code;
    if b["name"] == "PrismaClientRustPanicError" {
        return Some("the published query compiler panicked");
    }
    if both("P2025") && b["meta"]["operation"] == a["meta"]["operation"] {
        return Some("the step at which a missing record is noticed");
    }
    if a.is_null() && b["code"] == "P2017" && has_key(request, &|key, value| key == "delete" && value.is_array()) {
        return Some("a record that is created and deleted by one request, in its order");
    }
    if a.is_null() && b.is_null() && has_key(request, &|key, _| key == "cursor") {
        return Some("a cursor that is none of the records of the page");
    }
    if has_key(request, &|key, value| key == "not" && value.get("not").is_some()) {
        return Some("`not` inside of `not`");
    }
    if before.has_fractions && matches!(request["action"].as_str(), Some("aggregate" | "groupBy")) {
        return Some("whole numbers divided on SQLite");
    }
    None
}

/// Whether a key of the request, at any depth, is such a one.
fn has_key(value: &Value, test: &dyn Fn(&str, &Value) -> bool) -> bool {
    match value {
        Value::Object(object) => object.iter().any(|(key, value)| test(key, value) || has_key(value, test)),
        Value::Array(list) => list.iter().any(|value| has_key(value, test)),
        _ => false,
    }
}
