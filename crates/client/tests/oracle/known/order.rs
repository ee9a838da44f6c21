//! The order of nested writes. The published client puts off a new record whose foreign keys have to be found or made, until all
//! that stands beside it in the request is done, and then starts with the last; ours goes through the request as it is
//! written. What two parts of a request both claim (a unique value, a record by a unique foreign key) goes to another one.

use std::collections::BTreeMap;

use nicol_model::{Arity, DataModel, FieldKind, Model, ModelId, RelationSide};
use serde_json::{Map, Value};

use crate::random::tally::NESTED;

pub(super) const REASON: &str =
    "two parts of a request claim the same, and the published client takes them in another order";

const CREATES: [&str; 3] = ["create", "connectOrCreate", "upsert"];

/// What is found in the data of a request.
#[derive(Default)]
struct Found {
    /// How many nested operations there are.
    operations: usize,
    /// A new record that has to look for or make what it refers to stands beside other operations.
    is_put_off: bool,
    /// `connectOrCreate` may make a record with nested writes of its own.
    makes_deeply: bool,
    /// `connectOrCreate` of a relation of one to one, whose foreign key is on the other side.
    makes_partner: bool,
    /// Each model, unique and value that new records and changes have: how often.
    claims: BTreeMap<(usize, usize, String), usize>,
    /// A record is named by a unique that is a foreign key.
    names_by_foreign_key: bool,
    /// The models that are written, and the relations through which.
    models: Vec<String>,
    relations: Vec<String>,
}

/// Why the answers differ, if it is because of the order.
pub(super) fn kind(model: &DataModel, request: &Value, ours: &Value, theirs: &Value) -> Option<&'static str> {
    let found = find(model, request);
    let codes = [&ours["error"]["code"], &theirs["error"]["code"]];
    let is_of_claims =
        codes.iter().all(|c| c.is_null() || matches!(c.as_str(), Some("P2002" | "P2025" | "P2018" | "P2014")));
    if is_of_claims && codes.iter().any(|c| !c.is_null()) && open(&found) {
        return Some(REASON);
    }
    if found.makes_partner
        && ours["error"].is_null()
        && theirs["error"]["code"] == "P2002"
        && is_foreign_key(model, &theirs["error"])
    {
        return Some("`connectOrCreate` of a record whose place is taken");
    }
    // A foreign key got the key of another new record: of several that one request makes.
    if found.makes_deeply && found.operations > 1 && ours["error"].is_null() {
        let is_wrong_key = match theirs["error"]["code"].as_str() {
            None => differs_in_foreign_keys(model, request, &ours["ok"], &theirs["ok"]),
            Some("P2002") => is_foreign_key(model, &theirs["error"]),
            Some(_) => false,
        };
        if is_wrong_key {
            return Some("a foreign key that is lost where `connectOrCreate` creates what creates more");
        }
    }
    None
}

/// Whether the order decides what a request leaves behind.
pub(super) fn is_open(model: &DataModel, request: &Value) -> bool {
    let found = find(model, request);
    open(&found) || (found.makes_deeply && found.operations > 1)
}

fn open(found: &Found) -> bool {
    let claims_twice = found.claims.values().any(|count| *count > 1);
    found.is_put_off && (claims_twice || found.names_by_foreign_key)
}

/// How many records, or lists of them, a request writes.
pub(super) fn writes(model: &DataModel, request: &Value) -> usize {
    let found = find(model, request);
    found.operations + found.models.len().min(1)
}

/// Whether an error is about a table or relation that the request writes.
pub(super) fn may_be_of(model: &DataModel, request: &Value, error: &Value) -> bool {
    let found = find(model, request);
    let meta = &error["meta"];
    let cause = &meta["driverAdapterError"]["cause"];
    let is_model = |name: &Value| name.as_str().is_none_or(|name| found.models.iter().any(|m| m == name));
    let is_relation = |name: &Value| name.as_str().is_none_or(|name| found.relations.iter().any(|r| r == name));
    let table = cause["table"].as_str().map(|t| t.rsplit('.').next().unwrap_or(t));
    let is_table = table.is_none_or(|table| {
        model.models.iter().any(|m| m.database_name == table && found.models.contains(&m.name))
            || model.relations.iter().any(|r| r.join_table.is_some() && found.relations.contains(&r.name))
    });
    // `modelName` is always that of the request.
    is_model(&meta["model"]) && is_relation(&meta["relation"]) && is_table
}

