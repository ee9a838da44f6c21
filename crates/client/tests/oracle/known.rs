//! Differences that random operations find and that are meant: COMPAT.md, "Queries".

mod cursors;
mod words;
mod writes;

use std::collections::HashSet;
use std::sync::Arc;

use nicol_catalog::Dialect;
use nicol_model::{Arity, DataModel, Field, FieldKind, RelationMode, RelationSide, ScalarType};
use serde_json::{Value, json};

use crate::compare::Comparison;

const MOVED: &str = "an update that moves the record's own key";
const CLOCK: &str = "a time of change that the request gives";

/// The rules, and what they have to know.
pub(crate) struct Known {
    dialect: Dialect,
    model: Arc<DataModel>,
    /// The relation fields whose foreign key has several columns.
    compound: HashSet<String>,
    /// The fields of whole numbers.
    whole: HashSet<String>,
    /// The fields of money.
    money: HashSet<String>,
    /// The fields that get the time of each change.
    clocks: HashSet<String>,
    /// The relation fields of one to one whose foreign key is on their side.
    partners: HashSet<String>,
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
        let all = || model.models.iter().flat_map(|m| &m.fields);
        let names = |fields: &mut dyn Iterator<Item = &Field>| fields.map(|f| f.name.clone()).collect();
        let is_money = |f: &&Field| f.native_type.as_ref().is_some_and(|ty| ty.name == "Money");
        let is_partner = |f: &&Field| {
            let FieldKind::Relation(id, RelationSide::Forward) = f.kind else { return false };
            let relation = model.relation(id);
            let back = relation.back_field.map(|field| model.model(relation.back_model).field(field));
            back.is_some_and(|field| field.arity != Arity::List)
        };
        Self {
            dialect,
            model: Arc::clone(model),
            compound,
            whole,
            money: names(&mut all().filter(is_money)),
            clocks: names(&mut all().filter(|f| f.is_updated_at)),
            partners: names(&mut all().filter(is_partner)),
        }
    }

    /// Statements that make whole numbers of the fractions that the published client stores on SQLite.
    pub(crate) fn whole_again(&self, request: &Value) -> Vec<String> {
        if !self.divides(request) {
            return Vec::new();
        }
        let is_whole = |field: &&Field| self.whole.contains(&field.name) && field.is_column();
        let tables = self.model.models.iter().filter(|m| !m.is_view);
        let columns =
            tables.flat_map(|m| m.fields.iter().filter(is_whole).map(move |f| (&m.database_name, &f.database_name)));
        columns
            .map(|(table, column)| {
                format!(
                    r#"UPDATE "{table}" SET "{column}" = CAST("{column}" AS INTEGER) WHERE typeof("{column}") = 'real'"#
                )
            })
            .collect()
    }

    /// Whether whole numbers are divided on SQLite.
    fn divides(&self, request: &Value) -> bool {
        let divides = |key: &str, value: &Value| self.whole.contains(key) && value.get("divide").is_some();
        self.dialect == Dialect::Sqlite && has_key(request, &divides)
    }

    /// The request as the published client understands it, and what was said otherwise.
    pub(crate) fn in_their_words(&self, request: &Value) -> (Value, Vec<&'static str>) {
        words::of(&self.model, request)
    }

    /// Why the rows may differ after equal answers to a request, if it is known.
    pub(crate) fn reason_for_rows(&self, request: &Value) -> Option<&'static str> {
        let loses = writes::may_lose_keys(&self.model, request).then_some(writes::LOST);
        let moves = || writes::moves_key(&self.model, request).then_some(MOVED);
        loses.or_else(|| self.sets_clock(request).then_some(CLOCK)).or_else(moves)
    }

    /// Whether a request gives the time of a change that connects a record of one to one.
    fn sets_clock(&self, request: &Value) -> bool {
        has_key(request, &|_, data| {
            data.as_object().is_some_and(|fields| {
                fields.keys().any(|name| self.clocks.contains(name))
                    && fields.iter().any(|(name, write)| self.partners.contains(name) && write.is_object())
            })
        })
    }

    /// Why the answers to a list of requests or to a transaction differ, if it is known of each part that differs.
    fn kind_of_all(&self, request: &Value, ours: &Value, theirs: &Value) -> Option<&'static str> {
        let mut found = None;
        let parts = |list: &Value| list.as_array().cloned().unwrap_or_default();
        let as_answer = |part: Value| if part.get("error").is_some() { part } else { json!({"ok": part}) };
        let steps = [&request["steps"], &request["args"][0]].into_iter().find_map(Value::as_array)?;
        for ((step, ours), theirs) in steps.iter().zip(parts(&ours["ok"])).zip(parts(&theirs["ok"])) {
            let (ours, theirs) = (as_answer(ours), as_answer(theirs));
            if differ(step, &ours, &theirs) {
                found = Some(self.kind(step, &ours, &theirs)?);
            }
        }
        found
    }

    /// Why the answers differ, if it is known.
    pub(crate) fn kind(&self, request: &Value, ours: &Value, theirs: &Value) -> Option<&'static str> {
        let (a, b) = (&ours["error"], &theirs["error"]);
        let both = |code: &str| a["code"] == code && b["code"] == code;
        if a.is_null()
            && b.is_null()
            && let Some(kind) = self.kind_of_all(request, ours, theirs)
        {
            return Some(kind);
        }
        // Ours went on, perhaps to a step that fails or throws.
        let goes_on = a.is_null() || is_of_records(a) || (a["name"] == "Error" && a["code"].is_null());
        if goes_on && b["name"] == "PrismaClientRustPanicError" && panics(request, b) {
            return Some("the published query compiler panicked");
        }
        let is_of_several =
            b["message"].as_str().is_some_and(|text| text.contains("Expected zero or one element, got"));
        if a.is_null() && is_of_several && self.model.relation_mode == RelationMode::Prisma {
            return Some("emulated actions on several records, which the published client can't do");
        }
        let is_of_missing = |key: &str, value: &Value| {
            matches!(key, "connectOrCreate" | "set" | "upsert") && (value.is_object() || value.is_array())
        };
        if both("P2025") && has_key(request, &is_of_missing) {
            return Some("the step at which a missing record is noticed");
        }
        let of_values = ["P2000", "P2007", "P2020", "P2023", "P2033", "P2039"];
        if matches!(a["code"].as_str(), Some("P2007" | "P2020"))
            && b["code"].as_str().is_some_and(|code| of_values.contains(&code))
        {
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
            && differ(request, &json!({"error": a}), &json!({"error": b}))
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
        if a.is_null()
            && b.is_null()
            && ours["ok"].is_object()
            && theirs["ok"].is_null()
            && writes::moves_key(&self.model, request)
        {
            return Some(MOVED);
        }
        if a.is_null() && theirs["ok"] == json!([]) && writes::moves_key(&self.model, request) {
            return Some(MOVED);
        }
        if a.is_null() && b["code"] == "P2003" && writes::moves_key_and_lets_go(&self.model, request) {
            return Some("a record that gives up what it refers to while its key changes");
        }
        if goes_on && b["code"] == "P2039" && originally(b) == "42P10" && has_key(request, &|key, _| key == "distinct")
        {
            return Some("`distinct`, ordered by a field twice");
        }
        let deletes = |key: &str, value: &Value| key.starts_with("delete") && !value.is_null();
        if a.is_null()
            && ours["ok"].is_null()
            && theirs["ok"] == json!([])
            && request["action"] == "upsert"
            && has_key(&request["args"]["update"], &deletes)
        {
            return Some("the answer of an upsert whose record is deleted by it");
        }
        if a.is_null() && b["code"] == "P2017" && has_key(request, &|key, value| key == "delete" && value.is_array()) {
            return Some("a record that is created and deleted by one request, in its order");
        }
        if goes_on && b["code"] == "P2039" && originally(b) == "42883" {
            return Some("an operator that the type doesn't have");
        }
        let changes = |key: &str, value: &Value| self.money.contains(key) && value.is_object();
        if goes_on && b["code"] == "P2039" && originally(b) == "42804" && has_key(request, &changes) {
            return Some("an operator that the type doesn't have");
        }
        let is_emulated_upsert = self.model.relation_mode == RelationMode::Prisma && upserts(request);
        if goes_on && b["code"] == "P2023" && (updates_nothing(request) || is_emulated_upsert) {
            return Some("an answer that the published client can't put together");
        }
        let lets_go = |key: &str, value: &Value| {
            let removes = |key: &str, _: &Value| matches!(key, "disconnect" | "set" | "delete" | "deleteMany");
            self.compound.contains(key) && has_key(value, &removes)
        };
        if a.is_null() && b["code"] == "P2011" && has_key(request, &lets_go) {
            return Some("a compound foreign key of which a part is required, set to NULL");
        }
        if a.is_null() && b.is_null() && has_key(request, &compares_lists_of_bytes) {
            return Some("lists of bytes, compared as their base64 text");
        }
        if a.is_null() && cursors::explain(&self.model, request, ours, theirs) {
            return Some("a cursor that is none of the records of the page");
        }
        let has_limit = has_key(request, &|key, _| key == "limit");
        if (self.dialect == Dialect::Sqlite || has_limit)
            && updates_nothing(request)
            && !differ(request, &without_counts(request, ours), &without_counts(request, theirs))
        {
            return Some("how many records `updateMany` without data counts");
        }
        if matches!(request["action"].as_str(), Some("aggregate" | "groupBy"))
            && !differ(request, &with_rounded_sums(ours, false), &with_rounded_sums(theirs, false))
        {
            return Some("floats, added in another order");
        }
        if self.divides(request) && a.is_null() && b.is_null() {
            return Some("whole numbers divided on SQLite");
        }
        if a.is_null()
            && b.is_null()
            && self.sets_clock(request)
            && !differ(request, &self.without_clocks(ours), &self.without_clocks(theirs))
        {
            return Some(CLOCK);
        }
        None
    }

    fn without_clocks(&self, value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                let kept = fields.iter().filter(|(name, _)| !self.clocks.contains(*name));
                kept.map(|(name, value)| (name.clone(), self.without_clocks(value))).collect()
            }
            Value::Array(list) => list.iter().map(|value| self.without_clocks(value)).collect(),
            other => other.clone(),
        }
    }
}

