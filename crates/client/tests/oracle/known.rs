//! Differences that random operations find and that are meant: COMPAT.md, "Queries".

mod writes;

use std::collections::HashSet;
use std::sync::Arc;

use nicol_catalog::Dialect;
use nicol_model::{DataModel, FieldKind, ScalarType};
use serde_json::{Value, json};

/// The rules, and what they have to know.
pub(crate) struct Known {
    dialect: Dialect,
    model: Arc<DataModel>,
    /// The relation fields whose foreign key has several columns.
    compound: HashSet<String>,
    /// The fields of whole numbers.
    whole: HashSet<String>,
    /// The published client divides whole numbers of SQLite as floats; since the databases were empty.
    has_fractions: bool,
}

impl Known {
    pub(crate) fn of(model: &Arc<DataModel>, dialect: Dialect) -> Self {
        let is_compound =
            |kind: FieldKind| matches!(kind, FieldKind::Relation(id, _) if model.relation(id).fields.len() > 1);
        let fields = model.models.iter().flat_map(|m| &m.fields).filter(|f| is_compound(f.kind));
        let compound = fields.map(|f| f.name.clone()).collect();
        let is_whole = |kind: FieldKind| matches!(kind, FieldKind::Scalar(ScalarType::Int | ScalarType::BigInt));
        let fields = model.models.iter().flat_map(|m| &m.fields).filter(|f| is_whole(f.kind));
        let whole = fields.map(|f| f.name.clone()).collect();
        Self { dialect, model: Arc::clone(model), compound, whole, has_fractions: false }
    }

    /// The databases are empty again.
    pub(crate) fn forget(&mut self) {
        self.has_fractions = false;
    }

    pub(crate) fn note(&mut self, request: &Value) {
        let divides = |key: &str, value: &Value| self.whole.contains(key) && value.get("divide").is_some();
        self.has_fractions |= self.dialect == Dialect::Sqlite && has_key(request, &divides);
    }

    /// Whether the rows may differ, after what was done.
    pub(crate) fn has_other_rows(&self) -> bool {
        self.has_fractions
    }