/// Whether both errors are of required relations, different ones, that refer to a model that the request deletes from: what each
/// side found is a fault.
pub(super) fn are_of_two_relations(model: &DataModel, request: &Value, ours: &Value, theirs: &Value) -> bool {
    let found = find(model, request);
    let refers = |error: &Value| {
        let name = error["meta"]["relation"].as_str().unwrap_or_default();
        error["code"] == "P2014"
            && model.relations.iter().any(|r| r.name == name && found.models.contains(&model.model(r.back_model).name))
    };
    let deletes = super::has_key(request, &|key, value| key.starts_with("delete") && !value.is_null())
        || super::has_key(request, &|key, value| {
            key == "action" && value.as_str().is_some_and(|action| action.starts_with("delete"))
        });
    deletes && ours["meta"]["relation"] != theirs["meta"]["relation"] && refers(ours) && refers(theirs)
}

/// Whether a request changes what the record's own key refers to.
pub(super) fn moves_key(model: &DataModel, request: &Value) -> bool {
    let Some(id) = request["model"].as_str().and_then(|name| model.find_model(name)) else { return false };
    let m = model.model(id);
    let data = match request["action"].as_str() {
        Some("update") => &request["args"]["data"],
        Some("upsert") => &request["args"]["update"],
        _ => return false,
    };
    data.as_object().into_iter().flatten().any(|(name, write)| {
        let Some(FieldKind::Relation(relation, _)) = m.find_field(name).map(|f| m.field(f).kind) else { return false };
        let relation = model.relation(relation);
        let is_key = relation.forward_model == id && relation.fields.iter().any(|f| m.primary_key.contains(f));
        let moves = ["connect", "connectOrCreate", "create", "update", "upsert"];
        is_key && moves.iter().any(|operation| write.get(operation).is_some())
    })
}

fn find(model: &DataModel, request: &Value) -> Found {
    let mut found = Found::default();
    visit_request(model, request, &mut found);
    found
}

