//! The published client is asked in other words where it takes a condition to mean something else (COMPAT.md, "Queries"): in
//! those that mean to it what ours mean. So the answers have to be equal.

use nicol_model::{Arity, DataModel, Field, FieldKind, Model, ModelId, Relation, RelationSide, ScalarType};
use serde_json::{Map, Value, json};

use crate::random::contents::key;
use crate::random::tally::NESTED;

pub(super) const NOT: &str = "`not` inside of `not`, asked as what it means";
pub(super) const NEVER: &str = "`OR: []` beside other conditions, asked as what it means";
pub(super) const MODE: &str = "`mode: insensitive` beside a comparison of JSON, asked without it";
pub(super) const NULL: &str = "a compound foreign key, compared with null column by column";

/// The request in words for the published client, and what was said otherwise.
pub(super) fn of(model: &DataModel, request: &Value) -> (Value, Vec<&'static str>) {
    let mut words = Words { model, reasons: Vec::new() };
    let mut request = request.clone();
    words.request(&mut request);
    (request, words.reasons)
}

struct Words<'m> {
    model: &'m DataModel,
    reasons: Vec<&'static str>,
}

impl<'m> Words<'m> {
    fn request(&mut self, request: &mut Value) {
        let id = request["model"].as_str().and_then(|name| self.model.find_model(name));
        let steps = request.get_mut("steps").into_iter().flat_map(items);
        steps.for_each(|step| self.request(step));
        let Some(args) = request.get_mut("args") else { return };
        match id {
            Some(id) => self.args(id, args),
            None => args.get_mut(0).into_iter().flat_map(items).for_each(|step| self.request(step)),
        }
    }

    /// The arguments of a request, or of an included relation.
    fn args(&mut self, id: ModelId, args: &mut Value) {
        for (name, value) in args.as_object_mut().into_iter().flatten() {
            match name.as_str() {
                "where" => self.condition(id, value),
                "having" => self.having(id, value),
                "select" | "include" => self.selection(id, value),
                "data" | "create" | "update" => self.data(id, value),
                _ => {}
            }
        }
    }

    fn selection(&mut self, id: ModelId, selection: &mut Value) {
        for (name, value) in selection.as_object_mut().into_iter().flatten() {
            if name == "_count" {
                value.get_mut("select").into_iter().for_each(|counted| self.selection(id, counted));
            } else if let Some((relation, side)) = self.relation(id, name) {
                self.args(relation.model(side.opposite()), value);
            }
        }
    }

    /// The data of one record, or a list of them.
    fn data(&mut self, id: ModelId, data: &mut Value) {
        for data in items(data) {
            for (name, write) in data.as_object_mut().into_iter().flatten() {
                let Some((relation, side)) = self.relation(id, name) else { continue };
                let target = relation.model(side.opposite());
                for (operation, value) in write.as_object_mut().into_iter().flatten() {
                    if NESTED.contains(&operation.as_str()) {
                        items(value).iter_mut().for_each(|item| self.nested(target, operation, item));
                    }
                }
            }
        }
    }

    fn nested(&mut self, target: ModelId, operation: &str, item: &mut Value) {
        match operation {
            "create" => self.data(target, item),
            "update" if item.get("data").is_none() => self.data(target, item),
            "createMany" | "connectOrCreate" | "update" | "updateMany" | "upsert" => self.args(target, item),
            _ => self.condition(target, item),
        }
    }

    fn condition(&mut self, id: ModelId, condition: &mut Value) {
        if let Value::Array(list) = condition {
            list.iter_mut().for_each(|condition| self.condition(id, condition));
            return;
        }
        let Some(entries) = condition.as_object_mut() else { return };
        let m = self.model.model(id);
        // What else has to be so.
        let mut also: Vec<Value> = Vec::new();
        if entries.get("OR").is_some_and(is_never) && !entries.iter().all(|(k, v)| k == "OR" || is_empty(k, v)) {
            entries.remove("OR");
            self.reasons.push(NEVER);
            also.extend(key(m).first().map(|id| json!({m.field(*id).name.clone(): {"in": []}})));
        }
        entries.retain(|name, value| {
            if matches!(name.as_str(), "AND" | "OR" | "NOT") {
                self.condition(id, value);
            } else if let Some((relation, side)) = self.relation(id, name) {
                return self.related(m, relation, side, value, &mut also);
            } else if let Some(field) = m.find_field(name).map(|f| m.field(f)) {
                self.column(field, value, &mut also);
            }
            true
        });
        if !also.is_empty() {
            require(entries, also);
        }
    }