    /// Why the rows may differ after equal answers to a request, if it is known.
    pub(crate) fn reason_for_rows(&self, request: &Value) -> Option<&'static str> {
        writes::may_lose_keys(&self.model, request).then_some(writes::LOST)
    }

    /// Why the answers differ, if it is known.
    pub(crate) fn kind(&self, request: &Value, ours: &Value, theirs: &Value) -> Option<&'static str> {
        let (a, b) = (&ours["error"], &theirs["error"]);
        let both = |code: &str| a["code"] == code && b["code"] == code;
        if b["name"] == "PrismaClientRustPanicError" {
            return Some("the published query compiler panicked");
        }
        if both("P2025") && b["meta"]["operation"] == a["meta"]["operation"] {
            return Some("the step at which a missing record is noticed");
        }
        if matches!(a["code"].as_str(), Some("P2007" | "P2020")) && !b.is_null() {
            return Some("a value that its column can't hold is refused before anything runs");
        }
        if self.dialect == Dialect::Sqlite
            && a["code"] == "P2020"
            && b.is_null()
            && has_key(request, &|key, _| matches!(key, "increment" | "decrement" | "multiply"))
        {
            return Some("a result that its column can't hold is undone");
        }
        let is_fault = |error: &Value| {
            is_of_records(error) || (error["code"] == "P2000" && writes::has_lengths(&self.model, request))
        };
        if is_fault(a)
            && is_fault(b)
            && writes::writes(&self.model, request) > 1
            && [a, b].iter().all(|error| writes::may_be_of(&self.model, request, error))
        {
            return Some("another one of several faults of a nested write");
        }
        if writes::are_of_two_relations(&self.model, request, a, b) {
            return Some("another one of several relations that a delete would break");
        }
        if let Some(reason) = writes::kind(&self.model, request, ours, theirs) {
            return Some(reason);
        }
        if a.is_null() && ours["ok"].is_object() && theirs["ok"].is_null() && writes::moves_key(&self.model, request) {
            return Some("the answer of an update that moves the record's own key");
        }
        if a.is_null() && theirs["ok"] == json!([]) && writes::moves_key(&self.model, request) {
            return Some("the answer of an update that moves the record's own key");
        }
        if a.is_null() && b["code"] == "P2003" && writes::moves_key_and_lets_go(&self.model, request) {
            return Some("a record that gives up what it refers to while its key changes");
        }
        if a["code"] == "P2039" && originally(a) == "42883" && is_of_records(b) {
            return Some("an operator that the type doesn't have, beside another fault");
        }
        if a.is_null()
            && b["code"] == "P2039"
            && originally(b) == "42P10"
            && has_key(request, &|key, _| key == "distinct")
        {
            return Some("`distinct`, ordered by a field twice");
        }
        if ours["ok"].is_null() && theirs["ok"] == json!([]) && request["action"] == "upsert" {
            return Some("the answer of an upsert whose record is deleted by it");
        }
        if a.is_null() && b["code"] == "P2017" && has_key(request, &|key, value| key == "delete" && value.is_array()) {
            return Some("a record that is created and deleted by one request, in its order");
        }
        if a.is_null() && b["code"] == "P2039" && originally(b) == "42883" {
            return Some("an operator that the type doesn't have");
        }
        if a.is_null() && b["code"] == "P2023" && (updates_nothing(request) || upserts(request)) {
            return Some("an answer that the published client can't put together");
        }
        if a.is_null() && b["code"] == "P2011" && has_key(request, &|key, _| self.compound.contains(key)) {
            return Some("a compound foreign key of which a part is required, set to NULL");
        }
        if a.is_null() && b.is_null() && has_key(request, &compares_lists_of_bytes) {
            return Some("lists of bytes, compared as their base64 text");
        }
        if a.is_null() && b.is_null() && self.compound_against_null(request) {
            return Some("a compound foreign key of which a part is NULL, compared with null");
        }
        if a.is_null() && starts_at_its_cursor(request, ours, theirs) {
            return Some("a cursor that is none of the records of the page");
        }
        let is_json = |value: &Value| value.is_object() || value.is_array();
        let compares = |key: &str, value: &Value| matches!(key, "equals" | "not") && is_json(value);
        if has_key(request, &|_, value| value["mode"] == "insensitive" && has_key(value, &compares)) {
            return Some("`mode: insensitive` beside a comparison of JSON");
        }
        if has_key(request, &|key, value| key == "not" && value.get("not").is_some()) {
            return Some("`not` inside of `not`");
        }
        if has_key(request, &|key, value| matches!(key, "AND" | "OR" | "NOT") && has_never_beside(value)) {
            return Some("`OR: []` beside other conditions, inside of `AND`, `OR` and `NOT`");
        }
        if self.dialect == Dialect::Sqlite && updates_nothing(request) {
            return Some("`updateMany` without data on SQLite");
        }
        if a.is_null() && b.is_null() && updates_nothing(request) && has_key(request, &|key, _| key == "limit") {
            return Some("the limit of `updateMany` without data");
        }
        if self.has_fractions && a.is_null() && b.is_null() {
            return Some("whole numbers divided on SQLite");
        }
        None
    }

    /// Whether a relation of a compound key is asked for null.
    fn compound_against_null(&self, request: &Value) -> bool {
        has_key(request, &|key, value| {
            let is_null = |part: &str| value.get(part).is_some_and(Value::is_null);
            self.compound.contains(key) && (value.is_null() || is_null("is") || is_null("isNot"))
        })
    }
}

/// Whether a list of bytes is compared with another one.
fn compares_lists_of_bytes(key: &str, value: &Value) -> bool {
    let is_of_bytes = |list: &Vec<Value>| !list.is_empty() && list.iter().all(|one| one["$type"] == "Bytes");
    matches!(key, "equals" | "hasSome" | "hasEvery") && value.as_array().is_some_and(is_of_bytes)
}

/// The database's code of an error.
fn originally(error: &Value) -> &str {
    error["meta"]["driverAdapterError"]["cause"]["originalCode"].as_str().unwrap_or_default()
}

/// Whether an error is about records that are, or are not, there.
fn is_of_records(error: &Value) -> bool {
    matches!(error["code"].as_str(), Some("P2002" | "P2003" | "P2011" | "P2014" | "P2017" | "P2018" | "P2025"))
}

fn visit(value: &Value, each: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                each(key, value);
                visit(value, each);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| visit(value, each)),
        _ => {}
    }
}

/// Whether alternatives that are none stand beside other conditions.
fn has_never_beside(value: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            (fields.len() > 1 && fields.get("OR").is_some_and(is_never)) || fields.values().any(has_never_beside)
        }
        Value::Array(list) => list.iter().any(has_never_beside),
        _ => false,
    }
}

/// Whether a list of alternatives is empty, or is when those without conditions, and those that are such a list themselves,
/// are left out.
fn is_never(value: &Value) -> bool {
    let says_nothing = |fields: &serde_json::Map<String, Value>| fields.iter().all(|(k, v)| k == "OR" && is_never(v));
    value.as_array().is_some_and(|list| list.iter().all(|v| v.as_object().is_some_and(says_nothing)))
}

