//! Differences that random operations find and that are meant: COMPAT.md, "Queries".

use std::collections::HashSet;

use nicol_catalog::Dialect;
use nicol_model::{DataModel, FieldKind};
use serde_json::{Value, json};

/// The rules, and what they have to know.
pub(crate) struct Known {
    dialect: Dialect,
    /// The relation fields whose foreign key has several columns.
    compound: HashSet<String>,
    /// The published client divides whole numbers of SQLite as floats; since the databases were empty.
    has_fractions: bool,
}

impl Known {
    pub(crate) fn of(model: &DataModel, dialect: Dialect) -> Self {
        let is_compound =
            |kind: FieldKind| matches!(kind, FieldKind::Relation(id, _) if model.relation(id).fields.len() > 1);
        let fields = model.models.iter().flat_map(|m| &m.fields).filter(|f| is_compound(f.kind));
        Self { dialect, compound: fields.map(|f| f.name.clone()).collect(), has_fractions: false }
    }

    /// The databases are empty again.
    pub(crate) fn forget(&mut self) {
        self.has_fractions = false;
    }

    pub(crate) fn note(&mut self, request: &Value) {
        self.has_fractions |= self.dialect == Dialect::Sqlite && has_key(request, &|key, _| key == "divide");
    }

    /// Whether the rows may differ, after what was done.
    pub(crate) fn has_other_rows(&self) -> bool {
        self.has_fractions
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
        if a.is_null() && matches!(b["code"].as_str(), Some("P2003" | "P2011")) && connects_or_creates_deeply(request) {
            return Some("a foreign key that is lost where `connectOrCreate` creates what creates more");
        }
        if is_of_records(a) && is_of_records(b) && has_nested_write(request) {
            return Some("another one of several faults of a nested write");
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
        if a.is_null() && b.is_null() && self.compound_against_null(request) {
            return Some("a compound foreign key of which a part is NULL, compared with null");
        }
        if a.is_null() && b.is_null() && has_key(request, &|key, _| key == "cursor") {
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

/// The database's code of an error.
fn originally(error: &Value) -> &str {
    error["meta"]["driverAdapterError"]["cause"]["originalCode"].as_str().unwrap_or_default()
}

/// Whether an error is about records that are, or are not, there.
fn is_of_records(error: &Value) -> bool {
    matches!(error["code"].as_str(), Some("P2002" | "P2003" | "P2011" | "P2014" | "P2017" | "P2018" | "P2025"))
}

fn has_nested_write(request: &Value) -> bool {
    let nested =
        ["create", "connect", "connectOrCreate", "createMany", "set", "disconnect", "delete", "update", "upsert"];
    has_key(&request["args"], &|key, _| nested.contains(&key))
        || has_key(&request["steps"], &|key, _| nested.contains(&key))
}

/// Whether a `connectOrCreate` may create a record with nested writes of its own, beside another one.
fn connects_or_creates_deeply(request: &Value) -> bool {
    let mut count = 0;
    let mut is_deep = false;
    visit(&request["args"], &mut |key, value| {
        if key == "connectOrCreate" {
            count += 1;
            let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            is_deep |= items.iter().any(|item| has_nested_write(&json!({"args": item["create"]})));
        }
    });
    count > 1 && is_deep
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

/// Whether a list of alternatives is empty, or is when those without conditions are left out.
fn is_never(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(|v| v.as_object().is_some_and(serde_json::Map::is_empty)))
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
