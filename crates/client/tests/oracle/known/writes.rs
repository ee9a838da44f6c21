//! What a request writes, and the faults of the published client that depend on it.

use nicol_model::{Arity, DataModel, FieldKind, Model, ModelId, RelationSide};
use serde_json::Value;

use crate::random::tally::NESTED;

pub(super) const LOST: &str = "a foreign key that is lost where `connectOrCreate` creates what creates more";

const CREATES: [&str; 3] = ["create", "connectOrCreate", "upsert"];

/// What is found in the data of a request.
#[derive(Default)]
struct Found {
    /// How many nested operations there are.
    operations: usize,
    /// How many records the request itself writes.
    records: usize,
    /// `connectOrCreate` may make a record with nested writes of its own.
    makes_deeply: bool,
    /// `connectOrCreate` of a relation of one to one, whose foreign key is on the other side.
    makes_partner: bool,
    /// The models that are written, and the relations through which.
    models: Vec<String>,
    relations: Vec<String>,
}

/// Why the answers differ, if it is because of the order.
pub(super) fn kind(model: &DataModel, request: &Value, ours: &Value, theirs: &Value) -> Option<&'static str> {
    let found = find(model, request);
    if found.makes_partner
        && (ours["error"].is_null() || super::is_of_records(&ours["error"]))
        && theirs["error"]["code"] == "P2002"
        && is_foreign_key(model, &theirs["error"])
    {
        return Some("`connectOrCreate` of a record whose place is taken");
    }
    if ours["error"].is_null() && finds_its_partner(model, request, &ours["ok"], &theirs["error"]) {
        return Some("`connectOrCreate` of a record that is related already");
    }
    // A foreign key got the key of another new record: of several that one request makes.
    if found.makes_deeply && found.operations > 1 && ours["error"].is_null() {
        let is_wrong_key = match theirs["error"]["code"].as_str() {
            None => differs_in_foreign_keys(model, request, &ours["ok"], &theirs["ok"]),
            Some("P2002") => is_foreign_key(model, &theirs["error"]),
            Some("P2003") => may_be_of(model, request, &theirs["error"]),
            Some("P2011") => is_null_key(model, &found, &theirs["error"]),
            Some(_) => false,
        };
        if is_wrong_key {
            return Some(LOST);
        }
    }
    None
}

/// Whether a record is updated, which still has the foreign key that names it if one does, through a required relation of one
/// to one whose record the published client takes away first.
fn finds_its_partner(model: &DataModel, request: &Value, ours: &Value, error: &Value) -> bool {
    let Some(id) = request["model"].as_str().and_then(|name| model.find_model(name)) else { return false };
    let m = model.model(id);
    let args = &request["args"];
    let looks = |name: &str| !args["data"][name]["connectOrCreate"].is_null();
    error["code"] == "P2014"
        && request["action"] == "update"
        && model.relations.iter().any(|relation| {
            let names = || relation.fields.iter().map(|f| m.field(*f).name.as_str());
            relation.forward_model == id
                && error["meta"]["relation"] == relation.name
                && relation.forward_field.is_some_and(|field| looks(&m.field(field).name))
                && names().all(|name| args["where"].get(name).is_none_or(|key| ours.get(name) == Some(key)))
        })
}

/// Whether the published client may leave foreign keys behind that are not those of the request.
pub(super) fn may_lose_keys(model: &DataModel, request: &Value) -> bool {
    let found = find(model, request);
    found.makes_deeply && found.operations > 1
}

/// How many records, or lists of them, a request writes.
pub(super) fn writes(model: &DataModel, request: &Value) -> usize {
    let found = find(model, request);
    found.operations + found.records.max(found.models.len().min(1))
}

/// Whether a request writes a model whose values may be too long for their columns.
pub(super) fn has_lengths(model: &DataModel, request: &Value) -> bool {
    let found = find(model, request);
    let has_length = |m: &Model| m.fields.iter().any(|f| f.native_type.as_ref().is_some_and(|ty| !ty.args.is_empty()));
    model.models.iter().any(|m| found.models.contains(&m.name) && has_length(m))
}

/// Whether a record's key changes, and a reference of it to a record of its model is given up.
pub(super) fn moves_key_and_lets_go(model: &DataModel, request: &Value) -> bool {
    let Some(id) = request["model"].as_str().and_then(|name| model.find_model(name)) else { return false };
    let m = model.model(id);
    let fields = request["args"]["data"].as_object().into_iter().flatten();
    let (mut moves, mut lets_go) = (false, false);
    for (name, write) in fields {
        let Some(field) = m.find_field(name) else { continue };
        moves |= m.primary_key.contains(&field);
        let FieldKind::Relation(relation, _) = m.field(field).kind else { continue };
        let relation = model.relation(relation);
        let is_own = relation.forward_model == id && relation.back_model == id;
        lets_go |= is_own && write.get("disconnect").is_some();
    }
    request["action"] == "update" && moves && lets_go
}

/// Whether an error is about a table or relation that the request writes.
pub(super) fn may_be_of(model: &DataModel, request: &Value, error: &Value) -> bool {
    let found = find(model, request);
    let meta = &error["meta"];
    let cause = &meta["driverAdapterError"]["cause"];
    let is_model = |name: &Value| name.as_str().is_none_or(|name| found.models.iter().any(|m| m == name));
    let is_relation = |name: &Value| name.as_str().is_none_or(|name| found.relations.iter().any(|r| r == name));
    let table = cause["table"].as_str().map(|t| t.rsplit('.').next().unwrap_or(t));
    let refers = |m: &nicol_model::Model| {
        let to_written = |id: ModelId| found.models.contains(&model.model(id).name);
        let of = |r: &&nicol_model::Relation| std::ptr::eq(model.model(r.forward_model), m);
        model.relations.iter().filter(of).any(|r| to_written(r.back_model))
    };
    let is_reference = error["code"] == "P2003";
    let is_table = table.is_none_or(|table| {
        (is_reference && model.models.iter().any(|m| m.database_name == table && refers(m)))
            || model.models.iter().any(|m| m.database_name == table && found.models.contains(&m.name))
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
        for data in items(&args[part]).iter().filter(|data| !data.is_null()) {
            found.records += 1;
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
                found.operations += 1;
                let is_list = m.find_field(name).is_some_and(|f| m.field(f).arity == Arity::List);
                found.makes_partner |= operation == "connectOrCreate" && !is_list && side == RelationSide::Back;
                let made = if operation == "create" { item } else { &item["create"] };
                if CREATES.contains(&operation.as_str()) {
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
}

fn has_relations(m: &Model, data: &Value) -> bool {
    let is_relation =
        |name: &String| m.find_field(name).is_some_and(|f| matches!(m.field(f).kind, FieldKind::Relation(..)));
    data.as_object().is_some_and(|fields| fields.keys().any(is_relation))
}

/// Whether a column that must not be NULL is a foreign key of a table that the request writes.
fn is_null_key(model: &DataModel, found: &Found, error: &Value) -> bool {
    let columns = error["meta"]["driverAdapterError"]["cause"]["constraint"]["fields"].as_array();
    let is_key = |column: &Value| {
        let written = model.models.iter().filter(|m| found.models.contains(&m.name));
        written.flat_map(|m| &m.fields).any(|f| f.is_foreign_key && column == &f.database_name)
    };
    columns.is_some_and(|columns| !columns.is_empty() && columns.iter().all(is_key))
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