/// Whether the records of a page, at any depth of the answer, are those of the published client and some before them: it
/// left out what stands between the cursor and the first record that it found.
fn starts_at_its_cursor(request: &Value, ours: &Value, theirs: &Value) -> bool {
    if !has_key(request, &|key, _| key == "cursor") {
        return false;
    }
    // `findFirst` and `findFirstOrThrow` found nothing, where we found a record.
    let (a, b) = (&ours["ok"], &theirs["ok"]);
    let is_one = request["action"].as_str().is_some_and(|action| action.starts_with("findFirst"));
    if is_one && a.is_object() && (b.is_null() && (theirs["error"].is_null() || theirs["error"]["code"] == "P2025")) {
        return true;
    }
    if !theirs["error"].is_null() {
        return false;
    }
    // The cursor of an included list is none of its records: then the list is empty.
    let mut cursors = Vec::new();
    visit(&request["args"]["include"], &mut |key, value| cursors.extend((key == "cursor").then(|| value.clone())));
    visit(&request["args"]["select"], &mut |key, value| cursors.extend((key == "cursor").then(|| value.clone())));
    // No record is the cursor, and there is an order by how many are related.
    let is_counted = request["args"]["orderBy"]
        .as_array()
        .is_some_and(|list| list.iter().any(|o| has_key(o, &|key, _| key == "_count")));
    cursors.extend(request["args"].get("cursor").filter(|_| is_counted).cloned());
    has_more(a, b, request["action"] == "count") || (!cursors.is_empty() && has_none_of(a, b, &cursors))
}

/// Whether two answers are equal, but for lists that are empty in ours and don't hold the record of a cursor in theirs.
fn has_none_of(ours: &Value, theirs: &Value, cursors: &[Value]) -> bool {
    let is_cursor = |record: &Value| {
        cursors.iter().filter_map(Value::as_object).any(|cursor| cursor.iter().all(|(k, v)| record.get(k) == Some(v)))
    };
    match (ours, theirs) {
        (a, b) if a == b => true,
        (Value::Array(a), Value::Array(b)) if a.is_empty() => !b.iter().any(is_cursor),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| has_none_of(a, b, cursors))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, v)| b.get(k).is_some_and(|other| has_none_of(v, other, cursors)))
        }
        _ => false,
    }
}

/// Whether two answers are equal, but for lists, and what aggregates make of lists, of which theirs is shorter or empty.
fn has_more(ours: &Value, theirs: &Value, is_aggregate: bool) -> bool {
    match (ours, theirs) {
        (a, b) if a == b => true,
        // A page of as many records that starts later, or one that found nothing.
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a.iter().zip(b).all(|(a, b)| has_more(a, b, false)),
        (Value::Array(a), Value::Array(b)) => b.len() < a.len() && (b.is_empty() || a.ends_with(b)),
        (Value::Object(a), Value::Object(b)) => {
            let of_aggregate = |key: &str| is_aggregate || matches!(key, "_count" | "_sum" | "_avg" | "_min" | "_max");
            a.len() == b.len()
                && a.iter().all(|(k, v)| b.get(k).is_some_and(|other| has_more(v, other, of_aggregate(k))))
        }
        // Of nothing, they are nothing.
        (_, Value::Null) => is_aggregate,
        (Value::Number(_), Value::Number(b)) => is_aggregate && b.as_i64() == Some(0),
        _ => false,
    }
}

fn upserts(request: &Value) -> bool {
    request["action"] == "upsert"
        || [&request["steps"], &request["args"][0]].into_iter().filter_map(Value::as_array).flatten().any(upserts)
}

fn updates_nothing(request: &Value) -> bool {
    let steps = [&request["steps"], &request["args"][0]];
    (request["action"].as_str().is_some_and(|a| a.starts_with("updateMany"))
        && request["args"]["data"].as_object().is_some_and(serde_json::Map::is_empty))
        || steps.into_iter().filter_map(Value::as_array).flatten().any(updates_nothing)
}

/// Whether a key of the request, at any depth, is such a one.
fn has_key(value: &Value, test: &dyn Fn(&str, &Value) -> bool) -> bool {
    match value {
        Value::Object(object) => object.iter().any(|(key, value)| test(key, value) || has_key(value, test)),
        Value::Array(list) => list.iter().any(|value| has_key(value, test)),
        _ => false,
    }
}