    /// The condition on a relation; whether it still says something.
    fn related(
        &mut self,
        m: &Model,
        relation: &Relation,
        side: RelationSide,
        value: &mut Value,
        also: &mut Vec<Value>,
    ) -> bool {
        let is_key = relation.fields.len() > 1 && side == RelationSide::Forward;
        let target = relation.model(side.opposite());
        let nulls = || -> Vec<Value> {
            let columns = relation.fields.iter().map(|f| m.field(*f)).filter(|f| f.arity == Arity::Optional);
            columns.map(|f| json!({f.name.clone(): null})).collect()
        };
        if is_key && value.is_null() {
            self.reasons.push(NULL);
            also.push(json!({"OR": nulls()}));
            return false;
        }
        let Some(words) = value.as_object_mut() else { return true };
        if is_key {
            for (word, is_null) in [("is", true), ("isNot", false)] {
                if words.get(word).is_some_and(Value::is_null) {
                    words.remove(word);
                    self.reasons.push(NULL);
                    also.push(if is_null { json!({"OR": nulls()}) } else { json!({"NOT": nulls()}) });
                    if words.is_empty() {
                        return false;
                    }
                }
            }
        }
        let mut is_short = true;
        for word in ["some", "every", "none", "is", "isNot"] {
            if let Some(condition) = words.get_mut(word) {
                is_short = false;
                self.condition(target, condition);
            }
        }
        if is_short && !words.is_empty() {
            self.condition(target, value);
        }
        true
    }

    fn having(&mut self, id: ModelId, having: &mut Value) {
        if let Value::Array(list) = having {
            list.iter_mut().for_each(|having| self.having(id, having));
            return;
        }
        let m = self.model.model(id);
        let mut also = Vec::new();
        for (name, value) in having.as_object_mut().into_iter().flatten() {
            if matches!(name.as_str(), "AND" | "OR" | "NOT") {
                self.having(id, value);
            } else if m.find_field(name).is_some_and(|f| !is_json(m.field(f))) {
                also.extend(self.negations(value).into_iter().map(|holds| json!({name.clone(): holds})));
                for (function, value) in value.as_object_mut().into_iter().flatten().filter(|(k, _)| k.starts_with('_'))
                {
                    let holds = self.negations(value).into_iter();
                    also.extend(holds.map(|holds| json!({name.clone(): {function.clone(): holds}})));
                }
            }
        }
        if let Some(entries) = having.as_object_mut().filter(|_| !also.is_empty()) {
            require(entries, also);
        }
    }

    /// The condition on a column.
    fn column(&mut self, field: &Field, value: &mut Value, also: &mut Vec<Value>) {
        if !is_json(field) {
            let mode = value.get("mode").cloned();
            for mut holds in self.negations(value) {
                mode.iter().for_each(|mode| holds["mode"] = mode.clone());
                also.push(json!({field.name.clone(): holds}));
            }
            return;
        }
        if value["mode"] != "insensitive" {
            return;
        }
        let Some(operators) = value.as_object_mut() else { return };
        // What is said of the whole value stands by itself.
        let mut whole: Map<_, _> =
            ["equals", "not"].into_iter().filter_map(|o| Some((o.to_owned(), operators.remove(o)?))).collect();
        if whole.is_empty() {
            return;
        }
        self.reasons.push(MODE);
        whole.extend(operators.get("path").map(|path| ("path".to_owned(), path.clone())));
        if operators.keys().any(|o| !matches!(o.as_str(), "mode" | "path")) {
            also.push(json!({field.name.clone(): whole}));
        } else {
            *operators = whole;
        }
    }

    /// `not` inside of `not` says what holds: it is taken out.
    fn negations(&mut self, filter: &mut Value) -> Vec<Value> {
        let is_filter = |value: &Value| value.is_object() && value.get("$type").is_none();
        let Some(filter) = filter.as_object_mut() else { return Vec::new() };
        let Some(negated) = filter.get_mut("not").filter(|not| is_filter(not)).and_then(Value::as_object_mut) else {
            return Vec::new();
        };
        let Some(inner) = negated.remove("not") else { return Vec::new() };
        if negated.is_empty() {
            filter.remove("not");
        }
        self.reasons.push(NOT);
        let mut holds = if is_filter(&inner) { inner } else { json!({"equals": inner}) };
        let mut all = self.negations(&mut holds);
        all.push(holds);
        all
    }

    fn relation(&self, id: ModelId, name: &str) -> Option<(&'m Relation, RelationSide)> {
        let m = self.model.model(id);
        let FieldKind::Relation(relation, side) = m.field(m.find_field(name)?).kind else { return None };
        Some((self.model.relation(relation), side))
    }
}

/// Adds to what has to be so.
fn require(entries: &mut Map<String, Value>, mut also: Vec<Value>) {
    let and = entries.entry("AND").or_insert_with(|| json!([]));
    if !and.is_array() {
        *and = json!([and.take()]);
    }
    and.as_array_mut().into_iter().for_each(|list| list.append(&mut also));
}

fn items(value: &mut Value) -> &mut [Value] {
    match value {
        Value::Array(list) => list,
        Value::Null => &mut [],
        one => std::slice::from_mut(one),
    }
}

fn is_json(field: &Field) -> bool {
    field.kind == FieldKind::Scalar(ScalarType::Json)
}

/// Whether a list of alternatives is empty, or is when those without conditions are left out.
fn is_never(or: &Value) -> bool {
    or.as_array().is_some_and(|list| list.iter().all(says_nothing))
}

fn says_nothing(condition: &Value) -> bool {
    condition.as_object().is_some_and(|entries| entries.iter().all(|(key, value)| is_empty(key, value)))
}

/// Whether an entry of a condition is none.
fn is_empty(key: &str, value: &Value) -> bool {
    match key {
        "AND" | "OR" | "NOT" => match value {
            Value::Array(list) => list.iter().all(says_nothing),
            one => says_nothing(one),
        },
        _ => value.as_object().is_some_and(Map::is_empty),
    }
}
