//! Pages that start at a cursor where the published client leaves records out: at orders by several fields, by columns that
//! may be NULL, through relations and by how many are related, and beside `distinct` (COMPAT.md, "Queries").

use nicol_model::{Arity, DataModel, FieldKind, ModelId};
use serde_json::{Map, Value, json};

/// Whether two answers are equal but for such pages.
pub(super) fn explain(model: &DataModel, request: &Value, ours: &Value, theirs: &Value) -> bool {
    let Some(id) = request["model"].as_str().and_then(|name| model.find_model(name)) else { return false };
    let args = &request["args"];
    let page = Page { model, id, args };
    let (a, b) = (&ours["ok"], &theirs["ok"]);
    // `findFirst` and `findFirstOrThrow` found nothing, where we found a record.
    let is_first = request["action"].as_str().is_some_and(|action| action.starts_with("findFirst"));
    let is_nothing = b.is_null() && (theirs["error"].is_null() || theirs["error"]["code"] == "P2025");
    if is_first && a.is_object() && is_nothing {
        return page.is_odd();
    }
    // Or the other way round: no record is the cursor.
    if is_first && a.is_null() && b.is_object() {
        return page.is_odd() && !page.is_cursor(b);
    }
    if !theirs["error"].is_null() {
        return false;
    }
    match request["action"].as_str() {
        Some("count" | "aggregate") => page.is_odd() && says_less(a, b),
        _ => page.list(a, b),
    }
}

/// The arguments of a list, or of a record.
struct Page<'a> {
    model: &'a DataModel,
    id: ModelId,
    args: &'a Value,
}

impl Page<'_> {
    /// Whether the published client looks for the cursor's record in what it has read, or compares with NULL.
    fn is_odd(&self) -> bool {
        let order = match &self.args["orderBy"] {
            Value::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        let m = self.model.model(self.id);
        let is_odd = |(name, _): (&String, &Value)| {
            m.find_field(name).is_none_or(|f| !m.field(f).is_column() || m.field(f).arity == Arity::Optional)
        };
        !self.args["cursor"].is_null()
            && (!self.args["distinct"].is_null()
                || order.len() > 1
                || order.iter().filter_map(Value::as_object).flatten().any(is_odd))
    }

    fn list(&self, ours: &Value, theirs: &Value) -> bool {
        let (Value::Array(a), Value::Array(b)) = (ours, theirs) else { return self.record(ours, theirs) };
        if a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.record(a, b)) {
            return true;
        }
        let is_page = !self.args["take"].is_null();
        self.is_odd() && ((a.is_empty() && !b.iter().any(|b| self.is_cursor(b))) || is_page || is_part(a, b))
    }

    fn is_cursor(&self, record: &Value) -> bool {
        let cursor = self.args["cursor"].as_object();
        cursor.is_some_and(|cursor| cursor.iter().all(|(name, value)| record.get(name) == Some(value)))
    }

    fn record(&self, ours: &Value, theirs: &Value) -> bool {
        let (Value::Object(a), Value::Object(b)) = (ours, theirs) else { return same(ours, theirs) };
        a.len() == b.len()
            && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b) || self.related(name, a, b)))
    }

    fn related(&self, name: &str, ours: &Value, theirs: &Value) -> bool {
        let m = self.model.model(self.id);
        let Some(field) = m.find_field(name).map(|f| m.field(f)) else { return false };
        let FieldKind::Relation(relation, side) = field.kind else { return false };
        let args = ["select", "include"].into_iter().map(|part| &self.args[part][name]).find(|args| !args.is_null());
        let id = self.model.relation(relation).model(side.opposite());
        args.is_some_and(|args| Page { model: self.model, id, args }.list(ours, theirs))
    }
}

/// Whether values are equal, but for what can't be.
fn same(ours: &Value, theirs: &Value) -> bool {
    !super::differ(&Value::Null, &json!({"ok": ours}), &json!({"ok": theirs}))
}

/// Whether a list is what is left of another one.
fn is_part(all: &[Value], part: &[Value]) -> bool {
    let mut rest = all.iter();
    part.iter().all(|one| rest.any(|other| same(other, one)))
}

/// Whether what is made of records is made of fewer.
fn says_less(ours: &Value, theirs: &Value) -> bool {
    let counts = |fields: &Map<String, Value>| fields.values().any(|value| !value.is_null());
    match (ours, theirs) {
        (Value::Number(a), Value::Number(b)) => b.as_f64() <= a.as_f64(),
        (Value::Object(a), Value::Object(_)) => counts(a),
        _ => false,
    }
}
