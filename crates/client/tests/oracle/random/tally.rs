//! What was asked for, how often, and how it went.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use nicol_model::{DataModel, FieldKind, Model};
use serde_json::Value;

/// Counts of one run.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) asked: usize,
    /// On the published client.
    pub(crate) succeeded: usize,
    pub(crate) compared: usize,
    /// Asked and succeeded, by action; steps of transactions count by themselves.
    actions: BTreeMap<String, (usize, usize)>,
    /// By operation in nested writes.
    nested: BTreeMap<&'static str, usize>,
    known: BTreeMap<&'static str, usize>,
}

/// The operations of nested writes.
pub(crate) const NESTED: [&str; 11] = [
    "create",
    "createMany",
    "connect",
    "connectOrCreate",
    "set",
    "disconnect",
    "delete",
    "update",
    "upsert",
    "updateMany",
    "deleteMany",
];

impl Tally {
    pub(crate) fn asked(&mut self, model: &DataModel, request: &Value, answer: &Value) {
        let is_ok = answer.get("error").is_none();
        self.asked += 1;
        self.succeeded += usize::from(is_ok);
        self.count(model, request, is_ok);
    }

    pub(crate) fn known(&mut self, kind: &'static str) {
        *self.known.entry(kind).or_default() += 1;
    }

    fn count(&mut self, model: &DataModel, request: &Value, is_ok: bool) {
        let Some(action) = request["action"].as_str() else { return };
        let (asked, succeeded) = self.actions.entry(action.to_owned()).or_default();
        *asked += 1;
        *succeeded += usize::from(is_ok);
        for step in [&request["steps"], &request["args"][0]].into_iter().filter_map(Value::as_array).flatten() {
            self.count(model, step, is_ok);
        }
        let Some(m) = request["model"].as_str().and_then(|name| model.find_model(name)) else { return };
        for part in ["data", "create", "update"] {
            self.data(model, model.model(m), &request["args"][part]);
        }
    }

    /// Operations in the data of a record of a model, or in a list of it.
    fn data(&mut self, model: &DataModel, of: &Model, data: &Value) {
        for data in data.as_array().map_or(std::slice::from_ref(data), Vec::as_slice) {
            for (name, value) in data.as_object().into_iter().flatten() {
                let Some(FieldKind::Relation(relation, side)) = of.find_field(name).map(|f| of.field(f).kind) else {
                    continue;
                };
                let relation = model.relation(relation);
                let target = model.model(relation.model(side.opposite()));
                for (name, value) in value.as_object().into_iter().flatten() {
                    let Some(operation) = NESTED.into_iter().find(|n| n == name) else { continue };
                    *self.nested.entry(operation).or_default() += 1;
                    for item in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
                        for part in ["data", "create", "update"] {
                            self.data(model, target, &item[part]);
                        }
                        self.data(model, target, item);
                    }
                }
            }
        }
    }

    pub(crate) fn print(&self, name: &str) {
        let mut text = format!(
            "{name}: {} operations, {} succeeded on the published client, {} answers compared\n ",
            self.asked, self.succeeded, self.compared
        );
        for (action, (asked, succeeded)) in &self.actions {
            let _ = write!(text, " {action} {succeeded}/{asked}");
        }
        text.push_str("\n  nested:");
        for (operation, count) in &self.nested {
            let _ = write!(text, " {operation} {count}");
        }
        for (kind, count) in &self.known {
            let _ = write!(text, "\n  known: {kind}: {count}");
        }
        println!("{text}");
    }
}