fn visit_request(model: &DataModel, request: &Value, found: &mut Found) {
    for step in [&request["steps"], &request["args"][0]].into_iter().filter_map(Value::as_array).flatten() {
        visit_request(model, step, found);
    }
    let Some(id) = request["model"].as_str().and_then(|name| model.find_model(name)) else { return };
    found.models.push(model.model(id).name.clone());
    let args = &request["args"];
    for part in ["data", "create", "update"] {
        for data in items(&args[part]) {
            visit_data(model, id, data, found);
        }
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// The data of one record.
fn visit_data(model: &DataModel, id: ModelId, data: &Value, found: &mut Found) {
    let m = model.model(id);
    let Some(fields) = data.as_object() else { return };
    claim(model, id, m, fields, found);
    let mut beside = 0;
    let mut puts_off = false;
    for (name, write) in fields {
        let Some(FieldKind::Relation(relation, side)) = m.find_field(name).map(|f| m.field(f).kind) else { continue };
        let relation = model.relation(relation);
        let target = relation.model(side.opposite());
        found.models.push(model.model(target).name.clone());
        found.relations.push(relation.name.clone());
        for (operation, value) in write.as_object().into_iter().flatten() {
            if !NESTED.contains(&operation.as_str()) {
                continue;
            }
            for item in items(value) {
                beside += 1;
                found.operations += 1;
                let is_list = m.find_field(name).is_some_and(|f| m.field(f).arity == Arity::List);
                found.makes_partner |= operation == "connectOrCreate" && !is_list && side == RelationSide::Back;
                let selector = if matches!(operation.as_str(), "connect" | "set") { item } else { &item["where"] };
                found.names_by_foreign_key |= is_named_by_foreign_key(model.model(target), selector);
                let made = if operation == "create" { item } else { &item["create"] };
                if CREATES.contains(&operation.as_str()) {
                    puts_off |= depends(model, target, made);
                    found.makes_deeply |= operation == "connectOrCreate" && has_relations(model.model(target), made);
                    visit_data(model, target, made, found);
                }
                match operation.as_str() {
                    "createMany" => items(&item["data"]).iter().for_each(|row| visit_data(model, target, row, found)),
                    "update" if item.get("data").is_none() => visit_data(model, target, item, found),
                    "update" | "updateMany" => visit_data(model, target, &item["data"], found),
                    "upsert" => visit_data(model, target, &item["update"], found),
                    _ => {}
                }
            }
        }
    }
    found.is_put_off |= puts_off && beside > 1;
}

/// Whether a new record, or one that it needs or that needs it, has to look for or make what it refers to.
fn depends(model: &DataModel, id: ModelId, data: &Value) -> bool {
    has_relations(model.model(id), data)
}

fn has_relations(m: &Model, data: &Value) -> bool {
    let is_relation =
        |name: &String| m.find_field(name).is_some_and(|f| matches!(m.field(f).kind, FieldKind::Relation(..)));
    data.as_object().is_some_and(|fields| fields.keys().any(is_relation))
}

fn is_named_by_foreign_key(m: &Model, selector: &Value) -> bool {
    let is_key = |name: &String| m.find_field(name).is_some_and(|f| m.field(f).is_foreign_key);
    selector.as_object().is_some_and(|fields| fields.keys().any(is_key))
}

/// Counts the unique values that a record is given.
fn claim(model: &DataModel, id: ModelId, m: &Model, fields: &Map<String, Value>, found: &mut Found) {
    for (index, unique) in m.uniques.iter().enumerate() {
        let values: Option<Vec<String>> = unique
            .fields
            .iter()
            .map(|f| {
                let field = m.field(*f);
                let own = fields.get(&field.name).map(|v| v.get("set").unwrap_or(v));
                let through_relation = || {
                    m.fields.iter().find_map(|other| {
                        let FieldKind::Relation(relation, _) = other.kind else { return None };
                        let relation = model.relation(relation);
                        let place = relation.fields.iter().position(|own| own == f)?;
                        let target = model.model(relation.back_model);
                        let name = &target.field(*relation.references.get(place)?).name;
                        (relation.forward_model == id).then(|| fields.get(&other.name)?["connect"].get(name)).flatten()
                    })
                };
                own.or_else(through_relation).filter(|v| !v.is_null()).map(Value::to_string)
            })
            .collect();
        if let Some(values) = values {
            *found.claims.entry((id.index(), index, values.join(","))).or_default() += 1;
        }
    }
}

/// Whether all columns of a violated unique are foreign keys.
fn is_foreign_key(model: &DataModel, error: &Value) -> bool {
    let cause = &error["meta"]["driverAdapterError"]["cause"];
    let table = cause["table"].as_str().map(|t| t.rsplit('.').next().unwrap_or(t));
    let Some(m) = model.models.iter().find(|m| Some(m.database_name.as_str()) == table) else { return false };
    m.uniques.iter().any(|unique| {
        let columns: Vec<_> = unique.fields.iter().map(|f| m.field(*f)).collect();
        let names: Vec<_> = columns.iter().map(|f| f.database_name.as_str()).collect();
        let index = cause["constraint"]["index"].as_str().map(str::to_owned);
        let is_it = match cause["constraint"]["fields"].as_array() {
            Some(list) => list.iter().filter_map(Value::as_str).eq(names.iter().copied()),
            None => {
                index
                    == Some(
                        unique
                            .database_name
                            .clone()
                            .unwrap_or_else(|| format!("{}_{}_key", m.database_name, names.join("_"))),
                    )
            }
        };
        is_it && columns.iter().all(|f| f.is_foreign_key)
    })
}

/// Whether two records are equal but for foreign keys, and what is found through them.
fn differs_in_foreign_keys(model: &DataModel, request: &Value, ours: &Value, theirs: &Value) -> bool {
    let Some(m) = request["model"].as_str().and_then(|name| model.find_model(name)).map(|id| model.model(id)) else {
        return false;
    };
    let (Some(a), Some(b)) = (ours.as_object(), theirs.as_object()) else { return false };
    a.len() == b.len()
        && a.iter().all(|(name, value)| {
            let field = m.find_field(name).map(|f| m.field(f));
            b.get(name) == Some(value)
                || field.is_some_and(|f| f.is_foreign_key || matches!(f.kind, FieldKind::Relation(..)))
        })
}