/// An answer of whose sums and averages the first twelve digits are left.
fn with_rounded_sums(value: &Value, is_sum: bool) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| {
                (name.clone(), with_rounded_sums(value, is_sum || matches!(name.as_str(), "_sum" | "_avg")))
            });
            fields.collect()
        }
        Value::Array(list) => list.iter().map(|value| with_rounded_sums(value, is_sum)).collect(),
        Value::Number(number) if is_sum => json!(number.as_f64().map(|number| format!("{number:.11e}"))),
        other => other.clone(),
    }
}

/// Whether two answers to a request differ, but for what can't be equal.
fn differ(request: &Value, ours: &Value, theirs: &Value) -> bool {
    Comparison::default().difference(request, ours, theirs).is_some()
}

/// Whether the published client is known to panic: at JSON that is compared by order with more than texts and numbers, and at
/// JSON compared as text on SQLite.
fn panics(request: &Value, error: &Value) -> bool {
    let says = |words: &str| error["message"].as_str().is_some_and(|text| text.contains(words));
    let is_tagged = |value: &Value| value.get("$type").is_some();
    let orders = |key: &str, value: &Value| {
        matches!(key, "lt" | "lte" | "gt" | "gte")
            && (value.is_boolean() || value.is_array() || (value.is_object() && !is_tagged(value)))
    };
    let is_order = says("entered unreachable code") || says("JSON target types only accept");
    let is_text = says("string conversion is not yet supported on SQLite");
    (is_order && has_key(request, &orders)) || (is_text && has_key(request, &|_, value| value["mode"] == "insensitive"))
}

/// The answer without the results of updates that have no data.
fn without_counts(request: &Value, answer: &Value) -> Value {
    let mut answer = answer.clone();
    let steps = [&request["steps"], &request["args"][0]].into_iter().find_map(Value::as_array);
    for part in ["ok", "steps"] {
        match answer.get_mut(part) {
            Some(result) if steps.is_none() && updates_nothing(request) => *result = Value::Null,
            Some(Value::Array(results)) => {
                for (result, step) in results.iter_mut().zip(steps.into_iter().flatten()) {
                    let inner = if result.get("error").is_some() { result.clone() } else { json!({"ok": result}) };
                    let inner = without_counts(step, &inner);
                    *result = if inner.get("error").is_some() { inner } else { inner["ok"].clone() };
                }
            }
            _ => {}
        }
    }
    answer
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
